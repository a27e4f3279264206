import { beforeEach, describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const OUTPUT = "GET /api/2.2/jobs/runs/get-output";
/** Failed tasks whose error is of no interest. */
beforeEach(() => {
  on(OUTPUT, {});
  on("GET /api/2.2/jobs/get", { job_id: 620471903311642, settings: { name: "nightly" } });
});

const RUN_NOW = "POST /api/2.2/jobs/run-now";
const SUBMIT = "POST /api/2.2/jobs/runs/submit";
const GET = "GET /api/2.2/jobs/runs/get";
const LIST = "GET /api/2.2/jobs/runs/list";
const CANCEL = "POST /api/2.2/jobs/runs/cancel";
const CANCEL_ALL = "POST /api/2.2/jobs/runs/cancel-all";
const REPAIR = "POST /api/2.2/jobs/runs/repair";

const GET_JOB = "GET /api/2.2/jobs/get";

const JOB = "620471903311642";
const RUN = "455644833";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const state = (life_cycle_state: string, result_state?: string, state_message = "") => ({
  life_cycle_state,
  ...(result_state ? { result_state } : {}),
  state_message,
});
const task = (task_key: string, run_id: number, of: object, more: object = {}) => ({
  task_key,
  run_id,
  attempt_number: 0,
  state: of,
  start_time: 1768469412000,
  end_time: 1768469422000,
  ...more,
});
const run = (of: object, more: object = {}) => ({
  job_id: Number(JOB),
  run_id: Number(RUN),
  number_in_job: Number(RUN),
  run_name: "nightly",
  trigger: "ONE_TIME",
  state: of,
  start_time: 1768469412000,
  end_time: 1768469602000,
  run_duration: 190_000,
  run_page_url: "https://adb-1.2.azuredatabricks.net/#job/1/run/2",
  ...more,
});
const running = run(state("RUNNING", undefined, "In run"), { end_time: 0, run_duration: 0 });
const loaded = [task("load", 455644840, state("TERMINATED", "SUCCESS"))];
const succeeded = run(state("TERMINATED", "SUCCESS"), {
  status: { state: "TERMINATED", termination_details: { code: "SUCCESS", type: "SUCCESS", message: "" } },
  tasks: loaded,
});
const failed = run(state("TERMINATED", "FAILED", "Task load failed."), {
  status: { state: "TERMINATED", termination_details: { code: "RUN_EXECUTION_ERROR", type: "CLIENT_ERROR" } },
  tasks: [
    task("load", 455644840, state("TERMINATED", "FAILED", "See run output."), { attempt_number: 2 }),
    task("report", 455644841, state("TERMINATED", "UPSTREAM_FAILED"), { start_time: 0, end_time: 0 }),
  ],
});
const view = {
  run_id: RUN,
  job_id: JOB,
  run_name: "nightly",
  trigger: "ONE_TIME",
  start_time: "2026-01-15T09:30:12Z",
  duration: "3 min 10 s",
  run_page_url: "https://adb-1.2.azuredatabricks.net/#job/1/run/2",
};

describe("run_job", () => {
  test("starts the job with an idempotency token and waits for the end, with progress", async () => {
    const { client } = await connect();
    const starts = on(RUN_NOW, { run_id: Number(RUN), number_in_job: 1 });
    const reads = on(GET, { ...running, tasks: loaded }, succeeded);
    const told: (string | undefined)[] = [];
    const args = { job_id: JOB, job_parameters: { day: "2026-01-14" }, settings: { only: ["load"] } };
    const result = await client.callTool(
      { name: "run_job", arguments: args },
      { onprogress: ({ message }) => told.push(message) },
    );
    expect(starts.map(({ body }) => body)).toEqual([
      {
        job_id: Number(JOB),
        job_parameters: { day: "2026-01-14" },
        only: ["load"],
        idempotency_token: expect.stringMatching(UUID),
      },
    ]);
    expect(reads.map(({ query }) => query)).toEqual([{ run_id: RUN }, { run_id: RUN }]);
    expect(told[0]).toBe("nightly is RUNNING (0 s)");
    expect(result.structuredContent).toEqual({
      ...view,
      life_cycle_state: "TERMINATED",
      result_state: "SUCCESS",
      tasks: [
        {
          task_key: "load",
          run_id: "455644840",
          life_cycle_state: "TERMINATED",
          result_state: "SUCCESS",
          duration: "10 s",
        },
      ],
    });
  });

  test("names the failed task whose output has the error, and shows the run as lines", async () => {
    const { call } = await connect();
    on(RUN_NOW, { run_id: Number(RUN) });
    on(GET, failed);
    const result = await call("run_job", { job_id: JOB });
    expect(result.structuredContent).toEqual({
      ...view,
      life_cycle_state: "TERMINATED",
      result_state: "FAILED",
      termination_code: "RUN_EXECUTION_ERROR",
      meaning: "a task's code failed; its output has the error",
      state_message: "Task load failed.",
      tasks: [
        {
          task_key: "load",
          run_id: "455644840",
          life_cycle_state: "TERMINATED",
          result_state: "FAILED",
          state_message: "See run output.",
          attempt_number: 2,
          duration: "10 s",
        },
        {
          task_key: "report",
          run_id: "455644841",
          life_cycle_state: "TERMINATED",
          result_state: "UPSTREAM_FAILED",
        },
      ],
      next: "Call get_job_run_output with run_id 455644840 for the error. Once it is fixed, repair_job_run runs the failed and skipped tasks (load, report) again.",
    });
    expect(textOf(result)).toContain(
      [
        `run ${RUN} nightly`,
        "TERMINATED FAILED, RUN_EXECUTION_ERROR: a task's code failed; its output has the error – Task load failed.",
        `job ${JOB}, ONE_TIME, started 2026-01-15T09:30:12Z, took 3 min 10 s`,
        "task_key | run_id | state | duration",
        "load | 455644840 | TERMINATED FAILED – See run output. (attempt 3) | 10 s",
        "report | 455644841 | TERMINATED UPSTREAM_FAILED | ",
      ].join("\n"),
    );
  });

  test("U11 repeats a request whose response is lost with the same token, which starts one run", async () => {
    const { call } = await connect();
    const made = new Map<unknown, number>();
    const seen = on(RUN_NOW, ({ body }) => {
      const token =
        body && typeof body === "object" && "idempotency_token" in body ? body.idempotency_token : undefined;
      const known = made.get(token);
      if (known !== undefined) return { run_id: known };
      made.set(token, Number(RUN));
      return platformError(503, "TEMPORARILY_UNAVAILABLE", "lost");
    });
    on(GET, succeeded);
    expect((await call("run_job", { job_id: JOB, wait_seconds: 0 })).structuredContent).toMatchObject({ run_id: RUN });
    expect(seen.length).toBe(2);
    expect(made.size).toBe(1);
  });

  test("D22 returns the idempotency token if the outcome is unknown", async () => {
    const { call } = await connect();
    const seen = on(RUN_NOW, { answer: "cut off" });
    const result = await call("run_job", { job_id: JOB, wait_seconds: 0 });
    expect(result.isError).toBe(true);
    const token = Object(seen[0]?.body).idempotency_token;
    expect(token).toMatch(UUID);
    expect(textOf(result)).toContain(
      `The same call within ten minutes repeats this attempt with idempotency_token "${token}"`,
    );
  });

  test("D22 sends the same request, byte for byte, for a repeated call with the caller's token", async () => {
    const { call } = await connect();
    const seen = on(RUN_NOW, { run_id: Number(RUN) });
    on(GET, running);
    const args = { job_id: JOB, idempotency_token: "night-2026-01-15", wait_seconds: 0 };
    await call("run_job", args);
    await call("run_job", args);
    expect(seen.map(({ body }) => body)).toEqual([
      { job_id: Number(JOB), idempotency_token: "night-2026-01-15" },
      { job_id: Number(JOB), idempotency_token: "night-2026-01-15" },
    ]);
  });

  test("D17 waits for a new run that reads do not find yet, but not for a run that the caller named", async () => {
    const { call } = await connect();
    const missing = () => platformError(400, "INVALID_PARAMETER_VALUE", `Run ${RUN} does not exist.`);
    on(RUN_NOW, { run_id: Number(RUN) });
    const reads = on(GET, missing, succeeded);
    expect((await call("run_job", { job_id: JOB })).structuredContent).toMatchObject({ result_state: "SUCCESS" });
    expect(reads.length).toBe(2);
    on(GET, missing);
    expect((await call("run_job", { job_id: JOB, wait_seconds: 0 })).structuredContent).toMatchObject({
      run_id: RUN,
      life_cycle_state: "PENDING",
    });
    const result = await call("get_job_run", { run_id: RUN });
    expect(textOf(result)).toContain("Find the run_id with list_job_runs");
  });

  test("does not cancel the run when the call is cancelled", async () => {
    const { client } = await connect();
    on(RUN_NOW, { run_id: Number(RUN) });
    on(GET, running);
    const cancels = on(CANCEL, {});
    const giveUp = new AbortController();
    const call = client.callTool(
      { name: "run_job", arguments: { job_id: JOB, wait_seconds: 60 } },
      { signal: giveUp.signal, onprogress: () => giveUp.abort(new Error("given up")) },
    );
    await expect(call).rejects.toThrow("given up");
    // A request in the background would have been sent before another call ends.
    await client.callTool({ name: "get_job_run", arguments: { run_id: RUN } });
    expect(cancels.length).toBe(0);
  });

  test("reports a job that does not exist", async () => {
    const { call } = await connect();
    on(RUN_NOW, platformError(400, "INVALID_PARAMETER_VALUE", `Job ${JOB} does not exist.`));
    expect(textOf(await call("run_job", { job_id: JOB }))).toContain("Find the job_id with list_jobs");
  });
});

describe("run_job with a full refresh of pipelines", () => {
  const args = { job_id: JOB, pipeline_params: { full_refresh: true } };

  test("asks, and names the loss", async () => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    on(GET_JOB, { job_id: Number(JOB), settings: { name: "nightly" } });
    const seen = on(RUN_NOW, { run_id: Number(RUN) });
    await call("run_job", args);
    expect(questions[0]).toContain('Run job "nightly"');
    expect(questions[0]).toContain("rows that their sources no longer have are permanently lost");
    expect(seen).toEqual([]);
  });

  const tasks = [
    { task_key: "p", pipeline_task: { pipeline_id: "p1", full_refresh: true } },
    { task_key: "q", notebook_task: { notebook_path: "/q" } },
  ];
  const P1 = { pipeline_id: "p1", name: "p", spec: { catalog: "main", schema: "sales" } };

  test("asks if a task of the job says so, also through call_api, and requires destructive access", async () => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    on(GET_JOB, { job_id: Number(JOB), settings: { name: "nightly", tasks } });
    on("GET /api/2.0/pipelines/p1", P1);
    const seen = on(RUN_NOW, { run_id: Number(RUN) });
    await call("run_job", { job_id: JOB });
    await call("call_api", { operation: "jobs.runNow", parameters: { job_id: JOB, queue: { enabled: true } } });
    expect(questions).toHaveLength(2);
    for (const question of questions) expect(question).toContain("are permanently lost");
    expect(questions[0]).toContain('- pipeline "p" (id p1)');
    for (const confirm of ["ask", "never"] as const) {
      const writing = await connect({ settings: { access: "write", confirm } });
      expect(textOf(await writing.call("run_job", { job_id: JOB }))).toContain("requires destructive access");
    }
    expect(seen).toEqual([]);
  });

  test.each([
    { spark_submit_params: ["--class", "com.evil.X", "s3://elsewhere/x.jar"] },
    { dbt_commands: ["dbt run-operation x"] },
  ])("asks if parameters bring code into a job that runs as someone else: %j", async (given) => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    const job = { job_id: Number(JOB), settings: { name: "nightly" } };
    on(GET_JOB, { ...job, run_as_user_name: "sp-1" });
    on(GET, failed);
    on("GET /api/2.0/preview/scim/v2/Me", { id: "1", userName: "ana@example.com" });
    await call("run_job", { job_id: JOB, ...given });
    await call("call_api", { operation: "jobs.runNow", parameters: { job_id: JOB, ...given } });
    await call("call_api", { operation: "jobs.repairRun", parameters: { run_id: RUN, ...given } });
    expect(questions).toHaveLength(3);
    expect(questions[0]).toContain('Its code runs as "sp-1".');
    const writing = await connect({ settings: { access: "write", confirm: "never" } });
    expect(textOf(await writing.call("run_job", { job_id: JOB, ...given }))).toContain("requires destructive access");
    const own = await connect({ answer: yes });
    on(GET_JOB, { ...job, run_as_user_name: "ana@example.com" });
    on(RUN_NOW, { run_id: Number(RUN) });
    on(GET, succeeded);
    await own.call("run_job", { job_id: JOB, ...given });
    expect(own.questions).toEqual([]);
  });

  test("does not ask if only other tasks run", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET_JOB, { job_id: Number(JOB), settings: { name: "nightly", tasks } });
    on("GET /api/2.0/pipelines/p1", P1);
    on(RUN_NOW, { run_id: Number(RUN) });
    on(GET, succeeded);
    await call("run_job", { job_id: JOB, only: ["q"], wait_seconds: 0 });
    expect(questions).toEqual([]);
    await call("run_job", { job_id: JOB, only: ["q", "p"], wait_seconds: 0 });
    expect(questions).toHaveLength(1);
  });

  test("is refused if its tables can be protected, and requires destructive access", async () => {
    const guarded = await connect({ answer: yes, settings: { protect: ["main.*"] } });
    const tasks = [{ task_key: "p", pipeline_task: { pipeline_id: "p1" } }];
    on(GET_JOB, { job_id: Number(JOB), settings: { name: "nightly", tasks } });
    on("GET /api/2.0/pipelines/p1", { pipeline_id: "p1", name: "p", spec: { catalog: "main", schema: "sales" } });
    expect(textOf(await guarded.call("run_job", args))).toMatch(/^Refused/);
    const writing = await connect({ settings: { access: "write" } });
    expect(textOf(await writing.call("run_job", args))).toContain("requires destructive access");
  });
});

