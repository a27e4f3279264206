import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type JobsBody, openSession, results } from "./session.ts";

const HOME = "/Users/ana@example.com";
const WAREHOUSE = "7e083095329f3ca5";

/** An interpreter starts in a second, on a busy machine in many. */
const SLOW = { timeout: 90_000 };

let session: Awaited<ReturnType<typeof openSession>>;
beforeAll(async () => {
  session = await openSession();
  const notebooks = {
    shared: "# Databricks notebook source\nrate = 2",
    sums: [
      "# Databricks notebook source",
      "# MAGIC %run ./shared",
      "# COMMAND ----------",
      'dbutils.widgets.text("day", "never")\nprint("day", dbutils.widgets.get("day"))',
      "# COMMAND ----------",
      "# MAGIC %sql",
      "# MAGIC SELECT :day AS day, count(*) AS trips FROM samples.nyctaxi.trips WHERE fare_amount > 1e9",
      "# COMMAND ----------",
      'dbutils.jobs.taskValues.set("total", 21 * rate)\ndbutils.notebook.exit(f"{dbutils.widgets.get(\'day\')} <{21 * rate}>")',
      "# COMMAND ----------",
      "print('never reached')",
    ].join("\n"),
    reads: "dbutils.notebook.exit(dbutils.jobs.taskValues.get('first', 'total', default=0) + 1)",
    fails: "print('before')\nraise ValueError('1 < 2')",
    sleeps: "import time\ntime.sleep(60)",
  };
  for (const [name, text] of Object.entries(notebooks)) await session.write(`${HOME}/${name}`, text);
  // Tests that only need some work use SQL, since an interpreter takes seconds to start.
  const queries = { greets: "SELECT 'hello'", breaks: "SELECT * FROM main.made.nowhere" };
  for (const [name, text] of Object.entries(queries)) await session.write(`${HOME}/${name}`, text, "SOURCE", "SQL");
  await session.write(
    `${HOME}/tool.py`,
    "import sys\nprint('args', sys.argv[1:], __name__)\nif '--fail' in sys.argv:\n    sys.exit(3)\nsys.exit(0)\n",
    "AUTO",
  );
  await session.write(
    `${HOME}/etl.sql`,
    "CREATE SCHEMA IF NOT EXISTS main.made;\nCREATE OR REPLACE TABLE main.made.t AS SELECT :x AS x; -- one; two\nSELECT * FROM main.made.t",
    "AUTO",
  );
});
afterAll(() => session.close());

const notebook = (task_key: string, name: string, more: object = {}) => ({
  task_key,
  notebook_task: { notebook_path: `${HOME}/${name}` },
  ...more,
});
const dependsOn = (...keys: string[]) => ({ depends_on: keys.map((task_key) => ({ task_key })) });
const task = (run: JobsBody, key: string) => run.tasks?.find(({ task_key }) => task_key === key);

