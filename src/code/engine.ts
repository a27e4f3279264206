import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { ASSETS, readAsset } from "../assets.ts";

/** The name of the bundled worker in the build. */
const SCRIPT_WORKER = "script-worker.mjs";

/** Limits of one script. */
export interface ScriptLimits {
  readonly memoryBytes: number;
  readonly stackBytes: number;
  /** Times that the engine looks up from its work: one for about ten thousand instructions. */
  readonly steps: number;
  /** Longest time in milliseconds, waits for calls included. */
  readonly wallMs: number;
  /** Longest time in milliseconds between two signs of life while no call is under way. */
  readonly busyMs: number;
  readonly calls: number;
  readonly callsAtOnce: number;
  readonly logChars: number;
  readonly valueChars: number;
}

export const LIMITS: ScriptLimits = {
  memoryBytes: 64 * 1024 * 1024,
  stackBytes: 256 * 1024,
  steps: 20_000,
  wallMs: 10 * 60_000,
  busyMs: 20_000,
  calls: 200,
  callsAtOnce: 8,
  logChars: 64_000,
  valueChars: 8_000_000,
};

/** The input of a script's thread. */
export interface WorkerInput {
  readonly script: string;
  readonly tools: readonly string[];
  readonly seed: number;
  /** The script's time, in milliseconds since 1970. It does not advance. */
  readonly now: number;
  /** QuickJS. */
  readonly wasm: Uint8Array;
  readonly limits: ScriptLimits;
}

/** How a script ended: with a value, with an error of its own (`thrown`: its text), or at a limit. */
export type ScriptEnd =
  | { readonly value: unknown; readonly log: readonly string[] }
  | { readonly failed: string; readonly thrown?: string; readonly log: readonly string[] };

export interface ScriptOptions {
  readonly script: string;
  /** Names of the functions of `databricks`. */
  readonly tools: readonly string[];
  readonly seed: number;
  readonly now: number;
  readonly signal: AbortSignal;
  readonly limits?: ScriptLimits;
  /** Runs a call of the script and gives the JSON text of its result. Rejects with the text that the script sees. */
  call(name: string, args: unknown): Promise<string>;
}

type Message =
  | { readonly kind: "call"; readonly id: number; readonly name: string; readonly args: string }
  | { readonly kind: "sleep"; readonly id: number; readonly ms: number }
  | { readonly kind: "log"; readonly line: string }
  | {
      readonly kind: "end";
      readonly json?: string;
      readonly problem?: string;
      readonly message?: string;
      readonly stack?: string;
    };

let read: Promise<Uint8Array> | undefined;

const quickjs = (): Promise<Uint8Array> => {
  read ??= readAsset(ASSETS.scripts);
  return read;
};

/** The worker of the build, or the one in the sources. */
function workerFile(): URL {
  const built = new URL(SCRIPT_WORKER, import.meta.url);
  return existsSync(built) ? built : new URL("worker.mjs", import.meta.url);
}

/** Runs a script in a thread of its own until it ends, fails, or meets a limit. Rejects only when `signal` aborts. */
export async function runInEngine(options: ScriptOptions): Promise<ScriptEnd> {
  const { signal, limits = LIMITS, script, tools, seed, now } = options;
  const wasm = await quickjs();
  signal.throwIfAborted();
  const input: WorkerInput = { script, tools, seed, now, wasm, limits };
  const worker = new Worker(workerFile(), {
    workerData: input,
    // Of the process, the script's thread gets nothing.
    env: {},
    argv: [],
    execArgv: [],
    stdin: false,
    stdout: false,
    stderr: false,
    resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
  });
  try {
    return await watch(worker, options, limits);
  } finally {
    void worker.terminate();
  }
}

