import { Server } from "@modelcontextprotocol/server";
import manifest from "../package.json" with { type: "json" };
import type { SharedScripts } from "./code/toolset.ts";
import { type Later, type Loading, later } from "./core/later.ts";
import { countHidden } from "./core/output/fence.ts";
import type { Prompt } from "./core/prompts/define.ts";
import type { Served } from "./core/resources/serve.ts";
import { createWatcher, type Watcher } from "./core/resources/watch.ts";
import { createTasks, type Tasks } from "./core/tasks/tasks.ts";
import { createRouter, type Router, type Workspaces } from "./core/workspaces.ts";
import { completeAddress, serveResources } from "./server/addresses.ts";
import type { ClientConnection } from "./server/connection.ts";
import type { Enabling } from "./server/enabling.ts";
import { iconUrl } from "./server/icon.ts";
import { instructionsFor } from "./server/instructions.ts";
import { isSubscribable, openScripts, servedResources } from "./server/lists.ts";
import { type ServedPrompts, servedPrompts, servePrompts } from "./server/prompts.ts";
import { type Requests, requestsOf } from "./server/requests.ts";
import { createSeals, newKey } from "./server/seals.ts";
import { createServedTools, type ToolSources } from "./server/served-tools.ts";
import { createSubscribe, type Subscribe, serveSubscriptions } from "./server/subscriptions.ts";
import { serveTasks, TASKS_EXTENSION } from "./server/tasks.ts";
import { announceTools, serveTools } from "./server/tools.ts";

/** Everything that the protocol surface consists of. One per process. */
export interface ServerDeps extends ToolSources {
  readonly version: string;
  readonly workspaces: Workspaces;
  /** Whether clients name the workspace in calls and URIs. By default they do if there are several. */
  readonly named?: boolean | undefined;
  readonly prompts: Later<readonly Prompt[]>;
  readonly watcher?: Watcher;
  /** Keys that seal the states of questions, the newest first. */
  readonly sealKeys?: (() => readonly Uint8Array[]) | undefined;
  /** Scripts of code mode that run or wait for an answer. */
  readonly scripts?: Loading<SharedScripts>;
  /** Whether what is served depends on the caller, so that shared caches must not keep it. */
  readonly personal?: boolean | undefined;
  /** Calls that continue after their request. Servers of different callers share it. */
  readonly tasks?: Tasks;
}

/** Creates the servers that the transports connect to clients. */
export interface ServerFactory {
  /** Creates a server for one connection or request. */
  (connection: ClientConnection): Server;
  /** For streams of 2026-07-28 clients, which outlive the server of their request. */
  readonly subscribe: Subscribe;
  /** Calls back whenever the list of a caller's tools grows, until stopped: for the same streams. */
  readonly watchTools: Enabling["watch"];
}

/** With what belongs to the process: servers of different callers share it, and it does not end with one of them. */
export const withShared = <T extends ServerDeps>(deps: T): T & Required<Pick<ServerDeps, "sealKeys" | "scripts">> => ({
  ...deps,
  sealKeys: deps.sealKeys ?? newKey(),
  scripts: deps.scripts ?? openScripts(deps.workspaces[0].runtime.consents.answerMs),
});

/**
 * Computes the protocol surface once and returns the factory that the transports call for every connection or request.
 * It uses the SDK's low-level `Server`: lists are data, and every tool call goes through `core/calls/call.ts`.
 */
