import * as z from "zod";
import { compact } from "../../records.ts";
import { nothing, text } from "../http/fields.ts";
import { jobParametersOf } from "./run-parameters.ts";
import { explainRunState, failedItself, hasRunEnded, lifeCycle, succeeded } from "./run-state.ts";
import type { JobRun, RunTask } from "./runs.ts";

/** The settings that a task run carries, as far as a diagnosis needs them. */
const spec = z.looseObject({
  notebook_task: z.looseObject({ notebook_path: text, source: text }).nullish(),
  spark_python_task: z.looseObject({ python_file: text, source: text }).nullish(),
  cluster_instance: z.looseObject({ cluster_id: text }).nullish(),
  git_source: nothing.nullish(),
  for_each_task: z
    .looseObject({
      stats: z
        .looseObject({
          task_run_stats: z.record(z.string(), z.unknown()).nullish(),
          error_message_stats: z.array(z.looseObject({ count: z.number().nullish(), error_message: text })).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

/** The work of a task and its cluster. `path`: its notebook or file in the workspace, absent if it came from Git. */
export function taskFacts(task: object) {
  const { data } = spec.safeParse(task);
  const file = data?.notebook_task?.notebook_path ?? data?.spark_python_task?.python_file;
  const source = data?.notebook_task?.source ?? data?.spark_python_task?.source;
  return compact({
    is_notebook: data?.notebook_task ? true : undefined,
    is_loop: data?.for_each_task ? true : undefined,
    path: source !== "GIT" && file?.startsWith("/") ? file : undefined,
    cluster_id: data?.cluster_instance?.cluster_id,
    iterations: iterationWords(data?.for_each_task?.stats?.task_run_stats ?? {}),
    iteration_errors: (data?.for_each_task?.stats?.error_message_stats ?? []).map(
      ({ count, error_message }) => `${count ?? 1} × ${error_message ?? "unknown error"}`,
    ),
  });
}

const STATES = ["succeeded", "failed", "active"] as const;

/** The iterations of a loop by their state: `40: 37 succeeded, 2 failed, 1 active`. `undefined` if there are none. */
function iterationWords(stats: Readonly<Record<string, unknown>>): string | undefined {
  const total = Number(stats.total_iterations ?? 0);
  const counts = STATES.map((state) => [Number(stats[`${state}_iterations`] ?? 0), state] as const);
  const words = counts.filter(([count]) => count > 0).map(([count, state]) => `${count} ${state}`);
  return total > 0 ? [total, words.join(", ")].filter(Boolean).join(": ") : undefined;
}

/** The ID of the job run that a task run belongs to; `undefined` for a job run. */
export const jobRunOf = (run: JobRun): string | undefined => {
  const owner = z.looseObject({ job_run_id: z.union([z.string(), z.number()]) }).safeParse(run).data?.job_run_id;
  return owner === undefined || String(owner) === run.run_id ? undefined : String(owner);
};

/** Results of tasks that were not meant to run: those on the other branch of a condition, and disabled ones. */
const LEFT_OUT: ReadonlySet<string> = new Set(["EXCLUDED", "DISABLED"]);

/**
 * `failed`: the tasks whose own work failed, starting with the task run `first`. `notRun`: the keys of the tasks that did
 * not run because of them.
 */
export function failuresOf({ tasks, ...run }: JobRun, first?: string): { failed: RunTask[]; notRun: string[] } {
  const all = tasks ?? [];
  const failed = all.filter(failedItself).toSorted((a, b) => Number(b.run_id === first) - Number(a.run_id === first));
  const notRun = all.filter(
    (task) =>
      hasRunEnded(task) &&
      !succeeded(task) &&
      !failedItself(task) &&
      !LEFT_OUT.has(explainRunState(task).result_state ?? ""),
  );
  // A run without tasks, or one that ended before its tasks were created, is its own failure.
  if (all.length === 0 && failedItself(run)) return { failed: [run], notRun: [] };
  return { failed, notRun: notRun.map(({ task_key }) => task_key ?? "") };
}

/**
 * The last run of the job that succeeded before this run, and the latest one that succeeded after it: with the same
 * parameters, if there is one.
 */
export function successesAround(run: JobRun, others: readonly JobRun[]): { before?: JobRun; later?: JobRun } {
  const good = others.filter((other) => other.run_id !== run.run_id && succeeded(other));
  const start = run.start_time ?? 0;
  const newestFirst = good.toSorted((a, b) => (b.start_time ?? 0) - (a.start_time ?? 0));
  const before = newestFirst.find((other) => (other.start_time ?? 0) < start);
  const after = newestFirst.filter((other) => (other.start_time ?? 0) > start);
  const later = after.find((other) => otherParameters(run, other) === undefined) ?? after[0];
  return { ...(before && { before }), ...(later && { later }) };
}

/** The parameters of another run, `day=2026-01-02`, where they differ from those of this run. */
function otherParameters(own: JobRun, other: JobRun): string | undefined {
  const before = jobParametersOf(own);
  const differs = Object.entries(jobParametersOf(other)).filter(([name, value]) => before[name] !== value);
  return differs.length > 0 ? inWords(differs) : undefined;
}

const inWords = (parameters: readonly (readonly [name: string, value: string])[]): string =>
  parameters.map(([name, value]) => `${name}=${value}`).join(", ");

/** Values whose meaning depends on the day of the run. */
const RELATIVE = /^(?:yesterday|today|tomorrow|now|latest|current|(?:last|previous|this|next)[ _-]\w+)$/i;

/** Equal parameters such as `day=yesterday` are not the same work, neither in a later run nor in a repair. */
function relativeWarning(run: JobRun): string {
  const relative = Object.entries(jobParametersOf(run)).filter(([, value]) => RELATIVE.test(value));
  if (relative.length === 0) return "";
  return ` But ${inWords(relative)} depends on the day of a run, also of a repair: check which day each of the two runs used.`;
}

/** Whether a run was submitted without a job. The platform gives such a run the ID of a job that cannot be read. */
export const isOneTime = ({ run_type, job_id }: JobRun): boolean =>
  run_type === "SUBMIT_RUN" || run_type === "WORKFLOW_RUN" || !job_id || job_id === "0";

/** Codes of temporary failures: the same run is likely to succeed the second time. */
const TEMPORARY: ReadonlySet<string> = new Set([
  "CLOUD_FAILURE",
  "INTERNAL_ERROR",
  "CLUSTER_REQUEST_LIMIT_EXCEEDED",
  "WORKSPACE_RUN_LIMIT_EXCEEDED",
]);

interface RepairFacts {
  readonly later?: JobRun | undefined;
  readonly changed: readonly string[];
  /** Objects that the run did not find and that do not exist now either. */
  readonly absent?: readonly string[];
  readonly jobIsGone?: boolean;
}

/** Whether a repair run is likely to succeed, and the call that starts it. */
export function repairAdvice(run: JobRun, failed: readonly RunTask[], { later, ...facts }: RepairFacts): string {
  const others = later && otherParameters(run, later);
  if (!later || others === undefined) return adviceFor(run, failed, { later, ...facts });
  // The run of another day does not make up for that of this one.
  return `${adviceFor(run, failed, facts)} Run ${later.run_id} succeeded later with other parameters (${others}), which does not replace this run.`;
}

function adviceFor(
  run: JobRun,
  failed: readonly RunTask[],
  { later, changed, absent = [], jobIsGone }: RepairFacts,
): string {
  if (!hasRunEnded(run))
    return `Not yet: the run is ${lifeCycle(run)}. Call get_job_run with run_id ${run.run_id} to wait for its end.`;
  if (succeeded(run)) return "No: the run succeeded.";
  const call = `call repair_job_run with run_id ${run.run_id} to run the failed tasks again`;
  const states = [run, ...failed].map(explainRunState);
  const codes = states.map(({ termination_code, result_state }) => termination_code ?? result_state ?? "");
  if (lifeCycle(run) === "SKIPPED") return "No: the run was skipped. Call run_job to run the job again.";
  if (jobIsGone) return "No: its job was deleted. Fix the cause, then run the tasks once with submit_run.";
  if (isOneTime(run))
    return "Unlikely to help: a repair uses the settings of a job, and this run was submitted without one. Fix the cause, then submit it again.";
  if (later) {
    const same = (run.job_parameters ?? []).length > 0 ? " with the same parameters" : "";
    return `Probably not needed: run ${later.run_id} succeeded later${same}.${relativeWarning(run)} If the results of this run are still missing, ${call}.`;
  }
  if (absent.length > 0) {
    return `Not yet: ${absent.join(", ")} still does not exist, so expect the same error. Create it or change the code, then ${call}.`;
  }
  if (changed.length > 0)
    return `Worth trying, because something changed since: ${changed.join("; ")}. If that fixes the cause, ${call}.`;
  if (codes.some((code) => TEMPORARY.has(code))) return `Yes, the failure is temporary: ${call}.`;
  if (states.every(({ result_state }) => result_state === "CANCELED")) {
    return `The run was cancelled and did not fail. If you still need it, ${call}.`;
  }
  if (states.some(({ result_state }) => result_state === "TIMEDOUT")) {
    return `Not without a change: it would time out again. Raise timeout_seconds or make the run faster, then ${call}.`;
  }
  return `Not yet: nothing changed since, so expect the same error. Fix the cause, then ${call}.`;
}
