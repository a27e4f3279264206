import * as z from "zod";
import type { ClusterEvent } from "../../api/compute/cluster-events.ts";
import type { Cluster } from "../../api/compute/clusters.ts";
import { plainText } from "../../api/compute/command-results.ts";
import { taskFacts } from "../../api/jobs/run-failure.ts";
import { lastLogLines, shortenTraceback, type TaskOutput } from "../../api/jobs/run-output.ts";
import type { RunCell } from "../../api/jobs/run-page.ts";
import { notebookParameters } from "../../api/jobs/run-parameters.ts";
import type { JobRun, RunTask } from "../../api/jobs/runs.ts";
import { count, text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";
import { clusterDetailsView, clusterEventView } from "../compute/cluster-view.ts";
import { parameterLine, runWords, stateWords } from "../jobs/run-text.ts";
import { runStateView, runSummaryView } from "../jobs/run-view.ts";
import { missing, missingLines, sectionLines } from "./parts.ts";

/** The facts about a failed task in addition to its own record; absent where they could not be read. */
interface TaskEvidence {
  readonly output: TaskOutput | undefined;
  /** The cells of a notebook task. */
  readonly cells: readonly RunCell[];
  /** The id of the failed iteration that `output` belongs to. */
  readonly iteration_run_id: string | undefined;
}

const cellView = view(
  { index: z.number(), title: text, source: z.string() },
  ({ title, source }: RunCell, index: number) => ({ index, title, source }),
);

const { result_state, termination_code, meaning, state_message } = runStateView.fields;

const parameters = z.record(z.string(), z.string()).optional();

/** A failed task with its error and where it occurred. */
export const failedTaskView = view(
  {
    task_key: text,
    run_id: z.string(),
    result_state,
    termination_code,
    meaning,
    state_message,
    attempts: count,
    path: text,
    parameters,
    error: text,
    error_trace: text,
    cell: cellView.schema.optional(),
    log_tail: text,
    iteration_errors: texts,
    iteration_run_id: text.describe("the iteration that the error is from"),
    started_run_id: text,
  },
  (task: RunTask, { output, cells, iteration_run_id }: TaskEvidence) => {
    const state = runStateView(task);
    const facts = taskFacts(task);
    const failedAt = cells.findIndex(({ error }) => error);
    const cell = cells[failedAt];
    return {
      task_key: task.task_key,
      run_id: task.run_id,
      result_state: state.result_state,
      termination_code: state.termination_code,
      meaning: state.meaning,
      state_message: state.state_message,
      attempts: task.attempt_number ? task.attempt_number + 1 : undefined,
      path: facts.path,
      parameters: notebookParameters(task),
      error: output?.error && plainText(output.error),
      error_trace: output?.error_trace && shortenTraceback(plainText(output.error_trace)),
      cell: cell && cellView(cell, failedAt),
      log_tail: output?.logs && lastLogLines(plainText(output.logs)),
      iteration_errors: facts.iteration_errors,
      iteration_run_id,
      started_run_id: output?.run_job_output?.run_id,
    };
  },
);

/** The cluster of a failed task, with its events around the run. */
export const taskClusterView = view(
  {
    cluster_id: z.string(),
    cluster_name: text,
    state: text,
    spark_version: text,
    termination: clusterDetailsView.fields.termination,
    events: z.array(clusterEventView.schema).optional(),
  },
  (cluster_id: string, cluster: Cluster | undefined, events: readonly ClusterEvent[] | undefined) => {
    const details = cluster && clusterDetailsView(cluster);
    return {
      cluster_id,
      cluster_name: details?.cluster_name,
      state: details?.state,
      spark_version: details?.spark_version,
      termination: details?.termination,
      events: events?.map((event) => clusterEventView(event)),
    };
  },
);

/** The last successful run of the job. */
export const lastSuccessView = view({ run_id: z.string(), start_time: text }, ({ run_id, start_time }: JobRun) => ({
  run_id,
  start_time: isoTime(start_time),
}));

/** The diagnosis of a job run. */
export const diagnosisOutput = z.object({
  run: runSummaryView.schema,
  parameters: parameters.describe("that the run was started with"),
  failed_tasks: z.array(failedTaskView.schema).optional(),
  tasks_not_run: texts,
  cluster: taskClusterView.schema.optional(),
  last_success: lastSuccessView.schema.optional(),
  changed_since_success: texts,
  missing_objects: texts.describe("tables and files that the error names, looked up now"),
  repair: z.string(),
  missing,
});

type Diagnosis = z.output<typeof diagnosisOutput>;

/** A diagnosis as lines, starting with the cause. */
export function diagnosisText(found: Diagnosis): string {
  const { run, failed_tasks = [], tasks_not_run, cluster, last_success, changed_since_success = [] } = found;
  const began = [run.trigger, run.start_time && `started ${run.start_time}`, run.duration && `took ${run.duration}`];
  return [
    [runWords(run), run.job_id && `job ${run.job_id}`].filter(Boolean).join(", "),
    stateWords(run),
    began.filter(Boolean).join(", "),
    parameterLine(found.parameters),
    ...failed_tasks.flatMap(taskLines),
    tasks_not_run ? `not run as a result: ${tasks_not_run.join(", ")}` : "",
    ...(cluster ? clusterLines(cluster) : []),
    ...(last_success
      ? sectionLines(
          `changed since the last success (run ${last_success.run_id}, ${last_success.start_time ?? "time unknown"})`,
          changed_since_success.length > 0
            ? changed_since_success
            : ["no settings or code; check the data that it reads"],
        )
      : []),
    ...sectionLines("objects that were missing", found.missing_objects),
    `repair? ${found.repair}`,
    ...missingLines(found.missing),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

function taskLines(task: NonNullable<Diagnosis["failed_tasks"]>[number]): string[] {
  const { error, error_trace, cell } = task;
  const state = { life_cycle_state: "", ...task };
  return [
    `${["task", task.task_key].filter(Boolean).join(" ")} (run_id ${task.run_id}${task.attempts ? `, ${task.attempts} attempts` : ""}${task.path ? `, ${task.path}` : ""}): ${stateWords(state)}`,
    parameterLine(task.parameters),
    // A traceback ends with the error.
    task.iteration_run_id ? `in iteration ${task.iteration_run_id}:` : "",
    error && !error_trace?.includes(error) ? `error: ${error}` : "",
    error_trace ?? "",
    ...(cell ? [`cell ${cell.index} (from 0)${cell.title ? ` “${cell.title}”` : ""}:`, cell.source] : []),
    ...sectionLines("errors of iterations", task.iteration_errors),
    task.started_run_id
      ? `It ran another job. To continue there, call diagnose_job_run with run_id ${task.started_run_id}.`
      : "",
    ...(task.log_tail ? ["end of the log:", task.log_tail] : []),
  ];
}

function clusterLines({
  cluster_id,
  cluster_name,
  state,
  spark_version,
  termination,
  events,
}: NonNullable<Diagnosis["cluster"]>) {
  const facts = [cluster_name, cluster_id, state, spark_version].filter(Boolean).join(", ");
  const end = Object.entries(termination ?? {}).map(([name, value]) => `${name}: ${value}`);
  return [
    `cluster ${facts}`,
    ...(end.length > 0 ? [`  ended: ${end.join("; ")}`] : []),
    ...(events ?? []).map(({ timestamp, type, detail }) => `  ${timestamp} ${type}${detail ? `: ${detail}` : ""}`),
  ];
}
