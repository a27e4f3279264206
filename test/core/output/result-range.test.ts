import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RangeProblem, readRange } from "../../../src/core/output/result-range.ts";

const rows = Array.from({ length: 500 }, (_, index) => [String(index), "x"]);
const json = { name: "r", mimeType: "application/json", data: JSON.stringify({ result: { rows } }) };
const lines = {
  name: "l",
  mimeType: "text/plain",
  data: Array.from({ length: 9 }, (_, index) => `line ${index + 1}`).join("\n"),
};
const bytes = { name: "b", mimeType: "application/octet-stream", data: Uint8Array.from([0, 1, 2, 3, 255]) };

describe("a part of a stored result", () => {
  test.each([
    [json, "path=result.rows&rows=498-", '[["498","x"],["499","x"]]'],
    [json, "path=result.rows[2]", '["2","x"]'],
    [lines, "lines=2-3", "line 2\nline 3"],
    [lines, "lines=9-", "line 9"],
    [lines, "bytes=0-3", "line"],
    [lines, "", lines.data],
  ])("%o ?%s", async (file, query, expected) => expect((await readRange(file, query)).data).toBe(expected));

  test("a byte range of binary data is binary", async () => {
    expect((await readRange(bytes, "bytes=3-4")).data).toEqual(Buffer.from([3, 255]));
  });

  const listed = (...items: unknown[]) => ({ ...json, data: JSON.stringify(items) });

  test.each([
    [listed({ id: 1, name: "a,b" }, { name: null, extra: [1] }), "csv", 'id,name,extra\n1,"a,b",\n,,[1]\n'],
    [listed({ id: 1, a: [1] }, { id: 0.5, a: { b: 2 } }), "json_lines", '{"id":1,"a":[1]}\n{"id":0.5,"a":{"b":2}}\n'],
    [
      listed([true, "x"], [false]),
      "json_lines",
      '{"column_1":true,"column_2":"x"}\n{"column_1":false,"column_2":null}\n',
    ],
    [listed(1, "two", { three: 3 }), "csv", 'value\n1\ntwo\n"{""three"":3}"\n'],
    [listed(), "csv", "\n"],
  ])("%o as %s", async (file, format, expected) => {
    const { data, mimeType } = await readRange(file, `format=${format}`);
    expect([data, mimeType]).toEqual([expected, format === "csv" ? "text/csv" : "application/jsonl"]);
  });

  test("path, rows, format and lines can be combined", async () => {
    const query = "path=result.rows&rows=498-&format=csv&lines=2-2";
    expect(await readRange(json, query)).toMatchObject({ data: "498,x", mimeType: "text/csv" });
  });

  test("Arrow is binary, with types that fit the values", async () => {
    const file = listed({ id: 1, share: 0.5, ok: true, name: "a" }, { id: null, share: 1e300, ok: false, name: "" });
    const { data, mimeType } = await readRange(file, "format=arrow");
    expect(mimeType).toBe("application/vnd.apache.arrow.stream");
    if (typeof data === "string") throw new Error("text");
    const read = tableFromIPC(data);
    expect(read.schema.fields.map(({ type }) => String(type))).toEqual(["Int64", "Float64", "Bool", "Utf8"]);
    expect(read.toArray().map((row) => row.toJSON())).toEqual([
      { id: 1n, share: 0.5, ok: true, name: "a" },
      { id: null, share: 1e300, ok: false, name: "" },
    ]);
  });

  test.each([
    [json, "row=1-2"],
    [json, "rows=1-2"],
    [json, "path=nothing.here"],
    [json, "path=__proto__"],
    [json, "format=csv"],
    [json, "path=result.rows&format=parquet"],
    [lines, "format=csv"],
    [lines, "path=a"],
    [lines, "lines=3-2"],
    [lines, "lines=0-2"],
    [lines, "lines=all"],
  ])("%o ?%s is refused, with the supported forms", async (file, query) => {
    await expect(readRange(file, query)).rejects.toThrow(RangeProblem);
    await expect(readRange(file, query)).rejects.toThrow(/\?lines=1-40/);
  });

  test("property: pages of lines add up to the whole; any query is answered or refused", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string().map((each) => each.replaceAll("\n", " ")),
          { minLength: 1, maxLength: 30 },
        ),
        fc.integer({ min: 1, max: 7 }),
        fc.string(),
        async (text, size, query) => {
          const file = { ...lines, data: text.join("\n") };
          const pages: unknown[] = [];
          for (let from = 1; from <= text.length; from += size)
            pages.push((await readRange(file, `lines=${from}-${from + size - 1}`)).data);
          expect(pages.join("\n")).toBe(file.data);
          try {
            await readRange(file, query);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeProblem);
          }
        },
      ),
    );
  });
});
