import * as z from "zod";
import { listClusterEvents } from "../../api/compute/cluster-events.ts";
import { getCluster } from "../../api/compute/clusters.ts";
import { changesBetween, changesSince } from "../../api/jobs/run-changes.ts";
import { failuresOf, jobRunOf, repairAdvice, taskFacts } from "../../api/jobs/run-failure.ts";
import { exportRun, getRunOutput } from "../../api/jobs/run-output.ts";
import { parseRunPage } from "../../api/jobs/run-page.ts";
import { runParameters } from "../../api/jobs/run-parameters.ts";
import type { JobRun, RunTask } from "../../api/jobs/runs.ts";
import { findFailedIteration, wholeRun } from "../../api/jobs/whole-run.ts";
import { listObjects } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { isoTime } from "../../text.ts";
import { runSummaryView } from "../jobs/run-view.ts";
import { jobId, runId } from "../jobs/settings.ts";
import { diagnosisOutput, diagnosisText, failedTaskView, lastSuccessView, taskClusterView } from "./diagnosis-view.ts";
import { findSuccesses, latestFailure, readCurrentJob } from "./jobs-history.ts";
import { type MissingObject, missingInWords, missingObjectOf } from "./missing-object.ts";
import { type AnswerParts, collectParts, withDeadline } from "./parts.ts";
import { answers } from "./toolset.ts";

/** Failed tasks whose output is read; the others are listed with their state. */
const TASKS_READ = 3;
const EVENTS = 10;
const AROUND_MS = 10 * 60_000;

export const diagnoseJobRun = answers.tool({
  name: "diagnose_job_run",
  title: "Diagnose a job run",
  description:
    "Explains why a job run failed, what changed since the last success, and whether a repair run would help.",
  access: "read",
  untrusted: true,
  input: z
    .strictObject({
      run_id: runId.optional(),
      job_id: jobId.optional().describe("Job, for its latest failed run"),
    })
    .refine(({ run_id, job_id }) => run_id !== undefined || job_id !== undefined, "pass run_id or job_id"),
  aliases: { id: "run_id", name: "job_id" },
  output: diagnosisOutput,
  text: diagnosisText,
  async run(call, { run_id: given, job_id = "" }) {
    const run_id = given ?? (await latestFailure(call.client, job_id));
    const asked = await wholeRun(call.client, { run_id });
    const owner = jobRunOf(asked);
    const run = owner === undefined ? asked : await wholeRun(call.client, { run_id: owner });
    const { failed, notRun } = failuresOf(run, run_id);
    const first = failed[0];
    const ctx = withDeadline(call);
    const parts = collectParts(ctx);
    const editedAfter = first && modificationSince(ctx, parts, first, run.end_time || run.start_time || 0);
    const [failed_tasks, cluster, history, { job, gone }, editedSince] = await Promise.all([
      Promise.all(failed.map((task, index) => taskPart(ctx, parts, task, index))),
      first && clusterPart(ctx, parts, first),
      historyPart(ctx, parts, run, { first, editedAfter }),
      readCurrentJob(ctx, parts, run),
      editedAfter,
    ]);
    const { before, later, settings, editedBefore } = history;
    const missed = await missingOf(ctx, parts, failed_tasks);
    const changed = [
      ...(editedSince ? [editedSince] : []),
      ...missed.filter(({ exists }) => exists).map(({ name }) => `${name} exists now`),
      ...(job ? changesSince(run, job) : []),
    ];
    const absent = missed.filter(({ exists }) => !exists).map(({ name }) => name);
    return {
      run: runSummaryView(run),
      parameters: runParameters(run),
      failed_tasks,
      tasks_not_run: notRun,
      cluster,
      last_success: before && lastSuccessView(before),
      changed_since_success: before && [
        ...(editedBefore ? [editedBefore] : []),
        ...(settings ? changesBetween(settings, run) : []),
      ],
      missing_objects: missed.map(missingInWords),
      repair: repairAdvice(run, failed, { later, changed, absent, jobIsGone: gone }),
      missing: parts.missing,
    };
  },
});

