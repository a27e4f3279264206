import { parseHost } from "../../http/host.ts";
import { isAccountHost } from "../cloud.ts";
import { readHostUrl } from "../host-url.ts";
import { expandHome } from "../machine.ts";
import { bearer, type Method, type SignIn } from "../method.ts";
import { findProgram, type Program, runForJson } from "../program.ts";
import { readToken } from "../token-answer.ts";
import type { Fetch } from "../token-source.ts";
import { cachedLogin } from "./u2m.ts";

const TITLE = "The Databricks CLI";
/** The Python program of the same name, which knows no OAuth, is a script; this one is tens of megabytes. */
const LEGACY_BYTES = 2 ** 20;

type Version = readonly [major: number, minor: number, patch: number];
const PROFILES: Version = [0, 207, 1];
const FORCED: Version = [0, 296, 0];

/** Whoever signed in on this machine, with the CLI or with this server: from the cache they share, else from the CLI. */
export const databricksCli: Method = {
  name: "databricks-cli",
  attributes: ["host"],
  also: ["databricks_cli_path", "account_id"],
  needs: "a login of `mcp-server-databricks login` or `databricks auth login`",
  tentative: true,
  configure(signIn) {
    const profile = ownProfile(signIn);
    const cached = cachedLogin({ ...signIn, settings: { ...signIn.settings, profile } });
    const installed = installedCli(signIn);
    if ("skip" in installed) return cached ? { fetch: cached } : installed;
    const asked = cliLogin(installed, signIn, profile);
    if (!cached) return { fetch: asked };
    return {
      fetch: (signal) =>
        cached(signal).catch((error: unknown) => {
          if (signal.aborted) throw error;
          // The CLI may know better: its logins can be in the keyring of the system.
          return asked(signal);
        }),
    };
  },
};

function installedCli({ settings, machine }: SignIn): Program | { skip: string } {
  const path = settings.get("databricks_cli_path");
  const program = findProgram(path === undefined ? "databricks" : expandHome(path, machine), machine);
  if (!program) return { skip: path === undefined ? "databricks is not on PATH" : "databricks_cli_path is no program" };
  if (program.bytes >= LEGACY_BYTES) return program;
  return { skip: `${program.file} is the legacy Python CLI: install version 0.207.1 or later` };
}

function cliLogin(program: Program, signIn: SignIn, profile: string | undefined): Fetch {
  const { machine, clock } = signIn;
  let version: Version | undefined;
  return async (signal) => {
    version ??= await versionOf(program, signIn, signal);
    const forced = version && atLeast(version, FORCED) ? ["--force-refresh"] : [];
    const args = ["auth", "token", ...whose(signIn, profile, version), ...forced];
    const answer = await runForJson(program, args, { machine, signal, title: TITLE });
    const { value, expiresAt } = readToken(answer, { service: TITLE, clock });
    return { headers: bearer(value), expiresAt };
  };
}

function whose({ settings, host }: SignIn, profile: string | undefined, version: Version | undefined): string[] {
  if (profile !== undefined && version && atLeast(version, PROFILES)) return ["--profile", profile];
  const account = isAccountHost(host) ? settings.get("account_id") : undefined;
  return ["--host", host, ...(account === undefined ? [] : ["--account-id", account])];
}

/** The profile, where it is this host's: its login must not go to the host that a variable names. */
function ownProfile({ settings, host }: SignIn): string | undefined {
  if (host === "") return undefined;
  const own = readHostUrl(settings.own("host") ?? "").address;
  const parsed = parseHost(own, { insecureLoopback: true, suffixes: [new URL(host).hostname] });
  return "origin" in parsed && parsed.origin === host ? settings.profile : undefined;
}

/** Unknown when it cannot be read; then none of the newer flags is used. */
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
