import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellLanguage } from "../../../../src/api/workspace/cells/cell.ts";
import { type CellFile, joinCells } from "../../../../src/api/workspace/cells/cell-file.ts";
import { applySlots } from "../../../../src/api/workspace/cells/edits.ts";
import { elementsOf } from "../../../../src/api/workspace/cells/json-elements.ts";
import { readJupyter } from "../../../../src/api/workspace/cells/jupyter.ts";
import { readSource } from "../../../../src/api/workspace/cells/source.ts";
import { LANGUAGES, type NotebookLanguage } from "../../../../src/api/workspace/workspace.ts";
import { cell } from "../../../support/cells.ts";

const COMMENT: Readonly<Record<NotebookLanguage, string>> = { PYTHON: "#", SQL: "--", SCALA: "//", R: "#" };

const everything = (file: CellFile) => file.bodies.map((_, index) => index);

/** Lines with and without a meaning in the format, in any order and with either line end. */
const sources = (comment: string) =>
  fc
    .array(
      fc.tuple(
        fc.oneof(
          fc.constantFrom(
            `${comment} COMMAND ----------`,
            `${comment} COMMAND ----------  `,
            `${comment} MAGIC %sql`,
            `${comment} MAGIC`,
            `${comment} MAGIC   x`,
            `${comment} DBTITLE 1,A title`,
            `${comment} Databricks notebook source`,
            "%md",
            "",
            "  ",
            "x = 1",
          ),
          fc.string({ unit: "grapheme" }),
        ),
        fc.constantFrom("\n", "\n", "\r\n"),
      ),
    )
    .map((lines) => lines.flat().join(""));

describe("SOURCE format", () => {
  test.each(LANGUAGES)("%s: reading and writing returns the same bytes for any text", (language) => {
    const comment = COMMENT[language];
    const headed = fc.tuple(
      fc.constantFrom(
        "",
        "\ufeff",
        `${comment} Databricks notebook source\n`,
        `${comment} Databricks notebook source\r\n`,
      ),
      sources(comment),
    );
    fc.assert(
      fc.property(headed, ([head, rest]) => {
        const file = readSource(head + rest, language);
        expect(joinCells(file, everything(file))).toBe(head + rest);
        const { bodies, gaps, tail } = file;
        expect(file.head + bodies.map((body, index) => body + (gaps[index] ?? "")).join("") + tail).toBe(head + rest);
      }),
    );
  });

  test.each(LANGUAGES)("%s: reads cells, magics and titles", (language) => {
    const comment = COMMENT[language];
    const text = [
      `${comment} Databricks notebook source`,
      `${comment} MAGIC %md`,
      `${comment} MAGIC # Load`,
      `${comment} MAGIC`,
      `${comment} MAGIC   twice  `,
      "",
      `${comment} COMMAND ----------`,
      "",
      `${comment} DBTITLE 1,The rows, all of them`,
      "  indented",
      "",
      "last",
      "",
      `${comment} COMMAND ----------`,
      "",
      `${comment} DBTITLE 1,Only SQL`,
      `${comment} MAGIC %sql`,
      `${comment} MAGIC SELECT 1`,
      "",
      `${comment} COMMAND ----------`,
      "",
      "",
    ].join("\n");
    for (const eol of ["\n", "\r\n"]) {
      const file = readSource(text.replaceAll("\n", eol), language);
      expect(file.cells).toEqual([
        { source: `%md${eol}# Load${eol}${eol}  twice` },
        { source: `  indented${eol}${eol}last`, title: "The rows, all of them" },
        { source: `%sql${eol}SELECT 1`, title: "Only SQL" },
        { source: "" },
      ]);
    }
  });

  test("a text without the header is one cell, and becomes a notebook when edited", () => {
    const file = readSource("a\n\n# COMMAND ----------\n\nb\n", "PYTHON");
    expect(file.cells).toHaveLength(1);
    expect(joinCells(readSource("a\n", "PYTHON"), [0, { source: "b" }])).toBe(
      "# Databricks notebook source\na\n\n# COMMAND ----------\n\nb\n",
    );
  });

  test("keeps a byte order mark before the header", () => {
    const file = readSource("\ufeff# Databricks notebook source\na\n", "PYTHON");
    expect(file.cells).toEqual([{ source: "a" }]);
    expect(joinCells(file, [{ source: "b" }, 0])).toMatch(/^\ufeff# Databricks notebook source\nb\n\n# COMMAND/);
  });

  test("only a whole line separates cells, and many blanks take linear time", () => {
    const text = `# Databricks notebook source\nx = 1 # COMMAND ----------\n# COMMAND -----------\n# COMMAND ----------${" ".repeat(300_000)}x\n${" \n".repeat(300_000)}`;
    expect(readSource(text, "PYTHON").cells).toHaveLength(1);
  });
});

describe("new cells", () => {
  test.each(LANGUAGES)("%s: are read back unchanged", (language) => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
        const file = readSource(`${COMMENT[language]} Databricks notebook source\n`, language);
        const slots = [{ replaces: 0, ...cells[0] }, ...cells.slice(1)];
        const made = applySlots(file, slots, (text) => readSource(text, language));
        const text = "text" in made ? made.text : "";
        expect(readSource(text, language).cells).toEqual(
          cells.map(({ source, title }) => ({ source, ...(title ? { title } : {}) })),
        );
      }),
    );
  });

  test("use the file's line ends", () => {
    const file = readSource("# Databricks notebook source\r\na\r\n", "PYTHON");
    expect(joinCells(file, [0, { source: "%sql\nSELECT 1\n\nLIMIT 2" }])).toBe(
      "# Databricks notebook source\r\na\r\n\r\n# COMMAND ----------\r\n\r\n# MAGIC %sql\r\n# MAGIC SELECT 1\r\n# MAGIC\r\n# MAGIC LIMIT 2\r\n",
    );
  });

  test.each(["a\n# COMMAND ----------\nb", "# MAGIC %md", "# DBTITLE 1,x\ny"])(
    "%j would be read back as something else",
    (source) => {
      const file = readSource("# Databricks notebook source\na\n", "PYTHON");
      expect(applySlots(file, [0, { source }], (text) => readSource(text, "PYTHON"))).toEqual({ unwritable: 1 });
    },
  );
});