/** The tables and files that the failed tasks did not find, each once, looked up now. */
async function missingOf(
  ctx: Context,
  parts: AnswerParts,
  tasks: readonly { readonly error?: string | undefined; readonly error_trace?: string | undefined }[],
): Promise<readonly MissingObject[]> {
  const errors = tasks.slice(0, TASKS_READ).map(({ error, error_trace }) => [error, error_trace].join("\n"));
  const found = await Promise.all(errors.map((error) => missingObjectOf(ctx, parts, error)));
  const byName = new Map(found.flatMap((one) => (one ? [[one.name, one] as const] : [])));
  return [...byName.values()];
}

/** The successful runs around this one, and whether the code of the failed task was modified since the last of them. */
async function historyPart(
  ctx: Context,
  parts: AnswerParts,
  run: JobRun,
  { first, editedAfter }: { first: RunTask | undefined; editedAfter: Promise<string | undefined> | undefined },
) {
  const history = await findSuccesses(ctx, parts, run);
  if (!first || !history.before) return { ...history, editedBefore: undefined };
  const since = history.before.start_time ?? 0;
  return { ...history, editedBefore: (await editedAfter) ?? (await modificationSince(ctx, parts, first, since)) };
}

async function taskPart(ctx: Context, parts: AnswerParts, task: RunTask, index: number) {
  const facts = taskFacts(task);
  const name = task.task_key || `task run ${task.run_id}`;
  const isRead = index < TASKS_READ;
  // The output of a loop task is empty, so that of a failed iteration is read instead.
  const search =
    isRead && facts.is_loop
      ? await parts.read(`iterations of ${name}`, findFailedIteration(ctx.client, { run_id: task.run_id }))
      : undefined;
  const iteration = search?.failed;
  if (search && !iteration) {
    const more = search.more ? "; there are more" : "";
    parts.missing.push(`iterations of ${name}: none of the ${search.searched} that were searched has failed${more}`);
  }
  const { run_id } = iteration ?? task;
  const [output, page] = await Promise.all([
    isRead ? parts.read(`output of ${name}`, getRunOutput(ctx.client, { run_id })) : undefined,
    index === 0 && (facts.is_notebook || (iteration && taskFacts(iteration).is_notebook))
      ? parts.read(`cells of ${name}`, exportRun(ctx.client, { run_id, views_to_export: "CODE" }))
      : undefined,
  ]);
  if (!isRead)
    parts.missing.push(
      `output of ${name}: only the first ${TASKS_READ} are read; call get_job_run_output with run_id ${task.run_id}`,
    );
  const cells = page?.views?.flatMap(({ content }) => parseRunPage(content ?? "") ?? []) ?? [];
  return failedTaskView(task, { output, cells, iteration_run_id: iteration?.run_id });
}

async function clusterPart(ctx: Context, parts: AnswerParts, task: RunTask) {
  const { cluster_id } = taskFacts(task);
  if (cluster_id === undefined) {
    parts.missing.push(
      "cluster: the failed task did not have one (serverless compute, a SQL warehouse, or it failed before)",
    );
    return undefined;
  }
  const start = task.start_time ?? 0;
  const during = { start_time: start - AROUND_MS, end_time: (task.end_time || Date.now()) + AROUND_MS };
  const request = { cluster_id, ...during, page_size: EVENTS };
  const [cluster, events] = await Promise.all([
    parts.read(`cluster ${cluster_id}`, getCluster(ctx.client, { cluster_id })),
    parts.read(`events of cluster ${cluster_id}`, listClusterEvents(ctx.client, request)),
  ]);
  return taskClusterView(cluster_id, cluster, events?.items);
}

/** A sentence if the notebook or file of the task was modified after `since`; the platform does not report what changed. */
async function modificationSince(
  ctx: Context,
  parts: AnswerParts,
  task: RunTask,
  since: number,
): Promise<string | undefined> {
  const { path } = taskFacts(task);
  if (path === undefined) return undefined;
  const query = { path, notebooks_modified_after: since };
  const [found] = (await parts.read(`changes of ${path}`, listObjects(ctx.client, query))) ?? [];
  if (!found || (found.modified_at && found.modified_at <= since)) return undefined;
  const at = isoTime(found.modified_at);
  return `${path} was modified ${at ? `at ${at}` : "since then"}`;
}
