import * as z from "zod";
import { getJob } from "../../api/jobs/jobs.ts";
import * as api from "../../api/jobs/runs.ts";
import type { Context } from "../../core/calls/context.ts";
import { startOnce } from "../../core/calls/start-once.ts";
import { say, unnamed } from "../../core/consent/facts.ts";
import { objectName } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact, isRecord } from "../../records.ts";
import { waitBudgetMs } from "../waiting.ts";
import { checkGivenParameters } from "./given-parameters.ts";
import { affectedJob, affectedRun, codeOfRun, jobObject, runObject } from "./job-facts.ts";
import { errorLines } from "./run-errors.ts";
import { taskResults } from "./run-outcomes.ts";
import { runText } from "./run-text.ts";
import { runDetailsView } from "./run-view.ts";
import { runStarted, waitForRun } from "./run-wait.ts";
import {
  givenSettings,
  idempotencyToken,
  jobFields,
  jobId,
  jobIdFields,
  jobParameters,
  nestedTasks,
  runFields,
  runId,
  settings,
  tasks,
} from "./settings.ts";
import { fullRefresh, newWork, readableJob, refreshesFully, runByJob, runByTasks } from "./task-objects.ts";
import { jobs } from "./toolset.ts";

/** A run with the errors of its failed tasks, or the results of those of a successful one. */
const details = async (ctx: Context, run: api.JobRun, repair?: { readonly repair_id: string }) =>
  runDetailsView(run, { ...repair, errors: await errorLines(ctx, run), results: await taskResults(ctx, run) });

export const runJob = jobs.tool({
  name: "run_job",
  title: "Run a job",
  servedIn: ["default", "engineer", "ml"],
  description:
    "Runs a job now and waits for its end. Returns the state of the run and its tasks, with their results or errors.",
  // A full refresh empties tables first, so rows that their sources no longer have are lost.
  access: {
    least: "write",
    most: "destructive",
    of: ({ settings }) => (refreshesFully(settings?.pipeline_params) ? "destructive" : "write"),
  },
  covers: "jobs.runNow",
  async affects({ job_id, settings }, ctx) {
    const emptying = refreshesFully(settings?.pipeline_params);
    const isNeeded = emptying || ctx.settings.protect !== undefined;
    const job = await (isNeeded ? getJob(ctx.client, { job_id }) : readableJob(ctx, job_id));
    if (job === undefined) return unnamed("Run", { kind: "job", id: job_id });
    const { objects, unresolved, empties } = await runByJob(ctx, job, { emptying, only: settings?.only });
    const code = await codeOfRun(ctx, job, settings);
    return {
      effect: "Run",
      objects: [jobObject(job), ...objects],
      consequences: [...fullRefresh(empties), ...code],
      // Its tasks, and its identity, are not shown by the arguments.
      ...((empties || code.length > 0) && { access: "destructive" }),
      ...compact({ unresolved }),
    };
  },
  untrusted: true,
  input: z.strictObject({
    job_id: jobId,
    job_parameters: jobParameters,
    settings: settings("job_id", "job_parameters", "idempotency_token")
      .optional()
      .describe("Other fields of the run-now request"),
    idempotency_token: idempotencyToken,
    wait_seconds: params.waitSeconds,
  }),
  aliases: runFields,
  output: runDetailsView.schema,
  text: runText,
  async run(ctx, { wait_seconds, settings, job_id, ...args }) {
    const until = performance.now() + waitBudgetMs(ctx, wait_seconds);
    const { idempotency_token: given, ...rest } = args;
    const request = { ...settings, job_id, ...compact(rest) };
    await checkGivenParameters(ctx, job_id, args.job_parameters);
    const { run_id } = await startOnce(ctx, "jobs.runNow", request, given, (idempotency_token) =>
      api.runNow(ctx.client, { ...request, idempotency_token }),
    );
    ctx.accepted(runStarted(run_id));
    return details(ctx, await waitForRun(ctx, run_id, Math.max(0, until - performance.now()), { isNew: true }));
  },
});

