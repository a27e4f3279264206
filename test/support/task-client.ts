import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { createTaskSessionFromClient, type WithTasksOptions } from "@modelcontextprotocol/ext-tasks/client";
import { onTestFinished } from "vitest";
import { ask, rpc } from "./http-peer.ts";

const clientInfo = { name: "peer", version: "1" };
const WITH_TASKS = { extensions: { "io.modelcontextprotocol/tasks": {} }, elicitation: { form: {} } };
const VERSION = "2026-07-28";

/** A request of a client with these capabilities, as the specification words it. */
export function framed(method: string, params: Record<string, unknown>, capabilities: object = WITH_TASKS) {
  const name = params.taskId ?? params.name;
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": VERSION,
    "io.modelcontextprotocol/clientCapabilities": capabilities,
    "io.modelcontextprotocol/clientInfo": clientInfo,
  };
  return {
    headers: {
      "mcp-protocol-version": VERSION,
      "mcp-method": method,
      ...(typeof name === "string" ? { "mcp-name": name } : {}),
    },
    body: rpc(method, { ...params, _meta }),
  };
}

export const send = (url: URL, method: string, params: Record<string, unknown>, capabilities?: object) =>
  ask(url, framed(method, params, capabilities));

/** The extension's own client. Each request takes a connection of its own. */
export async function taskClient(url: URL, options: WithTasksOptions = {}) {
  const client = new Client(clientInfo, { capabilities: WITH_TASKS, versionNegotiation: { mode: "auto" } });
  await client.connect(new StreamableHTTPClientTransport(url));
  onTestFinished(() => client.close());
  const session = createTaskSessionFromClient(client, {
    ...options,
    endpointId: url.href,
    v2RequestFraming: { protocolVersion: VERSION, clientInfo, clientCapabilities: WITH_TASKS },
    async rawDispatch(request) {
      const { method, params } = request as { method: string; params: Record<string, unknown> };
      const { json } = await send(url, method, params);
      return json.error
        ? { kind: "error" as const, error: json.error }
        : { kind: "result" as const, result: JSON.parse(JSON.stringify(json.result)) };
    },
  });
  onTestFinished(() => session.close());
  return { client, session };
}
