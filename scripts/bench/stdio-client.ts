import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

/** A program that speaks JSON-RPC over stdio, without the cost of a client. */
export interface StdioPeer {
  request(method: string, params?: object): Promise<string>;
  notify(method: string): void;
  readonly child: ChildProcess;
  close(): Promise<void>;
}

const VERSION = "2025-11-25";
const HANDSHAKE = {
  protocolVersion: VERSION,
  capabilities: {},
  clientInfo: { name: "bench", version: "1" },
};

/** Starts a program. Requests resolve with the line of the response. */
export function startStdio(argv: readonly string[], env: NodeJS.ProcessEnv): StdioPeer {
  const [command = "", ...args] = argv;
  const child = spawn(command, args, { env, stdio: ["pipe", "pipe", "pipe"] });
  const waiting = new Map<number, { resolve(line: string): void; reject(error: Error): void }>();
  let last = 0;
  let rest = "";
  let errors = "";
  child.stderr.on("data", (text) => {
    errors = `${errors}${text}`.slice(-4000);
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    rest += text;
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      // The id is at the end of a response or at its beginning; the rest may be long.
      const id = /"id":(\d+)\}$/.exec(line.slice(-40))?.[1] ?? /"id":(\d+)/.exec(line)?.[1];
      const call = waiting.get(Number(id));
      waiting.delete(Number(id));
      call?.resolve(line);
    }
  });
  child.on("exit", () => {
    for (const { reject } of waiting.values()) reject(new Error(`The program ended: ${errors}`));
  });
  return {
    child,
    request(method, params) {
      last++;
      const id = last;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, ...(params ? { params } : {}) })}\n`);
      });
    },
    notify: (method) => void child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", method })}\n`),
    close: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.stdin.end();
      }),
  };
}

/** Cost of one start, until the client has the list of tools. */
export interface Start {
  readonly ms: number;
  /** CPU time of all threads; the wall time where the system does not tell. */
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** Spawn → initialize → tools/list. */
export async function measureStart(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Start> {
  const begun = performance.now();
  const peer = startStdio(argv, env);
  await handshake(peer);
  await peer.request("tools/list");
  const ms = performance.now() - begun;
  const cpuMs = cpuMsOf(peer.child) ?? ms;
  const rssMb = rssMbOf(peer.child);
  await peer.close();
  return { ms, cpuMs, rssMb };
}

export async function handshake(peer: StdioPeer): Promise<void> {
  await peer.request("initialize", HANDSHAKE);
  peer.notify("notifications/initialized");
}

/** CPU time of all threads of a process so far; `undefined` where the system does not tell. */
export function cpuMsOf({ pid }: ChildProcess): number | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const ns = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
    return ns.reduce((sum, each) => sum + Number(each) / 1e6, 0);
  } catch {
    return undefined;
  }
}

function rssMbOf({ pid }: ChildProcess): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** Responses per second with `together` requests in flight. */
export async function throughput(send: () => Promise<unknown>, calls: number, together = 32): Promise<number> {
  const begun = performance.now();
  let left = calls;
  const worker = async () => {
    while (left-- > 0) await send();
  };
  await Promise.all(Array.from({ length: together }, worker));
  return (calls / (performance.now() - begun)) * 1000;
}
