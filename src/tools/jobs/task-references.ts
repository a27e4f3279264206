import type { Job } from "../../api/jobs/jobs.ts";
import { isRecord } from "../../records.ts";

type Task = Readonly<Record<string, unknown>>;

const REFERENCE = /\{\{\s*(job\.parameters|tasks)\.([\w-]+(?:\.[\w-]+)*)\s*\}\}/g;
const MAX_PROBLEMS = 8;

/**
 * References of tasks to parameters that the job does not declare, and to tasks that it does not have or that do not run before
 * them. The platform stores them, and leaves them as they are or fails when the task runs.
 */
export function wrongReferences({ settings, next_page_token }: Job): readonly string[] {
  // Without all tasks, it is not known which are missing.
  if (!settings || next_page_token) return [];
  const tasks = recordsIn(settings.tasks);
  const parameters = new Set(recordsIn(settings.parameters).map(({ name }) => name));
  const before = new Map(tasks.map((task) => [task.task_key, recordsIn(task.depends_on).map((one) => one.task_key)]));
  const problems = tasks.flatMap((task) => {
    const { task_key: key, description: _, ...work } = task;
    return [...JSON.stringify(work).matchAll(REFERENCE)].flatMap(([, kind, name = ""]) => {
      if (kind === "job.parameters") {
        return parameters.has(name)
          ? []
          : [`Task ${key} refers to job parameter ${name}, which the job does not declare`];
      }
      const [other = ""] = name.split(".");
      if (!before.has(other)) return [`Task ${key} refers to task ${other}, which the job does not have`];
      return runsBefore(other, key, before)
        ? []
        : [`Task ${key} refers to task ${other}, which does not run before it`];
    });
  });
  return [...new Set(problems)].slice(0, MAX_PROBLEMS);
}

/** Whether a task depends on another, directly or through others. */
function runsBefore(other: string, key: unknown, before: ReadonlyMap<unknown, readonly unknown[]>): boolean {
  const reached = new Set<unknown>([key]);
  for (const one of reached) for (const on of before.get(one) ?? []) reached.add(on);
  return other !== key && reached.has(other);
}

const recordsIn = (value: unknown): readonly Task[] => (Array.isArray(value) ? value.filter(isRecord) : []);
