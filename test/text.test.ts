import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance, hostInUrl, oneLine, shortSql, textOfRange } from "../src/text.ts";

test("one line: no control characters, and no code point split", () => {
  for (const text of ["😀".repeat(400), `a${"😀".repeat(400)}`]) {
    expect(() => encodeURIComponent(oneLine(text, 100))).not.toThrow();
  }
  expect(oneLine("a\r\n\tb\u2028c\u0007d")).toBe("a b c d");
});

const whole = { first: true, last: true };
const inner = { first: false, last: false };

describe("a range of a file as text", () => {
  test("a character cut by the range is left out", () => {
    const bytes = Buffer.from("a€b");
    expect(textOfRange(bytes.subarray(0, 3), { first: true, last: false })).toEqual({ text: "a", skipped: 0, left: 2 });
    expect(textOfRange(bytes.subarray(3), { first: false, last: true })).toEqual({ text: "b", skipped: 1, left: 0 });
    expect(textOfRange(Buffer.from("🙂").subarray(1, 3), inner)).toEqual({ text: "", skipped: 2, left: 0 });
  });

  test.each([
    ["an invalid byte", Buffer.from([0x61, 0xff, 0x62]), whole],
    ["a NUL", Buffer.from("a\0b"), whole],
    ["a file that ends within a character", Buffer.from("€").subarray(0, 2), whole],
    ["a file that begins within a character", Buffer.from("€").subarray(1), { first: true, last: false }],
    ["four continuation bytes", Buffer.from([0x80, 0x80, 0x80, 0x80]), inner],
    ["an archive", Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0xff]), whole],
  ])("%s is not text", (_, bytes, at) => expect(textOfRange(bytes, at)).toBeUndefined());

  test("a byte order mark is kept; an empty range is empty text", () => {
    expect(textOfRange(Buffer.from("\ufeffa"), whole)?.text).toBe("\ufeffa");
    expect(textOfRange(new Uint8Array(), whole)).toEqual({ text: "", skipped: 0, left: 0 });
  });

  test("consecutive ranges of any length return every character exactly once", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.integer({ min: 4, max: 9 }), (text, length) => {
        const bytes = Buffer.from(text.replaceAll("\0", ""));
        let read = "";
        for (let at = 0, rounds = 0; at < bytes.length; rounds++) {
          expect(rounds).toBeLessThanOrEqual(bytes.length);
          const part = bytes.subarray(at, at + length);
          const found = textOfRange(part, { first: at === 0, last: at + part.length >= bytes.length });
          expect(found).toBeDefined();
          read += found?.text;
          at += part.length - (found?.left ?? 0);
        }
        expect(read).toBe(bytes.toString());
      }),
    );
  });
});

test.each([
  ["warehouse", "warehouse", 0, 0],
  ["warehosue", "warehouse", 2, 1],
  ["cluster", "clusters", 1, 1],
  ["", "abc", 3, 3],
  ["abc", "xyz", 3, 3],
])("%j and %j differ in %i letters, with swaps in %i", (a, b, without, withSwaps) => {
  expect([editDistance(a, b), editDistance(a, b, { swaps: true })]).toEqual([without, withSwaps]);
});

test("a comment of a shortened statement does not swallow its next line", () => {
  expect(shortSql("SELECT a,\n  b\nFROM t", 100)).toBe("SELECT a, b FROM t");
  expect(shortSql("SELECT a -- of the\tcustomer\r\n\n  FROM t", 100)).toBe("SELECT a -- of the customer\nFROM t");
  expect(shortSql("SELECT a -- of the customer\nFROM t", 30)).toBe("SELECT a -- of the customer\nF…");
});

test.each([
  ["localhost", "localhost"],
  ["127.0.0.1", "127.0.0.1"],
  ["::1", "[::1]"],
  ["[::1]", "[::1]"],
])("%s is %s in a URL", (hostname, inUrl) => {
  expect(hostInUrl(hostname)).toBe(inUrl);
});
