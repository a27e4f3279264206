import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { build } from "esbuild";

/** A JSON-RPC message as it came off the wire. */
export interface Wire {
  id?: string | number | null;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}

/** A program on the other end of two pipes, spoken to byte by byte. */
export interface Peer {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Every line of stdout so far, parsed. A line that is not JSON fails the test that reads it. */
  readonly messages: readonly Wire[];
  /** Lines of stdout that are not a JSON object. */
  readonly garbage: readonly string[];
  stderr(): string;
  raw(bytes: string | Uint8Array): void;
  send(message: object): void;
  /** The first message, past or future, that `matches`. */
  message(matches: (message: Wire) => boolean): Promise<Wire>;
  answer(id: string | number | null): Promise<Wire>;
  call(id: string | number, tool: string, args?: object): void;
  /** The handshake of a 2025-era client. */
  initialize(): Promise<Wire>;
  /** Resolves when stderr holds `text`. */
  said(text: string): Promise<void>;
  /** Exit code (or signal) and how long after this call it came, in milliseconds. */
  exit(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): void;
}

/** Bundles a fixture program to one file, so that starting it costs no compiling. */
export async function bundle(entry: string): Promise<string> {
  const outfile = path.join(mkdtempSync(path.join(tmpdir(), "fixture-")), "program.mjs");
  const js = `import { createRequire as r } from "node:module"; const require = r(import.meta.url);`;
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js },
    logLevel: "error",
  });
  return outfile;
}

export function startPeer(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Peer {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env });
  const messages: Wire[] = [];
  const garbage: string[] = [];
  const checks = new Set<() => void>();
  let stderr = "";
  let rest = "";
  let ended: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  const check = () => {
    for (const run of checks) run();
  };

  child.stdin.on("error", () => {});
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      try {
        messages.push(JSON.parse(line) as Wire);
      } catch {
        garbage.push(line);
      }
    }
    check();
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
    check();
  });
  child.on("close", (code, signal) => {
    ended = { code, signal };
    check();
  });

  /** Polls `read` at each event; rejects when the program ends first, with what it said. */
  const eventually = <T>(read: () => T | undefined, failure: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const run = () => {
        const value = read();
        if (value === undefined && !ended) return;
        checks.delete(run);
        if (value === undefined) reject(new Error(`${failure}; the program ended: ${stderr.slice(-2_000)}`));
        else resolve(value);
      };
      checks.add(run);
      run();
    });

  const peer: Peer = {
    child,
    messages,
    garbage,
    stderr: () => stderr,
    raw: (bytes) => void child.stdin.write(bytes),
    send: (message) => peer.raw(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`),
    message: (matches) => eventually(() => messages.find(matches), "no such message"),
    answer: (id) => peer.message((message) => message.id === id && message.method === undefined),
    call: (id, name, args = {}) => peer.send({ id, method: "tools/call", params: { name, arguments: args } }),
    async initialize() {
      peer.send({
        id: "init",
        method: "initialize",
        params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "peer", version: "1" } },
      });
      const answer = await peer.answer("init");
      peer.send({ method: "notifications/initialized" });
      return answer;
    },
    said: async (text) => void (await eventually(() => stderr.includes(text) || undefined, `stderr lacks ${text}`)),
    exit() {
      return eventually(() => ended, "unreachable");
    },
    kill: (signal) => void child.kill(signal),
  };
  return peer;
}
