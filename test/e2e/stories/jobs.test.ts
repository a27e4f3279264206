import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const NOTEBOOK = `# Databricks notebook source
amount = int(dbutils.widgets.get("amount"))
print("amount is", amount)
# COMMAND ----------
# MAGIC %sql
# MAGIC SELECT count(*) AS trips FROM samples.nyctaxi.trips WHERE fare_amount < 0
# COMMAND ----------
if amount < 0:
    raise ValueError(f"{amount} is below zero")
dbutils.notebook.exit(str(amount * 2))
`;

interface Task {
  readonly task_key: string;
  readonly run_id: string;
  readonly result_state?: string;
}
const tasksOf = (run: Record<string, unknown>) => run.tasks as readonly Task[];
const states = (run: Record<string, unknown>) =>
  tasksOf(run).map(({ task_key, result_state }) => [task_key, result_state]);

test("a job is created, run, found broken, repaired, changed and deleted", async () => {
  const { call, failure } = story;
  const path = "/Users/ana@example.com/drafts/double";
  await call("import_notebook", { path, content: NOTEBOOK, language: "PYTHON" });

  const tasks = [
    { task_key: "double", notebook_task: { notebook_path: path } },
    {
      task_key: "large",
      depends_on: [{ task_key: "double" }],
      condition_task: { op: "GREATER_THAN", left: "{{job.parameters.amount}}", right: "100" },
    },
  ];
  const settings = { parameters: [{ name: "amount", default: "21" }], tags: { team: "drafts" } };
  const { job_id } = await call("create_job", { name: "doubling", tasks, settings });
  expect(await failure("create_job", { name: "doubling", tasks })).toContain(`Job ${job_id} already has this name`);
  expect(await call("list_jobs", { name: "doubling" })).toMatchObject({
    jobs: [{ job_id, name: "doubling", tags: { team: "drafts" } }],
  });
  expect(await call("get_job", { job_id })).toMatchObject({ name: "doubling", settings: { tasks, ...settings } });

  // The notebook really runs: its exit value, cells and printed text are returned.
  const good = await call("run_job", { job_id, idempotency_token: "once", wait_seconds: 45 });
  expect(good).toMatchObject({
    life_cycle_state: "TERMINATED",
    result_state: "SUCCESS",
    job_parameters: { amount: "21" },
  });
  expect(await call("run_job", { job_id, idempotency_token: "once", wait_seconds: 45 })).toMatchObject({
    run_id: good.run_id,
  });
  const [double] = tasksOf(good);
  expect(await call("get_job_run_output", { run_id: double?.run_id })).toMatchObject({ notebook_result: "42" });
  const { views } = await call("export_job_run", { run_id: double?.run_id });
  expect(views).toMatchObject([
    { name: "double", cells: [{ output: "amount is 21" }, { output: "trips\n0" }, { output: "Notebook exited: 42" }] },
  ]);

  // Bad input fails the task and its dependents. A repair with better input fixes the run.
  const bad = await call("run_job", { job_id, job_parameters: { amount: "-1" }, wait_seconds: 45 });
  expect(bad).toMatchObject({ result_state: "FAILED", termination_code: "RUN_EXECUTION_ERROR" });
  expect(states(bad)).toEqual([
    ["double", "FAILED"],
    ["large", "UPSTREAM_FAILED"],
  ]);
  const failed = tasksOf(bad)[0]?.run_id;
  expect(bad.next).toContain(`get_job_run_output with run_id ${failed}`);
  const output = await call("get_job_run_output", { run_id: failed });
  expect(output).toMatchObject({ error: "ValueError: -1 is below zero" });
  expect(output.error_trace).toContain("ValueError");
  expect(await failure("get_job_run_output", { run_id: bad.run_id })).toContain("which get_job_run lists");
  const repaired = await call("repair_job_run", {
    run_id: bad.run_id,
    job_parameters: { amount: "5" },
    wait_seconds: 45,
  });
  expect(repaired).toMatchObject({
    run_id: bad.run_id,
    result_state: "SUCCESS",
    repair_id: expect.stringMatching(/^\d+$/),
  });
  expect(await call("repair_job_run", { run_id: bad.run_id, rerun_tasks: ["large"], wait_seconds: 45 })).toMatchObject({
    result_state: "SUCCESS",
  });

  const listed = await call("list_job_runs", { job_id, limit: 1 });
  expect(listed).toMatchObject({ runs: [{ run_id: bad.run_id }], next_page_token: expect.any(String) });

  // A long run is observed and cancelled.
  const sleep = "# Databricks notebook source\nimport time\ntime.sleep(600)";
  await call("import_notebook", { path, content: sleep, language: "PYTHON", overwrite: true });
  const long = await call("run_job", { job_id, wait_seconds: 0 });
  expect(long.next).toContain(`get_job_run with run_id ${long.run_id}`);
  expect(await call("list_job_runs", { job_id, active_only: true })).toMatchObject({ runs: [{ run_id: long.run_id }] });
  expect(await call("cancel_job_run", { run_id: long.run_id })).toMatchObject({ result_state: "CANCELED" });
  const another = await call("run_job", { job_id, wait_seconds: 0 });
  await call("cancel_all_job_runs", { job_id });
  expect(await call("get_job_run", { run_id: another.run_id, wait_seconds: 20 })).toMatchObject({
    result_state: "CANCELED",
  });

  await call("update_job", { job_id, new_settings: { max_concurrent_runs: 3 }, fields_to_remove: ["tags"] });
  const changed = await call("get_job", { job_id });
  expect(changed).toMatchObject({ settings: { max_concurrent_runs: 3, tasks } });
  expect(changed.settings).not.toHaveProperty("tags");
  await call("reset_job", { job_id, new_settings: { name: "halved", tasks: tasks.slice(0, 1) } });
  expect(await call("get_job", { job_id })).toMatchObject({ name: "halved", settings: { tasks: [tasks[0]] } });
  await call("delete_job", { job_id });
  expect(await failure("get_job", { job_id })).toContain("Find the job_id with list_jobs");
}, 120_000);
