import { invalid } from "../failure.ts";
import { type Fields, integer, isFields, optional, required } from "../http.ts";
import { checkCron } from "./cron.ts";
import { parsedSettings } from "./shapes.ts";

type Task = Fields & { readonly task_key: string };

const MOST_TASKS = 1000;
/** The required field of each kind of task. */
const NEEDED: Readonly<Record<string, string>> = {
  notebook_task: "notebook_path",
  pipeline_task: "pipeline_id",
  python_wheel_task: "package_name",
  run_job_task: "job_id",
  spark_python_task: "python_file",
  sql_task: "warehouse_id",
  dbt_task: "commands",
  condition_task: "op",
};
const STARTS = ["schedule", "trigger", "continuous"] as const;

/** `JobSettings` of a create or reset request. Invalid settings are rejected with the platform's message. */
export function checkedSettings(given: Fields): Fields & { name: string } {
  const { run_name: _, ...fields } = parsedSettings(given);
  const name = optional(fields, "name") ?? "Untitled";
  if (Buffer.byteLength(name) > 4096) invalid("The job name must be at most 4096 bytes.");
  if (STARTS.filter((start) => fields[start] !== undefined && fields[start] !== null).length > 1) {
    invalid("A job can have only one of schedule, trigger and continuous.");
  }
  if (isFields(fields.schedule)) {
    checkCron(required(fields.schedule, "quartz_cron_expression"), required(fields.schedule, "timezone_id"));
  }
  const most = integer(fields, "max_concurrent_runs") ?? 1;
  if (most < 0 || most > 1000) invalid("max_concurrent_runs must be between 0 and 1000.");
  for (const parameter of listOf(fields.parameters)) required(parameter, "name");
  if (fields.tasks !== undefined) checkedTasks(fields);
  return { format: "MULTI_TASK", max_concurrent_runs: most, timeout_seconds: 0, ...fields, name };
}

/** The tasks of a job or a submitted run. Each has a key and one kind of work, and dependencies have no cycles. */
export function checkedTasks(fields: Fields): readonly Task[] {
  const tasks = listOf(fields.tasks).map((task) => ({ ...task, task_key: taskKey(task) }));
  if (tasks.length === 0) return invalid("At least one task must be specified.");
  if (tasks.length > MOST_TASKS) invalid(`A job can have at most ${MOST_TASKS} tasks.`);
  const keys = new Set(tasks.map(({ task_key }) => task_key));
  if (keys.size < tasks.length) invalid("Task keys must be unique within a job.");
  const clusters = new Set(listOf(fields.job_clusters).map(({ job_cluster_key }) => job_cluster_key));
  const environments = new Set(listOf(fields.environments).map(({ environment_key }) => environment_key));
  for (const task of tasks) {
    oneKind(task);
    const environment = optional(task, "environment_key");
    if (environment !== undefined && !environments.has(environment)) {
      invalid(`Task ${task.task_key} names environment ${environment}, which does not exist.`);
    }
    if ("for_each_task" in task) nestedTask(task);
    for (const on of dependencies(task)) {
      if (!keys.has(on.key)) invalid(`Task ${task.task_key} depends on ${on.key}, which does not exist.`);
    }
    const cluster = optional(task, "job_cluster_key");
    if (cluster !== undefined && !clusters.has(cluster)) {
      invalid(`Task ${task.task_key} names job cluster ${cluster}, which does not exist.`);
    }
  }
  inOrder(tasks);
  return tasks;
}

function oneKind(task: Task): void {
  const kinds = Object.keys(task).filter((name) => name.endsWith("_task"));
  const [kind = ""] = kinds;
  if (kinds.length !== 1) invalid(`Task ${task.task_key} must have exactly one task type, it has ${kinds.length}.`);
  const needed = NEEDED[kind];
  if (needed !== undefined && isFields(task[kind])) {
    const value = task[kind][needed];
    if (value === undefined || value === "")
      invalid(`Task ${task.task_key} has no ${kind}.${needed}, which is required.`);
  }
}

/** The task that a `for_each_task` runs for each of its inputs. */
export function nestedTask(task: Task): Task {
  const { for_each_task } = task;
  if (!isFields(for_each_task)) return invalid(`Field 'for_each_task' of task ${task.task_key} must be an object.`);
  required(for_each_task, "inputs");
  const concurrency = integer(for_each_task, "concurrency") ?? 1;
  if (concurrency < 1 || concurrency > 100) invalid("The concurrency of a for each task must be between 1 and 100.");
  if (!isFields(for_each_task.task)) return invalid(`Task ${task.task_key} has no nested task.`);
  const nested = { ...for_each_task.task, task_key: taskKey(for_each_task.task) };
  oneKind(nested);
  if ("for_each_task" in nested) invalid("A for each task cannot contain another for each task.");
  return nested;
}

function taskKey(task: Fields): string {
  const key = required(task, "task_key");
  return /^[\w-]{1,100}$/.test(key)
    ? key
    : invalid(`Invalid task key ${key}: only letters, digits, - and _ are allowed, at most 100 of them.`);
}

export interface Dependency {
  readonly key: string;
  /** The branch of a condition that this task is on. */
  readonly outcome: string | undefined;
}

export const dependencies = (task: Fields): readonly Dependency[] =>
  listOf(task.depends_on).map((on) => ({ key: required(on, "task_key"), outcome: optional(on, "outcome") }));

/** Tasks sorted so that each follows its dependencies. A cycle is rejected. */
export function inOrder<T extends Task>(tasks: readonly T[]): readonly T[] {
  const byKey = new Map(tasks.map((task) => [task.task_key, task]));
  const state = new Map<string, "open" | "done">();
  const out: T[] = [];
  const visit = (task: T) => {
    if (state.get(task.task_key) === "done") return;
    if (state.get(task.task_key) === "open") invalid(`The tasks' dependencies form a cycle through ${task.task_key}.`);
    state.set(task.task_key, "open");
    for (const { key } of dependencies(task)) {
      const before = byKey.get(key);
      if (before) visit(before);
    }
    state.set(task.task_key, "done");
    out.push(task);
  };
  for (const task of tasks) visit(task);
  return out;
}

const KEYED: Readonly<Record<string, string>> = { tasks: "task_key", job_clusters: "job_cluster_key" };

/** `jobs/update`: given fields replace the old ones, keyed lists are merged, then `fields_to_remove` are removed. */
export function updated(old: Fields, changes: Fields, remove: readonly string[]): Fields & { name: string } {
  const merged = new Map(Object.entries(old));
  for (const [field, value] of Object.entries(parsedSettings(changes))) {
    const key = KEYED[field];
    merged.set(field, key === undefined ? value : merge(listOf(old[field]), listOf(value), key));
  }
  for (const path of remove) {
    const [field = "", item] = path.split("/");
    const key = KEYED[field];
    if (item === undefined) merged.delete(field);
    else if (key !== undefined)
      merged.set(
        field,
        listOf(merged.get(field)).filter((each) => each[key] !== item),
      );
    else invalid(`Cannot remove ${path}.`);
  }
  return checkedSettings(Object.fromEntries(merged));
}

function merge(old: readonly Fields[], given: readonly Fields[], key: string): readonly Fields[] {
  const items = new Map(old.map((item) => [item[key], item]));
  for (const item of given) items.set(item[key], item);
  return [...items.values()];
}

export const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

/** A map of strings. Numbers and booleans become text, as on the platform. */
export function textMap(value: unknown): Readonly<Record<string, string>> {
  if (!isFields(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]));
}

export const textList = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
