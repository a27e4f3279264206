import { beforeEach, describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { runsAs } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const PATH = "/api/2.0/alerts";
/** The warehouse of the alerts does not run, so that their SQL is not checked unless a test starts it. */
beforeEach(() => void on("GET /api/2.0/sql/warehouses/:id", { id: "w1", state: "STOPPED" }));
const alert = {
  id: "a1",
  display_name: "Late data",
  query_text: "SELECT count(*) c FROM main.ops.late",
  warehouse_id: "w1",
  schedule: { quartz_cron_schedule: "0 0 8 * * ?", timezone_id: "UTC", pause_status: "UNPAUSED" },
  evaluation: {
    source: { name: "c", display: "Late rows" },
    comparison_operator: "GREATER_THAN",
    threshold: { value: { double_value: 0 } },
    notification: { subscriptions: [{ user_email: "ana@example.com" }, { destination_id: "d1" }], notify_on_ok: true },
    state: "TRIGGERED",
    last_evaluated_at: "2026-01-15T09:00:00Z",
  },
  owner_user_name: "ana@example.com",
  lifecycle_state: "ACTIVE",
};
const summary = {
  id: "a1",
  display_name: "Late data",
  state: "TRIGGERED",
  last_evaluated_at: "2026-01-15T09:00:00Z",
  schedule: "0 0 8 * * ? UTC (UNPAUSED)",
  warehouse_id: "w1",
  owner_user_name: "ana@example.com",
};
const details = {
  ...summary,
  query_text: alert.query_text,
  condition: { column: "c", comparison_operator: "GREATER_THAN", threshold: "0" },
  notify_emails: ["ana@example.com"],
  notify_destination_ids: ["d1"],
  notify_on_ok: true,
};

describe("notifications of an alert", () => {
  test("can be repeated and sent when it is over, and keep their subscribers", async () => {
    on(`GET ${PATH}/a1`, alert);
    const seen = on(`PATCH ${PATH}/a1`, alert);
    const { call } = await connect();
    await call("update_alert", { alert_id: "a1", retrigger_seconds: 3600, notify_on_ok: false });
    expect(seen[0]?.body).toMatchObject({
      evaluation: {
        notification: {
          subscriptions: alert.evaluation.notification.subscriptions,
          retrigger_seconds: 3600,
          notify_on_ok: false,
        },
      },
    });
  });
});

test("create_alert chooses a warehouse if none is given", async () => {
  on("GET /api/2.0/sql/warehouses", { warehouses: [{ id: "w7", name: "Shared", state: "RUNNING" }] });
  on("GET /api/warehouses/v1/default-warehouse-overrides/me", platformError(404, "NOT_FOUND", "none"));
  const seen = on(`POST ${PATH}`, alert);
  const { call } = await connect();
  const args = { display_name: "n", query_text: "SELECT 1 AS c", comparison_operator: "IS_NULL", column: "c" };
  await call("create_alert", { ...args, quartz_cron_schedule: "0 0 8 * * ?" });
  expect(seen[0]?.body).toMatchObject({ warehouse_id: "w7" });
});

describe("list_alerts", () => {
  test("returns one page with states", async () => {
    const asked = on(`GET ${PATH}`, { alerts: [alert], next_page_token: "t2" });
    const { call } = await connect();
    const result = await call("list_alerts", { limit: 5 });
    expect(asked[0]?.query).toEqual({ page_size: "5" });
    expect(result.structuredContent).toEqual({ alerts: [summary], next_page_token: "t2" });
  });
});

describe("get_alert", () => {
  test("returns condition, subscribers and state", async () => {
    on(`GET ${PATH}/a1`, alert);
    const { call } = await connect();
    expect((await call("get_alert", { alert_id: "a1" })).structuredContent).toEqual(details);
  });

  test.each([
    [{ value: { string_value: "late" } }, "late"],
    [{ value: { bool_value: false } }, "false"],
    [{ column: { name: "allowed" } }, "column allowed"],
  ])("shows the threshold %o", async (threshold, shown) => {
    on(`GET ${PATH}/a1`, { ...alert, evaluation: { ...alert.evaluation, threshold } });
    const { call } = await connect();
    expect((await call("get_alert", { alert_id: "a1" })).structuredContent).toMatchObject({
      condition: { threshold: shown },
    });
  });
});

const wanted = {
  display_name: "Late data",
  query_text: "SELECT count(*) c FROM main.ops.late",
  warehouse_id: "w1",
  column: "c",
  comparison_operator: "GREATER_THAN",
  threshold: 0,
  quartz_cron_schedule: "0 0 8 * * ?",
};

describe("the SQL of an alert is checked on its warehouse, if that is running", () => {
  const described = (state: object, data_array: string[][] = []) => ({
    statement_id: "s1",
    status: state,
    manifest: { schema: { columns: [{ name: "col_name" }] }, total_row_count: data_array.length },
    result: { chunk_index: 0, row_offset: 0, row_count: data_array.length, data_array },
  });
  const fine = described({ state: "SUCCEEDED" }, [["C"], ["other"]]);
  const broken = described({
    state: "FAILED",
    error: { error_code: "BAD_REQUEST", message: "[TABLE_OR_VIEW_NOT_FOUND] The table or view cannot be found." },
  });

  test.each([
    [fine, alert.query_text, "c", undefined],
    [fine, alert.query_text, "m", "The query does not return the column m, only C, other."],
    [broken, alert.query_text, "c", expect.stringContaining("TABLE_OR_VIEW_NOT_FOUND")],
    [undefined, "SELECT count(*) c FROM t WHERE day = :day", "c", undefined],
  ])("%#", async (answer, query_text, column, check) => {
    on("GET /api/2.0/sql/warehouses/w1", { id: "w1", state: "RUNNING" });
    const asked = on("POST /api/2.0/sql/statements", answer ?? {});
    on(`POST ${PATH}`, alert);
    on(`GET ${PATH}/a1`, { ...alert, evaluation: { ...alert.evaluation, source: { name: column } } });
    on(`PATCH ${PATH}/a1`, alert);
    const { call } = await connect();
    const schedule = { comparison_operator: "IS_NULL", quartz_cron_schedule: "0 0 8 * * ?" };
    const fields = { display_name: "Late data", query_text, column, warehouse_id: "w1", ...schedule };
    const created = await call("create_alert", fields);
    const changed = await call("update_alert", { alert_id: "a1", query_text });
    on(`GET ${PATH}/a1`, { ...alert, query_text, evaluation: { source: { name: column }, state: "ERROR" } });
    const read = await call("get_alert", { alert_id: "a1" });
    for (const { structuredContent } of [created, changed, read])
      expect(Object(structuredContent).check).toEqual(check);
    expect(asked.map(({ body }) => Object(body).statement)).toEqual(
      answer ? Array.from({ length: 3 }, () => `DESCRIBE QUERY ${query_text}`) : [],
    );
  });
});

describe("create_alert", () => {
  test("nests the flat settings; an alert without subscribers needs no confirmation", async () => {
    const asked = on(`POST ${PATH}`, alert);
    const { call } = await connect();
    expect((await call("create_alert", wanted)).structuredContent).toEqual(details);
    expect(asked[0]?.body).toEqual({
      display_name: "Late data",
      query_text: wanted.query_text,
      warehouse_id: "w1",
      schedule: { quartz_cron_schedule: "0 0 8 * * ?", timezone_id: "UTC" },
      evaluation: {
        source: { name: "c" },
        comparison_operator: "GREATER_THAN",
        threshold: { value: { double_value: 0 } },
      },
    });
  });

  test("R4 asks for confirmation and names the subscribers", async () => {
    const asked = on(`POST ${PATH}`, alert);
    const { call, questions } = await connect({ answer: yes });
    await call("create_alert", { ...wanted, threshold: "x", notify_emails: ["eve@example.net"] });
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        'Create SQL alert "Late data"?',
        'It sends notifications to "eve@example.net".',
      ].join("\n"),
    ]);
    expect(asked[0]?.body).toMatchObject({
      evaluation: {
        threshold: { value: { string_value: "x" } },
        notification: { subscriptions: [{ user_email: "eve@example.net" }] },
      },
    });
  });

  test("does not ask before it notifies addresses of the own domain, as jobs do not", async () => {
    runsAs({ id: "1", userName: "ana@example.com" });
    on(`POST ${PATH}`, alert);
    const { call, questions } = await connect({ answer: yes });
    await call("create_alert", { ...wanted, notify_emails: ["ana@example.com", "boss@Example.com"] });
    expect(questions).toEqual([]);
    await call("create_alert", { ...wanted, notify_emails: ["ana@example.com", "eve@example.net"] });
    expect(questions).toEqual([expect.stringContaining('It sends notifications to "eve@example.net".')]);
    expect(questions.join()).not.toContain("ana@");
  });

  test.each([
    [-0.5, { double_value: -0.5 }],
    ["12", { double_value: 12 }],
    ["007", { string_value: "007" }],
    ["late", { string_value: "late" }],
  ])("compares with %j as a number only where it is one", async (threshold, value) => {
    const asked = on(`POST ${PATH}`, alert);
    const { call } = await connect();
    await call("create_alert", { ...wanted, threshold });
    expect(asked[0]?.body).toMatchObject({ evaluation: { threshold: { value } } });
  });

  test("asks for confirmation of SQL that may do more than read", async () => {
    const asked = on(`POST ${PATH}`, alert);
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    const result = await call("create_alert", { ...wanted, query_text: "DELETE FROM main.ops.late" });
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        'Create SQL alert "Late data"?',
        "It runs SQL that may do more than read, because it removes existing rows, and does so later without asking.",
        "The SQL:",
        "| DELETE FROM main.ops.late",
      ].join("\n"),
    ]);
    expect(result.isError).toBe(true);
    expect(asked).toHaveLength(0);
  });
});

