import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, platformError, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const UC = "/api/2.1/unity-catalog";
const DQ = "/api/data-quality/v1/monitors";
const NAME = "main.sales.orders";
const no = () => ({ action: "decline" as const });

const monitor = {
  object_type: "table",
  object_id: "t-1",
  data_profiling_config: {
    monitored_table_name: NAME,
    status: "DATA_PROFILING_STATUS_ACTIVE",
    profile_metrics_table_name: "main.q.orders_profile_metrics",
    drift_metrics_table_name: "main.q.orders_drift_metrics",
    time_series: { timestamp_column: "day", granularities: ["AGGREGATION_GRANULARITY_1_DAY"] },
    schedule: {
      quartz_cron_expression: "0 0 6 * * ?",
      timezone_id: "UTC",
      pause_status: "CRON_SCHEDULE_PAUSE_STATUS_PAUSED",
    },
  },
};
function workspace() {
  on(`GET ${UC}/tables/${NAME}`, { name: "orders", full_name: NAME, table_id: "t-1" });
  on(`GET ${UC}/schemas/:name`, { name: "sales", full_name: "main.sales", schema_id: "s-1" });
}

describe("list_quality_monitors", () => {
  test("returns a page", async () => {
    on(`GET ${DQ}`, { monitors: [monitor, { object_type: "schema", object_id: "s-1" }], next_page_token: "n" });
    const { call } = await connect();
    expect((await call("list_quality_monitors")).structuredContent).toEqual({
      monitors: [
        { object_type: "table", object_id: "t-1", full_name: NAME, status: "ACTIVE" },
        { object_type: "schema", object_id: "s-1" },
      ],
      next_page_token: "n",
    });
  });
});

describe("get_quality_monitor", () => {
  test("returns the configuration and the latest refreshes", async () => {
    workspace();
    on(`GET ${DQ}/table/t-1`, monitor);
    on(`GET ${DQ}/table/t-1/refreshes`, {
      refreshes: [
        { refresh_id: 7, state: "MONITOR_REFRESH_STATE_FAILED", message: "No rows", start_time_ms: 1_760_000_000_000 },
      ],
    });
    const { call } = await connect({ settings: { access: "read" } });
    expect((await call("get_quality_monitor", { full_name: NAME })).structuredContent).toEqual({
      object_type: "table",
      object_id: "t-1",
      full_name: NAME,
      status: "ACTIVE",
      profile: "time series by day",
      granularities: ["1_DAY"],
      schedule: "0 0 6 * * ? UTC paused",
      profile_metrics_table_name: "main.q.orders_profile_metrics",
      drift_metrics_table_name: "main.q.orders_drift_metrics",
      refreshes: [{ refresh_id: "7", state: "FAILED", message: "No rows", start_time: "2025-10-09T08:53:20Z" }],
    });
  });

  test("a table without an id has no monitor", async () => {
    on(`GET ${UC}/tables/${NAME}`, { name: "orders", full_name: NAME });
    const { call } = await connect();
    expect(textOf(await call("get_quality_monitor", { full_name: NAME }))).toContain("no id for this object");
  });
});

