import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const PATH = "/api/2.0/sql/queries";
const query = {
  id: "q1",
  display_name: "Daily sales",
  query_text: "SELECT sum(total) FROM main.sales.orders WHERE order_date = {{day}}",
  warehouse_id: "w1",
  owner_user_name: "ana@example.com",
  last_modifier_user_name: "ana@example.com",
  lifecycle_state: "ACTIVE",
  run_as_mode: "OWNER",
  parameters: [{ name: "day", title: "Day", date_value: { date_value: "2026-01-01" } }],
  tags: [],
  create_time: "2026-01-10T08:00:00Z",
  update_time: "2026-01-11T08:00:00Z",
};
const summary = {
  id: "q1",
  display_name: "Daily sales",
  owner_user_name: "ana@example.com",
  warehouse_id: "w1",
  update_time: "2026-01-11T08:00:00Z",
};
const details = {
  ...summary,
  query_text: query.query_text,
  parameters: query.parameters,
  run_as_mode: "OWNER",
  last_modifier_user_name: "ana@example.com",
  create_time: "2026-01-10T08:00:00Z",
};

describe("list_queries", () => {
  test("returns one page without SQL; skips an empty page", async () => {
    const asked = on(`GET ${PATH}`, { next_page_token: "t2" }, { results: [query], next_page_token: "t3" });
    const { call } = await connect();
    const result = await call("list_queries", { limit: 1, page_token: "t1" });
    expect(asked.map(({ query }) => query)).toEqual([
      { page_size: "1", page_token: "t1" },
      { page_size: "1", page_token: "t2" },
    ]);
    expect(result.structuredContent).toEqual({ queries: [summary], next_page_token: "t3" });
  });

  test("finds those with a part of the name on further pages", async () => {
    const other = { ...query, id: "q2", display_name: "Costs" };
    const asked = on(`GET ${PATH}`, { results: [other], next_page_token: "t2" }, { results: [query, other] });
    const { call } = await connect();
    const result = await call("list_queries", { name: "SALES" });
    expect(asked.map(({ query }) => query)).toEqual([{ page_size: "100" }, { page_size: "100", page_token: "t2" }]);
    expect(result.structuredContent).toEqual({ queries: [summary] });
  });
});

describe("get_query", () => {
  test("returns SQL, parameters and defaults", async () => {
    const asked = on(`GET ${PATH}/q1`, query);
    const { call } = await connect();
    expect((await call("get_query", { query_id: "q1" })).structuredContent).toEqual(details);
    expect(asked).toHaveLength(1);
  });
});

describe("create_query", () => {
  test("sends the fields inside query", async () => {
    const asked = on(`POST ${PATH}`, query);
    const { call } = await connect();
    const args = { display_name: "Daily sales", query_text: "SELECT 1", warehouse_id: "w1", parent_path: "/Shared" };
    expect((await call("create_query", args)).structuredContent).toEqual(details);
    expect(asked[0]?.body).toEqual({ query: args });
  });
});

describe("parameters of a saved query", () => {
  const day = { name: "day", text_value: { value: "2026-01-31" } };
  const args = { display_name: "Daily", query_text: "SELECT * FROM t WHERE day = :day" };

  test("are sent with their values", async () => {
    const asked = on(`POST ${PATH}`, { ...query, parameters: [day] });
    const { call } = await connect();
    const created = await call("create_query", { ...args, parameters: [day] });
    expect(asked[0]?.body).toEqual({ query: { ...args, parameters: [day] } });
    expect(created.structuredContent).toMatchObject({ parameters: [day] });
  });

  test("have names", async () => {
    const { call } = await connect();
    const answer = await call("create_query", { ...args, parameters: [{ text_value: { value: "x" } }] });
    expect(textOf(answer)).toContain("parameters.0: must have a name");
  });
});

