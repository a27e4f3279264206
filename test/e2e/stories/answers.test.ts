import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

interface Listed {
  readonly run_id: string;
  readonly result_state?: string;
  readonly name?: string;
}
const listOf = (value: unknown) => value as readonly Listed[];

test("why did the nightly job fail? Two calls", async () => {
  const { call } = story;
  const { runs } = await call("list_job_runs", { limit: 24 });
  const failed = listOf(runs).find(({ result_state }) => result_state === "FAILED");
  expect(await call("diagnose_job_run", { run_id: failed?.run_id })).toMatchObject({
    run: { run_name: "nightly-etl", result_state: "FAILED" },
    failed_tasks: [
      {
        task_key: "load_orders",
        path: "/Users/ana@example.com/etl/load_orders",
        error: "ValueError: not enough values to unpack (expected 4, got 1)",
        error_trace: expect.stringContaining("parse_line"),
        cell: { index: 2, source: expect.stringContaining("def parse_line") },
      },
    ],
    tasks_not_run: ["check_orders", "daily_revenue"],
    last_success: { run_id: expect.any(String) },
    repair: expect.stringMatching(/^Probably not needed: run \d+ succeeded later/),
  });
});

test("a run that a changed parameter broke is compared with the last success, and fixed", async () => {
  const { call } = story;
  const path = "/Users/ana@example.com/drafts/halve";
  const content = 'amount = int(dbutils.widgets.get("amount"))\nprint(100 / amount)';
  await call("import_notebook", { path, content, language: "PYTHON" });
  const tasks = [{ task_key: "halve", notebook_task: { notebook_path: path } }];
  const settings = { parameters: [{ name: "amount", default: "4" }] };
  const { job_id } = await call("create_job", { name: "halving", tasks, settings });
  await call("run_job", { job_id, wait_seconds: 45 });
  const bad = await call("run_job", { job_id, job_parameters: { amount: "0" }, wait_seconds: 45 });
  const found = await call("diagnose_job_run", { run_id: bad.run_id });
  expect(found).toMatchObject({
    failed_tasks: [{ error: expect.stringContaining("ZeroDivisionError"), cell: { index: 0 } }],
    changed_since_success: expect.arrayContaining(["parameters.amount: 4 → 0"]),
    repair: expect.stringMatching(/^Not yet: nothing changed since/),
  });

  // After the notebook is fixed, the same question has another answer.
  await call("import_notebook", { path, content: "print(1)", language: "PYTHON", overwrite: true });
  expect(await call("diagnose_job_run", { run_id: bad.run_id })).toMatchObject({
    repair: expect.stringMatching(/^Worth trying, because something changed since: .*halve was modified/),
  });
  await call("delete_job", { job_id });
}, 120_000);

test("why does the cluster not start?", async () => {
  const { clusters } = await story.call("list_clusters");
  const gpu = (clusters as readonly { cluster_id: string; cluster_name: string }[]).find(
    ({ cluster_name }) => cluster_name === "gpu-training",
  );
  expect(await story.call("diagnose_cluster", { cluster_id: gpu?.cluster_id })).toMatchObject({
    verdict: expect.stringContaining("no capacity for this node type"),
    failed_starts: 1,
    next: expect.stringContaining("another node type"),
  });
});

test("what does this table hold?", async () => {
  expect(await story.call("describe_table", { full_name: "main.sales.orders" })).toMatchObject({
    facts: { owner: expect.any(String), rows: 5000 },
    columns: expect.arrayContaining([expect.objectContaining({ name: "order_id" })]),
    sample: { columns: expect.arrayContaining(["order_id"]), rows: { length: 5 } },
    upstreams: expect.arrayContaining([expect.stringContaining("main.sales.order_items")]),
  });
  expect(await story.call("describe_table", { full_name: "samples.nyctaxi.trips" })).toMatchObject({
    readers: [{ principal: "account users", by: ["SELECT from catalog samples"] }],
  });
});

test("where did this query spend its time?", async () => {
  const { call } = story;
  const statement = "SELECT status, count(*) AS n FROM main.sales.orders GROUP BY status";
  const { statement_id } = await call("execute_sql_read_only", { statement });
  expect(await call("profile_query", { statement_id })).toMatchObject({
    query: { statement_id, status: "FINISHED", query_text: statement },
    plan: expect.stringContaining("Physical Plan"),
    advice: [expect.any(String)],
  });
});

test("how do these runs differ?", async () => {
  const { call } = story;
  const { runs } = await call("search_runs", { experiment_ids: ["3042111"], limit: 4 });
  const run_ids = listOf(runs).map(({ run_id }) => run_id);
  const found = await call("compare_runs", { run_ids });
  expect(found).toMatchObject({
    differences: expect.arrayContaining([expect.objectContaining({ key: "learning_rate" })]),
  });
  expect(found).toHaveProperty("runs.length", 4);
});

test("where is it? By name and by content", async () => {
  const named = await story.call("search_workspace", { query: "orders" });
  const names = listOf(named.results).map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(["main.sales.orders", "/Users/ana@example.com/etl/load_orders", "nightly-etl"]),
  );
  const inside = { query: "parse_line", content: true, path: "/Users/ana@example.com" };
  expect(await story.call("search_workspace", inside)).toMatchObject({
    results: [{ name: "/Users/ana@example.com/etl/load_orders", about: expect.stringContaining("def parse_line") }],
  });
});

test("what is in the columns of this table?", async () => {
  const found = await story.call("profile_table", { full_name: "main.sales.orders", key: ["order_id"] });
  expect(found).toMatchObject({
    duplicates: 0,
    columns: expect.arrayContaining([expect.objectContaining({ nulls: 0 })]),
  });
  const columns = Object(found).columns as readonly { name: string; top: readonly string[] }[];
  expect(columns.find(({ name }) => name === "status")?.top[0]).toMatch(/^[a-z]+ \(\d+\)$/);
});

test("which values of this key repeat?", async () => {
  const found = await story.call("profile_table", {
    full_name: "main.sales.orders",
    columns: ["order_id"],
    key: ["status", "customer_id"],
  });
  const { duplicates, repeated } = Object(found);
  expect(repeated.rows - repeated.values).toBe(duplicates);
  expect(repeated.examples).toHaveLength(3);
  expect(repeated.examples[0]).toMatchObject({
    key: expect.stringMatching(/^status=\w+, customer_id=\d+$/),
    rows: expect.any(Number),
  });
});
