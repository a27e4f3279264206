import * as z from "zod";
import { text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";

const state = {
  life_cycle_state: z.string(),
  result_state: text,
  termination_code: text,
  meaning: text,
  state_message: text,
};

export const runRow = {
  run_id: z.string(),
  job_id: text,
  run_name: text,
  ...state,
  trigger: text,
  creator_user_name: text,
  start_time: text,
  duration: text,
};

export const runOutput = z.object({
  ...runRow,
  job_parameters: z.record(z.string(), z.string()).optional(),
  tasks: z
    .array(
      z.object({
        task_key: z.string(),
        run_id: z.string(),
        ...state,
        attempt_number: z.number().optional(),
        duration: text,
      }),
    )
    .optional(),
  next_page_token: text,
  run_page_url: text,
  repair_id: text,
  next: text,
});
type Output = z.output<typeof runOutput>;

type Described = Readonly<Partial<Record<keyof typeof state, string | undefined>>>;

/** `TERMINATED FAILED, RUN_EXECUTION_ERROR: a task's code failed – Task load failed …` */
export function stateWords({ life_cycle_state, result_state, termination_code, meaning, state_message }: Described) {
  const codes = [[life_cycle_state, result_state].filter(Boolean).join(" "), termination_code]
    .filter(Boolean)
    .join(", ");
  return `${codes}${meaning ? `: ${meaning}` : ""}${state_message ? ` – ${state_message}` : ""}`;
}

/** A run as lines: what it is, its tasks as a table, what to do next. */
export function runText(run: Output): string {
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
            stateWords(task) + (task.attempt_number ? ` (attempt ${task.attempt_number + 1})` : ""),
            task.duration ?? "",
          ]),
        )
      : "",
    run.next_page_token ? `More tasks: page_token ${run.next_page_token}` : "",
    run.run_page_url ?? "",
    run.next ?? "",
  ]
    .filter((line) => line !== "")
    .join("\n");
}
