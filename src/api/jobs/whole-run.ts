import type { Client } from "../http/client.ts";
import { getJob, type Job } from "./jobs.ts";
import { failedItself } from "./run-state.ts";
import { getRun, type JobRun, type RunTask } from "./runs.ts";

/** Pages of 100 tasks: a job has at most 1000 tasks. */
const PAGES = 10;
/** Pages of 100 iterations that are searched for a failed one: a loop has at most 5000. */
const PAGES_OF_ITERATIONS = 50;

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * A run with all its tasks and job clusters, from up to 10 requests. Comparing single pages would report false differences.
 * @throws {ApiError} `not-found`
 */
export async function wholeRun(client: Client, query: { run_id: string }): Promise<JobRun> {
  const run = await getRun(client, query);
  const tasks = [...(run.tasks ?? [])];
  const job_clusters = [...list(run.job_clusters)];
  let next = run.next_page_token;
  for (let page = 1; next && page < PAGES; page++) {
    const more = await getRun(client, { ...query, page_token: next });
    for (const task of more.tasks ?? []) tasks.push(task);
    for (const cluster of list(more.job_clusters)) job_clusters.push(cluster);
    next = more.next_page_token;
  }
  return { ...run, ...(run.tasks && { tasks: latestAttempts(tasks) }), ...(run.job_clusters ? { job_clusters } : {}) };
}

/** A run lists a retried or repaired task once per attempt. Only the last attempt is kept. */
function latestAttempts(tasks: NonNullable<JobRun["tasks"]>): NonNullable<JobRun["tasks"]> {
  const order = (task: (typeof tasks)[number]) => [task.attempt_number ?? 0, task.start_time ?? 0] as const;
  const latest = new Map<string, (typeof tasks)[number]>();
  for (const task of tasks) {
    const key = task.task_key ?? task.run_id;
    const known = latest.get(key);
    const [[attempt, start], [knownAttempt, knownStart]] = [order(task), known ? order(known) : [-1, 0]];
    if (attempt > knownAttempt || (attempt === knownAttempt && start >= knownStart)) latest.set(key, task);
  }
  return [...latest.values()];
}

/** A job with all its tasks, from up to 10 requests. @throws {ApiError} `not-found` */
export async function wholeJob(client: Client, query: { job_id: string }): Promise<Job> {
  const job = await getJob(client, query);
  const tasks = [...list(job.settings?.tasks)];
  let next = job.next_page_token;
  for (let page = 1; next && page < PAGES; page++) {
    const more = await getJob(client, { ...query, page_token: next });
    for (const task of list(more.settings?.tasks)) tasks.push(task);
    next = more.next_page_token;
  }
  return job.settings?.tasks === undefined ? job : { ...job, settings: { ...job.settings, tasks } };
}

/** The iterations of a for-each task run that were searched for a failed one. */
export interface IterationSearch {
  readonly failed: RunTask | undefined;
  readonly searched: number;
  /** Whether there are more than were searched. */
  readonly more: boolean;
}

/** Searches the iterations of a for-each task run, 100 per request, for a failed one: its output has the error. @throws {ApiError} `not-found` */
export async function findFailedIteration(client: Client, query: { run_id: string }): Promise<IterationSearch> {
  let page_token: string | undefined;
  let searched = 0;
  for (let page = 0; page < PAGES_OF_ITERATIONS; page++) {
    const run = await getRun(client, { ...query, page_token });
    const iterations = run.iterations ?? [];
    const at = iterations.findIndex(failedItself);
    if (at >= 0) return { failed: iterations[at], searched: searched + at + 1, more: false };
    searched += iterations.length;
    if (!run.next_page_token) return { failed: undefined, searched, more: false };
    page_token = run.next_page_token;
  }
  return { failed: undefined, searched, more: true };
}
