import { hasRunEnded, lifeCycle } from "../../api/jobs/run-state.ts";
import { getRun, type JobRun } from "../../api/jobs/runs.ts";
import type { Context } from "../../core/calls/context.ts";
import type { Accepted } from "../../core/errors.ts";
import { waitFor } from "../waiting.ts";

/** Details for an error that occurs after a run has started (`Context.accepted`). */
export const runStarted = (run_id: string): Accepted => ({
  what: "The run was started",
  ids: { run_id },
  followUp: "get_job_run",
});

/**
 * Waits until a run has ended or the budget is spent, with its progress, and returns the last state. Cancelling the call
 * ends the wait, not the run. `repair_id`: the repair that must have ended. `isNew`: this call started the run, which the
 * platform may not find for a moment.
 */
export async function waitForRun(
  ctx: Context,
  run_id: string,
  budgetMs: number,
  { isNew = false, repair_id, recent = false }: { isNew?: boolean; repair_id?: string; recent?: boolean } = {},
): Promise<JobRun> {
  const history = repair_id === undefined ? {} : { include_history: true };
  const hasRepair = (run: JobRun) =>
    repair_id === undefined || run.repair_history?.some(({ id }) => id === repair_id) === true;
  const key = `run ${run_id}${repair_id === undefined ? "" : " with its history"}`;
  const { value, finished } = await waitFor(ctx, key, () => getRun(ctx.client, { run_id, ...history }), {
    done: (run) => hasRunEnded(run) && hasRepair(run),
    words: progressWords,
    budgetMs,
    made: isNew,
    unfound: { run_id, state: { life_cycle_state: "PENDING", state_message: "Just started." } },
    recent,
  });
  // With its history, a run lists every attempt of every task. The output shows only the latest attempts.
  if (repair_id !== undefined && finished) return getRun(ctx.client, { run_id });
  return value;
}

/** `nightly-etl is RUNNING, 1 of 3 tasks ended`. With its history, a run has several attempts of a task: the last one counts. */
function progressWords(run: JobRun): string {
  const attempts = (run.tasks ?? []).toSorted((a, b) => (a.attempt_number ?? 0) - (b.attempt_number ?? 0));
  const tasks = [...new Map(attempts.map((task) => [task.task_key ?? task.run_id, task])).values()];
  const ended = tasks.length > 1 ? `, ${tasks.filter(hasRunEnded).length} of ${tasks.length} tasks ended` : "";
  return `${run.run_name || `Run ${run.run_id}`} is ${lifeCycle(run)}${ended}`;
}
