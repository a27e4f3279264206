import { ApiError } from "../../api/http/errors.ts";
import type { Job } from "../../api/jobs/jobs.ts";
import { isOneTime, successesAround } from "../../api/jobs/run-failure.ts";
import { type JobRun, listRuns } from "../../api/jobs/runs.ts";
import { wholeJob, wholeRun } from "../../api/jobs/whole-run.ts";
import type { Context } from "../../core/calls/context.ts";
import type { Parts } from "./parts.ts";

/** Runs among which successes are looked for: the platform's largest page. */
const RUNS_LOOKED_AT = 24;

export interface History {
  readonly before?: JobRun | undefined;
  readonly later?: JobRun | undefined;
  /** The last success with its tasks, which a list does not have. */
  readonly settings?: JobRun | undefined;
}

/** The successes of a run's job around it. Those before it are asked for by time where the latest runs have none. */
export async function successes(ctx: Context, parts: Parts, run: JobRun): Promise<History> {
  const { job_id } = run;
  if (!job_id || isOneTime(run)) return {};
  const list = (until?: number) =>
    parts.part(
      "other runs of the job",
      listRuns(ctx.client, {
        job_id,
        limit: RUNS_LOOKED_AT,
        ...(until ? { completed_only: true, start_time_to: until } : {}),
      }),
    );
  const latest = await list();
  if (!latest) return {};
  const around = successesAround(run, latest.items);
  const start = run.start_time ?? 0;
  const older = !around.before && latest.next && start > 0 ? await list(start) : undefined;
  const before = around.before ?? successesAround(run, older?.items ?? []).before;
  if (!before) {
    const seen = new Set([...latest.items, ...(older?.items ?? [])].map(({ run_id }) => run_id));
    parts.missing.push(
      older || !latest.next
        ? `last success: none among the ${seen.size} runs looked at`
        : "last success: not among the job's latest runs",
    );
    return around;
  }
  const { run_id } = before;
  return {
    ...around,
    before,
    settings: await parts.part(`settings of run ${run_id}`, wholeRun(ctx.client, { run_id })),
  };
}

/** The run's job as it is now; `gone` where it has been deleted since. */
export async function presentJob(
  ctx: Context,
  parts: Parts,
  run: JobRun,
): Promise<{ job?: Job | undefined; gone: boolean }> {
  const { job_id } = run;
  if (!job_id || isOneTime(run)) return { gone: false };
  const asked = wholeJob(ctx.client, { job_id }).then(
    (job) => ({ job, gone: false }),
    (error: unknown) => {
      if (error instanceof ApiError && error.kind === "not-found") return { gone: true };
      throw error;
    },
  );
  return (await parts.part("the job's present settings", asked)) ?? { gone: false };
}
