import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ApiError } from "../../../../src/api/http/errors.ts";
import { createRowScanner, type Row } from "../../../../src/api/sql/rows/scanner.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** Everything a scanner reads of `document` when it is split at these positions. */
function scan(document: Uint8Array, cuts: readonly number[] = [], skip = 0) {
  const scanner = createRowScanner(skip);
  const rows: Row[] = [];
  const ends: number[] = [];
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b).concat(document.length)) {
    const some = scanner.push(document.subarray(from, cut));
    rows.push(...some.rows);
    ends.push(...some.ends);
    from = Math.max(from, cut);
  }
  scanner.end();
  return { rows, ends, count: scanner.count };
}

const cell = fc.option(fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }), fc.string()), {
  nil: null,
});
const rowsOf = fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 12 });
const space = fc.constantFrom("", " ", "\n", "\t\r ");

/** The same value in another notation: with white space, and with characters as escapes. */
const spelt = (rows: readonly Row[], gap: string, escaped: boolean) => {
  const text = (value: string) =>
    escaped
      ? `"${[...Array(value.length).keys()].map((i) => `\\u${value.charCodeAt(i).toString(16).padStart(4, "0")}`).join("")}"`
      : JSON.stringify(value);
  const list = (items: readonly string[]) => `${gap}[${gap}${items.join(`${gap},${gap}`)}${gap}]${gap}`;
  return list(rows.map((row) => list(row.map((value) => (value === null ? "null" : text(value))))));
};

describe("an array of rows", () => {
  test("is read as by JSON.parse in any notation and split anywhere", () => {
    fc.assert(
      fc.property(
        rowsOf,
        space,
        fc.boolean(),
        fc.array(fc.nat(400), { maxLength: 12 }),
        fc.nat(14),
        (rows, gap, escaped, places, skip) => {
          const document = encode(spelt(rows, gap, escaped));
          const cuts = places.map((place) => Math.min(place, document.length));
          // Text that is not well-formed Unicode cannot be sent as UTF-8, so the received text is compared.
          const expected = JSON.parse(new TextDecoder().decode(document));
          const read = scan(document, cuts, skip);
          expect(read.rows).toEqual(expected.slice(skip));
          expect(read.count).toBe(rows.length);
          expect(read.ends).toHaveLength(read.rows.length);
          for (const end of read.ends) expect(document[end]).toBe(93);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("is read one byte at a time, with every kind of escape and a character of four bytes", () => {
    const text = String.raw`[["\"\\\/\b\f\n\r\t","\ud83d\ude00","\uD800"] , [ null ,"😀é"],[],["]","[","a,b"]]`;
    const document = encode(text);
    expect(scan(document, [...document.keys()]).rows).toEqual(JSON.parse(text));
  });

  test("can be resumed at the closing bracket of any row", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { maxLength: 4 }), { minLength: 1, maxLength: 8 }),
        fc.nat(7),
        fc.nat(7),
        (rows, a, b) => {
          const document = encode(JSON.stringify(rows));
          const row = a % rows.length;
          const skip = row + 1 + (b % 3);
          const byte = scan(document).ends[row] ?? 0;
          const scanner = createRowScanner(skip, { from: { row, byte } });
          const { rows: read, ends } = scanner.push(document.subarray(byte));
          scanner.end();
          expect(read).toEqual(JSON.parse(new TextDecoder().decode(document)).slice(skip));
          expect(ends).toEqual(scan(document, [], skip).ends);
          expect(scanner.count).toBe(rows.length);
        },
      ),
    );
  });
});

describe("refused at once, in skipped rows too", () => {
  test.each([
    "[[1]]",
    "[[true]]",
    '[["a",{}]]',
    '[{"a":"b"}]',
    '[[["a"]]]',
    '["a"]',
    '{"rows":[]}',
    "null",
    '"a"',
    '[["a"],]',
    '[["a",]]',
    "[[,]]",
    '[["a"]["b"]]',
    '[["a" "b"]]',
    "[[nul]]",
    "[[NULL]]",
    '[["a\nb"]]',
    String.raw`[["\x"]]`,
    String.raw`[["\u12g4"]]`,
    '[["a"]]]',
    '[["a"]] x',
    "[[]][[]]",
    "\ufeff[[]]",
    "<html>",
  ])("%s", (text) => {
    for (const skip of [0, 99]) {
      expect(() => scan(encode(text), [], skip)).toThrow(ApiError);
      expect(() => scan(encode(text), [...encode(text).keys()], skip)).toThrow(
        "The result is incomplete: it is not an array of rows of text.",
      );
    }
  });

  test("bytes that are not UTF-8", () => {
    const document = encode('[["ab"],["c"]]');
    document[4] = 0xff;
    expect(() => scan(document)).toThrow("it is not valid UTF-8");
  });

  test("a document that ends early at any byte", () => {
    const whole = encode('[["é",null],["b"]]');
    for (let length = 0; length < whole.length; length++) {
      expect(() => scan(whole.subarray(0, length))).toThrow("it ends early");
    }
  });

  test("a row longer than the limit, before all of it has arrived", () => {
    for (const skip of [0, 9]) {
      const scanner = createRowScanner(skip, { maxRowBytes: 1000 });
      let pushed = 0;
      const feed = () => {
        scanner.push(encode('[["'));
        for (; pushed < 100; pushed++) scanner.push(encode("x".repeat(100)));
      };
      expect(feed).toThrow("row 0 is longer than this server reads");
      expect(pushed).toBeLessThan(12);
    }
  });
});
