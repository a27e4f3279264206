import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { createLog } from "../../src/core/log.ts";
import { serveStdio } from "../../src/transports/stdio.ts";
import { connect } from "../support/harness.ts";

/** Sends requests of 2026-07-28 over stdio, one after the other, and returns the responses. */
async function exchange(...requests: readonly { method: string; version?: string }[]) {
  const { makeServer } = await connect();
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  const log = createLog(
    () => {},
    (text) => text,
    "error",
  );
  const serving = serveStdio(makeServer, { log, stdin, stdout });
  onTestFinished(() => serving.close("end of the test"));
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const responses: { result?: Record<string, unknown>; error?: object }[] = [];
  for (const [id, { method, version = "2026-07-28" }] of requests.entries()) {
    const _meta = {
      "io.modelcontextprotocol/protocolVersion": version,
      "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    };
    stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params: { _meta } })}\n`);
    responses.push(JSON.parse((await lines.next()).value));
  }
  return responses;
}

test("clients see the project's page and an icon", async () => {
  const { client } = await connect();
  expect(client.getServerVersion()).toMatchObject({
    name: "mcp-server-databricks",
    title: "Databricks",
    websiteUrl: manifest.homepage,
    icons: [{ src: expect.stringMatching(/^https:\/\/.*\/assets\/icon\.png$/), mimeType: "image/png" }],
  });
});

test("logging is declared only to clients whose revision has it", async () => {
  const { client } = await connect();
  expect(client.getServerCapabilities()).toHaveProperty("logging");
  const [discovered] = await exchange({ method: "server/discover" });
  expect(discovered?.result?.capabilities).toHaveProperty("tools");
  expect(discovered?.result?.capabilities).not.toHaveProperty("logging");
});

test("over stdio, a request of an unknown revision is refused at any time", async () => {
  const refused = {
    error: { code: -32022, data: { supported: ["2026-07-28"], requested: "2099-01-01" } },
  };
  const unknown = { method: "prompts/list", version: "2099-01-01" };
  const [first, discovered, later, served] = await exchange(unknown, { method: "server/discover" }, unknown, {
    method: "prompts/list",
  });
  expect(first).toMatchObject({ id: 0, ...refused });
  expect(later).toMatchObject({ id: 2, ...refused });
  expect([discovered, served]).toMatchObject([{ result: {} }, { result: { prompts: [] } }]);
});
