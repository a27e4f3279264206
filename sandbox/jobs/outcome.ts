import { optional } from "../http.ts";
import { latest, type Result, type Run, type State, type TaskRun } from "./model.ts";
import { dependencies } from "./settings.ts";

type Seen = "success" | "failed" | "canceled" | "excluded";

const SEEN: Partial<Record<Result, Seen>> = {
  SUCCESS: "success",
  SUCCESS_WITH_FAILURES: "success",
  CANCELED: "canceled",
  UPSTREAM_CANCELED: "canceled",
  EXCLUDED: "excluded",
  DISABLED: "excluded",
};

const seenOf = (result: Result | undefined): Seen => (result === undefined ? "failed" : (SEEN[result] ?? "failed"));

/** Why a task does not run after its dependencies, by its `run_if`; `undefined` if it runs. */
export function refusal(run: Run, task: TaskRun): State | undefined {
  if (task.spec.disabled === true) return skipped("DISABLED", "DISABLED", "The task is disabled.");
  const before = dependencies(task.spec);
  if (before.length === 0) return undefined;
  const seen = before.flatMap(({ key, outcome }): Seen[] => {
    const on = run.tasks.find(({ spec }) => spec.task_key === key);
    // A run of only some tasks: those that are left out are not waited for.
    if (on === undefined) return [];
    const { state, output } = latest(on);
    // On the branch that the condition did not choose.
    if (outcome !== undefined && output.outcome !== undefined && output.outcome !== outcome) return ["excluded"];
    return [seenOf(state.result)];
  });
  if (seen.length === 0) return undefined;
  const all = (kind: Seen) => seen.every((each) => each === kind);
  const some = (kind: Seen) => seen.includes(kind);
  const excluded = skipped("EXCLUDED", "SKIPPED", "The conditions for running the task were not met.");
  switch (optional(task.spec, "run_if") ?? "ALL_SUCCESS") {
    case "ALL_DONE":
      return undefined;
    case "ALL_FAILED":
      return all("failed") ? undefined : excluded;
    case "AT_LEAST_ONE_FAILED":
      return some("failed") ? undefined : excluded;
    case "AT_LEAST_ONE_SUCCESS":
      return some("success") ? undefined : excluded;
    case "NONE_FAILED":
      if (!some("failed") && !all("excluded")) return undefined;
      break;
    default:
      if (all("success")) return undefined;
  }
  if (some("failed")) return skipped("UPSTREAM_FAILED", "SKIPPED", "An upstream task failed.");
  if (some("canceled")) return skipped("UPSTREAM_CANCELED", "SKIPPED", "An upstream task was cancelled.");
  return excluded;
}

const skipped = (result: Result, code: string, message: string): State => ({ life: "SKIPPED", result, code, message });

/** How a run ends: its leaf tasks decide. Failures before them turn a success into SUCCESS_WITH_FAILURES. */
export function endOf(run: Run): State {
  const needed = new Set(run.tasks.flatMap(({ spec }) => dependencies(spec).map(({ key }) => key)));
  const stateOf = (task: TaskRun) => latest(task).state;
  const leaves = run.tasks.filter(({ spec }) => !needed.has(spec.task_key)).map(stateOf);
  const fine = (state: State) => ["success", "excluded"].includes(seenOf(state.result));
  const failed = run.tasks.filter((task) => seenOf(stateOf(task).result) === "failed");
  if (leaves.every(fine)) {
    return failed.length === 0
      ? { life: "TERMINATED", result: "SUCCESS", message: "" }
      : { life: "TERMINATED", result: "SUCCESS_WITH_FAILURES", message: "" };
  }
  const first = failed.find((task) => stateOf(task).result !== "UPSTREAM_FAILED");
  if (first === undefined) {
    return { life: "TERMINATED", result: "CANCELED", code: "CANCELED", message: "A task of the run was cancelled." };
  }
  const { life, code = "RUN_EXECUTION_ERROR", message } = stateOf(first);
  return {
    life: life === "INTERNAL_ERROR" ? "INTERNAL_ERROR" : "TERMINATED",
    result: "FAILED",
    code,
    message: `Task ${first.spec.task_key} failed with message: ${message}`,
  };
}
