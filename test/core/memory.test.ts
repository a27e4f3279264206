import { describe, expect, test } from "vitest";
import { createMemory } from "../../src/core/memory.ts";
import { createResultStore } from "../../src/core/results.ts";

describe("memory", () => {
  test("makes a value once for all who ask at the same time, and forgets on request", async () => {
    const memory = createMemory();
    let made = 0;
    const make = async () => ++made;
    expect(await Promise.all([memory.remember("k", make), memory.remember("k", make)])).toEqual([1, 1]);
    memory.forget("k");
    expect(await memory.remember("k", make)).toBe(2);
  });

  test("does not keep a rejection", async () => {
    const memory = createMemory();
    await expect(memory.remember("k", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await memory.remember("k", async () => 1)).toBe(1);
  });

  test("lets go of what is old and of the least recently used", async () => {
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

describe("results", () => {
  const file = (data: string) => ({ name: "f", mimeType: "text/plain", data });

  test("are read by whoever they were made for, and by nobody else", () => {
    const store = createResultStore();
    const uri = store.put("anna", file("x"));
    expect(store.get("anna", uri)?.data).toBe("x");
    expect(store.get("bert", uri)).toBeUndefined();
    expect(store.get("anna", "databricks://results/unknown")).toBeUndefined();
  });

  test("expire, and make room for newer ones", () => {
    let now = 0;
    const store = createResultStore({ ttlMs: 10, maxBytes: 100, now: () => now });
    const old = store.put("anna", file("x".repeat(40)));
    const newer = store.put("anna", file("y".repeat(40)));
    expect(store.get("anna", old)).toBeUndefined();
    expect(store.get("anna", newer)?.data).toHaveLength(40);
    now = 11;
    expect(store.get("anna", newer)).toBeUndefined();
  });
});
