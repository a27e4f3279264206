import { afterAll, beforeAll, expect, test } from "vitest";
import { openRest, type RestSession } from "../rest-session.ts";

const API = "/api/2.0/pipelines";
const HOME = "/Users/ana@example.com";
const FOLDER = "/Volumes/main/sales/landing/streams";

let session: RestSession;
beforeAll(async () => {
  session = await openRest({ speed: 500 });
});
afterAll(() => session.close());

async function rows(statement: string): Promise<unknown> {
  const request = { statement, warehouse_id: "7e083095329f3ca5", wait_timeout: "30s" };
  const { body } = await session.post("/api/2.0/sql/statements", request);
  expect(body.status).toMatchObject({ state: "SUCCEEDED" });
  return Object(body.result).data_array;
}

const put = (name: string, ...records: readonly object[]) =>
  session.call(
    "PUT",
    `/api/2.0/fs/files${FOLDER}/${name}?overwrite=true`,
    new TextEncoder().encode(records.map((one) => JSON.stringify(one)).join("\n")),
  );

/** A pipeline of this SQL; the function updates it and returns the end state with the event log as text. */
async function pipeline(name: string, source: readonly string[], language: "SQL" | "PYTHON" = "SQL") {
  const write = (text: string) => {
    const head = language === "SQL" ? "-- Databricks notebook source" : "# Databricks notebook source";
    const content = Buffer.from(`${head}\n${text}`).toString("base64");
    const path = `${HOME}/${name}`;
    return session.post("/api/2.0/workspace/import", {
      path,
      content,
      format: "SOURCE",
      language,
      overwrite: true,
    });
  };
  await write(source.join(language === "SQL" ? ";\n" : "\n"));
  const spec = { name, catalog: "main", schema: "default", libraries: [{ notebook: { path: `${HOME}/${name}` } }] };
  const { pipeline_id: id } = JSON.parse((await session.post(API, spec)).text);
  const update = async (request: object = {}) => {
    const { update_id } = JSON.parse((await session.post(`${API}/${id}/updates`, request)).text);
    const state = async () => JSON.parse((await session.get(`${API}/${id}/updates/${update_id}`)).text).update.state;
    await expect.poll(state, { timeout: 60_000, interval: 20 }).toMatch(/^(COMPLETED|FAILED)$/);
    const events = await session.get(`${API}/${id}/events`, { filter: `update_id = '${update_id}'` });
    return { state: await state(), events: events.text };
  };
  return { id, update };
}

test("a streaming table keeps its rows and gets those of new files and new rows, once each", {
  timeout: 90_000,
}, async () => {
  await put("a.json", { id: 1, amount: 10, rate: 1 }, { id: 2, amount: -3, rate: 2 });
  const { id, update } = await pipeline("medallion", [
    `CREATE OR REFRESH STREAMING TABLE st_bronze AS SELECT *, current_timestamp() AS loaded, _metadata.file_name AS file FROM STREAM read_files('${FOLDER}', format => 'json')`,
    "CREATE OR REFRESH STREAMING TABLE st_silver (CONSTRAINT positive EXPECT (amount > 0) ON VIOLATION DROP ROW) AS SELECT id, amount, st_bronze.file FROM STREAM(LIVE.st_bronze)",
    "CREATE OR REFRESH MATERIALIZED VIEW st_gold AS SELECT sum(amount) AS total FROM st_silver",
  ]);
  expect(await update()).toMatchObject({ state: "COMPLETED" });
  const first = await rows("SELECT id, CAST(loaded AS STRING), file FROM main.default.st_bronze ORDER BY id");

  // One file is replaced, which is not a new one; the other has a new column, and another type of number.
  await put("a.json", { id: 7, amount: 70 });
  await put("b.json", { id: 3, amount: 2, rate: 2.5, note: "new" }, { id: 4, amount: -1 });
  const second = await update();
  expect([second.state, second.events]).toEqual(["COMPLETED", expect.stringContaining('"dropped_records":1')]);
  expect(
    await rows("SELECT id, CAST(loaded AS STRING), file FROM main.default.st_bronze WHERE id < 3 ORDER BY id"),
  ).toEqual(first);
  // A number that is not an integer does not fit the type that the first file had.
  expect(await rows("SELECT id, rate, note, file FROM main.default.st_bronze ORDER BY id")).toEqual([
    ["1", "1", null, "a.json"],
    ["2", "2", null, "a.json"],
    ["3", null, "new", "b.json"],
    ["4", null, null, "b.json"],
  ]);
  expect(await rows("SELECT id, file FROM main.default.st_silver ORDER BY id")).toEqual([
    ["1", "a.json"],
    ["3", "b.json"],
  ]);
  expect(await rows("SELECT total FROM main.default.st_gold")).toEqual([["12"]]);

  // Nothing new: nothing is written.
  await update();
  expect(await rows("SELECT count(*) FROM main.default.st_bronze")).toEqual([["4"]]);
  const { body } = await session.get("/api/2.1/unity-catalog/tables/main.default.st_silver");
  expect(body).toMatchObject({ table_type: "STREAMING_TABLE", pipeline_id: id });

  const lineage = { table_name: "main.default.st_silver", include_entity_lineage: "true" };
  const { body: neighbours } = await session.get("/api/2.0/lineage-tracking/table-lineage", lineage);
  expect(neighbours).toMatchObject({
    upstreams: [
      { tableInfo: { name: "st_bronze", table_type: "STREAMING_TABLE" }, pipelineInfos: [{ pipeline_id: id }] },
    ],
    downstreams: [
      { tableInfo: { name: "st_gold", table_type: "MATERIALIZED_VIEW" }, pipelineInfos: [{ pipeline_id: id }] },
    ],
  });

  // A full refresh reads the files as they are.
  await update({ full_refresh_selection: ["st_bronze", "st_silver"] });
  expect(await rows("SELECT id FROM main.default.st_bronze ORDER BY id")).toEqual([["3"], ["4"], ["7"]]);

  await session.call("DELETE", `${API}/${id}`);
  expect(await rows("SHOW TABLES IN main.default LIKE 'st_*'")).toBeUndefined();
});

