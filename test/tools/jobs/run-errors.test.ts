import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const GET = "GET /api/2.2/jobs/runs/get";
const LIST = "GET /api/2.2/jobs/runs/list";
const OUTPUT = "GET /api/2.2/jobs/runs/get-output";

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
      next: "Call get_job_run_output with run_id 71 for the traceback. Once it is fixed, repair_job_run runs the failed tasks again.",
    });
    expect(textOf(result)).toContain("error of load: [TABLE_OR_VIEW_NOT_FOUND] main.a.b");
    expect(textOf(result)).not.toContain("second line");
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

test("the run of a loop lists its iterations, failed ones first", async () => {
  const { call } = await connect();
  on(OUTPUT, {});
  const iterations = [1, 2, 3].map((at) => ({
    run_id: 8810 + at,
    task_key: "loop_iteration",
    state: at === 2 ? bad : ok,
  }));
  on(GET, { run_id: 881, run_name: "loop", state: bad, iterations });
  const result = await call("get_job_run", { run_id: "881" });
  expect(result.structuredContent).toMatchObject({
    iterations: [{ run_id: "8812" }, { run_id: "8811" }, { run_id: "8813" }],
    next: expect.stringContaining("get_job_run_output with run_id 8812"),
  });
  expect(textOf(result)).toContain("iteration | state | duration");
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
