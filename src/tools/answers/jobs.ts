import * as z from "zod";
import { clusterEventView, listClusterEvents } from "../../api/compute/cluster-events.ts";
import { getCluster } from "../../api/compute/clusters.ts";
import { changesBetween, changesSince } from "../../api/jobs/run-changes.ts";
import { failuresOf, jobRunOf, repairAdvice, taskFacts } from "../../api/jobs/run-failure.ts";
import { exportRun, getRunOutput, outputView } from "../../api/jobs/run-output.ts";
import { cellsOf } from "../../api/jobs/run-page.ts";
import { stateView } from "../../api/jobs/run-state.ts";
import type { JobRun, RunTask } from "../../api/jobs/runs.ts";
import { logTail, tracebackCore } from "../../api/jobs/traceback.ts";
import { failedIteration, wholeRun } from "../../api/jobs/whole-run.ts";
import { listObjects } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";
import { clusterDetails } from "../compute/cluster-view.ts";
import { runSummary } from "../jobs/run-view.ts";
import { runId } from "../jobs/settings.ts";
import { presentJob, successes } from "./jobs-history.ts";
import { diagnosisOutput, diagnosisText } from "./jobs-output.ts";
import { inTime, type Parts, partsOf } from "./parts.ts";
import { answers } from "./toolset.ts";

/** Tasks whose output is read; the others are only named with their state. */
const TASKS_READ = 3;
const EVENTS = 10;
const AROUND_MS = 10 * 60_000;

export const diagnoseJobRun = answers.tool({
  name: "diagnose_job_run",
  title: "Diagnose a job run",
  description: "Tells why a run failed, what changed, whether to repair.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ run_id: runId }),
  output: diagnosisOutput,
  text: diagnosisText,
  async run(call, { run_id }) {
    const asked = await wholeRun(call.client, { run_id });
    const owner = jobRunOf(asked);
    const run = owner === undefined ? asked : await wholeRun(call.client, { run_id: owner });
    const { failed, notRun } = failuresOf(run, run_id);
    const first = failed[0];
    const ctx = inTime(call);
    const parts = partsOf(ctx);
    const editedAfter = first && edited(ctx, parts, first, run.end_time || run.start_time || 0);
    const [failed_tasks, cluster, history, { job, gone }, editedSince] = await Promise.all([
      Promise.all(failed.map((task, index) => taskView(ctx, parts, task, index))),
      first && clusterPart(ctx, parts, first),
      past(ctx, parts, run, { first, editedAfter }),
      presentJob(ctx, parts, run),
      editedAfter,
    ]);
    const { before, later, settings, editedBefore } = history;
    const changed = [...(editedSince ? [editedSince] : []), ...(job ? changesSince(run, job) : [])];
    return {
      run: runSummary(run),
      ...compact({
        failed_tasks,
        tasks_not_run: notRun,
        cluster,
        last_success: before && { run_id: before.run_id, ...compact({ start_time: isoTime(before.start_time) }) },
        changed_since_success: before && [
          ...(editedBefore ? [editedBefore] : []),
          ...(settings ? changesBetween(settings, run) : []),
        ],
      }),
      repair: repairAdvice(run, failed, { later, changed, jobIsGone: gone }),
      ...compact({ missing: parts.missing }),
    };
  },
});

/** What came before, and whether what the failed task runs was modified since: beside the other parts, not after them. */
async function past(
  ctx: Context,
  parts: Parts,
  run: JobRun,
  { first, editedAfter }: { first: RunTask | undefined; editedAfter: Promise<string | undefined> | undefined },
) {
  const history = await successes(ctx, parts, run);
  if (!first || !history.before) return { ...history, editedBefore: undefined };
  const since = history.before.start_time ?? 0;
  return { ...history, editedBefore: (await editedAfter) ?? (await edited(ctx, parts, first, since)) };
}

async function taskView(ctx: Context, parts: Parts, task: RunTask, index: number) {
  const { life_cycle_state: _, ...state } = stateView(task);
  const facts = taskFacts(task);
  const name = task.task_key || `task run ${task.run_id}`;
  const read = index < TASKS_READ;
  // A loop's own output tells nothing: that of an iteration that failed stands for it.
  const iteration =
    read && facts.is_loop
      ? await parts.part(`iterations of ${name}`, failedIteration(ctx.client, { run_id: task.run_id }))
      : undefined;
  const { run_id } = iteration ?? task;
  const [output, page] = await Promise.all([
    read ? parts.part(`output of ${name}`, getRunOutput(ctx.client, { run_id })) : undefined,
    index === 0 && (facts.is_notebook || (iteration && taskFacts(iteration).is_notebook))
      ? parts.part(`cells of ${name}`, exportRun(ctx.client, { run_id, views_to_export: "CODE" }))
      : undefined,
  ]);
  if (!read)
    parts.missing.push(`output of ${name}: only the first ${TASKS_READ} are read; get_job_run_output ${task.run_id}`);
  const view = output && outputView(output, task.run_id);
  const cells = page?.views?.flatMap(({ content }) => cellsOf(content ?? "") ?? []) ?? [];
  const at = cells.findIndex(({ error }) => error);
  const cell = cells[at];
  return {
    run_id: task.run_id,
    ...compact({
      task_key: task.task_key,
      ...state,
      attempts: task.attempt_number ? task.attempt_number + 1 : undefined,
      path: facts.path,
      error: view?.error,
      error_trace: view?.error_trace && tracebackCore(view.error_trace),
      cell: cell && { index: at, source: cell.source, ...compact({ title: cell.title }) },
      log_tail: view?.logs && logTail(view.logs),
      iteration_errors: facts.iteration_errors,
      iteration_run_id: iteration?.run_id,
      started_run_id: view?.started_run_id,
    }),
  };
}

async function clusterPart(ctx: Context, parts: Parts, task: RunTask) {
  const { cluster_id } = taskFacts(task);
  if (cluster_id === undefined) {
    parts.missing.push("cluster: the failed task has none (serverless compute, a SQL warehouse, or it never got one)");
    return undefined;
  }
  const start = task.start_time ?? 0;
  const during = { start_time: start - AROUND_MS, end_time: (task.end_time || Date.now()) + AROUND_MS };
  const request = { cluster_id, ...during, page_size: EVENTS };
  const [found, events] = await Promise.all([
    parts.part(`cluster ${cluster_id}`, getCluster(ctx.client, { cluster_id })),
    parts.part(`events of cluster ${cluster_id}`, listClusterEvents(ctx.client, request)),
  ]);
  const details = found && clusterDetails(found);
  return {
    cluster_id,
    ...compact({
      cluster_name: details?.cluster_name,
      state: details?.state,
      spark_version: details?.spark_version,
      termination: details?.termination,
      events: events?.items.map(clusterEventView),
    }),
  };
}

/** Whether what the task runs was modified after a time; of notebooks the platform tells no more than that. */
async function edited(ctx: Context, parts: Parts, task: RunTask, since: number): Promise<string | undefined> {
  const { path } = taskFacts(task);
  if (path === undefined) return undefined;
  const query = { path, notebooks_modified_after: since };
  const [found] = (await parts.part(`changes of ${path}`, listObjects(ctx.client, query))) ?? [];
  if (!found || (found.modified_at && found.modified_at <= since)) return undefined;
  const at = isoTime(found.modified_at);
  return `${path} was modified ${at ? `at ${at}` : "since then"}`;
}
