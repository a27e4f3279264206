import * as z from "zod";
import { collect } from "../../api/http/paging.ts";
import * as api from "../../api/jobs/runs.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { budgetOf } from "../waiting.ts";
import { runOutput, runRow, runText } from "./run-output.ts";
import { runDetails, runSummary } from "./run-view.ts";
import { follow } from "./run-wait.ts";
import { idempotencyToken, jobId, jobParameters, jobPowers, runId, settings, tasks } from "./settings.ts";
import { jobs } from "./toolset.ts";

export const runJob = jobs.tool({
  name: "run_job",
  title: "Run a job",
  description: "Runs a job now and waits for its end.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    job_id: jobId,
    job_parameters: jobParameters,
    settings: settings.optional().describe("Other run-now fields"),
    idempotency_token: idempotencyToken,
    wait_seconds: params.waitSeconds,
  }),
  output: runOutput,
  text: runText,
  async run(ctx, { wait_seconds, settings, job_id, ...args }) {
    const until = performance.now() + budgetOf(ctx, wait_seconds);
    const { run_id } = await api.runNow(ctx.client, { ...settings, job_id, ...compact(args) });
    return runDetails(await follow(ctx, run_id, Math.max(0, until - performance.now()), { isNew: true }));
  },
});

export const submitRun = jobs.tool({
  name: "submit_run",
  title: "Run tasks once",
  description: "Runs tasks once, without a job, and waits for their end.",
  // Like a command: what its code does cannot be told from the call, so it stands on the highest rung and hosts ask.
  access: "destructive",
  confirm: ({ run_name, settings }) =>
    jobPowers.access(settings) === "write"
      ? null
      : `Run "${run_name}" once with ${jobPowers.words(settings)}? That decides whose rights it runs with, or who may use it.`,
  untrusted: true,
  input: z.strictObject({
    run_name: z.string().min(1).max(4096).describe("For lists"),
    tasks,
    settings: settings.optional().describe("Other submit fields"),
    idempotency_token: idempotencyToken,
    wait_seconds: params.waitSeconds,
  }),
  output: runOutput,
  text: runText,
  async run(ctx, { wait_seconds, settings, ...args }) {
    const until = performance.now() + budgetOf(ctx, wait_seconds);
    const { run_id } = await api.submitRun(ctx.client, { ...settings, ...args });
    return runDetails(await follow(ctx, run_id, Math.max(0, until - performance.now()), { isNew: true }));
  },
});

export const listJobRuns = jobs.tool({
  name: "list_job_runs",
  title: "List job runs",
  description: "Lists runs of a job or of all, newest first.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    job_id: jobId.optional(),
    active_only: z.boolean().optional().describe("Only unfinished"),
    limit: params.limit(20, 24),
    page_token: params.pageToken,
  }),
  output: z.object({ runs: z.array(z.object(runRow)), next_page_token: z.string().optional() }),
  async run(ctx, { page_token, ...filter }) {
    const fetchPage = (token: string | undefined) => api.listRuns(ctx.client, { ...filter, page_token: token });
    const { items, next } = await collect(fetchPage, 1, { from: page_token });
    return { runs: items.map((run) => runSummary(run)), ...compact({ next_page_token: next }) };
  },
});

export const getJobRun = jobs.tool({
  name: "get_job_run",
  title: "Get a job run",
  description: "Returns a run's state, result and tasks (100 a page).",
  access: "read",
  untrusted: true,
  input: z.strictObject({ run_id: runId, wait_seconds: params.waitSeconds, page_token: params.pageToken }),
  output: runOutput,
  text: runText,
  async run(ctx, { run_id, wait_seconds = 0, page_token }) {
    if (page_token) return runDetails(await api.getRun(ctx.client, { run_id, page_token }));
    return runDetails(await follow(ctx, run_id, wait_seconds * 1000, { recent: true }));
  },
});

/** How long a cancellation may take before the answer says that it is under way. */
const CANCEL_MS = 10_000;

export const cancelJobRun = jobs.tool({
  name: "cancel_job_run",
  title: "Cancel a job run",
  description: "Stops a run or one task of it.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ run_id: runId }),
  output: runOutput,
  text: runText,
  async run(ctx, { run_id }) {
    await api.cancelRun(ctx.client, { run_id });
    return runDetails(await follow(ctx, run_id, Math.min(CANCEL_MS, ctx.settings.waitBudgetMs)));
  },
});

/** As many as a page of the platform's list holds. */
const MOST_COUNTED = 24;

export const cancelAllJobRuns = jobs.tool({
  name: "cancel_all_job_runs",
  title: "Cancel all runs of a job",
  description: "Stops every active run of a job.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ job_id: jobId }),
  output: z.object({ job_id: z.string(), note: z.string() }),
  async confirm({ job_id }, ctx) {
    const { items, next } = await api.listRuns(ctx.client, { job_id, active_only: true, limit: MOST_COUNTED });
    // Nothing is running, so nothing is lost.
    if (items.length === 0) return null;
    const count = next ? `more than ${items.length}` : `${items.length}`;
    return `Cancel all active runs (${count}) of job "${items[0]?.run_name ?? ""}" (${job_id})? What they had done is not undone.`;
  },
  async run(ctx, { job_id }) {
    await api.cancelAllRuns(ctx.client, { job_id });
    return { job_id, note: "Cancellation is under way; list_job_runs with active_only tells what is left." };
  },
});

export const repairJobRun = jobs.tool({
  name: "repair_job_run",
  title: "Repair a job run",
  description: "Runs the failed and skipped tasks of a finished run again, or those named.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    run_id: runId,
    rerun_tasks: z.array(z.string()).min(1).optional().describe("Task keys"),
    job_parameters: jobParameters,
    wait_seconds: params.waitSeconds,
  }),
  output: runOutput,
  text: runText,
  async run(ctx, { run_id, rerun_tasks, wait_seconds, ...args }) {
    const until = performance.now() + budgetOf(ctx, wait_seconds);
    const latest_repair_id = api.latestRepair(await api.getRun(ctx.client, { run_id, include_history: true }));
    const which = rerun_tasks ? { rerun_tasks } : { rerun_all_failed_tasks: true };
    const repair = { run_id, ...which, ...compact({ latest_repair_id, ...args }) };
    const { repair_id } = await api.repairRun(ctx.client, repair);
    const run = await follow(ctx, run_id, Math.max(0, until - performance.now()), { since: repair_id });
    return { ...runDetails(run), repair_id };
  },
});