describe("update_alert", () => {
  test("keeps the parts of evaluation and schedule that are not changed", async () => {
    on(`GET ${PATH}/a1`, alert);
    const asked = on(`PATCH ${PATH}/a1`, alert);
    const { call } = await connect();
    await call("update_alert", { alert_id: "a1", threshold: 5, pause_status: "PAUSED" });
    const { state: _, last_evaluated_at: __, ...evaluation } = alert.evaluation;
    expect(asked[0]?.query).toEqual({ update_mask: "schedule,evaluation" });
    expect(asked[0]?.body).toEqual({
      schedule: { ...alert.schedule, pause_status: "PAUSED" },
      evaluation: { ...evaluation, threshold: { value: { double_value: 5 } } },
    });
  });

  test("asks before adding subscribers, and replaces emails but not destinations", async () => {
    on(`GET ${PATH}/a1`, alert);
    const asked = on(`PATCH ${PATH}/a1`, alert);
    const { call, questions } = await connect({ answer: yes });
    await call("update_alert", { alert_id: "a1", notify_emails: ["bo@example.com"] });
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        'Change SQL alert "Late data" (id a1, owner "ana@example.com")?',
        'It sends notifications to "bo@example.com".',
        'It no longer sends notifications to "ana@example.com".',
      ].join("\n"),
    ]);
    expect(asked[0]?.body).toMatchObject({
      evaluation: {
        source: { name: "c", display: "Late rows" },
        notification: {
          subscriptions: [{ user_email: "bo@example.com" }, { destination_id: "d1" }],
          notify_on_ok: true,
        },
      },
    });
  });

  test.each([
    [{ comparison_operator: ">" }, "comparison_operator: must be one of EQUAL, NOT_EQUAL, IS_NULL"],
    [
      { quartz_cron_schedule: "0 8 * * *" },
      "quartz_cron_schedule: must have 6 or 7 fields, starting with seconds, e.g. 0 0 8 * * ?",
    ],
  ])("refuses %j without asking", async (wrong, words) => {
    const { call, questions } = await connect({ answer: yes });
    const notify_emails = ["ben@example.com"];
    expect(textOf(await call("update_alert", { alert_id: "a1", notify_emails, ...wrong }))).toContain(words);
    expect(questions).toEqual([]);
  });
});

describe.each(["ask", "never"] as const)("with --protect and --confirm %s", (confirm) => {
  test.each(["update_alert", "delete_alert"])("%s spares an alert that is protected by its name", async (tool) => {
    on(`GET ${PATH}/a1`, alert);
    const { call } = await connect({ settings: { confirm, protect: ["late*"] }, answer: yes });
    const args = tool === "update_alert" ? { threshold: 5 } : {};
    expect(textOf(await call(tool, { id: "a1", ...args }))).toContain("the operator protects this object");
  });
});

describe("delete_alert", () => {
  test("asks with name and owner, then moves it to the trash", async () => {
    on(`GET ${PATH}/a1`, alert);
    const asked = on(`DELETE ${PATH}/a1`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("delete_alert", { alert_id: "a1" });
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        'Move to the trash SQL alert "Late data" (id a1, owner "ana@example.com")?',
        "Its subscribers will no longer be notified.",
      ].join("\n"),
    ]);
    expect(asked[0]?.query).toEqual({});
    expect(result.structuredContent).toEqual({ id: "a1", name: "Late data", lifecycle_state: "DELETED" });
  });
});