const notebookJson = (cells: readonly object[], indent: number) =>
  JSON.stringify({ metadata: { cells: ["not these"] }, nbformat: 4, cells, nbformat_minor: 0 }, null, indent);
const jupyterCell = fc.record({
  cell_type: fc.constantFrom("code", "markdown"),
  metadata: fc.constant({}),
  source: fc.oneof(fc.string({ unit: "grapheme" }), fc.array(fc.string())),
  outputs: fc.constant([{ output_type: "stream", text: 'quotes \\" and ]}, brackets' }]),
});

describe("JUPYTER format", () => {
  test("reading and writing returns the same bytes, with every cell", () => {
    fc.assert(
      fc.property(fc.array(jupyterCell), fc.nat(2), (cells, indent) => {
        const text = notebookJson(cells, indent);
        const file = readJupyter(text);
        if (!file) throw new Error("not read");
        expect(joinCells(file, everything(file))).toBe(text);
        expect(file.bodies.map((body) => JSON.parse(body))).toEqual(cells);
      }),
    );
  });

  test("keeps what JSON.parse would change: long numbers, escapes, blank space", () => {
    const text =
      '{"cells" :[ {"cell_type":"code","source":["a"],"n":12345678901234567890,"f":1.0,"e":"\\u00e9"} ,\t{"cell_type":"markdown","source":"# b"}],"nbformat":4}';
    const file = readJupyter(text);
    if (!file) throw new Error("not read");
    expect(joinCells(file, [0, 1])).toBe(text);
    expect(joinCells(file, [1, 0])).toContain('"n":12345678901234567890,"f":1.0,"e":"\\u00e9"}');
    expect(file.cells).toEqual([{ source: "a" }, { source: "%md\n# b" }]);
  });

  test("a replaced cell keeps its metadata and loses its outputs; Markdown stays Markdown", () => {
    const key = "application/vnd.databricks.v1+cell";
    const old = {
      cell_type: "code",
      id: "a1",
      metadata: { [key]: { nuid: "n", title: "Old", showTitle: true } },
      source: "x",
    };
    const text = notebookJson([{ ...old, outputs: [{ output_type: "stream", text: "1" }] }], 1);
    const file = readJupyter(text);
    if (!file) throw new Error("not read");
    const edited: unknown = JSON.parse(joinCells(file, [{ replaces: 0, source: "y" }, { source: "%md\n# New\nline" }]));
    expect(edited).toMatchObject({
      cells: [
        { cell_type: "code", id: "a1", metadata: { [key]: { nuid: "n", title: "Old" } }, source: ["y"], outputs: [] },
        { cell_type: "markdown", id: expect.stringMatching(/^\w{8}$/), source: ["# New\n", "line"] },
      ],
    });
  });

  test("Markdown keeps pasted images when its text is replaced", () => {
    const attachments = { "a.png": { "image/png": "iVBORw0KGgo=" } };
    const pasted = { cell_type: "markdown", id: "c1", metadata: {}, attachments, source: "![](attachment:a.png)" };
    const file = readJupyter(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [pasted] }));
    const printed = file?.print({ source: "%md\nNew ![](attachment:a.png)" }, 0) ?? "";
    expect(JSON.parse(printed)).toMatchObject({ cell_type: "markdown", id: "c1", attachments });
  });

  test("a new title changes only the metadata", () => {
    const text =
      '{"nbformat":4,"cells":[ {"cell_type":"code", "outputs":[{"output_type":"x","n":12345678901234567890}], "metadata" : {"a":1} ,"source":"x"} ]}';
    const file = readJupyter(text);
    if (!file) throw new Error("not read");
    expect(joinCells(file, [{ replaces: 0, title: "T" }])).toBe(
      text.replace('{"a":1}', '{"a":1,"application/vnd.databricks.v1+cell":{"showTitle":true,"title":"T"}}'),
    );
  });

  test.each(["", "[]", "{}", '{"cells":{},"nbformat":4}', '{"cells":[],"nbformat":3}', '{"cells":[{}],"nbformat":4}'])(
    "'%s' is not a notebook",
    (text) => expect(readJupyter(text)).toBeUndefined(),
  );

  test("finds elements in any JSON", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.jsonValue(), (values, other) => {
        const json = JSON.stringify({ other, wanted: values, "wan\u0000ted": 1 }, null, 1);
        const found = elementsOf(json, "wanted")?.elements ?? [];
        expect(found.map(({ from, to }) => JSON.parse(json.slice(from, to)))).toEqual(
          JSON.parse(JSON.stringify(values)),
        );
      }),
    );
    expect(elementsOf("[1]", "cells")).toBeUndefined();
  });
});

test.each([
  ["%sql\nSELECT 1", "sql"],
  ["%md-sandbox\n# x", "md"],
  ["%md # x", "md"],
  ["%pip install x", "pip"],
  ["%timeit f()", "scala"],
  ["%constructor", "scala"],
  ["x", "scala"],
])("%j in a Scala notebook is %s", (source, language) => expect(cellLanguage(source, "SCALA")).toBe(language));
