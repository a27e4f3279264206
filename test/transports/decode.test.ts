import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeJson, decodeMessage } from "../../src/transports/decode.ts";

const fault = (line: string | Uint8Array) => {
  const decoded = decodeMessage(typeof line === "string" ? Buffer.from(line) : line);
  return "fault" in decoded ? decoded.fault : undefined;
};
const call = (params: string, id = "7") => `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":${params}}`;

describe("decodeMessage", () => {
  test("a message is read", () => {
    expect(decodeMessage(Buffer.from(call("{}")))).toEqual({
      value: { jsonrpc: "2.0", id: 7, method: "tools/call", params: {} },
    });
  });

  test.each([
    ["S09 malformed JSON", '{"jsonrpc"', -32700],
    ["S12 invalid UTF-8", Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]), -32700],
    ["S12 a surrogate as UTF-8 bytes", Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), -32700],
    ["S12 a raw NUL", '{"a":"\0"}', -32700],
    ["S10 a batch", `[${call("{}")},${call("{}")}]`, -32600],
    ["an empty batch", "[]", -32600],
    ["no JSON-RPC", '{"id":7}', -32600],
    ["a fractional id", call("{}", "7.5"), -32600],
    ["a null id", call("{}", "null"), -32600],
    ["a string", '"hello"', -32600],
    ["65 levels", "[".repeat(65) + "]".repeat(65), -32600],
  ])("%s is refused without an id", (_title, line, code) => {
    expect(fault(line)).toMatchObject({ code, id: null });
  });

  test("S12 half a surrogate pair is refused with the request's id, a whole pair is accepted", () => {
    expect(fault(call('{"name":"\\ud83d"}'))).toMatchObject({ code: -32700, id: 7 });
    expect(fault(call('{"\\udc00":1}'))).toMatchObject({ code: -32700, id: 7 });
    expect(fault(call('{"name":"\\ud83d\\ude00"}'))).toBeUndefined();
    expect(fault(call('{"name":"\\\\ud83d"}'))).toBeUndefined();
  });

  test("S12 U+2028 and an escaped NUL are accepted as text", () => {
    const decoded = decodeMessage(Buffer.from(call('{"name":"a\u2028b\\u0000"}')));
    expect(decoded).toMatchObject({ value: { params: { name: "a\u2028b\0" } } });
  });

  test("a malformed request is refused under its id, a malformed response is not", () => {
    expect(fault('{"jsonrpc":"1.0","id":"x","method":"ping"}')).toMatchObject({ code: -32600, id: "x" });
    expect(fault('{"jsonrpc":"2.0","id":"x","answer":1}')).toMatchObject({ code: -32600, id: null });
  });

  test("brackets inside strings do not count as nesting", () => {
    expect(fault(call(`{"name":"${"[".repeat(200)}\\"${"{".repeat(200)}"}`))).toBeUndefined();
  });

  test("a megabyte of brackets is refused without recursion", () => {
    expect(fault("[".repeat(1_000_000))).toMatchObject({ code: -32600 });
    expect(fault('{"a":'.repeat(200_000))).toMatchObject({ code: -32600 });
  });
});

describe("decodeJson", () => {
  test("property: any bytes result in a value or a fault", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const decoded = decodeJson(bytes);
        expect("value" in decoded || decoded.fault.code < 0).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test("property: returns the same as JSON.parse", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!Array.isArray(value) && !/\\ud/.test(text));
        expect(decodeJson(Buffer.from(text))).toEqual({ value: JSON.parse(text) });
      }),
      { numRuns: 500 },
    );
  });
});