export const submitRun = jobs.tool({
  name: "submit_run",
  title: "Run tasks once",
  servedIn: ["default", "engineer", "ml"],
  description: "Runs tasks once, without creating a job, and waits for their end.",
  // As for execute_command, the effect of the code cannot be derived from the call, so it counts as destructive.
  access: "destructive",
  covers: "jobs.submit",
  async affects(args, ctx) {
    return newWork(ctx, "Start", { kind: "one-time run", name: args.run_name }, givenSettings(args));
  },
  untrusted: true,
  input: z.strictObject({
    run_name: z.string().min(1).max(4096).describe("Run name"),
    tasks,
    settings: settings("run_name", "tasks", "idempotency_token")
      .optional()
      .describe("Other fields of the submit request"),
    idempotency_token: idempotencyToken,
    wait_seconds: params.waitSeconds,
  }),
  aliases: { name: "run_name", ...jobFields },
  output: runDetailsView.schema,
  text: runText,
  async run(ctx, { wait_seconds, settings, ...args }) {
    const until = performance.now() + waitBudgetMs(ctx, wait_seconds);
    const { idempotency_token: given, run_name, tasks } = args;
    const request = { ...settings, run_name, tasks: nestedTasks(tasks) };
    const { run_id } = await startOnce(ctx, "jobs.submit", request, given, (idempotency_token) =>
      api.submitRun(ctx.client, { ...request, idempotency_token }),
    );
    ctx.accepted(runStarted(run_id));
    return details(ctx, await waitForRun(ctx, run_id, Math.max(0, until - performance.now()), { isNew: true }));
  },
});

export const getJobRun = jobs.tool({
  name: "get_job_run",
  title: "Get a job run",
  servedIn: ["default", "engineer", "analyst", "ml"],
  description:
    "Returns the state, result and tasks (100 per page) of a run, or the iterations of a for_each task's run. With wait_seconds it waits for the end.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ run_id: runId, wait_seconds: params.waitSeconds, page_token: params.pageToken }),
  aliases: { id: "run_id" },
  output: runDetailsView.schema,
  text: runText,
  async run(ctx, { run_id, wait_seconds = 0, page_token }) {
    if (page_token) return runDetailsView(await api.getRun(ctx.client, { run_id, page_token }));
    return details(ctx, await waitForRun(ctx, run_id, wait_seconds * 1000, { recent: true }));
  },
});

/** How long to wait for a cancellation, in milliseconds. */
const CANCEL_MS = 10_000;

export const cancelJobRun = jobs.tool({
  name: "cancel_job_run",
  title: "Cancel a job run",
  servedIn: ["default", "engineer", "ml"],
  description: "Cancels a job run or a single task run.",
  access: "write",
  covers: "jobs.cancelRun",
  affects: async ({ run_id }, ctx) => ({
    effect: "Cancel",
    objects: [await affectedRun(ctx, run_id)],
    consequences: [],
  }),
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ run_id: runId }),
  aliases: { id: "run_id" },
  output: runDetailsView.schema,
  text: runText,
  async run(ctx, { run_id }) {
    await api.cancelRun(ctx.client, { run_id });
    return runDetailsView(await waitForRun(ctx, run_id, Math.min(CANCEL_MS, ctx.settings.waitBudgetMs)));
  },
});

/** Runs that are counted for the question: one page of the platform's list. */
const MAX_COUNTED = 24;

export const cancelAllJobRuns = jobs.tool({
  name: "cancel_all_job_runs",
  title: "Cancel all runs of a job",
  servedIn: [],
  description: "Cancels all active runs of a job.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ job_id: jobId }),
  aliases: jobIdFields,
  output: z.object({ job_id: z.string(), name: objectName, note: z.string() }),
  covers: "jobs.cancelAllRuns",
  async affects({ job_id }, ctx) {
    const { items, next } = await api.listRuns(ctx.client, { job_id, active_only: true, limit: MAX_COUNTED });
    const count = next ? say`More than ${items.length}` : say`${items.length}`;
    return {
      effect: "Cancel all active runs of",
      objects: [await affectedJob(ctx, job_id)],
      // Nothing is running, so nothing can be lost.
      consequences:
        items.length === 0
          ? []
          : [{ reason: "loss", text: say`${count} active runs stop. Their effects so far are not undone.` }],
    };
  },
  async run(ctx, { job_id }) {
    await api.cancelAllRuns(ctx.client, { job_id });
    return {
      job_id,
      note: "The runs are being cancelled. Call list_job_runs with active_only to see which are still active.",
    };
  },
});