describe("submit_run", () => {
  test("submits without a question, and returns the next call when the wait is over", async () => {
    const { call, questions } = await connect({ answer: yes });
    const submits = on(SUBMIT, { run_id: Number(RUN) });
    on(GET, running);
    const tasks = [{ task_key: "a", spark_python_task: { python_file: "/a.py" }, environment_key: "e" }];
    const settings = { environments: [{ environment_key: "e" }] };
    const result = await call("submit_run", { run_name: "try", tasks, settings, wait_seconds: 0 });
    expect(submits.map(({ body }) => body)).toEqual([
      { run_name: "try", tasks, ...settings, idempotency_token: expect.stringMatching(UUID) },
    ]);
    expect(questions).toEqual([]);
    expect(result.structuredContent).toMatchObject({
      run_id: RUN,
      life_cycle_state: "RUNNING",
      state_message: "In run",
      next: `Not finished yet. Call get_job_run with run_id ${RUN} and wait_seconds to wait for its end, or cancel_job_run to stop it.`,
    });
  });

  test("asks before the run has another identity or gives others access", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(SUBMIT, { run_id: Number(RUN) });
    on(GET, running);
    const tasks = [{ task_key: "a", notebook_task: { notebook_path: "/a" } }];
    const settings = { run_as: { user_name: "root@example.com" } };
    await call("submit_run", { run_name: "try", tasks, settings, wait_seconds: 0 });
    expect(questions).toEqual([asked('Start one-time run "try"?', 'It sets run_as.user_name to "root@example.com".')]);
  });

  test("U11 repeats a request whose response is lost with the same token", async () => {
    const { call } = await connect();
    const seen = on(SUBMIT, platformError(503, "TEMPORARILY_UNAVAILABLE", "lost"), { run_id: Number(RUN) });
    on(GET, succeeded);
    const tasks = [{ task_key: "a", notebook_task: { notebook_path: "/a" } }];
    await call("submit_run", { run_name: "try", tasks, wait_seconds: 0 });
    expect(seen.length).toBe(2);
    expect(seen[1]?.body).toEqual(seen[0]?.body);
  });
});

