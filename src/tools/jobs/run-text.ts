import type * as z from "zod";
import { table } from "../../core/output/table.ts";
import type { runDetailsView, runStateView } from "./run-view.ts";

type RunDetails = z.output<typeof runDetailsView.schema>;
type RunStateFields = Readonly<Partial<Record<keyof typeof runStateView.fields, string | undefined>>>;

/** A state in one line: `TERMINATED FAILED, RUN_EXECUTION_ERROR: a task's code failed – Task load failed …` */
export function stateWords({
  life_cycle_state,
  result_state,
  termination_code,
  meaning,
  state_message,
}: RunStateFields) {
  const codes = [[life_cycle_state, result_state].filter(Boolean).join(" "), termination_code]
    .filter(Boolean)
    .join(", ");
  return `${codes}${meaning ? `: ${meaning}` : ""}${state_message ? ` – ${state_message}` : ""}`;
}

/** A run as lines: its facts, its tasks as a table, the next step. */
export function runText(run: RunDetails): string {
  const facts = [
    run.job_id && `job ${run.job_id}`,
    run.trigger,
    run.start_time && `started ${run.start_time}`,
    run.duration && `took ${run.duration}`,
    run.repair_id && `repair ${run.repair_id}`,
  ].filter(Boolean);
  const parameters = Object.entries(run.job_parameters ?? {}).map(([name, value]) => `${name}=${value}`);
  return [
    `run ${run.run_id} ${run.run_name ?? ""}`.trim(),
    stateWords(run),
    facts.join(", "),
    parameters.length > 0 ? `parameters: ${parameters.join(", ")}` : "",
    run.tasks
      ? table(
          ["task_key", "run_id", "state", "duration"],
          run.tasks.map((task) => [
            task.task_key,
            task.run_id,
            stateWords(task) +
              (task.outcome ? `, outcome ${task.outcome}` : "") +
              (task.attempt_number ? ` (attempt ${task.attempt_number + 1})` : ""),
            task.duration ?? "",
          ]),
        )
      : "",
    run.error ? `error: ${run.error}` : "",
    ...(run.tasks ?? []).map(({ task_key, error }) => (error ? `error of ${task_key}: ${error}` : "")),
    run.iterations
      ? table(
          ["iteration", "state", "duration"],
          run.iterations.map((one) => [one.run_id, stateWords(one), one.duration ?? ""]),
        )
      : "",
    run.next_page_token ? `More ${run.iterations ? "iterations" : "tasks"}: page_token ${run.next_page_token}` : "",
    run.run_page_url ?? "",
    run.next ?? "",
  ]
    .filter((line) => line !== "")
    .join("\n");
}
