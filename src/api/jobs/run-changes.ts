import { differences, differenceWords } from "./difference.ts";
import type { Job } from "./jobs.ts";
import type { JobRun } from "./runs.ts";

/** What every run has for itself, however alike the settings are. */
const OF_THE_RUN: ReadonlySet<string> = new Set([
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

/** The parts of a run that say what it was to do. */
const told = (run: JobRun) => ({
  parameters: Object.fromEntries(
    (run.job_parameters ?? []).map(({ name, value, default: preset }) => [name ?? "", value ?? preset]),
  ),
  overriding_parameters: run.overriding_parameters,
  job_clusters: run.job_clusters,
  cluster_spec: run.cluster_spec,
  git_source: run.git_source,
  tasks: run.tasks,
});

/** In which parameters, settings and commit a run differs from an earlier one of its job, one line each. */
export const changesBetween = (before: JobRun, after: JobRun): string[] =>
  differences(told(before), told(after), OF_THE_RUN).map(differenceWords);

/** Fields the platform adds to a run's tasks or resolves for it, which a job's settings do not have. */
const RESOLVED: ReadonlySet<string> = new Set([...OF_THE_RUN, "new_cluster", "job_cluster_key", "cluster_spec"]);

/** Which task settings of the job are other than those the run had: a repair takes the job's. Defaults are no change. */
export function changesSince(run: JobRun, { settings }: Job): string[] {
  return differences({ tasks: run.tasks }, { tasks: settings?.tasks }, RESOLVED)
    .filter(({ from, to }) => (from !== undefined && to !== undefined) || isTask(from) || isTask(to))
    .map(differenceWords);
}

const isTask = (value: unknown): boolean => value !== null && typeof value === "object" && "task_key" in value;
