import { afterAll, beforeAll, expect, test } from "vitest";
import { readDefinition } from "../../../sandbox/jobs/pipelines/definitions.ts";
import { openRest, type RestSession } from "../rest-session.ts";

const API = "/api/2.0/pipelines";
const HOME = "/Users/ana@example.com";

let session: RestSession;
beforeAll(async () => {
  session = await openRest({ speed: 500 });
});
afterAll(() => session.close());

async function write(path: string, text: string, language: string) {
  const content = Buffer.from(text).toString("base64");
  await session.post("/api/2.0/workspace/import", { path, content, format: "SOURCE", language, overwrite: true });
}

async function rows(statement: string): Promise<unknown> {
  const request = { statement, warehouse_id: "7e083095329f3ca5", wait_timeout: "30s" };
  const { body } = await session.post("/api/2.0/sql/statements", request);
  expect(body.status).toMatchObject({ state: "SUCCEEDED" });
  return Object(body.result).data_array;
}

/** Updates a pipeline of these notebooks and returns the end state with the event log as text. */
async function update(paths: readonly string[], more: object = {}, request: object = {}) {
  const libraries = paths.map((path) => ({ notebook: { path } }));
  const spec = {
    name: `p ${paths.join()}`,
    catalog: "main",
    schema: "default",
    libraries,
    allow_duplicate_names: true,
  };
  const { pipeline_id } = JSON.parse((await session.post(API, { ...spec, ...more })).text);
  const { update_id } = JSON.parse((await session.post(`${API}/${pipeline_id}/updates`, request)).text);
  const state = async () =>
    JSON.parse((await session.get(`${API}/${pipeline_id}/updates/${update_id}`)).text).update.state;
  await expect.poll(state, { timeout: 60_000, interval: 20 }).toMatch(/^(COMPLETED|FAILED)$/);
  const events = await session.get(`${API}/${pipeline_id}/events`, { filter: `update_id = '${update_id}'` });
  return { state: await state(), events: events.text };
}

test("an update makes the tables of SQL source code, in the order of their dependencies", async () => {
  await write(
    `${HOME}/totals`,
    [
      "-- Databricks notebook source",
      "CREATE OR REFRESH MATERIALIZED VIEW by_status COMMENT 'Orders by status'",
      "AS SELECT status, count(*) AS n FROM LIVE.checked GROUP BY status;",
      "CREATE OR REFRESH STREAMING TABLE checked (",
      "  CONSTRAINT not_cancelled EXPECT (status <> 'cancelled') ON VIOLATION DROP ROW,",
      "  CONSTRAINT large EXPECT (total > 100)",
      ") AS SELECT status, total FROM STREAM(recent);",
      `CREATE TEMPORARY VIEW recent AS SELECT * FROM \${source} WHERE order_id <= 100`,
    ].join("\n"),
    "SQL",
  );
  const { state, events } = await update([`${HOME}/totals`], { configuration: { source: "main.sales.orders" } });
  expect(state).toBe("COMPLETED");
  expect(
    await rows("SELECT (SELECT sum(n) FROM main.default.by_status) = (SELECT count(*) FROM main.default.checked)"),
  ).toEqual([["true"]]);
  expect(await rows("SELECT count(*) FROM main.default.by_status WHERE status = 'cancelled'")).toEqual([["0"]]);
  const { body } = await session.get("/api/2.1/unity-catalog/tables/main.default.by_status");
  expect(body).toMatchObject({ table_type: "MATERIALIZED_VIEW", comment: "Orders by status" });
  expect(events).toContain('"dropped_records":');
  expect(events).toContain('"name":"large"');
});

test("the comment of a dataset keeps its quotes", async () => {
  const source = `-- Databricks notebook source\nCREATE MATERIALIZED VIEW quoted COMMENT "Bruno's view" AS SELECT 1 AS n`;
  await write(`${HOME}/quoted`, source, "SQL");
  expect((await update([`${HOME}/quoted`])).state).toBe("COMPLETED");
  const { body } = await session.get("/api/2.1/unity-catalog/tables/main.default.quoted");
  expect(body).toMatchObject({ comment: "Bruno's view" });
});

