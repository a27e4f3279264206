import { compact } from "../../records.ts";
import type { RunState } from "./runs.ts";

const OVER: ReadonlySet<string> = new Set(["TERMINATED", "SKIPPED", "INTERNAL_ERROR"]);
const GOOD: ReadonlySet<string> = new Set(["SUCCESS", "SUCCESS_WITH_FAILURES"]);
const NEVER_RAN: ReadonlySet<string> = new Set(["UPSTREAM_FAILED", "UPSTREAM_CANCELED", "EXCLUDED", "DISABLED"]);

/** Where a run stands, from the older field or the newer one. */
export const lifeCycle = ({ state, status }: RunState): string => state?.life_cycle_state ?? status?.state ?? "UNKNOWN";

/** Nothing more happens by itself. A state we do not know is not the end. */
export const isOver = (run: RunState): boolean => OVER.has(lifeCycle(run));

/** It ended, and as somebody wished. */
export const succeeded = (run: RunState): boolean => isOver(run) && GOOD.has(resultOf(run) ?? "");

/** Ended badly by itself, not because of what came before it. */
export const failedItself = (run: RunState): boolean =>
  isOver(run) && !succeeded(run) && !NEVER_RAN.has(resultOf(run) ?? "") && lifeCycle(run) !== "SKIPPED";

function resultOf({ state, status }: RunState): string | undefined {
  const code = status?.termination_details?.code ?? "";
  return state?.result_state ?? (GOOD.has(code) ? code : undefined);
}

/** What the codes of `termination_details` mean where the name and message leave it open, and what helps. */
const MEANING: Readonly<Record<string, string>> = {
  RUN_EXECUTION_ERROR: "a task's code failed; its output has the error",
  DRIVER_ERROR: "the Spark driver could not be reached or crashed, often for want of memory",
  CLUSTER_ERROR: "its cluster could not be started or was lost; look at the cluster's events",
  INVALID_CLUSTER_REQUEST: "the cluster's configuration in the job is not valid",
  LIBRARY_INSTALLATION_ERROR: "a library of the task could not be installed",
  REPOSITORY_CHECKOUT_FAILED: "the Git source could not be checked out; check URL, branch and Git credentials",
  STORAGE_ACCESS_ERROR: "storage could not be read or written; check paths and permissions",
  UNAUTHORIZED_ERROR: "the identity it runs as lacks a permission",
  RESOURCE_NOT_FOUND: "a notebook, file or other object it names does not exist",
  INVALID_RUN_CONFIGURATION: "the run's configuration is not valid",
  FEATURE_DISABLED: "it uses a feature that is off in this workspace",
  MAX_CONCURRENT_RUNS_EXCEEDED: "skipped: max_concurrent_runs of the job were active already",
  MAX_JOB_QUEUE_SIZE_EXCEEDED: "skipped: the job's queue is full",
  WORKSPACE_RUN_LIMIT_EXCEEDED: "the workspace has as many active runs as it may; run again later",
  CLUSTER_REQUEST_LIMIT_EXCEEDED: "too many clusters were asked for at once; run again later",
  BUDGET_POLICY_LIMIT_EXCEEDED: "its budget is used up",
  CLOUD_FAILURE: "the cloud provider failed; run again later",
  INTERNAL_ERROR: "Databricks failed internally; run again",
};

const TIMED_OUT = "it ran longer than its timeout_seconds";

/** A run's state as an agent reads it: the platform's names, its message, and a code's meaning in words. */
export function stateView(run: RunState) {
  const { state, status } = run;
  const result_state = resultOf(run);
  const end = status?.termination_details;
  const code = end?.code && end.code !== result_state ? end.code : undefined;
  const waits = isOver(run) ? undefined : status?.queue_details;
  return {
    life_cycle_state: lifeCycle(run),
    ...compact({
      result_state,
      termination_code: code,
      meaning: result_state === "TIMEDOUT" ? TIMED_OUT : own(code),
      state_message: state?.state_message || end?.message || waits?.message || waits?.code || state?.queue_reason,
    }),
  };
}

const own = (code: string | undefined): string | undefined =>
  code !== undefined && Object.hasOwn(MEANING, code) ? MEANING[code] : undefined;
