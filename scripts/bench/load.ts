import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as z from "zod";
import { bundle, startPeer } from "../../test/support/peer.ts";
import { median } from "./median.ts";

// `npm run bench:load`: how long the built server keeps everyone waiting for a large response, how much memory several
// large responses take, and how much a flood of one HTTP client delays another. Each figure is compared with a reference that
// is measured in the same run, because the machine may be busy. An argument selects a part: stalls, memory or floods.

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const HERE = fileURLToPath(new URL(".", import.meta.url));
const TOKEN = "dapi0123456789abcdef0123456789abcdef";
const MB = 2 ** 20;
const ROUNDS = 7;

const Seen = z.object({ peak: z.number(), longest: z.number(), turn: z.number() });

const watcher = await bundle(path.join(HERE, "watch.ts"));
const folder = mkdtempSync(path.join(tmpdir(), "bench-"));
const report = path.join(folder, "report.json");
const workspace = spawn(process.execPath, [await bundle(path.join(HERE, "large-workspace.ts"))], {
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  const [line] = await once(workspace.stdout.setEncoding("utf8"), "data");
  const { port } = z.object({ port: z.number() }).parse(JSON.parse(String(line)));
  const env = {
    PATH: process.env.PATH,
    DATABRICKS_HOST: `http://127.0.0.1:${port}`,
    DATABRICKS_TOKEN: TOKEN,
    BENCH_REPORT: report,
  };
  const [, , only] = process.argv;
  if (only === undefined || only === "stalls") await stalls(env, `http://127.0.0.1:${port}`);
  if (only === undefined || only === "memory") await memory(env);
  if (only === undefined || only === "floods") await floods(env);
} finally {
  workspace.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** A server over stdio whose event loop and memory are watched during each batch of calls. */
async function watched<T>(env: NodeJS.ProcessEnv, work: (calls: Batch) => Promise<T>): Promise<T> {
  const args = ["--import", pathToFileURL(watcher).href, CLI, "--insecure-loopback", "--toolsets", "all"];
  const peer = startPeer(process.execPath, args, env);
  let calls = 0;
  try {
    await peer.initialize();
    return await work(async (tool, args, together = 1) => {
      peer.kill("SIGUSR2");
      await pause(300);
      const ids = Array.from({ length: together }, () => ++calls);
      for (const id of ids) peer.call(id, tool, args);
      await Promise.all(ids.map((id) => peer.answer(id)));
      rmSync(report, { force: true });
      peer.kill("SIGUSR2");
      await pause(300);
      return Seen.parse(JSON.parse(readFileSync(report, "utf8")));
    });
  } finally {
    peer.kill("SIGKILL");
  }
}

type Batch = (tool: string, args: object, together?: number) => Promise<z.output<typeof Seen>>;

/**
 * The longest turn of the event loop during a call with a large response, compared with `JSON.parse` of that response:
 * both in CPU time, because on a busy machine any turn takes long.
 */
async function stalls(env: NodeJS.ProcessEnv, origin: string): Promise<void> {
  for (const [tool, args, source] of [
    ["list_workspace_objects", { path: "/big" }, "/api/2.0/workspace/list"],
    ["export_notebook", { path: "/big/notebook" }, "/api/2.0/workspace/export"],
  ] as const) {
    const text = await (await fetch(origin + source)).text();
    const parse: number[] = [];
    const elapsed: number[] = [];
    const turns = await watched({ ...env, BENCH_TURNS: "1" }, async (batch) => {
      const turns: number[] = [];
      // The first calls load and compile the code.
      for (let round = -2; round < ROUNDS; round++) {
        const seen = await batch(tool, args);
        const start = process.cpuUsage();
        JSON.parse(text);
        const { user, system } = process.cpuUsage(start);
        if (round < 0) continue;
        turns.push(seen.turn);
        elapsed.push(seen.longest);
        parse.push((user + system) / 1000);
      }
      return turns;
    });
    const ratio = median(turns) / median(parse);
    console.log(`${tool}, a response of ${(text.length / MB).toFixed(0)} MB`);
    console.log(`  longest turn ${ms(turns)} of CPU time; JSON.parse of it ${ms(parse)}; ratio ${ratio.toFixed(2)}`);
    console.log(`  longest delay of the event loop, with what else the machine did: ${ms(elapsed)}`);
  }
}

/** Peak memory of several large responses at once, compared with one. */
async function memory(env: NodeJS.ProcessEnv): Promise<void> {
  for (const [what, tool, args] of [
    ["25 MB notebooks", "export_notebook", { path: "/big/notebook" }],
    ["responses that expand beyond the limit", "list_serving_endpoints", {}],
  ] as const) {
    const peaks: number[] = [];
    for (const together of [1, 5, 15]) {
      peaks.push((await watched(env, (batch) => batch(tool, args, together))).peak);
    }
    const [one = 0, five = 0, fifteen = 0] = peaks;
    console.log(`1, 5 and 15 ${what} at once: ${peaks.map((peak) => (peak / MB).toFixed(0)).join(", ")} MB (peak RSS)`);
    console.log(`  15 take ${(fifteen / one).toFixed(1)} times one, ${(fifteen / five).toFixed(1)} times five`);
  }
}

/** Twenty calls of one client while another has 200 in flight, compared with the same calls alone (H23). */
async function floods(env: NodeJS.ProcessEnv): Promise<void> {
  for (const era of ["2025-11-25", "2026-07-28"] as const) {
    const server = spawn(process.execPath, [CLI, "--insecure-loopback", "--http", "0"], {
      env,
      stdio: ["ignore", "ignore", "pipe"],
    });
    try {
      const port = await listeningPort(server);
      const [innocent, flooding] = [await client(port, era, "innocent"), await client(port, era, "flood")];
      const alone = await twenty(innocent);
      let stopped = false;
      const flood = Promise.all(
        Array.from({ length: 200 }, async () => {
          while (!stopped) if (!(await flooding())) await pause(1000);
        }),
      );
      // Beyond the burst with which the flood begins.
      await pause(3000);
      const beside = await twenty(innocent);
      stopped = true;
      await flood;
      console.log(
        `${era}, with 200 other calls in flight: p95 ${beside.p95.toFixed(0)} ms; alone ${alone.p95.toFixed(0)} ms; ratio ${(beside.p95 / alone.p95).toFixed(1)}; ${beside.refused} of 20 refused`,
      );
    } finally {
      server.kill("SIGKILL");
    }
  }
}

async function listeningPort(server: ChildProcess): Promise<number> {
  let log = "";
  let port: string | undefined;
  for await (const chunk of server.stderr ?? []) {
    log += String(chunk);
    port = /"url":"http:\/\/127\.0\.0\.1:(\d+)/.exec(log)?.[1];
    if (port !== undefined) break;
  }
  server.stderr?.resume();
  if (port === undefined) throw new Error(`The server did not start: ${log}`);
  return Number(port);
}

/** A client with its own connections. It returns whether a call succeeded. */
async function client(port: number, era: "2025-11-25" | "2026-07-28", name: string): Promise<() => Promise<boolean>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 500 });
  let id = 0;
  const post = (method: string, params: object, headers: Record<string, string> = {}) =>
    new Promise<{ text: string; session: string }>((resolve) => {
      const req = request({ host: "127.0.0.1", port, path: "/mcp", method: "POST", agent }, (res) => {
        let text = "";
        res.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        res.on("end", () => resolve({ text, session: String(res.headers["mcp-session-id"]) }));
      });
      // As a refused call: the server may close a connection that the agent is about to use again.
      req.on("error", () => resolve({ text: "", session: "" }));
      const all = { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers };
      for (const [header, value] of Object.entries(all)) req.setHeader(header, value);
      req.end(JSON.stringify({ jsonrpc: "2.0", id: ++id, method, params }));
    });
  const clientInfo = { name, version: "1" };
  // Identical reads in flight would share one request.
  const tool = () => ({ name: "list_clusters", arguments: { limit: (id % 100) + 1 } });
  const isFine = ({ text }: { readonly text: string }) => /"structuredContent"/.test(text);
  if (era === "2026-07-28") {
    const headers = { "mcp-protocol-version": era, "mcp-method": "tools/call", "mcp-name": "list_clusters" };
    const _meta = {
      "io.modelcontextprotocol/protocolVersion": era,
      "io.modelcontextprotocol/clientCapabilities": {},
      "io.modelcontextprotocol/clientInfo": clientInfo,
    };
    return async () => isFine(await post("tools/call", { ...tool(), _meta }, headers));
  }
  const opened = await post("initialize", { protocolVersion: era, capabilities: {}, clientInfo });
  const headers = { "mcp-session-id": opened.session, "mcp-protocol-version": era };
  return async () => isFine(await post("tools/call", tool(), headers));
}

async function twenty(call: () => Promise<boolean>): Promise<{ p95: number; refused: number }> {
  const times: number[] = [];
  let refused = 0;
  for (let n = 0; n < 20; n++) {
    const start = performance.now();
    if (!(await call())) refused++;
    times.push(performance.now() - start);
    await pause(100);
  }
  return { p95: times.sort((a, b) => a - b)[18] ?? Number.NaN, refused };
}

function pause(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time));
}

function ms(values: readonly number[]): string {
  return `${median(values).toFixed(0)} ms (${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)})`;
}
