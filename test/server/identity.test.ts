import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { createLog } from "../../src/core/log.ts";
import { prompts as allPrompts } from "../../src/prompts/index.ts";
import { serveStdio } from "../../src/transports/stdio.ts";
import { connect } from "../support/harness.ts";

/** A request of 2026-07-28. `bare`: without the `_meta` that each must have. */
interface Asked {
  readonly method: string;
  readonly version?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly bare?: true;
}

/** Sends requests of 2026-07-28 over stdio, one after the other, and returns the responses. */
async function exchange(...requests: readonly Asked[]) {
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
  for (const [id, { method, version = "2026-07-28", params, bare }] of requests.entries()) {
    const _meta = {
      "io.modelcontextprotocol/protocolVersion": version,
      "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    };
    stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params: bare ? params : { ...params, _meta } })}\n`);
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

test("over stdio, a stream that asks for updates of tasks requires the capability of their extension", async () => {
  const notifications = { taskIds: ["9e1f"] };
  const [refused, served] = await exchange(
    { method: "subscriptions/listen", params: { notifications } },
    { method: "prompts/list" },
  );
  expect(refused).toMatchObject({
    id: 0,
    error: { code: -32021, data: { requiredCapabilities: { extensions: { "io.modelcontextprotocol/tasks": {} } } } },
  });
  expect(served).toMatchObject({ id: 1, result: { prompts: [] } });
});

test("responses of 2026-07-28 say that they are complete, and how long they can be kept", async () => {
  const methods = ["server/discover", "tools/list", "prompts/list", "resources/templates/list"];
  for (const { result } of await exchange(...methods.map((method) => ({ method })))) {
    expect(result).toMatchObject({ resultType: "complete", cacheScope: expect.stringMatching(/^(public|private)$/) });
    expect(result?.ttlMs).toBeGreaterThanOrEqual(0);
  }
});

test("methods that 2026-07-28 does not have are unknown, and a request without its revision is refused", async () => {
  const discover = { method: "server/discover" };
  const [, ping, unknown, bare, missing] = await exchange(
    discover,
    { method: "ping" },
    { method: "tools/destroy" },
    { method: "tools/list", params: {}, bare: true },
    { method: "resources/read", params: { uri: "databricks://nothing/here" } },
  );
  expect([ping, unknown, bare, missing].map((response) => response?.error)).toMatchObject([
    { code: -32601 },
    { code: -32601 },
    { code: -32602 },
    { code: -32602 },
  ]);
});

test("everything that is listed has a name, a title and a description of its own, and an address that is unique", async () => {
  const { client } = await connect({ prompts: allPrompts });
  const { resourceTemplates } = await client.listResourceTemplates();
  const { prompts } = await client.listPrompts();
  const { tools } = await client.listTools();
  for (const { name, title, description } of [...resourceTemplates, ...prompts, ...tools]) {
    expect([name, title && title !== name, description && description !== title]).toEqual([name, true, true]);
  }
  for (const list of [resourceTemplates.map(({ uriTemplate }) => uriTemplate), prompts.map(({ name }) => name)]) {
    expect(new Set(list).size).toBe(list.length);
  }
  expect(new Set(tools.map(({ description }) => description)).size).toBe(tools.length);
  const undescribed = prompts.flatMap((prompt) => (prompt.arguments ?? []).filter(({ description }) => !description));
  expect(undescribed).toEqual([]);
});
