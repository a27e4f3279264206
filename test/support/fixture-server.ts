import console, { log } from "node:console";
import { type CallToolResult, Server, type ServerContext } from "@modelcontextprotocol/server";
import type { ClientConnection } from "../../src/server/connection.ts";
import type { ServerFactory } from "../../src/server.ts";

type Run = (args: Record<string, unknown>, ctx: ServerContext, connection: ClientConnection) => unknown;

let calls = 0;
let onAborted: (id: string | number) => void = () => {};

/** A program of its own writes which calls were aborted to stderr, where its test reads it. */
export function reportAborted(report: typeof onAborted): void {
  onAborted = report;
}

/** Tools that do to a transport what real tools must never be able to do to it. */
const TOOLS: Record<string, Run> = {
  echo: ({ text }, _ctx, { era }) => ({ text, era, calls: ++calls }),
  whoami: (_args, _ctx, connection) => connection,
  sleep: ({ ms }, { mcpReq }) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve({ slept: ms }), Number(ms));
      mcpReq.signal.addEventListener("abort", () => {
        clearTimeout(timer);
        onAborted(mcpReq.id);
        reject(new Error("aborted"));
      });
    }),
  upstream: async ({ url }, { mcpReq }) => {
    const response = await fetch(String(url), { signal: mcpReq.signal });
    return { status: response.status };
  },
  huge: ({ bytes }) => ({ text: "x".repeat(Number(bytes)) }),
  deep: () => {
    let value: unknown[] = [];
    for (let level = 0; level < 100_000; level++) value = [value];
    return { value };
  },
  bigint: () => ({ value: 1n }),
  cycle: () => {
    const value: Record<string, unknown> = {};
    value.self = value;
    return value;
  },
  /** Returns how often it was encoded. */
  counted: () => {
    let times = 0;
    return { times: { toJSON: () => ++times } };
  },
  steps: async (_args, { mcpReq }) => {
    const params = { progressToken: "token", progress: 1 };
    await mcpReq.notify({ method: "notifications/progress", params });
    return { text: "done" };
  },
  throws: () => {
    throw new Error("it went wrong");
  },
  noisy: () => {
    for (const method of ["log", "info", "debug", "table", "dir"] as const) console[method]("noise");
    log("noise");
    process.stdout.write("noise\n");
    return {};
  },
  crash: ({ ms }) => new Promise(() => setTimeout(() => JSON.parse("{"), Number(ms ?? 0))),
  reject: () =>
    new Promise(() => {
      void Promise.reject(new Error("nobody caught this"));
    }),
};

function makeServer(connection: ClientConnection): Server {
  const server = new Server(
    { name: "fixture", version: "1.0.0" },
    { capabilities: { tools: {}, resources: { subscribe: true } } },
  );
  server.setRequestHandler("tools/list", () => ({
    tools: Object.keys(TOOLS).map((name) => ({ name, inputSchema: { type: "object" as const } })),
  }));
  server.setRequestHandler("tools/call", async ({ params }, ctx): Promise<CallToolResult> => {
    const run = TOOLS[params.name];
    if (!run) throw new Error(`Unknown tool ${params.name}`);
    const output = await run(params.arguments ?? {}, ctx, connection);
    const structuredContent = output as Record<string, unknown>;
    const text = ["echo", "whoami", "sleep"].includes(params.name) ? JSON.stringify(output) : params.name;
    return { content: [{ type: "text", text }], structuredContent };
  });
  return server;
}

/** The fixture's tools, with subscriptions handled by `subscribe`. */
export const fixtureWithSubscriptions = (subscribe: ServerFactory["subscribe"]): ServerFactory =>
  Object.assign((connection: ClientConnection) => makeServer(connection), { subscribe, watchTools: () => () => {} });

export const makeFixtureServer = fixtureWithSubscriptions(() => ({ problem: "No resource supports subscriptions." }));
