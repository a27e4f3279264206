import { expect, test } from "vitest";
import { createMemoryTaskStore } from "../../../src/core/tasks/memory-store.ts";
import type { TaskRecord } from "../../../src/core/tasks/store.ts";

const record = (taskId: string, changes: Partial<TaskRecord> = {}): TaskRecord => ({
  taskId,
  scope: "ana",
  status: "completed",
  createdAt: new Date(0).toISOString(),
  lastUpdatedAt: new Date(0).toISOString(),
  ttlMs: 1000,
  call: { tool: "boil_kettle" },
  accepted: [],
  owner: "one",
  aliveAt: 0,
  ...changes,
});

const large = { content: [{ type: "text", text: "x".repeat(1000) }] };

test("the oldest finished task of the heaviest caller is forgotten first, and an unfinished one never", async () => {
  const store = createMemoryTaskStore({ maxBytes: 9000, now: () => 0 });
  await store.put(record("a", { scope: "ben", result: large }));
  await store.put(record("b", { status: "working", result: large }));
  await store.put(record("c", { result: large }));
  expect(await store.put(record("d", { result: large }))).toBe(true);
  const left = await Promise.all(["b", "c", "d"].map((id) => store.get("ana", id)));
  expect(left.map((task) => task?.taskId)).toEqual(["b", undefined, "d"]);
  expect(await store.get("ben", "a")).toBeDefined();
});

test("a task is refused while the caller has as many unfinished tasks as the store keeps per caller", async () => {
  const store = createMemoryTaskStore({ maxTasks: 2, now: () => 0 });
  for (const id of ["a", "b"]) expect(await store.put(record(id, { status: "working" }))).toBe(true);
  expect(await store.put(record("c"))).toBe(false);
  // The state of a task that exists is always written.
  expect(await store.put(record("a"))).toBe(true);
  expect(await store.put(record("c"))).toBe(true);
  expect(await store.get("ana", "a")).toBeUndefined();
});

test("one of two processes receives a task whose owner has ended", async () => {
  const store = createMemoryTaskStore({ now: () => 0 });
  const task = record("a", { status: "working" });
  await store.put(task);
  expect(await Promise.all([store.claim(task, "two"), store.claim(task, "three")])).toEqual([true, false]);
  expect(await store.get("ana", "a")).toMatchObject({ owner: "two" });
});

test("messages reach the process that runs the task", async () => {
  const store = createMemoryTaskStore();
  const seen: unknown[] = [];
  const stop = store.receive("a", (message) => void seen.push(message));
  await store.send(record("a"), { kind: "cancel" });
  stop();
  await store.send(record("a"), { kind: "cancel" });
  expect(seen).toEqual([{ kind: "cancel" }]);
});
