import {
  type CallToolResult,
  type GetPromptResult,
  type InputRequests,
  type InputRequiredResult,
  inputRequired,
  ProtocolError,
  Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import manifest from "../package.json" with { type: "json" };
import type { SharedScripts } from "./code/toolset.ts";
import { callTool } from "./core/calls/call.ts";
import type { NeedsInput } from "./core/calls/create-context.ts";
import { type DescribedTool, loadTool, type ServedTool } from "./core/described.ts";
import { type Later, type Loading, later } from "./core/later.ts";
import { countHidden } from "./core/output/fence.ts";
import { failure, type ToolResult } from "./core/output/present.ts";
import { prepare } from "./core/prepared.ts";
import type { Prompt } from "./core/prompts/define.ts";
import { ResourceFailure } from "./core/resources/serve.ts";
import { createWatcher, type Watcher } from "./core/resources/watch.ts";
import type { Caller } from "./core/runtime.ts";
import { createTasks, type Tasks } from "./core/tasks/tasks.ts";
import { highestAccess } from "./core/tool.ts";
import { createRouter, type Workspaces } from "./core/workspaces.ts";
import { completeAddress, listAddresses, readAddress, templatesOf } from "./server/addresses.ts";
import { callerOf, ignoreDisconnect } from "./server/caller.ts";
import type { ClientConnection } from "./server/connection.ts";
import { callUntilAnswered } from "./server/elicitation.ts";
import { createEnabling, ENABLE_TOOLSET, type Enabling } from "./server/enabling.ts";
import { iconUrl } from "./server/icon.ts";
import { instructionsFor } from "./server/instructions.ts";
import {
  describedIn,
  isSubscribable,
  type ListSources,
  listCodeMode,
  openCodeMode,
  openScripts,
  servedResources,
} from "./server/lists.ts";
import { servedPrompts } from "./server/prompts.ts";
import { createSeals, newKey } from "./server/seals.ts";
import { createSubscribe, type Subscribe, serveSubscriptions } from "./server/subscriptions.ts";
import { serveTasks, shownTask, supportsTasks, TASKS_EXTENSION } from "./server/tasks.ts";
import { explainUnserved, whyUnserved, withoutUnserved } from "./server/unserved.ts";

/** Everything that the protocol surface consists of. One per process. */
export interface ServerDeps extends ListSources {
  readonly version: string;
  readonly workspaces: Workspaces;
  /** Whether clients name the workspace in calls and URIs. By default they do if there are several. */
  readonly named?: boolean | undefined;
  /** Every tool there is, to say where one that is not served belongs. */
  readonly catalogue?: readonly ServedTool[];
  /** For callers that get a part of the catalogue: the rest of it, and why it is not served to them. */
  readonly withheld?: { readonly tools: readonly ServedTool[]; why(tool: ServedTool): string | undefined } | undefined;
  readonly prompts: Later<readonly Prompt[]>;
  readonly watcher?: Watcher;
  /** Keys that seal the states of questions, the newest first. */
  readonly sealKeys?: (() => readonly Uint8Array[]) | undefined;
  /** Scripts of code mode that run or wait for an answer. */
  readonly scripts?: Loading<SharedScripts>;
  /** `code`: clients get two tools that reach the others (`code/serve.ts`). */
  readonly mode?: "typed" | "code";
  /** Whether what is served depends on the caller, so that shared caches must not keep it. */
  readonly personal?: boolean | undefined;
  /** Toolsets and presets that clients can add themselves, from the catalogue. */
  readonly onDemand?: readonly string[] | undefined;
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

const HOUR_MS = 3_600_000;

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
  const { tools, watcher = createWatcher(), tasks = createTasks() } = deps;
  const router = createRouter(deps.workspaces, deps.named);
  const served = servedResources(deps);
  const subscribeTo = createSubscribe({ served, router, watcher });
  const subscribable = isSubscribable(deps, served.now());
  const [main] = deps.workspaces;
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const names = deps.workspaces.map(({ name }) => name);
  const clients = new Map(deps.workspaces.map(({ name, runtime }) => [name, runtime.client]));
  const instructions = instructionsFor(tools, names);
  const code = deps.mode === "code" ? later(async () => openCodeMode(deps, router, deps.scripts)) : undefined;
  const { catalogue = tools, onDemand = [] } = deps;
  const { access } = main.runtime.settings;
  const enabling = code ? undefined : createEnabling({ served: tools, catalogue, onDemand, access });
  const describe = (tool: ServedTool): DescribedTool => {
    const described = describedIn(deps, tool);
    const { description = "" } = described;
    return {
      ...described,
      // A client that can add toolsets can follow advice to use their tools.
      description: enabling ? description : withoutUnserved(description, (name) => unserved.has(name)),
      inputSchema: router.advertise(described.inputSchema),
    };
  };
  const toolList = later(async () => prepare(code ? await listCodeMode(deps) : tools.map(describe)));
  const toolsOf = async ({ scope }: ClientConnection) => enabling?.toolsOf(scope).map(describe) ?? toolList.load();
  const toolNamed = (name: string, { scope }: ClientConnection): ServedTool | undefined =>
    enabling && name === ENABLE_TOOLSET
      ? enabling.toolFor(scope)
      : (byName.get(name) ?? enabling?.toolsOf(scope).find((tool) => tool.name === name));
  const prompts = later(async () => servedPrompts(await later(deps.prompts).load(), tools, router));
  const shownName = (name: string): string => main.runtime.redact(name).slice(0, 64);
  const others = [...catalogue, ...(deps.withheld?.tools ?? [])].filter(({ name }) => !byName.has(name));
  const unserved = new Map(others.map((tool) => [tool.name, tool]));
  const whyNot = (name: string): string | undefined => {
    const tool = unserved.get(name);
    return tool && (deps.withheld?.why(tool) ?? whyUnserved(tool, main.runtime.settings, enabling?.offers));
  };
  const unknownTool = (name: string): string =>
    `Unknown tool: ${shownName(name)}. ${whyNot(name) ?? "tools/list shows the tools served."}`;
  const explained = (result: ToolResult, connection: ClientConnection): ToolResult =>
    unserved.size === 0
      ? result
      : explainUnserved(result, (name) => (toolNamed(name, connection) ? undefined : whyNot(name)));
  /** A call of a tool, ready to run, and what a task remembers of it. */
  const prepareCall = async (name: string, args: unknown, connection: ClientConnection) => {
    if (code) {
      const mode = await code.load();
      return { call: { tool: name }, run: (from: Caller) => mode.call(name, args, from) };
    }
    const served = toolNamed(name, connection);
    if (!served) throw new ProtocolError(-32602, unknownTool(name));
    const routed = router.call(args);
    if ("problem" in routed) return routed;
    const { workspace, inner } = routed;
    const tool = await loadTool(served);
    const repeatable = highestAccess(tool) === "read";
    return {
      call: { tool: name, workspace: workspace.name, ...(repeatable && { arguments: inner }) },
      run: async (from: Caller) => {
        const outcome = await callTool(workspace.runtime, tool, inner, from);
        return "needs" in outcome ? outcome : { result: explained(outcome.result, connection) };
      },
    };
  };
  const seals = createSeals(deps.sealKeys);
  const { answerMs } = main.runtime.consents;
  const hint = { ttlMs: HOUR_MS, cacheScope: deps.personal ? "private" : "public" } as const;
  const live = { ttlMs: 0, cacheScope: "private" } as const;

  const makeServer = (connection: ClientConnection): Server => {
    // A 2025-era client receives updates on its own connection, which must therefore last.
    const subscribe = subscribable && !(connection.era === "legacy" && connection.stateless);
    const server = new Server(
      {
        name: "mcp-server-databricks",
        title: "Databricks",
        version: deps.version,
        websiteUrl: manifest.homepage,
        // An address, because clients of 2026-07-28 receive it with every response.
        icons: [{ src: iconUrl(deps.version), mimeType: "image/png", sizes: ["512x512"] }],
      },
      {
        capabilities: {
          tools: enabling ? { listChanged: true } : {},
          resources: subscribe ? { subscribe } : {},
          prompts: {},
          completions: {},
          // Deprecated since 2026-07-28, whose clients receive no log messages. They alone can use the extension.
          ...(connection.era === "legacy" ? { logging: {} } : { extensions: { [TASKS_EXTENSION]: {} } }),
        },
        instructions,
        requestState: { verify: seals.verify },
        cacheHints: {
          "tools/list": enabling ? live : hint,
          "prompts/list": hint,
          "resources/templates/list": hint,
          "resources/list": live,
          "resources/read": live,
          "server/discover": hint,
        },
      },
    );
    const caller = (ctx: ServerContext): Caller => ({ ...callerOf(server, connection, ctx), workspaces: clients });
    type Run<T> = (from: Caller) => Promise<T | { readonly needs: NeedsInput }>;
    const answered = <T extends object>(ctx: ServerContext, run: Run<T>) =>
      connection.era === "legacy" ? callUntilAnswered(run, caller(ctx), ctx, answerMs) : run(caller(ctx));
    const ask = async ({ requests, state }: NeedsInput): Promise<InputRequiredResult> =>
      // `InputRequest` is the core's own type for the SDK's union, which the SDK validates before it sends.
      inputRequired({ inputRequests: requests as InputRequests, requestState: await seals.mint(state) });

    server.setRequestHandler("tools/list", async ({ params }) => {
      refuseCursor(params);
      return { tools: await toolsOf(connection) };
    });
    server.setRequestHandler("tools/call", async ({ params }, ctx) => {
      const prepared = await prepareCall(params.name, params.arguments, connection);
      if ("problem" in prepared) return failure(prepared.problem) as CallToolResult;
      const { call, run } = prepared;
      const outcome = supportsTasks(ctx) ? await tasks.run(call, run, caller(ctx)) : await answered(ctx, run);
      // The SDK checks it as a tool's result, which has content.
      if ("task" in outcome) return { content: [], resultType: "task", ...shownTask(outcome.task) };
      return "needs" in outcome ? ask(outcome.needs) : (outcome.result as CallToolResult);
    });
    if (connection.era === "modern") {
      serveTasks(server, {
        tasks,
        router,
        serves: (tool) => code !== undefined || toolNamed(tool, connection) !== undefined,
        toolNamed: (name) => toolNamed(name, connection),
        explained: (result) => explained(result, connection),
        caller,
      });
    }

    server.setRequestHandler("resources/list", async ({ params }, ctx) => {
      refuseCursor(params);
      return { resources: await listAddresses(await served.load(), router, caller(ctx)) };
    });
    server.setRequestHandler("resources/templates/list", async ({ params }) => {
      refuseCursor(params);
      return { resourceTemplates: templatesOf(await served.load(), router) };
    });
    server.setRequestHandler("resources/read", async ({ params }, ctx) => {
      try {
        return { contents: await readAddress(await served.load(), router, params.uri, caller(ctx)) };
      } catch (error) {
        if (!(error instanceof ResourceFailure)) throw error;
        throw new ProtocolError(error.notFound ? -32602 : -32603, error.message, { uri: params.uri });
      }
    });

    if (subscribe && connection.era === "legacy") serveSubscriptions(server, subscribeTo, connection);
    if (enabling) announceTools(server, enabling, connection);

    server.setRequestHandler("prompts/list", async ({ params }) => {
      refuseCursor(params);
      return { prompts: (await prompts.load()).list };
    });
    server.setRequestHandler("prompts/get", async ({ params }, ctx) => {
      const known = await prompts.load();
      const got = await answered(ctx, (from) => known.get(params.name, params.arguments ?? {}, from));
      if ("problem" in got) throw new ProtocolError(-32602, got.problem);
      return "needs" in got ? ask(got.needs) : (got as GetPromptResult);
    });

    server.setRequestHandler("completion/complete", async ({ params: { ref, argument, context } }, ctx) => {
      const found = await (ref.type === "ref/resource"
        ? completeAddress(await served.load(), router, ref.uri, argument, context?.arguments ?? {}, caller(ctx))
        : (await prompts.load()).complete(ref.name, argument, context?.arguments ?? {}, caller(ctx)));
      // Without its hidden characters it would be a different name, so such a name is not offered.
      const values = found.filter((value) => countHidden(value) === 0);
      return { completion: { values: values.slice(0, 100), total: values.length, hasMore: values.length > 100 } };
    });
    return server;
  };
  return Object.assign(makeServer, { subscribe: subscribeTo, watchTools: enabling?.watch ?? (() => () => {}) });
}

/** Every list is complete in one page. None returns a cursor, so none can be valid. */
function refuseCursor(params: { readonly cursor?: string | undefined } | undefined): void {
  if (params?.cursor) throw new ProtocolError(-32602, "Unknown cursor: this list has only one page. Leave cursor out.");
}

/**
 * Announces new tools of the caller on this connection, if it outlives one request. Of a 2026-era client on stdio, the SDK
 * sends it on the streams that asked for it.
 */
function announceTools(
  server: Server,
  enabling: Enabling,
  { scope, era, transport, stateless }: ClientConnection,
): void {
  if (stateless || (era === "modern" && transport === "http")) return;
  const stop = enabling.watch(scope, () => void server.sendToolListChanged().catch(ignoreDisconnect));
  const closed = server.onclose;
  server.onclose = () => {
    stop();
    closed?.();
  };
}
