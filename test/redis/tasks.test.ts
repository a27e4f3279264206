import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test, vi } from "vitest";
import { createMemoryTaskStore } from "../../src/core/tasks/memory-store.ts";
import type { TaskMessage, TaskRecord, TaskStore } from "../../src/core/tasks/store.ts";
import { createTasks } from "../../src/core/tasks/tasks.ts";
import { connect } from "../../src/service/redis/connection.ts";
import { shareTasks } from "../../src/service/redis/tasks.ts";
import { redisServer, until } from "./cluster.ts";

/** The store of one replica, and what ends its connection. */
async function storeAt(url: string): Promise<TaskStore> {
  const connection = await connect({ url, timeoutMs: 2000, onError: () => {} });
  onTestFinished(() => connection.close());
  await until(() =>
    connection.run("PING").then(
      () => true,
      () => false,
    ),
  );
  return shareTasks(createMemoryTaskStore(), connection, "test:{tasks}");
}

async function two() {
  const redis = await redisServer();
  const program = await redis.open();
  return { redis, program, a: await storeAt(redis.url), b: await storeAt(redis.url) };
}

const taskOf = (more: Partial<TaskRecord> = {}): TaskRecord => ({
  taskId: randomUUID(),
  scope: "ana",
  status: "working",
  createdAt: new Date().toISOString(),
  lastUpdatedAt: new Date().toISOString(),
  ttlMs: 60_000,
  call: { tool: "run_job" },
  accepted: [],
  owner: "replica a",
  aliveAt: Date.now(),
  ...more,
});

test("a task of one replica is read at another, by its caller alone, until its time is over", async () => {
  const { a, b } = await two();
  const task = taskOf();
  expect(await a.put(task)).toBe(true);
  expect(await b.get("ana", task.taskId)).toEqual(task);
  expect(await b.get("bert", task.taskId)).toBeUndefined();
  const result = { content: [], structuredContent: { empty: [], none: {} } };
  await a.put({ ...task, status: "completed", result });
  expect((await b.get("ana", task.taskId))?.result).toEqual(result);
  await a.remove("ana", task.taskId);
  expect(await b.get("ana", task.taskId)).toBeUndefined();

  const short = taskOf({ ttlMs: 200 });
  await a.put(short);
  await until(async () => (await b.get("ana", short.taskId)) === undefined);
});

test("one replica of several takes a task over, and the one that lost it writes nothing more", async () => {
  const { a, b } = await two();
  const task = taskOf();
  await a.put(task);
  const claims = await Promise.all([a.claim(task, "one"), b.claim(task, "two"), b.claim(task, "three")]);
  expect(claims.filter(Boolean)).toHaveLength(1);
  const taken = await b.get("ana", task.taskId);
  expect(["one", "two", "three"]).toContain(taken?.owner);
  // The replica that was frozen runs again.
  expect(await a.put({ ...task, status: "cancelled" })).toBe(false);
  expect(await a.get("ana", task.taskId)).toMatchObject({ status: "working", owner: taken?.owner });
});

test("messages reach the replica that runs the task", async () => {
  const { a, b } = await two();
  const task = taskOf();
  await a.put(task);
  const got: TaskMessage[] = [];
  const stop = a.receive(task.taskId, (message) => void got.push(message));
  await b.send(task, { kind: "answers", answers: { "1-confirm": { action: "accept" } } });
  await b.send(task, { kind: "cancel" });
  await until(() => got.length === 2);
  expect(got.map(({ kind }) => kind)).toEqual(["answers", "cancel"]);
  stop();
});

test("without Redis a replica still answers for its own tasks; afterwards all do", async () => {
  const { a, b, redis, program } = await two();
  const task = taskOf();
  await a.put(task);
  await program.end("SIGKILL");
  expect(await a.put({ ...task, statusMessage: "half done" })).toBe(true);
  expect(await a.get("ana", task.taskId)).toMatchObject({ statusMessage: "half done" });
  expect(await b.get("ana", task.taskId)).toBeUndefined();
  expect(await b.claim(task, "replica b")).toBe(false);
  await redis.open();
  await until(async () => {
    await a.put({ ...task, statusMessage: "almost done" });
    return (await b.get("ana", task.taskId))?.statusMessage === "almost done";
  });
});

test("a replica continues the task of one that has ended", async () => {
  const { a, b } = await two();
  // It reported last a minute ago.
  const task = taskOf({ aliveAt: Date.now() - 60_000, owner: "ended" });
  await a.put(task);
  const tasks = createTasks({ store: b });
  onTestFinished(() => tasks.close());
  const run = vi.fn(async () => ({ result: { content: [{ type: "text" as const, text: "done" }] } }));
  const from = { scope: "ana", signal: new AbortController().signal } as never;
  await tasks.get(from, task.taskId, () => run);
  await until(async () => (await a.get("ana", task.taskId))?.status === "completed");
  expect(run).toHaveBeenCalledTimes(1);
});
