import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { id64, int64, parseJson } from "../../../src/api/http/json.ts";

describe("U28", () => {
  test("integers that a double cannot hold keep every digit, in any position", () => {
    expect(
      parseJson('{"a":1234567890123456789,"b":[-9223372036854775808,9007199254740993],"c":{"d":18446744073709551615}}'),
    ).toEqual({
      a: "1234567890123456789",
      b: ["-9223372036854775808", "9007199254740993"],
      c: { d: "18446744073709551615" },
    });
    expect(parseJson("1234567890123456789")).toBe("1234567890123456789");
    expect(parseJson(' {"k 1234567890123456789":"1234567890123456789"}')).toEqual({
      "k 1234567890123456789": "1234567890123456789",
    });
    expect(parseJson('["\\\\",12345678901234567890,"\\"12345678901234567890"]')).toEqual([
      "\\",
      "12345678901234567890",
      '"12345678901234567890',
    ]);
    expect(
      parseJson(
        "[9007199254740991,-9007199254740991,1700000000000000,1.5,1e30,0.12345678901234567890,123456789012345678e2]",
      ),
    ).toEqual([
      9007199254740991, -9007199254740991, 1700000000000000, 1.5, 1e30, 0.12345678901234568, 1.2345678901234567e19,
    ]);
  });

  test("no prototype pollution, plain or escaped, at any depth", () => {
    for (const key of ["__proto__", "__pr\\u006fto__", "\\u005F_proto__", "__\\u0070\\u0072oto__"]) {
      const value = parseJson(`{"x":[{"${key}":{"admin":true},"id":12345678901234567890}]}`) as { x: object[] };
      expect(value).toEqual({ x: [{ id: "12345678901234567890" }] });
      expect("admin" in (value.x[0] ?? {})).toBe(false);
      expect(Object.getPrototypeOf(Object.assign({}, value.x[0]))).toBe(Object.prototype);
    }
  });

  test("the last of duplicate keys counts, as in JSON.parse", () => {
    expect(parseJson('{"a":1,"a":12345678901234567890}')).toEqual({ a: "12345678901234567890" });
  });

  test("at most 64 levels", () => {
    const nest = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(() => parseJson(nest(64))).not.toThrow();
    for (const depth of [65, 100_000]) expect(() => parseJson(nest(depth))).toThrow(RangeError);
    expect(parseJson(`["${"[".repeat(500)}"]`)).toEqual(["[".repeat(500)]);
  });

  test("invalid JSON stays invalid, also around long numbers", () => {
    for (const bad of [
      "",
      "{",
      "{12345678901234567890:1}",
      "[01234567890123456789]",
      "[1234567890123456789 1]",
      '"12345678901234567890',
      "[--12345678901234567890]",
      "NaN",
    ]) {
      expect(() => parseJson(bad)).toThrow(SyntaxError);
    }
  });

  test("any JSON: the same as JSON.parse, except for long integers and __proto__", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 10 }), (text) => {
        const reference = JSON.parse(text, (key, value) =>
          key === "__proto__"
            ? undefined
            : typeof value === "number" && /^-?\d{16,}$/.test(String(value)) && !Number.isSafeInteger(value)
              ? String(value)
              : value,
        );
        expect(parseJson(text)).toEqual(reference);
      }),
      { numRuns: 400 },
    );
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (n) => {
        expect(String(parseJson(String(n)))).toBe(String(n));
      }),
      { numRuns: 300 },
    );
  });

  test("the depth is that of the parsed value", () => {
    const depthOf = (value: unknown): number =>
      typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.integer({ min: 0, max: 66 }), (value, wraps) => {
        let nested: unknown = value;
        for (let i = 0; i < wraps; i++) nested = i % 2 === 0 ? [nested] : { "}": nested };
        const parse = () => parseJson(JSON.stringify(nested));
        if (depthOf(nested) > 64) expect(parse).toThrow(RangeError);
        else expect(parse).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});

test("id64 and int64 accept numbers and strings", () => {
  expect(id64.parse(12)).toBe("12");
  expect(id64.parse("1234567890123456789")).toBe("1234567890123456789");
  expect(int64.parse("1700000000000")).toBe(1_700_000_000_000);
  expect(int64.parse(5)).toBe(5);
  expect(int64.safeParse("five").success).toBe(false);
});
