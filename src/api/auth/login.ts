import { type Clock, systemClock } from "../http/clock.ts";
import type { Credentials } from "../http/credentials.ts";
import { isLoopback, parseHost } from "../http/host.ts";
import { createRequestSignal } from "../http/request-signal.ts";
import type { BufferedResponse, Send } from "../http/send.ts";
import { createTransport } from "../http/transport.ts";
import { chooseMethod, type SignInReport } from "./chain.ts";
import { type Cloud, cloudOf, isAccountHost } from "./cloud.ts";
import { type HostUrl, readHostUrl } from "./host-url.ts";
import {
  accountHostProblem,
  conflictProblem,
  foreignSecretProblem,
  noHostProblem,
  noMethodProblem,
} from "./login-problems.ts";
import type { Machine } from "./machine.ts";
import type { SignIn } from "./method.ts";
import { hostOfResource } from "./methods/azure-host.ts";
import { createOAuthServer } from "./oauth-server.ts";
import { type LoginSetting, type LoginSettings, readSettings, type SettingsSource, withDefaults } from "./settings.ts";
import { createTokenCall } from "./token-call.ts";

/** Where a login comes from, and the rules for its host. */
export interface LoginOptions extends SettingsSource {
  readonly userAgent: string;
  /** Allows `http://` on loopback. */
  readonly insecureLoopback: boolean;
  /** Whether the host may be the account console: an entry of `--workspaces` for the account's own operations. */
  readonly accounts?: boolean;
  /** Domain suffixes of workspaces in addition to the built-in ones. */
  readonly hostSuffixes: readonly string[] | undefined;
  /** For tests: replaces the network and the clock. */
  readonly tuning?: { readonly send?: Send<BufferedResponse>; readonly clock?: Clock };
}

/** The workspace, the identity and the default compute. */
export interface Login {
  /** Origin of the workspace, or of the account console. */
  readonly host: string;
  /** The account, if the host is its console. */
  readonly accountId?: string | undefined;
  readonly cloud: Cloud;
  readonly credentials: Credentials;
  readonly signIn: SignInReport;
  readonly clusterId: string | undefined;
  readonly warehouseId: string | undefined;
  /** One sentence for each difference between the profile and the environment, without values. */
  readonly notes?: readonly string[];
}

/** `problems`: one or two sentences each, for the operator; without secrets. */
export type LoginResult =
  | { readonly ok: true; readonly login: Login }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Maximum response of an identity provider; they send kilobytes. */
const MAX_BYTES = 2 ** 20;
/** Time to find the host of an Azure resource. */
const LOCATE_MS = 30_000;

/**
 * Finds the workspace and how to sign in to it. Nothing is sent, with one exception: if only an Azure resource ID names
 * the workspace, its host is requested from Azure, because the host is fixed from the start.
 */
export async function resolveLogin(options: LoginOptions, machine: Machine): Promise<LoginResult> {
  const read = readSettings(options, machine);
  if ("problem" in read) return failedLogin(read.problem);
  const hostSetting = read.setting("host");
  if (!hostSetting && read.get("azure_workspace_resource_id") === undefined) return failedLogin(noHostProblem(read));
  const conflict = conflictProblem(read);
  if (conflict !== undefined) return failedLogin(conflict);

  const url = readHostUrl(hostSetting?.value ?? "");
  const settings = withAddressIds(read, url);
  const found = hostSetting
    ? readOrigin({ value: url.address, source: hostSetting.source }, options)
    : await locateByResource(createSignIn("", settings, options, machine), options);
  const atAccount = "origin" in found && isAccountHost(found.origin) && settings.get("workspace_id") === undefined;
  const accountId = atAccount && options.accounts ? settings.get("account_id") : undefined;
  if (atAccount && accountId === undefined) {
    return failedLogin(accountHostProblem(found.origin, hostSetting?.source, options.accounts));
  }
  const origin = "problem" in found ? "" : found.origin;
  const signIn = createSignIn(origin, settings, options, machine);
  const choice = chooseMethod(signIn);
  if ("report" in choice && origin !== "" && !foreignSecretIn(settings, options)) {
    const { credentials, report } = choice;
    const compute = { clusterId: settings.get("cluster_id"), warehouseId: settings.get("warehouse_id") };
    return {
      ok: true,
      login: {
        host: origin,
        accountId,
        cloud: signIn.cloud,
        credentials,
        signIn: report,
        ...compute,
        notes: read.notes,
      },
    };
  }
  return failedLogin(
    "problem" in found ? found.problem : undefined,
    "report" in choice
      ? undefined
      : (choice.problem ?? (origin === "" ? undefined : noMethodProblem(settings, choice.skipped))),
    foreignSecretIn(settings, options),
  );
}

