import { ApiError } from "../api/errors.ts";
import { getRun, type JobRun } from "../api/job-runs.ts";
import { isOver } from "../api/job-runs-state.ts";
import { progressWords } from "../api/job-runs-view.ts";
import type { Context } from "../core/context.ts";
import { waitFor } from "./waiting.ts";

/** Reads that may find nothing of a run that was started a moment ago. */
const MAX_MISSES = 3;

/**
 * Waits for a run, telling the person how far it is; hands back the last state seen when the budget ends. The wait is
 * all that a cancelled call ends: the run goes on. `since` is the repair that must be over, `isNew` forgives a late index.
 */
export async function follow(
  ctx: Context,
  run_id: string,
  budgetMs: number,
  { isNew = false, since }: { isNew?: boolean; since?: string } = {},
): Promise<JobRun> {
  let misses = isNew ? 0 : MAX_MISSES;
  const read = () =>
    getRun(ctx.client, { run_id, ...(since === undefined ? {} : { include_history: true }) }).catch(
      (error: unknown) => {
        misses += 1;
        if (misses > MAX_MISSES || !(error instanceof ApiError) || error.kind !== "not-found") throw error;
        return undefined;
      },
    );
  const repaired = (run: JobRun) => since === undefined || run.repair_history?.some(({ id }) => id === since) === true;
  const { value, finished } = await waitFor(ctx, read, {
    done: (run) => run !== undefined && isOver(run) && repaired(run),
    words: (run) => (run ? progressWords(run) : `Run ${run_id} was started`),
    budgetMs,
  });
  // With its history a run lists every attempt of every task; the answer wants the latest ones.
  if (since !== undefined && finished) return getRun(ctx.client, { run_id });
  return value ?? { run_id, state: { life_cycle_state: "PENDING", state_message: "Just started." } };
}
