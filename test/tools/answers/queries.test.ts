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
    spill_to_disk_bytes: 1024,
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
  test("time by phase, volumes, advice and plan", async () => {
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
      volumes: { read: "2 KiB", spilled_to_disk: "1 KiB" },
      advice: [
        expect.stringMatching(/^It spilled 1 KiB to disk/),
        expect.stringMatching(/^Much of the time it waited for the warehouse/),
      ],
      plan: "== Physical Plan ==\n*(1) Scan",
    });
    expect(textOf(result)).toContain("plan:\n== Physical Plan ==\n*(1) Scan");
  });

  test("a write is not explained, and nothing is sent to a warehouse", async () => {
    const { call } = await connect();
    on(HISTORY, {
      res: [entry({ query_text: "DELETE FROM t", metrics: undefined, status: "FAILED", error_message: "no" })],
    });
    const seen = on(SQL, plan);
    const result = await call("profile_query", { statement_id: "01ef" });
    expect(seen).toEqual([]);
    expect(result.structuredContent).toMatchObject({
      query: { error_message: "no" },
      advice: ["It failed: mend the error first."],
      missing: ["plan: it is no plain query", "time by phase: the history has not measured it"],
    });
    expect(textOf(result)).toContain("error: no");
  });

  test("a warehouse that sleeps is left asleep", async () => {
    const { call } = await connect();
    on(HISTORY, { res: [entry({ metrics: { execution_time_ms: 10_000 } })] });
    on(WAREHOUSE, { id: "w1", state: "STOPPED" });
    const seen = on(SQL, plan);
    expect((await call("profile_query", { statement_id: "01ef" })).structuredContent).toMatchObject({
      advice: ["Nothing stands out in what was measured."],
      missing: ["plan: its warehouse w1 is STOPPED; start_warehouse starts it"],
    });
    expect(seen).toEqual([]);
  });

  test("a plan that cannot be made says why", async () => {
    const { call } = await connect();
    on(HISTORY, { res: [entry()] });
    on(WAREHOUSE, { id: "w1", state: "RUNNING" });
    on(SQL, { statement_id: "s1", status: { state: "FAILED", error: { message: "[UNBOUND_SQL_PARAMETER] :day" } } });
    expect((await call("profile_query", { statement_id: "01ef" })).structuredContent).toMatchObject({
      missing: ["plan: [UNBOUND_SQL_PARAMETER] :day"],
    });
  });

  test("a query of no warehouse is explained on one that runs", async () => {
    const { call } = await connect();
    on(HISTORY, { res: [entry({ warehouse_id: undefined })] });
    on("GET /api/2.0/sql/warehouses", { warehouses: [{ id: "w9", state: "RUNNING" }] });
    const seen = on(SQL, plan);
    await call("profile_query", { statement_id: "01ef" });
    expect(seen[0]?.body).toMatchObject({ warehouse_id: "w9" });
  });

  test("a statement the history does not have", async () => {
    const { call } = await connect();
    on(HISTORY, { res: [] });
    const result = await call("profile_query", { statement_id: "01ef" });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("list_query_history finds ids");
  });

  test("a history that may not be read is an error, not a missing part", async () => {
    const { call } = await connect();
    on(HISTORY, () => platformError(403, "PERMISSION_DENIED", "no"));
    expect((await call("profile_query", { statement_id: "01ef" })).isError).toBe(true);
  });
});