describe("tasks", SLOW, () => {
  test("notebooks run cell by cell, with widgets, %run, %sql, task values and an exit value", async () => {
    const first = notebook("first", "sums");
    const run = await session.submit(
      { ...first, notebook_task: { ...first.notebook_task, base_parameters: { day: "{{job.start_time.iso_date}}" } } },
      notebook("second", "reads", dependsOn("first")),
      {
        task_key: "check",
        condition_task: { op: "GREATER_THAN", left: "{{tasks.first.values.total}}", right: "41" },
        ...dependsOn("first"),
      },
      notebook("yes", "greets", { depends_on: [{ task_key: "check", outcome: "true" }] }),
      notebook("no", "greets", { depends_on: [{ task_key: "check", outcome: "false" }] }),
    );
    const today = new Date().toISOString().slice(0, 10);
    expect(results(run)).toEqual({
      first: "SUCCESS",
      second: "SUCCESS",
      check: "SUCCESS",
      yes: "SUCCESS",
      no: "EXCLUDED",
    });
    expect(run.state).toMatchObject({ life_cycle_state: "TERMINATED", result_state: "SUCCESS" });
    expect((await session.output(task(run, "first"))).notebook_output).toEqual({
      result: `${today} <42>`,
      truncated: false,
    });
    expect((await session.output(task(run, "second"))).notebook_output?.result).toBe("43");
    expect(task(run, "check")?.condition_task).toMatchObject({ outcome: "true" });

    const { views } = await session.get("runs/export", { run_id: String(task(run, "first")?.run_id) });
    const model = /MODEL = '([^']+)'/.exec(views?.[0]?.content ?? "")?.[1] ?? "";
    const { commands } = JSON.parse(decodeURIComponent(Buffer.from(model, "base64").toString()));
    const shown = commands.map(({ results }: { results: { data: string } | null }) => results?.data);
    expect(shown).toEqual([
      undefined,
      `day ${today}`,
      `day | trips\n${today} | 0`,
      `Notebook exited: ${today} <42>`,
      undefined,
    ]);
  });

  test("a notebook's error and traceback are its output; later tasks fail with it or run by their run_if", async () => {
    const run = await session.submit(
      notebook("fails", "fails"),
      notebook("next", "greets", dependsOn("fails")),
      notebook("last", "greets", dependsOn("next")),
      notebook("cleanup", "greets", { ...dependsOn("fails"), run_if: "ALL_DONE" }),
      notebook("alarm", "greets", { ...dependsOn("fails"), run_if: "AT_LEAST_ONE_FAILED" }),
      notebook("quiet", "greets", { ...dependsOn("cleanup"), run_if: "ALL_FAILED" }),
    );
    expect(results(run)).toEqual({
      fails: "FAILED",
      next: "UPSTREAM_FAILED",
      last: "UPSTREAM_FAILED",
      cleanup: "SUCCESS",
      alarm: "SUCCESS",
      quiet: "EXCLUDED",
    });
    expect(run.state).toMatchObject({
      result_state: "FAILED",
      state_message: "Task fails failed with message: Workload failed, see run output for details.",
    });
    expect(run.status?.termination_details?.code).toBe("RUN_EXECUTION_ERROR");
    const output = await session.output(task(run, "fails"));
    expect(output.error).toBe("ValueError: 1 < 2");
    expect(output.error_trace).toContain("----> 2");
  });

  test("Python files have arguments and logs, and their exit code decides the result", async () => {
    const file = (task_key: string, ...parameters: string[]) => ({
      task_key,
      spark_python_task: { python_file: `${HOME}/tool.py`, parameters },
    });
    const run = await session.submit(file("good", "{{task.name}}"), file("bad", "--fail"));
    expect(results(run)).toEqual({ good: "SUCCESS", bad: "FAILED" });
    expect((await session.output(task(run, "good"))).logs).toBe("args ['good'] __main__\n");
    expect(await session.output(task(run, "bad"))).toMatchObject({
      error: "SystemExit: 3",
      logs: "args ['--fail'] __main__\n",
    });
  });

  test("SQL files run statement by statement with their parameters", async () => {
    const sql = (path: string) => ({ warehouse_id: WAREHOUSE, file: { path }, parameters: { x: "it's" } });
    const run = await session.submit({ task_key: "sql", sql_task: sql(`${HOME}/etl.sql`) });
    expect(results(run)).toEqual({ sql: "SUCCESS" });
    expect((await session.output(task(run, "sql"))).sql_output?.query_output.sql_statements).toHaveLength(3);
    await session.write(`${HOME}/bad.sql`, "SELECT * FROM main.made.nothing", "AUTO");
    const failed = await session.submit({ task_key: "sql", sql_task: sql(`${HOME}/bad.sql`) });
    expect((await session.output(task(failed, "sql"))).error).toContain("[TABLE_OR_VIEW_NOT_FOUND]");
  });

  test("missing and unsupported features are reported before anything runs", async () => {
    const run = await session.submit(notebook("lost", "nowhere"), { task_key: "jar", spark_jar_task: {} });
    expect(task(run, "lost")?.state).toMatchObject({
      life_cycle_state: "INTERNAL_ERROR",
      state_message: expect.stringContaining(`Unable to access the notebook "${HOME}/nowhere"`),
    });
    expect(task(run, "jar")?.state?.state_message).toContain("spark_jar_task is not among them");
  });
});