describe("list_job_runs", () => {
  test("filters the runs and pages", async () => {
    const { call } = await connect();
    const queued = run(
      { life_cycle_state: "QUEUED" },
      {
        status: { state: "QUEUED", queue_details: { code: "MAX_CONCURRENT_RUNS_REACHED", message: "Queued." } },
        run_duration: 0,
        start_time: 0,
        end_time: 0,
      },
    );
    const seen = on(LIST, { runs: [queued, failed], next_page_token: "t2" });
    const args = { job_id: JOB, active_only: true, limit: 2, page_token: "t1" };
    const { structuredContent } = await call("list_job_runs", args);
    expect(seen.map(({ query }) => query)).toEqual([
      { job_id: JOB, active_only: "true", limit: "2", page_token: "t1" },
    ]);
    const { run_page_url: _, start_time, duration, ...row } = view;
    expect(structuredContent).toEqual({
      runs: [
        { ...row, life_cycle_state: "QUEUED", state_message: "Queued." },
        {
          ...row,
          start_time,
          duration,
          life_cycle_state: "TERMINATED",
          result_state: "FAILED",
          termination_code: "RUN_EXECUTION_ERROR",
          meaning: "a task's code failed; its output has the error",
          state_message: "Task load failed.",
        },
      ],
      next_page_token: "t2",
    });
  });

  test("returns an empty list without runs", async () => {
    const { call } = await connect();
    on(LIST, { has_more: false });
    expect((await call("list_job_runs")).structuredContent).toEqual({ runs: [] });
  });
});