describe("SQL that is kept", () => {
  const drop = { display_name: "Clean", query_text: "DROP TABLE main.sales.orders" };

  test("create_query asks before it keeps SQL that may do more than read", async () => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    expect((await call("create_query", drop)).isError).toBe(true);
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        'Create saved query "Clean"?',
        "It runs SQL that may do more than read, because it removes an existing object, and does so later without asking.",
        "The SQL:",
        "| DROP TABLE main.sales.orders",
      ].join("\n"),
    ]);
  });

  test.each([
    ["queries.create", { query: drop }],
    ["queries.update", { id: "q1", query: drop, update_mask: "query_text" }],
  ])("call_api %s asks like the typed tool", async (operation, parameters) => {
    on(`GET ${PATH}/q1`, query);
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    expect((await call("call_api", { operation, parameters })).isError).toBe(true);
    expect(questions[0]).toContain("It runs SQL that may do more than read, because it removes an existing object");
    expect(questions[0]).toContain("DROP TABLE main.sales.orders");
  });

  test("call_api does not ask before it keeps a read", async () => {
    const asked = on(`POST ${PATH}`, query);
    const { call, questions } = await connect({ answer: yes });
    await call("call_api", { operation: "queries.create", parameters: { query: { ...drop, query_text: "SELECT 1" } } });
    expect(asked).toHaveLength(1);
    expect(questions).toEqual([]);
  });

  test("call_api asks before it gives a query to another owner", async () => {
    on(`GET ${PATH}/q1`, query);
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    const given = { owner_user_name: "eve@example.com" };
    await call("call_api", {
      operation: "queries.update",
      parameters: { id: "q1", query: given, update_mask: "owner_user_name" },
    });
    expect(questions[0]).toContain("eve@example.com");
  });

  test.each(["ask", "never"] as const)("a protected query stays as it is with --confirm %s", async (confirm) => {
    on(`GET ${PATH}/q1`, query);
    const { call } = await connect({ settings: { confirm, protect: ["Daily sales"] }, answer: yes });
    const sent = [
      call("update_query", { query_id: "q1", description: "x" }),
      call("delete_query", { query_id: "q1" }),
      call("call_api", {
        operation: "queries.update",
        parameters: { id: "q1", query: { description: "x" }, update_mask: "description" },
      }),
      call("call_api", { operation: "queries.delete", parameters: { id: "q1" } }),
    ];
    for (const result of await Promise.all(sent)) expect(textOf(result)).toContain("the operator protects this object");
  });
});

describe("a name that is already used", () => {
  test("leads to update_query", async () => {
    on(`POST ${PATH}`, platformError(409, "RESOURCE_ALREADY_EXISTS", "A query with this name exists."));
    const { call } = await connect();
    const result = await call("create_query", { display_name: "Daily sales", query_text: "SELECT 1" });
    expect(textOf(result)).toContain("Change the query that has this name with update_query");
  });
});

describe("update_query", () => {
  test("lists the changed fields in the mask, including an emptied one", async () => {
    const asked = on(`PATCH ${PATH}/q1`, query);
    on(`GET ${PATH}/q1`, { ...query, query_text: "SELECT 'old'" });
    const { call, questions } = await connect({ answer: yes });
    const result = await call("update_query", { query_id: "q1", query_text: "SELECT 2", description: "" });
    expect(asked[0]?.body).toEqual({
      query: { query_text: "SELECT 2", description: "" },
      update_mask: "query_text,description",
    });
    // The text that was replaced is nowhere else.
    expect(result.structuredContent).toEqual({ ...details, replaced_query_text: "SELECT 'old'" });
    expect(questions).toEqual([]);
  });

  test("asks before saving SQL that may do more than read", async () => {
    on(`GET ${PATH}/q1`, query);
    const asked = on(`PATCH ${PATH}/q1`, query);
    const { call, questions } = await connect({ answer: yes });
    await call("update_query", { query_id: "q1", query_text: "DROP TABLE main.sales.orders" });
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        'Change saved query "Daily sales" (id q1, owner "ana@example.com")?',
        "It runs SQL that may do more than read, because it removes an existing object, and does so later without asking.",
        "The SQL:",
        "| DROP TABLE main.sales.orders",
      ].join("\n"),
    ]);
    expect(asked).toHaveLength(1);
  });
});

