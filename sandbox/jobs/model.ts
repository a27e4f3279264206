import { randomBytes } from "node:crypto";
import type { Fields } from "../http.ts";
import type { Notebook } from "../workspace/notebooks/notebook.ts";

export type LifeCycle =
  | "QUEUED"
  | "PENDING"
  | "BLOCKED"
  | "RUNNING"
  | "WAITING_FOR_RETRY"
  | "TERMINATING"
  | "TERMINATED"
  | "SKIPPED"
  | "INTERNAL_ERROR";

export type Result =
  | "SUCCESS"
  | "SUCCESS_WITH_FAILURES"
  | "FAILED"
  | "TIMEDOUT"
  | "CANCELED"
  | "MAXIMUM_CONCURRENT_RUNS_REACHED"
  | "UPSTREAM_FAILED"
  | "UPSTREAM_CANCELED"
  | "EXCLUDED"
  | "DISABLED";

export interface State {
  readonly life: LifeCycle;
  readonly message: string;
  readonly result?: Result;
  /** `termination_details.code`, if it does not follow from the result. */
  readonly code?: string;
}

/** A cell after it ran: its output and error. */
export interface RanCell {
  readonly source: string;
  readonly title?: string;
  readonly output?: string;
  readonly error?: string;
  readonly trace?: string;
}

/** The results of a task. */
export interface TaskOutput {
  readonly error?: string;
  readonly trace?: string;
  readonly logs?: string;
  /** The argument of `dbutils.notebook.exit`. */
  readonly exit?: string;
  readonly query?: { readonly text: string; readonly warehouseId: string; readonly statements: readonly string[] };
  readonly startedRun?: number;
  /** Result of a condition: `true` or `false`. */
  readonly outcome?: string;
  readonly notebook?: {
    readonly name: string;
    readonly language: Notebook["language"];
    readonly cells: readonly RanCell[];
  };
  /** Values that the task set with `dbutils.jobs.taskValues.set`. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** One attempt of one task: a run with its own ID. Times are epoch milliseconds, 0 while unknown. */
export interface Attempt {
  readonly id: number;
  readonly number: number;
  /** The settings of the task at this attempt. */
  readonly spec: TaskRun["spec"];
  /** Absent for tasks that run without a cluster: serverless ones, and tasks of kinds that need none. */
  readonly clusterId: string | undefined;
  readonly sparkContextId: string;
  /** The iterations of a `for_each_task`, in the order of its inputs. */
  iterations?: readonly TaskRun[];
  state: State;
  start: number;
  /** Start of its code. */
  began: number;
  end: number;
  output: TaskOutput;
  abort: AbortController;
}

export interface TaskRun {
  /** The settings of the task. A repair takes the present ones of the job. */
  spec: Fields & { readonly task_key: string };
  /** The value of `{{input}}`, for an iteration of a `for_each_task`. */
  readonly input?: unknown;
  /** Oldest first. The last one decides. */
  readonly attempts: Attempt[];
}

export interface Repair {
  readonly id: number;
  readonly start: number;
  end: number;
  readonly taskRunIds: number[];
}

export interface Run {
  readonly id: number;
  readonly job: Job | undefined;
  readonly name: string;
  readonly trigger: "ONE_TIME" | "PERIODIC" | "RUN_JOB_TASK";
  readonly creator: string;
  /** The settings when the run or its latest repair started. */
  settings: Fields;
  readonly tasks: readonly TaskRun[];
  /** Values for this run; the defaults are in the settings. */
  parameters: Readonly<Record<string, string>>;
  readonly overriding: Fields;
  readonly repairs: Repair[];
  state: State;
  start: number;
  end: number;
  /** Milliseconds that the run and its repairs took, without the time between them. */
  spent: number;
  abort: AbortController;
}

export interface Job {
  readonly id: number;
  readonly creator: string;
  readonly created: number;
  settings: Fields & { readonly name: string };
}

const OVER: ReadonlySet<LifeCycle> = new Set(["TERMINATED", "SKIPPED", "INTERNAL_ERROR"]);
export const isOver = ({ life }: State): boolean => OVER.has(life);

export const latest = (task: TaskRun): Attempt => {
  const attempt = task.attempts.at(-1);
  if (attempt === undefined) throw new Error("a task run has at least one attempt");
  return attempt;
};

/** Fifteen digits, like the platform's IDs. */
export const newId = (): number => 100_000_000_000_000 + (randomBytes(6).readUIntBE(0, 6) % 900_000_000_000_000);

export const PENDING: State = { life: "PENDING", message: "Waiting for cluster" };
export const RUNNING: State = { life: "RUNNING", message: "In run" };
export const CANCELED: State = {
  life: "TERMINATED",
  result: "CANCELED",
  code: "USER_CANCELED",
  message: "Run cancelled.",
};
