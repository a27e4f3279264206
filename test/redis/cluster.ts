import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { setPriority } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { freePort } from "../support/free-port.ts";
import { META } from "../support/http-peer.ts";
import { SELF_SIGNED } from "../support/sign-in/self-signed.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const HERE = fileURLToPath(new URL(".", import.meta.url));

/** Callers of the service: each has a token of its own. */
export const CALLERS = ["ana", "bert", "flood1", "flood2", "flood3", "flood4", "flood5", "flood6"] as const;
export type CallerName = (typeof CALLERS)[number];

const tokenOf = (name: CallerName): string => name.padEnd(32, "0");

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until something holds. The test's own time limit ends it. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await sleep(50);
}

/** Starts a program that ends with the test, even if it is frozen. */
export function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, stdio: ["pipe", "pipe", "pipe"] });
  prefer(child.pid);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const failed = once(child, "error").then(([error]) => {
    throw error;
  });
  failed.catch(() => {});
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  return {
    child,
    said: () => said,
    async says(text) {
      await Promise.race([failed, until(() => said.includes(text))]);
    },
    async end(signal) {
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    },
  };
}

/** On a busy machine these programs go first, where that is allowed: the workspace must see requests when they arrive. */
function prefer(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, -15);
  } catch {
    // Only the machine's administrator may.
  }
}

/** A program that was started. */
export interface Program {
  readonly child: ChildProcess;
  /** Everything that it has written. */
  said(): string;
  says(text: string): Promise<void>;
  end(signal: NodeJS.Signals): Promise<void>;
}

/** A Redis server that keeps nothing on disk. It can be started again at its port. */
export async function redisServer(password?: string) {
  const port = await freePort();
  const { args } = redisArguments(["--port", String(port)]);
  const open = async (): Promise<Program> => {
    const program = start("redis-server", [...args, ...(password === undefined ? [] : ["--requirepass", password])]);
    await program.says("Ready to accept connections");
    return program;
  };
  return { port, url: `redis://${password === undefined ? "" : `:${password}@`}127.0.0.1:${port}`, open };
}

