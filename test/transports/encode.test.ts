import { describe, expect, test } from "vitest";
import { encode, MESSAGE_LIMIT_BYTES } from "../../src/transports/encode.ts";

const result = (value: unknown) => encode({ jsonrpc: "2.0", id: 3, result: { value } });

const cycle: Record<string, unknown> = {};
cycle.self = cycle;
let deep: unknown[] = [];
for (let level = 0; level < 100_000; level++) deep = [deep];

describe("encode", () => {
  test("a message is encoded unchanged", () => {
    expect(result("é\ud800")).toMatchObject({ json: '{"jsonrpc":"2.0","id":3,"result":{"value":"é\\ud800"}}' });
  });

  test.each([
    ["a cycle", cycle, "a value that JSON cannot represent"],
    ["a bigint", 1n, "a value that JSON cannot represent"],
    ["100 000 levels", deep, "nested too deeply"],
    ["more bytes than a client takes", "é".repeat(MESSAGE_LIMIT_BYTES / 2), "9 MiB"],
  ])("S19 %s becomes an error response", (_title, value, reason) => {
    const { json, message } = result(value);
    expect(JSON.parse(json)).toEqual(message);
    expect(message).toMatchObject({ id: 3, error: { code: -32603, message: expect.stringContaining(reason) } });
  });

  test("only a response can be replaced by an error response", () => {
    expect(() => encode({ jsonrpc: "2.0", method: "notifications/message", params: { data: 1n } })).toThrow("JSON");
  });
});
