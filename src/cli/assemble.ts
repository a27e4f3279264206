import type { Config } from "../config.ts";
import type { UnloadedTool } from "../core/described.ts";
import { createLog, type Log } from "../core/log.ts";
import type { Redactor } from "../core/output/redact.ts";
import { createWatcher } from "../core/resources/watch.ts";
import { createTasks } from "../core/tasks/tasks.ts";
import { toolsetIds } from "../core/tool.ts";
import { createServerFactory, type ServerFactory } from "../server.ts";
import type { Sharing } from "../service/redis/shared.ts";
import type { SurfaceDeps } from "../service/surfaces.ts";
import type { UnloadedCatalogue } from "./catalogue.ts";
import { createRuntime } from "./runtime.ts";
import type { Service, ServiceOptions } from "./service.ts";
import type { Watched, WatchOptions } from "./watching.ts";
import { entriesByKind, type Surroundings, type WorkspaceLogin } from "./workspaces.ts";

interface Parts {
  readonly version: string;
  readonly catalogue: UnloadedCatalogue;
  /** The tools of the catalogue that are served. */
  readonly tools: readonly UnloadedTool[];
  readonly entries: readonly WorkspaceLogin[];
  /** The real path of `--export-dir`. */
  readonly exportDir: string | undefined;
  readonly around: Surroundings;
  readonly redact: Redactor;
  /** Writes a line to stderr. */
  write(line: string): void;
}

type Problems = { readonly problems: readonly string[] };

/** A server that is ready to be served. */
export interface Assembled {
  readonly makeServer: ServerFactory;
  /** Over HTTP: who may call, and what they get. */
  readonly service: Service | undefined;
  readonly log: Log;
  /** Closes everything that was opened for the server. */
  close(): Promise<void>;
}

/** Makes the server that the configuration describes. If there are problems, nothing stays open. */
export async function assemble(config: Config, parts: Parts): Promise<Assembled | Problems> {
  const { version, catalogue, tools, entries, around, redact } = parts;
  const { userAgent } = around;
  const [first, ...others] = entries;
  if (!first) return { problems: ["No workspace is configured."] };
  const watched = await watch(config, { env: around.env, version, redact, write: parts.write });
  if (watched && "problems" in watched) return watched;
  const log = createLog(watched?.write ?? parts.write, redact, config.logLevel);
  const sharing = await share(config, log);
  const open = workspaceOpener(config, { ...parts, log, watched, sharing });
  const workspaces = [open(first), ...others.map(open)] as const;
  const tasks = createTasks(sharing && { store: sharing.tasks });
  const closeParts = async (service?: Service) => {
    tasks.close();
    await Promise.allSettled([service?.close(), watched?.close()]);
    await Promise.allSettled(workspaces.map(({ runtime }) => runtime.close()));
    await Promise.allSettled([sharing?.close()]);
  };
  const deps: SurfaceDeps = {
    version,
    workspaces,
    tools,
    catalogue: catalogue.tools,
    resources: async () => (await import("../resources/index.ts")).resources,
    prompts: async () => (await import("../prompts/index.ts")).prompts,
    watchable: catalogue.watchable,
    watcher: createWatcher({ exchange: sharing?.snapshots }),
    sealKeys: sharing?.sealKeys,
    mode: config.mode,
    onDemand: config.onDemand,
    codeModeTools: catalogue.codeModeTools,
    tasks,
  };
  const service =
    config.http && (await openService(config, { deps, entries, machine: around, userAgent, log, watched, sharing }));
  if (service && "problems" in service) {
    await closeParts();
    return service;
  }
  if (watched?.metricsUrl) log.info("metrics", { url: watched.metricsUrl });
  return { makeServer: createServerFactory(deps), service, log, close: () => closeParts(service) };
}

/** Only a server over HTTP, or one that is traced, loads this. */
async function watch(config: Config, options: WatchOptions): Promise<Watched | Problems | undefined> {
  const traced = Object.keys(options.env).some((name) => name.startsWith("OTEL_"));
  return config.http || traced ? (await import("./watching.ts")).openWatching(config, options) : undefined;
}

/** Only a server that shares a workspace with others loads the client of Redis. */
async function share(config: Config, log: Log): Promise<Sharing | undefined> {
  const { redis: url, redisReplicas: replicas, auth, authIssuer, publicUrl, actAs } = config;
  if (url === undefined) return undefined;
  const { openSharing } = await import("../service/redis/shared.ts");
  return openSharing({ url, replicas, service: [auth, authIssuer, publicUrl, actAs], log });
}

const openService = async (config: Config, options: ServiceOptions) =>
  (await import("./service.ts")).openService(config, options);

interface WorkspaceParts extends Parts {
  readonly log: Log;
  readonly watched: Watched | undefined;
  readonly sharing: Sharing | undefined;
}

/** Opens one of the workspaces. */
function workspaceOpener(config: Config, parts: WorkspaceParts) {
  const { catalogue, tools, entries, around, watched } = parts;
  const shared = {
    userAgent: around.userAgent,
    log: parts.log,
    redact: parts.redact,
    toolsets: toolsetIds(tools),
    notServed: toolsetIds(catalogue.tools.filter((tool) => !tools.includes(tool))),
    several: entries.length > 1,
    entries: entriesByKind(entries),
    exportDir: parts.exportDir,
    observer: watched?.observer,
    sharing: parts.sharing,
  };
  return (entry: WorkspaceLogin) => ({
    name: entry.name,
    runtime: createRuntime(config, entry, { ...shared, onAttempt: watched?.onAttempt(entry.name) }),
  });
}
