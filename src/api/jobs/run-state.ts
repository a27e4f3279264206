import type { RunState } from "./runs.ts";

const ENDED: ReadonlySet<string> = new Set(["TERMINATED", "SKIPPED", "INTERNAL_ERROR"]);
const SUCCEEDED: ReadonlySet<string> = new Set(["SUCCESS", "SUCCESS_WITH_FAILURES"]);
const NEVER_RAN: ReadonlySet<string> = new Set(["UPSTREAM_FAILED", "UPSTREAM_CANCELED", "EXCLUDED", "DISABLED"]);

/** The life cycle state of a run, from the older field (`state`) or the newer one (`status`). */
export const lifeCycle = ({ state, status }: RunState): string => state?.life_cycle_state ?? status?.state ?? "UNKNOWN";

/** Whether a run has ended. An unknown state counts as not ended. */
export const hasRunEnded = (run: RunState): boolean => ENDED.has(lifeCycle(run));

/** Whether a run ended successfully. */
export const succeeded = (run: RunState): boolean => hasRunEnded(run) && SUCCEEDED.has(resultOf(run) ?? "");

/** Whether a run failed because of its own work, not because a task before it failed or was skipped. */
export const failedItself = (run: RunState): boolean =>
  hasRunEnded(run) && !succeeded(run) && !NEVER_RAN.has(resultOf(run) ?? "") && lifeCycle(run) !== "SKIPPED";

function resultOf({ state, status }: RunState): string | undefined {
  const code = status?.termination_details?.code ?? "";
  return state?.result_state ?? (SUCCEEDED.has(code) ? code : undefined);
}

/** Explanations of `termination_details` codes whose name and message leave open what happened, with a fix. */
const MEANING: Readonly<Record<string, string>> = {
  RUN_EXECUTION_ERROR: "a task's code failed; its output has the error",
  DRIVER_ERROR: "the Spark driver crashed or could not be reached, often because it ran out of memory",
  CLUSTER_ERROR: "its cluster could not be started or was lost; call list_cluster_events",
  INVALID_CLUSTER_REQUEST: "the cluster's configuration in the job is not valid",
  LIBRARY_INSTALLATION_ERROR: "a library of the task could not be installed",
  REPOSITORY_CHECKOUT_FAILED: "the Git source could not be checked out; check URL, branch and Git credentials",
  STORAGE_ACCESS_ERROR: "storage could not be read or written; check paths and permissions",
  UNAUTHORIZED_ERROR: "the identity it runs as lacks a permission",
  RESOURCE_NOT_FOUND: "a notebook, file or other object it names does not exist",
  INVALID_RUN_CONFIGURATION: "the run's configuration is not valid",
  FEATURE_DISABLED: "it uses a feature that is disabled in this workspace",
  MAX_CONCURRENT_RUNS_EXCEEDED: "skipped: the job already had max_concurrent_runs active runs",
  MAX_JOB_QUEUE_SIZE_EXCEEDED: "skipped: the job's queue is full",
  WORKSPACE_RUN_LIMIT_EXCEEDED: "the workspace reached its limit of active runs; run again later",
  CLUSTER_REQUEST_LIMIT_EXCEEDED: "too many clusters were requested at once; run again later",
  BUDGET_POLICY_LIMIT_EXCEEDED: "its budget is used up",
  CLOUD_FAILURE: "the cloud provider failed; run again later",
  INTERNAL_ERROR: "Databricks failed internally; run again",
};

const TIMED_OUT = "it ran longer than its timeout_seconds";

/** The state of a run in the platform's terms, with the meaning of its termination code. */
export interface RunStateExplanation {
  readonly life_cycle_state: string;
  readonly result_state: string | undefined;
  /** Absent if it only repeats `result_state`. */
  readonly termination_code: string | undefined;
  readonly meaning: string | undefined;
  readonly state_message: string | undefined;
}

/** Explains the state of a job run or task run. */
export function explainRunState(run: RunState): RunStateExplanation {
  const { state, status } = run;
  const result_state = resultOf(run);
  const end = status?.termination_details;
  const code = end?.code && end.code !== result_state ? end.code : undefined;
  const queue = hasRunEnded(run) ? undefined : status?.queue_details;
  return {
    life_cycle_state: lifeCycle(run),
    result_state,
    termination_code: code,
    meaning: result_state === "TIMEDOUT" ? TIMED_OUT : meaningOf(code),
    state_message:
      state?.state_message || end?.message || queue?.message || queue?.code || state?.queue_reason || undefined,
  };
}

const meaningOf = (code: string | undefined): string | undefined =>
  code !== undefined && Object.hasOwn(MEANING, code) ? MEANING[code] : undefined;
