import { randomUUID } from "node:crypto";
import type { CallOutcome } from "../calls/call.ts";
import type { Accepted } from "../errors.ts";
import type { Caller } from "../runtime.ts";
import { createMemoryTaskStore } from "./memory-store.ts";
import { createRunningTask, type RunCall, type RunningTask, withoutQuestions } from "./running.ts";
import { isFinished, type TaskCall, type TaskMessage, type TaskRecord, type TaskStore } from "./store.ts";

/** Long calls of clients that can fetch a result later. One per process. */
export interface Tasks {
  /**
   * Runs a call. If it takes longer than a few seconds, it becomes a task of the caller, which continues without the
   * request. Questions that the call asks before that are asked as usual.
   */
  run(call: TaskCall, run: RunCall, from: Caller): Promise<CallOutcome | { readonly task: TaskRecord }>;
  /** A task of the caller. `resume`: how to continue a call whose process has ended; `undefined` leaves it as it is. */
  get(from: Caller, taskId: string, resume: (task: TaskRecord) => RunCall | undefined): Promise<TaskRecord | undefined>;
  /** Answers questions of a task, or cancels it. */
  send(task: TaskRecord, message: TaskMessage): Promise<void>;
  /** The process ends: cancels the tasks that no other process can continue. */
  close(): void;
}

export interface TaskOptions {
  readonly store?: TaskStore;
  /** A call that takes longer than this becomes a task, in milliseconds. */
  readonly afterMs?: number;
  /** How long a task waits for long-running work unless its arguments say otherwise, in milliseconds. */
  readonly waitMs?: number;
  /** How long a finished task is kept, in milliseconds. */
  readonly keptMs?: number;
  /** Maximum number of calls per caller that run as tasks or can still become one. Further calls never become tasks. */
  readonly maxPerCaller?: number;
  /** How often the process that runs a task reports it in a shared store, in milliseconds. */
  readonly aliveEveryMs?: number;
  now?(): number;
}

const HOUR_MS = 3_600_000;

/** A process that has not reported a task for this many intervals has ended. */
const MISSED_REPORTS = 4;

export function createTasks({
  store = createMemoryTaskStore(),
  afterMs = 3000,
  waitMs = 12 * HOUR_MS,
  keptMs = HOUR_MS,
  maxPerCaller = 64,
  aliveEveryMs = 5000,
  now = Date.now,
}: TaskOptions = {}): Tasks {
  const owner = randomUUID();
  const running = new Map<string, RunningTask>();
  const places = new Map<string, number>();

  const takePlace = (scope: string): (() => void) | undefined => {
    const taken = places.get(scope) ?? 0;
    if (taken >= maxPerCaller) return undefined;
    places.set(scope, taken + 1);
    return () => {
      const left = (places.get(scope) ?? 1) - 1;
      if (left > 0) places.set(scope, left);
      else places.delete(scope);
    };
  };

  const open = (task: TaskRecord, control: AbortController, accepted: readonly Accepted[]): RunningTask =>
    createRunningTask(task, { store, control, accepted, keptMs, aliveEveryMs, now });

  const drive = (opened: RunningTask, outcome: Promise<CallOutcome>, run: RunCall, from: Caller): Promise<void> => {
    const { taskId } = opened.task;
    running.set(taskId, opened);
    return opened.drive(outcome, run, from).finally(() => running.delete(taskId));
  };

  /** The caller of a call that does not end with its request, which then takes neither log lines nor progress. */
  const lasting = (
    { log: _, ...from }: Caller,
    { signal }: AbortController,
    accepted: Accepted[],
    progress: NonNullable<Caller["progress"]>,
  ): Caller => ({ ...from, signal, accepted, waitMs, progress });

  return {
    async run(call, run, from) {
      const leave = takePlace(from.scope);
      if (!leave) return run(from);
      const control = new AbortController();
      const unlink = link(from.signal, control);
      const accepted: Accepted[] = [];
      let opened: RunningTask | undefined;
      const caller = lasting(from, control, accepted, (update) =>
        opened ? opened.note(update.message) : from.progress?.(update),
      );
      const outcome = run(caller);
      const early = await settledWithin(outcome, afterMs);
      const created = early ? undefined : open(newTask(from.scope, call), control, accepted);
      if (!created || !(await created.created()) || from.signal.aborted) {
        return outcome.finally(() => {
          unlink();
          leave();
        });
      }
      unlink();
      opened = created;
      const { task } = created;
      void drive(created, outcome, run, caller).finally(leave);
      return { task };
    },
    async get(from, taskId, resume) {
      const { scope } = from;
      const own = running.get(taskId)?.task;
      if (own) return own.scope === scope ? own : undefined;
      const task = await store.get(scope, taskId);
      if (!task || isFinished(task) || now() - task.aliveAt < MISSED_REPORTS * aliveEveryMs) return task;
      const run = resume(task);
      if (!run) return task;
      if (!(await store.claim(task, owner))) return store.get(scope, taskId);
      const control = new AbortController();
      const accepted = [...task.accepted];
      const resumed = { ...withoutQuestions(task), status: "working", owner, aliveAt: now() } as const;
      const opened = open(resumed, control, accepted);
      const caller = lasting(from, control, accepted, ({ message }) => opened.note(message));
      void drive(opened, run(caller), run, caller);
      return opened.task;
    },
    send: (task, message) => store.send(task, message),
    close() {
      if (!store.shared) for (const { control } of running.values()) control.abort(new Error("The server ends"));
    },
  };

  function newTask(scope: string, call: TaskCall): TaskRecord {
    const createdAt = new Date(now()).toISOString();
    const lived = { createdAt, lastUpdatedAt: createdAt, ttlMs: waitMs + keptMs, aliveAt: now() };
    return { taskId: randomUUID(), scope, status: "working", ...lived, call, accepted: [], owner };
  }
}

/** Aborts `control` with the signal, until unlinked. */
function link(signal: AbortSignal, control: AbortController): () => void {
  const abort = () => control.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  return () => signal.removeEventListener("abort", abort);
}

/** Whether the work settles within this time. */
async function settledWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  const settled = () => true;
  return Promise.race([work.then(settled, settled), late]).finally(() => clearTimeout(timer));
}