export const repairJobRun = jobs.tool({
  name: "repair_job_run",
  title: "Repair a job run",
  servedIn: ["default", "engineer"],
  description:
    "Runs the failed and skipped tasks of a finished run again, or the given tasks, and waits for their end.",
  // Asks if tasks that run again empty tables, which the run decides and not the arguments.
  access: { least: "write", most: "destructive", of: () => "write" },
  covers: "jobs.repairRun",
  async affects({ run_id, rerun_tasks }, ctx) {
    const run = await runToRepair(ctx, run_id);
    const again = repairedTasks(await everyTask(ctx, run), rerun_tasks);
    const emptying = again.some(({ pipeline_task }) => isRecord(pipeline_task)) && startedEmptying(run);
    const { objects, unresolved, empties } = await runByTasks(ctx, again, emptying);
    return {
      effect: "Repair",
      objects: [runObject(run), ...objects],
      consequences: fullRefresh(empties),
      ...(empties && { access: "destructive" }),
      ...compact({ unresolved }),
    };
  },
  untrusted: true,
  input: z.strictObject({
    run_id: runId,
    rerun_tasks: z.array(z.string()).min(1).optional().describe("Task keys; defaults to all failed and skipped tasks"),
    job_parameters: jobParameters,
    wait_seconds: params.waitSeconds,
  }),
  output: runDetailsView.schema,
  text: runText,
  async run(ctx, { run_id, rerun_tasks, wait_seconds, ...args }) {
    const until = performance.now() + waitBudgetMs(ctx, wait_seconds);
    const broken = await runToRepair(ctx, run_id);
    await checkGivenParameters(ctx, broken.job_id ?? undefined, args.job_parameters);
    const latest_repair_id = api.latestRepair(broken);
    const tasks = rerun_tasks ? { rerun_tasks } : { rerun_all_failed_tasks: true };
    const repair = { run_id, ...tasks, ...compact({ latest_repair_id, ...args }) };
    const { repair_id } = await api.repairRun(ctx.client, repair);
    ctx.accepted({ what: "The repair was started", ids: { run_id, repair_id }, followUp: "get_job_run" });
    const run = await waitForRun(ctx, run_id, Math.max(0, until - performance.now()), { repair_id });
    return details(ctx, run, { repair_id });
  },
});

/** The run that a call repairs: the question and the repair are about the same state of it. */
const runToRepair = (ctx: Context, run_id: string): Promise<api.JobRun> =>
  ctx.once(`run ${run_id}`, () => api.getRun(ctx.client, { run_id, include_history: true }));

/** Pages of tasks that are read: the platform returns 100 per page, of at most 1000. */
const MAX_PAGES = 12;

async function everyTask(ctx: Context, run: api.JobRun): Promise<readonly api.RunTask[]> {
  const pages = [run];
  for (let last = run; last.next_page_token && pages.length < MAX_PAGES; ) {
    last = await api.getRun(ctx.client, { run_id: run.run_id, page_token: last.next_page_token });
    pages.push(last);
  }
  return pages.flatMap(({ tasks }) => tasks ?? []);
}

/** Whether the run was started so that its pipelines empty tables, which its repair may repeat. */
const startedEmptying = ({ overriding_parameters: given }: api.JobRun): boolean =>
  isRecord(given) && refreshesFully(given.pipeline_params);

/** The tasks that a repair can run again: those without success, or the given ones with all that depend on them. */
function repairedTasks(all: readonly api.RunTask[], keys: readonly string[] | undefined): readonly api.RunTask[] {
  if (keys === undefined) return all.filter(({ state }) => state?.result_state !== "SUCCESS");
  const again = new Set<unknown>(keys);
  for (let before = -1; before < again.size; ) {
    before = again.size;
    for (const { task_key, depends_on } of all) if (dependsOn(depends_on, again)) again.add(task_key);
  }
  return all.filter(({ task_key }) => again.has(task_key));
}

const dependsOn = (depends_on: unknown, keys: ReadonlySet<unknown>): boolean =>
  Array.isArray(depends_on) && depends_on.some((one) => isRecord(one) && keys.has(one.task_key));
