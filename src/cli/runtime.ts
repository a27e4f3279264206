import { type ClientOptions, createClient, type WorkspaceClient } from "../api/http/create-client.ts";
import { allowsLoopback, type Config } from "../config.ts";
import type { Settings } from "../core/calls/context.ts";
import { createConsentLedger } from "../core/consent/ledger.ts";
import type { Log } from "../core/log.ts";
import { createMemory } from "../core/memory.ts";
import type { Redactor } from "../core/output/redact.ts";
import { createResultStore } from "../core/output/results.ts";
import type { Runtime } from "../core/runtime.ts";
import { createPolls } from "../core/waiting/polls.ts";
import { CHARS_PER_TOKEN } from "../limits.ts";
import type { Sharing } from "../service/redis/shared.ts";
import type { WorkspaceLogin } from "./workspaces.ts";

/** How long a shutdown waits for cancel requests to reach the workspace. */
const LAST_CANCELS_MS = 1000;

interface RuntimeOptions {
  readonly userAgent: string;
  readonly log: Log;
  readonly redact: Redactor;
  /** Ids of the toolsets served. */
  readonly toolsets: readonly string[];
  /** Ids of the toolsets that are not served, or not in full. */
  readonly notServed?: readonly string[];
  readonly several?: boolean;
  /** Names of the entries, by what they are. */
  readonly entries?: Settings["entries"];
  /** The real path of `--export-dir`. */
  readonly exportDir?: string | undefined;
  readonly observer?: Runtime["observer"];
  readonly onAttempt?: ClientOptions["onAttempt"];
  /** The parts that it shares with other servers of the same service. */
  readonly sharing?: Sharing | undefined;
}

/** Creates the part that all calls to one workspace share: identity, rate limiter, caches. */
export function createRuntime(
  config: Config,
  workspace: WorkspaceLogin,
  options: RuntimeOptions,
): Runtime & { readonly client: WorkspaceClient; close(): Promise<void> } {
  const { host, credentials } = workspace.login;
  const { userAgent, log, redact, several = false, observer, onAttempt, sharing } = options;
  const client = createClient({
    host,
    credentials,
    userAgent,
    log,
    onAttempt,
    ...(sharing && { sharedRate: (own) => sharing.rate(host, own) }),
    insecureLoopback: allowsLoopback(config),
    storageHosts: config.storageHosts,
  });
  const base = several ? { base: `databricks://${workspace.name}/results/` } : {};
  const results = createResultStore({ redact, ...base });
  const detached = new Set<Promise<unknown>>();
  return {
    client,
    settings: settingsOf(config, workspace, options),
    redact,
    log,
    results: sharing?.results(host, results) ?? results,
    memory: createMemory(),
    polls: createPolls(),
    consents: sharing?.consents(host) ?? createConsentLedger(),
    observer,
    detached,
    async close() {
      // Work of calls that the shutdown ended is being cancelled.
      await Promise.race([
        Promise.all(detached),
        new Promise((resolve) => setTimeout(resolve, LAST_CANCELS_MS).unref()),
      ]);
      await client.close();
    },
  };
}

/** The facts that tools read and report. */
function settingsOf(
  config: Config,
  { name, login, access = config.access }: WorkspaceLogin,
  { toolsets, notServed = [], several = false, entries, exportDir }: RuntimeOptions,
): Settings {
  const { host, accountId, cloud, credentials, signIn, clusterId, warehouseId, notes = [] } = login;
  return Object.freeze({
    host,
    cloud,
    // If several methods are tried in turn, it is known only after the first request.
    get authType() {
      return signIn.method ?? credentials.source;
    },
    toolsets,
    ...(notServed.length > 0 ? { notServed } : {}),
    ...(config.onDemand && config.mode !== "code" ? { canEnable: true } : {}),
    ...(several ? { workspace: name } : {}),
    ...(several && entries ? { entries } : {}),
    ...(accountId === undefined ? {} : { accountId }),
    ...(notes.length > 0 ? { loginNotes: notes } : {}),
    access,
    confirm: config.confirm,
    ...(config.protect ? { protect: config.protect } : {}),
    ...(clusterId ? { clusterId } : {}),
    ...(warehouseId ? { warehouseId } : {}),
    ...(exportDir ? { exportDir } : {}),
    waitBudgetMs: config.waitBudget * 1000,
    outputBudgetChars: config.outputBudget * CHARS_PER_TOKEN,
  });
}
