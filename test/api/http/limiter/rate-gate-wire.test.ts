import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test, vi } from "vitest";
import * as z from "zod";
import { systemClock } from "../../../../src/api/http/clock.ts";
import { apiClient, failureOf } from "../../../support/api-client.ts";
import { arrivalServer, faultServer, mostWithin } from "../../../support/fault-server.ts";

// The limiter through the whole client, counted by a server that receives the requests.

const loose = z.looseObject({});
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test("L01 never more than 30 in any second as the receiving server counts them, cold connections included", async () => {
  const server = await arrivalServer({ answerMs: 20 });
  const api = apiClient(server.origin, { deadlineMs: 30_000 });
  await Promise.all(Array.from({ length: 95 }, (_, i) => api.get("clusters.get", `/api/2.0/n/${i}`, loose)));
  const arrivals = await server.arrivals();
  expect(arrivals).toHaveLength(95);
  expect(
    mostWithin(
      arrivals.map(({ at }) => at),
      1000,
    ),
  ).toBeLessThanOrEqual(30);
});

test("L04 never more than 30 in any second with the event loop blocked", async () => {
  const server = await arrivalServer();
  const api = apiClient(server.origin, { deadlineMs: 30_000 });
  const calls = Promise.all(Array.from({ length: 75 }, (_, i) => api.get("clusters.get", `/api/2.0/n/${i}`, loose)));
  for (const ms of [500, 1300]) {
    await pause(35);
    block(ms);
  }
  await calls;
  expect(
    mostWithin(
      (await server.arrivals()).map(({ at }) => at),
      1000,
    ),
  ).toBeLessThanOrEqual(30);
});

