import { describe, expect, test } from "vitest";
import {
  busiest,
  call,
  FLOODS,
  flood,
  loadBalancer,
  type Replica,
  redisServer,
  replica,
  sleep,
  until,
  workspace,
} from "./cluster.ts";

// Three processes of the built server behind nginx, with a Redis server, in front of a workspace that remembers when each
// request arrived. It must never see more than 30 in any second (R12).

async function threeReplicas(redis: string, skewed = false) {
  const seen = await workspace();
  const start = (skew = false) => replica({ redis, workspace: seen.origin, skewed: skew });
  const replicas = await Promise.all([start(), start(), start(skewed)]);
  const url = await loadBalancer(replicas);
  return { seen, replicas, url, start };
}

const isAt = (mode: "reachable" | "away") => async (each: Replica) => {
  const response = await fetch(new URL("/readyz", each.url));
  const { redis } = (await response.json()) as { redis?: string };
  return response.status === 200 && redis === mode;
};

const all = async (replicas: readonly Replica[], holds: (each: Replica) => Promise<boolean>) =>
  until(async () => (await Promise.all(replicas.map(holds))).every((each) => each));

/** Floods until `during` is over, and returns the arrivals of the whole time. */
async function whileFlooded(url: URL, seen: Awaited<ReturnType<typeof workspace>>, during: () => Promise<void>) {
  await seen.arrivals();
  const flooding = flood(url, FLOODS, 15);
  await until(() => flooding.done > 30);
  await during();
  const done = flooding.done;
  // They go on afterwards.
  await until(() => flooding.done > done + 30);
  const arrivals = await seen.arrivals();
  await flooding.stop();
  return arrivals;
}

describe("R12 a workspace sees at most 30 requests in any second from three replicas", () => {
  test("of which none is an hour ahead, and one is; a caller with few requests is not held up by floods", async () => {
    const redis = await redisServer();
    await redis.open();
    const { seen, url } = await threeReplicas(redis.url, true);
    let answered = 0;
    const arrivals = await whileFlooded(url, seen, async () => {
      for (let n = 0; n < 20; n++) {
        if ((await call(url, "ana", "list_clusters")).status === 200) answered++;
        await sleep(100);
      }
    });
    expect(busiest(arrivals)).toBeLessThanOrEqual(30);
    expect(answered).toBe(20);
  });

  test("while Redis is killed and started again without its data", async () => {
    const redis = await redisServer();
    const first = await redis.open();
    const { seen, replicas, url } = await threeReplicas(redis.url);
    const arrivals = await whileFlooded(url, seen, async () => {
      await first.end("SIGKILL");
      await all(replicas, isAt("away"));
      await until(() => replicas.every((each) => each.said().includes("redis is away")));
      for (const each of replicas) {
        expect(await each.metrics()).toContain("mcp_databricks_redis_up 0");
        expect(await each.metrics()).toMatch(/upstream_limit\{.*\} 10\n/);
      }
      await sleep(2000);
      await redis.open();
      await all(replicas, isAt("reachable"));
    });
    expect(busiest(arrivals)).toBeLessThanOrEqual(30);
    for (const each of replicas) expect(each.said().match(/"event":"redis is reachable"/g)).toHaveLength(2);
  });

  test("while Redis is frozen for longer than replicas wait for it, and continues", async () => {
    const redis = await redisServer();
    const program = await redis.open();
    const { seen, replicas, url } = await threeReplicas(redis.url);
    const arrivals = await whileFlooded(url, seen, async () => {
      program.child.kill("SIGSTOP");
      await until(() => replicas.every((each) => each.said().includes("redis is away")));
      await sleep(2000);
      program.child.kill("SIGCONT");
      await all(replicas, isAt("reachable"));
    });
    expect(busiest(arrivals)).toBeLessThanOrEqual(30);
  });

  test("while a replica is frozen and continues, and another is killed and replaced", async () => {
    const redis = await redisServer();
    await redis.open();
    const { seen, replicas, url, start } = await threeReplicas(redis.url);
    const [first, second] = replicas;
    const arrivals = await whileFlooded(url, seen, async () => {
      first?.child.kill("SIGSTOP");
      await sleep(4000);
      first?.child.kill("SIGCONT");
      await second?.end("SIGKILL");
      await start();
      await sleep(2000);
    });
    expect(busiest(arrivals)).toBeLessThanOrEqual(30);
    expect(first?.said()).not.toContain("redis is away");
  });

  test("when Redis was never there, and each has its share", async () => {
    const redis = await redisServer();
    const { seen, replicas, url } = await threeReplicas(redis.url);
    const arrivals = await whileFlooded(url, seen, () => sleep(2000));
    expect(busiest(arrivals)).toBeLessThanOrEqual(30);
    for (const each of replicas) {
      expect(each.said()).toContain("redis cannot be reached");
      expect(await isAt("away")(each)).toBe(true);
    }
  });
});
