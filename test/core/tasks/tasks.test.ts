import { expect, test } from "vitest";
import { failure } from "../../../src/core/output/present.ts";
import type { Caller } from "../../../src/core/runtime.ts";
import { createMemoryTaskStore } from "../../../src/core/tasks/memory-store.ts";
import { createTasks } from "../../../src/core/tasks/tasks.ts";

const callerWith = (signal: AbortSignal, scope = "ana"): Caller => ({
  scope,
  signal,
  supports: () => false,
  answers: {},
  state: undefined,
});

const ana = callerWith(new AbortController().signal);
const call = { tool: "boil_kettle" };

/** A call that ends after some milliseconds, with this text. */
const endsAfter = (ms: number, text: string) => () =>
  new Promise<{ result: ReturnType<typeof failure> }>((resolve) => {
    setTimeout(resolve, ms, { result: failure(text) });
  });

/** A call that ends when it is aborted. */
const untilAborted = (seen: unknown[]) => (from: Caller) =>
  new Promise<{ result: ReturnType<typeof failure> }>((resolve) => {
    from.signal.addEventListener("abort", () => {
      seen.push(from.signal.reason);
      resolve({ result: failure("The call was cancelled.") });
    });
  });

test("a call whose client leaves before it is a task is aborted", async () => {
  const seen: unknown[] = [];
  const client = new AbortController();
  const tasks = createTasks({ afterMs: 60_000 });
  const running = tasks.run(call, untilAborted(seen), callerWith(client.signal));
  client.abort("gone");
  expect(await running).toMatchObject({ result: { isError: true } });
  expect(seen).toEqual(["gone"]);
});

test("a task continues when its request ends", async () => {
  const seen: unknown[] = [];
  const client = new AbortController();
  const tasks = createTasks({ afterMs: 1 });
  const begun = await tasks.run(call, untilAborted(seen), callerWith(client.signal));
  if (!("task" in begun)) throw new Error("not a task");
  client.abort("gone");
  expect(await tasks.get(ana, begun.task.taskId, () => undefined)).toMatchObject({ status: "working" });
  const ben = callerWith(ana.signal, "ben");
  expect(await tasks.get(ben, begun.task.taskId, () => undefined)).toBeUndefined();
  expect(seen).toEqual([]);
  tasks.close();
  expect(seen).toHaveLength(1);
});

test("a call that the store refuses, or that exceeds its caller's maximum, is answered in its request", async () => {
  const store = { ...createMemoryTaskStore(), put: async () => false };
  const run = endsAfter(30, "Late.");
  expect(await createTasks({ store, afterMs: 1 }).run(call, run, ana)).toMatchObject({ result: { isError: true } });
  const full = createTasks({ afterMs: 1, maxPerCaller: 1 });
  const [first, second] = await Promise.all([1, 2].map(() => full.run(call, run, ana)));
  expect(first).toHaveProperty("task");
  expect(second).toHaveProperty("result");
});

test("an exception of a call ends its task as failed, without its text", async () => {
  const tasks = createTasks({ afterMs: 1 });
  const run = () => new Promise<never>((_, reject) => void setTimeout(reject, 20, new Error("secret")));
  const begun = await tasks.run(call, run, ana);
  const taskId = "task" in begun ? begun.task.taskId : "";
  await expect
    .poll(() => tasks.get(ana, taskId, () => undefined))
    .toMatchObject({ status: "failed", error: { code: -32603, message: "Internal error" } });
});

test("a result is kept for its time, and forgotten then", async () => {
  let time = Date.now();
  const tasks = createTasks({ store: createMemoryTaskStore({ now: () => time }), afterMs: 1, now: () => time });
  const begun = await tasks.run(call, endsAfter(20, "Done."), ana);
  const taskId = "task" in begun ? begun.task.taskId : "";
  const get = () => tasks.get(ana, taskId, () => undefined);
  await expect.poll(get).toMatchObject({ status: "completed" });
  time += 3_599_000;
  expect(await get()).toMatchObject({ status: "completed" });
  time += 1001;
  expect(await get()).toBeUndefined();
});