describe("delete_query", () => {
  test("asks with name and owner, then moves it to the trash", async () => {
    on(`GET ${PATH}/q1`, query);
    const asked = on(`DELETE ${PATH}/q1`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("delete_query", { query_id: "q1" });
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        'Move to the trash saved query "Daily sales" (id q1, owner "ana@example.com")?',
        "Everything that uses it stops working.",
      ].join("\n"),
    ]);
    expect(asked).toHaveLength(1);
    expect(result.structuredContent).toEqual({ id: "q1", name: "Daily sales", lifecycle_state: "TRASHED" });
  });
});

describe("list_query_history's status", () => {
  test("refuses an unknown status and lists the valid ones", async () => {
    const { call } = await connect();
    expect(textOf(await call("list_query_history", { status: "DONE" }))).toContain("must be one of QUEUED, STARTED, ");
  });
});

describe("list_query_history", () => {
  const HISTORY = "GET /api/2.0/sql/history/queries";
  const info = {
    query_id: "s1",
    status: "FINISHED",
    query_text: `SELECT\n  ${"x".repeat(400)}`,
    query_start_time_ms: 1_768_469_412_000,
    duration: 1400,
    user_name: "ana@example.com",
    warehouse_id: "w1",
    rows_produced: 0,
    query_source: { job_info: { job_id: "12", job_run_id: 7 }, sql_query_id: "" },
    metrics: {
      compilation_time_ms: 120,
      read_bytes: 3_435_973_837,
      rows_read_count: 5000,
      spill_to_disk_bytes: 0,
      result_from_cache: false,
    },
  };

  test("sends every filter under its dotted name", async () => {
    const asked = on(HISTORY, { res: [], has_next_page: false, next_page_token: "left over" });
    const { call } = await connect();
    const result = await call("list_query_history", {
      warehouse_id: "w1",
      status: "FAILED",
      start_time: "2026-01-15T09:30:00Z",
      end_time: "2026-01-16T09:30:00Z",
      include_metrics: true,
    });
    expect(asked[0]?.query).toEqual({
      "filter_by.warehouse_ids": "w1",
      "filter_by.statuses": "FAILED",
      "filter_by.query_start_time_range.start_time_ms": "1768469400000",
      "filter_by.query_start_time_range.end_time_ms": "1768555800000",
      include_metrics: "true",
      max_results: "25",
    });
    expect(result.structuredContent).toEqual({ queries: [] });
  });

  test("describes an execution in words, with its SQL as one short line", async () => {
    on(HISTORY, { res: [info], has_next_page: true, next_page_token: "t2" });
    const { call } = await connect();
    expect((await call("list_query_history")).structuredContent).toEqual({
      queries: [
        {
          statement_id: "s1",
          status: "FINISHED",
          start_time: "2026-01-15T09:30:12Z",
          duration: "1.4 s",
          rows_produced: 0,
          user_name: "ana@example.com",
          warehouse_id: "w1",
          source: "job_id 12, job_run_id 7",
          query_text: `SELECT ${"x".repeat(292)}…`,
          metrics: { compilation: "120 ms", read: "3.2 GiB", rows_read: 5000 },
        },
      ],
      next_page_token: "t2",
    });
  });

  test("returns a single statement with its full text", async () => {
    const asked = on(HISTORY, { res: [info] });
    const { call } = await connect();
    const result = await call("list_query_history", { statement_id: "s1" });
    expect(asked[0]?.query).toMatchObject({ "filter_by.statement_ids": "s1" });
    expect(result.structuredContent).toMatchObject({ queries: [{ query_text: info.query_text }] });
  });

  test("refuses an invalid time", async () => {
    const { call } = await connect();
    expect((await call("list_query_history", { start_time: "yesterday" })).isError).toBe(true);
  });
});