function redisArguments(listen: readonly string[]) {
  const folder = temporaryFolder("redis-");
  const args = [...listen, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  return { folder, args };
}

/** A Redis server that only speaks TLS, and the file with the authority of its certificate. */
export async function redisServerWithTls() {
  const port = await freePort();
  const { folder, args } = redisArguments(["--port", "0", "--tls-port", String(port), "--tls-auth-clients", "no"]);
  const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  for (const name of ["cert", "key"] as const) writeFileSync(files[name], SELF_SIGNED[name]);
  const tls = ["--tls-cert-file", files.cert, "--tls-key-file", files.key];
  const program = start("redis-server", [...args, ...tls, "--loglevel", "verbose"]);
  await program.says("Ready to accept connections");
  return { url: `rediss://localhost:${port}`, authority: files.cert, program };
}

/** A workspace that answers every request after 50 ms and remembers when each arrived. */
export async function workspace() {
  const program = start(process.execPath, [join(HERE, "workspace.mjs")]);
  await program.says("\n");
  const origin = `http://127.0.0.1:${Number(program.said())}`;
  return {
    origin,
    now: async (): Promise<number> => Number(await (await fetch(`${origin}/now`)).json()),
    /** The arrivals since the last call. */
    arrivals: async (): Promise<readonly Arrival[]> => (await (await fetch(`${origin}/arrivals`)).json()) as Arrival[],
  };
}

/** When a request arrived at the earliest, and when it was seen, in milliseconds. */
export type Arrival = readonly [earliest: number, seen: number];

/** The most arrivals in any second. Those that the workspace may only have seen late are not counted. */
export function busiest(arrivals: readonly Arrival[]): number {
  let most = 0;
  let from = 0;
  for (const [to, [, seen]] of arrivals.entries()) {
    while (seen - (arrivals[from]?.[0] ?? seen) >= 1000) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

/** A replica of the service. */
export interface Replica extends Program {
  readonly url: URL;
  metrics(): Promise<string>;
}

interface ReplicaOptions {
  readonly redis?: string | undefined;
  readonly workspace: string;
  /** An hour ahead of the others. */
  readonly skewed?: boolean;
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

export async function replica({ redis, workspace: host, skewed, flags = [], env }: ReplicaOptions): Promise<Replica> {
  const program = start(
    process.execPath,
    [
      ...(skewed ? ["--require", join(HERE, "skew.cjs")] : []),
      CLI,
      "--insecure-loopback",
      ...["--http", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--auth", "token"],
      ...["--allowed-hosts", "mcp.test", "--log-level", "info"],
      ...flags,
    ],
    {
      DATABRICKS_HOST: host,
      DATABRICKS_TOKEN: "dapi0123456789abcdef0123456789abcdef",
      MCP_DATABRICKS_AUTH_TOKENS: CALLERS.map((name) => `${name}:${tokenOf(name)}`).join(","),
      ...(redis === undefined ? {} : { MCP_DATABRICKS_REDIS: redis }),
      ...env,
    },
  );
  await program.says('"event":"listening"');
  const urlOf = (event: string) =>
    new URL(new RegExp(`"event":"${event}","url":"([^"]+)"`).exec(program.said())?.[1] ?? "");
  const [url, metrics] = [urlOf("listening"), urlOf("metrics")];
  return Object.assign(program, { url, metrics: async () => (await fetch(metrics)).text() });
}

/** nginx in front of these replicas. Requests go to them in turn, or all of a session's to one, by its caller. */
export async function loadBalancer(replicas: readonly Replica[], by: "turn" | "caller" = "turn"): Promise<URL> {
  const port = await freePort();
  const folder = temporaryFolder("nginx-");
  const conf = join(folder, "nginx.conf");
  writeFileSync(
    conf,
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr warn; worker_processes 1;
events { worker_connections 2048; }
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder}/${name};`).join(" ")}
  upstream servers {
    ${by === "caller" ? "hash $http_authorization consistent;" : ""}
    ${replicas.map(({ url }) => `server ${url.host} max_fails=1 fail_timeout=1s;`).join("\n    ")}
    keepalive 64;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://servers;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host mcp.test;
      proxy_buffering off;
      # The client sends a call again itself.
      proxy_next_upstream error;
      proxy_read_timeout 1h;
    }
  }
}
`,
  );
  start("nginx", ["-c", conf, "-p", folder]);
  const url = new URL(`http://127.0.0.1:${port}/mcp`);
  await until(() =>
    fetch(new URL("/healthz", url)).then(
      ({ status }) => status > 0,
      () => false,
    ),
  );
  return url;
}

/** A result that asks the user. */
interface Asked {
  readonly inputRequests?: object;
  readonly requestState?: string;
}

/** A response to a call. */
export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly session: string | undefined;
  /** The JSON-RPC message. */
  readonly json: { readonly result?: Asked } | undefined;
}

const agent = new Agent({ keepAlive: true, maxSockets: 600 });

/** Sends a JSON-RPC request as one of the callers. A lost connection has status 0. */
export function send(
  url: URL,
  caller: CallerName,
  method: string,
  params: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  return new Promise((resolve) => {
    const gone = () => resolve({ status: 0, text: "", session: undefined, json: undefined });
    const all = {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${tokenOf(caller)}`,
      ...headers,
    };
    const req = request(url, { method: "POST", agent, headers: all }, (res) => {
      let text = "";
      res.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      res.on("error", gone);
      res.on("end", () => {
        const last = (text.match(/^data: (.*)$/gm) ?? []).at(-1)?.slice(6) ?? text;
        const session = res.headers["mcp-session-id"];
        const json = last.startsWith("{") ? JSON.parse(last) : undefined;
        resolve({
          status: res.statusCode ?? 0,
          text,
          session: session === undefined ? undefined : String(session),
          json,
        });
      });
    });
    req.on("error", gone);
    req.end(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
  });
}

/** A call of a 2026-07-28 client, which is independent of every other. */
export const call = (url: URL, caller: CallerName, name: string, args: object = {}, more: object = {}) =>
  send(
    url,
    caller,
    "tools/call",
    { name, arguments: args, _meta: META, ...more },
    { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": name },
  );

/** Keeps `each` calls of each of these callers in flight until stopped; returns the number that succeeded. */
export function flood(url: URL, callers: readonly CallerName[], each: number) {
  let stopped = false;
  let done = 0;
  let sent = 0;
  const loops = callers.flatMap((caller) =>
    Array.from({ length: each }, async () => {
      while (!stopped) {
        // Identical reads in flight would share one request.
        const { status } = await call(url, caller, "list_clusters", { limit: (sent++ % 100) + 1 });
        if (status === 200) done++;
        else await sleep(200);
      }
    }),
  );
  return {
    get done() {
      return done;
    },
    async stop() {
      stopped = true;
      await Promise.all(loops);
    },
  };
}

export const FLOODS: readonly CallerName[] = ["flood1", "flood2", "flood3", "flood4", "flood5", "flood6"];
