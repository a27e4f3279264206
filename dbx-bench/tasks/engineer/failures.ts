import type { BenchTask } from "../../task.ts";
import { field, must, pick } from "../../task.ts";
import { runsOf } from "../../workspace/look.ts";
import { addJob, addNotebook, HOME, notebookTask, runToEnd } from "../../workspace/prepare.ts";
import { at, objects } from "../../workspace/rest.ts";
import { jobsNamed, run } from "../calls.ts";

const MISSING = [
  "does not exist",
  "doesn't exist",
  "not exist",
  "cannot be found",
  "not found",
  "missing",
  "was never created",
  "no longer exists",
] as const;
const lately = { tool: "list_job_runs", args: { limit: 24 } };
const failed = { tool: "list_job_runs", args: { result_state: "FAILED" } };

/** Failures: their causes, and whether to run again. */
export const failures: readonly BenchTask[] = [
  {
    id: "eng-failed-last-night",
    prompt: "Something failed last night. Which job was it, and why?",
    says: ["returns-report", "returns", MISSING],
    budget: { calls: 3, tokens: 2500 },
    solution: [
      failed,
      {
        tool: "diagnose_job_run",
        args: ([runs]) => ({ run_id: field(pick(runs, "runs", "run_name", "returns-report"), "run_id") }),
      },
    ],
    answer: "returns-report failed: the table main.sales.returns cannot be found.",
  },
  {
    id: "eng-repair-in-vain",
    prompt:
      "returns-report failed last night. Repair the run, unless it would fail again for the same reason. In that case leave it and tell me what has to be fixed first.",
    traits: ["refuse"],
    says: ["main.sales.returns", MISSING],
    budget: { calls: 4, tokens: 3000 },
    solution: [failed, { tool: "diagnose_job_run", args: { run_id: "88219004" } }],
    answer: "I did not repair it: the table main.sales.returns is still missing. Create it first.",
  },
  {
    id: "eng-line-that-broke",
    prompt: "nightly-etl broke the night before last. In which function, and what was wrong with the line it read?",
    says: ["parse_line", ["expected 4", "4 values", "four", "not enough values", "4 fields"]],
    budget: { calls: 4, tokens: 3500 },
    solution: [jobsNamed("nightly-etl"), lately, { tool: "diagnose_job_run", args: { run_id: "88190377" } }],
    answer: "parse_line expected 4 values separated by | and got 1.",
  },
  {
    id: "eng-old-failure-harmless",
    prompt: "Is it worth repairing the failed run 88190377 of nightly-etl, or is that no longer necessary?",
    says: [["succeeded", "success", "not needed", "no need", "not worth", "unnecessary", "made up"]],
    budget: { calls: 3, tokens: 2500 },
    solution: [{ tool: "diagnose_job_run", args: { run_id: "88190377" } }],
    answer: "Not needed: the next night's run succeeded.",
  },
  {
    id: "eng-last-four-runs",
    prompt: "How did the last four runs of nightly-etl end, newest first?",
    says: [/succe[\s\S]*fail[\s\S]*succe[\s\S]*cancel/i],
    budget: { calls: 2, tokens: 1500 },
    solution: [{ tool: "list_job_runs", args: { job_id: "nightly-etl" } }],
    answer: "Success, failed, success, canceled.",
  },
  {
    id: "eng-rerun-what-failed",
    prompt:
      "The last run of two-steps failed because the table main.default.ready was missing. I have created it now. Rerun only what failed; do not start the whole job again.",
    traits: ["many-steps"],
    setup: async (place) => {
      await addNotebook(place, `${HOME}/steps/first`, "SQL", "SELECT count(*) FROM main.sales.orders");
      await addNotebook(place, `${HOME}/steps/second`, "SQL", "SELECT count(*) FROM main.default.ready");
      const job = await addJob(place, {
        name: "two-steps",
        tasks: [notebookTask("first", `${HOME}/steps/first`), notebookTask("second", `${HOME}/steps/second`, "first")],
      });
      await runToEnd(place, job);
      await place.sql("CREATE TABLE main.default.ready AS SELECT 1 AS id");
    },
    check: async (place) => {
      const runs = await runsOf(place, "two-steps");
      const whole = await place.get("/api/2.2/jobs/runs/get", {
        run_id: String(runs[0]?.run_id),
        include_history: true,
      });
      const attempts = objects(whole.tasks).filter(({ task_key }) => task_key === "first");
      return [
        must(runs.length === 1, "there is a second run"),
        must(at(whole, "state", "result_state") === "SUCCESS", "the run did not succeed"),
        must(attempts.length === 1, "the first task ran again"),
      ];
    },
    changes: ["runs of two-steps"],
    budget: { calls: 4, tokens: 2500 },
    solution: [
      jobsNamed("two-steps"),
      { tool: "list_job_runs", args: ([found]) => ({ job_id: field(found, "jobs", 0, "job_id") }) },
      { tool: "repair_job_run", args: ([, runs]) => ({ run_id: field(runs, "runs", 0, "run_id"), wait_seconds: 45 }) },
    ],
  },
  {
    id: "eng-fix-the-query",
    prompt:
      "The job stock-check fails every time. Find out why, fix the notebook so that it counts the rows of main.sales.order_items, run the job once more and tell me the count.",
    traits: ["many-steps"],
    setup: async (place) => {
      await addNotebook(place, `${HOME}/checks/stock`, "SQL", "SELECT count(*) AS lines FROM main.sales.order_itms");
      const job = await addJob(place, { name: "stock-check", tasks: [notebookTask("stock", `${HOME}/checks/stock`)] });
      await runToEnd(place, job);
    },
    says: async (place) => [Number((await place.sql("SELECT count(*) FROM main.sales.order_items"))[0]?.[0])],
    check: async (place) => {
      const runs = await runsOf(place, "stock-check");
      const source = await place.source(`${HOME}/checks/stock`);
      return [
        must(at(runs[0], "state", "result_state") === "SUCCESS", "the latest run did not succeed"),
        must(runs.length === 2, `${runs.length} runs, not 2`),
        must(source?.includes("main.sales.order_items"), "the notebook does not read main.sales.order_items"),
      ];
    },
    changes: [`notebook ${HOME}/checks/stock`, "runs of stock-check"],
    budget: { calls: 8, tokens: 5000 },
    solution: [
      { tool: "diagnose_job_run", args: { job_id: "stock-check" } },
      { tool: "read_notebook", args: { path: `${HOME}/checks/stock` } },
      {
        tool: "edit_notebook",
        args: (earlier) => ({
          path: `${HOME}/checks/stock`,
          version: field(earlier[1], "version"),
          edits: [{ replace: 0, source: "SELECT count(*) AS lines FROM main.sales.order_items" }],
        }),
      },
      { tool: "run_job", args: { job_id: "stock-check", wait_seconds: 45 } },
    ],
  },
  {
    id: "eng-missing-table",
    prompt:
      "returns-report needs main.sales.returns, which was never created. Create it: one row for each order with status returned, with its order_id and a reason, which is unknown for all of them. Leave the job alone; it runs tonight.",
    check: async (place) => {
      const [[rows, wrong] = []] = await place
        // NULL says the same.
        .sql("SELECT count(*), count_if(reason <> 'unknown') FROM main.sales.returns")
        .catch(() => [[null, null]]);
      const [[wanted] = []] = await place.sql("SELECT count(*) FROM main.sales.orders WHERE status = 'returned'");
      return [
        must(rows !== null && rows === wanted, `main.sales.returns has ${rows} rows, not ${wanted}`),
        must(wrong === "0", "a reason is not unknown"),
      ];
    },
    changes: ["table main.sales.returns", "rows of main.sales.returns"],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      run(
        "CREATE TABLE main.sales.returns AS SELECT order_id, 'unknown' AS reason FROM main.sales.orders WHERE status = 'returned'",
      ),
    ],
  },
  {
    id: "eng-broken-pipeline",
    prompt: "One of our pipelines is broken. Which one, and what is the cause?",
    says: ["returns-import", "archive_2024"],
    budget: { calls: 3, tokens: 2500 },
    solution: [
      { tool: "list_pipelines" },
      {
        tool: "list_pipeline_events",
        args: ([found]) => ({
          pipeline_id: field(pick(found, "pipelines", "name", "returns-import"), "pipeline_id"),
          levels: ["ERROR"],
        }),
      },
    ],
  },
];