/** The settings with the IDs that the host's address contains; a setting that is present takes precedence. */
export const withAddressIds = (settings: LoginSettings, { workspaceId, accountId }: HostUrl): LoginSettings =>
  withDefaults(settings, {
    ...(workspaceId && { workspace_id: { value: workspaceId, source: "the host's address" } }),
    ...(accountId && { account_id: { value: accountId, source: "the host's address" } }),
  });

const failedLogin = (...problems: readonly (string | undefined)[]): LoginResult => ({
  ok: false,
  problems: problems.filter((problem) => problem !== undefined),
});

/**
 * The context in which login methods sign in. `host`: the origin of the workspace, `""` if it is not known yet.
 * `settings` with the IDs of the host's address.
 */
export function createSignIn(host: string, settings: LoginSettings, options: LoginOptions, machine: Machine): SignIn {
  const { userAgent, insecureLoopback, hostSuffixes = [], tuning = {} } = options;
  const clock = tuning.clock ?? systemClock;
  const direct = insecureLoopback && host !== "" && isLoopback(new URL(host).hostname);
  const transport = (options: { direct: boolean; headersMs: number }) =>
    tuning.send ?? createTransport({ connections: 2, maxBytes: MAX_BYTES, ...options }).send;
  const call = createTokenCall({
    clock,
    send: transport({ direct, headersMs: 30_000 }),
    sendLocal: transport({ direct: true, headersMs: 10_000 }),
    userAgent,
    insecureLoopback,
  });
  const azure = settings.get("azure_workspace_resource_id") !== undefined;
  const oauth = createOAuthServer({
    host,
    accountId: settings.get("account_id"),
    settings,
    call,
    insecureLoopback,
    hostSuffixes,
  });
  return { host, cloud: azure ? "AZURE" : cloudOf(host, settings.get("cloud")), settings, machine, clock, call, oauth };
}

type FoundOrigin = { readonly origin: string } | { readonly problem: string };

/** The origin of the workspace, or the problem with the setting that names it. */
export function readOrigin(
  { value, source }: LoginSetting,
  { insecureLoopback, hostSuffixes = [] }: LoginOptions,
): FoundOrigin {
  const host = parseHost(value, { insecureLoopback, suffixes: hostSuffixes });
  return "problem" in host ? { problem: `The host from ${source} ${host.problem}.` } : host;
}

/** The origin of the workspace that `azure_workspace_resource_id` names. */
async function locateByResource(signIn: SignIn, options: LoginOptions): Promise<FoundOrigin> {
  const { signal, end } = createRequestSignal(undefined, LOCATE_MS);
  try {
    const host = await hostOfResource(signIn, signal);
    return readOrigin({ value: host, source: "the Azure resource" }, options);
  } catch (error) {
    return {
      problem: error instanceof Error ? error.message : "Azure did not return the workspace's address in time.",
    };
  } finally {
    end();
  }
}

function foreignSecretIn(settings: LoginSettings, { hostSuffixes = [] }: LoginOptions): string | undefined {
  return foreignSecretProblem(settings, (text) => {
    const host = parseHost(readHostUrl(text).address, { insecureLoopback: true, suffixes: hostSuffixes });
    return "origin" in host ? host.origin : text;
  });
}
