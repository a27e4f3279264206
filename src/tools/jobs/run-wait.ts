import { isOver } from "../../api/jobs/run-state.ts";
import { getRun, type JobRun } from "../../api/jobs/runs.ts";
import type { Context } from "../../core/calls/context.ts";
import { waitFor } from "../waiting.ts";
import { progressWords } from "./run-view.ts";

/**
 * Waits for a run, telling the person how far it is; hands back the last state seen when the budget ends. The wait is
 * all that a cancelled call ends: the run goes on. `since` is the repair that must be over, `isNew` forgives a late index.
 */
export async function follow(
  ctx: Context,
  run_id: string,
  budgetMs: number,
  { isNew = false, since, recent = false }: { isNew?: boolean; since?: string; recent?: boolean } = {},
): Promise<JobRun> {
  const history = since === undefined ? {} : { include_history: true };
  const repaired = (run: JobRun) => since === undefined || run.repair_history?.some(({ id }) => id === since) === true;
  const key = `run ${run_id}${since === undefined ? "" : " with its history"}`;
  const { value, finished } = await waitFor(ctx, key, () => getRun(ctx.client, { run_id, ...history }), {
    done: (run) => isOver(run) && repaired(run),
    words: progressWords,
    budgetMs,
    made: isNew,
    unfound: { run_id, state: { life_cycle_state: "PENDING", state_message: "Just started." } },
    recent,
  });
  // With its history a run lists every attempt of every task; the answer wants the latest ones.
  if (since !== undefined && finished) return getRun(ctx.client, { run_id });
  return value;
}
