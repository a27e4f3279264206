import { expect, test } from "vitest";
import { META } from "../support/http-peer.ts";
import { type CallerName, call, redisServer, redisServerWithTls, replica, send, until, workspace } from "./cluster.ts";

/** Calls a tool whose result is too long to be shown, and returns the address where it is kept. */
async function linkFrom(url: URL, caller: CallerName): Promise<string> {
  const { text } = await call(url, caller, "export_notebook", { path: "/Users/ana/long" });
  return /databricks:\/\/results\/[\w-]+/.exec(text)?.[0] ?? text;
}

const read = async (url: URL, caller: CallerName, uri: string) => {
  const headers = { "mcp-protocol-version": "2026-07-28", "mcp-method": "resources/read", "mcp-name": uri };
  return (await send(url, caller, "resources/read", { uri, _meta: META }, headers)).text;
};

const LINE = /print\('a line of it'\)/g;

test("a linked result is read at another replica, by its caller, also when the first one is gone; without Redis only there", async () => {
  const redis = await redisServer();
  const program = await redis.open();
  const { origin } = await workspace();
  const options = { redis: redis.url, workspace: origin, flags: ["--toolsets", "all"] };
  const [a, b] = await Promise.all([replica(options), replica(options)]);
  const uri = await linkFrom(a.url, "ana");
  expect((await read(b.url, "ana", uri)).match(LINE)).toHaveLength(20_000);
  expect(await read(b.url, "bert", uri)).not.toMatch(LINE);
  await a.end("SIGKILL");
  expect((await read(b.url, "ana", uri)).match(LINE)).toHaveLength(20_000);
  const own = await linkFrom(b.url, "ana");
  await program.end("SIGKILL");
  expect(await read(b.url, "ana", uri)).not.toMatch(LINE);
  expect((await read(b.url, "ana", own)).match(LINE)).toHaveLength(20_000);
});

test("Redis with TLS is used if its certificate is trusted, and not otherwise", async () => {
  const redis = await redisServerWithTls();
  const { origin } = await workspace();
  const options = { redis: redis.url, workspace: origin, flags: ["--toolsets", "all"] };
  const trusting = { ...options, env: { NODE_EXTRA_CA_CERTS: redis.authority } };
  const [a, b, wary] = await Promise.all([replica(trusting), replica(trusting), replica(options)]);
  const uri = await linkFrom(a.url, "ana");
  expect((await read(b.url, "ana", uri)).match(LINE)).toHaveLength(20_000);
  expect(a.said()).toContain("redis is reachable");
  await wary.says("redis cannot be reached");
  expect(wary.said()).toContain("DEPTH_ZERO_SELF_SIGNED_CERT");
  expect(await read(wary.url, "ana", uri)).not.toMatch(LINE);
  await until(() => wary.said().includes("redis is away"));
  expect(wary.said()).not.toContain("redis is reachable");
});
