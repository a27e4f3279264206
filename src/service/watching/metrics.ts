import { createServer, type Server } from "node:http";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Attempt } from "../../api/http/attempts.ts";
import type { ClientLoad } from "../../api/http/create-client.ts";
import { CHARS_PER_TOKEN } from "../../limits.ts";
import { hostInUrl } from "../../text.ts";
import type { Overload } from "../../transports/http/answers.ts";
import type { SignInResult } from "../auth/identity.ts";
import type { SharingStatus } from "../redis/shared.ts";
import type { Answered, Watching } from "./watcher.ts";

/** The sources of the gauges, read at each scrape. */
export interface Levels {
  sessions(): number;
  /** Requests over HTTP that are being answered, and those that wait for their turn. */
  requests(): { readonly inFlight: number; readonly waiting: number };
  /** By workspace. */
  loads(): Readonly<Record<string, ClientLoad>>;
  /** The state of the sharing with other servers; absent without Redis. */
  sharing?(): SharingStatus | undefined;
}

/** The metrics of the service, in the text format of Prometheus. */
export interface Metrics extends Watching {
  onAttempt(workspace: string): (attempt: Attempt) => void;
  onAnswered(answered: Answered): void;
  onSignIn(result: SignInResult): void;
  /** A request that was refused, because its caller or the server has too many. */
  onOverload(reason: Overload): void;
  /** Serves them at `/metrics`; resolves with the address. */
  listen(at: { readonly hostname: string; readonly port: number }): Promise<string>;
  text(): Promise<string>;
  close(): Promise<void>;
}

const SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const PREFIX = "mcp_databricks_";

/** Outcomes that say what became of a question to the user. */
const ANSWERS = new Set(["asked", "declined", "dismissed", "timed-out", "cannot-ask"]);

/** Creates the metrics. Labels have few values: no user, no object and no path. */
export function createMetrics(levels: Levels, version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: PREFIX + name, help, labelNames, registers });
  const histogram = (name: string, help: string, labelNames: string[]) =>
    new Histogram({ name: PREFIX + name, help, labelNames, registers, buckets: SECONDS });

  const calls = counter("calls_total", "Tool calls by outcome.", ["tool", "outcome"]);
  const durations = histogram("call_duration_seconds", "Duration of tool calls.", ["toolset"]);
  const tokens = counter("returned_tokens_total", "Estimated tokens of the text returned to models.", ["toolset"]);
  const confirmations = counter("confirmations_total", "Questions to users, by what became of them.", ["answer"]);
  const attempts = counter(
    "upstream_requests_total",
    "Requests to the workspace by status; none if there was no response.",
    ["workspace", "status"],
  );
  const upstream = histogram("upstream_duration_seconds", "Duration of requests to the workspace.", [
    "workspace",
    "lane",
  ]);
  const waits = histogram("upstream_wait_seconds", "Time that requests waited for their turn and for the rate limit.", [
    "workspace",
    "lane",
  ]);
  const retries = counter("upstream_retries_total", "Requests to the workspace that were repeated.");
  const answered = counter("http_requests_total", "Requests over HTTP by status.", ["status"]);
  const answering = histogram("http_duration_seconds", "Time from a request to the end of its response.", []);
  const signIns = counter("sign_ins_total", "Requests by the result of their authentication.", ["result"]);
  const overloads = counter("overload_total", "Requests refused because of a limit.", ["reason"]);
  registerGauges(registry, levels, version);

  let server: Server | undefined;
  return {
    end(record) {
      calls.inc({ tool: record.tool, outcome: record.outcome });
      durations.observe({ toolset: record.toolset }, record.ms / 1000);
      tokens.inc({ toolset: record.toolset }, Math.ceil(record.chars / CHARS_PER_TOKEN));
      if (record.retries > 0) retries.inc(record.retries);
      if (ANSWERS.has(record.outcome)) confirmations.inc({ answer: record.outcome });
      else if (record.confirmed) confirmations.inc({ answer: "granted" });
    },
    onAttempt:
      (workspace) =>
      ({ status, lane, ms, waitedMs }) => {
        attempts.inc({ workspace, status: status === undefined ? "none" : String(status) });
        upstream.observe({ workspace, lane }, ms / 1000);
        waits.observe({ workspace, lane }, waitedMs / 1000);
      },
    onAnswered({ status, ms }) {
      answered.inc({ status: String(status) });
      answering.observe(ms / 1000);
    },
    onSignIn: (result) => signIns.inc({ result }),
    onOverload: (reason) => overloads.inc({ reason }),
    text: () => registry.metrics(),
    async listen(at) {
      const opened = await serveMetrics(registry, at);
      server = opened.server;
      return opened.url;
    },
    async close() {
      server?.closeAllConnections();
      await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    },
  };
}

type Level = (value: number, labels?: Readonly<Record<string, string>>) => void;

/** Registers the levels, which are read at each scrape. */
function registerGauges(registry: Registry, levels: Levels, version: string): void {
  const gauge = (name: string, help: string, labelNames: string[], read: (gauge: Level) => void) =>
    new Gauge({
      name: PREFIX + name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        this.reset();
        read((value, labels = {}) => this.set(labels, value));
      },
    });
  gauge("sessions", "Open sessions of 2025-era clients.", [], (set) => set(levels.sessions()));
  gauge("http_in_flight", "Requests over HTTP that are being answered.", [], (set) => set(levels.requests().inFlight));
  gauge("http_waiting", "Requests over HTTP that wait for their turn.", [], (set) => set(levels.requests().waiting));
  const perWorkspace = (name: string, help: string, read: (load: ClientLoad) => number) =>
    gauge(name, help, ["workspace"], (set) => {
      for (const [workspace, load] of Object.entries(levels.loads())) set(read(load), { workspace });
    });
  perWorkspace("upstream_waiting", "Requests to the workspace that wait for their turn.", ({ waiting }) => waiting);
  perWorkspace("upstream_in_flight", "Requests to the workspace that are in flight.", ({ inFlight }) => inFlight);
  perWorkspace("upstream_held_bytes", "Bytes of large responses in memory.", ({ heldBytes }) => heldBytes);
  gauge("redis_up", "1 while Redis can be reached, 0 while it is away; absent without Redis.", [], (set) => {
    const shared = levels.sharing?.();
    if (shared) set(shared.reachable ? 1 : 0);
  });
  gauge("replicas", "Servers that share the request rate.", [], (set) => {
    const shared = levels.sharing?.();
    if (shared) set(shared.replicas);
  });
  const LIMIT = "Requests in any second that this server may send to the workspace, of those that servers share.";
  gauge("upstream_limit", LIMIT, ["host"], (set) => {
    for (const [host, limit] of Object.entries(levels.sharing?.()?.perSecond ?? {})) set(limit, { host });
  });
  gauge("info", "Version of the server.", ["version"], (set) => set(1, { version }));
}

type Address = Parameters<Metrics["listen"]>[0];

async function serveMetrics(registry: Registry, { hostname, port }: Address): Promise<{ server: Server; url: string }> {
  const server = createServer({ maxHeaderSize: 8192, requestTimeout: 10_000 }, (req, res) => {
    if (req.method !== "GET" || req.url?.split("?", 1)[0] !== "/metrics") return void res.writeHead(404).end();
    registry.metrics().then(
      (text) => res.writeHead(200, { "Content-Type": registry.contentType }).end(text),
      () => res.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  return { server, url: `http://${hostInUrl(hostname)}:${bound}/metrics` };
}
