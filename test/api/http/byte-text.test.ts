import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textOfRange } from "../../../src/api/http/byte-text.ts";

const whole = { first: true, last: true };
const inner = { first: false, last: false };

describe("a range of a file as text", () => {
  test("a character cut by the range belongs to the other side", () => {
    const bytes = Buffer.from("a€b");
    expect(textOfRange(bytes.subarray(0, 3), { first: true, last: false })).toEqual({ text: "a", skipped: 0, left: 2 });
    expect(textOfRange(bytes.subarray(3), { first: false, last: true })).toEqual({ text: "b", skipped: 1, left: 0 });
    expect(textOfRange(Buffer.from("🙂").subarray(1, 3), inner)).toEqual({ text: "", skipped: 2, left: 0 });
  });

  test.each([
    ["a byte that is no character", Buffer.from([0x61, 0xff, 0x62]), whole],
    ["a NUL", Buffer.from("a\0b"), whole],
    ["a file that ends within a character", Buffer.from("€").subarray(0, 2), whole],
    ["a file that begins within a character", Buffer.from("€").subarray(1), { first: true, last: false }],
    ["four continuation bytes", Buffer.from([0x80, 0x80, 0x80, 0x80]), inner],
    ["an archive", Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0xff]), whole],
  ])("%s is no text", (_, bytes, at) => expect(textOfRange(bytes, at)).toBeUndefined());

  test("a byte order mark stays, nothing is nothing", () => {
    expect(textOfRange(Buffer.from("\ufeffa"), whole)?.text).toBe("\ufeffa");
    expect(textOfRange(new Uint8Array(), whole)).toEqual({ text: "", skipped: 0, left: 0 });
  });

  test("reading on from where the last range ended gives every character once, whatever the length", () => {
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
