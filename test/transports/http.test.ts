import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createLog } from "../../src/core/log.ts";
import { type HttpOptions, type HttpServing, serveHttp } from "../../src/transports/http.ts";
import { makeFixtureServer } from "../support/fixture-server.ts";

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The JSON body, or the last JSON-RPC message of an event stream. */
  json: { id?: unknown; result?: Record<string, unknown>; error?: { code: number; message: string } };
}

const servers: HttpServing[] = [];
const logged: string[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  logged.length = 0;
});

async function serve(options: Partial<HttpOptions> = {}): Promise<URL> {
  const log = createLog(
    (line) => logged.push(line),
    (text) => text,
    "debug",
  );
  const health = () => ({ status: "ok" });
  const server = await serveHttp(makeFixtureServer, { hostname: "127.0.0.1", port: 0, log, health, ...options });
  servers.push(server);
  return new URL(server.url);
}

const JSON_RPC = { "content-type": "application/json", accept: "application/json, text/event-stream" };

function ask(
  url: URL,
  init: { method?: string; headers?: Record<string, string | string[]>; body?: unknown; path?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { body, path = url.pathname, method = body === undefined ? "GET" : "POST" } = init;
    const headers = { ...JSON_RPC, ...init.headers };
    const req = httpRequest({ host: url.hostname, port: url.port, path, method, headers, agent: false }, (res) => {
      let text = "";
      res.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      res.on("error", reject);
      res.on("end", () => {
        const events = text.match(/^data: (.*)$/gm) ?? [];
        const json = events.at(-1)?.slice(6) ?? text;
        resolve({ status: res.statusCode ?? 0, headers: res.headers, text, json: json ? JSON.parse(json) : {} });
      });
    });
    req.on("error", reject);
    req.end(body === undefined || typeof body === "string" ? body : JSON.stringify(body));
  });
}

const rpc = (method: string, params: object = {}, id: string | number = 1) => ({ jsonrpc: "2.0", id, method, params });
const initialize = rpc("initialize", {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "peer", version: "1" },
});
const call = (name: string, args: object = {}, id: string | number = 1) =>
  rpc("tools/call", { name, arguments: args }, id);

/** Opens a session; returns the headers its requests carry. */
async function open(url: URL): Promise<{ "mcp-session-id": string }> {
  const { status, headers } = await ask(url, { body: initialize });
  expect(status).toBe(200);
  return { "mcp-session-id": String(headers["mcp-session-id"]) };
}

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
  "io.modelcontextprotocol/clientInfo": { name: "peer", version: "1" },
};
const modern = (name: string, args: object = {}) => ({
  headers: { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": name },
  body: rpc("tools/call", { name, arguments: args, _meta: META }),
});

/** A request that stays open: resolves with its status once the headers are there. */
async function stream(url: URL, headers: Record<string, string>, body?: object) {
  const method = body ? "POST" : "GET";
  const req = httpRequest({ host: url.hostname, port: url.port, path: url.pathname, method, agent: false });
  for (const [name, value] of Object.entries({ ...JSON_RPC, ...headers })) req.setHeader(name, value);
  req.on("error", () => {});
  req.end(body && JSON.stringify(body));
  const [res] = await once(req, "response");
  let text = "";
  const ended = new Promise<string>((resolve) => {
    res.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    res.on("close", () => resolve(text));
  });
  return { status: Number(res.statusCode), ended, drop: () => req.destroy() };
}

/** Sends bytes on a bare socket; resolves with all that comes back until the server closes. */
async function raw(url: URL, ...parts: string[]): Promise<string> {
  const socket = connect(Number(url.port), url.hostname);
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  socket.on("error", () => {});
  for (const part of parts) socket.write(part);
  await new Promise((resolve) => socket.on("close", resolve));
  return text;
}

/** Polls until `done`: for what happens on the other side of a connection that is gone. */
async function until(done: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 10));
}
const health = async (url: URL) => JSON.parse((await ask(url, { path: "/healthz" })).text);

