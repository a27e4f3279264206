import { type Cluster, newSparkContextId } from "../compute/cluster-record.ts";
import { isFields } from "../http.ts";
import { type Attempt, isOver, type Run, type TaskRun } from "./model.ts";
import { listOf } from "./settings.ts";

/** The cluster that a run created for its tasks, as long as the run exists. It is not in the list of clusters. */
export function jobCluster(runs: Iterable<Run>, id: string): Cluster | undefined {
  for (const run of runs) {
    const attempts = attemptsOn(run.tasks, id);
    const [first] = attempts;
    if (first === undefined || first.spec.existing_cluster_id !== undefined) continue;
    const over = attempts.every(({ state }) => isOver(state));
    const start = Math.min(...attempts.map(({ start: at }) => at));
    const end = Math.max(...attempts.map(({ end: at }) => at));
    return {
      id,
      source: "JOB",
      creator: run.creator,
      settings: { cluster_name: `job-${run.job?.id ?? 0}-run-${run.id}`, ...specOf(run, first) },
      state: over ? "TERMINATED" : "RUNNING",
      stateMessage: "",
      pinned: false,
      startTime: start,
      ...(over && {
        terminatedTime: end,
        reason: { code: "JOB_FINISHED", type: "SUCCESS", parameters: {} },
      }),
      sparkContextId: newSparkContextId(),
      nodes: [],
      events: [],
    };
  }
  return undefined;
}

function attemptsOn(tasks: readonly TaskRun[], id: string): readonly Attempt[] {
  return tasks.flatMap(({ attempts }) =>
    attempts.flatMap((attempt) => [
      ...(attempt.clusterId === id && attempt.start > 0 ? [attempt] : []),
      ...attemptsOn(attempt.iterations ?? [], id),
    ]),
  );
}

function specOf(run: Run, { spec }: Attempt): object {
  if (isFields(spec.new_cluster)) return spec.new_cluster;
  const shared = listOf(run.settings.job_clusters).find(
    ({ job_cluster_key }) => job_cluster_key === spec.job_cluster_key,
  );
  return isFields(shared?.new_cluster) ? shared.new_cluster : {};
}
