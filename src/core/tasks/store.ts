import type { InputRequest } from "../calls/context.ts";
import type { Accepted } from "../errors.ts";
import type { ToolResult } from "../output/present.ts";

export type TaskStatus = "working" | "input_required" | "completed" | "failed" | "cancelled";

/** A tool call that continues after its request was answered. JSON, so that a store can keep it outside the process. */
export interface TaskRecord {
  readonly taskId: string;
  /** The caller. No other caller can read the task. */
  readonly scope: string;
  readonly status: TaskStatus;
  readonly statusMessage?: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601. */
  readonly lastUpdatedAt: string;
  /** How long the task is kept after `createdAt`, in milliseconds. */
  readonly ttlMs: number;
  /** The questions of an `input_required` task. A key is never used twice in one task. */
  readonly inputRequests?: Readonly<Record<string, InputRequest>>;
  /** Of a `completed` task. */
  readonly result?: ToolResult;
  /** Of a `failed` task: a JSON-RPC error. */
  readonly error?: { readonly code: number; readonly message: string };
  readonly call: TaskCall;
  /** Work that the call has started in the workspace so far. */
  readonly accepted: readonly Accepted[];
  /** The process that runs it, and when that process last said so, in milliseconds since 1970. */
  readonly owner: string;
  readonly aliveAt: number;
}

/** Whether the status of a task can no longer change. */
export const isFinished = ({ status }: TaskRecord): boolean =>
  status === "completed" || status === "failed" || status === "cancelled";

/** The call behind a task. */
export interface TaskCall {
  readonly tool: string;
  /** Name of the workspace, if the server has several. */
  readonly workspace?: string;
  /** Arguments of a read, which another process can repeat. Those of other calls are not kept: they may contain secrets. */
  readonly arguments?: unknown;
}

/** Sent to the process that runs a task. */
export type TaskMessage =
  | { readonly kind: "cancel" }
  | { readonly kind: "answers"; readonly answers: Readonly<Record<string, unknown>> };

/**
 * Keeps tasks. The store in memory (`memory-store.ts`) serves one process. A store that several processes share lets any
 * of them answer for a task, and continue it when the process that ran it has ended.
 */
export interface TaskStore {
  /** Whether other processes use the same store. Then the process that runs a task reports every few seconds. */
  readonly shared: boolean;
  /**
   * Writes a task, which can be read as soon as this resolves, and forgets it `ttlMs` after `createdAt`. Returns false if
   * the store is full, or if another process has claimed the task.
   */
  put(task: TaskRecord): Promise<boolean>;
  /** The task, or `undefined` if it is unknown, was forgotten, or belongs to another caller. */
  get(scope: string, taskId: string): Promise<TaskRecord | undefined>;
  remove(scope: string, taskId: string): Promise<void>;
  /**
   * Makes `owner` the process that runs the task, if its owner is still the one in `task`. Atomic: of several processes,
   * one receives true.
   */
  claim(task: TaskRecord, owner: string): Promise<boolean>;
  /** Sends a message to the process that runs the task. It is lost if that process has ended. */
  send(task: TaskRecord, message: TaskMessage): Promise<void>;
  /** Calls back with the messages for a task that this process runs, until stopped. */
  receive(taskId: string, onMessage: (message: TaskMessage) => void): () => void;
}
