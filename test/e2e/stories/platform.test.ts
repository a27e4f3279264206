import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

// Tasks that agents could not do in earlier embedded workspaces, because those were not like the platform.

let story: Story;
beforeAll(async () => {
  story = await openStory({ messy: true, now: Date.now });
});
afterAll(() => story.close());

const HOME = "/Users/ana@example.com";
const NIGHTLY = "620114587321";
const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, key) => Object(inner)[key], value);

test("a failed job is corrected and repaired with its new settings", async () => {
  const { call } = story;
  const query = async (display_name: string, query_text: string) => {
    const { id } = await call("create_query", { display_name, query_text, warehouse_id: "7e083095329f3ca5" });
    return { task_key: "check", sql_task: { query: { query_id: id }, warehouse_id: "7e083095329f3ca5" } };
  };
  const { job_id } = await call("create_job", {
    name: "story-repair",
    tasks: [await query("bad", "SELECT * FROM no")],
  });
  const { run_id } = await call("run_job", { job_id, wait_seconds: 45 });
  await call("update_job", { job_id, new_settings: { tasks: [await query("good", "SELECT 1")] } });
  const repaired = await call("repair_job_run", { run_id, wait_seconds: 45 });
  expect(repaired).toMatchObject({ result_state: "SUCCESS" });
});

test("a backfill runs a task for each day", async () => {
  const { call } = story;
  const nested = { task_key: "day", condition_task: { op: "NOT_EQUAL", left: "{{input}}", right: "" } };
  const tasks = [{ task_key: "days", for_each_task: { inputs: '["2026-01-01","2026-01-02"]', task: nested } }];
  const { job_id } = await call("create_job", { name: "story-backfill", tasks });
  const run = await call("run_job", { job_id, wait_seconds: 45 });
  expect(run).toMatchObject({ result_state: "SUCCESS" });
  const days = await call("get_job_run", { run_id: at(run.tasks, 0, "run_id") });
  expect(JSON.stringify(days)).toMatch(/iterations/);
});

test("the file that broke the nightly job exists, and last night's run does too", async () => {
  const { call } = story;
  const { runs } = await call("list_job_runs", { job_id: NIGHTLY });
  const latest = Date.parse(String(at(runs, 0, "start_time")));
  expect(Date.now() - latest).toBeLessThan(26 * 3_600_000);
  const failed = Array.from(runs as object[]).find((run) => at(run, "result_state") === "FAILED");
  const { tasks } = await call("get_job_run", { run_id: at(failed, "run_id") });
  const { error_trace } = await call("get_job_run_output", { run_id: at(tasks, 0, "run_id") });
  const [path] = /\/Volumes\/[\w/.-]+\.csv/.exec(String(error_trace)) ?? [];
  expect(JSON.stringify(await call("read_file", { path }))).toContain("export interrupted");
});

test("the data of the last 30 days is there", async () => {
  const { call } = story;
  const statement =
    "SELECT count(DISTINCT order_date) FROM main.sales.orders WHERE order_date >= date_sub(current_date(), 30)";
  const { rows } = await call("execute_sql_read_only", { statement });
  expect(Number(at(rows, 0, 0))).toBeGreaterThanOrEqual(29);
  const { spaces } = await call("list_genie_spaces");
  const asked = await call("ask_genie", { space_id: at(spaces, 0, "space_id"), question: "Revenue by month" });
  expect(asked).toMatchObject({ queries: [{ title: "Revenue by month", total_rows: expect.any(Number) }] });
});

test("a table with faults is profiled", async () => {
  const statement =
    "SELECT count(*) - count(DISTINCT customer_id), count_if(email IS NULL), count_if(email = '') FROM main.sales.customers_import";
  const { rows } = await story.call("execute_sql_read_only", { statement });
  expect(Array.from(at(rows, 0) as string[]).every((count) => Number(count) > 0)).toBe(true);
});

test("permissions are those of objects and principals that exist", async () => {
  const { call, failure } = story;
  const missing = { object_type: "experiments", object_id: "1" };
  expect(await failure("get_permissions", missing)).toContain("does not exist");
  const list = (group_name: string) => [{ group_name, permission_level: "CAN_VIEW" }];
  const job = { object_type: "jobs", object_id: NIGHTLY };
  expect(await failure("update_permissions", { ...job, access_control_list: list("nosuch") })).toContain("nosuch");
  expect(await call("update_permissions", { ...job, access_control_list: list("analysts") })).toMatchObject({
    permissions: expect.arrayContaining([expect.objectContaining({ group_name: "analysts" })]),
  });
  const grant = { securable_type: "schema", full_name: "main.sales", add: ["SELECT"] };
  expect(await failure("update_grants", { ...grant, principal: "ml-platfrm" })).toContain("ml-platfrm");
});

test("an isolated catalog is read only from the workspaces that it is bound to", async () => {
  const { call, failure } = story;
  await call("create_catalog", { catalog_name: "vault" });
  await call("execute_sql", { statement: "CREATE TABLE vault.default.t AS SELECT 1 AS n" });
  await call("update_catalog", { catalog_name: "vault", settings: { isolation_mode: "ISOLATED" } });
  const read = { statement: "SELECT n FROM vault.default.t" };
  expect(await failure("execute_sql_read_only", read)).toMatch(/NOT_FOUND|NO_SUCH_CATALOG/);
  await call("update_catalog", { catalog_name: "vault", settings: { isolation_mode: "OPEN" } });
  expect(await call("execute_sql_read_only", read)).toMatchObject({ rows: [["1"]] });
});

test("a dashboard is an object of the workspace, and an empty folder is not an app", async () => {
  const { call, failure } = story;
  const serialized_dashboard = JSON.stringify({ pages: [{ name: "p1", displayName: "First" }] });
  await call("create_dashboard", { display_name: "Lab board", serialized_dashboard });
  const { objects } = await call("list_workspace_objects", { path: HOME });
  expect(objects).toContainEqual(expect.objectContaining({ path: `${HOME}/Lab board.lvdash.json` }));
  await call("create_app", { name: "story-empty" });
  await call("create_directory", { path: `${HOME}/empty` });
  expect(await failure("deploy_app", { name: "story-empty", source_code_path: `/Workspace${HOME}/empty` })).toContain(
    "folder is empty",
  );
});
