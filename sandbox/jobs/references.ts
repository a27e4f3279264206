import { isFields } from "../http.ts";
import { latest, type Run, type TaskRun } from "./model.ts";
import { listOf } from "./settings.ts";

const REFERENCE = /\{\{\s*([\w.-]+)\s*\}\}/g;

/** The value of every job parameter in this run: the given value, or the default. */
export function parametersOf(run: Run): Readonly<Record<string, string>> {
  const defaults = listOf(run.settings.parameters).map(({ name, default: value }) => [
    String(name),
    String(value ?? ""),
  ]);
  return { ...Object.fromEntries(defaults), ...run.parameters };
}

/** Dynamic values such as `{{job.parameters.day}}` or `{{tasks.load.values.rows}}`; an unknown one is left unchanged. */
export function resolve(value: unknown, run: Run, task: TaskRun): unknown {
  if (typeof value === "string")
    return value.replace(REFERENCE, (text, name: string) => lookUp(name, run, task) ?? text);
  if (Array.isArray(value)) return value.map((item) => resolve(item, run, task));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, run, task)]));
}

function lookUp(name: string, run: Run, task: TaskRun): string | undefined {
  const parts = name.split(".");
  const [kind, key = "", what] = parts;
  if (kind === "input" && "input" in task) return inputText(task.input, parts.slice(1));
  if (kind === "job" && key === "parameters") return parametersOf(run)[parts.slice(2).join(".")];
  if (kind === "tasks")
    return ofTask(
      run.tasks.find(({ spec }) => spec.task_key === key),
      what,
      parts.slice(3).join("."),
    );
  return constants(run, task).get(name);
}

/** `{{input}}`, or `{{input.name}}` for a field of an input that is an object. */
function inputText(input: unknown, path: readonly string[]): string | undefined {
  const value = path.reduce<unknown>((inner, key) => (isFields(inner) ? inner[key] : undefined), input);
  if (value === undefined) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function ofTask(task: TaskRun | undefined, what: string | undefined, name: string): string | undefined {
  if (task === undefined) return undefined;
  const { state, output, id } = latest(task);
  if (what === "values") {
    const value = output.values?.[name];
    return value === undefined ? undefined : typeof value === "string" ? value : JSON.stringify(value);
  }
  const facts: Readonly<Record<string, string | undefined>> = {
    result_state: state.result?.toLowerCase(),
    error_code: state.code,
    run_id: String(id),
  };
  return what === undefined ? undefined : facts[what];
}

function constants(run: Run, task: TaskRun): ReadonlyMap<string, string> {
  const { id, number } = latest(task);
  const started = new Date(run.start || Date.now()).toISOString();
  return new Map([
    ["job.id", String(run.job?.id ?? "")],
    ["job.name", run.name],
    ["job.run_id", String(run.id)],
    ["job.repair_count", String(run.repairs.length)],
    ["job.trigger.type", run.trigger.toLowerCase()],
    ["job.start_time.iso_date", started.slice(0, 10)],
    ["job.start_time.iso_datetime", started.slice(0, 19)],
    ["job.start_time.timestamp_ms", String(run.start)],
    ["task.name", task.spec.task_key],
    ["task.run_id", String(id)],
    ["task.execution_count", String(number + 1)],
    // The names used before 2023.
    ["job_id", String(run.job?.id ?? "")],
    ["run_id", String(id)],
    ["parent_run_id", String(run.id)],
    ["start_date", started.slice(0, 10)],
    ["task_key", task.spec.task_key],
  ]);
}
