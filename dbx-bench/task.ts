import { at, type Json, type Workspace } from "./workspace/rest.ts";

/** The users that tasks are written for. Each is also the preset of tools that our server is started with. */
export const PERSONAS = ["engineer", "analyst", "ml", "admin"] as const;
export type Persona = (typeof PERSONAS)[number];

/** A reason why a task is hard. */
export type Trait = "ambiguous" | "look-alike" | "workspaces" | "long" | "refuse" | "hostile" | "many-steps";

/**
 * A fact that the final answer must state. A number may be written with separators and rounded, text in any case; a list
 * holds alternatives.
 */
export type Fact = string | number | RegExp | readonly (string | number | RegExp)[];

/** One answer of a server, as a scripted solution reads it. */
export interface Answer {
  readonly text: string;
  readonly data: Json;
  readonly isError: boolean;
}

/** A call of a scripted solution. Later arguments may depend on earlier answers. */
export interface Step {
  readonly tool: string;
  readonly args?: Json | ((earlier: readonly Answer[]) => Json);
  /** The refusal that is expected. A call without this field must succeed. */
  readonly refused?: string | RegExp;
}

/** The workspaces of a task: the one that every task has, and a second one if it asks for several. */
export interface Place extends Workspace {
  /** Only in tasks with several workspaces: the messy one, called prod. */
  readonly prod?: Workspace;
}

/** A user's request, the final state and answer that fulfill it, and a scripted solution that proves it solvable. */
export interface BenchTask {
  readonly id: string;
  /** The request in the user's own words: everything that an agent gets. */
  readonly prompt: string;
  readonly traits?: readonly Trait[];
  /** Prepares the workspace for the task. */
  readonly setup?: (place: Place) => Promise<unknown>;
  /** How the user answers a server's question before a change; default: agrees. */
  readonly consents?: (question: string) => boolean;
  /** The user's answer to any question of the agent. */
  readonly reply?: string;
  /** Facts that the final answer must state; computed at the end if they depend on the day. */
  readonly says?: readonly Fact[] | ((place: Place) => Promise<readonly Fact[]>);
  /** Statements that would be wrong. */
  readonly neverSays?: readonly RegExp[];
  /** Faults of the workspace's final state. Texts are faults; everything else is ignored. */
  readonly check?: (place: Place) => Promise<readonly unknown[]>;
  /** Keys of the objects that the task may add, change or remove, e.g. `job nightly-etl`. Any other difference is damage. */
  readonly changes?: readonly (string | RegExp)[];
  /** Arguments of our server in place of the persona's preset, e.g. `--toolsets all`. */
  readonly server?: readonly string[];
  /** How many times as fast as realistic its clusters and runs are; default 50. */
  readonly speed?: number;
  /** Maximum calls and tokens of answers for a good solution. A session beyond it may be solved, but is over budget. */
  readonly budget: { readonly calls: number; readonly tokens: number };
  readonly solution: readonly Step[];
  /** The final answer of the scripted solution; default: the texts of its calls. */
  readonly answer?: string | ((earlier: readonly Answer[], place: Place) => string | Promise<string>);
}

/** A task with the persona whose file holds it. */
export interface Task extends BenchTask {
  readonly persona: Persona;
}

/** The value of a field of an answer, by path. Throws if it does not exist. */
export function field(answer: Answer | undefined, ...path: readonly (string | number)[]): unknown {
  const value = at(answer?.data, ...path);
  if (value === undefined) throw new Error(`The answer has no ${path.join(".")}: ${answer?.text ?? "no answer"}`);
  return value;
}

/** The first entry of a list of an answer whose `key` has this value, or a text that the pattern matches. */
export function pick(answer: Answer | undefined, list: string, key: string, wanted: unknown): Answer {
  const entries = field(answer, list);
  const fits = (value: unknown) => (wanted instanceof RegExp ? wanted.test(String(value)) : value === wanted);
  const found = Array.isArray(entries) ? entries.find((entry: Json) => fits(entry[key])) : undefined;
  if (found === undefined) throw new Error(`No entry of ${list} has ${key} = ${String(wanted)}.`);
  return { text: "", data: found, isError: false };
}

/** A fault unless the condition holds. */
export const must = (condition: unknown, fault: string): string | undefined => (condition ? undefined : fault);
