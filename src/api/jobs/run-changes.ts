import { isRecord } from "../../records.ts";
import { type Difference, differences, differenceWords } from "./difference.ts";
import type { Job } from "./jobs.ts";
import { jobParametersOf } from "./run-parameters.ts";
import type { JobRun } from "./runs.ts";

/** Fields that differ between runs even if the settings are the same. */
const RUN_FIELDS: ReadonlySet<string> = new Set([
  "run_id",
  "run_page_url",
  "state",
  "status",
  "start_time",
  "end_time",
  "setup_duration",
  "execution_duration",
  "cleanup_duration",
  "run_duration",
  "queue_duration",
  "attempt_number",
  "cluster_instance",
  "resolved_values",
  "outcome",
  "stats",
]);

/** The parts of a run that define its work. */
const definitionOf = (run: JobRun) => ({
  parameters: jobParametersOf(run),
  overriding_parameters: run.overriding_parameters,
  job_clusters: run.job_clusters,
  cluster_spec: run.cluster_spec,
  git_source: run.git_source,
  tasks: run.tasks,
});

/** The parameters, settings and commit in which a run differs from an earlier run of its job, one line each. */
export const changesBetween = (before: JobRun, after: JobRun): string[] =>
  differences(definitionOf(before), definitionOf(after), RUN_FIELDS).map(differenceWords);

/** Fields that the platform adds to the tasks of a run or resolves for it, and that the settings of a job do not have. */
const RESOLVED: ReadonlySet<string> = new Set([...RUN_FIELDS, "new_cluster", "job_cluster_key", "cluster_spec"]);

/** Settings of a task that the platform neither adds nor leaves out: what it runs, where, and after which tasks. */
const SET_BY_PEOPLE = /^(?:\w+_task|libraries|existing_cluster_id|depends_on)(?:\.|$)/;
/** Values that the platform may spell out for a field that was not set. */
const DEFAULTS: ReadonlySet<unknown> = new Set([false, 0, "WORKSPACE"]);

/**
 * The task settings of the job that differ from those of the run, one line each. A repair uses the settings of the job.
 * Defaults that only one of the two spells out are not a change.
 */
export function changesSince(run: JobRun, { settings }: Job): string[] {
  return differences({ tasks: run.tasks }, { tasks: settings?.tasks }, RESOLVED).filter(isChange).map(differenceWords);
}

/** Whether a difference between a run and its job was made by someone. */
function isChange({ path, from, to }: Difference): boolean {
  if (from !== undefined && to !== undefined) return true;
  const value = from ?? to;
  // The task within a loop has the fields of a task.
  const field = path.replace(/^tasks\.[^.]+\.(?:for_each_task\.task\.)?/, "");
  return isTask(value) || (SET_BY_PEOPLE.test(field) && !DEFAULTS.has(value));
}

const isTask = (value: unknown): boolean => isRecord(value) && "task_key" in value;
