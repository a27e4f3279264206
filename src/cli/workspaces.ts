import type { AttributeKey } from "../api/auth/attributes.ts";
import { type Login, type LoginOptions, resolveLogin } from "../api/auth/login.ts";
import type { Machine } from "../api/auth/machine.ts";
import { type OnBehalf, resolveOnBehalf } from "../api/auth/on-behalf.ts";
import type { GivenSettings } from "../api/auth/settings.ts";
import { type Config, OPTIONS } from "../config.ts";

/** A workspace to serve: its name, its login, and its access level if it has one of its own. */
export interface WorkspaceLogin {
  readonly name: string;
  readonly login: Login;
  readonly access: Config["access"] | undefined;
  /** Logins in the name of callers, with `--act-as user`. */
  readonly onBehalf?: OnBehalf | undefined;
}

export type WorkspacesResult =
  | { readonly ok: true; readonly workspaces: readonly WorkspaceLogin[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The machine and program settings that a login depends on. */
export type Surroundings = Machine & Pick<LoginOptions, "userAgent" | "tuning">;

/** The only workspace of a server. */
export const singleWorkspace = (login: Login, onBehalf?: OnBehalf): WorkspaceLogin[] => [
  { name: "default", login, access: undefined, onBehalf },
];

/** The server's own login at a workspace, or with `--act-as user` what its callers sign in with. */
async function loginAt({ actAs, http }: Config, options: LoginOptions, machine: Machine) {
  if (actAs === "user" && http) return resolveOnBehalf(options, machine);
  const result = await resolveLogin(options, machine);
  return result.ok ? { ...result, onBehalf: undefined } : result;
}

/** The logins of all workspaces, or all problems together. */
export async function resolveWorkspaces(config: Config, around: Surroundings): Promise<WorkspacesResult> {
  if (!config.workspaces) {
    const result = await loginAt(config, loginOptions(config, around), around);
    return result.ok ? { ok: true, workspaces: singleWorkspace(result.login, result.onBehalf) } : result;
  }
  const results = await Promise.all(
    config.workspaces.map(async ({ name, profile, access }) => {
      // Each workspace has its own identity and compute: cluster ids are not valid in another workspace.
      const own = {
        ...loginOptions(config, around),
        given: {},
        profile,
        profileByFlag: false,
        profileOnly: true,
        accounts: true,
      };
      return { name, access, result: await loginAt(config, own, around) };
    }),
  );
  const problems = results.flatMap(({ name, result }) =>
    result.ok ? [] : result.problems.map((problem) => `Workspace ${name}: ${problem}`),
  );
  if (problems.length > 0) return { ok: false, problems };
  const workspaces = results.flatMap(({ name, access, result }) =>
    result.ok ? [{ name, login: result.login, access, onBehalf: result.onBehalf }] : [],
  );
  const [first] = workspaces;
  if (first?.login.accountId !== undefined) {
    return {
      ok: false,
      problems: [`The first entry of --workspaces, ${first.name}, is an account. Name a workspace first.`],
    };
  }
  return { ok: true, workspaces };
}

/** Names of the entries, by whether they are workspaces or accounts. */
export const entriesByKind = (entries: readonly WorkspaceLogin[]) => ({
  workspaces: entries.filter(({ login }) => login.accountId === undefined).map(({ name }) => name),
  accounts: entries.filter(({ login }) => login.accountId !== undefined).map(({ name }) => name),
});

/** The login settings in the configuration. */
export const loginOptions = (config: Config, { userAgent, tuning }: Pick<Surroundings, "userAgent" | "tuning">) => ({
  given: given(config),
  profile: config.profile,
  profileByFlag: config.flags.has("profile"),
  configFile: config.configFile,
  insecureLoopback: config.insecureLoopback,
  hostSuffixes: config.hostSuffixes,
  userAgent,
  ...(tuning && { tuning }),
});

/** Login attributes that are also options of the server. */
export const LOGIN_OPTIONS = {
  host: "host",
  token: "token",
  cluster_id: "clusterId",
  warehouse_id: "warehouseId",
} as const satisfies Partial<Record<AttributeKey, keyof Config>>;

function given(config: Config): GivenSettings {
  const entries = Object.entries(LOGIN_OPTIONS).flatMap(([key, option]) => {
    const value = config[option];
    if (value === undefined) return [];
    const byFlag = config.flags.has(option);
    return [[key, { value, source: byFlag ? `--${key}` : OPTIONS[option].env, byFlag }] as const];
  });
  return Object.fromEntries(entries);
}
