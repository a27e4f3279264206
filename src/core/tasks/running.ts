import { setTimeout as sleep } from "node:timers/promises";
import type { CallOutcome } from "../calls/call.ts";
import type { NeedsInput } from "../calls/create-context.ts";
import { type Accepted, withIds } from "../errors.ts";
import type { Caller } from "../runtime.ts";
import type { TaskMessage, TaskRecord, TaskStore } from "./store.ts";

/** Runs a call that may become a task. It runs again with the answers when the client was asked something. */
export type RunCall = (from: Caller) => Promise<CallOutcome>;

/** A task that this process runs. */
export interface RunningTask {
  readonly task: TaskRecord;
  /** Aborts the call. */
  readonly control: AbortController;
  /** Whether it could be created. */
  created(): Promise<boolean>;
  /** Reports how far the work has come. */
  note(message: string): void;
  /** Runs to the end of the call that has begun. */
  drive(running: Promise<CallOutcome>, run: RunCall, from: Caller): Promise<void>;
}

interface RunningOptions {
  readonly store: TaskStore;
  readonly control: AbortController;
  /** Work that the call has started so far. */
  readonly accepted: readonly Accepted[];
  readonly keptMs: number;
  readonly aliveEveryMs: number;
  now(): number;
}

type Answers = Readonly<Record<string, unknown>>;

const INTERNAL_ERROR = -32603;

export function createRunningTask(
  first: TaskRecord,
  { store, control, accepted, keptMs, aliveEveryMs, now }: RunningOptions,
): RunningTask {
  let task = first;
  let answered: (answers: Answers) => void = () => {};

  const change = (changes: Partial<TaskRecord>): TaskRecord => {
    const at = now();
    task = { ...task, ...changes, accepted: [...accepted], lastUpdatedAt: new Date(at).toISOString(), aliveAt: at };
    return task;
  };
  // One after the other, so that the last state is the one that stays.
  let writing: Promise<boolean> = Promise.resolve(true);
  const write = (changes: Partial<TaskRecord>): Promise<boolean> => {
    const current = change(changes);
    writing = writing.then(() => store.put(current)).catch(() => false);
    return writing;
  };
  const end = (changes: Partial<TaskRecord>): Promise<boolean> => {
    task = withoutQuestions(task);
    return write({ ...changes, ttlMs: now() - Date.parse(task.createdAt) + keptMs });
  };

  const receive = (message: TaskMessage) => {
    if (message.kind === "answers") return answered(message.answers);
    control.abort(new DOMException("The task was cancelled", "AbortError"));
  };

  /** The client's answers to the questions of a round. Without all of them, the call decides what that means. */
  async function ask({ requests, state }: NeedsInput, round: number): Promise<Answers> {
    // A key must not be used again for another question of the task.
    const outward = (key: string) => `${round}-${key}`;
    const keys = Object.keys(requests);
    const answers: Record<string, unknown> = {};
    const inputRequests = Object.fromEntries(Object.entries(requests).map(([key, asked]) => [outward(key), asked]));
    const all = new Promise<void>((resolve) => {
      answered = (given) => {
        for (const key of keys) if (given[outward(key)] !== undefined) answers[key] ??= given[outward(key)];
        if (keys.every((key) => answers[key] !== undefined)) resolve();
      };
    });
    await write({ status: "input_required", inputRequests });
    await withinTime(all, state.expires - now() + GRACE_MS, control.signal);
    answered = () => {};
    task = withoutQuestions(task);
    await write({ status: "working" });
    return answers;
  }

  return {
    get task() {
      return task;
    },
    control,
    created: () => write({}),
    note: (message) => void change({ statusMessage: message }),
    async drive(running, run, from) {
      const stop = store.receive(task.taskId, receive);
      const alive = store.shared ? setInterval(() => void write({}), aliveEveryMs).unref() : undefined;
      try {
        let outcome = await running;
        for (let round = 1; "needs" in outcome && !control.signal.aborted; round++) {
          const { needs } = outcome;
          const answers = await ask(needs, round);
          outcome = await run({ ...from, state: needs.state, answers });
        }
        if ("needs" in outcome || control.signal.aborted) await end({ status: "cancelled", ...continuing(accepted) });
        else await end({ status: "completed", result: outcome.result });
      } catch {
        // A call returns its failures. Anything else is a fault of this server, and its text is not shown.
        await end({ status: "failed", error: { code: INTERNAL_ERROR, message: "Internal error" } });
      } finally {
        clearInterval(alive);
        stop();
      }
    },
  };
}

/** The task once its questions are answered or no longer matter. */
export function withoutQuestions(task: TaskRecord): TaskRecord {
  const { inputRequests: _, ...rest } = task;
  return rest;
}

/** Cancelling a task ends the wait and cancels statements and commands. All other work continues. */
const continuing = (accepted: readonly Accepted[]): { statusMessage?: string } => {
  const all = accepted.map((each) => `${withIds(each)}: see ${each.followUp}.`);
  return all.length > 0 ? { statusMessage: `The call was cancelled. ${all.join(" ")}` } : {};
};

/** A timer may fire early. With this delay the question has certainly expired. */
const GRACE_MS = 50;

/** Resolves with `work`, after `ms`, or when the signal aborts. */
async function withinTime(work: Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
  const settled = new AbortController();
  const either = AbortSignal.any([signal, settled.signal]);
  await Promise.race([work, sleep(Math.max(0, ms), undefined, { signal: either, ref: false }).catch(() => {})]);
  settled.abort();
}
