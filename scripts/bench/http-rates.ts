import { Agent, request } from "node:http";
import { rates } from "./calls.ts";
import type { Figure } from "./figure.ts";
import { type Programs, startOnPort } from "./programs.ts";

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

/** Responses per second over HTTP, 32 in flight, each a request of its own (2026-07-28). */
export async function httpRates({ node, cli, reference, list, env }: Programs): Promise<Figure[]> {
  const [ours, bare] = await Promise.all([
    startOnPort([node, cli, "--http", "0", "--toolsets", "all"], env, "stderr"),
    startOnPort([node, reference], { ...env, BENCH_HTTP: "1", BENCH_LIST: list }, "stderr"),
  ]);
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const side = ({ child, port }: typeof ours, method: string, params: object) => ({
    child,
    send: () => send(agent, port, method, params),
  });
  const figures = [
    ...(await rates("lists over HTTP", 200, side(ours, "tools/list", {}), side(bare, "tools/list", {}))),
    ...(await rates(
      "calls over HTTP without a request",
      2000,
      side(ours, "tools/call", { name: "get_cluster", arguments: {} }),
      side(bare, "tools/call", { name: "echo", arguments: { text: "x" } }),
    )),
  ];
  agent.destroy();
  ours.child.kill();
  bare.child.kill();
  return figures;
}

function send(agent: Agent, port: number, method: string, params: object): Promise<void> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: META } });
  const name = "name" in params ? { "Mcp-Name": String(params.name) } : {};
  const headers = {
    "Content-Type": "application/json",
    Accept: "application/json, text/event-stream",
    "MCP-Protocol-Version": "2026-07-28",
    "Mcp-Method": method,
    ...name,
  };
  return new Promise((resolve, reject) => {
    const call = request({ agent, host: "127.0.0.1", port, path: "/mcp", method: "POST", headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part.slice(0, 400);
      });
      response.on("end", () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode}: ${text}`)),
      );
    });
    // A kept connection may be closed at the moment when it is used again.
    call.on("error", (error) => (call.reusedSocket ? resolve(send(agent, port, method, params)) : reject(error)));
    call.end(body);
  });
}
