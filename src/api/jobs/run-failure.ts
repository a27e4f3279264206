import * as z from "zod";
import { compact } from "../../records.ts";
import { nothing, text } from "../http/fields.ts";
import { failedItself, isOver, lifeCycle, stateView, succeeded } from "./run-state.ts";
import type { JobRun, RunTask } from "./runs.ts";

/** What a task run carries of its settings, as far as a diagnosis needs it. */
const spec = z.looseObject({
  notebook_task: z.looseObject({ notebook_path: text, source: text }).nullish(),
  spark_python_task: z.looseObject({ python_file: text, source: text }).nullish(),
  cluster_instance: z.looseObject({ cluster_id: text }).nullish(),
  git_source: nothing.nullish(),
  for_each_task: z
    .looseObject({
      stats: z
        .looseObject({
          error_message_stats: z.array(z.looseObject({ count: z.number().nullish(), error_message: text })).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

/** What ran and where. `path`: the notebook or file in the workspace; nothing for one that came from Git. */
export function taskFacts(task: object) {
  const { data } = spec.safeParse(task);
  const file = data?.notebook_task?.notebook_path ?? data?.spark_python_task?.python_file;
  const source = data?.notebook_task?.source ?? data?.spark_python_task?.source;
  return compact({
    is_notebook: data?.notebook_task ? true : undefined,
    is_loop: data?.for_each_task ? true : undefined,
    path: source !== "GIT" && file?.startsWith("/") ? file : undefined,
    cluster_id: data?.cluster_instance?.cluster_id,
    iteration_errors: (data?.for_each_task?.stats?.error_message_stats ?? []).map(
      ({ count, error_message }) => `${count ?? 1} × ${error_message ?? "unknown error"}`,
    ),
  });
}

/** A task run asked for by its own id names the job run it belongs to. */
export const jobRunOf = (run: JobRun): string | undefined => {
  const owner = z.looseObject({ job_run_id: z.union([z.string(), z.number()]) }).safeParse(run).data?.job_run_id;
  return owner === undefined || String(owner) === run.run_id ? undefined : String(owner);
};

/** The tasks that failed by themselves, the run `first` before the others, and the names of those that did not run because of them. */
export function failuresOf({ tasks, ...run }: JobRun, first?: string): { failed: RunTask[]; notRun: string[] } {
  const all = tasks ?? [];
  const failed = all.filter(failedItself).toSorted((a, b) => Number(b.run_id === first) - Number(a.run_id === first));
  const notRun = all.filter((task) => isOver(task) && !succeeded(task) && !failedItself(task));
  // A run of one task, or one that never got to its tasks, is its own failure.
  if (all.length === 0 && failedItself(run)) return { failed: [run], notRun: [] };
  return { failed, notRun: notRun.map(({ task_key }) => task_key ?? "") };
}

/** The runs of a job around one: the last that succeeded before it, and one that did later. */
export function successesAround(run: JobRun, others: readonly JobRun[]): { before?: JobRun; later?: JobRun } {
  const good = others.filter((other) => other.run_id !== run.run_id && succeeded(other));
  const start = run.start_time ?? 0;
  const newestFirst = good.toSorted((a, b) => (b.start_time ?? 0) - (a.start_time ?? 0));
  const before = newestFirst.find((other) => (other.start_time ?? 0) < start);
  const later = newestFirst.find((other) => (other.start_time ?? 0) > start);
  return { ...(before && { before }), ...(later && { later }) };
}

/** Submitted by itself: the platform gives it the id of a job that nobody can read. */
export const isOneTime = ({ run_type, job_id }: JobRun): boolean =>
  run_type === "SUBMIT_RUN" || run_type === "WORKFLOW_RUN" || !job_id || job_id === "0";

/** Codes of what passes by itself: the same run may well succeed the second time. */
const PASSING: ReadonlySet<string> = new Set([
  "CLOUD_FAILURE",
  "INTERNAL_ERROR",
  "CLUSTER_REQUEST_LIMIT_EXCEEDED",
  "WORKSPACE_RUN_LIMIT_EXCEEDED",
]);

/** Whether running the failed tasks again makes sense, and the call that does it. */
export function repairAdvice(
  run: JobRun,
  failed: readonly RunTask[],
  { later, changed, jobIsGone }: { later?: JobRun | undefined; changed: readonly string[]; jobIsGone?: boolean },
): string {
  if (!isOver(run)) return `Not yet: it is ${lifeCycle(run)}; get_job_run with run_id ${run.run_id} waits for its end.`;
  if (succeeded(run)) return "No: it succeeded.";
  const call = `repair_job_run with run_id ${run.run_id} runs the failed tasks again`;
  const states = [run, ...failed].map(stateView);
  const codes = states.map(({ termination_code, result_state }) => termination_code ?? result_state ?? "");
  if (lifeCycle(run) === "SKIPPED") return "No: it never ran; run_job starts the job anew.";
  if (jobIsGone) return "No: its job has been deleted. Mend the cause and run the tasks once with submit_run.";
  if (isOneTime(run))
    return "Hardly: a repair takes the settings of a job, and this was submitted without one. Mend the cause, then submit it again.";
  if (later) {
    return `Hardly: run ${later.run_id} succeeded later. If what this run alone should have done is still missing, ${call}.`;
  }
  if (changed.length > 0) return `Worth trying, since this has changed: ${changed.join("; ")}. Then ${call}.`;
  if (codes.some((code) => PASSING.has(code))) return `Yes, the cause passes by itself: ${call}.`;
  if (states.every(({ result_state }) => result_state === "CANCELED")) {
    return `If it is still wanted: it was cancelled, not broken, and ${call}.`;
  }
  if (states.some(({ result_state }) => result_state === "TIMEDOUT")) {
    return `Not as it is: it would time out again. Raise timeout_seconds or make it faster; then ${call}.`;
  }
  return `Not yet: nothing has changed since, so the same error is to be expected. Mend the cause; then ${call}.`;
}