describe("get_job_run", () => {
  test("reads the run once, and a page of tasks by its token", async () => {
    const { call } = await connect();
    const seen = on(
      GET,
      {
        ...running,
        job_parameters: [
          { name: "day", default: "today", value: "monday" },
          { name: "x", default: "1" },
        ],
      },
      { ...succeeded, next_page_token: "t3" },
    );
    expect((await call("get_job_run", { run_id: RUN })).structuredContent).toMatchObject({
      life_cycle_state: "RUNNING",
      job_parameters: { day: "monday", x: "1" },
    });
    const { structuredContent } = await call("get_job_run", { run_id: RUN, page_token: "t2" });
    expect(structuredContent).toMatchObject({ next_page_token: "t3" });
    expect(seen.map(({ query }) => query)).toEqual([{ run_id: RUN }, { run_id: RUN, page_token: "t2" }]);
  });

  test.each([
    [
      "SKIPPED",
      "MAXIMUM_CONCURRENT_RUNS_REACHED",
      "MAX_CONCURRENT_RUNS_EXCEEDED",
      /^skipped: the job already had max_concurrent_runs/,
    ],
    ["INTERNAL_ERROR", "FAILED", "CLUSTER_ERROR", /^its cluster could not be started/],
    ["TERMINATED", "TIMEDOUT", "CANCELED", /timeout_seconds/],
    ["TERMINATED", "CANCELED", "USER_CANCELED", undefined],
  ])("D16 a run that ends as %s %s has ended, with result and message", async (life, result, code, meaning) => {
    const { call } = await connect();
    const status = { state: "TERMINATED", termination_details: { code, type: "CLIENT_ERROR", message: "why" } };
    const reads = on(GET, run(state(life, result, "why it ended"), { status }));
    const { structuredContent } = await call("get_job_run", { run_id: RUN, wait_seconds: 30 });
    expect(reads.length).toBe(1);
    expect(structuredContent).toMatchObject({
      life_cycle_state: life,
      result_state: result,
      termination_code: code,
      state_message: "why it ended",
    });
    const actual = new Map(Object.entries(structuredContent ?? {})).get("meaning");
    expect(actual).toEqual(meaning ? expect.stringMatching(meaning) : undefined);
  });

  test("D16 BLOCKED is not an end by the platform's own rule: the output has the reason for the wait", async () => {
    const { call } = await connect();
    on(GET, run(state("BLOCKED", undefined, "Waiting for upstream tasks"), { end_time: 0, run_duration: 0 }));
    const result = await call("get_job_run", { run_id: RUN, wait_seconds: 0 });
    expect(result.isError).not.toBe(true);
    expect(result.structuredContent).toMatchObject({
      life_cycle_state: "BLOCKED",
      state_message: "Waiting for upstream tasks",
      next: expect.stringContaining("Not finished yet"),
    });
  });
});

