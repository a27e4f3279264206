import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { ASSETS, readAsset } from "../assets.ts";
import { explained } from "./explained.ts";
import { readingsOf } from "./readings.ts";

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
  readonly pauses: number;
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
  pauses: 10_000,
  logChars: 64_000,
  valueChars: 8_000_000,
};

/** The input of a script's thread. */
export interface WorkerInput {
  readonly readings: readonly string[];
  readonly tools: readonly string[];
  readonly seed: number;
  /** The script's time, in milliseconds since 1970. It does not advance. */
  readonly now: number;
  /** QuickJS. */
  readonly wasm: Uint8Array;
  readonly limits: ScriptLimits;
}

/** How a script ended: with a value (`nothing`: it returned none), with an error of its own (`thrown`: its text), or at a limit. */
export type ScriptEnd =
  | { readonly value: unknown; readonly nothing: boolean; readonly log: readonly string[] }
  | { readonly failed: string; readonly thrown?: string; readonly log: readonly string[] };

export interface ScriptOptions {
  readonly script: string;
  /** Names of the functions of `databricks`. */
  readonly tools: readonly string[];
  readonly seed: number;
  readonly now: number;
  readonly signal: AbortSignal;
  readonly limits?: ScriptLimits;
  /**
   * Runs a call of the script and gives the JSON text of its result. Rejects with the text that the script sees.
   * `missing`: the arguments that the script gave as `undefined`.
   */
  call(name: string, args: unknown, missing: readonly string[]): Promise<string>;
  /** The script waits for calls. All that it has begun were given to `call`, except those beyond the calls at once. */
  idle?(): void;
}

type Message =
  | {
      readonly kind: "call";
      readonly id: number;
      readonly name: string;
      readonly args: string;
      readonly missing: string;
    }
  | { readonly kind: "sleep"; readonly id: number; readonly ms: number }
  | { readonly kind: "log"; readonly line: string }
  | { readonly kind: "idle" }
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
  const input: WorkerInput = { readings: readingsOf(script), tools, seed, now, wasm, limits };
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

function watch(worker: Worker, options: ScriptOptions, limits: ScriptLimits): Promise<ScriptEnd> {
  const { call, idle, signal } = options;
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
    const run = ({ id, name, args, missing }: Extract<Message, { kind: "call" }>) => {
      calls++;
      if (calls > limits.calls) {
        open++;
        return answer(id, {
          error: `A script may make ${limits.calls} calls. Split the work, or let one statement do it.`,
        });
      }
      const begin = () => {
        open++;
        call(name, JSON.parse(args), JSON.parse(missing)).then(
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
        case "idle":
          idle?.();
          break;
        case "end":
          return settle(ended(message, log, limits, options));
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

function ended(
  end: Extract<Message, { kind: "end" }>,
  log: readonly string[],
  limits: ScriptLimits,
  script: Script,
): ScriptEnd {
  if (end.problem === "error") return { ...thrown(end.message ?? "", end.stack ?? "", script), log };
  if (end.json === undefined) return { failed: PROBLEMS[end.problem ?? ""] ?? "The script failed.", log };
  if (end.json.length > limits.valueChars)
    return {
      failed: `The script's value has ${end.json.length} characters; ${limits.valueChars} are allowed. Return less.`,
      log,
    };
  const { value, nothing = false, error } = JSON.parse(end.json) as Written;
  return error === undefined
    ? { value: value ?? null, nothing, log }
    : { ...thrown(error.message, error.stack ?? "", script), log };
}

/** The end of a script as its thread writes it. */
interface Written {
  readonly value?: unknown;
  readonly nothing?: boolean;
  readonly error?: { readonly message: string; readonly stack?: string };
}

const lowered = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

type Script = Pick<ScriptOptions, "script" | "tools">;

/** A script's error with its line in the script, or the limit that it met. */
function thrown(message: string, stack: string, script: Script): { readonly failed: string; readonly thrown?: string } {
  if (/^(InternalError: )?out of memory$/.test(message)) return { failed: PROBLEMS.memory ?? message };
  if (/^(InternalError: )?(stack overflow|Maximum call stack size exceeded)$/.test(message))
    return { failed: PROBLEMS.stack ?? message };
  // Without memory the engine cannot make an error.
  if (message === "null") return { failed: `The script threw null. It may be that ${lowered(PROBLEMS.memory ?? "")}` };
  // The script begins on the second line of each reading. The engine does not know the line of everything.
  const line = Number(/script\.js:(\d+)/.exec(stack)?.[1] ?? 0) - 1;
  return { failed: explained(message, line > 0 ? line : undefined, script), thrown: message };
}
