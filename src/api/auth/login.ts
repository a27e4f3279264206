import { type Clock, systemClock } from "../http/clock.ts";
import type { Credentials } from "../http/credentials.ts";
import { isLoopback, parseHost } from "../http/host.ts";
import { createRequestSignal } from "../http/request-signal.ts";
import type { BufferedResponse, Send } from "../http/send.ts";
import { createTransport } from "../http/transport.ts";
import { chooseMethod, type SignInReport } from "./chain.ts";
import { type Cloud, cloudOf } from "./cloud.ts";
import { type HostUrl, readHostUrl } from "./host-url.ts";
import { conflict, nobody, nowhere, stray } from "./login-problems.ts";
import type { Machine } from "./machine.ts";
import type { SignIn } from "./method.ts";
import { hostOfResource } from "./methods/azure-host.ts";
import { createOAuthServer } from "./oauth-server.ts";
import { readSettings, type Setting, type Settings, type SettingsSource, withDefaults } from "./settings.ts";
import { createTokenCall } from "./token-call.ts";

export interface LoginOptions extends SettingsSource {
  readonly userAgent: string;
  /** Allows `http://` on loopback. */
  readonly insecureLoopback: boolean;
  readonly hostSuffixes: readonly string[] | undefined;
  /** For tests: in place of the network and the time. */
  readonly tuning?: { readonly send?: Send<BufferedResponse>; readonly clock?: Clock };
}

/** Which workspace, as whom, with which default compute. */
export interface Login {
  /** Origin of the workspace. */
  readonly host: string;
  readonly cloud: Cloud;
  readonly credentials: Credentials;
  readonly signIn: SignInReport;
  readonly clusterId: string | undefined;
  readonly warehouseId: string | undefined;
}

export type LoginResult =
  | { readonly ok: true; readonly login: Login }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Identity providers answer in kilobytes. */
const MAX_BYTES = 2 ** 20;
const LOCATE_MS = 30_000;

/**
 * Finds the workspace and how to sign in to it. Sends nothing, but for a workspace that only its Azure resource id
 * names: its host is asked for here, because the address is fixed from the start.
 */
export async function resolveLogin(options: LoginOptions, machine: Machine): Promise<LoginResult> {
  const read = readSettings(options, machine);
  if ("problem" in read) return failed(read.problem);
  const written = read.setting("host");
  if (!written && read.get("azure_workspace_resource_id") === undefined) return failed(nowhere(read));
  const two = conflict(read);
  if (two !== undefined) return failed(two);

  const url = readHostUrl(written?.value ?? "");
  const settings = withIds(read, url);
  const place = written
    ? readOrigin({ value: url.address, source: written.source }, options)
    : await located(createSignIn("", settings, options, machine), options);
  const origin = "problem" in place ? "" : place.origin;
  const signIn = createSignIn(origin, settings, options, machine);
  const choice = chooseMethod(signIn);
  if ("report" in choice && origin !== "" && !strayIn(settings, options)) {
    const { credentials, report } = choice;
    const compute = { clusterId: settings.get("cluster_id"), warehouseId: settings.get("warehouse_id") };
    return { ok: true, login: { host: origin, cloud: signIn.cloud, credentials, signIn: report, ...compute } };
  }
  return failed(
    "problem" in place ? place.problem : undefined,
    "report" in choice ? undefined : (choice.problem ?? (origin === "" ? undefined : nobody(settings, choice.skipped))),
    strayIn(settings, options),
  );
}

/** The settings with the ids that the pasted address of the host brought. */
export const withIds = (settings: Settings, { workspaceId, accountId }: HostUrl): Settings =>
  withDefaults(settings, {
    ...(workspaceId && { workspace_id: { value: workspaceId, source: "the host's address" } }),
    ...(accountId && { account_id: { value: accountId, source: "the host's address" } }),
  });

const failed = (...problems: readonly (string | undefined)[]): LoginResult => ({
  ok: false,
  problems: problems.filter((problem) => problem !== undefined),
});

/** What a method works with: settings, the network of identity providers, time. */
export function createSignIn(host: string, settings: Settings, options: LoginOptions, machine: Machine): SignIn {
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

type Place = { readonly origin: string } | { readonly problem: string };

export function readOrigin({ value, source }: Setting, { insecureLoopback, hostSuffixes = [] }: LoginOptions): Place {
  const host = parseHost(value, { insecureLoopback, suffixes: hostSuffixes });
  return "problem" in host ? { problem: `The host of ${source} ${host.problem}.` } : host;
}

async function located(signIn: SignIn, options: LoginOptions): Promise<Place> {
  const { signal, end } = createRequestSignal(undefined, LOCATE_MS);
  try {
    const host = await hostOfResource(signIn, signal);
    return readOrigin({ value: host, source: "the Azure resource" }, options);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "Azure did not tell the workspace's address in time." };
  } finally {
    end();
  }
}

function strayIn(settings: Settings, { hostSuffixes = [] }: LoginOptions): string | undefined {
  return stray(settings, (text) => {
    const host = parseHost(readHostUrl(text).address, { insecureLoopback: true, suffixes: hostSuffixes });
    return "origin" in host ? host.origin : text;
  });
}
