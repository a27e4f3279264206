import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { bundle, startPeer } from "../../test/support/peer.ts";
import { median } from "./median.ts";

// `npm run bench:http`: the built server over HTTP next to a bare server of the SDK with one tool, in the same run: sessions
// per second, memory of idle sessions, calls per second and their times at 1, 32 and 256 in flight, and a soak of one minute.
// Measurements of both alternate, and the ratio of their medians is what counts on a busy machine. An argument selects a
// part: sessions, calls or soak. `--minutes 60` makes the soak longer.

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const HERE = fileURLToPath(new URL(".", import.meta.url));
const SESSIONS = 2000;
const WARM_UP = 1000;
const CALLS = 1500;
const ROUNDS = 3;

interface Server {
  readonly name: string;
  readonly url: URL;
  readonly child: ChildProcess;
  readonly tool: string;
  readonly args: object;
}

const minutes = Number(process.argv[process.argv.indexOf("--minutes") + 1]) || 1;
const only = ["sessions", "calls", "soak"].find((part) => process.argv.includes(part));
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const workspace = spawn(process.execPath, [await bundle(path.join(HERE, "reference", "zero-workspace.ts"))], {
  stdio: ["ignore", "pipe", "inherit"],
});
const [line] = await once(workspace.stdout.setEncoding("utf8"), "data");
const { port } = JSON.parse(String(line)) as { port: number };
const peers: Awaited<ReturnType<typeof startPeer>>[] = [];
try {
  if (only === undefined || only === "sessions") await sessions();
  if (only === undefined || only === "calls") await calls();
  if (only === undefined || only === "soak") await soak();
} finally {
  for (const peer of peers) peer.kill("SIGKILL");
  workspace.kill();
  agent.destroy();
}

async function ours(): Promise<Server> {
  const args = [CLI, "--insecure-loopback", "--http", "127.0.0.1:0", "--max-sessions", "10000", "--toolsets", "all"];
  const peer = startPeer(process.execPath, [...args, "--max-calls-per-caller", "1000"], {
    PATH: process.env.PATH,
    DATABRICKS_HOST: `http://127.0.0.1:${port}`,
    DATABRICKS_TOKEN: "dapi0123456789abcdef0123456789abcdef",
  });
  peers.push(peer);
  await peer.said('"listening"');
  const url = new URL(/"event":"listening","url":"([^"]+)"/.exec(peer.stderr())?.[1] ?? "");
  // A call whose arguments are refused takes the whole path but a request to the workspace, whose rate is limited.
  return { name: "server", url, child: peer.child, tool: "get_cluster", args: { cluster: true } };
}

async function bare(): Promise<Server> {
  const peer = startPeer(process.execPath, [await bundle(path.join(HERE, "reference", "bare-http.ts"))]);
  peers.push(peer);
  await peer.said("listening");
  const url = new URL(/listening (\S+)/.exec(peer.stderr())?.[1] ?? "");
  return { name: "bare SDK server", url, child: peer.child, tool: "echo", args: { text: "hello" } };
}

/** Starts both, and measures them in turns. */
async function both<T>(measure: (server: Server) => Promise<T>, rounds = ROUNDS): Promise<[T[], T[]]> {
  const results: [T[], T[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const [at, start] of [ours, bare].entries()) {
      const server = await start();
      (results[at] as T[]).push(await measure(server));
      server.child.kill("SIGKILL");
    }
  }
  return results;
}

async function sessions(): Promise<void> {
  const [mine, reference] = await both(async (server) => {
    await openSession(server);
    const before = memoryOf(server);
    const from = performance.now();
    const cpu = cpuOf(server);
    await pool(SESSIONS, 32, () => openSession(server));
    const perSecond = SESSIONS / ((performance.now() - from) / 1000);
    const msOfCpu = ((cpuOf(server) - cpu) / SESSIONS) * 1000;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return { perSecond, msOfCpu, kb: (memoryOf(server) - before) / SESSIONS };
  });
  const of = (results: typeof mine, key: keyof (typeof mine)[number]) => median(results.map((each) => each[key]));
  for (const [name, results] of [
    ["server", mine],
    ["bare SDK server", reference],
  ] as const) {
    print(
      `${name}: ${of(results, "perSecond").toFixed(0)} sessions/s, ${of(results, "msOfCpu").toFixed(2)} ms of CPU and ${of(results, "kb").toFixed(1)} KB of memory for each of ${SESSIONS} idle sessions`,
    );
  }
  const ratio = of(mine, "perSecond") / of(reference, "perSecond");
  const cpu = of(reference, "msOfCpu") / of(mine, "msOfCpu");
  print(`${ratio.toFixed(2)} times the sessions of the bare server, ${cpu.toFixed(2)} by CPU time`);
  const extra = of(mine, "kb") - of(reference, "kb");
  print(`${extra.toFixed(1)} KB more for each session than the bare server (at most 40)`);
}

