import { describe, expect, test } from "vitest";
import { fixtureWithSubscriptions } from "../support/fixture-server.ts";
import { ask, call, health, initialize, META, modern, open, rpc, serve, stream, until } from "../support/http-peer.ts";

const messagesOf = (events: string) => (events.match(/^data: .*$/gm) ?? []).map((data) => JSON.parse(data.slice(6)));

describe("both eras", () => {
  test("a 2025-era client gets a session with its own server and key", async () => {
    const { url } = await serve();
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
    const { url } = await serve();
    const { json, headers } = await ask(url, modern("whoami"));
    expect(json.result?.structuredContent).toMatchObject({
      scope: expect.stringMatching(/^client-/),
      transport: "http",
      era: "modern",
    });
    expect(headers["mcp-session-id"]).toBeUndefined();
  });

  test("a result is encoded once in both eras, and sent with its length", async () => {
    const { url } = await serve();
    const headers = await open(url);
    for (const request of [{ headers, body: call("counted") }, modern("counted")]) {
      const answer = await ask(url, request);
      expect(answer.json.result?.structuredContent).toEqual({ times: 1 });
      expect(answer.headers["content-length"]).toBe(String(Buffer.byteLength(answer.text)));
    }
  });

  test("a result that follows another message of its call ends the event stream in both eras", async () => {
    const { url } = await serve();
    const headers = await open(url);
    for (const request of [{ headers, body: call("steps") }, modern("steps")]) {
      const { text, headers: sent } = await ask(url, request);
      expect(sent["content-type"]).toBe("text/event-stream");
      expect(messagesOf(text)).toMatchObject([
        { method: "notifications/progress", params: { progressToken: "token" } },
        { id: 1, result: { structuredContent: { text: "done" } } },
      ]);
    }
  });

  test("--stateless serves 2025-era requests one by one, without sessions", async () => {
    const { url } = await serve({ stateless: true });
    expect((await ask(url, { body: initialize })).headers["mcp-session-id"]).toBeUndefined();
    const { json } = await ask(url, { body: call("whoami"), headers: { "mcp-session-id": "stale" } });
    expect(json.result?.structuredContent).toMatchObject({ era: "legacy" });
    expect(await ask(url)).toMatchObject({ status: 405, headers: { allow: "POST" } });
  });

  test("a changed resource reaches every 2026-07-28 stream that asked for it, once, until the stream ends", async () => {
    const followed = new Map<string, () => void>();
    const makeServer = fixtureWithSubscriptions((scope, uri, changed) => {
      if (uri === "x://unknown") return { problem: "no" };
      followed.set(`${scope} ${uri}`, changed);
      return { stop: () => void followed.delete(`${scope} ${uri}`) };
    });
    const { url, server } = await serve({}, makeServer);
    const headers = { "mcp-protocol-version": "2026-07-28", "mcp-method": "subscriptions/listen" };
    const listen = (...resourceSubscriptions: string[]) =>
      stream(url, headers, rpc("subscriptions/listen", { notifications: { resourceSubscriptions }, _meta: META }));
    const one = await listen("x://a", "x://unknown", "x://a");
    const two = await listen("x://a", "x://b");
    expect([one.status, two.status, [...followed.keys()]]).toEqual([200, 200, ["http x://a", "http x://b"]]);
    followed.get("http x://a")?.();

    await until(() => two.soFar().includes("resources/updated"));
    two.drop();
    await until(() => followed.size === 1);
    followed.get("http x://a")?.();
    await server.close();
    expect(followed.size).toBe(0);
    const [acknowledged, ...more] = messagesOf(await one.ended);
    expect(acknowledged).toMatchObject({ params: { notifications: { resourceSubscriptions: ["x://a"] } } });
    const updated = { method: "notifications/resources/updated", params: { uri: "x://a" } };
    expect(more).toMatchObject([updated, updated, { result: { resultType: "complete" } }]);
    expect(messagesOf(await two.ended)).toMatchObject([{}, updated]);
  });

  test("a refused request does not subscribe", async () => {
    let following = 0;
    const makeServer = fixtureWithSubscriptions(() => {
      following++;
      return { stop: () => void following-- };
    });
    const { url } = await serve({}, makeServer);
    const notifications = { resourceSubscriptions: ["x://a"] };
    // The header that must name the method is missing.
    const { json } = await ask(url, {
      headers: { "mcp-protocol-version": "2026-07-28" },
      body: rpc("subscriptions/listen", { notifications, _meta: META }),
    });
    expect(json.error).toBeDefined();
    await until(() => following === 0);
  });

  test.each(["deep", "bigint", "cycle"])("S19 a result with %s gets an error response in both eras", async (tool) => {
    const { url } = await serve();
    const headers = await open(url);
    expect((await ask(url, { headers, body: call(tool) })).json).toMatchObject({ id: 1, error: { code: -32603 } });
    expect((await ask(url, modern(tool))).json).toMatchObject({ id: 1, error: { code: -32603 } });
  });
});

describe("cancelling", () => {
  test("a cancelled call ends its stream without a response", async () => {
    const { url } = await serve();
    const headers = await open(url);
    const calling = await stream(url, headers, call("sleep", { ms: 60_000 }, "long"));
    const body = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: "long" } };
    expect((await ask(url, { headers, body })).status).toBe(202);
    expect(await calling.ended).toBe("");
  });

  test("H02 the call of a client that disconnects is cancelled", async () => {
    const { url } = await serve({ sessionIdleMs: 600 });
    const headers = await open(url);
    const calling = await stream(url, headers, call("sleep", { ms: 60_000 }));
    calling.drop();
    // Only a session without calls is ever idle.
    await until(async () => (await health(url)).sessions === 0);
  });

  test("H01 a client that still listens gets a grace period and can send another request", async () => {
    const { url } = await serve();
    const headers = await open(url);
    const get = await stream(url, headers);
    const calling = await stream(url, headers, call("sleep", { ms: 60_000 }, 5));
    calling.drop();
    expect((await ask(url, { headers, body: call("echo", {}, 6) })).status).toBe(200);
    expect((await ask(url, { headers, body: call("echo", {}, 5) })).status).toBe(400);
    get.drop();
  });
});

describe("closing", () => {
  test("S18 abandon answers every open call at once", async () => {
    const { url, server } = await serve();
    const headers = await open(url);
    const calling = await stream(url, headers, call("sleep", { ms: 60_000 }, "long"));
    server.abandon("The server failed");
    expect(await calling.ended).toContain('"id":"long","error":{"code":-32000,"message":"The server failed"');
  });

  test("H26 streams end, short calls are answered, long ones get an error, new connections are refused", async () => {
    const { url, server } = await serve({ shutdownGraceMs: 800 });
    const headers = await open(url);
    const get = await stream(url, headers);
    const short = ask(url, { headers, body: call("sleep", { ms: 300 }, "short") });
    const long = ask(url, { headers, body: call("sleep", { ms: 60_000 }, "long") });
    const modernLong = ask(url, modern("sleep", { ms: 60_000 }));
    await until(async () => (await ask(url, { headers, body: call("echo", {}, "long") })).status === 400);
    const closed = server.close();
    await expect(ask(url, { path: "/healthz" })).rejects.toThrow("ECONNREFUSED");
    expect((await short).json.result).toMatchObject({ structuredContent: { slept: 300 } });
    expect((await long).json).toMatchObject({ id: "long", error: { code: -32000 } });
    expect((await modernLong).json).toMatchObject({ error: { message: "The server is shutting down" } });
    expect(await get.ended).toBe("");
    await closed;
  });
});