describe("both eras", () => {
  test("a 2025-era client gets a session, its own server and a key of its own", async () => {
    const url = await serve();
    const [first, second] = [await open(url), await open(url)];
    const scopes = [];
    for (const headers of [first, first, second]) {
      const { json } = await ask(url, { headers, body: call("whoami") });
      expect(json.result?.structuredContent).toMatchObject({ transport: "http", era: "legacy" });
      scopes.push(JSON.stringify(json.result?.structuredContent));
    }
    expect(scopes[0]).toBe(scopes[1]);
    expect(scopes[0]).not.toBe(scopes[2]);
    expect(scopes.join()).not.toContain(first["mcp-session-id"]);
  });

  test("a 2026-07-28 request is served without a session", async () => {
    const url = await serve();
    const { json, headers } = await ask(url, modern("whoami"));
    expect(json.result?.structuredContent).toEqual({ scope: "http", transport: "http", era: "modern" });
    expect(headers["mcp-session-id"]).toBeUndefined();
  });

  test("--stateless serves 2025-era requests one by one, and knows no sessions", async () => {
    const url = await serve({ stateless: true });
    expect((await ask(url, { body: initialize })).headers["mcp-session-id"]).toBeUndefined();
    const { json } = await ask(url, { body: call("whoami"), headers: { "mcp-session-id": "stale" } });
    expect(json.result?.structuredContent).toMatchObject({ era: "legacy" });
    expect(await ask(url)).toMatchObject({ status: 405, headers: { allow: "POST" } });
  });

  test("a changed resource reaches a 2026-07-28 subscription", async () => {
    let tell: (uri: string) => void = () => {};
    let subscribed = false;
    const url = await serve({
      onResourceUpdated: {
        subscribe(listener) {
          subscribed = true;
          tell = listener;
          return () => {
            subscribed = false;
          };
        },
      },
    });
    const headers = { "mcp-protocol-version": "2026-07-28", "mcp-method": "subscriptions/listen" };
    const uri = "databricks://clusters/1";
    const body = rpc("subscriptions/listen", { notifications: { resourceSubscriptions: [uri] }, _meta: META });
    const listening = await stream(url, headers, body);
    expect(listening.status).toBe(200);
    tell(uri);
    await servers.splice(0)[0]?.close();
    expect(await listening.ended).toContain(`"method":"notifications/resources/updated","params":{"uri":"${uri}"`);
    expect(subscribed).toBe(false);
  });

  test.each(["deep", "bigint", "cycle"])("S19 a result with %s gets an error response in both eras", async (tool) => {
    const url = await serve();
    const headers = await open(url);
    expect((await ask(url, { headers, body: call(tool) })).json).toMatchObject({ id: 1, error: { code: -32603 } });
    expect((await ask(url, modern(tool))).json).toMatchObject({ id: 1, error: { code: -32603 } });
  });
});

describe("who may ask", () => {
  test.each(["http://evil.example", "null", "http://localhost.evil.com", "http://localhost:1", "https://127.0.0.1"])(
    "H03 Origin %s is refused before the body is read",
    async (origin) => {
      const url = await serve();
      const head = `POST /mcp HTTP/1.1\r\nHost: ${url.host}\r\nOrigin: ${origin}\r\nContent-Type: application/json\r\n`;
      // The body never comes; the server closes by itself.
      const text = await raw(url, `${head}Content-Length: 1000\r\n\r\n`);
      expect(text).toMatch(/^HTTP\/1.1 403 [\s\S]*"jsonrpc":"2.0"/);
    },
  );

  test("H03 a body that keeps coming for a refused caller is not read", async () => {
    const url = await serve();
    let seen: Socket | undefined;
    const onRequest = (message: unknown) => {
      seen = (message as { socket: Socket }).socket;
    };
    subscribe("http.server.request.start", onRequest);
    const head = `POST /mcp HTTP/1.1\r\nHost: evil.example\r\nContent-Length: ${8 * 1024 * 1024}\r\n\r\n`;
    const text = await raw(url, head, ...Array.from({ length: 128 }, () => "x".repeat(64 * 1024)));
    unsubscribe("http.server.request.start", onRequest);
    expect(text).toMatch(/^HTTP\/1.1 403 /);
    expect(seen?.bytesRead).toBeLessThanOrEqual(2 * 64 * 1024);
  });

  test("H03 the server's own origin passes, and one the operator listed", async () => {
    const url = await serve({ allowedOrigins: ["https://Inspector.example"] });
    for (const origin of [`http://localhost:${url.port}`, url.origin, "https://inspector.example"]) {
      expect((await ask(url, { path: "/healthz", headers: { origin } })).status).toBe(200);
    }
  });

  test.each(["evil.example", "localhost.evil.com", "localhost", "127.0.0.1:1", "127.0.0.1.nip.io", "[::]", "0.0.0.0"])(
    "H04 Host %s is refused",
    async (host) => {
      const url = await serve();
      const named = /:\d+$/.test(host) || host === "localhost" ? host : `${host}:${url.port}`;
      for (const path of ["/mcp", "/healthz"]) {
        const answer = await ask(url, { path, headers: { host: named } });
        expect(answer).toMatchObject({ status: 403, json: { error: { code: -32000 } } });
      }
    },
  );

  test("H04 every name of loopback passes with the port, and what the operator listed", async () => {
    const url = await serve({ allowedHosts: ["mcp.internal:8443"] });
    for (const host of [`LOCALHOST:${url.port}`, `[::1]:${url.port}`, `127.0.0.1:${url.port}`, "mcp.internal:8443"]) {
      expect((await ask(url, { path: "/healthz", headers: { host } })).status).toBe(200);
    }
  });

  test("H05 a missing Host, two Hosts and an absolute target are refused", async () => {
    const url = await serve();
    const rest = "Connection: close\r\n\r\n";
    const own = `Host: ${url.host}\r\n`;
    for (const request of [
      `GET /healthz HTTP/1.1\r\n${rest}`,
      `GET /healthz HTTP/1.0\r\n${rest}`,
      `GET /healthz HTTP/1.1\r\n${own}${own}${rest}`,
      `GET http://evil.example/healthz HTTP/1.1\r\n${own}${rest}`,
    ]) {
      expect(await raw(url, request)).toMatch(/^HTTP\/1.1 400 /);
    }
  });

  test("anything but loopback is refused at the start", async () => {
    for (const hostname of ["0.0.0.0", "::", "192.168.1.4", "example.com", "127.0.0.1.evil.example"]) {
      await expect(serve({ hostname })).rejects.toThrow(`Refusing to listen on ${hostname}`);
    }
  });

  test("a port in use is an error, not a crash", async () => {
    const url = await serve();
    await expect(serve({ port: Number(url.port) })).rejects.toThrow("EADDRINUSE");
  });
});

