import { describe, expect, test } from "vitest";
import { htmlText, readOutputs } from "../../../../src/api/workspace/cells/outputs.ts";

const OWN = "application/vnd.databricks.v1+output";

describe("outputs", () => {
  test("joins printed text and removes colours", () => {
    const outputs = [
      { output_type: "stream", name: "stdout", text: ["one\n", "two\n"] },
      { output_type: "stream", name: "stderr", text: "\u001b[31mthree\u001b[0m\n" },
    ];
    expect(readOutputs(outputs)).toEqual({ output: "one\ntwo\nthree" });
  });

  test("returns an error as its traceback, or as name and message", () => {
    const error = { output_type: "error", ename: "ValueError", evalue: "bad" };
    expect(readOutputs([{ ...error, traceback: ["Traceback:", "\u001b[1mValueError: bad\u001b[0m"] }])).toEqual({
      error: "Traceback:\nValueError: bad",
    });
    expect(readOutputs([{ ...error, traceback: [] }])).toEqual({ error: "ValueError: bad" });
    const own = { type: "ipynbError", errorSummary: "<span class='ansi-red-fg'>ValueError</span>: bad", data: "" };
    expect(readOutputs([{ output_type: "display_data", data: {}, metadata: { [OWN]: own } }])).toEqual({
      error: "ValueError: bad",
    });
  });

  test("returns columns, twenty rows and the number of remaining rows of a table", () => {
    const own = {
      type: "table",
      schema: [{ name: "id", type: '"long"' }, { name: "note" }],
      data: Array.from({ length: 25 }, (_, row) => [row, row === 0 ? null : "two\nlines"]),
    };
    const { output = "" } = readOutputs([
      { output_type: "display_data", data: { "text/html": ["<table>"] }, metadata: { [OWN]: own } },
    ]);
    const lines = output.split("\n");
    expect(lines.slice(0, 3)).toEqual(["id | note", "0 | null", "1 | two lines"]);
    expect(lines.at(-1)).toBe("… 5 more rows");
    expect(lines).toHaveLength(22);
  });

  test("says that a table has no rows, and keeps the lines of a single value", () => {
    const shown = (...data: object[]) =>
      readOutputs([
        {
          output_type: "display_data",
          data: {},
          metadata: { [OWN]: { type: "table", schema: [{ name: "a" }], data } },
        },
      ]);
    expect(shown()).toEqual({ output: "a\nno rows" });
    expect(shown(["== Plan ==\n  Scan\n"])).toEqual({ output: "a\n== Plan ==\n  Scan" });
  });

  test("returns an image in full, without its caption", () => {
    const data = { "image/png": "iVBO\nRw0K\n", "text/plain": "<Figure size 640x480>" };
    expect(readOutputs([{ output_type: "display_data", data, metadata: {} }])).toEqual({
      images: [{ mime_type: "image/png", data: "iVBORw0K" }],
    });
  });

  test("prefers plain text to HTML, and names other MIME types", () => {
    const result = (data: object) => readOutputs([{ output_type: "execute_result", data, metadata: {} }]);
    expect(result({ "text/html": "<b>4</b>", "text/plain": "4" })).toEqual({ output: "4" });
    expect(result({ "text/html": ["<b>", "5</b>"] })).toEqual({ output: "5" });
    expect(result({ "application/x-widget": {} })).toEqual({ output: "(application/x-widget)" });
    expect(readOutputs([{ output_type: "display_data" }, { output_type: "new-kind" }, 7])).toEqual({});
  });

  test("keeps the start of a long text and the end of a long traceback, with the number of omitted characters", () => {
    const { output = "" } = readOutputs([{ output_type: "stream", text: `first ${"x".repeat(5000)}` }]);
    expect(output).toMatch(/^first x+\n… 3006 more characters$/);
    const { error = "" } = readOutputs([{ output_type: "error", traceback: [`${"x".repeat(5000)} last`] }]);
    expect(error).toMatch(/^3005 characters before …\nx+ last$/);
  });
});

test("extracts the text of a page: tables in rows, entities decoded, without style and script", () => {
  const page =
    "<style scoped>td {color: red}</style><table><tr><th>a</th>\n<th>b</th></tr><tr><td>1 &lt; 2</td><td>x</td></tr></table><p>end<script>alert(1)";
  expect(htmlText(page)).toBe("a | b\n1 < 2 | x\nend");
});