test("T14 a process stopped mid-flood and continued: no burst, and every call ends", async () => {
  const server = await arrivalServer({ answerMs: 20 });
  const child = spawn(process.execPath, ["--import", "tsx", "test/support/flood.ts", server.origin, "70"]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const exit = once(child, "exit");
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  await vi.waitFor(() => expect(output).toContain("started"), { timeout: 15_000 });
  for (const ms of [300, 1500]) {
    await pause(150);
    child.kill("SIGSTOP");
    await pause(ms);
    child.kill("SIGCONT");
  }
  await exit;
  expect(output).toContain("70 of 70");
  expect(
    mostWithin(
      (await server.arrivals()).map(({ at }) => at),
      1000,
    ),
  ).toBeLessThanOrEqual(30);
});

test("L08 every attempt takes a permit", async () => {
  const server = await faultServer((_request, response, n) => {
    response.writeHead(n % 2 === 0 ? 503 : 200, { "content-type": "application/json" }).end("{}");
  });
  const taken = vi.fn();
  const api = apiClient(server.origin, {
    tuning: {
      clock: { ...systemClock, sleep: async () => {} },
      rate: { perSecond: 4, holdMs: 300, clock: systemClock },
    },
  });
  // Identical reads would share one request.
  await Promise.all(Array.from({ length: 6 }, (_, n) => api.get("clusters.get", `/api/2.0/x${n}`, loose).then(taken)));
  expect(taken).toHaveBeenCalledTimes(6);
  expect(server.received).toHaveLength(12);
  expect(
    mostWithin(
      server.received.map(({ at }) => at),
      250,
    ),
  ).toBeLessThanOrEqual(4);
});

test("L09 a call that fails or never ends frees its permit and its lane", async () => {
  const server = await faultServer((request, response) => {
    if (request.url.includes("hang")) return;
    response.end("not json");
  });
  const api = apiClient(server.origin, { tuning: { rate: { perSecond: 2, holdMs: 150 }, lanes: { total: 1 } } });
  const hanging = failureOf(api.bind({ deadlineMs: 400 }).get("clusters.get", "/api/2.0/hang", loose));
  const failing = failureOf(api.post("clusters.get", "/api/2.0/x", loose));
  expect(await hanging).toMatchObject({ kind: "timeout" });
  expect(await failing).toMatchObject({ kind: "bad-response", outcome: "unknown" });
  for (let i = 0; i < 3; i++)
    expect(await failureOf(api.post("clusters.get", "/api/2.0/x", loose))).toMatchObject({ kind: "bad-response" });
});

test("L10 closing settles everything queued, running and waiting to retry", async () => {
  const server = await faultServer((request, response) => {
    if (request.url.includes("retry")) response.writeHead(429, { "retry-after": "20" }).end();
  });
  const api = apiClient(server.origin);
  const calls = Array.from({ length: 100 }, (_, i) =>
    failureOf(api.get("clusters.get", i === 50 ? "/api/2.0/retry" : "/api/2.0/hang", loose)),
  );
  await pause(100);
  const start = performance.now();
  await api.close();
  const errors = await Promise.all(calls);
  expect(performance.now() - start).toBeLessThan(1000);
  expect(new Set(errors.map(({ kind }) => kind))).toEqual(new Set(["cancelled"]));
  expect(await failureOf(api.get("clusters.get", "/api/2.0/x", loose))).toMatchObject({
    kind: "cancelled",
    outcome: "not-executed",
  });
});

test("L11 U06 a 429 pauses its workspace once, and no other workspace", async () => {
  let pausedAt = 0;
  const answer = (response: { end(text: string): void }) => response.end("{}");
  const one = await faultServer((_request, response, n) => {
    if (n !== 12) return void answer(response);
    pausedAt = performance.now();
    response.writeHead(429, { "retry-after": "1" }).end();
  });
  const other = await faultServer((_request, response) => answer(response));
  const [mine, theirs] = [apiClient(one.origin), apiClient(other.origin)];
  const flood = Promise.all(Array.from({ length: 100 }, (_, i) => mine.get("clusters.get", `/api/2.0/n/${i}`, loose)));
  await vi.waitFor(() => expect(pausedAt).toBeGreaterThan(0));
  const start = performance.now();
  await Promise.all(Array.from({ length: 10 }, () => theirs.get("clusters.get", "/api/2.0/x", loose)));
  expect(performance.now() - start).toBeLessThan(1000);
  await flood;
  expect(one.received.length).toBeLessThanOrEqual(104);
  const during = one.received.filter(({ at }) => at > pausedAt + 300 && at < pausedAt + 980);
  expect(during).toHaveLength(0);
});

test("L12 short calls pass while long polls fill their lane", async () => {
  const server = await arrivalServer({ pollMs: 1500 });
  const api = apiClient(server.origin, { tuning: { rate: { perSecond: 60 } } });
  const polls = Array.from({ length: 36 }, (_, i) =>
    api.get("clusters.get", `/api/2.0/poll/${i}`, loose, { lane: "poll" }),
  );
  await pause(100);
  const waits: number[] = [];
  for (let i = 0; i < 10; i++) {
    const start = performance.now();
    await api.get("clusters.get", "/api/2.0/x", loose);
    waits.push(performance.now() - start);
  }
  expect(Math.max(...waits)).toBeLessThan(500);
  await Promise.all(polls);
  const arrived = (await server.arrivals())
    .filter(({ url }) => url.includes("poll"))
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  // The next one waits for a slot of its lane.
  expect((arrived[32] ?? 0) - (arrived[0] ?? 0)).toBeGreaterThan(1000);
});

test("a workspace that answers in a second is used at its full rate", async () => {
  const server = await arrivalServer({ answerMs: 1000 });
  const api = apiClient(server.origin);
  const waits: number[] = [];
  const calls: Promise<unknown>[] = [];
  // 25 calls a second, each of which has a permit at once.
  for (let n = 0; n < 75; n++) {
    const start = performance.now();
    const lane = n % 2 === 0 ? "quick" : "poll";
    const call = api.get("clusters.get", `/api/2.0/n/${n}`, loose, { lane });
    calls.push(call.then(() => waits.push(performance.now() - start)));
    await pause(40);
  }
  await Promise.all(calls);
  expect(waits).toHaveLength(75);
  expect(Math.max(...waits)).toBeLessThan(1500);
});
