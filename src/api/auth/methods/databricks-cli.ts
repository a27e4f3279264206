import { parseHost } from "../../http/host.ts";
import { isAccountHost } from "../cloud.ts";
import { readHostUrl } from "../host-url.ts";
import { expandHome } from "../machine.ts";
import { bearerHeader, type LoginMethod, type SignIn } from "../method.ts";
import { findProgram, type Program, runForJson } from "../program.ts";
import { readToken } from "../token-response.ts";
import type { FetchGrant } from "../token-source.ts";
import { cachedLogin } from "./u2m.ts";

const TITLE = "The Databricks CLI";
/**
 * The legacy Python CLI with the same name does not support OAuth. It is a small script; the current CLI has tens of
 * megabytes.
 */
const LEGACY_BYTES = 2 ** 20;

type Version = readonly [major: number, minor: number, patch: number];
/** First version with `auth token --profile`. */
const PROFILES: Version = [0, 207, 1];
/** First version with `auth token --force-refresh`. */
const FORCED: Version = [0, 296, 0];

/**
 * The user who signed in on this machine with the Databricks CLI or with this server. The login comes from the token
 * cache that both share, otherwise from the CLI.
 */
export const databricksCli: LoginMethod = {
  name: "databricks-cli",
  attributes: ["host"],
  also: ["databricks_cli_path", "account_id"],
  needs: "a login of `mcp-server-databricks login` or `databricks auth login`",
  tentative: true,
  configure(signIn) {
    const profile = ownProfile(signIn);
    const fromCache = cachedLogin({ ...signIn, settings: { ...signIn.settings, profile } });
    const installed = installedCli(signIn);
    if ("skip" in installed) return fromCache ? { fetch: fromCache } : installed;
    const fromCli = cliLogin(installed, signIn, profile);
    if (!fromCache) return { fetch: fromCli };
    return {
      fetch: (signal) =>
        fromCache(signal).catch((error: unknown) => {
          if (signal.aborted) throw error;
          // The CLI may have a newer login: it can also store logins in the system's keyring.
          return fromCli(signal);
        }),
    };
  },
};

function installedCli({ settings, machine }: SignIn): Program | { skip: string } {
  const path = settings.get("databricks_cli_path");
  const program = findProgram(path === undefined ? "databricks" : expandHome(path, machine), machine);
  if (!program)
    return { skip: path === undefined ? "databricks is not on PATH" : "databricks_cli_path is not a program" };
  if (program.bytes >= LEGACY_BYTES) return program;
  return { skip: `${program.file} is the legacy Python CLI: install version 0.207.1 or later` };
}

function cliLogin(program: Program, signIn: SignIn, profile: string | undefined): FetchGrant {
  const { machine, clock } = signIn;
  let version: Version | undefined;
  return async (signal) => {
    version ??= await versionOf(program, signIn, signal);
    const forced = version && atLeast(version, FORCED) ? ["--force-refresh"] : [];
    const args = ["auth", "token", ...identityArguments(signIn, profile, version), ...forced];
    const response = await runForJson(program, args, { machine, signal, title: TITLE });
    const { value, expiresAt } = readToken(response, { service: TITLE, clock });
    return { headers: bearerHeader(value), expiresAt };
  };
}

function identityArguments(
  { settings, host }: SignIn,
  profile: string | undefined,
  version: Version | undefined,
): string[] {
  if (profile !== undefined && version && atLeast(version, PROFILES)) return ["--profile", profile];
  const account = isAccountHost(host) ? settings.get("account_id") : undefined;
  return ["--host", host, ...(account === undefined ? [] : ["--account-id", account])];
}

/** The profile, if its host is the workspace: its login must not be sent to a host that a variable names. */
function ownProfile({ settings, host }: SignIn): string | undefined {
  if (host === "") return undefined;
  const own = readHostUrl(settings.own("host") ?? "").address;
  const parsed = parseHost(own, { insecureLoopback: true, suffixes: [new URL(host).hostname] });
  return "origin" in parsed && parsed.origin === host ? settings.profile : undefined;
}

/** The CLI's version. If it cannot be read, the newer flags are not used. */
async function versionOf(program: Program, { machine }: SignIn, signal: AbortSignal): Promise<Version | undefined> {
  try {
    const options = { machine, signal, title: TITLE, timeoutMs: 5000 };
    const { Major, Minor, Patch } = await runForJson(program, ["version", "--output", "json"], options);
    return [Number(Major), Number(Minor), Number(Patch)];
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

function atLeast(version: Version, wanted: Version): boolean {
  const at = version.findIndex((part, index) => part !== wanted[index]);
  return at === -1 || (version[at] ?? 0) > (wanted[at] ?? 0);
}
