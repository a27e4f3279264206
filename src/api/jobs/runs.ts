import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import { id64, int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { named, wireId } from "./jobs.ts";

const ms = int64.nullish();

/** Both descriptions of a run's state, the older `state` and `status`; enums are open: the platform adds values. */
const stateFields = {
  state: z
    .looseObject({ life_cycle_state: text, result_state: text, state_message: text, queue_reason: text })
    .nullish(),
  status: z
    .looseObject({
      state: text,
      termination_details: z.looseObject({ code: text, type: text, message: text }).nullish(),
      queue_details: z.looseObject({ code: text, message: text }).nullish(),
    })
    .nullish(),
};

/** Times are epoch milliseconds, durations milliseconds; the end is 0 while it runs. */
const timeFields = {
  start_time: ms,
  end_time: ms,
  setup_duration: ms,
  execution_duration: ms,
  cleanup_duration: ms,
  run_duration: ms,
};

const runTask = z.looseObject({
  task_key: text,
  run_id: id64,
  attempt_number: z.number().nullish(),
  ...stateFields,
  ...timeFields,
});
export type RunTask = z.output<typeof runTask>;

const parameter = z.looseObject({ name: text, value: text, default: text });
const repair = z.looseObject({ type: text, id: id64.nullish(), ...stateFields });

/** A job run or a task run: the fields we read. */
export const jobRun = z.looseObject({
  run_id: id64,
  job_id: id64.nullish(),
  task_key: text,
  run_name: text,
  run_type: text,
  run_page_url: text,
  trigger: text,
  creator_user_name: text,
  attempt_number: z.number().nullish(),
  job_parameters: z.array(parameter).nullish(),
  tasks: z.array(runTask).nullish(),
  repair_history: z.array(repair).nullish(),
  next_page_token: text,
  ...stateFields,
  ...timeFields,
});
export type JobRun = z.output<typeof jobRun>;
export type RunState = Pick<JobRun, "state" | "status">;

const started = z.looseObject({ run_id: id64 });

/**
 * One token for all attempts: the platform answers a repeated one with the run it started the first time. When no answer
 * comes the failure tells the token, so that the caller can ask once more without a second run.
 */
async function startOnce<T>(
  start: (idempotency_token: string) => Promise<T>,
  token: string = randomUUID(),
): Promise<T> {
  try {
    return await start(token);
  } catch (error) {
    if (!(error instanceof ApiError) || error.outcome === "not-executed" || (error.status ?? 500) < 500) throw error;
    const next = `Whether it was started is unknown: list_job_runs tells. run_job and submit_run take idempotency_token "${token}": with it nothing is started twice.`;
    throw error.with({ next });
  }
}

/** `POST /api/2.2/jobs/run-now`: beyond `max_concurrent_runs` the run is queued or ends SKIPPED. */
export const runNow = (
  client: Client,
  { job_id, idempotency_token: given, ...rest }: { job_id: string; idempotency_token?: string | undefined },
) =>
  named(
    "job",
    startOnce((idempotency_token) => {
      const body = { ...rest, job_id: wireId(job_id), idempotency_token };
      return client.post("jobs.runNow", "/api/2.2/jobs/run-now", started, { body, replay: "keyed" });
    }, given),
  );

/** `POST /api/2.2/jobs/runs/submit`: a one-time run that is no job. */
export const submitRun = (
  client: Client,
  {
    idempotency_token: given,
    ...rest
  }: { idempotency_token?: string | undefined; run_name: string; tasks: readonly object[] },
) =>
  startOnce((idempotency_token) => {
    const body = { ...rest, idempotency_token };
    return client.post("jobs.submit", "/api/2.2/jobs/runs/submit", started, { body, replay: "keyed" });
  }, given);

/** `GET /api/2.2/jobs/runs/get`: tasks come 100 at a time; `include_history` adds repairs and earlier attempts. Kept 60 days. */
export const getRun = (
  client: Client,
  query: { run_id: string; include_history?: boolean; page_token?: string | undefined },
): Promise<JobRun> => named("run", client.get("jobs.getRun", "/api/2.2/jobs/runs/get", jobRun, { query }));

const runPage = z.looseObject({ runs: z.array(jobRun).nullish(), next_page_token: text });

export interface RunFilter {
  readonly job_id?: string | undefined;
  readonly active_only?: boolean | undefined;
  readonly completed_only?: boolean | undefined;
  /** Epoch milliseconds. */
  readonly start_time_to?: number | undefined;
}

/** `GET /api/2.2/jobs/runs/list`: newest first; `limit` ≤ 24. */
export async function listRuns(
  client: Client,
  query: RunFilter & { limit?: number; page_token?: string | undefined },
): Promise<Page<JobRun>> {
  const page = await named(
    "job",
    client.get("jobs.listRuns", "/api/2.2/jobs/runs/list", runPage, { query: { ...query } }),
  );
  return { items: page.runs ?? [], next: page.next_page_token || undefined };
}

/** `POST /api/2.2/jobs/runs/cancel`: returns at once; takes job and task runs. Does nothing to one that is over. */
export const cancelRun = (client: Client, { run_id }: { run_id: string }) =>
  named(
    "run",
    client.post("jobs.cancelRun", "/api/2.2/jobs/runs/cancel", nothing, {
      body: { run_id: wireId(run_id) },
      replay: "safe",
    }),
  );

/** `POST /api/2.2/jobs/runs/cancel-all`: returns at once; does not keep new runs from starting. */
export const cancelAllRuns = (client: Client, { job_id }: { job_id: string }) =>
  named(
    "job",
    client.post("jobs.cancelAllRuns", "/api/2.2/jobs/runs/cancel-all", nothing, { body: { job_id: wireId(job_id) } }),
  );

export interface Repair {
  readonly run_id: string;
  readonly latest_repair_id?: string | undefined;
  readonly rerun_tasks?: readonly string[] | undefined;
  readonly rerun_all_failed_tasks?: boolean | undefined;
  readonly job_parameters?: Readonly<Record<string, string>> | undefined;
}

/** `POST /api/2.2/jobs/runs/repair`: from the second repair on it must name the latest one, which serves as a lock. */
export const repairRun = (client: Client, { run_id, latest_repair_id, ...body }: Repair) => {
  const lock = latest_repair_id === undefined ? {} : { latest_repair_id: wireId(latest_repair_id) };
  const sent = { ...body, ...lock, run_id: wireId(run_id) };
  const answer = client.post("jobs.repairRun", "/api/2.2/jobs/runs/repair", z.looseObject({ repair_id: id64 }), {
    body: sent,
  });
  return named("run", answer);
};

/** The id of the last repair, if the run was ever repaired; read with `include_history`. */
export const latestRepair = ({ repair_history }: JobRun): string | undefined =>
  repair_history?.findLast(({ type, id }) => type === "REPAIR" && id)?.id ?? undefined;
