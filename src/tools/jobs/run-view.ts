import { failedItself, isOver, lifeCycle, stateView, succeeded } from "../../api/jobs/run-state.ts";
import type { JobRun, RunTask } from "../../api/jobs/runs.ts";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";

type Times = Pick<RunTask, "start_time" | "end_time" | "setup_duration" | "execution_duration" | "cleanup_duration"> & {
  readonly run_duration?: number | null | undefined;
};

/** How long it took, or has taken so far: `2 h 5 min`, `3 min 10 s`, `12 s`. */
export function durationOf(times: Times, now: number): string | undefined {
  const { start_time, end_time } = times;
  const parts = (times.setup_duration ?? 0) + (times.execution_duration ?? 0) + (times.cleanup_duration ?? 0);
  const spent = times.run_duration || parts || (start_time ? (end_time || now) - start_time : 0);
  return spent > 0 ? durationWords(spent) : undefined;
}

function durationWords(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

/** A run in a list: what tells it from the others. */
export function runSummary(run: JobRun, now = Date.now()) {
  return {
    run_id: run.run_id,
    // A run submitted on its own belongs to no job, which the platform writes as job 0.
    ...compact({ job_id: run.job_id === "0" ? undefined : run.job_id, run_name: run.run_name }),
    ...stateView(run),
    ...compact({
      trigger: run.trigger,
      creator_user_name: run.creator_user_name,
      start_time: isoTime(run.start_time),
      duration: durationOf(run, now),
    }),
  };
}

/** One run with its tasks: 100 of them, `next_page_token` leads to more. */
export function runDetails(run: JobRun, now = Date.now()) {
  const parameters = (run.job_parameters ?? []).map(({ name, value, default: preset }) => [
    name,
    value ?? preset ?? "",
  ]);
  return {
    ...runSummary(run, now),
    ...compact({
      job_parameters: Object.fromEntries(parameters),
      tasks: (run.tasks ?? []).map((task) => taskView(task, now)),
      next_page_token: run.next_page_token,
      run_page_url: run.run_page_url,
      next: nextFor(run),
    }),
  };
}

function taskView(task: RunTask, now: number) {
  return {
    task_key: task.task_key ?? "",
    run_id: task.run_id,
    ...stateView(task),
    ...compact({ attempt_number: task.attempt_number || undefined, duration: durationOf(task, now) }),
  };
}

function nextFor(run: JobRun): string | undefined {
  if (!isOver(run)) return `Not over yet: get_job_run with run_id ${run.run_id} waits on, cancel_job_run stops it.`;
  if (succeeded(run)) return undefined;
  const failed = run.tasks?.find(failedItself);
  return (
    failed && `get_job_run_output with run_id ${failed.run_id} tells why; repair_job_run runs the failed tasks again.`
  );
}

/** What a person waiting is told: `nightly-etl is RUNNING, 1 of 3 tasks over`. */
export function progressWords(run: JobRun): string {
  const tasks = run.tasks ?? [];
  const over = tasks.length > 1 ? `, ${tasks.filter(isOver).length} of ${tasks.length} tasks over` : "";
  return `${run.run_name || `Run ${run.run_id}`} is ${lifeCycle(run)}${over}`;
}