describe("cancel_job_run", () => {
  test("cancels the run and returns once it has stopped", async () => {
    const { call } = await connect();
    const seen = on(CANCEL, {});
    on(GET, run(state("TERMINATING"), { end_time: 0 }), run(state("TERMINATED", "CANCELED", "Run cancelled.")));
    const { structuredContent } = await call("cancel_job_run", { run_id: RUN });
    expect(seen.map(({ body }) => body)).toEqual([{ run_id: Number(RUN) }]);
    expect(structuredContent).toMatchObject({
      life_cycle_state: "TERMINATED",
      result_state: "CANCELED",
      // Nothing has to be fixed, and there is no error to read.
      next: `It was cancelled. repair_job_run with run_id ${RUN} runs the tasks that did not succeed again; run_job starts a new run.`,
    });
  });
});

describe("a run that succeeded names the call for the results of its notebooks", () => {
  const task = (run_id: number, more: object) => ({
    task_key: `t${run_id}`,
    run_id,
    ...state("TERMINATED", "SUCCESS"),
    ...more,
  });
  test.each([
    [
      "one",
      [task(1, { sql_task: {} }), task(2, { notebook_task: { notebook_path: "/a" } })],
      "run_id 2 for the results of the notebook.",
    ],
    [
      "several",
      [2, 3].map((id) => task(id, { notebook_task: { notebook_path: "/a" } })),
      "run_id 2 for the results of its first notebook.",
    ],
    ["no", [task(1, { sql_task: {} })], undefined],
  ])("%s notebook", async (_, tasks, words) => {
    const { call } = await connect();
    on(GET, { ...succeeded, tasks });
    const { next } = Object((await call("get_job_run", { run_id: RUN })).structuredContent);
    expect(next).toEqual(words && `Call get_job_run_output with ${words}`);
  });
});

