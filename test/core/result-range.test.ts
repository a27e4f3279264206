import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RangeProblem, readRange } from "../../src/core/result-range.ts";

const rows = Array.from({ length: 500 }, (_, index) => [String(index), "x"]);
const json = { name: "r", mimeType: "application/json", data: JSON.stringify({ result: { rows } }) };
const lines = {
  name: "l",
  mimeType: "text/plain",
  data: Array.from({ length: 9 }, (_, index) => `line ${index + 1}`).join("\n"),
};
const bytes = { name: "b", mimeType: "application/octet-stream", data: Uint8Array.from([0, 1, 2, 3, 255]) };

describe("a part of a kept result", () => {
  test.each([
    [json, "path=result.rows&rows=498-", '[["498","x"],["499","x"]]'],
    [json, "path=result.rows[2]", '["2","x"]'],
    [lines, "lines=2-3", "line 2\nline 3"],
    [lines, "lines=9-", "line 9"],
    [lines, "bytes=0-3", "line"],
    [lines, "", lines.data],
  ])("%o ?%s", (file, query, expected) => expect(readRange(file, query).data).toBe(expected));

  test("bytes of a binary stay bytes", () => {
    expect(readRange(bytes, "bytes=3-4").data).toEqual(Buffer.from([3, 255]));
  });

  test.each([
    [json, "row=1-2"],
    [json, "rows=1-2"],
    [json, "path=nothing.here"],
    [json, "path=__proto__"],
    [lines, "path=a"],
    [lines, "lines=3-2"],
    [lines, "lines=0-2"],
    [lines, "lines=all"],
  ])("%o ?%s is refused with the forms there are", (file, query) => {
    expect(() => readRange(file, query)).toThrow(RangeProblem);
    expect(() => readRange(file, query)).toThrow(/\?lines=1-40/);
  });

  test("property: pages of lines put together are the whole; any query is answered or refused", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string().map((each) => each.replaceAll("\n", " ")),
          { minLength: 1, maxLength: 30 },
        ),
        fc.integer({ min: 1, max: 7 }),
        fc.string(),
        (text, size, query) => {
          const file = { ...lines, data: text.join("\n") };
          const pages: unknown[] = [];
          for (let from = 1; from <= text.length; from += size)
            pages.push(readRange(file, `lines=${from}-${from + size - 1}`).data);
          expect(pages.join("\n")).toBe(file.data);
          try {
            readRange(file, query);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeProblem);
          }
        },
      ),
    );
  });
});
