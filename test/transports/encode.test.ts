import { describe, expect, test } from "vitest";
import { prepare } from "../../src/core/prepared.ts";
import { MESSAGE_LIMIT_BYTES } from "../../src/limits.ts";
import { encode } from "../../src/transports/encode.ts";

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
    ["alone", {}],
    ["with what the SDK adds", { ttlMs: 5, _meta: { a: "é" } }],
  ])("a prepared list is the same JSON as an unprepared one, %s", (_title, others) => {
    const tools = [{ name: "a", description: 'é "quoted"' }, { name: "b" }];
    const message = (list: object) => encode({ jsonrpc: "2.0", id: "x", result: { tools: list, ...others } }).json;
    expect(JSON.parse(message(prepare(tools)))).toEqual(JSON.parse(message([...tools])));
  });

  test("a prepared list has only characters of one byte", () => {
    const { json } = encode({ jsonrpc: "2.0", id: 1, result: { tools: prepare([{ name: "é…😀" }]) } });
    expect(json).toMatch(/^[ -~]+$/);
    expect(JSON.parse(json)).toMatchObject({ result: { tools: [{ name: "é…😀" }] } });
  });

  test("a prepared list is serialized once", () => {
    let times = 0;
    const item = { name: "a", toJSON: () => `read ${++times}` };
    const tools = prepare([item]);
    for (const id of [1, 2]) expect(encode({ jsonrpc: "2.0", id, result: { tools } }).json).toContain('["read 1"]');
    expect(times).toBe(1);
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

  test.each([
    ["", "level: Invalid option"],
    ["Invalid tools/call request: ", "level: Invalid option"],
  ])(
    "S14 parameters that the protocol does not allow are the client's error, in one sentence: %s",
    (prefix, reason) => {
      const dump = JSON.stringify([
        { code: "invalid_value", values: ["debug"], path: ["level"], message: "Invalid option" },
      ]);
      const { message } = encode({ jsonrpc: "2.0", id: 3, error: { code: -32603, message: `${prefix}${dump}` } });
      expect(message).toEqual({ jsonrpc: "2.0", id: 3, error: { code: -32602, message: `Invalid params: ${reason}` } });
    },
  );

  test.each(["it went wrong", "[1, 2]", "[not JSON {}]"])("another error keeps its text: %s", (text) => {
    const error = { code: -32603, message: text };
    expect(encode({ jsonrpc: "2.0", id: 3, error }).message).toMatchObject({ error });
  });

  test("only a response can be replaced by an error response", () => {
    expect(() => encode({ jsonrpc: "2.0", method: "notifications/message", params: { data: 1n } })).toThrow("JSON");
  });
});