describe("sessions", () => {
  test("H10 an unknown session id is 404 -32001", async () => {
    const url = await serve();
    const headers = { "mcp-session-id": "3f1c5a0e-0000-4000-8000-000000000000" };
    for (const init of [{ headers, body: call("echo") }, { headers }, { headers, method: "DELETE" }]) {
      expect(await ask(url, init)).toMatchObject({ status: 404, json: { error: { code: -32001 } } });
    }
    expect((await ask(url, { body: call("echo") })).status).toBe(400);
  });

  test("H11 a deleted session is 404 ever after", async () => {
    const url = await serve();
    const headers = await open(url);
    expect((await ask(url, { headers, method: "DELETE" })).status).toBe(200);
    expect((await ask(url, { headers, body: call("echo") })).status).toBe(404);
    expect((await ask(url, { headers, method: "DELETE" })).status).toBe(404);
    expect(await health(url)).toEqual({ status: "ok", sessions: 0 });
  });

  test("H12 an id the client chose is never adopted", async () => {
    const url = await serve();
    const headers = { "mcp-session-id": "mine" };
    expect((await ask(url, { headers, body: initialize })).status).toBe(404);
    expect((await ask(url, { headers, body: call("echo") })).status).toBe(404);
    expect(await health(url)).toMatchObject({ sessions: 0 });
  });

  test("H13 a second initialize is 400", async () => {
    const url = await serve();
    const headers = await open(url);
    expect(await ask(url, { headers, body: initialize })).toMatchObject({
      status: 400,
      json: { error: { code: -32600 } },
    });
  });

  test("H14 an idle session is ended; one with a call in flight or an open stream is not", async () => {
    const url = await serve({ sessionIdleMs: 800 });
    const [idle, busy, listening] = [await open(url), await open(url), await open(url)];
    const get = await stream(url, listening);
    const long = ask(url, { headers: busy, body: call("sleep", { ms: 2_500 }) });
    await until(async () => (await ask(url, { headers: idle, method: "PUT" })) && (await health(url)).sessions === 2);
    expect((await ask(url, { headers: idle, body: call("echo") })).status).toBe(404);
    expect((await long).json.result).toMatchObject({ structuredContent: { slept: 2_500 } });
    expect((await ask(url, { headers: listening, body: call("echo") })).status).toBe(200);
    get.drop();
    await until(async () => (await health(url)).sessions === 0);
  });

  test("H15 over the cap: 503 with Retry-After, and open sessions are fine", async () => {
    const url = await serve({ maxSessions: 2 });
    const [first] = [await open(url), await open(url)];
    const refused = await ask(url, { body: initialize });
    expect(refused).toMatchObject({ status: 503, json: { error: { code: -32000 } } });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect((await ask(url, { headers: first, body: call("echo") })).status).toBe(200);
    await ask(url, { headers: first, method: "DELETE" });
    await open(url);
  });

  test("H15 the cap holds when many open at once", async () => {
    const url = await serve({ maxSessions: 5 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(url, { body: initialize })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
  });

  test("H21 an unknown MCP-Protocol-Version is 400 and names the supported ones", async () => {
    const url = await serve();
    const headers = { ...(await open(url)), "mcp-protocol-version": "1999-01-01" };
    const { status, text } = await ask(url, { headers, body: call("echo") });
    expect(status).toBe(400);
    expect(text).toContain("2025-11-25");
  });

  test("H22 DELETE mid-call: the caller gets an error event and the work stops", async () => {
    const url = await serve();
    const headers = await open(url);
    const calling = await stream(url, headers, call("sleep", { ms: 60_000 }, "long"));
    await ask(url, { headers, method: "DELETE" });
    expect(await calling.ended).toContain('"id":"long","error":{"code":-32000');
  });

  test("H24 a second GET stream is 409, and a new one may follow the first", async () => {
    const url = await serve();
    const headers = await open(url);
    const first = await stream(url, headers);
    expect((await ask(url, { headers })).status).toBe(409);
    first.drop();
    await until(async () => {
      const next = await stream(url, headers);
      next.drop();
      return next.status === 200;
    });
  });

  test("H25 a Last-Event-ID replays nothing", async () => {
    const url = await serve();
    const [mine, theirs] = [await open(url), await open(url)];
    await ask(url, { headers: theirs, body: call("echo", { text: "theirs" }) });
    const replay = await stream(url, { ...mine, "last-event-id": "1" });
    await ask(url, { headers: mine, method: "DELETE" });
    expect(await replay.ended).toBe("");
  });

  test("S15 an id in flight is refused and the first call is answered", async () => {
    const url = await serve();
    const headers = await open(url);
    const first = ask(url, { headers, body: call("sleep", { ms: 500 }, 7) });
    await until(async () => (await ask(url, { headers, body: call("echo", {}, 7) })).status === 400);
    expect((await first).json).toMatchObject({ id: 7, result: { structuredContent: { slept: 500 } } });
  });
});

describe("cancelling", () => {
  test("a cancelled call ends its stream without an answer", async () => {
    const url = await serve();
    const headers = await open(url);
    const calling = await stream(url, headers, call("sleep", { ms: 60_000 }, "long"));
    const body = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: "long" } };
    expect((await ask(url, { headers, body })).status).toBe(202);
    expect(await calling.ended).toBe("");
  });

  test("H02 a client that goes away for good has its call stopped", async () => {
    const url = await serve({ sessionIdleMs: 600 });
    const headers = await open(url);
    const calling = await stream(url, headers, call("sleep", { ms: 60_000 }));
    calling.drop();
    // Only a session without calls is ever idle.
    await until(async () => (await health(url)).sessions === 0);
  });

  test("H01 a client that still listens is given time, and may send a request with another id", async () => {
    const url = await serve();
    const headers = await open(url);
    const get = await stream(url, headers);
    const calling = await stream(url, headers, call("sleep", { ms: 60_000 }, 5));
    calling.drop();
    expect((await ask(url, { headers, body: call("echo", {}, 6) })).status).toBe(200);
    expect((await ask(url, { headers, body: call("echo", {}, 5) })).status).toBe(400);
    get.drop();
  });
});