function watch(worker: Worker, { call, signal }: ScriptOptions, limits: ScriptLimits): Promise<ScriptEnd> {
  return new Promise((resolve, reject) => {
    const log: string[] = [];
    let logged = 0;
    let calls = 0;
    let open = 0;
    const queue: (() => void)[] = [];
    const timers = new Set<NodeJS.Timeout>();
    const later = (ms: number, work: () => void) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        work();
      }, ms);
      timers.add(timer);
      return timer;
    };
    const settle = (end: ScriptEnd | undefined) => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      if (end) resolve(end);
      else reject(signal.reason);
    };
    const onAbort = () => settle(undefined);
    const fail = (failed: string) => settle({ failed, log });
    signal.addEventListener("abort", onAbort, { once: true });
    later(limits.wallMs, () =>
      fail(`The script ran for ${seconds(limits.wallMs)}, the longest time allowed, and was stopped.`),
    );
    // A thread that computes without pause cannot be asked to stop: it is ended.
    let busy = later(limits.busyMs, tooBusy);
    function tooBusy(): void {
      fail(`The script computed for ${seconds(limits.busyMs)} without a pause and was stopped.`);
    }
    const alive = () => {
      clearTimeout(busy);
      timers.delete(busy);
      if (open === 0) busy = later(limits.busyMs, tooBusy);
    };
    const answer = (id: number, reply: { readonly json?: string; readonly error?: string }) => {
      open--;
      worker.postMessage({ id, ...reply });
      queue.shift()?.();
      alive();
    };
    const run = ({ id, name, args }: Extract<Message, { kind: "call" }>) => {
      calls++;
      if (calls > limits.calls) {
        open++;
        return answer(id, {
          error: `A script may make ${limits.calls} calls. Split the work, or let one statement do it.`,
        });
      }
      const begin = () => {
        open++;
        call(name, JSON.parse(args)).then(
          (json) => answer(id, { json }),
          (error: unknown) => answer(id, { error: error instanceof Error ? error.message : String(error) }),
        );
      };
      if (open < limits.callsAtOnce) begin();
      else queue.push(begin);
    };
    worker.on("message", (message: Message) => {
      switch (message.kind) {
        case "log":
          if (logged < limits.logChars) log.push(message.line.slice(0, limits.logChars - logged));
          logged += message.line.length + 1;
          break;
        case "sleep": {
          const { id, ms } = message;
          open++;
          later(Math.min(Math.max(0, Number.isFinite(ms) ? ms : 0), limits.wallMs), () => answer(id, {}));
          break;
        }
        case "call":
          run(message);
          break;
        case "end":
          return settle(ended(message, log, limits));
      }
      alive();
    });
    worker.once("error", () => fail("The script needed more memory than it may use, and was stopped."));
    worker.once("exit", () => fail("The script's engine stopped."));
    if (signal.aborted) onAbort();
  });
}

const seconds = (ms: number): string => `${Math.round(ms / 1000)} seconds`;

const PROBLEMS: Readonly<Record<string, string>> = {
  steps: "The script ran too many steps without an end and was stopped: look for an endless loop.",
  memory: "The script needed more memory than it may use (64 MB).",
  stack: "The script's calls nest too deeply: look for endless recursion.",
  stuck: "The script waits for something that never happens: a promise that is never resolved.",
  value: "The script's value cannot be written as JSON. Return plain objects, arrays, strings and numbers.",
};

function ended(end: Extract<Message, { kind: "end" }>, log: readonly string[], limits: ScriptLimits): ScriptEnd {
  if (end.problem === "error") return { ...thrown(end.message ?? "", end.stack ?? ""), log };
  if (end.json === undefined) return { failed: PROBLEMS[end.problem ?? ""] ?? "The script failed.", log };
  if (end.json.length > limits.valueChars)
    return {
      failed: `The script's value has ${end.json.length} characters; ${limits.valueChars} are allowed. Return less.`,
      log,
    };
  const { value, error } = JSON.parse(end.json) as { value?: unknown; error?: { message: string; stack?: string } };
  return error === undefined ? { value: value ?? null, log } : { ...thrown(error.message, error.stack ?? ""), log };
}

/** A script's error with its line in the script, or the limit that it met. */
function thrown(message: string, stack: string): { readonly failed: string; readonly thrown?: string } {
  if (/^(InternalError: )?out of memory$/.test(message)) return { failed: PROBLEMS.memory ?? message };
  if (/^(InternalError: )?(stack overflow|Maximum call stack size exceeded)$/.test(message))
    return { failed: PROBLEMS.stack ?? message };
  const line = /script\.js:(\d+)/.exec(stack)?.[1];
  // The script begins on the second line of what the engine reads.
  return { failed: line === undefined ? message : `Line ${Number(line) - 1}: ${message}`, thrown: message };
}
