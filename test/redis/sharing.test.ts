import { expect, test } from "vitest";
import { META } from "../support/http-peer.ts";
import { type CallerName, call, redisServer, replica, send, start, until, workspace } from "./cluster.ts";

const ELICITS = { ...META, "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} } } };

/** A call of a client that can ask its user. */
const ask = (url: URL, caller: CallerName, more: object = {}) =>
  call(url, caller, "delete_cluster", { cluster_id: "0101-000000-abcdef12" }, { _meta: ELICITS, ...more });

const answerTo = (asked: Awaited<ReturnType<typeof ask>>) => {
  const [key = ""] = Object.keys(asked.json?.result?.inputRequests ?? {});
  const inputResponses = { [key]: { action: "accept", content: { confirm: true } } };
  return { requestState: asked.json?.result?.requestState, inputResponses };
};

const textOf = ({ json }: Awaited<ReturnType<typeof ask>>): string => JSON.stringify(json);

async function two(password?: string) {
  const redis = await redisServer(password);
  const program = await redis.open();
  const { origin } = await workspace();
  const options = { redis: redis.url, workspace: origin, flags: ["--toolsets", "all"] };
  return { redis, program, options, a: await replica(options), b: await replica(options) };
}

test("a question of one replica is answered at another, once, and only by its caller", async () => {
  const { a, b } = await two();
  const asked = await ask(a.url, "ana");
  const answer = answerTo(asked);
  expect(textOf(await ask(b.url, "bert", answer))).toContain("belongs to another call");
  expect(textOf(await ask(b.url, "ana", answer))).not.toContain("Refused");
  expect(textOf(await ask(a.url, "ana", answer))).toContain("already used");
  expect(textOf(await ask(b.url, "ana", answer))).toContain("already used");
});

test("while Redis is away, an answer counts only if this replica asked after that", async () => {
  const { a, b, program, redis } = await two();
  const before = answerTo(await ask(a.url, "ana"));
  await program.end("SIGKILL");
  await until(() => [a, b].every((each) => each.said().includes("redis is away")));
  expect(textOf(await ask(a.url, "ana", before))).toContain("cannot check now");
  const after = answerTo(await ask(a.url, "ana"));
  expect(textOf(await ask(b.url, "ana", after))).toContain("cannot check now");
  expect(textOf(await ask(a.url, "ana", after))).not.toContain("Refused");
  expect(textOf(await ask(a.url, "ana", after))).toContain("already used");
  await redis.open();
  await until(async () => /reachable.*reachable/s.test(a.said()) && /reachable.*reachable/s.test(b.said()));
  // Redis has lost the key: the replicas agree on one again.
  await until(async () => !/Refused|mac/.test(textOf(await ask(b.url, "bert", answerTo(await ask(a.url, "bert"))))));
});

test.each([
  ["decline", "declined"],
  ["cancel", "dismissed"],
])("a %s counts at every replica", async (action, refused) => {
  const { a, b } = await two();
  const asked = await ask(a.url, "ana");
  const [key = ""] = Object.keys(asked.json?.result?.inputRequests ?? {});
  const no = { requestState: asked.json?.result?.requestState, inputResponses: { [key]: { action } } };
  expect(textOf(await ask(b.url, "ana", no))).toContain(refused);
  expect(textOf(await ask(a.url, "ana"))).toMatch(/same question|this very call/);
});

test("a session stays with its replica, and another one answers 404", async () => {
  const { a, b } = await two();
  const clientInfo = { name: "peer", version: "1" };
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
  const { session = "" } = await send(a.url, "ana", "initialize", params);
  const list = (url: URL) =>
    send(url, "ana", "tools/list", {}, { "mcp-session-id": session, "mcp-protocol-version": "2025-11-25" });
  expect((await list(a.url)).status).toBe(200);
  expect((await list(b.url)).status).toBe(404);
});

test("Redis holds no token, no caller's name and no password of its own, and the logs do not either", async () => {
  const password = "a-password-of-redis";
  const { a, options, redis } = await two(password);
  await call(a.url, "ana", "list_clusters");
  await ask(a.url, "ana");
  const wrong = await replica({ ...options, redis: redis.url.replace(password, "another-password") });
  await wrong.says("redis cannot be reached");
  const dump = start("redis-cli", ["-p", String(redis.port), "-a", password, "--no-auth-warning", "keys", "*"]);
  await dump.says("facts");
  expect(dump.said()).not.toMatch(/ana|127\.0\.0\.1/);
  expect(
    dump
      .said()
      .trim()
      .split("\n")
      .every((key) => key.startsWith("mcp-server-databricks:{")),
  ).toBe(true);
  expect(a.said() + wrong.said()).not.toMatch(/a-password-of-redis|another-password/);
});