describe("what may be asked", () => {
  test.each([
    ["declared", true],
    ["chunked", false],
  ])("H16 a body over the limit (%s) is 413 and not read on", async (_title, declared) => {
    const limit = 256 * 1024;
    const url = await serve({ bodyLimitBytes: limit });
    const length = declared ? `Content-Length: ${8 * 1024 * 1024}` : "Transfer-Encoding: chunked";
    const head = `POST /mcp HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nAccept: ${JSON_RPC.accept}\r\n`;
    const block = "x".repeat(64 * 1024);
    const chunk = declared ? block : `10000\r\n${block}\r\n`;
    let seen: Socket | undefined;
    const onRequest = (message: unknown) => {
      seen = (message as { socket: Socket }).socket;
    };
    subscribe("http.server.request.start", onRequest);
    const text = await raw(url, `${head}${length}\r\n\r\n`, ...Array.from({ length: 128 }, () => chunk));
    unsubscribe("http.server.request.start", onRequest);
    expect(text).toMatch(/^HTTP\/1.1 413 [\s\S]*"jsonrpc":"2.0"/);
    expect(seen?.bytesRead).toBeGreaterThan(0);
    expect(seen?.bytesRead).toBeLessThanOrEqual(limit + 64 * 1024);
  });

  test("H16 a body at the limit is read", async () => {
    const url = await serve({ bodyLimitBytes: 100_000 });
    const body = JSON.stringify(call("echo"));
    const headers = await open(url);
    expect((await ask(url, { headers, body: body.padEnd(100_000, " ") })).status).toBe(200);
    expect((await ask(url, { headers, body: body.padEnd(100_001, " ") })).status).toBe(413);
  });

  test("H16 a client that asks first (Expect) is refused before it sends", async () => {
    const url = await serve({ bodyLimitBytes: 1_000 });
    const head = `POST /mcp HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nAccept: ${JSON_RPC.accept}\r\n`;
    const text = await raw(url, `${head}Content-Length: 5000\r\nExpect: 100-continue\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1.1 413 /);
  });

  test("H17 slow headers and slow bodies are closed, and nobody else waits for them", async () => {
    const url = await serve({ requestTimeoutMs: 1_000 });
    const slowHead = raw(url, "POST /mcp HTTP/1.1\r\nHost: ");
    const head = `POST /mcp HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nAccept: ${JSON_RPC.accept}\r\n`;
    const slowBody = raw(url, `${head}Content-Length: 100\r\n\r\n{`);
    expect((await ask(url, modern("echo"))).status).toBe(200);
    for (const text of await Promise.all([slowHead, slowBody])) {
      expect(text).toMatch(/^HTTP\/1.1 408 [\s\S]*"jsonrpc":"2.0"/);
    }
  });

  test("headers over 16 KiB are 431 and garbage is 400, both in JSON", async () => {
    const url = await serve();
    const huge = `GET /healthz HTTP/1.1\r\nHost: ${url.host}\r\nX-Huge: ${"x".repeat(20_000)}\r\n\r\n`;
    expect(await raw(url, huge)).toMatch(/^HTTP\/1.1 431 [\s\S]*"jsonrpc":"2.0"/);
    expect(await raw(url, "this is not http\r\n\r\n")).toMatch(/^HTTP\/1.1 400 [\s\S]*"jsonrpc":"2.0"/);
  });

  test.each(["{", "", "{'a':1}", '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"\\ud800"}}'])(
    "H18 malformed JSON %j is 400 -32700 and tells nothing of the server",
    async (body) => {
      const url = await serve();
      const { status, json, text } = await ask(url, { body });
      expect({ status, code: json.error?.code }).toEqual({ status: 400, code: -32700 });
      expect(text).not.toMatch(/\bat |node:|\/src\//);
    },
  );

  test.each([1, 101])("H19 a batch of %i is refused and none of it is executed", async (count) => {
    const url = await serve();
    const headers = await open(url);
    const batch = Array.from({ length: count }, (_, id) => call("echo", {}, id));
    const before = await ask(url, { headers, body: call("echo") });
    expect(await ask(url, { headers, body: batch })).toMatchObject({ status: 400, json: { error: { code: -32600 } } });
    const after = await ask(url, { headers, body: call("echo") });
    const calls = ({ json }: Answer) => Number(Object(json.result?.structuredContent).calls);
    expect(calls(after) - calls(before)).toBe(1);
  });

  test("H20 wrong Content-Type, Accept and method are 415, 406 and 405 with Allow", async () => {
    const url = await serve();
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

describe("closing", () => {
  test("S18 abandon answers every open call at once", async () => {
    const url = await serve();
    const headers = await open(url);
    const calling = await stream(url, headers, call("sleep", { ms: 60_000 }, "long"));
    servers[0]?.abandon("The server failed");
    expect(await calling.ended).toContain('"id":"long","error":{"code":-32000,"message":"The server failed"');
  });

  test("H26 streams end, short calls are answered, long ones get an error, new connections are refused", async () => {
    const url = await serve({ shutdownGraceMs: 800 });
    const headers = await open(url);
    const get = await stream(url, headers);
    const short = ask(url, { headers, body: call("sleep", { ms: 300 }, "short") });
    const long = ask(url, { headers, body: call("sleep", { ms: 60_000 }, "long") });
    const modernLong = ask(url, modern("sleep", { ms: 60_000 }));
    await until(async () => (await ask(url, { headers, body: call("echo", {}, "long") })).status === 400);
    const closed = servers.splice(0)[0]?.close();
    await expect(ask(url, { path: "/healthz" })).rejects.toThrow("ECONNREFUSED");
    expect((await short).json.result).toMatchObject({ structuredContent: { slept: 300 } });
    expect((await long).json).toMatchObject({ id: "long", error: { code: -32000 } });
    expect((await modernLong).json).toMatchObject({ error: { message: "The server is shutting down" } });
    expect(await get.ended).toBe("");
    await closed;
  });
});
