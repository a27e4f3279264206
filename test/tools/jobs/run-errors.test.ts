import { beforeEach, describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const GET = "GET /api/2.2/jobs/runs/get";
const LIST = "GET /api/2.2/jobs/runs/list";
const OUTPUT = "GET /api/2.2/jobs/runs/get-output";

/** The job, which a run of it looks up. */
beforeEach(() => void on("GET /api/2.2/jobs/get", { job_id: 5 }));

const ok = { life_cycle_state: "TERMINATED", result_state: "SUCCESS" };
const bad = { life_cycle_state: "TERMINATED", result_state: "FAILED", state_message: "Workload failed" };

describe("the error of a failed run", () => {
  test("is in the response of the call that waited for it", async () => {
    const { call } = await connect();
    on("POST /api/2.2/jobs/run-now", { run_id: 7 });
    on(GET, {
      run_id: 7,
      state: bad,
      tasks: [
        { run_id: 71, task_key: "load", state: bad },
        { run_id: 72, task_key: "check", state: ok },
      ],
    });
    const reads = on(OUTPUT, { error: "\n[TABLE_OR_VIEW_NOT_FOUND] main.a.b\nsecond line" });
    const result = await call("run_job", { job_id: "5" });
    expect(reads.map(({ query }) => query.run_id)).toEqual(["71"]);
    expect(result.structuredContent).toMatchObject({
      tasks: [{ task_key: "load", error: "[TABLE_OR_VIEW_NOT_FOUND] main.a.b" }, { task_key: "check" }],
      next: "Call get_job_run_output with run_id 71 for the traceback. Once it is fixed, repair_job_run runs the failed tasks (load) again.",
    });
    expect(textOf(result)).toContain("error of load: [TABLE_OR_VIEW_NOT_FOUND] main.a.b");
    expect(textOf(result)).not.toContain("second line");
  });

  test("is there as well if the run succeeded without the task, and the other branch of a condition is not repaired", async () => {
    const { call } = await connect();
    const done = { life_cycle_state: "TERMINATED", result_state: "SUCCESS_WITH_FAILURES" };
    const excluded = { life_cycle_state: "SKIPPED", result_state: "EXCLUDED" };
    on(GET, {
      run_id: 7,
      state: done,
      tasks: [
        { run_id: 71, task_key: "load", state: bad, notebook_task: { notebook_path: "/a" } },
        { run_id: 72, task_key: "other", state: excluded, notebook_task: { notebook_path: "/a" } },
        { run_id: 73, task_key: "end", state: ok, notebook_task: { notebook_path: "/a" } },
      ],
    });
    on(OUTPUT, ({ query }: Seen) =>
      query.run_id === "71" ? { error: "boom" } : { notebook_output: { result: "fine" } },
    );
    const result = await call("get_job_run", { run_id: "7" });
    expect(result.structuredContent).toMatchObject({
      tasks: [{ task_key: "load", error: "boom" }, { task_key: "other" }, { task_key: "end", result: "fine" }],
      next: "Call get_job_run_output with run_id 71 for the traceback. Once it is fixed, repair_job_run runs the failed tasks (load) again.",
    });
  });

  test("a loop shows how many of its iterations failed", async () => {
    const { call } = await connect();
    const task_run_stats = {
      total_iterations: 40,
      succeeded_iterations: 38,
      failed_iterations: 2,
      active_iterations: 0,
    };
    const loop = { run_id: 71, task_key: "loop", state: bad, for_each_task: { stats: { task_run_stats } } };
    on(GET, ({ query }: Seen) => (query.run_id === "7" ? { run_id: 7, state: bad, tasks: [loop] } : { run_id: 71 }));
    const result = await call("get_job_run", { run_id: "7" });
    expect(result.structuredContent).toMatchObject({ tasks: [{ iterations: "40: 38 succeeded, 2 failed" }] });
    expect(textOf(result)).toContain("TERMINATED FAILED – Workload failed, iterations 40: 38 succeeded, 2 failed");
  });

  test("names no result of a task that did not run", async () => {
    const { call } = await connect();
    const excluded = { life_cycle_state: "SKIPPED", result_state: "EXCLUDED" };
    on(GET, {
      run_id: 7,
      state: ok,
      tasks: [{ run_id: 71, task_key: "other", state: excluded, notebook_task: { notebook_path: "/a" } }],
    });
    expect(textOf(await call("get_job_run", { run_id: "7" }))).not.toContain("get_job_run_output");
  });

  test("fails nothing if it cannot be read", async () => {
    const { call } = await connect();
    on(GET, { run_id: 7, state: bad, tasks: [{ run_id: 71, task_key: "load", state: bad }] });
    on(OUTPUT, platformError(403, "PERMISSION_DENIED", "no"));
    const result = await call("get_job_run", { run_id: "7" });
    expect(result.structuredContent).toMatchObject({ run_id: "7", next: expect.stringContaining("for the error") });
  });

  test("of a loop is that of its failed iteration, on whichever page", async () => {
    const { call } = await connect();
    on(GET, ({ query }: Seen) => {
      if (query.run_id === "88") {
        return { run_id: 88, state: bad, tasks: [{ run_id: 881, task_key: "loop", state: bad, for_each_task: {} }] };
      }
      const page = Number(query.page_token ?? 0);
      const iterations = Array.from({ length: 100 }, (_, at) => ({
        run_id: 90_000 + page * 100 + at,
        state: page === 6 && at === 5 ? bad : ok,
      }));
      return { run_id: 881, state: bad, iterations, ...(page < 9 && { next_page_token: String(page + 1) }) };
    });
    on(OUTPUT, { error: "boom" });
    const result = await call("get_job_run", { run_id: "88" });
    expect(result.structuredContent).toMatchObject({
      tasks: [{ task_key: "loop", error: "boom (iteration 90605)" }],
      next: expect.stringContaining("get_job_run with run_id 881 for the iterations of loop"),
    });
  });
});

/** An exported notebook run whose cells have these outputs. */
function exported(...outputs: readonly string[]) {
  const commands = outputs.map((data, position) => ({ position, command: "x", results: { type: "html", data } }));
  const model = Buffer.from(encodeURIComponent(JSON.stringify({ commands }))).toString("base64");
  return { views: [{ name: "n", type: "NOTEBOOK", content: `__DATABRICKS_NOTEBOOK_MODEL = '${model}'` }] };
}

describe("the results of a successful run", () => {
  const task = (run_id: number, task_key: string) => ({
    run_id,
    task_key,
    state: ok,
    notebook_task: { notebook_path: `/${task_key}` },
  });

  test("are in the response of the call that waited for it: exit values, and otherwise the last output", async () => {
    const { call } = await connect();
    on("POST /api/2.2/jobs/run-now", { run_id: 7 });
    on(GET, { run_id: 7, state: ok, tasks: [task(71, "count"), task(72, "show")] });
    on(OUTPUT, ({ query }: Seen) => ({ notebook_output: query.run_id === "71" ? { result: "rows=12" } : {} }));
    on("GET /api/2.2/jobs/runs/export", exported("first", "12416", ""));
    const result = await call("run_job", { job_id: "5" });
    expect(result.structuredContent).toMatchObject({
      tasks: [
        { task_key: "count", result: "rows=12" },
        { task_key: "show", result: "12416" },
      ],
    });
    expect(result.structuredContent).not.toHaveProperty("next");
    expect(textOf(result)).toContain("result of count:\nrows=12\nresult of show:\n12416");
  });

  test("are bounded, and those of the last tasks", async () => {
    const { call } = await connect();
    on(GET, { run_id: 7, state: ok, tasks: [1, 2, 3, 4, 5].map((at) => task(70 + at, `t${at}`)) });
    const read = on(OUTPUT, { notebook_output: { result: "x".repeat(5000) } });
    const { structuredContent } = await call("get_job_run", { run_id: "7" });
    expect(read.map(({ query }) => query.run_id).sort()).toEqual(["73", "74", "75"]);
    expect(JSON.stringify(structuredContent).length).toBeLessThan(4500);
    expect(JSON.stringify(structuredContent)).toContain("xxx… (get_job_run_output returns all)");
  });

  test("fail nothing if they cannot be read", async () => {
    const { call } = await connect();
    on(GET, { run_id: 7, state: ok, tasks: [task(71, "count")] });
    on(OUTPUT, platformError(403, "PERMISSION_DENIED", "no"));
    expect((await call("get_job_run", { run_id: "7" })).structuredContent).toMatchObject({
      run_id: "7",
      next: expect.stringContaining("get_job_run_output with run_id 71"),
    });
  });
});

test("the run of a loop lists its iterations, failed ones first", async () => {
  const { call } = await connect();
  on(OUTPUT, {});
  const iterations = [1, 2, 3].map((at) => ({
    run_id: 8810 + at,
    task_key: "loop_iteration",
    state: at === 2 ? bad : ok,
    notebook_task: { notebook_path: "/day", base_parameters: { day: "{{input}}" } },
    resolved_values: { notebook_task: { base_parameters: { day: `2026-01-0${at}` } } },
  }));
  on(GET, { run_id: 881, run_name: "loop", state: bad, iterations });
  const result = await call("get_job_run", { run_id: "881" });
  expect(result.structuredContent).toMatchObject({
    iterations: [{ run_id: "8812", parameters: { day: "2026-01-02" } }, { run_id: "8811" }, { run_id: "8813" }],
    next: expect.stringContaining("get_job_run_output with run_id 8812"),
  });
  expect(textOf(result)).toContain("iteration | parameters | state | duration\n8812 | day=2026-01-02 | ");
});

test("a condition task shows its outcome", async () => {
  const { call } = await connect();
  on(GET, {
    run_id: 7,
    state: ok,
    tasks: [{ run_id: 71, task_key: "check", state: ok, condition_task: { outcome: "false" } }],
  });
  const result = await call("get_job_run", { run_id: "7" });
  expect(result.structuredContent).toMatchObject({ tasks: [{ outcome: "false" }] });
  expect(textOf(result)).toContain("outcome false");
});

describe("list_job_runs", () => {
  test("filters by time at the platform and by result over several pages", async () => {
    const { call } = await connect();
    const seen = on(LIST, ({ query }: Seen) =>
      query.page_token === "2"
        ? { runs: [{ run_id: 3, state: bad }], next_page_token: "3" }
        : {
            runs: [
              { run_id: 1, state: ok },
              { run_id: 2, state: bad },
            ],
            next_page_token: query.page_token ? undefined : "2",
          },
    );
    const args = { result_state: "failed", start_time_from: "2026-11-28T00:00:00Z", limit: 2 };
    const result = await call("list_job_runs", args);
    expect(seen.map(({ query }) => query)).toEqual([
      { completed_only: "true", start_time_from: "1795824000000", limit: "24" },
      { completed_only: "true", start_time_from: "1795824000000", limit: "24", page_token: "2" },
    ]);
    expect(result.structuredContent).toMatchObject({ runs: [{ run_id: "2" }, { run_id: "3" }], next_page_token: "3" });
  });

  test("refuses a result that does not exist", async () => {
    const { call } = await connect();
    expect(textOf(await call("list_job_runs", { result_state: "BROKEN" }))).toContain("must be one of FAILED, SUCCESS");
  });
});
