import { type Answer, openBridge } from "./bridge.ts";
import { prelude } from "./prelude.ts";
import { pythonSnapshot } from "./snapshot.ts";
import { pythonWorker } from "./thread.ts";

/** The end of a command: its result as JSON text (which keeps the digits of large integers), or an interruption. */
export type Outcome =
  | { readonly kind: "finished"; readonly result: string }
  | { readonly kind: "interrupted" }
  | { readonly kind: "lost"; readonly reason: string };

/** A Python package as a file. Each interpreter unpacks it into its own memory. */
export interface Wheel {
  readonly name: string;
  readonly data: Uint8Array;
}

/** One Python process of the cluster's driver. It keeps its variables between commands. */
export interface Interpreter {
  /**
   * Runs one command; commands must not overlap. Never rejects: if the interpreter dies, the command ends as `lost`.
   * Wheels that the interpreter does not have yet are installed first.
   */
  run(name: string, source: string, wheels?: readonly Wheel[]): Promise<Outcome>;
  /** Raises KeyboardInterrupt in the running command. If it is ignored for `graceMs`, the interpreter is stopped. */
  interrupt(graceMs: number): void;
  close(): Promise<void>;
}

const SIGINT = 2;

/** The reply to every request of a process without a workspace. */
const alone: Answer = () =>
  Promise.resolve(
    JSON.stringify({ error: { kind: "NO_WORKSPACE", message: "This process does not belong to a workspace." } }),
  );

/** Starts an interpreter, which is ready for its first command about half a second later. `answer` serves its requests. */
export function startInterpreter(answer: Answer = alone): Interpreter {
  const bridge = openBridge(answer);
  const worker = pythonWorker({ prelude, bridge: bridge.port, replies: bridge.replies });
  const installed = new Set<string>();
  void pythonSnapshot().then((snapshot) => worker.postMessage({ snapshot }));
  let interrupts: Int32Array | undefined;
  let lost: string | undefined;
  let settle: ((outcome: Outcome) => void) | undefined;
  let grace: NodeJS.Timeout | undefined;
  let starting: (() => void)[] = [];

  const end = (outcome: Outcome) => {
    clearTimeout(grace);
    const settled = settle;
    settle = undefined;
    settled?.(outcome);
  };
  const lose = (reason: string) => {
    lost ??= reason;
    bridge.close();
    starting = [];
    end({ kind: "lost", reason: lost });
  };
  worker.on("message", (message: { ready?: SharedArrayBuffer; outcome?: string; fatal?: string }) => {
    if (message.ready !== undefined) {
      interrupts = new Int32Array(message.ready);
      for (const start of starting.splice(0)) start();
    } else if (message.outcome !== undefined) {
      end(outcomeOf(message.outcome));
    } else {
      lose(message.fatal ?? "the Python process stopped");
      void worker.terminate();
    }
  });
  worker.on("error", (error) => lose(error.message));
  worker.on("exit", () => lose("the Python process exited"));

  return {
    run(name, source, wheels = []) {
      return new Promise((resolve) => {
        if (lost !== undefined) return resolve({ kind: "lost", reason: lost });
        settle = resolve;
        const start = () => {
          // An interrupt of the previous command must not affect this one.
          if (interrupts !== undefined) interrupts[0] = 0;
          const further = wheels.filter((wheel) => !installed.has(wheel.name));
          for (const wheel of further) installed.add(wheel.name);
          worker.postMessage({ name, source, wheels: further });
        };
        if (interrupts === undefined) starting.push(start);
        else start();
      });
    },
    interrupt(graceMs) {
      if (settle === undefined) return;
      if (interrupts === undefined) {
        starting = [];
        return end({ kind: "interrupted" });
      }
      interrupts[0] = SIGINT;
      Atomics.notify(interrupts, 0);
      bridge.interrupt();
      clearTimeout(grace);
      grace = setTimeout(() => {
        lose("the command ignored its cancellation");
        void worker.terminate();
      }, graceMs);
    },
    async close() {
      lose("the context was destroyed");
      await worker.terminate();
    },
  };
}

function outcomeOf(text: string): Outcome {
  // {"result": …} or {"interrupted": true, "result": …}, written by the prelude's json.dumps.
  if (text.startsWith('{"interrupted"')) return { kind: "interrupted" };
  return { kind: "finished", result: text.slice('{"result": '.length, -1) };
}
