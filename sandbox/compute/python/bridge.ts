import { MessageChannel, type MessagePort } from "node:worker_threads";

/** Serves one request of a Python process: JSON text in, JSON text out. It must not reject. */
export type Answer = (request: string, signal: AbortSignal) => Promise<string>;

/** The host's end of the connection between a Python process and its workspace. */
export interface Bridge {
  /** For the thread of the process. */
  readonly port: MessagePort;
  /** Counts the replies: the thread waits for it to change. */
  readonly replies: SharedArrayBuffer;
  /** Ends the request that is being served. The process then sees an interruption. */
  interrupt(): void;
  close(): void;
}

const INTERRUPTED = JSON.stringify({ interrupted: true });

export function openBridge(answer: Answer): Bridge {
  const { port1: own, port2: port } = new MessageChannel();
  const replies = new SharedArrayBuffer(4);
  const count = new Int32Array(replies);
  let serving: AbortController | undefined;

  own.on("message", (request: string) => {
    const abort = new AbortController();
    serving = abort;
    const ended = new Promise<string>((resolve) => {
      abort.signal.addEventListener("abort", () => resolve(INTERRUPTED), { once: true });
    });
    void Promise.race([answer(request, abort.signal), ended]).then((reply) => {
      own.postMessage(reply);
      Atomics.add(count, 0, 1);
      Atomics.notify(count, 0);
    });
  });
  // The process keeps Node running, not its bridge.
  own.unref();
  return {
    port,
    replies,
    interrupt: () => serving?.abort(),
    close() {
      serving?.abort();
      own.close();
    },
  };
}
