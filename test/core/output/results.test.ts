import { describe, expect, test } from "vitest";
import { createResultStore } from "../../../src/core/output/results.ts";

const file = (data: string) => ({ name: "f", mimeType: "text/plain", data });

/** A store of 100 bytes (two per character) whose clock the test sets. */
function small() {
  const clock = { now: 0 };
  const store = createResultStore({ ttlMs: 30, guaranteedMs: 10, maxBytes: 100, now: () => clock.now });
  const put = (data: string) => store.put("anna", file(data)) ?? "no room";
  return { clock, put, read: async (uri: string) => (await store.get("anna", uri))?.data };
}

describe("stored results", () => {
  test("can be read only by the caller they were made for", async () => {
    const store = createResultStore();
    const uri = store.put("anna", file("x")) ?? "no room";
    expect((await store.get("anna", uri))?.data).toBe("x");
    expect(await store.get("bert", uri)).toBeUndefined();
    expect(await store.get("anna", "databricks://results/unknown")).toBeUndefined();
  });

  test("expire some time after the last read", async () => {
    const { clock, put, read } = small();
    const uri = put("x");
    clock.now = 29;
    expect(await read(uri)).toBe("x");
    clock.now = 58;
    expect(await read(uri)).toBe("x");
    clock.now = 88;
    expect(await read(uri)).toBeUndefined();
  });

  test("are kept for the guaranteed time, during which a full store refuses new ones", async () => {
    const { clock, put, read } = small();
    const first = put("x".repeat(40));
    clock.now = 9;
    expect(put("y".repeat(40))).toBe("no room");
    expect(await read(first)).toHaveLength(40);
  });

  test("are evicted after the guaranteed time, least recently read first", async () => {
    const { clock, put, read } = small();
    const [read1, unread] = [put("a".repeat(20)), put("b".repeat(20))];
    clock.now = 8;
    await read(read1);
    clock.now = 12;
    const newer = put("c".repeat(20));
    expect(await Promise.all([read(read1), read(unread), read(newer)])).toEqual([
      "a".repeat(20),
      undefined,
      "c".repeat(20),
    ]);
  });

  test("a result larger than the store is kept alone", async () => {
    const { clock, put, read } = small();
    const large = put("x".repeat(400));
    expect(await read(large)).toHaveLength(400);
    expect(put("y")).toBe("no room");
    clock.now = 11;
    expect(await read(put("y"))).toBe("y");
    expect(await read(large)).toBeUndefined();
  });
});
