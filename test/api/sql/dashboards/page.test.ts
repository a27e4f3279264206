import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readOutline, readPages } from "../../../../src/api/sql/dashboards/page.ts";

const field = (name: string, expression = `\`${name}\``) => ({ name, expression });
const queryOf = (query: object) => ({ queries: [{ name: "main_query", query }] });
const line = { widgetType: "line", frame: { title: "Revenue", showTitle: true } };

/** The only widget of a dashboard with this widget. */
function read(widget: unknown, { position, datasets }: { position?: object; datasets?: object[] } = {}) {
  const pages = readPages(
    JSON.stringify({
      datasets: datasets ?? [{ name: "d", queryLines: ["SELECT a, b ", "FROM t -- the table\n", ";\n"] }],
      pages: [{ name: "p", displayName: "Page", layout: [{ widget, position }] }],
    }),
  );
  const found = pages?.[0]?.widgets[0];
  if (!found) throw new Error("no widget");
  return found;
}

const sqlOf = (widget: unknown, datasets?: object[]) => read(widget, datasets ? { datasets } : {}).query;

describe("the statement of a widget", () => {
  test("selects its fields from the dataset's query, which keeps its comments and loses its semicolon", () => {
    const query = { datasetName: "d", fields: [field("a"), field("sum(b)", "SUM(`b`)")], disaggregated: false };
    expect(sqlOf(queryOf(query))).toEqual({
      request: {
        statement: "SELECT `a` AS `a`, SUM(`b`) AS `sum(b)`\nFROM (\nSELECT a, b FROM t -- the table\n)\nGROUP BY ALL",
      },
    });
  });

  test("does not take the editor's name for all rows as a column", () => {
    const query = { datasetName: "d", fields: [field("count(*)", "COUNT(`*`)")] };
    expect(sqlOf(queryOf(query))).toMatchObject({
      request: { statement: expect.stringMatching(/^SELECT COUNT\(\*\) AS `count\(\*\)`\n/) },
    });
  });

  test("selects plain rows with filters and order, and quotes any name", () => {
    const query = {
      datasetName: "d",
      fields: [field("a`; DROP", "`a`")],
      filters: [{ expression: "`a` > 1" }, { expression: "`b` IN (2)" }],
      orders: [{ expression: "`a`", direction: "DESC" }, { expression: "`b`" }],
      disaggregated: true,
    };
    expect(sqlOf(queryOf(query))).toMatchObject({
      request: {
        statement: expect.stringMatching(
          /^SELECT `a` AS `a``; DROP`\n[\s\S]*\)\nWHERE \(`a` > 1\) AND \(`b` IN \(2\)\)\nORDER BY `a` DESC, `b`$/,
        ),
      },
    });
  });

  test("reads metric views, their measures, and measures defined in the dashboard", () => {
    const fields = [field("m", "MEASURE(`Margin`)"), field("n", "MEASURE(`Net`)")];
    const dataset = {
      name: "d",
      asset_name: "main.sales.orders",
      columns: [{ displayName: "Net", expression: "SUM(x)" }],
    };
    expect(sqlOf(queryOf({ datasetName: "d", fields }), [dataset])).toEqual({
      request: {
        statement: "SELECT MEASURE(`Margin`) AS `m`, (SUM(x)) AS `n`\nFROM `main`.`sales`.`orders`\nGROUP BY ALL",
      },
    });
  });

  test("uses default values of parameters, and has no statement without a single default", () => {
    const parameter = (keyword: string, defaults: unknown[], more: object = {}) => ({
      keyword,
      dataType: "INTEGER",
      defaultSelection: { values: { values: defaults.map((value) => ({ value })) } },
      ...more,
    });
    const dataset = (...parameters: object[]) => [
      { name: "d", query: "SELECT 1 WHERE a = :a", catalog: "main", schema: "sales", parameters },
    ];
    const widget = queryOf({ datasetName: "d" });
    expect(sqlOf(widget, dataset(parameter("a", [7]), parameter("unused", [])))).toEqual({
      request: {
        statement: "SELECT *\nFROM (\nSELECT 1 WHERE a = :a\n)",
        catalog: "main",
        schema: "sales",
        parameters: [{ name: "a", value: "7", type: "BIGINT" }],
      },
    });
    const problem = "Its parameter a has no single default value.";
    expect(sqlOf(widget, dataset(parameter("a", [])))).toEqual({ problem });
    expect(sqlOf(widget, dataset(parameter("a", [1, 2])))).toEqual({ problem });
    expect(sqlOf(widget, dataset(parameter("a", [1], { complexType: "RANGE" })))).toEqual({ problem });
  });

  test("has no statement without a query or a dataset", () => {
    expect(sqlOf({ spec: line })).toEqual({ problem: "The widget has no query." });
    expect(sqlOf(queryOf({ datasetName: "other" }))).toEqual({
      problem: "The widget's dataset is not in the dashboard.",
    });
    expect(sqlOf(queryOf({ datasetName: "d" }), [{ name: "d", query: " ;" }])).toEqual({
      problem: "The widget's dataset has no query.",
    });
  });
});

