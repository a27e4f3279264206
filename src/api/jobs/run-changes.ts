import { differences, differenceWords } from "./difference.ts";
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

/**
 * The task settings of the job that differ from those of the run, one line each. A repair uses the settings of the job.
 * Defaults that only one of the two spells out are not a change.
 */
export function changesSince(run: JobRun, { settings }: Job): string[] {
  return differences({ tasks: run.tasks }, { tasks: settings?.tasks }, RESOLVED)
    .filter(({ from, to }) => (from !== undefined && to !== undefined) || isTask(from) || isTask(to))
    .map(differenceWords);
}

const isTask = (value: unknown): boolean => value !== null && typeof value === "object" && "task_key" in value;