describe("runs", SLOW, () => {
  test("a failed task is retried, each time as a separate run", async () => {
    const run = await session.submit(notebook("fails", "breaks", { max_retries: 1, min_retry_interval_millis: 100 }));
    expect(task(run, "fails")).toMatchObject({ attempt_number: 1, state: { result_state: "FAILED" } });
    const { tasks } = await session.run(run.run_id, { include_history: "true" });
    expect(tasks?.map(({ attempt_number }) => attempt_number)).toEqual([0, 1]);
    expect((await session.output(tasks?.[0])).error).toContain("TABLE_OR_VIEW_NOT_FOUND");
  });

  test("a task that exceeds its timeout is stopped", async () => {
    const run = await session.submit(notebook("sleeps", "sleeps", { timeout_seconds: 10 }));
    expect(task(run, "sleeps")?.state).toMatchObject({ life_cycle_state: "TERMINATED", result_state: "TIMEDOUT" });
  });

  test("a run can be cancelled, and so can one task of a run", async () => {
    const tasks = [notebook("sleeps", "sleeps"), notebook("next", "greets", dependsOn("sleeps"))];
    const { run_id } = await session.post("runs/submit", { tasks });
    const other = await session.post("runs/submit", { tasks });
    const sleeping = task(await session.run(other.run_id), "sleeps");
    await session.post("runs/cancel", { run_id });
    await session.post("runs/cancel", { run_id: sleeping?.run_id });
    const run = await session.ended(run_id);
    expect(run.state).toMatchObject({ life_cycle_state: "TERMINATED", result_state: "CANCELED" });
    expect(results(run)).toEqual({ sleeps: "CANCELED", next: "CANCELED" });
    expect(results(await session.ended(other.run_id))).toEqual({ sleeps: "CANCELED", next: "UPSTREAM_CANCELED" });
  });

  test("beyond max_concurrent_runs a run is skipped or queued; cancel-all stops both", async () => {
    const job = { name: "busy", tasks: [notebook("sleeps", "sleeps")] };
    const { job_id } = await session.post("create", job);
    const first = await session.post("run-now", { job_id });
    const second = await session.ended((await session.post("run-now", { job_id })).run_id);
    expect(second.state).toMatchObject({
      life_cycle_state: "SKIPPED",
      result_state: "MAXIMUM_CONCURRENT_RUNS_REACHED",
    });
    const third = await session.post("run-now", { job_id, queue: { enabled: true } });
    expect((await session.run(third.run_id)).state?.life_cycle_state).toBe("QUEUED");
    const { runs } = await session.get("runs/list", { job_id: String(job_id), active_only: "true" });
    expect(runs?.map(({ run_id }) => run_id).toSorted()).toEqual([first.run_id, third.run_id].toSorted());
    await session.post("runs/cancel", { run_id: first.run_id });
    await session.ended(first.run_id);
    const started = async () => (await session.run(third.run_id)).state?.life_cycle_state !== "QUEUED";
    await expect.poll(started).toBe(true);
    await session.post("runs/cancel-all", { job_id });
    expect((await session.ended(third.run_id)).state?.result_state).toBe("CANCELED");
  });

  test("the same token returns the same run, unless it was deleted", async () => {
    const tasks = [{ task_key: "c", condition_task: { op: "EQUAL_TO", left: "a", right: "a" } }];
    const { job_id } = await session.post("create", { name: "twice", tasks });
    const ask = () => session.post("run-now", { job_id, idempotency_token: "night" });
    const { run_id } = await ask();
    expect((await ask()).run_id).toBe(run_id);
    await session.ended(run_id);
    await session.post("runs/delete", { run_id });
    expect(await ask()).toMatchObject({ error_code: "INVALID_PARAMETER_VALUE" });
    const submitted = { tasks, idempotency_token: "night" };
    const once = await session.post("runs/submit", submitted);
    expect(await session.post("runs/submit", submitted)).toEqual(once);
    expect(once.run_id).not.toBe(run_id);
  });

  test("only the requested tasks run, and a task can run another job", async () => {
    const same = { op: "EQUAL_TO", left: "{{job.parameters.word}}", right: "x" };
    const inner = await session.post("create", {
      name: "inner",
      parameters: [{ name: "word", default: "y" }],
      tasks: [
        { task_key: "a", condition_task: same },
        { task_key: "b", condition_task: same, ...dependsOn("a") },
        { task_key: "c", condition_task: same, ...dependsOn("b") },
      ],
    });
    const only = await session.ended((await session.post("run-now", { job_id: inner.job_id, only: ["+b"] })).run_id);
    expect(Object.keys(results(only))).toEqual(["a", "b"]);
    // It does not wait for tasks that are left out.
    const alone = await session.ended((await session.post("run-now", { job_id: inner.job_id, only: ["c"] })).run_id);
    expect(results(alone)).toEqual({ c: "SUCCESS" });
    const outer = { task_key: "outer", run_job_task: { job_id: inner.job_id, job_parameters: { word: "x" } } };
    const run = await session.submit(outer);
    const { run_job_output } = await session.output(task(run, "outer"));
    const child = await session.run(run_job_output?.run_id);
    expect(task(child, "c")?.condition_task?.outcome).toBe("true");
  });

  test("a repair runs the failed tasks again, with the latest repair's ID as its lock", async () => {
    const parameters = [{ name: "path", default: "breaks" }];
    const tasks = [
      { task_key: "ok", condition_task: { op: "EQUAL_TO", left: "1", right: "1" } },
      { task_key: "picks", notebook_task: { notebook_path: `${HOME}/{{job.parameters.path}}` }, ...dependsOn("ok") },
      notebook("last", "greets", dependsOn("picks")),
    ];
    const { job_id } = await session.post("create", { name: "repaired", parameters, tasks });
    const before = await session.ended((await session.post("run-now", { job_id })).run_id);
    expect(results(before)).toEqual({ ok: "SUCCESS", picks: "FAILED", last: "UPSTREAM_FAILED" });
    const run_id = before.run_id;
    const first = await session.post("runs/repair", { run_id, rerun_all_failed_tasks: true });
    await session.ended(run_id);
    const unlocked = await session.post("runs/repair", { run_id, rerun_all_failed_tasks: true });
    expect(unlocked.message).toContain(`latest_repair_id of run ${run_id} is ${first.repair_id}`);
    await session.post("runs/repair", {
      run_id,
      rerun_tasks: ["picks"],
      rerun_dependent_tasks: true,
      latest_repair_id: first.repair_id,
      job_parameters: { path: "greets" },
    });
    const repaired = await session.ended(run_id);
    expect(results(repaired)).toEqual({ ok: "SUCCESS", picks: "SUCCESS", last: "SUCCESS" });
    expect(task(repaired, "ok")?.run_id).toBe(task(before, "ok")?.run_id);
    const { repair_history } = await session.run(run_id, { include_history: "true" });
    expect(repair_history?.map(({ type }) => type)).toEqual(["ORIGINAL", "REPAIR", "REPAIR"]);
  });
});

