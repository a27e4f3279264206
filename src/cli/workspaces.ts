import { type Login, type LoginResult, type ProfileFile, resolveLogin } from "../api/auth/login.ts";
import type { Config } from "../config.ts";

/** A workspace to serve: what it is called, how to log in, and how far access to it goes. */
export interface WorkspaceLogin {
  readonly name: string;
  readonly login: Login;
  readonly access: Config["access"] | undefined;
}

export type WorkspacesResult =
  | { readonly ok: true; readonly workspaces: readonly WorkspaceLogin[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The one workspace of a server that has one. */
export const single = (login: Login): WorkspaceLogin[] => [{ name: "default", login, access: undefined }];

/** Every workspace's login, or every problem of all of them. */
export function resolveWorkspaces(config: Config, file: ProfileFile): WorkspacesResult {
  if (!config.workspaces) {
    const result = resolveLogin(config, file);
    return result.ok ? { ok: true, workspaces: single(result.login) } : result;
  }
  const problems: string[] = [];
  const workspaces = config.workspaces.flatMap(({ name, profile, access }) => {
    // Each has its profile's compute: one workspace's cluster means nothing in another.
    const own = { ...config, profile, host: undefined, token: undefined, clusterId: undefined, warehouseId: undefined };
    const result: LoginResult = resolveLogin(own, file);
    if (result.ok) return [{ name, login: result.login, access }];
    problems.push(...result.problems.map((problem) => `Workspace ${name}: ${problem}`));
    return [];
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, workspaces };
}
