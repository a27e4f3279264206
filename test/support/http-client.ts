import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { onTestFinished } from "vitest";
import type { Log } from "../../src/core/log.ts";
import type { ServerFactory } from "../../src/server.ts";
import { serveHttp } from "../../src/transports/http.ts";
import type { PersonAnswer } from "./harness.ts";

/** The server on a loopback port, and an official client of the given era that receives its questions. */
export async function connectOverHttp(
  makeServer: ServerFactory,
  log: Log,
  mode: "legacy" | "auto",
  answer: (message: string) => PersonAnswer,
): Promise<{ readonly client: Client; readonly url: URL }> {
  const http = await serveHttp(makeServer, { hostname: "127.0.0.1", port: 0, log, health: () => ({ status: "ok" }) });
  onTestFinished(() => http.close());
  const client = new Client(
    { name: "test", version: "1.0.0" },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode } },
  );
  client.setRequestHandler("elicitation/create", ({ params }) => answer(params.message));
  const url = new URL(http.url);
  await client.connect(new StreamableHTTPClientTransport(url));
  onTestFinished(() => client.close());
  return { client, url };
}
