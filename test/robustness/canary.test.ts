import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Peer, startPeer } from "../support/peer.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

const TOKEN = "dapicafe0123456789abcdef0123456789ab";
const PROXY_PASSWORD = "pr0xy-canary-pass";
const SIGNATURE = "c4n4rySignature%2Fabc%3D";
/** Secrets that a tool is given to store, and that must not come back from the workspace. */
const SECRET_VALUE = "canary-secret-value-8f2b";
const GIT_TOKEN = "ghp_canaryCanaryCanary0123456789abcdef";
const OTHER_TOKEN = "dapi00facade00facade00facade00facade";
const PRESIGNED = `https://bucket.s3.eu-west-1.amazonaws.com/r?X-Amz-Credential=AKIACANARYCANARY0123&X-Amz-Signature=${SIGNATURE}`;
const JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJjYW5hcnktand0In0.c2lnbmF0dXJlLWNhbmFyeQ";
const CANARIES = [
  TOKEN.slice(4),
  OTHER_TOKEN.slice(4),
  PROXY_PASSWORD,
  SIGNATURE,
  "AKIACANARYCANARY0123",
  SECRET_VALUE,
  GIT_TOKEN,
  "c2lnbmF0dXJlLWNhbmFyeQ",
  ...[TOKEN, SECRET_VALUE, GIT_TOKEN].map((secret) => Buffer.from(secret).toString("base64")),
];

/** Everything a workspace could blurt out, in each form it has for it. */
const BLURT = `Authorization: Bearer ${TOKEN}; ${OTHER_TOKEN}; ${PRESIGNED}; http://user:${PROXY_PASSWORD}@proxy:3128; ${JWT}; ${Buffer.from(TOKEN).toString("base64")}`;

/** A workspace that repeats every secret it knows, as an error or as an answer. */
async function blurting(status: number): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      response.writeHead(status, { "content-type": "application/json", "x-request-id": BLURT });
      const common = {
        message: `${body} ${BLURT}`,
        error_code: "BAD_REQUEST",
        details: [{ request_id: BLURT, debug: body }],
      };
      const told = {
        cluster_id: "c",
        cluster_name: BLURT,
        comment: BLURT,
        name: BLURT,
        token_value: TOKEN,
        state: "RUNNING",
        state_message: BLURT,
      };
      const rows = {
        statement_id: "s",
        status: { state: "SUCCEEDED" },
        manifest: { format: "JSON_ARRAY", schema: { columns: [{ name: BLURT, position: 0 }] } },
        result: { data_array: [[BLURT]], external_links: [{ external_link: PRESIGNED, chunk_index: 0 }] },
      };
      const lists = {
        clusters: [told],
        scopes: [{ name: BLURT }],
        jobs: [{ job_id: 1, settings: { name: BLURT } }],
        credentials: [{ credential_id: 1, git_username: BLURT, git_provider: "gitHub" }],
      };
      response.end(JSON.stringify(status === 200 ? { ...told, ...rows, ...lists } : common));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The built program before a workspace like that, with a proxy whose address holds a password. */
async function start(status: number, more: readonly string[] = []): Promise<Peer> {
  const args = [CLI, "--insecure-loopback", "--toolsets", "all", "--log-level", "debug", "--confirm", "never", ...more];
  const peer = startPeer(process.execPath, args, {
    PATH: process.env.PATH,
    DATABRICKS_HOST: await blurting(status),
    DATABRICKS_TOKEN: TOKEN,
    HTTPS_PROXY: `http://user:${PROXY_PASSWORD}@127.0.0.1:9`,
  });
  onTestFinished(() => peer.kill("SIGKILL"));
  return peer;
}

const CALLS: readonly (readonly [name: string, args: object])[] = [
  ["list_clusters", {}],
  ["get_cluster", { cluster_id: "c" }],
  ["list_jobs", {}],
  ["list_secret_scopes", {}],
  ["execute_sql", { statement: "SELECT 1", warehouse_id: "w" }],
  ["set_secret", { scope: "s", key: "k", string_value: SECRET_VALUE }],
  ["create_git_credential", { git_provider: "gitHub", git_username: "u", personal_access_token: GIT_TOKEN }],
  ["list_git_credentials", {}],
  ["call_api", { operation: "clusters.get", parameters: { cluster_id: "c" } }],
  // Refusals repeat arguments, and must not repeat these.
  ["create_git_credential", { git_provider: GIT_TOKEN, personal_access_token: 7 }],
  ["get_cluster", { cluster_id: "c", stray: TOKEN }],
  ["get_cluster", { cluster_id: "c", [TOKEN]: 1 }],
  [`tool_${OTHER_TOKEN}`, {}],
];

/** The secrets that escaped, with the text around them. */
const found = (bytes: string): string[] =>
  CANARIES.filter((canary) => bytes.includes(canary)).map((canary) => {
    const at = bytes.indexOf(canary);
    return bytes.slice(Math.max(0, at - 200), at + canary.length);
  });

describe.each([200, 403, 500])("X07 a workspace that answers %i and everything it knows", (status) => {
  test("over stdio: no secret on stdout or stderr", async () => {
    const peer = await start(status);
    let bytes = "";
    peer.child.stdout.on("data", (chunk: string) => {
      bytes += chunk;
    });
    await peer.initialize();
    for (const [id, [name, args]] of CALLS.entries()) peer.call(id, name, args);
    for (const id of CALLS.keys()) await peer.answer(id);
    peer.raw(`{"jsonrpc":"2.0","id":99,"method":"${TOKEN}"}\n${TOKEN} is no JSON\n`);
    await peer.answer(99);
    peer.child.stdin.end();
    await peer.exit();
    expect(bytes.length).toBeGreaterThan(2_000);
    expect(found(bytes)).toEqual([]);
    expect(found(peer.stderr())).toEqual([]);
  });
});

test("X07 over HTTP: no secret in an answer or on stderr", async () => {
  const peer = await start(403, ["--http", "127.0.0.1:0"]);
  await peer.said('"listening"');
  const url = /"url":"([^"]+)"/.exec(peer.stderr())?.[1] ?? "";
  const headers = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    authorization: `Bearer ${OTHER_TOKEN}`,
  };
  const post = (body: object | string, more: Record<string, string> = {}) =>
    fetch(url, {
      method: "POST",
      headers: { ...headers, ...more },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "peer", version: "1" } };
  const opened = await post({ jsonrpc: "2.0", id: 0, method: "initialize", params });
  const session = { "mcp-session-id": opened.headers.get("mcp-session-id") ?? "" };
  let bytes = await opened.text();
  for (const [id, [name, args]] of CALLS.entries()) {
    const answer = await post(
      { jsonrpc: "2.0", id: id + 1, method: "tools/call", params: { name, arguments: args } },
      session,
    );
    bytes += JSON.stringify([...answer.headers]) + (await answer.text());
  }
  for (const bad of [TOKEN, `{"jsonrpc":"2.0","id":1,"method":"${TOKEN}"}`])
    bytes += await (await post(bad, session)).text();
  bytes += await (await post("{}", { "mcp-session-id": TOKEN })).text();
  bytes += await (await fetch(`${url}/${TOKEN}`)).text();
  peer.kill("SIGTERM");
  await peer.exit();
  expect(bytes.length).toBeGreaterThan(2_000);
  expect(found(bytes)).toEqual([]);
  expect(found(peer.stderr())).toEqual([]);
});
