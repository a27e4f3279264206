import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const HISTORY = "GET /api/2.0/sql/history/queries";
const WAREHOUSE = "GET /api/2.0/sql/warehouses/w1";
const SQL = "POST /api/2.0/sql/statements";

const entry = (more: object = {}) => ({
  query_id: "01ef",
  status: "FINISHED",
  query_text: "SELECT *\nFROM main.sales.orders;",
  warehouse_id: "w1",
  user_name: "ana@example.com",
  query_start_time_ms: Date.UTC(2026, 0, 15, 9),
  duration: 10_000,
  rows_produced: 12,
  metrics: {
    total_time_ms: 10_000,
    compilation_time_ms: 500,
    execution_time_ms: 4500,
    result_fetch_time_ms: 0,
    read_bytes: 2048,
    read_files_count: 1,
    rows_read_count: 12,
    spill_to_disk_bytes: 1024,
    task_total_time_ms: 4000,
  },
  ...more,
});
const plan = {
  statement_id: "s1",
  status: { state: "SUCCEEDED" },
  manifest: { schema: { columns: [{ name: "plan" }] }, total_row_count: 1 },
  result: { chunk_index: 0, row_offset: 0, row_count: 1, data_array: [["== Physical Plan ==\n*(1) Scan"]] },
};

