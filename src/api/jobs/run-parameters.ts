import * as z from "zod";
import { isRecord } from "../../records.ts";
import type { JobRun } from "./runs.ts";

/** The values of a run's job parameters, by name. */
export const jobParametersOf = ({ job_parameters }: Pick<JobRun, "job_parameters">): Record<string, string> =>
  Object.fromEntries((job_parameters ?? []).map(({ name, value, default: preset }) => [name, value ?? preset ?? ""]));

const overriding = z.looseObject({ overriding_parameters: z.record(z.string(), z.unknown()) });

/**
 * The parameters that a run was started with: its job parameters, and those given for the kinds of its tasks
 * (`notebook_params`). Named ones keep their names, and a list has the name of its kind.
 */
export function runParameters(run: JobRun): Record<string, string> {
  const kinds = overriding.safeParse(run).data?.overriding_parameters ?? {};
  const named = Object.entries(kinds).flatMap(([kind, given]) =>
    isRecord(given) ? Object.entries(given) : [[kind, given] as const],
  );
  return { ...textsOf(named), ...jobParametersOf(run) };
}

const base = z.looseObject({ base_parameters: z.record(z.string(), z.unknown()).nullish() });
const task = z.looseObject({
  notebook_task: base.nullish(),
  resolved_values: z.looseObject({ notebook_task: base.nullish() }).nullish(),
});

/** The parameters of a notebook task, with references to values of the run resolved where the platform reports it. */
export function notebookParameters(run: object): Record<string, string> {
  const { notebook_task, resolved_values } = task.safeParse(run).data ?? {};
  const given = resolved_values?.notebook_task?.base_parameters ?? notebook_task?.base_parameters ?? {};
  return textsOf(Object.entries(given));
}

const textsOf = (entries: readonly (readonly [string, unknown])[]): Record<string, string> =>
  Object.fromEntries(
    entries
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
