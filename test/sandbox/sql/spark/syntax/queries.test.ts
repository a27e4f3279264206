import { expect, it } from "vitest";
import { parseQuery } from "../../../../../sandbox/sql/spark/syntax/parser.ts";

it.each([
  [
    "SELECT DISTINCT a AS b, c d, `e` FROM t",
    { body: { distinct: true, items: [{ alias: "b" }, { alias: "d" }, {}] } },
  ],
  ["SELECT explode(m) AS (k, v)", { body: { items: [{ aliases: ["k", "v"] }] } }],
  ["SELECT 1 UNION SELECT 2 INTERSECT SELECT 3", { body: { operator: "union", right: { operator: "intersect" } } }],
  ["SELECT 1 EXCEPT ALL SELECT 2 MINUS SELECT 3", { body: { operator: "except", all: false, left: { all: true } } }],
  [
    "VALUES (1, 2), (3, 4)",
    {
      body: {
        kind: "values",
        rows: [
          [{}, {}],
          [{}, {}],
        ],
      },
    },
  ],
  ["FROM t", { body: { kind: "select", items: [{ expression: { kind: "star" } }] } }],
  ["FROM t SELECT a WHERE a > 1", { body: { kind: "select", items: [{}], where: {} } }],
  ["SELECT * FROM a LEFT ANTI JOIN b USING (x)", { body: { from: { join: "anti", using: ["x"] } } }],
  ["SELECT * FROM a NATURAL FULL OUTER JOIN b", { body: { from: { join: "full", natural: true } } }],
  ["SELECT * FROM a, LATERAL (SELECT 1) b", { body: { from: { join: "cross", right: { lateral: true } } } }],
  ["SELECT * FROM t VERSION AS OF 3 AS x", { body: { from: { at: { kind: "version" }, alias: { name: "x" } } } }],
  ["SELECT * FROM t@v12", { body: { from: { at: { kind: "version", version: { value: 12 } } } } }],
  ["SELECT * FROM t TIMESTAMP AS OF '2024-01-01'", { body: { from: { at: { kind: "timestamp" } } } }],
  ["SELECT * FROM csv.`/Volumes/a b/c.csv`", { body: { from: { name: ["csv", "/Volumes/a b/c.csv"] } } }],
  ["SELECT * FROM read_files('/x', format => 'csv') f", { body: { from: { kind: "function", alias: { name: "f" } } } }],
  ["SELECT * FROM t TABLESAMPLE (10 PERCENT) REPEATABLE (1) s", { body: { from: { sample: { seed: 1 } } } }],
  [
    "SELECT * FROM t LATERAL VIEW OUTER explode(a) x AS y LATERAL VIEW explode(b) z",
    { body: { from: { kind: "lateral_view", alias: "z", input: { outer: true, columns: ["y"] } } } },
  ],
  [
    "SELECT * FROM t PIVOT (sum(x) AS s, max(x) FOR (a, b) IN ((1, 2) AS p))",
    { body: { from: { pivot: { aggregates: [{ alias: "s" }, {}], values: [{ alias: "p" }] } } } },
  ],
  [
    "SELECT * FROM t UNPIVOT INCLUDE NULLS (v FOR n IN (a AS x, b)) u",
    { body: { from: { unpivot: { includeNulls: true, sets: [{ alias: "x" }, {}] }, alias: { name: "u" } } } },
  ],
  ["SELECT a FROM t GROUP BY ALL HAVING count(*) > 1", { body: { groupBy: { kind: "all" }, having: {} } }],
  ["SELECT a FROM t GROUP BY a, ROLLUP(b, (c, d))", { body: { groupBy: { items: [{}, { kind: "rollup" }] } } }],
  ["SELECT a FROM t GROUP BY a, b WITH CUBE", { body: { groupBy: { items: [{ kind: "cube", sets: [[{}], [{}]] }] } } }],
  ["SELECT a FROM t GROUP BY GROUPING SETS ((a), ())", { body: { groupBy: { items: [{ sets: [[{}], []] }] } } }],
  ["SELECT a FROM t QUALIFY row_number() OVER w = 1 WINDOW w AS (ORDER BY a)", { body: { windows: [{ name: "w" }] } }],
  [
    "SELECT a ORDER BY a DESC, b NULLS LAST LIMIT 5 OFFSET 2",
    { order: { orderBy: [{ descending: true, nullsFirst: false }, { nullsFirst: false }], limit: {}, offset: {} } },
  ],
  ["SELECT a ORDER BY ALL DESC", { order: { all: { descending: true } } }],
  [
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) TABLE r",
    { recursive: true, body: { kind: "table" } },
  ],
  [
    "SELECT * FROM ((SELECT 1) a JOIN (SELECT 2) b)",
    { body: { from: { kind: "grouped", relation: { kind: "join" } } } },
  ],
  ["SELECT * FROM ((SELECT 1) UNION (SELECT 2)) a", { body: { from: { kind: "derived" } } }],
  [
    "FROM t |> WHERE a > 0 |> AGGREGATE sum(c) AS s GROUP BY k AS g |> JOIN u USING (g) |> ORDER BY s |> LIMIT 1",
    { body: { kind: "pipe", operator: { kind: "order" }, input: { body: { operator: { kind: "order" } } } } },
  ],
] as const)("parses %s", (sql, expected) => {
  expect(parseQuery(sql)).toMatchObject(expected);
});

it("names where a query stops making sense", () => {
  expect(() => parseQuery("SELECT 1 2")).toThrow("Syntax error at or near '2'");
  expect(() => parseQuery("SELECT a FROM t WHERE")).toThrow("Syntax error at or near end of input");
  expect(() => parseQuery("SELECT *\nFORM t\nWHERE a")).toThrow(
    "'t'. SQLSTATE: 42601 (line 2, pos 5)\n\n== SQL ==\nSELECT *\nFORM t\n-----^^^\nWHERE a\n",
  );
  expect(() => parseQuery("SELECT 'open")).toThrow("Syntax error at or near '''");
});