test("an update makes the tables of Python source code", { timeout: 90_000 }, async () => {
  await write(
    `${HOME}/gold`,
    [
      "import dlt",
      "from pyspark.sql import functions as F",
      "@dlt.table(comment='Large orders')",
      "@dlt.expect_or_drop('has total', 'total IS NOT NULL')",
      "def large_orders():",
      "    return spark.table('main.sales.orders').filter('total > 500')",
      "@dlt.table",
      "def large_by_status():",
      "    return dlt.read('large_orders').groupBy('status').agg(F.count('*').alias('n'))",
    ].join("\n"),
    "PYTHON",
  );
  const { state, events } = await update([`${HOME}/gold`]);
  expect([state, events]).toEqual(["COMPLETED", expect.stringContaining("main.default.large_by_status")]);
  expect(
    await rows(
      "SELECT (SELECT sum(n) FROM main.default.large_by_status) = (SELECT count(*) FROM main.sales.orders WHERE total > 500)",
    ),
  ).toEqual([["true"]]);
});

test("an update resolves every query before it makes a table; validate_only makes none", async () => {
  const source = [
    "-- Databricks notebook source",
    "CREATE MATERIALIZED VIEW pv_gold AS SELECT n FROM main.default.pv_silver;",
    "CREATE STREAMING TABLE pv_silver (CONSTRAINT c EXPECT (n > 0)) AS SELECT n FROM STREAM(pv_bronze);",
    "CREATE TEMPORARY VIEW pv_bronze AS SELECT 1 AS n",
  ].join("\n");
  const made = async () =>
    (await rows("SELECT table_name FROM main.information_schema.tables WHERE table_name LIKE 'pv_%'")) ?? [];
  await write(`${HOME}/valid`, source, "SQL");
  expect((await update([`${HOME}/valid`], {}, { validate_only: true })).state).toBe("COMPLETED");
  for (const [right, wrong, reason] of [
    ["main.default.pv_silver", "pv_silvr", "TABLE_OR_VIEW_NOT_FOUND"],
    ["(n > 0)", "(m > 0)", "UNRESOLVED_COLUMN"],
  ] as const) {
    await write(`${HOME}/invalid`, source.replace(right, wrong), "SQL");
    for (const request of [{ validate_only: true }, {}]) {
      const { state, events } = await update([`${HOME}/invalid`], {}, request);
      expect([state, events]).toEqual(["FAILED", expect.stringContaining(reason)]);
      expect(events).not.toContain("StreamingQueryException");
    }
  }
  expect(await made()).toEqual([]);
  const nope = await update([`${HOME}/valid`], {}, { refresh_selection: ["pv_silver", "nope_table"] });
  expect([nope.state, nope.events]).toEqual(["FAILED", expect.stringContaining("nope_table")]);
  expect(await made()).toEqual([]);
  expect((await update([`${HOME}/valid`], {}, { refresh_selection: ["pv_silver"] })).state).toBe("COMPLETED");
  expect(await made()).toEqual([["pv_silver"]]);
});

test.each([
  ["SELECT 1", "A pipeline can only define"],
  ["CREATE MATERIALIZED VIEW broken AS SELECT * FROM nowhere", "TABLE_OR_VIEW_NOT_FOUND"],
  ["CREATE TEMPORARY VIEW broken AS SELECT * FROM nowhere", "TABLE_OR_VIEW_NOT_FOUND"],
  [
    "CREATE MATERIALIZED VIEW strict (CONSTRAINT no EXPECT (n > 1) ON VIOLATION FAIL UPDATE) AS SELECT 1 AS n",
    "EXPECTATION_VIOLATION",
  ],
  ["-- nothing here", "NO_TABLES_IN_PIPELINE"],
  ["CREATE MATERIALIZED VIEW a AS SELECT * FROM b; CREATE MATERIALIZED VIEW b AS SELECT * FROM a", "CYCLIC_DATASETS"],
])("%s fails with the reason", async (source, reason) => {
  await write(`${HOME}/failing`, `-- Databricks notebook source\n${source}`, "SQL");
  const { state, events } = await update([`${HOME}/failing`]);
  expect([state, events]).toEqual(["FAILED", expect.stringContaining(reason)]);
});

test("a definition is read with its name, its rules and its plain query", () => {
  expect(
    readDefinition(
      'CREATE OR REFRESH STREAMING TABLE LIVE.t (id INT, CONSTRAINT c EXPECT (id IN (1, 2))) COMMENT "a" AS SELECT * FROM STREAM(LIVE.s) JOIN STREAM u',
    ),
  ).toMatchObject({
    kind: "streaming table",
    name: "t",
    comment: "a",
    expectations: [{ name: "c", condition: "id IN (1, 2)", action: "ALLOW" }],
    query: expect.stringMatching(/^SELECT \* FROM +s +JOIN +u$/),
  });
  expect(readDefinition("SET a = 1")).toBeUndefined();
  expect(readDefinition("CREATE STREAMING TABLE t")).toMatchObject({ refused: expect.stringContaining("no query") });
});
