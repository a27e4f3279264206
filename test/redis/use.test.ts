import { expect, test } from "vitest";
import {
  type Arrival,
  busiest,
  call,
  FLOODS,
  flood,
  loadBalancer,
  redisServer,
  replica,
  sleep,
  until,
  workspace,
} from "./cluster.ts";

// Three replicas use the 30 requests that a workspace allows in a second, and a caller with few requests is not held up,
// while others flood the replicas and Redis is started again. Times are compared within one run (R12).

/** Calls of a caller with few requests for a while: how many milliseconds each took. */
async function fewCalls(url: URL, forMs: number): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + forMs;
  while (performance.now() < end) {
    const from = performance.now();
    const { status } = await call(url, "ana", "list_clusters");
    expect(status).toBe(200);
    times.push(performance.now() - from);
    await sleep(250);
  }
  return times;
}

const p95 = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor((times.length - 1) * 0.95)] ?? 0;

test("floods use 95 % of the rate through a restart of Redis, and another caller waits three times as long as alone at most", async () => {
  const redis = await redisServer();
  const program = await redis.open();
  const seen = await workspace();
  const start = () => replica({ redis: redis.url, workspace: seen.origin });
  const replicas = await Promise.all([start(), start(), start()]);
  const url = await loadBalancer(replicas);
  // The first calls load and compile the code.
  await fewCalls(url, 3000);
  const alone = p95(await fewCalls(url, 10_000));

  const flooding = flood(url, FLOODS, 15);
  await until(() => flooding.done > 100);
  await seen.arrivals();
  const from = await seen.now();
  const restart = async () => {
    await sleep(15_000);
    await program.end("SIGTERM");
    await redis.open();
  };
  const [times] = await Promise.all([fewCalls(url, 45_000), restart()]);
  const seconds = ((await seen.now()) - from) / 1000;
  const arrivals: readonly Arrival[] = await seen.arrivals();
  await flooding.stop();

  const figures = {
    perSecond: arrivals.length / seconds,
    busiest: busiest(arrivals),
    alone,
    beside: p95(times),
  };
  expect(figures.busiest).toBeLessThanOrEqual(30);
  expect(figures.perSecond).toBeGreaterThanOrEqual(0.95 * 30);
  expect(figures.beside).toBeLessThanOrEqual(3 * alone);
}, 180_000);
