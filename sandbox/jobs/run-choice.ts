import { invalid } from "../failure.ts";
import { type Fields, flag, integer } from "../http.ts";
import type { Conductor } from "./conductor.ts";
import { type Attempt, latest, type Run, type TaskRun } from "./model.ts";
import { dependencies, listOf, textList } from "./settings.ts";

/** A job run, or with `task` and `attempt` one of its task runs. */
export interface Found {
  readonly run: Run;
  readonly task?: TaskRun;
  readonly attempt?: Attempt;
}

export function findRun(conductor: Conductor, fields: Fields): Found {
  const id = integer(fields, "run_id") ?? invalid("Missing required field: run_id");
  const run = conductor.runs.get(id);
  if (run) return { run };
  for (const each of conductor.runs.values()) {
    const found = attemptIn(each.tasks, id);
    if (found) return { run: each, ...found };
  }
  return invalid(`Run ${id} does not exist.`);
}

/** The attempt with an ID, of a task or of an iteration. */
function attemptIn(tasks: readonly TaskRun[], id: number): Required<Omit<Found, "run">> | undefined {
  for (const task of tasks) {
    for (const attempt of task.attempts) {
      if (attempt.id === id) return { task, attempt };
      const found = attempt.iterations && attemptIn(attempt.iterations, id);
      if (found) return found;
    }
  }
  return undefined;
}

/** The task run to use: a job run with a single task means that task. */
export function taskRunOf({ run, task, attempt }: Found): Required<Found> {
  if (task && attempt) return { run, task, attempt };
  const [only, ...others] = run.tasks;
  if (only === undefined || others.length > 0) {
    return invalid(
      "Retrieving the output of runs with multiple tasks is not supported. Please retrieve the output of each individual task run instead.",
    );
  }
  return { run, task: only, attempt: latest(only) };
}

export function jobRunOf({ run, task }: Found): Run {
  return task === undefined ? run : invalid("The run is a task run: name the job run.");
}

/** `only` of run-now: task keys, with a plus before or after to include upstream or downstream tasks. */
export function onlyTasks(settings: Fields, only: unknown): ReadonlySet<string> | undefined {
  const asked = textList(only);
  if (asked.length === 0) return undefined;
  const tasks = listOf(settings.tasks);
  const keys = new Set<string>();
  for (const each of asked) {
    const [, up, key = "", down] = /^(\+?)(.*?)(\+?)$/.exec(each) ?? [];
    if (!tasks.some(({ task_key }) => task_key === key)) invalid(`Task ${key} does not exist in the job.`);
    keys.add(key);
    if (up) for (const before of reach(tasks, key, "up")) keys.add(before);
    if (down) for (const after of reach(tasks, key, "down")) keys.add(after);
  }
  return keys;
}

/** All tasks that `key` depends on, or that depend on it, directly or indirectly. */
function reach(
  tasks: readonly Fields[],
  key: string,
  way: "up" | "down",
  seen = new Set<string>(),
): ReadonlySet<string> {
  for (const task of tasks) {
    const before = dependencies(task).map((on) => on.key);
    const next =
      way === "up" ? (task.task_key === key ? before : []) : before.includes(key) ? [String(task.task_key)] : [];
    for (const each of next) {
      if (seen.has(each)) continue;
      seen.add(each);
      reach(tasks, each, way, seen);
    }
  }
  return seen;
}

/** The tasks that a repair runs again. */
export function chosenTasks(run: Run, body: Fields): ReadonlySet<string> {
  const named = textList(body.rerun_tasks);
  const failed = flag(body, "rerun_all_failed_tasks") ?? false;
  if (failed === named.length > 0) invalid("Exactly one of rerun_tasks and rerun_all_failed_tasks must be given.");
  const known = new Set(run.tasks.map(({ spec }) => spec.task_key));
  for (const key of named) if (!known.has(key)) invalid(`Task ${key} does not exist in run ${run.id}.`);
  const bad = run.tasks.filter(
    (task) => !["SUCCESS", "EXCLUDED", "DISABLED"].includes(latest(task).state.result ?? ""),
  );
  const keys = new Set(failed ? bad.map(({ spec }) => spec.task_key) : named);
  if (keys.size === 0) invalid(`Run ${run.id} has no failed tasks to run again.`);
  if (flag(body, "rerun_dependent_tasks")) {
    const specs = run.tasks.map(({ spec }) => spec);
    for (const key of [...keys]) for (const after of reach(specs, key, "down")) keys.add(after);
  }
  return keys;
}