test("a change of rows that a streaming table has read fails its flow until a full refresh", {
  timeout: 90_000,
}, async () => {
  await rows("CREATE TABLE main.default.sc_source AS SELECT 1 AS n");
  const { update } = await pipeline("changes", [
    "CREATE TEMPORARY VIEW recent AS SELECT n FROM STREAM main.default.sc_source WHERE n > 0",
    "CREATE STREAMING TABLE sc_copy AS SELECT r.n FROM STREAM(recent) r",
  ]);
  expect((await update()).state).toBe("COMPLETED");
  await rows("INSERT INTO main.default.sc_source VALUES (1), (2), (-1)");
  expect((await update()).state).toBe("COMPLETED");
  expect(await rows("SELECT n FROM main.default.sc_copy ORDER BY n")).toEqual([["1"], ["1"], ["2"]]);
  await rows("UPDATE main.default.sc_source SET n = 5 WHERE n = 2");
  const failed = await update();
  expect([failed.state, failed.events]).toEqual([
    "FAILED",
    expect.stringContaining("DELTA_SOURCE_TABLE_IGNORE_CHANGES"),
  ]);
  expect((await update({ full_refresh: true })).state).toBe("COMPLETED");
  expect(await rows("SELECT n FROM main.default.sc_copy ORDER BY n")).toEqual([["1"], ["1"], ["5"]]);
});

test("a query that does not resolve fails its own flow, and not one that reads it", async () => {
  const { update } = await pipeline("unresolved", [
    "CREATE MATERIALIZED VIEW ur_second AS SELECT * FROM ur_first",
    "CREATE MATERIALIZED VIEW ur_first AS SELECT nope FROM main.sales.orders",
  ]);
  const { state, events } = await update();
  expect([state, events]).toEqual([
    "FAILED",
    expect.stringContaining("Failed to resolve flow: 'main.default.ur_first'"),
  ]);
});

test("Python code reads streams of files and tables in the same way", { timeout: 120_000 }, async () => {
  const folder = "/Volumes/main/sales/landing/python";
  const csv = (name: string, text: string) =>
    session.call("PUT", `/api/2.0/fs/files${folder}/${name}?overwrite=true`, new TextEncoder().encode(text));
  await csv("a.csv", "id,amount\n1,10\n2,-3\n");
  const { id, update } = await pipeline(
    "python-streams",
    [
      "import dlt",
      "from pyspark.sql import functions as F",
      "@dlt.table(comment='As it came')",
      "def py_bronze():",
      "    reader = spark.readStream.format('cloudFiles').option('cloudFiles.format', 'csv').option('header', True)",
      `    return reader.load('${folder}').withColumn('loaded', F.current_timestamp())`,
      "@dlt.table",
      "@dlt.expect_or_drop('positive', 'amount > 0')",
      "def py_silver():",
      "    return dlt.read_stream('py_bronze').withColumn('amount', F.col('amount').cast('double')).select('id', 'amount')",
      "@dlt.table",
      "def py_gold():",
      "    return dlt.read('py_silver').groupBy().agg(F.sum('amount').alias('total'))",
    ],
    "PYTHON",
  );
  const first = await update();
  expect([first.state, first.events]).toEqual(["COMPLETED", expect.stringContaining('"dropped_records":1')]);
  const loaded = await rows("SELECT id, CAST(loaded AS STRING) FROM main.default.py_bronze ORDER BY id");
  await csv("b.csv", "id,amount\n3,5\n");
  expect((await update()).state).toBe("COMPLETED");
  // Without inferred types, values of CSV are texts.
  expect(await rows("SELECT id, amount FROM main.default.py_bronze ORDER BY id")).toEqual([
    ["1", "10"],
    ["2", "-3"],
    ["3", "5"],
  ]);
  expect(await rows("SELECT id, CAST(loaded AS STRING) FROM main.default.py_bronze WHERE id < 3 ORDER BY id")).toEqual(
    loaded,
  );
  expect(await rows("SELECT total FROM main.default.py_gold")).toEqual([["15.0"]]);
  for (const [name, table_type] of [
    ["py_bronze", "STREAMING_TABLE"],
    ["py_gold", "MATERIALIZED_VIEW"],
  ]) {
    const { body } = await session.get(`/api/2.1/unity-catalog/tables/main.default.${name}`);
    expect(body).toMatchObject({ table_type, pipeline_id: id });
  }
});
