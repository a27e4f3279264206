import type * as z from "zod";
import { table } from "../../core/output/table.ts";
import { oneLine } from "../../text.ts";
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

const SHOWN_VALUE = 200;

/** `parameters: day=2026-01-31, region=EU`; empty if there are none. */
export function parameterLine(given: Readonly<Record<string, string>> = {}): string {
  const words = Object.entries(given).map(([name, value]) => `${name}=${oneLine(value, SHOWN_VALUE)}`);
  return words.length > 0 ? `parameters: ${words.join(", ")}` : "";
}

/** `run 88 nightly`, or `run 88` if it has no name. */
export const runWords = ({ run_id, run_name }: { readonly run_id: string; readonly run_name?: string | undefined }) =>
  run_name ? `run ${run_id} ${run_name}` : `run ${run_id}`;

/** A run as lines: its facts, its tasks as a table, the next step. */
export function runText(run: RunDetails): string {
  const facts = [
    run.job_id && `job ${run.job_id}`,
    run.trigger,
    run.start_time && `started ${run.start_time}`,
    run.duration && `took ${run.duration}`,
    run.repair_id && `repair ${run.repair_id}`,
  ].filter(Boolean);
  return [
    runWords(run),
    stateWords(run),
    facts.join(", "),
    parameterLine(run.job_parameters),
    run.tasks
      ? table(
          ["task_key", "run_id", "state", "duration"],
          run.tasks.map((task) => [
            task.task_key,
            task.run_id,
            stateWords(task) +
              (task.outcome ? `, outcome ${task.outcome}` : "") +
              (task.iterations ? `, iterations ${task.iterations}` : "") +
              (task.attempt_number ? ` (attempt ${task.attempt_number + 1})` : ""),
            task.duration ?? "",
          ]),
        )
      : "",
    run.error ? `error: ${run.error}` : "",
    ...(run.tasks ?? []).map(({ task_key, error }) => (error ? `error of ${task_key}: ${error}` : "")),
    ...(run.tasks ?? []).map(({ task_key, result }) => (result ? `result of ${task_key}:\n${result}` : "")),
    run.iterations
      ? table(
          ["iteration", "parameters", "state", "duration"],
          run.iterations.map((one) => [
            one.run_id,
            Object.entries(one.parameters ?? {})
              .map((pair) => pair.join("="))
              .join(", "),
            stateWords(one),
            one.duration ?? "",
          ]),
        )
      : "",
    run.next_page_token ? `More ${run.iterations ? "iterations" : "tasks"}: page_token ${run.next_page_token}` : "",
    run.run_page_url ?? "",
    run.next ?? "",
  ]
    .filter((line) => line !== "")
    .join("\n");
}
