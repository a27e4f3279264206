import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeJson } from "../../src/transports/decode.ts";
import { findRequestId, SEARCHED_BYTES } from "../../src/transports/request-id.ts";

const NONE = new Uint8Array();
const find = (text: string) => findRequestId(Buffer.from(text), Buffer.from(text));

describe("S11 the id of a request that cannot be parsed", () => {
  const big = "x".repeat(3 * SEARCHED_BYTES);

  test.each([
    ["at the beginning", `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"a":"${big}`, 7],
    ["after the method", `{"method":"tools/call","id":"a-1","params":{"a":"${big}"}}`, "a-1"],
    [
      "at the end, as the official client writes it",
      `{"method":"m","params":{"a":"${big}"},"jsonrpc":"2.0","id":3}`,
      3,
    ],
    ["at the end with the method", `{"params":{"a":"${big}"}, "method" : "m", "id" : "x"} \r`, "x"],
    ["zero", `{"id":0,"method":"m","params":${"[".repeat(70)}`, 0],
  ])("%s", (_, text, id) => expect(find(text)).toBe(id));

  test.each([
    ["of a response, which is an id of ours", `{"jsonrpc":"2.0","id":7,"result":{"a":"${big}"}}`],
    ["of an inner object", `{"jsonrpc":"2.0","method":"m","params":{"id":7,"a":"${big}"}}`],
    ["within a string", `{"method":"m","params":{"a":"${big},\\"id\\":5}"}}`],
    ["beyond what a number can hold", `{"id":9007199254740993,"method":"m","params":{"a":"${big}`],
    ["that is not a scalar", `{"id":{"id":1},"method":"m","params":{"a":"${big}`],
    ["of a notification", `{"jsonrpc":"2.0","method":"notifications/x","params":{"a":"${big}"}}`],
  ])("is not found %s", (_, text) => expect(find(text)).toBeNull());

  test("any bytes: it is the id of the request, or null", () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(value, fc.oneof(fc.integer(), fc.string()), fc.boolean(), fc.nat(), (params, id, atEnd, cut) => {
        const message = atEnd
          ? { method: "m", params, jsonrpc: "2.0", id }
          : { jsonrpc: "2.0", id, method: "m", params };
        const bytes = Buffer.from(JSON.stringify(message));
        const head = bytes.subarray(0, cut % (bytes.length + 1));
        expect([id, null]).toContain(findRequestId(head, NONE));
        expect([id, null]).toContain(findRequestId(head, bytes));
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), fc.uint8Array(), (head, tail) => void findRequestId(head, tail)));
  });

  test.each([
    ["nested too deep", `{"id":5,"method":"m","params":${"[".repeat(70)}${"]".repeat(70)}}`],
    ["not JSON", `{"id":5,"method":"m","params":{"a":NaN}}`],
    [
      "not UTF-8",
      Buffer.concat([Buffer.from(`{"id":5,"method":"m","params":"`), Buffer.from([0xff]), Buffer.from(`"}`)]),
    ],
  ])("S12 a message that is %s is refused by its id", (_, text) => {
    expect(decodeJson(Buffer.from(text))).toMatchObject({ fault: { id: 5 } });
  });

  test("S12 an id that a response cannot repeat is refused", () => {
    const text = `{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}`;
    expect(decodeJson(Buffer.from(text))).toMatchObject({
      fault: { id: null, message: expect.stringMatching(/2\^53/) },
    });
  });
});
