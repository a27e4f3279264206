import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { openWatching } from "../../src/cli/watching.ts";
import { parseConfig } from "../../src/config.ts";
import { createLog } from "../../src/core/log.ts";
import type { CallRecord } from "../../src/core/observer.ts";
import { auditTo } from "../../src/service/watching/audit.ts";
import { createMetrics } from "../../src/service/watching/metrics.ts";
import { ask, call, initialize, META, modern, rpc } from "../support/http-peer.ts";
import { AUDIENCE, startIssuer } from "../support/sign-in/issuer.ts";
import { startTeam } from "../support/team.ts";

const ANA = "a".repeat(32);
const as = (headers: object = {}) => ({ authorization: `Bearer ${ANA}`, ...headers });
const TOKENS = { MCP_DATABRICKS_AUTH_TOKENS: `ana:${ANA}` };
const LEVELS = {
  sessions: () => 3,
  requests: () => ({ inFlight: 2, waiting: 1 }),
  loads: () => ({ dev: { waiting: 4, inFlight: 5, heldBytes: 6 } }),
};

const record: CallRecord = {
  tool: "delete_note",
  toolset: "sql",
  outcome: "ok",
  confirmed: true,
  workspace: "dev",
  caller: { subject: "token ana", name: "ana" },
  digest: () => "abc",
  objects: [{ kind: "note", name: "n", id: "1" }],
  writes: [],
  ms: 120,
  requests: 2,
  retries: 1,
  chars: 400,
  traceparent: undefined,
};

describe("the audit log", () => {
  test("R13 one line per call: who, tool, objects of its facts, outcome, and no value", async () => {
    const { url, audit, lines } = await startTeam(["--auth", "token", "--log-level", "error"], TOKENS);
    const secret = "value-that-must-not-be-logged";
    const meta = { ...META, "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} } } };
    const send = (more: object) => {
      const params = { name: "delete_note", arguments: { note_id: secret.slice(0, 5) }, _meta: meta, ...more };
      return ask(url, { headers: as(modern("delete_note").headers), body: rpc("tools/call", params) });
    };
    const asked = Object((await send({})).json.result);
    const [key = ""] = Object.keys(asked.inputRequests);
    const inputResponses = { [key]: { action: "accept", content: { confirm: true } } };
    await send({ requestState: asked.requestState, inputResponses });
    const get = modern("get_state", { of: secret });
    await ask(url, { ...get, headers: as(get.headers) });

    expect(audit.map((line) => JSON.parse(line))).toMatchObject([
      {
        event: "call",
        user: "ana",
        tool: "delete_note",
        outcome: "asked",
        objects: [{ kind: "note", name: "secret-of-service" }],
      },
      {
        user: "ana",
        subject: "token ana",
        tool: "delete_note",
        outcome: "ok",
        confirmed: true,
        objects: [{ kind: "note" }],
      },
      { tool: "get_state", outcome: "ok", requests: 1 },
    ]);
    expect(audit.join("") + lines.join("")).not.toContain(secret);
    expect(audit.join("")).not.toContain(ANA);
  });

  test("X13 hostile names stay on one line", () => {
    const lines: string[] = [];
    auditTo(
      createLog(
        (line) => void lines.push(line),
        (text) => text,
      ),
    ).end?.({ ...record, caller: { subject: "a\nb", name: 'x"}\n{"event":"fake' } });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toContain("\n");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ event: "call", subject: "a\nb" });
  });
});