async function calls(): Promise<void> {
  for (const together of [1, 32, 256]) {
    const [mine, reference] = await both(async (server) => {
      const headers = await openSession(server);
      // The functions of a call are compiled by then: what counts is a server that has run for a while.
      await pool(WARM_UP, together, (id) => callTool(server, headers, `w${id}`));
      const times: number[] = [];
      const from = performance.now();
      const cpu = cpuOf(server);
      await pool(CALLS, together, async (id) => {
        const began = performance.now();
        await callTool(server, headers, `c${id}`);
        times.push(performance.now() - began);
      });
      times.sort((a, b) => a - b);
      const at = (share: number) => times[Math.floor((times.length - 1) * share)] ?? 0;
      return {
        perSecond: CALLS / ((performance.now() - from) / 1000),
        p50: at(0.5),
        p99: at(0.99),
        cpu: cpuOf(server) - cpu,
      };
    });
    for (const [name, results] of [
      ["server", mine],
      ["bare SDK server", reference],
    ] as const) {
      const of = (key: "perSecond" | "p50" | "p99" | "cpu") => median(results.map((each) => each[key]));
      print(
        `${together} in flight, ${name}: ${of("perSecond").toFixed(0)} calls/s, p50 ${of("p50").toFixed(1)} ms, p99 ${of("p99").toFixed(1)} ms, ${((of("cpu") / CALLS) * 1000).toFixed(2)} ms of CPU per call`,
      );
    }
    const ratio = median(mine.map(({ perSecond }) => perSecond)) / median(reference.map(({ perSecond }) => perSecond));
    const cpu = median(reference.map((each) => each.cpu)) / median(mine.map((each) => each.cpu));
    print(
      `${together} in flight: ${ratio.toFixed(2)} times the calls of the bare server, ${cpu.toFixed(2)} by CPU time`,
    );
  }
}

/** Sessions come and go, and calls run, for a while. Memory at the end is compared with that after the first third. */
async function soak(): Promise<void> {
  const server = await ours();
  const until = performance.now() + minutes * 60_000;
  const samples: number[] = [];
  let done = 0;
  const worker = async () => {
    while (performance.now() < until) {
      const headers = await openSession(server);
      for (let at = 0; at < 10; at++) await callTool(server, headers, `s${++done}`);
      await send(server, headers, undefined, "DELETE");
    }
  };
  const timer = setInterval(() => samples.push(memoryOf(server)), 1000);
  await Promise.all(Array.from({ length: 8 }, worker));
  clearInterval(timer);
  const third = Math.floor(samples.length / 3);
  const [early, late] = [median(samples.slice(third, 2 * third)), median(samples.slice(2 * third))];
  print(
    `soak of ${minutes} min: ${done} calls, memory ${(early / 1024).toFixed(0)} MB in the second third, ${(late / 1024).toFixed(0)} MB in the last`,
  );
  const health = JSON.parse(await (await fetch(new URL("/healthz", server.url))).text());
  if (health.sessions !== 0) throw new Error(`${health.sessions} sessions are left`);
}

async function openSession(server: Server): Promise<Record<string, string>> {
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "bench", version: "1" } };
  const { headers } = await send(server, {}, { jsonrpc: "2.0", id: 1, method: "initialize", params });
  const session = { "mcp-session-id": String(headers["mcp-session-id"]) };
  await send(server, session, { jsonrpc: "2.0", method: "notifications/initialized" });
  return session;
}

async function callTool(server: Server, headers: Record<string, string>, id: string): Promise<void> {
  const params = { name: server.tool, arguments: server.args };
  const { status, text } = await send(server, headers, { jsonrpc: "2.0", id, method: "tools/call", params });
  if (status !== 200 || !text.includes('"result"')) {
    throw new Error(`${server.name}: ${status} ${text.slice(0, 300)}`);
  }
}

function send({ url }: Server, headers: Record<string, string>, body?: object, method = "POST") {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>((resolve, reject) => {
    const common = { "content-type": "application/json", accept: "application/json, text/event-stream" };
    const req = request(url, { method, agent, headers: { ...common, ...headers } }, (res) => {
      let text = "";
      res.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      res.on("end", () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text }));
    });
    req.on("error", reject);
    req.end(body && JSON.stringify(body));
  });
}

/** Runs `work` `count` times, at most `together` at once. */
async function pool(count: number, together: number, work: (id: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: together }, worker));
}

function statusOf({ child }: Server, file: string): string {
  return readFileSync(`/proc/${child.pid}/${file}`, "utf8");
}

/** Resident memory in KB. */
function memoryOf(server: Server): number {
  return Number(/VmRSS:\s+(\d+)/.exec(statusOf(server, "status"))?.[1]);
}

/** Seconds of CPU time so far. */
function cpuOf(server: Server): number {
  const fields = statusOf(server, "stat")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
