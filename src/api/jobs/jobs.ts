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

/** `JobSettings`: the fields we read; the rest is kept as it comes. */
const jobSettings = z.looseObject({
  name: text,
  schedule: schedule.nullish(),
  trigger: trigger.nullish(),
  continuous: z.looseObject({ pause_status: text }).nullish(),
  tags: z.record(z.string(), z.string()).nullish(),
});
export type JobSettings = z.output<typeof jobSettings>;

const job = z.looseObject({
  job_id: id64,
  creator_user_name: text,
  run_as_user_name: text,
  created_time: int64.nullish(),
  settings: jobSettings.nullish(),
  next_page_token: text,
});
export type Job = z.output<typeof job>;

const jobPage = z.looseObject({ jobs: z.array(job).nullish(), next_page_token: text });

/** An int64 as the API writes it, a JSON number; as digits where a double would lose some. */
export const wireId = (id: string): number | string => (Number.isSafeInteger(Number(id)) ? Number(id) : id);

/** `GET /api/2.2/jobs/list`: newest first; `name` exact but for case, `limit` ≤ 100. Submitted one-time runs are no jobs. */
export async function listJobs(
  client: Client,
  query: { name?: string | undefined; limit?: number; page_token?: string | undefined },
): Promise<Page<Job>> {
  const page = await client.get("jobs.list", "/api/2.2/jobs/list", jobPage, { query: { ...query } });
  return { items: page.jobs ?? [], next: page.next_page_token || undefined };
}

/** `GET /api/2.2/jobs/get`: arrays of the settings come 100 at a time; `next_page_token` leads on. */
export const getJob = (client: Client, query: { job_id: string; page_token?: string | undefined }): Promise<Job> =>
  named("job", client.get("jobs.get", "/api/2.2/jobs/get", job, { query }));

/** `POST /api/2.2/jobs/create`: no idempotency token, and names need not be unique. */
export const createJob = (client: Client, body: object) =>
  client.post("jobs.create", "/api/2.2/jobs/create", z.looseObject({ job_id: id64 }), { body });

/** `POST /api/2.2/jobs/update`: each given top-level field is replaced whole; `tasks` and `job_clusters` merge by key. */
export const updateJob = (
  client: Client,
  { job_id, ...changes }: { job_id: string; new_settings?: object; fields_to_remove?: readonly string[] },
) =>
  named(
    "job",
    client.post("jobs.update", "/api/2.2/jobs/update", nothing, {
      body: { job_id: wireId(job_id), ...changes },
      replay: "safe",
    }),
  );

/** `POST /api/2.2/jobs/reset`: replaces all settings. */
export const resetJob = (client: Client, { job_id, new_settings }: { job_id: string; new_settings: object }) =>
  named(
    "job",
    client.post("jobs.reset", "/api/2.2/jobs/reset", nothing, {
      body: { job_id: wireId(job_id), new_settings },
      replay: "safe",
    }),
  );

/** `POST /api/2.2/jobs/delete`: active runs go on. */
export const deleteJob = (client: Client, { job_id }: { job_id: string }) =>
  named("job", client.post("jobs.delete", "/api/2.2/jobs/delete", nothing, { body: { job_id: wireId(job_id) } }));

const FIND = {
  job: "No such job: list_jobs finds its job_id.",
  run: "No such run: list_job_runs finds its run_id; runs are kept 60 days.",
};

/** Says which id is wrong and what finds the right one. The platform answers 400 "Run … does not exist". */
export const named = <T>(what: keyof typeof FIND, answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    const missing = /^(Job|Run) \d+ does not exist/i.exec(error.message)?.[1]?.toLowerCase();
    if (error.kind !== "not-found" && missing === undefined) throw error;
    throw error.with({ kind: "not-found", next: FIND[missing === "job" || missing === "run" ? missing : what] });
  });
