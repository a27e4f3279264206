import { describe, expect, test } from "vitest";
import { createMemory } from "../../src/core/memory.ts";

describe("memory", () => {
  test("makes a value once for concurrent calls, and forgets it on request", async () => {
    const memory = createMemory();
    let made = 0;
    const make = async () => ++made;
    expect(await Promise.all([memory.remember("k", make), memory.remember("k", make)])).toEqual([1, 1]);
    memory.forget("k");
    expect(await memory.remember("k", make)).toBe(2);
  });

  test("does not cache a rejection", async () => {
    const memory = createMemory();
    await expect(memory.remember("k", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await memory.remember("k", async () => 1)).toBe(1);
  });

  test("recalls the latest value that was kept, and nothing else", async () => {
    let now = 0;
    const memory = createMemory({ ttlMs: 10, max: 2, now: () => now });
    expect(await memory.recall("k")).toBeUndefined();
    memory.keep("k", 1);
    memory.keep("k", 2);
    expect([await memory.recall("k"), await memory.remember("k", async () => 3)]).toEqual([2, 2]);
    memory.forget("k");
    expect(await memory.recall("k")).toBeUndefined();
    for (const key of ["a", "b", "c"]) memory.keep(key, key);
    expect([await memory.recall("a"), await memory.recall("c")]).toEqual([undefined, "c"]);
    now = 11;
    expect(await memory.recall("c")).toBeUndefined();
  });

  test("evicts expired and least recently used values", async () => {
    let now = 0;
    const memory = createMemory({ ttlMs: 10, max: 2, now: () => now });
    const value = (n: number) => async () => n;
    await memory.remember("a", value(1));
    await memory.remember("b", value(1));
    await memory.remember("a", value(2));
    await memory.remember("c", value(1));
    expect(await memory.remember("a", value(3))).toBe(1);
    expect(await memory.remember("b", value(3))).toBe(3);
    now = 11;
    expect(await memory.remember("a", value(4))).toBe(4);
  });
});
