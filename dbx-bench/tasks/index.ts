import { PERSONAS, type Persona, type Task } from "../task.ts";
import { admin } from "./admin/index.ts";
import { analyst } from "./analyst/index.ts";
import { engineer } from "./engineer/index.ts";
import { ml } from "./ml/index.ts";

const byPersona = { engineer, analyst, ml, admin } as const;

/** Every task, persona by persona. */
export const tasks: readonly Task[] = PERSONAS.flatMap((persona: Persona) =>
  byPersona[persona].map((task) => ({ ...task, persona })),
);

/** @throws if the task does not exist */
export function findTask(id: string): Task {
  const task = tasks.find((one) => one.id === id);
  if (task === undefined) throw new Error(`Task ${id} was not found. \`list\` prints all tasks.`);
  return task;
}

/**
 * The tasks of a suite: `all`, a persona, a trait such as `refuse`, or `2/4`, the second of four parts that each hold a
 * share of every persona.
 * @throws if it names no task
 */
export function suite(name: string): readonly Task[] {
  const part = /^([1-9]\d*)\/([1-9]\d*)$/.exec(name);
  const found = part
    ? tasks.filter((_task, index) => index % Number(part[2]) === Number(part[1]) - 1)
    : tasks.filter(
        ({ id, persona, traits = [] }) =>
          name === "all" || name === persona || id === name || traits.some((one) => one === name),
      );
  if (found.length === 0)
    throw new Error(`The suite ${name} has no tasks. Use all, ${PERSONAS.join(", ")}, a trait or a part such as 1/4.`);
  return found;
}