describe("metrics", () => {
  test("count calls, upstream attempts, responses, sign-ins and levels", async () => {
    const metrics = createMetrics(LEVELS, "1.2.3");
    metrics.end?.(record);
    metrics.end?.({ ...record, outcome: "declined", confirmed: false });
    metrics.onAttempt("dev")({
      operation: undefined,
      lane: "quick",
      status: 429,
      waitedMs: 40,
      ms: 10,
      traceparent: undefined,
    });
    metrics.onAttempt("dev")({ operation: undefined, lane: "quick", waitedMs: 0, ms: 10, traceparent: undefined });
    metrics.onAnswered({ status: 401, ms: 2 });
    metrics.onSignIn("invalid");
    metrics.onOverload("caller");
    const text = await metrics.text();
    for (const line of [
      'mcp_databricks_calls_total{tool="delete_note",outcome="ok"} 1',
      'mcp_databricks_call_duration_seconds_count{toolset="sql"} 2',
      'mcp_databricks_returned_tokens_total{toolset="sql"} 200',
      'mcp_databricks_confirmations_total{answer="granted"} 1',
      'mcp_databricks_confirmations_total{answer="declined"} 1',
      'mcp_databricks_upstream_requests_total{workspace="dev",status="429"} 1',
      'mcp_databricks_upstream_requests_total{workspace="dev",status="none"} 1',
      'mcp_databricks_upstream_wait_seconds_sum{workspace="dev",lane="quick"} 0.04',
      "mcp_databricks_upstream_retries_total 2",
      'mcp_databricks_http_requests_total{status="401"} 1',
      'mcp_databricks_sign_ins_total{result="invalid"} 1',
      'mcp_databricks_overload_total{reason="caller"} 1',
      "mcp_databricks_sessions 3",
      "mcp_databricks_http_in_flight 2",
      "mcp_databricks_http_waiting 1",
      'mcp_databricks_upstream_waiting{workspace="dev"} 4',
      'mcp_databricks_upstream_in_flight{workspace="dev"} 5',
      'mcp_databricks_upstream_held_bytes{workspace="dev"} 6',
      'mcp_databricks_info{version="1.2.3"} 1',
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    expect(text).not.toContain("ana");
    expect(text).toContain("nodejs_eventloop_lag");
  });

  test("are served on an address of their own", async () => {
    const metrics = createMetrics(LEVELS, "1");
    const url = await metrics.listen({ hostname: "127.0.0.1", port: 0 });
    const response = await fetch(url);
    expect(response.headers.get("content-type")).toContain("version=0.0.4");
    expect(await response.text()).toContain("# TYPE mcp_databricks_calls_total counter");
    expect((await fetch(new URL("/", url))).status).toBe(404);
    await metrics.close();
    await expect(fetch(url)).rejects.toThrow();
  });

  test("a real service moves them", async () => {
    const issuer = await startIssuer();
    const { url, metrics } = await startTeam([
      ...["--auth", "oauth", "--auth-issuer", issuer.url, "--public-url", AUDIENCE],
      ...["--metrics", "127.0.0.1:0"],
    ]);
    const headers = { authorization: `Bearer ${await issuer.token()}` };
    await ask(url, { body: initialize });
    const opened = await ask(url, { headers, body: initialize });
    const session = { ...headers, "mcp-session-id": String(opened.headers["mcp-session-id"]) };
    await ask(url, { headers: session, body: call("get_me") });
    const text = String(await metrics?.text());
    for (const line of [
      'mcp_databricks_calls_total{tool="get_me",outcome="ok"} 1',
      'mcp_databricks_sign_ins_total{result="missing"} 1',
      'mcp_databricks_sign_ins_total{result="ok"} 2',
      'mcp_databricks_upstream_requests_total{workspace="default",status="200"} 1',
      "mcp_databricks_sessions 1",
    ]) {
      expect(text.split("\n")).toContain(line);
    }
  });
});

describe("OpenTelemetry", () => {
  const names = [
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_PROTOCOL",
    "OTEL_METRICS_EXPORTER",
    "OTEL_BLRP_SCHEDULE_DELAY",
  ];
  afterEach(() => {
    for (const name of names) delete process.env[name];
  });

  test("a call continues the client's trace, its requests continue the call's, and log lines are exported", async () => {
    const received: { path: string; body: string }[] = [];
    const collector = createServer((req, res) => {
      let body = "";
      req.setEncoding("utf8").on("data", (chunk: string) => {
        body += chunk;
      });
      req.on("end", () => {
        received.push({ path: req.url ?? "", body });
        res.writeHead(200, { "content-type": "application/json" }).end("{}");
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void collector.close());
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_METRICS_EXPORTER: "none",
    };
    Object.assign(process.env, env);

    const { url, workspace, watched } = await startTeam(["--auth", "token"], { ...TOKENS, ...env });
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const { headers, body } = modern("get_me");
    const traced = {
      ...body,
      params: { ...body.params, _meta: { ...META, traceparent: `00-${traceId}-b7ad6b7169203331-01` } },
    };
    await ask(url, { headers: as(headers), body: traced });
    await watched.close();

    expect(workspace.traces.at(-1)).toMatch(new RegExp(`^00-${traceId}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`));
    const all = (path: string) =>
      received
        .filter((each) => each.path === path)
        .map((each) => each.body)
        .join("");
    const spans = all("/v1/traces");
    expect(spans).toContain('"name":"tools/call get_me"');
    expect(spans).toContain('"parentSpanId":"b7ad6b7169203331"');
    expect(spans).toContain('"name":"currentUser.me"');
    expect(spans.match(new RegExp(traceId, "g"))?.length).toBe(2);
    expect(all("/v1/logs")).toContain("get_me");
    expect(spans + all("/v1/logs")).not.toContain(ANA);
  });

  test("is not loaded unless it is configured", async () => {
    const parsed = parseConfig({
      argv: ["--http", "127.0.0.1:0"],
      env: {},
      name: "x",
      version: "1",
      known: { toolsets: [], tools: [] },
    });
    const watched = await openWatching(parsed.kind === "config" ? parsed.config : Object(), {
      env: { OTEL_RESOURCE_ATTRIBUTES: "a=b" },
      version: "1",
      redact: (text) => text,
      write: () => {},
    });
    expect(watched).toMatchObject({ metrics: undefined, metricsUrl: undefined });
  });
});

const read = (name: string) => readFileSync(new URL(`../../deploy/${name}`, import.meta.url), "utf8");

test("the load balancer chooses a replica by a header that the request for a session has, too", () => {
  // The ID of a session is not known before its replica has created it.
  const [, header] = /map \$http_(\w+) \$affinity/.exec(read("nginx/nginx.conf")) ?? [];
  expect(header).toBe("authorization");
});

describe("dashboard and alerts", () => {
  const used = (text: string) => [
    ...new Set([...text.matchAll(/\bmcp_databricks_\w+|\bnodejs_\w+|\bprocess_\w+/g)].map(([name]) => name)),
  ];

  test.each(["grafana/dashboard.json", "prometheus/alerts.yaml"])("%s uses metrics that exist", async (file) => {
    const metrics = createMetrics(LEVELS, "1");
    const text = await metrics.text();
    const known = new Set(
      [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = "", type]) =>
        type === "histogram" ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
      ),
    );
    const names = used(read(file));
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  test("the dashboard shows every metric of this server", async () => {
    const text = await createMetrics(LEVELS, "1").text();
    const own = [...text.matchAll(/^# TYPE (mcp_databricks_\w+)/gm)].map(([, name]) => name ?? "");
    const shown = used(read("grafana/dashboard.json")).map((name) => name.replace(/_(bucket|sum|count)$/, ""));
    expect(own.filter((name) => !shown.includes(name))).toEqual([]);
  });
});
