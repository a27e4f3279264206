import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { prelude } from "../../../compute/python/prelude.ts";
import { pythonSnapshot } from "../../../compute/python/snapshot.ts";
import { pythonWorker } from "../../../compute/python/thread.ts";
import { program } from "./program.ts";

/** DuckDB calls functions on Node's thread, which waits: no cancellation and no other request is served meanwhile. */
const MOST_SECONDS = 5;
const POLL_MS = 0.2;

/** One Python interpreter, which calls functions for one statement. */
export interface PythonProcess {
  /** Sends a request and waits for the reply, or returns undefined when it takes too long. The process then ends. */
  ask(request: string): string | undefined;
  /** Resolves when its memory is free. */
  close(): Promise<void>;
}

/** Starts Python, which is ready half a second later. @throws {Error} if it cannot start */
export async function startPython(): Promise<PythonProcess> {
  const { port1: own, port2: bridge } = new MessageChannel();
  const replies = new SharedArrayBuffer(4);
  const count = new Int32Array(replies);
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const worker = pythonWorker({ prelude, bridge, replies });
  let closed: Promise<unknown> | undefined;
  const close = async (): Promise<void> => {
    closed ??= worker.terminate();
    own.close();
    await closed;
  };
  const ready = new Promise<void>((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("the Python process exited")));
    worker.on("message", (message: { ready?: unknown; fatal?: string }) => {
      if (message.ready !== undefined) resolve();
      else reject(new Error(message.fatal ?? "the Python process stopped"));
    });
  });
  ready.catch(() => close());
  worker.postMessage({ snapshot: await pythonSnapshot() });
  await ready;
  worker.postMessage({ name: "udf", source: program, wheels: [] });
  worker.unref();

  /** The next message of the process. */
  const received = (until: number): string | undefined => {
    for (;;) {
      const message = receiveMessageOnPort(own);
      if (message !== undefined) return String(message.message);
      if (performance.now() > until) return undefined;
      Atomics.wait(pause, 0, 0, POLL_MS);
    }
  };
  let greeted = false;
  return {
    ask(request) {
      if (closed !== undefined) return undefined;
      const until = performance.now() + MOST_SECONDS * 1000;
      // The first message only says that the program has started.
      if (!greeted) greeted = received(until) !== undefined;
      own.postMessage(request);
      Atomics.add(count, 0, 1);
      Atomics.notify(count, 0);
      const reply = received(until);
      if (reply === undefined) void close();
      return reply;
    },
    close,
  };
}

export const tooSlowSeconds = MOST_SECONDS;
