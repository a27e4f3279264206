import { describe, expect, test } from "vitest";
import { ask, call, health, initialize, open, serve, stream, until } from "../../support/http-peer.ts";

describe("sessions", () => {
  test("H10 an unknown session id is 404 -32001", async () => {
    const { url } = await serve();
    const headers = { "mcp-session-id": "3f1c5a0e-0000-4000-8000-000000000000" };
    for (const init of [{ headers, body: call("echo") }, { headers }, { headers, method: "DELETE" }]) {
      expect(await ask(url, init)).toMatchObject({ status: 404, json: { error: { code: -32001 } } });
    }
    expect((await ask(url, { body: call("echo") })).status).toBe(400);
  });

  test("H11 a deleted session is 404 from then on", async () => {
    const { url } = await serve();
    const headers = await open(url);
    expect((await ask(url, { headers, method: "DELETE" })).status).toBe(200);
    expect((await ask(url, { headers, body: call("echo") })).status).toBe(404);
    expect((await ask(url, { headers, method: "DELETE" })).status).toBe(404);
    expect(await health(url)).toEqual({ status: "ok", sessions: 0 });
  });

  test("H12 an id the client chose is never adopted", async () => {
    const { url } = await serve();
    const headers = { "mcp-session-id": "mine" };
    expect((await ask(url, { headers, body: initialize })).status).toBe(404);
    expect((await ask(url, { headers, body: call("echo") })).status).toBe(404);
    expect(await health(url)).toMatchObject({ sessions: 0 });
  });

  test("H13 a second initialize is 400", async () => {
    const { url } = await serve();
    const headers = await open(url);
    expect(await ask(url, { headers, body: initialize })).toMatchObject({
      status: 400,
      json: { error: { code: -32600 } },
    });
  });

  test("H14 an idle session is ended; one with a call in flight or an open stream is not", async () => {
    const { url } = await serve({ sessionIdleMs: 800 });
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

  test("a session that is refused counts as overload", async () => {
    const reasons: string[] = [];
    const { url } = await serve({ maxSessions: 1, onOverload: (reason) => void reasons.push(reason) });
    await open(url);
    await ask(url, { body: initialize });
    expect(reasons).toEqual(["sessions"]);
  });

  test("H15 over the limit: 503 with Retry-After, and open sessions continue", async () => {
    const { url } = await serve({ maxSessions: 2 });
    const [first] = [await open(url), await open(url)];
    const refused = await ask(url, { body: initialize });
    expect(refused).toMatchObject({ status: 503, json: { error: { code: -32000 } } });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect((await ask(url, { headers: first, body: call("echo") })).status).toBe(200);
    await ask(url, { headers: first, method: "DELETE" });
    await open(url);
  });

  test("H15 at the limit the session idle longest makes room; one in use never does", async () => {
    const { url } = await serve({ maxSessions: 3, replaceIdleMs: 0 });
    const [oldest, busy, listening] = [await open(url), await open(url), await open(url)];
    const get = await stream(url, listening);
    const long = ask(url, { headers: busy, body: call("sleep", { ms: 1_500 }) });
    const echo = (headers: Record<string, string>) => ask(url, { headers, body: call("echo") });
    await open(url);
    expect((await echo(oldest)).status).toBe(404);
    expect((await echo(listening)).status).toBe(200);
    expect((await long).json.result).toMatchObject({ structuredContent: { slept: 1_500 } });
    get.drop();
    expect(await health(url)).toMatchObject({ sessions: 3 });
  });

  test("H15 a session that was used recently is not replaced, and Retry-After says when one can be", async () => {
    const { url } = await serve({ maxSessions: 1, replaceIdleMs: 90_000 });
    const headers = await open(url);
    const refused = await ask(url, { body: initialize });
    expect(refused.status).toBe(503);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(60);
    expect((await ask(url, { headers, body: call("echo") })).status).toBe(200);
  });

  test("H15 the limit also holds for concurrent requests", async () => {
    const { url } = await serve({ maxSessions: 5 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(url, { body: initialize })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
  });

  test("H21 an unknown MCP-Protocol-Version is 400 and names the supported ones", async () => {
    const { url } = await serve();
    const headers = { ...(await open(url)), "mcp-protocol-version": "1999-01-01" };
    const { status, text } = await ask(url, { headers, body: call("echo") });
    expect(status).toBe(400);
    expect(text).toContain("2025-11-25");
  });

  test("H22 DELETE during a call: the caller gets an error event and the call is cancelled", async () => {
    const { url } = await serve();
    const headers = await open(url);
    const calling = await stream(url, headers, call("sleep", { ms: 60_000 }, "long"));
    await ask(url, { headers, method: "DELETE" });
    expect(await calling.ended).toContain('"id":"long","error":{"code":-32000');
  });

  test("H24 a second GET stream is 409, but a new one after the first has ended is accepted", async () => {
    const { url } = await serve();
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
    const { url } = await serve();
    const [mine, theirs] = [await open(url), await open(url)];
    await ask(url, { headers: theirs, body: call("echo", { text: "theirs" }) });
    const replay = await stream(url, { ...mine, "last-event-id": "1" });
    await ask(url, { headers: mine, method: "DELETE" });
    expect(await replay.ended).toBe("");
  });

  test("S15 an id in flight is refused and the first call is answered", async () => {
    const { url } = await serve();
    const headers = await open(url);
    const first = ask(url, { headers, body: call("sleep", { ms: 500 }, 7) });
    await until(async () => (await ask(url, { headers, body: call("echo", {}, 7) })).status === 400);
    expect((await first).json).toMatchObject({ id: 7, result: { structuredContent: { slept: 500 } } });
  });
});
