import { describe, expect, test } from "vitest";
import {
  type Answer,
  ask,
  bytesRead,
  call,
  initialize,
  JSON_RPC,
  modern,
  open,
  raw,
  serve,
} from "../../support/http-peer.ts";

describe("requests", () => {
  test.each([
    ["declared", true],
    ["chunked", false],
  ])("H16 a body over the limit (%s) is refused with 413 and not read further", async (_title, declared) => {
    const limit = 256 * 1024;
    const { url } = await serve({ bodyLimitBytes: limit });
    const length = declared ? `Content-Length: ${8 * 1024 * 1024}` : "Transfer-Encoding: chunked";
    const head = `POST /mcp HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nAccept: ${JSON_RPC.accept}\r\n`;
    const block = "x".repeat(64 * 1024);
    const chunk = declared ? block : `10000\r\n${block}\r\n`;
    const body = Array.from({ length: 128 }, () => chunk);
    const read = await bytesRead(async () => {
      const text = await raw(url, `${head}${length}\r\n\r\n`, ...body);
      expect(text).toMatch(/^HTTP\/1.1 413 [\s\S]*"jsonrpc":"2.0"/);
    });
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThanOrEqual(limit + 64 * 1024);
  });

  test("H16 a body at the limit is read", async () => {
    const { url } = await serve({ bodyLimitBytes: 100_000 });
    const body = JSON.stringify(call("echo"));
    const headers = await open(url);
    expect((await ask(url, { headers, body: body.padEnd(100_000, " ") })).status).toBe(200);
    expect((await ask(url, { headers, body: body.padEnd(100_001, " ") })).status).toBe(413);
  });

  test("H16 a client that asks first (Expect) is refused before it sends", async () => {
    const { url } = await serve({ bodyLimitBytes: 1_000 });
    const head = `POST /mcp HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nAccept: ${JSON_RPC.accept}\r\n`;
    const text = await raw(url, `${head}Content-Length: 5000\r\nExpect: 100-continue\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1.1 413 /);
  });

  test("H17 slow headers and slow bodies are closed without delaying other clients", async () => {
    const { url } = await serve({ requestTimeoutMs: 1_000 });
    const slowHead = raw(url, "POST /mcp HTTP/1.1\r\nHost: ");
    const head = `POST /mcp HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nAccept: ${JSON_RPC.accept}\r\n`;
    const slowBody = raw(url, `${head}Content-Length: 100\r\n\r\n{`);
    expect((await ask(url, modern("echo"))).status).toBe(200);
    for (const text of await Promise.all([slowHead, slowBody])) {
      expect(text).toMatch(/^HTTP\/1.1 408 [\s\S]*"jsonrpc":"2.0"/);
    }
  });

  test("headers over 16 KiB are 431 and garbage is 400, both in JSON", async () => {
    const { url } = await serve();
    const huge = `GET /healthz HTTP/1.1\r\nHost: ${url.host}\r\nX-Huge: ${"x".repeat(20_000)}\r\n\r\n`;
    expect(await raw(url, huge)).toMatch(/^HTTP\/1.1 431 [\s\S]*"jsonrpc":"2.0"/);
    expect(await raw(url, "this is not http\r\n\r\n")).toMatch(/^HTTP\/1.1 400 [\s\S]*"jsonrpc":"2.0"/);
  });

  test.each([
    "{",
    "",
    "{'a':1}",
    '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"\\ud800"}}',
    '{"jsonrpc":"2.0","id":1,"method":"ping",',
  ])("H18 malformed JSON %j is 400 -32700 with a null id and reveals nothing about the server", async (body) => {
    const { url } = await serve();
    const { status, json, text } = await ask(url, { body });
    expect({ status, code: json.error?.code, id: json.id }).toEqual({ status: 400, code: -32700, id: null });
    expect(text).not.toMatch(/\bat |node:|\/src\//);
  });

  test.each([1, 101])("H19 a batch of %i is refused and none of it is executed", async (count) => {
    const { url } = await serve();
    const headers = await open(url);
    const batch = Array.from({ length: count }, (_, id) => call("echo", {}, id));
    const before = await ask(url, { headers, body: call("echo") });
    expect(await ask(url, { headers, body: batch })).toMatchObject({ status: 400, json: { error: { code: -32600 } } });
    const after = await ask(url, { headers, body: call("echo") });
    const calls = ({ json }: Answer) => Number(Object(json.result?.structuredContent).calls);
    expect(calls(after) - calls(before)).toBe(1);
  });

  test("H20 wrong Content-Type, Accept and method are 415, 406 and 405 with Allow", async () => {
    const { url } = await serve();
    const body = initialize;
    expect((await ask(url, { body, headers: { "content-type": "text/plain" } })).status).toBe(415);
    expect((await ask(url, { body, headers: { accept: "application/json" } })).status).toBe(406);
    expect((await ask(url, { headers: { accept: "text/html" } })).status).toBe(406);
    for (const method of ["PUT", "OPTIONS", "PATCH"]) {
      expect(await ask(url, { method })).toMatchObject({ status: 405, headers: { allow: "POST, GET, DELETE" } });
    }
    expect(await ask(url, { path: "/healthz", method: "POST" })).toMatchObject({
      status: 405,
      headers: { allow: "GET, HEAD" },
    });
    expect((await ask(url, { path: "/" })).status).toBe(404);
  });
});