describe("create_quality_monitor", () => {
  const unmonitored = () =>
    on(`GET ${DQ}/:type/:id`, () => platformError(404, "NOT_FOUND", "Monitor does not exist for this object."));
  const old = {
    problem_type: "PROBLEM_TYPE_CLASSIFICATION",
    prediction_col: "p",
    timestamp_column: "ts",
    granularities: ["1 day"],
  };

  test("fields of the older API are refused before the question, with the right ones", async () => {
    workspace();
    unmonitored();
    const seen = on(`POST ${DQ}`, monitor);
    const { call, questions } = await connect({ answer: yes });
    for (const more of [{}, { schedule: { quartz_cron_expression: "0 0 6 * * ?", timezone_id: "UTC" } }]) {
      const data_profiling_config = { inference_log: old, ...more };
      const said = textOf(await call("create_quality_monitor", { full_name: NAME, data_profiling_config }));
      expect(said).toContain(
        "inference_log has the fields problem_type, timestamp_column, granularities, prediction_column, model_id_column, label_column, not prediction_col.",
      );
      expect(said).toContain("inference_log.prediction_column is missing.");
      expect(said).toContain("inference_log.problem_type must be one of INFERENCE_PROBLEM_TYPE_CLASSIFICATION,");
      expect(said).toContain("inference_log.granularities[0] must be one of AGGREGATION_GRANULARITY_1_DAY,");
    }
    const changed = await call("update_quality_monitor", {
      full_name: NAME,
      data_profiling_config: { snapshot: { a: 1 }, custom_metrics: {}, time_series: "day" },
    });
    expect(textOf(changed)).toContain("custom_metrics must be a list. snapshot has the fields (none), not a.");
    expect(textOf(changed)).toContain("time_series must be an object.");
    expect([seen.length, questions.length]).toEqual([0, 0]);
  });

  test("an object that has a monitor is refused before the question, with the tool that changes it", async () => {
    workspace();
    on(`GET ${DQ}/table/t-1`, monitor);
    const { call, questions } = await connect({ answer: yes });
    const schedule = { quartz_cron_expression: "0 0 6 * * ?", timezone_id: "UTC" };
    for (const more of [{}, { data_profiling_config: { schedule } }]) {
      const said = textOf(await call("create_quality_monitor", { full_name: NAME, ...more }));
      expect(said).toContain("It has a monitor already; nothing was sent. Change it with update_quality_monitor");
    }
    expect(questions).toEqual([]);
  });

  test("profiles a table into the schema by its id, without a question", async () => {
    workspace();
    unmonitored();
    const seen = on(`POST ${DQ}`, monitor);
    const { call, questions } = await connect({ answer: no });
    await call("create_quality_monitor", { full_name: NAME, output_schema: "main.q" });
    expect(seen[0]?.body).toEqual({
      object_type: "table",
      object_id: "t-1",
      data_profiling_config: { snapshot: {}, output_schema_id: "s-1" },
    });
    expect(questions).toEqual([]);
  });

  test.each<[string, object]>([
    ["main.q.*", { output_schema: "main.q" }],
    [`main.q.${NAME.split(".").at(-1)}_drift_metrics`, { output_schema: "main.q" }],
    ["/Shared/boards", { data_profiling_config: { assets_dir: "/Shared/boards" } }],
    ["else.where.x", { data_profiling_config: { output_schema_id: "s-1" } }],
  ])("a protected output is not written: %s, %j", async (protect, more) => {
    workspace();
    unmonitored();
    const { call } = await connect({ settings: { protect: [protect], confirm: "never" } });
    const said = textOf(await call("create_quality_monitor", { full_name: NAME, ...more }));
    expect(said).toContain("Refused: the operator protects");
  });

  test("asks about a schedule and about who is notified", async () => {
    workspace();
    unmonitored();
    const seen = on(`POST ${DQ}`, monitor);
    const { call, questions } = await connect({ answer: no });
    const settings = {
      time_series: { timestamp_column: "day", granularities: ["AGGREGATION_GRANULARITY_1_DAY"] },
      notification_settings: { on_failure: { email_addresses: ["out@example.com"] } },
    };
    await call("create_quality_monitor", { full_name: NAME, data_profiling_config: settings });
    expect(questions[0]).toContain('email_addresses[0] to "out@example.com"');
    expect(seen).toEqual([]);
  });

  test("looks for anomalies in a schema", async () => {
    workspace();
    unmonitored();
    const seen = on(`POST ${DQ}`, { object_type: "schema", object_id: "s-1" });
    const { call } = await connect();
    const made = await call("create_quality_monitor", { full_name: "main.sales" });
    expect(seen[0]?.body).toEqual({ object_type: "schema", object_id: "s-1", anomaly_detection_config: {} });
    // The platform's response has no name for a schema.
    expect(made.structuredContent).toMatchObject({ object_type: "schema", full_name: "main.sales" });
  });
});

describe("update_quality_monitor", () => {
  test("names each field in the mask, and asks with its value", async () => {
    workspace();
    const seen = on(`PATCH ${DQ}/table/t-1`, monitor);
    on(`GET ${DQ}/table/t-1`, { ...monitor, data_profiling_config: { output_schema_id: "s-9" } });
    const { call, questions } = await connect({ answer: yes });
    await call("update_quality_monitor", { full_name: NAME, data_profiling_config: { slicing_exprs: ["region"] } });
    expect(seen[0]?.query).toEqual({ update_mask: "data_profiling_config.slicing_exprs" });
    expect(seen[0]?.body).toEqual({ data_profiling_config: { output_schema_id: "s-9", slicing_exprs: ["region"] } });
    expect(questions[0]).toContain('It sets slicing_exprs[0] to "region".');
  });
});

