import type { Client } from "../../api/http/client.ts";
import { ApiError } from "../../api/http/errors.ts";
import { collect } from "../../api/http/paging.ts";
import type { Job } from "../../api/jobs/jobs.ts";
import { isOneTime, successesAround } from "../../api/jobs/run-failure.ts";
import { failedItself } from "../../api/jobs/run-state.ts";
import { type JobRun, listRuns } from "../../api/jobs/runs.ts";
import { wholeJob, wholeRun } from "../../api/jobs/whole-run.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import type { AnswerParts } from "./parts.ts";

/** Runs searched for successes: the platform's maximum page size. */
const RUNS_SEARCHED = 24;

/** Pages that are searched for a failure. */
const PAGES_SEARCHED = 10;

/** The latest run of a job that failed. @throws {ToolError} If none of the runs that are searched has failed */
export async function latestFailure(client: Client, job_id: string): Promise<string> {
  let searched = 0;
  const list = (page_token: string | undefined) =>
    listRuns(client, { job_id, completed_only: true, limit: RUNS_SEARCHED, page_token }).then(({ items, next }) => {
      searched += items.length;
      return { items: items.filter(failedItself), next };
    });
  const { items } = await collect(list, 1, { maxPages: PAGES_SEARCHED });
  const [failed] = items;
  if (failed) return failed.run_id;
  throw new ToolError(`None of the last ${searched} ended runs of this job failed.`, {
    next: "list_job_runs lists them; pass the run_id of the one that is meant.",
  });
}

/** The successful runs of a job around one of its runs. */
export interface RunHistory {
  /** The last success before the run. */
  readonly before?: JobRun | undefined;
  /** The latest success after the run. */
  readonly later?: JobRun | undefined;
  /** `before` with its tasks and settings, which a list does not include. */
  readonly settings?: JobRun | undefined;
}

/** Finds the successes around a run. If the latest runs have none before it, the runs before its start are searched. */
export async function findSuccesses(ctx: Context, parts: AnswerParts, run: JobRun): Promise<RunHistory> {
  const { job_id } = run;
  if (!job_id || isOneTime(run)) return {};
  const list = (until?: number) =>
    parts.read(
      "other runs of the job",
      listRuns(ctx.client, {
        job_id,
        limit: RUNS_SEARCHED,
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
        ? `last success: none among the ${seen.size} runs searched`
        : "last success: not among the latest runs of the job",
    );
    return around;
  }
  const { run_id } = before;
  return {
    ...around,
    before,
    settings: await parts.read(`settings of run ${run_id}`, wholeRun(ctx.client, { run_id })),
  };
}

/** The job of a run with its current settings; `gone` if it was deleted. */
export async function readCurrentJob(
  ctx: Context,
  parts: AnswerParts,
  run: JobRun,
): Promise<{ job?: Job | undefined; gone: boolean }> {
  const { job_id } = run;
  if (!job_id || isOneTime(run)) return { gone: false };
  const reading = wholeJob(ctx.client, { job_id }).then(
    (job) => ({ job, gone: false }),
    (error: unknown) => {
      if (error instanceof ApiError && error.kind === "not-found") return { gone: true };
      throw error;
    },
  );
  return (await parts.read("the current settings of the job", reading)) ?? { gone: false };
}
