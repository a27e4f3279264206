import * as z from "zod";
import { text } from "../../core/fields.ts";
import { runRow, stateWords } from "../jobs/run-output.ts";
import { missing, missingLines, section, termination } from "./parts.ts";

const failedTask = z.object({
  task_key: text,
  run_id: z.string(),
  result_state: text,
  termination_code: text,
  meaning: text,
  state_message: text,
  attempts: z.number().optional(),
  path: text,
  error: text,
  error_trace: text,
  cell: z.object({ index: z.number(), title: text, source: z.string() }).optional(),
  log_tail: text,
  iteration_errors: z.array(z.string()).optional(),
  iteration_run_id: text.describe("whose error it is"),
  started_run_id: text,
});
const cluster = z.object({
  cluster_id: z.string(),
  cluster_name: text,
  state: text,
  spark_version: text,
  termination,
  events: z.array(z.object({ timestamp: z.string(), type: z.string(), detail: text })).optional(),
});

export const diagnosisOutput = z.object({
  run: z.object(runRow),
  failed_tasks: z.array(failedTask).optional(),
  tasks_not_run: z.array(z.string()).optional(),
  cluster: cluster.optional(),
  last_success: z.object({ run_id: z.string(), start_time: text }).optional(),
  changed_since_success: z.array(z.string()).optional(),
  repair: z.string(),
  missing,
});

type Diagnosis = z.output<typeof diagnosisOutput>;

/** A diagnosis as lines, the cause first. */
export function diagnosisText(found: Diagnosis): string {
  const { run, failed_tasks = [], tasks_not_run, cluster, last_success, changed_since_success = [] } = found;
  const began = [run.trigger, run.start_time && `started ${run.start_time}`, run.duration && `took ${run.duration}`];
  return [
    `run ${run.run_id} ${run.run_name ?? ""}${run.job_id ? `, job ${run.job_id}` : ""}`,
    stateWords(run),
    began.filter(Boolean).join(", "),
    ...failed_tasks.flatMap(taskLines),
    tasks_not_run ? `not run because of it: ${tasks_not_run.join(", ")}` : "",
    ...(cluster ? clusterLines(cluster) : []),
    ...(last_success
      ? section(
          `changed since the last success (run ${last_success.run_id}, ${last_success.start_time ?? "time unknown"})`,
          changed_since_success.length > 0 ? changed_since_success : ["nothing that shows: look at the data it read"],
        )
      : []),
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
    `task ${task.task_key ?? ""} (run_id ${task.run_id}${task.attempts ? `, ${task.attempts} attempts` : ""}${task.path ? `, ${task.path}` : ""}): ${stateWords(state)}`,
    // A traceback ends with the error itself.
    task.iteration_run_id ? `of its iteration ${task.iteration_run_id}:` : "",
    error && !error_trace?.includes(error) ? `error: ${error}` : "",
    error_trace ?? "",
    ...(cell ? [`cell ${cell.index}, counted from 0${cell.title ? ` “${cell.title}”` : ""}:`, cell.source] : []),
    ...section("errors of its iterations", task.iteration_errors),
    task.started_run_id ? `It ran another job: diagnose_job_run with run_id ${task.started_run_id} goes on.` : "",
    ...(task.log_tail ? ["end of its log:", task.log_tail] : []),
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