export function createServerFactory(given: ServerDeps): ServerFactory {
  const deps = withShared(given);
  const { watcher = createWatcher(), tasks = createTasks() } = deps;
  const router = createRouter(deps.workspaces, deps.named);
  const resources = servedResources(deps);
  const subscribe = createSubscribe({ served: resources, router, watcher });
  const subscribable = isSubscribable(deps, resources.now());
  const served = createServedTools(deps, router, deps.scripts);
  const { enabling } = served;
  const prompts = later(async () => servedPrompts(await later(deps.prompts).load(), deps.tools, router));
  const names = deps.workspaces.map(({ name }) => name);
  const workspaces = new Map(deps.workspaces.map(({ name, runtime }) => [name, runtime.client]));
  const { answerMs } = deps.workspaces[0].runtime.consents;
  const identity = identityOf(deps.version);
  const seals = createSeals(deps.sealKeys);
  const instructions = instructionsFor(deps.tools, names);
  const cacheHints = cacheHintsOf({ personal: deps.personal, growing: enabling !== undefined });

  const makeServer = (connection: ClientConnection): Server => {
    const { era } = connection;
    // A 2025-era client receives updates on its own connection, which must therefore last.
    const subscribes = subscribable && !(era === "legacy" && connection.stateless);
    const server = new Server(identity, {
      capabilities: {
        tools: enabling ? { listChanged: true } : {},
        resources: subscribes ? { subscribe: true } : {},
        prompts: {},
        completions: {},
        // Deprecated since 2026-07-28, whose clients receive no log messages. They alone can use the extension.
        ...(era === "legacy" ? { logging: {} } : { extensions: { [TASKS_EXTENSION]: {} } }),
      },
      instructions,
      requestState: { verify: seals.verify },
      cacheHints,
    });
    const tools = served.of(connection);
    const requests = requestsOf(server, { connection, workspaces, seals, answerMs });
    serveTools(server, { tools, tasks, requests });
    if (era === "modern") serveTasks(server, { tasks, router, tools, requests });
    serveResources(server, { served: resources, router, tools, requests });
    if (subscribes && era === "legacy") serveSubscriptions(server, subscribe, connection);
    if (enabling) announceTools(server, enabling, connection);
    servePrompts(server, prompts, requests);
    serveCompletion(server, { resources, prompts, router, requests });
    return server;
  };
  return Object.assign(makeServer, { subscribe, watchTools: enabling?.watch ?? (() => () => {}) });
}

const identityOf = (version: string) => ({
  name: "mcp-server-databricks",
  title: "Databricks",
  version,
  websiteUrl: manifest.homepage,
  // An address, because clients of 2026-07-28 receive it with every response.
  icons: [{ src: iconUrl(version), mimeType: "image/png", sizes: ["512x512"] }],
});

const HOUR_MS = 3_600_000;

/** How long clients may keep a response. `growing`: they can add tools. */
function cacheHintsOf({ personal, growing }: { personal: boolean | undefined; growing: boolean }) {
  const fixed = { ttlMs: HOUR_MS, cacheScope: personal ? "private" : "public" } as const;
  const live = { ttlMs: 0, cacheScope: "private" } as const;
  return {
    "tools/list": growing ? live : fixed,
    "prompts/list": fixed,
    "resources/templates/list": fixed,
    "resources/list": live,
    "resources/read": live,
    "server/discover": fixed,
  };
}

interface CompletionSources {
  readonly resources: Loading<Served>;
  readonly prompts: Loading<ServedPrompts>;
  readonly router: Router;
  readonly requests: Requests;
}

const MAX_COMPLETIONS = 100;

/** `completion/complete`, for variables of resource templates and arguments of prompts. */
function serveCompletion(server: Server, { resources, prompts, router, requests }: CompletionSources): void {
  server.setRequestHandler("completion/complete", async ({ params: { ref, argument, context } }, ctx) => {
    const given = context?.arguments ?? {};
    const caller = requests.caller(ctx);
    const found = await (ref.type === "ref/resource"
      ? completeAddress(await resources.load(), router, { uri: ref.uri, argument, given }, caller)
      : (await prompts.load()).complete(ref.name, argument, given, caller));
    // Without its hidden characters it would be a different name, so such a name is not offered.
    const values = found.filter((value) => countHidden(value) === 0);
    const hasMore = values.length > MAX_COMPLETIONS;
    return { completion: { values: values.slice(0, MAX_COMPLETIONS), total: values.length, hasMore } };
  });
}