describe("the content of a widget", () => {
  test("has encodings given singly, in lists and on two axes, without hidden columns", () => {
    const { encodings } = read({
      spec: {
        ...line,
        encodings: {
          x: { fieldName: "month", scale: { type: "temporal" }, displayName: "Month" },
          y: {
            primary: { fields: [{ fieldName: "a" }] },
            secondary: { scale: { type: "quantitative" }, fields: [{ fieldName: "b" }] },
          },
          color: [{ fieldName: "c" }],
          columns: [{ fieldName: "d", title: "D" }, { fieldName: "e", visible: false }, 3],
        },
      },
    });
    expect(encodings).toEqual({
      x: [{ field: "month", label: "Month", scale: "temporal" }],
      y: [
        { field: "a", label: "a" },
        { field: "b", label: "b", scale: "quantitative" },
      ],
      color: [{ field: "c", label: "c" }],
      columns: [{ field: "d", label: "D" }],
      value: [],
      angle: [],
    });
  });

  test("has text of one or several lines, and a title only if it is shown", () => {
    expect(read({ textbox_spec: "# Hello" })).toMatchObject({ type: "text", text: "# Hello" });
    expect(read({ multilineTextboxSpec: { lines: ["a\n", "b"] } })).toMatchObject({ type: "text", text: "a\nb" });
    expect(read({ spec: line })).toMatchObject({ type: "line", title: "Revenue" });
    expect(read({ spec: { ...line, frame: { title: "Hidden", showTitle: false } } })).toMatchObject({ title: "" });
  });

  test("keeps its place on the page if it cannot be parsed", () => {
    expect(read("?", { position: { x: 1, y: 2, width: 3, height: 4 } })).toMatchObject({
      type: "unreadable",
      place: { x: 1, y: 2, width: 3, height: 4 },
    });
    expect(read({ name: "w" }, { position: { x: -5, y: 1e9, width: 1e9, height: Number.MIN_VALUE } })).toMatchObject({
      place: { x: 0, y: 10_000, width: 24, height: 1 },
    });
  });
});

test("pages have a grid, and widgets in reading order", () => {
  const at = (x: number, y: number) => ({
    widget: { textbox_spec: `${x},${y}` },
    position: { x, y, width: 2, height: 1 },
  });
  const pages = readPages(
    JSON.stringify({
      pages: [
        { name: "a", displayName: "Old", layout: [at(2, 1), at(0, 3), at(0, 1)] },
        { name: "b", layoutVersion: "GRID_V1", layout: [] },
        { pageType: "PAGE_TYPE_GLOBAL_FILTERS" },
      ],
    }),
  );
  expect(pages?.map(({ title, columns }) => [title, columns])).toEqual([
    ["Old", 6],
    ["b", 12],
    ["Filters", 6],
  ]);
  expect(pages?.[0]?.widgets.map(({ text }) => text)).toEqual(["0,1", "2,1", "0,3"]);
});

describe("a document", () => {
  test.each(["", "{", "null", "3", "[]", '{"widgets":[]}', "[".repeat(100), undefined, null])(
    "that is not a dashboard is refused: %s",
    (text) => {
      expect(readPages(text)).toBeUndefined();
      expect(readOutline(text)).toBeUndefined();
    },
  );

  test("of any shape is parsed or refused, and never throws", () => {
    const names = fc.constantFrom(
      ..."pages datasets layout widget position queries query fields spec encodings frame name x y width parameters filters columns queryLines lines __proto__".split(
        " ",
      ),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 8 }, fc.constantFrom("a", "", 0, -1, 1e308, null, true), tie("list"), tie("record")),
      list: fc.array(tie("tree"), { maxLength: 3 }),
      record: fc.dictionary(names, tie("tree"), { maxKeys: 6 }),
    }));
    const spoiled = fc.record({
      datasets: tree,
      pages: fc.array(fc.record({ layout: fc.array(fc.record({ widget: tree, position: tree })), name: tree })),
    });
    fc.assert(
      fc.property(fc.oneof(tree, spoiled), (value) => {
        const text = JSON.stringify(value);
        readOutline(text);
        for (const { widgets, columns } of readPages(text) ?? []) {
          expect(columns).toBeLessThanOrEqual(24);
          for (const { place, type, title } of widgets) {
            expect([typeof type, typeof title]).toEqual(["string", "string"]);
            for (const side of Object.values(place)) expect(Number.isInteger(side)).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