describe("jobs", () => {
  test("are seeded, with a failed nightly run", async () => {
    const { jobs } = await session.get("list", { name: "Nightly-ETL" });
    expect(jobs).toMatchObject([{ job_id: 620114587321, settings: { name: "nightly-etl" } }]);
    expect(jobs?.[0]?.settings?.tasks).toBeUndefined();
    const { runs } = await session.get("runs/list", { job_id: "620114587321" });
    expect(runs?.map(({ state }) => state?.result_state)).toEqual(["SUCCESS", "FAILED", "SUCCESS", "CANCELED"]);
    const { tasks } = await session.run(runs?.[1]?.run_id);
    expect((await session.output(tasks?.[0])).error_trace).toContain("not enough values to unpack");
    const several = await session.get("runs/get-output", { run_id: String(runs?.[1]?.run_id) });
    expect(several.message).toContain("runs with multiple tasks is not supported");
  });

  test("merge settings by key, and remove the named fields", async () => {
    const tasks = [notebook("a", "greets"), notebook("b", "greets", dependsOn("a"))];
    const { job_id } = await session.post("create", { name: "changed", tasks, tags: { team: "x" } });
    await session.post("update", {
      job_id,
      new_settings: { tasks: [notebook("c", "greets")] },
      fields_to_remove: ["tags", "tasks/b"],
    });
    const { settings } = await session.get("get", { job_id: String(job_id) });
    expect(settings?.tasks?.map(({ task_key }) => task_key)).toEqual(["a", "c"]);
    expect(settings?.tags).toBeUndefined();
    await session.post("delete", { job_id });
    expect(await session.get("get", { job_id: String(job_id) })).toMatchObject({
      error_code: "INVALID_PARAMETER_VALUE",
      message: `Job ${job_id} does not exist.`,
    });
  });

  test.each([
    ["no task", { tasks: [] }, "At least one task"],
    ["two of a name", { tasks: [notebook("a", "x"), notebook("a", "y")] }, "Task keys must be unique"],
    ["two kinds in one", { tasks: [notebook("a", "x", { sql_task: {} })] }, "exactly one task type, it has 2"],
    ["a dependency on nothing", { tasks: [notebook("a", "x", dependsOn("z"))] }, "depends on z, which does not exist"],
    ["a circle", { tasks: [notebook("a", "x", dependsOn("b")), notebook("b", "x", dependsOn("a"))] }, "form a cycle"],
    ["no job cluster of the name", { tasks: [notebook("a", "x", { job_cluster_key: "k" })] }, "job cluster k"],
    ["two ways to start", { schedule: {}, continuous: {} }, "only one of schedule"],
    ["no environment of the key", { tasks: [notebook("a", "x", { environment_key: "e" })] }, "environment e"],
    ["no warehouse", { tasks: [{ task_key: "a", sql_task: { query: { query_id: "q" } } }] }, "sql_task.warehouse_id"],
    ["no cron", { schedule: { quartz_cron_expression: "daily", timezone_id: "UTC" } }, "Invalid quartz cron"],
    ["no such time zone", { schedule: { quartz_cron_expression: "0 0 8 ? * *", timezone_id: "CET2" } }, "CET2"],
    ...[
      "0 0 8 * *",
      "0 0 8 * * *",
      "0 0 8 ? * ?",
      "0 60 8 ? * MON",
      "0 0 8 32 * ?",
      "0 0 8 ? * FUN",
      "0 0/x 8 * * ?",
    ].map((cron): [string, object, string] => [
      `the cron ${cron}`,
      { schedule: { quartz_cron_expression: cron, timezone_id: "UTC" } },
      cron,
    ]),
  ])("reject settings with %s", async (_, settings, message) => {
    const answer = await session.post("create", { name: "bad", ...settings });
    expect(answer).toMatchObject({ error_code: "INVALID_PARAMETER_VALUE", message: expect.stringContaining(message) });
  });

  test.each([
    ["a schedule", { schedule: "0 30 6 ? * MON-FRI" }, "START_OBJECT"],
    ["recipients", { email_notifications: { on_failure: "ana@example.com" } }, "email_notifications.on_failure"],
    ["tasks", { tasks: {} }, "START_ARRAY"],
    ["a library", { tasks: [notebook("a", "x", { libraries: ["pandas"] })] }, "tasks[0].libraries[0]"],
    ["a number", { max_concurrent_runs: "many" }, "max_concurrent_runs"],
    ["a switch", { queue: { enabled: "perhaps" } }, "queue.enabled"],
    ["a constant", { continuous: { pause_status: "ON" } }, "PAUSED, UNPAUSED"],
    ["a name", { name: ["a"] }, "Scalar"],
  ])("of another type are not parsed: %s", async (_, settings, message) => {
    const refusal = { error_code: "MALFORMED_REQUEST", message: expect.stringContaining(message) };
    expect(await session.post("create", settings)).toMatchObject(refusal);
    const { job_id } = await session.post("create", { name: "typed" });
    expect(await session.post("update", { job_id, new_settings: settings })).toMatchObject(refusal);
    expect(await session.post("reset", { job_id, new_settings: settings })).toMatchObject(refusal);
    await session.post("delete", { job_id });
    expect((await session.get("list")).jobs?.length).toBeGreaterThan(0);
  });

  test("lose the fields that the platform does not know; valid schedules are kept", async () => {
    for (const cron of [
      "0 0 8 ? * MON-FRI",
      "0 0/15 6-20 ? * 2,4",
      "0 0 1 L * ? 2027",
      "0 0 1 15W JAN ?",
      "0 0 1 ? * 6#3",
    ]) {
      const schedule = { quartz_cron_expression: cron, timezone_id: "Europe/Berlin" };
      const { job_id } = await session.post("create", {
        name: "known",
        scheduel: {},
        schedule: { ...schedule, every: "day" },
        tasks: [notebook("a", "greets", { retries: 3, max_retries: "2" })],
      });
      const { settings } = await session.get("get", { job_id: String(job_id) });
      expect(settings).toMatchObject({ schedule, tasks: [{ max_retries: 2 }] });
      expect(JSON.stringify(settings)).not.toMatch(/scheduel|every|"retries"/);
      await session.post("delete", { job_id });
    }
  });

  test("with more than a hundred tasks are returned in pages, as are their runs", async () => {
    const many = Array.from({ length: 130 }, (_, at) => ({
      task_key: `t${at}`,
      condition_task: { op: "EQUAL_TO", left: "1", right: "1" },
    }));
    const { job_id } = await session.post("create", { name: "many", tasks: many });
    const first = await session.get("get", { job_id: String(job_id) });
    expect([first.settings?.tasks?.length, first.has_more]).toEqual([100, true]);
    const second = await session.get("get", { job_id: String(job_id), page_token: String(first.next_page_token) });
    expect([second.settings?.tasks?.length, second.has_more]).toEqual([30, undefined]);
    const run = await session.ended((await session.post("run-now", { job_id })).run_id);
    expect([run.tasks?.length, run.state?.result_state]).toEqual([100, "SUCCESS"]);
    const rest = await session.run(run.run_id, { page_token: String(run.next_page_token) });
    expect(rest.tasks?.map(({ task_key }) => task_key).at(-1)).toBe("t129");
  });
});
