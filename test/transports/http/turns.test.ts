import { describe, expect, test } from "vitest";
import { createTurns } from "../../../src/core/waiting/turns.ts";
import { ask, call, initialize, serve, until } from "../../support/http-peer.ts";

/** Takes turns and records their order. */
function recorder(options: Parameters<typeof createTurns>[0]) {
  const turns = createTurns(options);
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const take = async (caller: string, name: string, signal = new AbortController().signal) => {
    const end = await turns.take(caller, signal);
    if (!end) return "refused";
    begun.push(name);
    ends.push(end);
    return "begun";
  };
  return { turns, begun, ends, take };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("turns", () => {
  test("R12 a flood waits behind its own limit, and another caller begins at once", async () => {
    const { begun, take } = recorder({ perCaller: 2, waitingPerCaller: 10, total: 8 });
    for (const name of ["f1", "f2", "f3", "f4"]) void take("flood", name);
    void take("other", "o1");
    await settled();
    expect(begun).toEqual(["f1", "f2", "o1"]);
  });

  test("R12 when the server is full, callers take turns, however long their lines are", async () => {
    const { begun, ends, take } = recorder({ perCaller: 8, waitingPerCaller: 100, total: 1 });
    for (let at = 0; at < 50; at++) void take("flood", `f${at}`);
    for (const name of ["o0", "o1"]) void take("other", name);
    void take("third", "t0");
    for (let round = 0; round < 6; round++) {
      await settled();
      ends[round]?.();
    }
    await settled();
    // The two others wait for one request of the flood each.
    expect(begun.slice(0, 7)).toEqual(["f0", "o0", "t0", "f1", "o1", "f2", "f3"]);
  });

  test("R12 beyond the line a caller is refused, and the others are not", async () => {
    const { turns, take } = recorder({ perCaller: 1, waitingPerCaller: 1, total: 8 });
    void take("flood", "f1");
    void take("flood", "f2");
    expect(await take("flood", "f3")).toBe("refused");
    expect(await take("other", "o1")).toBe("begun");
    expect([turns.inFlight, turns.waiting]).toEqual([2, 1]);
  });

  test("an aborted request leaves its place, and an ended turn is free once", async () => {
    const { turns, begun, ends, take } = recorder({ perCaller: 1, waitingPerCaller: 5, total: 8 });
    const left = new AbortController();
    await take("a", "a1");
    const gone = take("a", "a2", left.signal).catch(() => "gone");
    void take("a", "a3");
    left.abort();
    expect(await gone).toBe("gone");
    ends[0]?.();
    ends[0]?.();
    await settled();
    expect(begun).toEqual(["a1", "a3"]);
    ends[1]?.();
    expect([turns.inFlight, turns.waiting]).toEqual([0, 0]);
  });
});

describe("limits of the endpoint", () => {
  const open = async (url: URL) => {
    const { headers } = await ask(url, { body: initialize });
    return { "mcp-session-id": String(headers["mcp-session-id"]) };
  };

  test("H23 a session that floods gets 429 with Retry-After, and another session is served meanwhile", async () => {
    const { url, server } = await serve({ maxCallsPerCaller: 4, maxSessions: 5 });
    const [flood, other] = [await open(url), await open(url)];
    const calls = Array.from({ length: 60 }, (_, at) =>
      ask(url, { headers: flood, body: call("sleep", { ms: 400 }, `flood-${at}`) }),
    );
    await until(() => server.requests.inFlight === 4 && server.requests.waiting === 16);
    expect((await ask(url, { headers: other, body: call("echo") })).status).toBe(200);
    expect(server.requests.waiting).toBeGreaterThan(0);
    const answers = await Promise.all(calls);
    const refused = answers.filter(({ status }) => status === 429);
    const served = answers.filter(({ status }) => status === 200);
    expect(refused.length).toBeGreaterThan(20);
    expect(refused.length + served.length).toBe(60);
    expect(refused[0]).toMatchObject({ headers: { "retry-after": "1" }, json: { error: { code: -32000 } } });
    expect(server.requests).toEqual({ inFlight: 0, waiting: 0 });
  });

  test("R11 bodies of one caller use at most half of the memory for bodies", async () => {
    const { url } = await serve({ bodiesLimitBytes: 400_000 });
    const headers = await open(url);
    const large = (id: string, bytes: number) =>
      ask(url, { headers, body: call("sleep", { ms: 300, pad: "x".repeat(bytes) }, id) });
    const answers = await Promise.all([large("a", 120_000), large("b", 120_000)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 503]);
    expect((await large("c", 120_000)).status).toBe(200);
  });
});