describe("profile_query", () => {
  test("returns time by phase, volumes, advice and plan", async () => {
    const { call } = await connect();
    const history = on(HISTORY, { res: [entry()] });
    on(WAREHOUSE, { id: "w1", state: "RUNNING" });
    const seen = on(SQL, plan);
    const result = await call("profile_query", { statement_id: "01ef" });
    expect(history[0]?.query).toEqual({
      "filter_by.statement_ids": "01ef",
      include_metrics: "true",
      max_results: "1",
    });
    expect(seen[0]?.body).toMatchObject({ statement: "EXPLAIN SELECT *\nFROM main.sales.orders", warehouse_id: "w1" });
    expect(result.structuredContent).toEqual({
      query: {
        statement_id: "01ef",
        status: "FINISHED",
        start_time: "2026-01-15T09:00:00Z",
        duration: "10 s",
        rows_produced: 12,
        user_name: "ana@example.com",
        warehouse_id: "w1",
        query_text: "SELECT *\nFROM main.sales.orders;",
      },
      phases: [
        { phase: "waiting", ms: 5000, percent: 50 },
        { phase: "compilation", ms: 500, percent: 5 },
        { phase: "execution", ms: 4500, percent: 45 },
      ],
      volumes: { read: "2 KiB", spilled_to_disk: "1 KiB", rows_read: 12, files_read: 1 },
      advice: [
        expect.stringMatching(/^It spilled 1 KiB to disk/),
        expect.stringMatching(/^It spent much of the time waiting for the warehouse/),
      ],
      plan: "== Physical Plan ==\n*(1) Scan",
    });
    expect(textOf(result)).toContain("plan:\n== Physical Plan ==\n*(1) Scan");
  });

  test("counts the rows that its joins make, and compares it with earlier runs", async () => {
    const { call } = await connect();
    const query_text = "SELECT count(*) FROM main.web.views a JOIN main.web.views b ON a.tenant = b.tenant";
    const before = { ...entry({ query_text, query_id: "00aa", duration: 2000 }) };
    const history = on(HISTORY, ({ query }) => ({
      res: query["filter_by.statement_ids"] ? [entry({ query_text })] : [before],
    }));
    on(WAREHOUSE, { id: "w1", state: "RUNNING" });
    const row = ["20000", "20000", "368731430", "19200", "big", "19200", "big"];
    const counts = { ...plan, result: { ...plan.result, data_array: [row] } };
    const seen = on(SQL, ({ body }) =>
      String((body as { statement: string }).statement).startsWith("EXPLAIN") ? plan : counts,
    );
    const result = await call("profile_query", { statement_id: "01ef" });
    expect(seen.map(({ body }) => (body as { statement: string }).statement.slice(0, 12))).toEqual([
      "EXPLAIN SELE",
      "WITH a AS (S",
    ]);
    expect(history[1]?.query).toMatchObject({ "filter_by.warehouse_ids": "w1", max_results: "200" });
    expect(result.structuredContent).toMatchObject({
      joins: [
        {
          tables: ["main.web.views", "main.web.views"],
          columns: ["tenant"],
          rows: [20_000, 20_000],
          joined: 368_731_430,
        },
      ],
      earlier: "1 earlier run of this text in the week before: median 2 s, 2 KiB read",
      advice: expect.arrayContaining([
        expect.stringContaining("makes 368,731,430 rows"),
        expect.stringContaining("96 % of the rows of main.web.views have tenant = big"),
        expect.stringContaining("It took 5× the median of its 1 earlier run"),
      ]),
    });
    expect(textOf(result)).toContain("main.web.views and main.web.views: 20000 × 20000 rows make 368731430");
  });

  test("does not count the joins of a query that took a moment", async () => {
    const { call } = await connect();
    const query_text = "SELECT 1 FROM a.b.c x JOIN a.b.d y ON x.id = y.id";
    on(HISTORY, { res: [entry({ query_text, duration: 300 })] });
    on(WAREHOUSE, { id: "w1", state: "RUNNING" });
    const seen = on(SQL, plan);
    expect((await call("profile_query", { statement_id: "01ef" })).structuredContent).not.toHaveProperty("joins");
    expect(seen).toHaveLength(1);
  });

  test("finds the join that makes a sum take rows twice, however quick the query is", async () => {
    const { call } = await connect();
    const query_text = "SELECT sum(o.total) FROM a.b.orders o JOIN a.b.items i ON o.id = i.order_id";
    on(HISTORY, { res: [entry({ query_text, duration: 300 })] });
    on(WAREHOUSE, { id: "w1", state: "RUNNING" });
    const counted = (...row: string[]) => ({ ...plan, result: { ...plan.result, data_array: [row] } });
    let counts = counted("5000", "5067", "5067", "1", "1", "2", "7");
    on(SQL, ({ body }) => (JSON.stringify(body).includes("EXPLAIN") ? plan : counts));
    expect((await call("profile_query", { statement_id: "01ef" })).structuredContent).toMatchObject({
      joins: [{ rows: [5000, 5067], joined: 5067 }],
      advice: expect.arrayContaining([
        "The join makes 5,067 rows from the 5,000 of a.b.orders, so a sum, average or count of its columns takes rows more than once: order_id is not unique in a.b.items. Aggregate or deduplicate a.b.items first.",
      ]),
    });
    counts = counted("5000", "5000", "5000", "1", "1", "1", "7");
    expect(textOf(await call("profile_query", { statement_id: "01ef" }))).not.toContain("more than once");
  });

  test("does not explain a write, and sends nothing to a warehouse", async () => {
    const { call } = await connect();
    on(HISTORY, {
      res: [entry({ query_text: "DELETE FROM t", metrics: undefined, status: "FAILED", error_message: "no" })],
    });
    const seen = on(SQL, plan);
    const result = await call("profile_query", { statement_id: "01ef" });
    expect(seen).toEqual([]);
    expect(result.structuredContent).toMatchObject({
      query: { error_message: "no" },
      advice: ["It failed. Fix the error first."],
      missing: ["plan: it is not a plain query", "time by phase: the history did not measure it"],
    });
    expect(textOf(result)).toContain("error: no");
  });

  test("does not start a stopped warehouse", async () => {
    const { call } = await connect();
    on(HISTORY, { res: [entry({ metrics: { execution_time_ms: 10_000 } })] });
    on(WAREHOUSE, { id: "w1", state: "STOPPED" });
    const seen = on(SQL, plan);
    expect((await call("profile_query", { statement_id: "01ef" })).structuredContent).toMatchObject({
      advice: ["The recorded measurements show nothing unusual."],
      missing: [
        "plan: its warehouse w1 is STOPPED; start it with start_warehouse",
        "bytes read, rows read, files read, spill to disk, time of its tasks: not recorded, so full scans, late filters, files that were not skipped, too little memory and skew cannot be seen",
      ],
    });
    expect(seen).toEqual([]);
  });

  test.each([
    ["one measurement", { rows_read_count: undefined }, ["rows read: not recorded, so late filters cannot be seen"]],
    ["none because the result was cached", { rows_read_count: undefined, result_from_cache: true }, undefined],
  ])("names measurements that the history lacks: %s", async (_, changed, expected) => {
    const { call } = await connect();
    const of = entry();
    on(HISTORY, { res: [{ ...of, metrics: { ...of.metrics, ...changed } }] });
    on(WAREHOUSE, { id: "w1", state: "RUNNING" });
    on(SQL, plan);
    const { missing } = Object((await call("profile_query", { statement_id: "01ef" })).structuredContent);
    expect(missing).toEqual(expected);
  });

  test("reports why there is no plan", async () => {
    const { call } = await connect();
    on(HISTORY, { res: [entry()] });
    on(WAREHOUSE, { id: "w1", state: "RUNNING" });
    on(SQL, { statement_id: "s1", status: { state: "FAILED", error: { message: "[UNBOUND_SQL_PARAMETER] :day" } } });
    expect((await call("profile_query", { statement_id: "01ef" })).structuredContent).toMatchObject({
      missing: ["plan: [UNBOUND_SQL_PARAMETER] :day"],
    });
  });

  test("explains a query without a warehouse on a running one", async () => {
    const { call } = await connect();
    on(HISTORY, { res: [entry({ warehouse_id: undefined })] });
    on("GET /api/2.0/sql/warehouses", { warehouses: [{ id: "w9", state: "RUNNING" }] });
    const seen = on(SQL, plan);
    await call("profile_query", { statement_id: "01ef" });
    expect(seen[0]?.body).toMatchObject({ warehouse_id: "w9" });
  });

  test("fails for a statement that is not in the history", async () => {
    const { call } = await connect();
    on(HISTORY, { res: [] });
    const result = await call("profile_query", { statement_id: "01ef" });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("Find ids with list_query_history");
  });

  test("fails if the history cannot be read", async () => {
    const { call } = await connect();
    on(HISTORY, () => platformError(403, "PERMISSION_DENIED", "no"));
    expect((await call("profile_query", { statement_id: "01ef" })).isError).toBe(true);
  });
});
