import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import { id64, int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";

const schedule = z.looseObject({ quartz_cron_expression: text, timezone_id: text, pause_status: text });
const trigger = z.looseObject({
  pause_status: text,
  periodic: z.looseObject({ interval: z.number().nullish(), unit: text }).nullish(),
  file_arrival: z.looseObject({ url: text }).nullish(),
  table_update: z.looseObject({ table_names: z.array(z.string()).nullish() }).nullish(),
});

/** The fields we read of `JobSettings`. */
const jobSettings = z.looseObject({
  name: text,
  schedule: schedule.nullish(),
  trigger: trigger.nullish(),
  continuous: z.looseObject({ pause_status: text }).nullish(),
  tags: z.record(z.string(), z.string()).nullish(),
});
/** The definition of a job, with all other fields as the platform sent them. */
export type JobSettings = z.output<typeof jobSettings>;

const job = z.looseObject({
  job_id: id64,
  creator_user_name: text,
  run_as_user_name: text,
  created_time: int64.nullish(),
  settings: jobSettings.nullish(),
  next_page_token: text,
});
/** A job. `created_time` is epoch milliseconds. */
export type Job = z.output<typeof job>;

const jobPage = z.looseObject({ jobs: z.array(job).nullish(), next_page_token: text });

/** An int64 ID for a request: a JSON number, or its digits where a JavaScript number would be inexact. */
export const wireId = (id: string): number | string => (Number.isSafeInteger(Number(id)) ? Number(id) : id);

/**
 * `GET /api/2.2/jobs/list`: one page of jobs, newest first. `name` must match exactly except for case; `limit` ≤ 100.
 * Runs submitted once (`submitRun`) do not belong to a job and are not listed.
 */
export async function listJobs(
  client: Client,
  query: { name?: string | undefined; limit?: number; page_token?: string | undefined; expand_tasks?: boolean },
): Promise<Page<Job>> {
  const page = await client.get("jobs.list", "/api/2.2/jobs/list", jobPage, { query: { ...query } });
  return { items: page.jobs ?? [], next: page.next_page_token || undefined };
}

/** `GET /api/2.2/jobs/get`: arrays of the settings are returned 100 elements per page. @throws {ApiError} `not-found` */
export const getJob = (client: Client, query: { job_id: string; page_token?: string | undefined }): Promise<Job> =>
  explainNotFound("job", client.get("jobs.get", "/api/2.2/jobs/get", job, { query }));

/**
 * `POST /api/2.2/jobs/create`: returns the `job_id`. Names need not be unique, and there is no idempotency key: a
 * repeated request creates a second job.
 * @throws {ApiError} `invalid` for settings with errors, `permission`
 */
export const createJob = (client: Client, body: object) =>
  client.post("jobs.create", "/api/2.2/jobs/create", z.looseObject({ job_id: id64 }), { body });

/**
 * `POST /api/2.2/jobs/update`: replaces each given top-level field; `tasks` and `job_clusters` are merged by key.
 * @throws {ApiError} `not-found`, `permission`, `invalid`
 */
export const updateJob = (
  client: Client,
  { job_id, ...changes }: { job_id: string; new_settings?: object; fields_to_remove?: readonly string[] },
) =>
  explainNotFound(
    "job",
    client.post("jobs.update", "/api/2.2/jobs/update", nothing, {
      body: { job_id: wireId(job_id), ...changes },
      replay: "safe",
    }),
  );

/** `POST /api/2.2/jobs/reset`: replaces all settings. @throws {ApiError} `not-found`, `permission`, `invalid` */
export const resetJob = (client: Client, { job_id, new_settings }: { job_id: string; new_settings: object }) =>
  explainNotFound(
    "job",
    client.post("jobs.reset", "/api/2.2/jobs/reset", nothing, {
      body: { job_id: wireId(job_id), new_settings },
      replay: "safe",
    }),
  );

/** `POST /api/2.2/jobs/delete`: active runs continue. @throws {ApiError} `not-found`, `permission` */
export const deleteJob = (client: Client, { job_id }: { job_id: string }) =>
  explainNotFound(
    "job",
    client.post("jobs.delete", "/api/2.2/jobs/delete", nothing, { body: { job_id: wireId(job_id) } }),
  );

const NEXT_STEP = {
  job: "Find the job_id with list_jobs.",
  run: "Find the run_id with list_job_runs. Runs are kept for 60 days.",
};
/** The missing object is the one that a job is to run as, or that is to have a permission on it. */
const PRINCIPAL = /^(?:Principal|User|Group|Service ?Principal)\b/i;
const NEXT_OF_PRINCIPAL = "Find the name with list_users, or the application ID with list_service_principals.";

/**
 * The response of a request for a job or run. If the object does not exist, the error becomes `not-found` with the tool
 * that lists the IDs: the platform returns 400 "Run … does not exist".
 */
export const explainNotFound = <T>(object: keyof typeof NEXT_STEP, response: Promise<T>): Promise<T> =>
  response.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    const missing = /^(Job|Run) \d+ does not exist/i.exec(error.message)?.[1]?.toLowerCase();
    if (error.kind !== "not-found" && missing === undefined) throw error;
    if (PRINCIPAL.test(error.message)) throw error.with({ next: NEXT_OF_PRINCIPAL });
    throw error.with({ kind: "not-found", next: NEXT_STEP[missing === "job" || missing === "run" ? missing : object] });
  });
