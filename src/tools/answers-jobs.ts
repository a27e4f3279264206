import * as z from "zod";
import { clusterEventView, listClusterEvents } from "../api/cluster-events.ts";
import { clusterDetails } from "../api/cluster-view.ts";
import { getCluster } from "../api/clusters.ts";
import { compact, isoTime } from "../api/compact.ts";
import { changesBetween, changesSince } from "../api/diagnosis/run-changes.ts";
import { failuresOf, jobRunOf, repairAdvice, successesAround, taskFacts } from "../api/diagnosis/run-failure.ts";
import { logTail, tracebackCore } from "../api/diagnosis/traceback.ts";
import { getRun, type JobRun, listRuns, type RunTask } from "../api/job-runs.ts";
import { exportRun, getRunOutput, outputView } from "../api/job-runs-output.ts";
import { cellsOf } from "../api/job-runs-page.ts";
import { stateView } from "../api/job-runs-state.ts";
import { runSummary } from "../api/job-runs-view.ts";
import { getJob } from "../api/jobs.ts";
import { listObjects } from "../api/workspace.ts";
import type { Context } from "../core/context.ts";
import { diagnosisOutput, diagnosisText } from "./answers-jobs-output.ts";
import { type Parts, partsOf } from "./answers-parts.ts";
import { answers } from "./answers-toolset.ts";
import { runId } from "./jobs-input.ts";

/** Tasks whose output is read; the others are only named with their state. */
const TASKS_READ = 3;
/** Runs among which successes are looked for: the platform's largest page. */
const RUNS_LOOKED_AT = 24;
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
  async run(ctx, { run_id }) {
    const asked = await getRun(ctx.client, { run_id });
    const owner = jobRunOf(asked);
    const run = owner === undefined ? asked : await getRun(ctx.client, { run_id: owner });
    const { failed, notRun } = failuresOf(run);
    const first = failed[0];
    const parts = partsOf(ctx);
    const [failed_tasks, cluster, history, job, editedSince] = await Promise.all([
      Promise.all(failed.map((task, index) => taskView(ctx, parts, task, index))),
      first && clusterPart(ctx, parts, first),
      successes(ctx, parts, run),
      run.job_id && run.job_id !== "0"
        ? parts.part("the job's present settings", getJob(ctx.client, { job_id: run.job_id }))
        : undefined,
      first && edited(ctx, parts, first, run.end_time || run.start_time || 0),
    ]);
    const { before, later, settings } = history;
    const editedBefore = editedSince ?? (first && before && (await edited(ctx, parts, first, before.start_time ?? 0)));
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
      repair: repairAdvice(run, failed, { later, changed }),
      ...compact({ missing: parts.missing }),
    };
  },
});

async function taskView(ctx: Context, parts: Parts, task: RunTask, index: number) {
  const { life_cycle_state: _, ...state } = stateView(task);
  const facts = taskFacts(task);
  const name = task.task_key || `task run ${task.run_id}`;
  const read = index < TASKS_READ;
  const [output, page] = await Promise.all([
    read ? parts.part(`output of ${name}`, getRunOutput(ctx.client, { run_id: task.run_id })) : undefined,
    index === 0 && facts.is_notebook
      ? parts.part(`cells of ${name}`, exportRun(ctx.client, { run_id: task.run_id, views_to_export: "CODE" }))
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
      cell: cell && { number: at + 1, source: cell.source, ...compact({ title: cell.title }) },
      log_tail: view?.logs && logTail(view.logs),
      iteration_errors: facts.iteration_errors,
      started_run_id: view?.started_run_id,
    }),
  };
}

async function clusterPart(ctx: Context, parts: Parts, task: RunTask) {
  const { cluster_id } = taskFacts(task);
  if (cluster_id === undefined) return undefined;
  const start = task.start_time ?? 0;
  const during = { start_time: start - AROUND_MS, end_time: (task.end_time || Date.now()) + AROUND_MS };
  const found = await parts.part(`cluster ${cluster_id}`, getCluster(ctx.client, { cluster_id }));
  if (!found) return undefined;
  const request = { cluster_id, ...during, page_size: EVENTS };
  const events = await parts.part(`events of cluster ${cluster_id}`, listClusterEvents(ctx.client, request));
  const details = clusterDetails(found);
  return {
    cluster_id,
    ...compact({
      cluster_name: details.cluster_name,
      state: details.state,
      spark_version: details.spark_version,
      termination: details.termination,
      events: events?.items.map(clusterEventView),
    }),
  };
}

interface History {
  readonly before?: JobRun | undefined;
  readonly later?: JobRun | undefined;
  /** The last success with its tasks, which a list does not have. */
  readonly settings?: JobRun | undefined;
}

async function successes(ctx: Context, parts: Parts, run: JobRun): Promise<History> {
  const { job_id } = run;
  if (!job_id || job_id === "0") return {};
  const page = await parts.part("other runs of the job", listRuns(ctx.client, { job_id, limit: RUNS_LOOKED_AT }));
  if (!page) return {};
  const around = successesAround(run, page.items);
  if (!around.before) {
    parts.missing.push(`last success: none before it among the job's ${page.items.length} latest runs`);
    return around;
  }
  const { run_id } = around.before;
  return { ...around, settings: await parts.part(`settings of run ${run_id}`, getRun(ctx.client, { run_id })) };
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
