import * as z from "zod";
import { failuresOf, taskFacts } from "../../api/jobs/run-failure.ts";
import { jobParametersOf, notebookParameters } from "../../api/jobs/run-parameters.ts";
import { explainRunState, failedItself, hasRunEnded, succeeded } from "../../api/jobs/run-state.ts";
import type { JobRun, RunState, RunTask } from "../../api/jobs/runs.ts";
import { count, text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";

type Times = Pick<RunTask, "start_time" | "end_time" | "setup_duration" | "execution_duration" | "cleanup_duration"> & {
  readonly run_duration?: number | null | undefined;
};

/** How long a run took, or has taken until `now`: `2 h 5 min`, `3 min 10 s`, `12 s`. `undefined` before it starts. */
export function durationOf(times: Times, now = Date.now()): string | undefined {
  const { start_time, end_time } = times;
  const phases = (times.setup_duration ?? 0) + (times.execution_duration ?? 0) + (times.cleanup_duration ?? 0);
  const ms = times.run_duration || phases || (start_time ? (end_time || now) - start_time : 0);
  return ms > 0 ? durationWords(ms) : undefined;
}

function durationWords(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

/** The state of a job run or task run, with the meaning of its termination code. */
export const runStateView = view(
  {
    life_cycle_state: z.string(),
    result_state: text,
    termination_code: text,
    meaning: text,
    state_message: text,
  },
  (run: RunState) => ({ ...explainRunState(run) }),
);

/** A run in a list. */
export const runSummaryView = view(
  {
    run_id: z.string(),
    job_id: text,
    run_name: text,
    ...runStateView.fields,
    trigger: text,
    creator_user_name: text,
    start_time: text,
    duration: text,
  },
  (run: JobRun) => ({
    run_id: run.run_id,
    // A run submitted without a job has job 0.
    job_id: run.job_id === "0" ? undefined : run.job_id,
    run_name: run.run_name,
    ...runStateView(run),
    trigger: run.trigger,
    creator_user_name: run.creator_user_name,
    start_time: isoTime(run.start_time),
    duration: durationOf(run),
  }),
);

const taskView = view(
  {
    task_key: z.string(),
    run_id: z.string(),
    ...runStateView.fields,
    outcome: text.describe("of a condition task"),
    iterations: text.describe("of a loop, by state"),
    attempt_number: count,
    duration: text,
    error: text.describe("first line"),
    result: text.describe("exit value or last output"),
  },
  (task: RunTask, error?: string, result?: string) => ({
    task_key: task.task_key ?? "",
    run_id: task.run_id,
    ...runStateView(task),
    outcome: task.condition_task?.outcome,
    iterations: taskFacts(task).iterations,
    attempt_number: task.attempt_number || undefined,
    duration: durationOf(task),
    error,
    result,
  }),
);

/** An iteration of a loop, with the parameters that its input became. */
const iterationView = view(
  { ...taskView.fields, parameters: z.record(z.string(), z.string()).optional() },
  (task: RunTask) => ({ ...taskView(task), parameters: notebookParameters(task) }),
);

/** Facts about a run in addition to its record. */
interface RunExtras {
  /** The repair that this call started. */
  readonly repair_id?: string;
  /** First lines of errors by task run ID. */
  readonly errors?: ReadonlyMap<string, string>;
  /** Results by task run ID. */
  readonly results?: ReadonlyMap<string, string>;
}

/** One run with its tasks, or its iterations with failed ones first, 100 per page. */
export const runDetailsView = view(
  {
    ...runSummaryView.fields,
    error: text.describe("first line"),
    job_parameters: z.record(z.string(), z.string()).optional(),
    tasks: z.array(taskView.schema).optional(),
    iterations: z.array(iterationView.schema).optional(),
    next_page_token: text,
    run_page_url: text,
    repair_id: text,
    next: text,
  },
  (run: JobRun, { repair_id, errors = new Map(), results = new Map() }: RunExtras = {}) => ({
    ...runSummaryView(run),
    error: errors.get(run.run_id),
    job_parameters: jobParametersOf(run),
    tasks: (run.tasks ?? []).map((task) => taskView(task, errors.get(task.run_id), results.get(task.run_id))),
    iterations: failedFirst(run.iterations ?? []).map((iteration) => iterationView(iteration)),
    next_page_token: run.next_page_token,
    run_page_url: run.run_page_url,
    repair_id,
    next: nextFor(run, errors, results),
  }),
);

const failedFirst = (runs: readonly RunTask[]): readonly RunTask[] =>
  runs.toSorted((a, b) => Number(failedItself(b)) - Number(failedItself(a)));

function nextFor(
  run: JobRun,
  errors: ReadonlyMap<string, string>,
  results: ReadonlyMap<string, string>,
): string | undefined {
  if (!hasRunEnded(run)) {
    return `Not finished yet. Call get_job_run with run_id ${run.run_id} and wait_seconds to wait for its end, or cancel_job_run to stop it.`;
  }
  const failed = run.iterations?.find(failedItself) ?? run.tasks?.find(failedItself);
  // A run can succeed although a task failed, which its last tasks did not wait for.
  if (succeeded(run) && !failed) return resultsOf(run, results);
  if (explainRunState(run).result_state === "CANCELED") {
    return `It was cancelled. repair_job_run with run_id ${run.run_id} runs the tasks that did not succeed again; run_job starts a new run.`;
  }
  if (!failed) return undefined;
  const repair = `Once it is fixed, repair_job_run runs ${repairedTasks(run)} again.`;
  if (taskFacts(failed).is_loop && !run.iterations) {
    return `Call get_job_run with run_id ${failed.run_id} for the iterations of ${failed.task_key ?? "the loop"}. ${repair}`;
  }
  const what = errors.has(failed.run_id) ? "the traceback" : "the error";
  return `Call get_job_run_output with run_id ${failed.run_id} for ${what}. ${repair}`;
}

const MAX_NAMED = 5;

/** The tasks that a repair runs again: `the failed and skipped tasks (load, check)`. */
function repairedTasks(run: JobRun): string {
  const { failed, notRun } = failuresOf(run);
  const keys = [...failed.map(({ task_key }) => task_key ?? ""), ...notRun].filter((key) => /^[\w-]{1,100}$/.test(key));
  const shown = keys.length > MAX_NAMED ? [...keys.slice(0, MAX_NAMED), "…"] : keys;
  const what = notRun.length > 0 ? "the failed and skipped tasks" : "the failed tasks";
  return shown.length > 0 ? `${what} (${shown.join(", ")})` : what;
}

/** Where the results of notebooks are, if they were not read: their cells are not part of a run. */
function resultsOf({ tasks = [] }: JobRun, results: ReadonlyMap<string, string>): string | undefined {
  if (results.size > 0) return undefined;
  const [first, ...others] = (tasks ?? []).filter(
    (task) => taskFacts(task).is_notebook && !(hasRunEnded(task) && !succeeded(task)),
  );
  if (!first) return undefined;
  return `Call get_job_run_output with run_id ${first.run_id} for the results of ${others.length > 0 ? "its first notebook" : "the notebook"}.`;
}
