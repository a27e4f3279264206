import type { CallToolResult, Server } from "@modelcontextprotocol/server";
import { failure } from "../core/output/present.ts";
import type { Tasks } from "../core/tasks/tasks.ts";
import { ignoreDisconnect } from "./caller.ts";
import type { ClientConnection } from "./connection.ts";
import type { Enabling } from "./enabling.ts";
import { type Requests, refuseCursor } from "./requests.ts";
import type { ClientTools } from "./served-tools.ts";
import { shownTask, supportsTasks } from "./tasks.ts";

interface Sources {
  readonly tools: ClientTools;
  readonly tasks: Tasks;
  readonly requests: Requests;
}

/** `tools/list` and `tools/call`. */
export function serveTools(server: Server, { tools, tasks, requests }: Sources): void {
  server.setRequestHandler("tools/list", async ({ params }) => {
    refuseCursor(params);
    return { tools: await tools.list() };
  });
  server.setRequestHandler("tools/call", async ({ params }, ctx) => {
    const prepared = await tools.prepareCall(params.name, params.arguments);
    // The SDK checks a result before it sends it.
    if ("problem" in prepared) return failure(prepared.problem) as CallToolResult;
    const { call, run } = prepared;
    const outcome = supportsTasks(ctx)
      ? await tasks.run(call, run, requests.caller(ctx))
      : await requests.run(ctx, run);
    // It is checked as a tool's result, too, which has content.
    if ("task" in outcome) return { content: [], resultType: "task", ...shownTask(outcome.task) };
    return "needs" in outcome ? requests.ask(outcome.needs) : (outcome.result as CallToolResult);
  });
}

/**
 * Announces new tools of the caller on this connection, if it outlives one request. Of a 2026-era client on stdio, the SDK
 * sends it on the streams that asked for it.
 */
export function announceTools(
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
