import { HttpResponse, http } from "msw";
import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { HOST, on, platformError, server, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const GET = "GET /api/2.2/jobs/runs/get";
const LIST = "GET /api/2.2/jobs/runs/list";
const OUTPUT = "GET /api/2.2/jobs/runs/get-output";
const EXPORT = "GET /api/2.2/jobs/runs/export";
const JOB = "GET /api/2.2/jobs/get";
const CLUSTER = "GET /api/2.1/clusters/get";
const EVENTS = "POST /api/2.1/clusters/events";
const OBJECTS = "GET /api/2.0/workspace/list";

const START = Date.UTC(2026, 0, 15, 2);
const failed = {
  state: { life_cycle_state: "TERMINATED", result_state: "FAILED", state_message: "Workload failed" },
  status: { state: "TERMINATED", termination_details: { code: "RUN_EXECUTION_ERROR", type: "CLIENT_ERROR" } },
};
const good = { state: { life_cycle_state: "TERMINATED", result_state: "SUCCESS" } };
const about = { job_id: 7, run_name: "nightly", start_time: START, end_time: START + 60_000 };
const load = {
  task_key: "load",
  run_id: 81,
  start_time: START,
  end_time: START + 60_000,
  attempt_number: 1,
  max_retries: 1,
  notebook_task: { notebook_path: "/etl/load", source: "WORKSPACE" },
  cluster_instance: { cluster_id: "c1" },
};
/** The task in the settings of its job. */
const kept = { task_key: "load", notebook_task: { notebook_path: "/etl/load" } };
const upstream = { state: { life_cycle_state: "SKIPPED", result_state: "UPSTREAM_FAILED" } };
const night = {
  ...about,
  ...failed,
  run_id: 8,
  job_parameters: [{ name: "day", value: "tue" }],
  tasks: [
    { ...load, ...failed },
    { task_key: "check", run_id: 82, ...upstream },
  ],
};
const before = {
  ...about,
  ...good,
  run_id: 6,
  start_time: START - 86_400_000,
  job_parameters: [{ name: "day", value: "mon" }],
  tasks: [
    { ...load, ...good, run_id: 61, max_retries: 0 },
    { task_key: "check", run_id: 62, ...good },
  ],
};

const page = (...commands: object[]) => {
  const model = Buffer.from(encodeURIComponent(JSON.stringify({ commands }))).toString("base64");
  return { views: [{ name: "load", type: "NOTEBOOK", content: `__DATABRICKS_NOTEBOOK_MODEL = '${model}'` }] };
};

/** A job whose run 8 failed after run 6 succeeded. Each response can be replaced. */
function workspace() {
  const runs = on(GET, ({ query }) =>
    query.run_id === "6" ? before : query.run_id === "81" ? { ...load, ...failed, job_run_id: 8 } : night,
  );
  return {
    runs,
    list: on(LIST, {
      runs: [
        { ...night, tasks: undefined },
        { ...before, tasks: undefined },
      ],
    }),
    output: on(OUTPUT, {
      metadata: { ...load, ...failed },
      error: "ValueError: bad",
      error_trace: "Traceback\nValueError: bad",
      logs: "one\ntwo",
    }),
    exported: on(
      EXPORT,
      page({ position: 1, command: "x = 1" }, { position: 2, command: "parse(x)", errorSummary: "ValueError: bad" }),
    ),
    job: on(JOB, { job_id: 7, settings: { tasks: [{ ...kept, max_retries: 1 }, { task_key: "check" }] } }),
    cluster: on(CLUSTER, {
      cluster_id: "c1",
      cluster_name: "job-7",
      state: "TERMINATED",
      spark_version: "15.4.x-scala2.12",
      termination_reason: { code: "JOB_FINISHED", type: "SUCCESS" },
    }),
    events: on(EVENTS, { events: [{ timestamp: START, type: "RUNNING", details: { current_num_workers: 2 } }] }),
    objects: on(OBJECTS, {}),
  };
}

const missingOf = (result: { structuredContent?: unknown }) =>
  new Map(Object.entries(result.structuredContent ?? {})).get("missing");

describe("diagnose_job_run", () => {
  test("of a job is about its latest failed run", async () => {
    const { call } = await connect();
    workspace();
    on("GET /api/2.2/jobs/list", { jobs: [{ job_id: 7, settings: { name: "nightly" } }] });
    const result = await call("diagnose_job_run", { job_id: "nightly" });
    expect(result.structuredContent).toMatchObject({ run: { run_id: "8", result_state: "FAILED" } });
  });

  test("of a job whose runs all succeeded says so", async () => {
    const { call } = await connect();
    on("GET /api/2.2/jobs/runs/list", {
      runs: [{ run_id: 1, state: { life_cycle_state: "TERMINATED", result_state: "SUCCESS" } }],
    });
    expect(textOf(await call("diagnose_job_run", { job_id: "7" }))).toContain(
      "None of the last 1 ended runs of this job failed.",
    );
    expect(textOf(await call("diagnose_job_run", {}))).toContain("pass run_id or job_id");
  });

  test("returns task, error, cell, cluster, changes and repair advice of a failed run", async () => {
    const { call } = await connect();
    const seen = workspace();
    const result = await call("diagnose_job_run", { run_id: "8" });
    expect(result.structuredContent).toEqual({
      run: {
        run_id: "8",
        job_id: "7",
        run_name: "nightly",
        life_cycle_state: "TERMINATED",
        result_state: "FAILED",
        termination_code: "RUN_EXECUTION_ERROR",
        meaning: "a task's code failed; its output has the error",
        state_message: "Workload failed",
        start_time: "2026-01-15T02:00:00Z",
        duration: "1 min 0 s",
      },
      parameters: { day: "tue" },
      failed_tasks: [
        {
          run_id: "81",
          task_key: "load",
          result_state: "FAILED",
          termination_code: "RUN_EXECUTION_ERROR",
          meaning: "a task's code failed; its output has the error",
          state_message: "Workload failed",
          attempts: 2,
          path: "/etl/load",
          error: "ValueError: bad",
          error_trace: "Traceback\nValueError: bad",
          cell: { index: 1, source: "parse(x)" },
          log_tail: "one\ntwo",
        },
      ],
      tasks_not_run: ["check"],
      cluster: {
        cluster_id: "c1",
        cluster_name: "job-7",
        state: "TERMINATED",
        spark_version: "15.4.x-scala2.12",
        termination: { code: "JOB_FINISHED", meaning: "its job ended", type: "SUCCESS" },
        events: [{ timestamp: "2026-01-15T02:00:00Z", type: "RUNNING", detail: "2 workers" }],
      },
      last_success: { run_id: "6", start_time: "2026-01-14T02:00:00Z" },
      changed_since_success: ["parameters.day: mon → tue", "tasks.load.max_retries: 0 → 1"],
      repair: expect.stringMatching(/^Not yet: nothing changed since.*repair_job_run with run_id 8/),
    });
    expect(seen.events[0]?.body).toEqual({
      cluster_id: "c1",
      start_time: START - 600_000,
      end_time: START + 660_000,
      page_size: 10,
    });
    expect(Object.values(seen).flat().length).toBeLessThanOrEqual(12);
    const text = textOf(result);
    // The traceback ends with the error, which is not repeated.
    expect(text.match(/ValueError: bad/g)).toHaveLength(1);
    expect(text).toContain("cell 1 (from 0):\nparse(x)");
    expect(text).toContain("parameters: day=tue");
    expect(text).toContain("not run as a result: check");
    expect(text).toContain(
      "changed since the last success (run 6, 2026-01-14T02:00:00Z):\n  parameters.day: mon → tue",
    );
  });

  test("shows the parameters of a run without a name that was started with some, and those of its notebook", async () => {
    const { call } = await connect();
    workspace();
    const notebook_task = { ...load.notebook_task, base_parameters: { day: "{{job.start_time.iso_date}}" } };
    const resolved_values = { notebook_task: { base_parameters: { day: "2026-01-15" } } };
    on(GET, {
      ...failed,
      ...about,
      run_id: 8,
      run_name: undefined,
      overriding_parameters: { notebook_params: { region: "EU" }, python_params: ["--full"] },
      tasks: [{ ...load, ...failed, notebook_task, resolved_values }],
    });
    const result = await call("diagnose_job_run", { run_id: "8" });
    expect(result.structuredContent).toMatchObject({
      parameters: { region: "EU", python_params: '["--full"]' },
      failed_tasks: [{ task_key: "load", parameters: { day: "2026-01-15" } }],
    });
    const text = textOf(result);
    expect(text).toContain("\nrun 8, job 7\n");
    expect(text).toContain('parameters: region=EU, python_params=["--full"]');
    expect(text).toContain("parameters: day=2026-01-15");
  });

  test("accepts the id of a task run and diagnoses its job run", async () => {
    const { call } = await connect();
    const { runs } = workspace();
    expect((await call("diagnose_job_run", { run_id: "81" })).structuredContent).toMatchObject({
      run: { run_id: "8" },
    });
    expect(runs.map(({ query }) => query.run_id)).toEqual(["81", "8", "6"]);
  });

  test("suggests a repair if the notebook was modified after the failure, and lists the change", async () => {
    const { call } = await connect();
    workspace();
    const seen = on(OBJECTS, { objects: [{ path: "/etl/load", object_type: "NOTEBOOK" }] });
    const { structuredContent } = await call("diagnose_job_run", { run_id: "8" });
    expect(structuredContent).toMatchObject({
      changed_since_success: ["/etl/load was modified since then", expect.anything(), expect.anything()],
      repair: expect.stringMatching(/^Worth trying, .*\/etl\/load was modified since then/),
    });
    expect(seen.map(({ query }) => query.notebooks_modified_after)).toEqual([String(START + 60_000)]);
  });

  describe("with an error about a missing object", () => {
    const TABLE = "GET /api/2.1/unity-catalog/tables/main.sales.returns";
    const error = "[TABLE_OR_VIEW_NOT_FOUND] The table or view `main`.`sales`.`returns` cannot be found.";

    test("looks it up, and expects the same error while it does not exist", async () => {
      const { call } = await connect();
      workspace();
      on(OUTPUT, { error });
      on(OBJECTS, { objects: [{ path: "/etl/load", object_type: "NOTEBOOK", modified_at: START + 3_600_000 }] });
      on(TABLE, platformError(404, "TABLE_DOES_NOT_EXIST", "no"));
      on("GET /api/2.1/unity-catalog/tables", {});
      const result = await call("diagnose_job_run", { run_id: "8" });
      expect(result.structuredContent).toMatchObject({
        missing_objects: ["main.sales.returns: does not exist"],
        repair: expect.stringContaining("Not yet: main.sales.returns still does not exist"),
      });
      expect(textOf(result)).toContain("main.sales.returns: does not exist");
    });

    test("is listed with the tables of its schema, the nearest name first", async () => {
      const { call } = await connect();
      workspace();
      on(OUTPUT, { error });
      on(TABLE, platformError(404, "TABLE_DOES_NOT_EXIST", "no"));
      on("GET /api/2.1/unity-catalog/tables", {
        tables: ["orders", "return"].map((name) => ({ name, full_name: `main.sales.${name}` })),
      });
      expect((await call("diagnose_job_run", { run_id: "8" })).structuredContent).toMatchObject({
        missing_objects: ["main.sales.returns: does not exist; tables of main.sales: return, orders"],
      });
    });

    test("suggests a repair once it exists", async () => {
      const { call } = await connect();
      workspace();
      on(OUTPUT, { error });
      on(TABLE, { name: "returns", full_name: "main.sales.returns" });
      expect((await call("diagnose_job_run", { run_id: "8" })).structuredContent).toMatchObject({
        repair: expect.stringContaining("main.sales.returns exists now"),
      });
    });

    test("says that the input file is gone", async () => {
      const { call } = await connect();
      workspace();
      const path = "/Volumes/main/sales/landing/2026-01-13.csv";
      on(OUTPUT, { error: `FileNotFoundError: [Errno 2] No such file or directory: '${path}'` });
      server.use(http.head(`${HOST}/api/2.0/fs/*`, () => new HttpResponse(null, { status: 404 })));
      expect((await call("diagnose_job_run", { run_id: "8" })).structuredContent).toMatchObject({
        missing_objects: [`${path}: does not exist`],
      });
    });
  });

  test("uses the modification time of a file to detect a change between success and failure", async () => {
    const { call } = await connect();
    workspace();
    on(OBJECTS, { objects: [{ path: "/etl/load", object_type: "FILE", modified_at: START - 1000 }] });
    expect((await call("diagnose_job_run", { run_id: "8" })).structuredContent).toMatchObject({
      changed_since_success: ["/etl/load was modified at 2026-01-15T01:59:59Z", expect.anything(), expect.anything()],
      repair: expect.stringMatching(/^Not yet/),
    });
  });

  test("lists parts that fail with the reason, and returns the rest", async () => {
    const { call } = await connect();
    workspace();
    const denied = () => platformError(403, "PERMISSION_DENIED", "no CAN_VIEW");
    on(CLUSTER, () => platformError(400, "INVALID_PARAMETER_VALUE", "Cluster c1 does not exist"));
    on(EXPORT, denied);
    on(JOB, denied);
    on(LIST, denied);
    on(OBJECTS, denied);
    const result = await call("diagnose_job_run", { run_id: "8" });
    expect(result.isError).toBeFalsy();
    expect(result.structuredContent).toMatchObject({ failed_tasks: [{ error: "ValueError: bad" }] });
    expect(missingOf(result)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^(?=.*cells of load)(?=.*the current settings of the job)(?=.*other runs of the job)(?=.*changes of \/etl\/load).*: this identity lacks a permission – no CAN_VIEW$/,
        ),
        expect.stringContaining("cluster c1"),
      ]),
    );
    expect(textOf(result)).toContain("missing:\n");
  });

  test("diagnoses a run without a job that failed before it had tasks", async () => {
    const { call } = await connect();
    on(GET, { ...failed, run_id: 9, run_name: "by hand", tasks: [] });
    on(OUTPUT, { error: "no such notebook" });
    expect((await call("diagnose_job_run", { run_id: "9" })).structuredContent).toMatchObject({
      failed_tasks: [{ run_id: "9", error: "no such notebook" }],
      repair: expect.stringMatching(/^Unlikely to help: .*submitted without one/),
    });
  });

  test("reads no output of a successful run, and reports that there is no earlier success", async () => {
    const { call } = await connect();
    workspace();
    on(GET, { ...before, run_id: 5 });
    on(LIST, { runs: [] });
    const result = await call("diagnose_job_run", { run_id: "5" });
    expect(result.structuredContent).toEqual({
      run: expect.objectContaining({ run_id: "5", result_state: "SUCCESS" }),
      parameters: { day: "mon" },
      repair: "No: the run succeeded.",
      missing: ["last success: none among the 0 runs searched"],
    });
  });

  test("reads three of many failed tasks and lists the others, and refers to iterations and other jobs", async () => {
    const { call } = await connect();
    workspace();
    const each = (index: number) => ({ task_key: `t${index}`, run_id: 90 + index, ...failed });
    const stats = { error_message_stats: [{ count: 2, error_message: "boom" }] };
    on(GET, { ...night, tasks: [each(0), { ...each(1), for_each_task: { stats } }, each(2), each(3)] });
    on(LIST, { runs: [] });
    const seen = on(OUTPUT, { run_job_output: { run_id: 123 } });
    const result = await call("diagnose_job_run", { run_id: "8" });
    expect(seen.map(({ query }) => query.run_id).sort()).toEqual(["90", "91", "92"]);
    expect(missingOf(result)).toContain(
      "output of t3: only the first 3 are read; call get_job_run_output with run_id 93",
    );
    expect(textOf(result)).toContain("errors of iterations:\n  2 × boom");
    expect(textOf(result)).toContain("To continue there, call diagnose_job_run with run_id 123.");
  });

  test("reads all tasks in pages of 100, and finds no false difference between two long runs", async () => {
    const { call } = await connect();
    workspace();
    const tasks = (state: object, base: number) =>
      Array.from({ length: 150 }, (_, index) => ({ task_key: `t${index}`, run_id: base + index, ...good })).map(
        (task) => (task.task_key === "t130" ? { ...task, ...state } : task),
      );
    const paged = (run: object, all: object[], token: unknown) =>
      token === "two"
        ? { ...run, tasks: all.slice(100) }
        : { ...run, tasks: all.slice(0, 100), next_page_token: "two" };
    const seen = on(GET, ({ query }) =>
      query.run_id === "6"
        ? paged(before, tasks(good, 1000), query.page_token)
        : paged(night, tasks(failed, 2000), query.page_token),
    );
    on(JOB, ({ query }) => ({
      job_id: 7,
      settings: { tasks: [{ task_key: query.page_token ? "t130" : "t0" }] },
      ...(query.page_token ? {} : { next_page_token: "more" }),
    }));
    const { structuredContent } = await call("diagnose_job_run", { run_id: "8" });
    expect(structuredContent).toMatchObject({
      failed_tasks: [{ task_key: "t130", run_id: "2130" }],
      changed_since_success: ["parameters.day: mon → tue"],
    });
    expect(seen.map(({ query }) => [query.run_id, query.page_token])).toEqual([
      ["8", undefined],
      ["8", "two"],
      ["6", undefined],
      ["6", "two"],
    ]);
  });

  test("uses the last attempt of a retried task in any order", async () => {
    const { call } = await connect();
    workspace();
    const first = { task_key: "load", run_id: 70, attempt_number: 0, ...failed };
    const last = { task_key: "load", run_id: 71, attempt_number: 1, ...good };
    on(GET, { ...night, tasks: [last, first, { ...first, task_key: "check", run_id: 72, attempt_number: 2 }] });
    const { structuredContent } = await call("diagnose_job_run", { run_id: "8" });
    expect(structuredContent).toMatchObject({ failed_tasks: [{ task_key: "check", run_id: "72", attempts: 3 }] });
  });

  test("lists the requested task first", async () => {
    const { call } = await connect();
    workspace();
    const each = (index: number) => ({ task_key: `t${index}`, run_id: 90 + index, ...failed });
    on(GET, ({ query }) =>
      query.run_id === "94" ? { ...each(4), job_run_id: 8 } : { ...night, tasks: [0, 1, 2, 3, 4].map(each) },
    );
    const seen = on(OUTPUT, { error: "boom" });
    const { structuredContent } = await call("diagnose_job_run", { run_id: "94" });
    expect(structuredContent).toMatchObject({ failed_tasks: [{ run_id: "94" }, { run_id: "90" }, {}, {}, {}] });
    expect(seen.map(({ query }) => query.run_id)).toContain("94");
  });

  test("reads output and cell of a failed iteration of a loop", async () => {
    const { call } = await connect();
    workspace();
    const stats = { error_message_stats: [{ count: 2, error_message: "boom" }] };
    const loop = { task_key: "each", run_id: 91, ...failed, for_each_task: { stats } };
    const iteration = { ...load, ...failed, run_id: 500, task_key: "each_iteration" };
    on(GET, ({ query }) =>
      query.run_id === "91"
        ? { ...loop, iterations: [{ ...iteration, ...good, run_id: 499 }, iteration] }
        : query.run_id === "6"
          ? before
          : { ...night, tasks: [loop] },
    );
    const exported = on(EXPORT, page({ position: 1, command: "parse(x)", errorSummary: "ValueError: bad" }));
    const seen = on(OUTPUT, { error: "ValueError: bad" });
    const result = await call("diagnose_job_run", { run_id: "8" });
    expect([...seen, ...exported].map(({ query }) => query.run_id)).toEqual(["500", "500"]);
    expect(textOf(result)).toContain("in iteration 500:\nerror: ValueError: bad\ncell 0 (from 0):\nparse(x)");
  });

  test("searches for an old success by time, and does not suggest a repair for a deleted job", async () => {
    const { call } = await connect();
    workspace();
    const since = { ...night, run_id: 12, start_time: START + 1000, tasks: undefined };
    const list = on(LIST, ({ query }) =>
      query.start_time_to ? { runs: [{ ...before, tasks: undefined }] } : { runs: [since], next_page_token: "older" },
    );
    on(JOB, () => platformError(400, "INVALID_PARAMETER_VALUE", "Job 7 does not exist."));
    const result = await call("diagnose_job_run", { run_id: "8" });
    expect(result.structuredContent).toMatchObject({
      last_success: { run_id: "6" },
      repair: expect.stringMatching(/^No: its job was deleted/),
    });
    expect(missingOf(result)).toBeUndefined();
    expect(list.map(({ query }) => query.start_time_to)).toEqual([undefined, String(START)]);
  });

  test("does not read the job of a one-time run, although the run has a job id", async () => {
    const { call } = await connect();
    on(GET, { ...night, run_type: "SUBMIT_RUN", tasks: [{ task_key: "only", run_id: 83, ...failed }] });
    on(OUTPUT, { error: "boom" });
    const { structuredContent } = await call("diagnose_job_run", { run_id: "8" });
    expect(structuredContent).toMatchObject({
      failed_tasks: [{ error: "boom" }],
      repair: expect.stringMatching(/^Unlikely to help/),
      missing: [expect.stringMatching(/^cluster: the failed task did not have one/)],
    });
  });

  test("lists parts without a response in time as missing, and returns the rest", async () => {
    const { call } = await connect({ settings: { waitBudgetMs: 1000 } });
    workspace();
    const slow = () =>
      new Promise<Response>((resolve) => void setTimeout(() => resolve(Response.json({})), 3000).unref());
    on(EXPORT, slow);
    on(CLUSTER, slow);
    const result = await call("diagnose_job_run", { run_id: "8" });
    expect(result.structuredContent).toMatchObject({
      failed_tasks: [{ error: "ValueError: bad" }],
      cluster: { cluster_id: "c1", events: [{ type: "RUNNING" }] },
      last_success: { run_id: "6" },
    });
    expect(missingOf(result)).toEqual([
      expect.stringMatching(/^(?=.*cells of load)(?=.*cluster c1).*: no response in time/),
    ]);
  });

  test("fails for an unknown run and suggests how to find the id", async () => {
    const { call } = await connect();
    on(GET, () => platformError(400, "INVALID_PARAMETER_VALUE", "Run 8 does not exist"));
    const result = await call("diagnose_job_run", { run_id: "8" });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("Find the run_id with list_job_runs");
  });
});