describe("cancel_all_job_runs", () => {
  const job = { job_id: Number(JOB), settings: { name: "nightly" } };

  test("asks with the number of runs", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET_JOB, job);
    const lists = on(LIST, { runs: [running, running], next_page_token: "more" });
    const seen = on(CANCEL_ALL, {});
    const { structuredContent } = await call("cancel_all_job_runs", { job_id: JOB });
    expect(questions).toEqual([
      asked(
        `Cancel all active runs of job "nightly" (id ${JOB})?`,
        "More than 2 active runs stop. Their effects so far are not undone.",
      ),
    ]);
    expect(lists[0]?.query).toEqual({ job_id: JOB, active_only: "true", limit: "24" });
    expect(seen.map(({ body }) => body)).toEqual([{ job_id: Number(JOB) }]);
    expect(structuredContent).toMatchObject({ job_id: JOB });
  });

  test("does not ask if no run is active", async () => {
    const { call } = await connect();
    on(GET_JOB, job);
    on(LIST, {});
    on(CANCEL_ALL, {});
    expect((await call("cancel_all_job_runs", { job_id: JOB })).isError).not.toBe(true);
  });
});

describe("repair_job_run", () => {
  const history = (...ids: number[]) => [
    { type: "ORIGINAL", start_time: 1 },
    ...ids.map((id) => ({ type: "REPAIR", id, state: state("TERMINATED") })),
  ];

  test("runs the failed tasks again and waits for the end of this repair", async () => {
    const { call } = await connect();
    const reads = on(
      GET,
      { ...failed, repair_history: history() },
      // The platform has not started the repair yet, so the run still shows its earlier end.
      { ...failed, repair_history: history() },
      { ...succeeded, repair_history: history(77) },
      succeeded,
    );
    const seen = on(REPAIR, { repair_id: 77 });
    const { structuredContent } = await call("repair_job_run", { run_id: RUN, job_parameters: { day: "monday" } });
    expect(seen.map(({ body }) => body)).toEqual([
      { run_id: Number(RUN), rerun_all_failed_tasks: true, job_parameters: { day: "monday" } },
    ]);
    expect(reads.map(({ query }) => query.include_history)).toEqual(["true", "true", "true", undefined]);
    expect(structuredContent).toMatchObject({ repair_id: "77", result_state: "SUCCESS" });
  });

  test("counts each task once in its progress, however many attempts the history has", async () => {
    const { client } = await connect();
    const attempt = (task_key: string, run_id: number, attempt_number: number, life: string) => ({
      task_key,
      run_id,
      attempt_number,
      state: state(life),
    });
    const tasks = [
      attempt("load", 1, 0, "TERMINATED"),
      attempt("load", 3, 1, "RUNNING"),
      attempt("check", 2, 0, "TERMINATED"),
    ];
    on(GET, failed, { ...running, tasks, repair_history: history(77) }, { ...succeeded, repair_history: history(77) });
    on(REPAIR, { repair_id: 77 });
    const words: string[] = [];
    await client.callTool(
      { name: "repair_job_run", arguments: { run_id: RUN } },
      {
        onprogress: ({ message = "" }) => void words.push(message),
      },
    );
    expect(words.join()).toContain("1 of 2 tasks ended");
  });

  test.each([
    [{}, "FAILED", 1],
    [{}, "SUCCESS", 0],
    [{ rerun_tasks: ["load"] }, "SUCCESS", 1],
    [{ rerun_tasks: ["report"] }, "SUCCESS", 0],
  ])("asks if a task that runs again empties tables: %j after %s", async (args, result, asked) => {
    const { call, questions } = await connect({ answer: yes });
    const refresh = { pipeline_task: { pipeline_id: "p1", full_refresh: true }, depends_on: [{ task_key: "load" }] };
    const tasks = [
      task("load", 1, state("TERMINATED", "SUCCESS")),
      task("orders", 2, state("TERMINATED", result), refresh),
      task("report", 3, state("TERMINATED", "FAILED")),
    ];
    on(GET, { ...failed, tasks, repair_history: history() }, { ...running, tasks, repair_history: history(77) });
    on("GET /api/2.0/pipelines/p1", { pipeline_id: "p1", name: "orders" });
    on(REPAIR, { repair_id: 77 });
    await call("repair_job_run", { run_id: RUN, ...args, wait_seconds: 0 });
    expect(questions).toHaveLength(asked);
  });

  test("sends the latest repair, which the platform uses as a lock, and the given tasks", async () => {
    const { call } = await connect();
    on(GET, { ...failed, repair_history: history(77, 78) }, { ...running, repair_history: history(77, 78, 79) });
    const seen = on(REPAIR, { repair_id: 79 });
    await call("repair_job_run", { run_id: RUN, rerun_tasks: ["load"], wait_seconds: 0 });
    expect(seen.map(({ body }) => body)).toEqual([
      { run_id: Number(RUN), rerun_tasks: ["load"], latest_repair_id: 78 },
    ]);
  });
});

describe("--protect", () => {
  test.each(["cancel_job_run", "repair_job_run"])("blocks %s on a run of a protected job", async (name) => {
    const { call } = await connect({ settings: { protect: [JOB], confirm: "never" } });
    on(GET, running);
    expect(textOf(await call(name, { run_id: RUN }))).toContain("the operator protects this object");
  });

  test("blocks repair_job_run of tasks that run a protected pipeline", async () => {
    const { call } = await connect({ settings: { protect: ["orders"], confirm: "never" } });
    on(GET, { ...failed, tasks: [task("p", 1, {}, { pipeline_task: { pipeline_id: "p1" } })] });
    on("GET /api/2.0/pipelines/p1", { pipeline_id: "p1", name: "orders" });
    expect(textOf(await call("repair_job_run", { run_id: RUN }))).toContain("the operator protects this object");
  });

  test("call_api asks before a repair empties tables", async () => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    on(GET, failed);
    const parameters = { run_id: 1, pipeline_params: { full_refresh: true } };
    await call("call_api", { operation: "jobs.repairRun", parameters });
    expect(questions[0]).toContain("this call can remove, replace or share something");
  });
});
