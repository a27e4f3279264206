import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { openSql, type SqlSession } from "../session.ts";

const read = (name: string) => readFileSync(new URL(`answers/${name}`, import.meta.url), "utf8");
const cases = z.array(z.object({ sql: z.string(), plan: z.string() })).parse(JSON.parse(read("plans.json")));
const tables = read("plans.sql")
  .split(";\n")
  .filter((statement) => !statement.startsWith("EXPLAIN"));

let session: SqlSession;
beforeAll(async () => {
  session = await openSql();
  await session.rows("CREATE SCHEMA main.plans");
  for (const statement of tables) await session.rows(statement, PLACE);
});
afterAll(() => session.close());

const PLACE = { catalog: "main", schema: "plans" };

async function planOf(statement: string): Promise<string> {
  const [[plan]] = (await session.rows(statement, PLACE)) as [[string]];
  return plan;
}

/** A plan without what depends on files and on the run. Columns are numbered as they appear. */
function comparable(plan: string): string {
  const numbers = new Map<string, number>();
  const analyzed = plan.indexOf("== Analyzed");
  const parsed = plan.slice(0, Math.max(0, analyzed)).replace(/#\d+/g, "");
  return `${parsed}${plan.slice(Math.max(0, analyzed))}`
    .replace(/spark_catalog\.default\.|main\.plans\.|main, plans, /g, "")
    .replace(/(Aggregate\(.*\]), output=\[[^\]]*\]\)/g, "$1)")
    .replace(/\[plan_id=\d+\]/g, "[plan_id]")
    .replace(/Batched: (true|false)/g, "Batched")
    .replace(/Location: [^\n]*?\](?=,|\n)/g, "Location")
    .replace(/#(\d+)/g, (_, number: string) => {
      if (!numbers.has(number)) numbers.set(number, numbers.size);
      return `#${numbers.get(number)}`;
    })
    .trim();
}

test.each(cases.map(({ sql, plan }) => [sql, plan] as const))(
  "the plan that Apache Spark gives: %s",
  async (sql, plan) => {
    expect(comparable(await planOf(sql))).toBe(comparable(plan));
  },
);

test("EXPLAIN COST has the rows of tables, and sizes", async () => {
  expect(await planOf("EXPLAIN COST SELECT status FROM orders")).toMatch(
    /^== Optimized Logical Plan ==\nProject \[status#\d+\], Statistics\(sizeInBytes=1\.0 B\)\n\+- Relation .*, Statistics\(sizeInBytes=1\.0 B, rowCount=0\)/,
  );
});

test("a statement that changes rows shows how it finds them, and does not run", async () => {
  expect(await planOf("EXPLAIN DELETE FROM orders WHERE amount < 0")).toMatch(
    /^== Physical Plan ==\nExecute DeleteCommand\n\+- Filter .*\n {3}\+- FileScan parquet main\.plans\.orders/,
  );
  const merge = `EXPLAIN MERGE INTO orders t USING customers s ON t.customer_id = s.customer_id
    WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (customer_id) VALUES (s.customer_id)`;
  expect(await planOf(merge)).toMatch(
    /Execute MergeIntoCommand\n\+- Adaptive.*\n {3}\+- BroadcastHashJoin .* RightOuter/,
  );
  expect(await planOf("EXPLAIN DROP TABLE orders")).toBe("== Physical Plan ==\nExecute DropCommand\n");
  expect(await session.rows("SELECT count(*) FROM main.plans.orders")).toEqual([["0"]]);
});

test("an error of the analysis is shown instead of a plan", async () => {
  const plan = await planOf("EXPLAIN SELECT nothing FROM orders");
  expect(plan).toMatch(/^Error occurred during query planning: \n\[UNRESOLVED_COLUMN/);
});

test("subqueries, recursion, lateral joins and generators over groups have their plans, with nothing of the engine below", async () => {
  const shapes: readonly (readonly [string, RegExp])[] = [
    ["SELECT * FROM orders WHERE amount > (SELECT avg(amount) FROM orders)", /: {2}\+- Subquery scalar-subquery#\d+/],
    ["WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT * FROM t", /UnionLoop 0\n/],
    ["SELECT * FROM orders a, LATERAL (SELECT * FROM customers b WHERE b.customer_id = a.customer_id) x", /HashJoin/],
    ["SELECT explode(collect_list(status)) FROM orders", /Generate explode[^\n]*\n.*ObjectHashAggregate/],
    ["FROM orders |> AGGREGATE count(*) AS n GROUP BY status |> WHERE n > 1", /Filter \(n#\d+L > 1\)\n.*HashAggregate/],
    ["SELECT (SELECT max(name) FROM customers c WHERE c.customer_id = o.customer_id) FROM orders o", /LeftOuter/],
    ["SELECT * FROM orders PIVOT (sum(amount) FOR status IN ('a'))", /HashAggregate\(keys=\[order_id/],
    ["SELECT * FROM system.billing.usage", /FileScan parquet system\.billing\.usage/],
  ];
  for (const [query, shape] of shapes) {
    const plan = await planOf(`EXPLAIN ${query}`);
    expect(plan).toMatch(shape);
    for (const mode of ["EXTENDED", "FORMATTED", "COST"]) {
      const text = await planOf(`EXPLAIN ${mode} ${query}`);
      expect(text).not.toMatch(/duckdb|[\u2500-\u257f]|"c\d+"|undefined|\[object|Error occurred/i);
    }
  }
});

test("a recursion is a loop with a number, and conditions on its result do not reach into it", async () => {
  const query = `WITH RECURSIVE r AS (SELECT id AS n FROM range(1) UNION ALL SELECT n + 1 FROM r WHERE n < 5)
    SELECT max(n) FROM r WHERE n > 1`;
  const [, logical = ""] = (await planOf(`EXPLAIN EXTENDED ${query}`)).split("== Optimized Logical Plan ==\n");
  // As Apache Spark 4.0.1 has it. Its physical planning of a recursion fails outside Databricks.
  const shape =
    /^Aggregate \[.*\n\+- Filter \(.*> 1\)\)?\n {3}\+- UnionLoop 0\n {6}:- Project \[id#\d+L AS n#\d+L\]\n {6}: {2}\+- Range \(0, 1, step=1\)\n {6}\+- Project \[\(n#\d+L \+ 1\) AS .*\n {9}\+- Filter \(.*< 5\)\)?\n {12}\+- UnionLoopRef 0, \[n#\d+L\], false\n/;
  expect(logical).toMatch(shape);
});
