import { NOT_CONFIGURED } from "../api/auth/settings.ts";
import { createClient } from "../api/http/create-client.ts";
import { isLoopback } from "../api/http/host.ts";
import { allowsLoopback, type Config } from "../config.ts";
import { type Check, failed, noted, passed } from "./doctor/check.ts";
import { checkCluster, checkWarehouse } from "./doctor/compute.ts";
import { checkAccount, checkIdentity, checkSignIn } from "./doctor/identity.ts";
import { checkFiles, checkNode, checkTlsSwitches } from "./doctor/machine.ts";
import { checkDns, checkHttp, checkTls } from "./doctor/network.ts";
import { checkProxy, proxyFor } from "./doctor/proxy.ts";
import type { Examined, Report } from "./doctor/report.ts";
import { checkToolset, PROBES } from "./doctor/services.ts";
import { commandLine, launchOf, type StartedProgram } from "./program.ts";
import { clientSnippet } from "./snippet.ts";
import type { WorkspaceLogin } from "./workspaces.ts";

export interface Examination {
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly userAgent: string;
  readonly home: string;
  /** Ids of all toolsets, and of those served. */
  readonly toolsets: { readonly all: readonly string[]; readonly served: readonly string[] };
}

interface DoctorCommand {
  readonly name: string;
  readonly version: string;
  /** Problems of the configuration. */
  readonly problems: readonly string[];
  /** Its flags. */
  readonly options: readonly string[];
  readonly program: StartedProgram;
}

/** Checks everything that is required to serve these workspaces. */
export async function diagnose(
  examination: Examination,
  workspaces: readonly WorkspaceLogin[],
  { name, version, problems, options, program }: DoctorCommand,
): Promise<Report> {
  const { config, env, home, toolsets } = examination;
  const { node } = process.versions;
  const { access, confirm } = config;
  const isUnconfigured = (problem: string) => problem.startsWith(NOT_CONFIGURED);
  const unconfigured = problems.some(isUnconfigured);
  const start = commandLine(launchOf(program, [], {}));
  const fixOf = (problem: string) =>
    `Run: ${start} ${isUnconfigured(problem) ? "login --host <workspace URL> --profile <name>" : "--help"}`;
  return {
    name,
    version,
    node,
    platform: process.platform,
    machine: [
      checkNode(node, new Date()),
      ...checkFiles({ home, platform: process.platform, configFile: config.configFile }),
      ...checkTlsSwitches(env),
    ],
    configuration:
      problems.length > 0
        ? problems.map((problem) => failed("configuration", problem, fixOf(problem)))
        : [passed("configuration", `access ${access}, confirm ${confirm}; toolsets ${toolsets.served.join(", ")}`)],
    workspaces: await Promise.all(workspaces.map((workspace) => examine(workspace, examination))),
    client: clientSnippet({ program, options, env, unconfigured }),
  };
}

/** Checks the connection, sign-in and access for one workspace. After a failure, dependent checks are skipped. */
async function examine({ name, login }: WorkspaceLogin, examination: Examination): Promise<Examined> {
  const checks: Check[] = [];
  const { host, notes = [] } = login;
  const add = (...found: readonly Check[]): boolean => {
    checks.push(...found);
    return found.every(({ verdict }) => verdict !== "failed");
  };
  checks.push(...notes.map((note) => noted("profile", note)));
  const reached = add(...(await checkNetwork(host, examination)));
  const signedIn = reached && add(await checkSignIn(login));
  if (signedIn) add(...(await checkAccess({ name, login, access: undefined }, examination)));
  else add(noted("access", "skipped: see the failed check above"));
  return { workspace: name, host, checks };
}

async function checkNetwork(host: string, { config, env, userAgent }: Examination): Promise<Check[]> {
  const direct = allowsLoopback(config) && isLoopback(new URL(host).hostname);
  const proxy = direct ? undefined : proxyFor(host, env);
  const through = noted("dns", "the proxy resolves the name");
  const own = proxy ? [through] : await Promise.all([checkDns(host), checkTls(host)]);
  const before = [checkProxy(proxy), ...own];
  if (before.some(({ verdict }) => verdict === "failed")) return before;
  return [...before, ...(await checkHttp(host, { direct, userAgent }))];
}

async function checkAccess({ login }: WorkspaceLogin, { config, userAgent, toolsets }: Examination): Promise<Check[]> {
  const { host, accountId, credentials, clusterId, warehouseId } = login;
  const client = createClient({ host, credentials, userAgent, insecureLoopback: allowsLoopback(config) });
  try {
    if (accountId !== undefined) return [await checkAccount(client, accountId)];
    const identity = await checkIdentity(client);
    if (identity.verdict === "failed") return [identity];
    const served = new Set(toolsets.served);
    const compute = [checkWarehouse(client, warehouseId), checkCluster(client, clusterId)];
    const services = toolsets.all
      .filter((id) => PROBES[id] !== null)
      .sort((a, b) => Number(served.has(b)) - Number(served.has(a)))
      .map((id) => checkToolset(client, id, served.has(id)));
    return [identity, ...(await Promise.all([...compute, ...services]))];
  } finally {
    await client.close();
  }
}