describe("delete_quality_monitor", () => {
  test("asks", async () => {
    workspace();
    const seen = on(`DELETE ${DQ}/table/t-1`, {});
    const { call, questions } = await connect({ answer: yes });
    await call("delete_quality_monitor", { full_name: NAME });
    expect(questions[0]).toContain(`Delete the monitor of table "${NAME}"?`);
    expect(seen).toHaveLength(1);
  });
});

describe("start_quality_refresh", () => {
  test("waits for the end", async () => {
    workspace();
    const refresh = { refresh_id: 7, state: "MONITOR_REFRESH_STATE_RUNNING" };
    on(`POST ${DQ}/table/t-1/refreshes`, refresh);
    on(`GET ${DQ}/table/t-1/refreshes/7`, refresh, { ...refresh, state: "MONITOR_REFRESH_STATE_SUCCESS" });
    const { call } = await connect();
    expect((await call("start_quality_refresh", { full_name: NAME })).structuredContent).toEqual({
      refresh_id: "7",
      state: "SUCCESS",
    });
  });

  test("returns at once where it shall not wait", async () => {
    workspace();
    on(`POST ${DQ}/table/t-1/refreshes`, { refresh_id: 7, state: "MONITOR_REFRESH_STATE_PENDING" });
    on(`GET ${DQ}/table/t-1/refreshes/7`, { refresh_id: 7, state: "MONITOR_REFRESH_STATE_PENDING" });
    const { call } = await connect();
    const { structuredContent } = await call("start_quality_refresh", { full_name: NAME, wait_seconds: 0 });
    expect(structuredContent).toEqual({
      refresh_id: "7",
      state: "PENDING",
      next: "get_quality_monitor shows when it has ended.",
    });
  });
});

describe("get_quality_results", () => {
  const statementOf = ({ body }: Seen): string => String(new Map(Object.entries(body ?? {})).get("statement"));
  const rows = (...data_array: (string | null)[][]) => ({
    statement_id: "s1",
    status: { state: "SUCCEEDED" },
    manifest: {
      schema: { columns: (data_array[0] ?? []).map((_, at) => ({ name: `c${at}` })) },
      total_row_count: data_array.length,
    },
    result: { chunk_index: 0, row_offset: 0, row_count: data_array.length, data_array },
  });

  test("reads the newest profile and drift", async () => {
    workspace();
    on(`GET ${DQ}/table/t-1`, monitor);
    on("GET /api/2.0/sql/warehouses/w1", { id: "w1", state: "RUNNING" });
    const seen = on("POST /api/2.0/sql/statements", (one) =>
      statementOf(one).includes("drift_type")
        ? rows(["total", "CONSECUTIVE", "2", "0.5", "1.5", null])
        : rows(["total", "double", "10", "1", "10", "9", "0", "99", "12.5", "2026-01-01 00:00:00"]),
    );
    const { call } = await connect({ settings: { warehouseId: "w1" } });
    expect((await call("get_quality_results", { full_name: NAME })).structuredContent).toEqual({
      window_start: "2026-01-01 00:00:00",
      columns: [
        {
          column_name: "total",
          data_type: "double",
          count: "10",
          nulls: "1",
          percent_null: "10",
          distinct: "9",
          min: "0",
          max: "99",
          avg: "12.5",
        },
      ],
      drift: [
        {
          column_name: "total",
          drift_type: "CONSECUTIVE",
          count_delta: "2",
          avg_delta: "0.5",
          percent_null_delta: "1.5",
        },
      ],
    });
    expect(seen.map(statementOf).join()).toContain("`main`.`q`.`orders_profile_metrics`");
  });

  test("a monitor that has not written metrics names the next step", async () => {
    workspace();
    on(`GET ${DQ}/table/t-1`, { object_type: "table", object_id: "t-1", data_profiling_config: {} });
    const { call } = await connect();
    expect(textOf(await call("get_quality_results", { full_name: NAME }))).toContain("start_quality_refresh");
  });
});
