import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { ask, modern } from "../support/http-peer.ts";
import { startPeer } from "../support/peer.ts";
import { AUDIENCE, startIssuer } from "../support/sign-in/issuer.ts";
import { teamWorkspace } from "../support/team.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

test("the built command is a service: sign-in, the caller's identity, metrics, traces, audit, and a clean end", async () => {
  const [issuer, workspace] = [await startIssuer(), await teamWorkspace()];
  const exported: string[] = [];
  const collector = createServer((req, res) => {
    exported.push(req.url ?? "");
    req.resume().on("end", () => res.writeHead(200).end());
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  const oauth = ["--auth", "oauth", "--auth-issuer", issuer.url, "--public-url", AUDIENCE, "--act-as", "user"];
  const http = ["--http", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--log-level", "info"];
  const server = startPeer(process.execPath, [CLI, "--insecure-loopback", ...http, ...oauth], {
    PATH: process.env.PATH,
    DATABRICKS_HOST: workspace.origin,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_METRICS_EXPORTER: "none",
  });
  onTestFinished(() => {
    server.kill("SIGKILL");
    collector.close();
  });
  await server.said('"listening"');
  const urlOf = (event: string) =>
    new URL(new RegExp(`"event":"${event}","url":"([^"]+)"`).exec(server.stderr())?.[1] ?? "");
  const [url, metrics] = [urlOf("listening"), urlOf("metrics")];

  const { headers, body } = modern("get_connection");
  expect((await ask(url, { headers, body })).headers["www-authenticate"]).toContain("oauth-protected-resource");
  const token = await issuer.token({ sub: "ana", email: "ana@example.com" });
  const { json } = await ask(url, { headers: { ...headers, authorization: `Bearer ${token}` }, body });
  expect(json.result?.structuredContent).toMatchObject({ user_name: "secret-of-ana", auth_type: "token-exchange" });
  expect(await (await fetch(metrics)).text()).toContain(
    'mcp_databricks_calls_total{tool="get_connection",outcome="ok"} 1',
  );

  server.kill("SIGTERM");
  expect((await server.exit()).code).toBe(0);
  expect(exported).toContain("/v1/traces");
  const calls = server
    .stderr()
    .split("\n")
    .filter((line) => line.includes('"event":"call"'));
  expect(calls.map((line) => JSON.parse(line))).toMatchObject([
    { user: "ana@example.com", tool: "get_connection", outcome: "ok" },
  ]);
  expect(server.stderr()).not.toContain(token);
});
