import { prelude } from "./prelude.ts";
import { pythonSnapshot } from "./snapshot.ts";
import { pythonWorker } from "./thread.ts";

/** The end of a command: its result as JSON text (which keeps the digits of large integers), or an interruption. */
export type Outcome =
  | { readonly kind: "finished"; readonly result: string }
  | { readonly kind: "interrupted" }
  | { readonly kind: "lost"; readonly reason: string };

/** One Python process of the cluster's driver. It keeps its variables between commands. */
export interface Interpreter {
  /** Runs one command; commands must not overlap. Never rejects: if the interpreter dies, the command ends as `lost`. */
  run(name: string, source: string): Promise<Outcome>;
  /** Raises KeyboardInterrupt in the running command. If it is ignored for `graceMs`, the interpreter is stopped. */
  interrupt(graceMs: number): void;
  close(): Promise<void>;
}

const SIGINT = 2;

/** Starts an interpreter, which is ready for its first command about half a second later. */
export function startInterpreter(): Interpreter {
  const worker = pythonWorker({ prelude });
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
    run(name, source) {
      return new Promise((resolve) => {
        if (lost !== undefined) return resolve({ kind: "lost", reason: lost });
        settle = resolve;
        const start = () => {
          // An interrupt of the previous command must not affect this one.
          if (interrupts !== undefined) interrupts[0] = 0;
          worker.postMessage({ name, source });
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
