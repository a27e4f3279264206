import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { id64, int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { explainNotFound, wireId } from "./jobs.ts";

const ms = int64.nullish();

/** The state of a run, in the older field (`state`) and the newer one (`status`). Enums are open: the platform adds values. */
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

/** Times are epoch milliseconds and durations milliseconds. `end_time` is 0 until the run ends. */
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
  condition_task: z.looseObject({ outcome: text }).nullish(),
  ...stateFields,
  ...timeFields,
});
/** A task run as part of a job run. */
export type RunTask = z.output<typeof runTask>;

const parameter = z.looseObject({ name: text, value: text, default: text });
const repair = z.looseObject({ type: text, id: id64.nullish(), ...stateFields });

/** The fields we read of a job run or task run. */
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
  /** The runs of a for-each task, in the run of that task. */
  iterations: z.array(runTask).nullish(),
  repair_history: z.array(repair).nullish(),
  next_page_token: text,
  ...stateFields,
  ...timeFields,
});
/** A job run or a task run, with all other fields as the platform sent them. */
export type JobRun = z.output<typeof jobRun>;
/** The fields that hold the state of a run. */
export type RunState = Pick<JobRun, "state" | "status">;

const started = z.looseObject({ run_id: id64 });

/**
 * `POST /api/2.2/jobs/run-now`: returns the `run_id` before the run has ended. Beyond `max_concurrent_runs` the run is
 * queued or ends as SKIPPED. For a repeated `idempotency_token` the platform returns the run it started before.
 * @throws {ApiError} `not-found`, `permission`
 */
export const runNow = (client: Client, { job_id, ...rest }: { job_id: string; idempotency_token: string }) =>
  explainNotFound(
    "job",
    client.post("jobs.runNow", "/api/2.2/jobs/run-now", started, {
      body: { ...rest, job_id: wireId(job_id) },
      replay: "keyed",
    }),
  );

/**
 * `POST /api/2.2/jobs/runs/submit`: runs tasks once, without a job. Returns the `run_id` before the run has ended. For a
 * repeated `idempotency_token` the platform returns the run it started before.
 * @throws {ApiError} `invalid`, `permission`
 */
export const submitRun = (
  client: Client,
  body: { run_name: string; tasks: readonly object[]; idempotency_token: string },
) => client.post("jobs.submit", "/api/2.2/jobs/runs/submit", started, { body, replay: "keyed" });

/**
 * `GET /api/2.2/jobs/runs/get`: a run with 100 tasks per page, up to 60 days after its end. `include_history` adds
 * repairs and earlier attempts.
 * @throws {ApiError} `not-found`
 */
export const getRun = (
  client: Client,
  query: { run_id: string; include_history?: boolean; page_token?: string | undefined },
): Promise<JobRun> => explainNotFound("run", client.get("jobs.getRun", "/api/2.2/jobs/runs/get", jobRun, { query }));

const runPage = z.looseObject({ runs: z.array(jobRun).nullish(), next_page_token: text });

/** Which runs to list; all conditions must match. */
export interface RunFilter {
  readonly job_id?: string | undefined;
  readonly active_only?: boolean | undefined;
  readonly completed_only?: boolean | undefined;
  /** Epoch milliseconds, as `start_time_to`. */
  readonly start_time_from?: number | undefined;
  readonly start_time_to?: number | undefined;
}

/** `GET /api/2.2/jobs/runs/list`: one page of runs, newest first. `limit` ≤ 24. @throws {ApiError} `not-found` for an unknown job */
export async function listRuns(
  client: Client,
  query: RunFilter & { limit?: number; page_token?: string | undefined },
): Promise<Page<JobRun>> {
  const page = await explainNotFound(
    "job",
    client.get("jobs.listRuns", "/api/2.2/jobs/runs/list", runPage, { query: { ...query } }),
  );
  return { items: page.runs ?? [], next: page.next_page_token || undefined };
}

/** `POST /api/2.2/jobs/runs/cancel`: returns before the job run or task run has stopped. No effect after its end. @throws {ApiError} `not-found` */
export const cancelRun = (client: Client, { run_id }: { run_id: string }) =>
  explainNotFound(
    "run",
    client.post("jobs.cancelRun", "/api/2.2/jobs/runs/cancel", nothing, {
      body: { run_id: wireId(run_id) },
      replay: "safe",
    }),
  );

/** `POST /api/2.2/jobs/runs/cancel-all`: returns before the runs have stopped. New runs may still start. @throws {ApiError} `not-found` */
export const cancelAllRuns = (client: Client, { job_id }: { job_id: string }) =>
  explainNotFound(
    "job",
    client.post("jobs.cancelAllRuns", "/api/2.2/jobs/runs/cancel-all", nothing, { body: { job_id: wireId(job_id) } }),
  );

/** Which tasks of a run to run again. */
export interface RepairRequest {
  readonly run_id: string;
  readonly latest_repair_id?: string | undefined;
  readonly rerun_tasks?: readonly string[] | undefined;
  readonly rerun_all_failed_tasks?: boolean | undefined;
  readonly job_parameters?: Readonly<Record<string, string>> | undefined;
}

/**
 * `POST /api/2.2/jobs/runs/repair`: returns the `repair_id` before the repair has ended. `latest_repair_id` is required
 * from the second repair on and serves as a lock.
 * @throws {ApiError} `not-found`; `conflict` while the run is active
 */
export const repairRun = (client: Client, { run_id, latest_repair_id, ...body }: RepairRequest) => {
  const lock = latest_repair_id === undefined ? {} : { latest_repair_id: wireId(latest_repair_id) };
  const sent = { ...body, ...lock, run_id: wireId(run_id) };
  const response = client.post("jobs.repairRun", "/api/2.2/jobs/runs/repair", z.looseObject({ repair_id: id64 }), {
    body: sent,
  });
  return explainNotFound("run", response);
};

/** The ID of the last repair of a run read with `include_history`; `undefined` if it was never repaired. */
export const latestRepair = ({ repair_history }: JobRun): string | undefined =>
  repair_history?.findLast(({ type, id }) => type === "REPAIR" && id)?.id ?? undefined;
