import { fileURLToPath } from "node:url";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as StdioClientTransportV1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as HttpClientTransportV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ResourceUpdatedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { bundle, startPeer } from "../support/peer.ts";

const CLUSTER = "0108-141530-etl00nly";
const URI = `databricks://clusters/${CLUSTER}`;
const INFO = { name: "end-to-end", version: "1.0.0" };
const EVERY_MS = 50;

let program: string;
beforeAll(async () => {
  program = await bundle(fileURLToPath(new URL("../support/watching-program.ts", import.meta.url)));
});

interface Workspace {
  readonly sandbox: Sandbox;
  readonly env: Record<string, string>;
  /** Number of reads of the cluster. */
  looks(): number;
  moreLooks(count: number): Promise<void>;
  /** A change of the cluster that happens once, immediately. */
  pin(): Promise<void>;
}

async function openWorkspace(everyMs: number): Promise<Workspace> {
  const sandbox = await startSandbox({ speed: 50, rateLimit: 10_000 });
  onTestFinished(() => sandbox.close());
  const looks = () => sandbox.requests.filter(({ path }) => path.endsWith("/clusters/get")).length;
  return {
    sandbox,
    env: {
      PATH: String(process.env.PATH),
      DATABRICKS_HOST: sandbox.url,
      DATABRICKS_TOKEN: sandbox.token,
      EVERY_MS: String(everyMs),
    },
    looks,
    async moreLooks(count) {
      const wanted = looks() + count;
      await expect.poll(looks, { timeout: 10_000 }).toBeGreaterThanOrEqual(wanted);
    },
    async pin() {
      const headers = { authorization: `Bearer ${sandbox.token}` };
      const body = JSON.stringify({ cluster_id: CLUSTER });
      const answer = await fetch(`${sandbox.url}/api/2.1/clusters/pin`, { method: "POST", headers, body });
      expect(answer.status).toBe(200);
    },
  };
}

/** The URL of a server for several clients, or a command that starts a separate server. */
type Reach = (workspace: Workspace) => Promise<URL | undefined>;

const overHttp =
  (...args: string[]): Reach =>
  async ({ env }) => {
    const server = startPeer(process.execPath, [program, "--http", "127.0.0.1:0", ...args], env);
    onTestFinished(() => server.kill("SIGKILL"));
    await server.said('"listening"');
    return new URL(/"url":"([^"]+)"/.exec(server.stderr())?.[1] ?? "");
  };
const overStdio: Reach = async () => undefined;

async function connect({ env }: Workspace, url: URL | undefined) {
  const client = new Client(INFO, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
  const command = { command: process.execPath, args: [program], env, stderr: "ignore" as const };
  await client.connect(url ? new StreamableHTTPClientTransport(url) : new StdioClientTransport(command));
  onTestFinished(() => client.close());
  const updates: string[] = [];
  client.setNotificationHandler("notifications/resources/updated", ({ params }) => void updates.push(params.uri));
  return { client, updates };
}

async function connectV1({ env }: Workspace, url: URL | undefined) {
  const client = new ClientV1(INFO);
  const command = { command: process.execPath, args: [program], env, stderr: "ignore" as const };
  await client.connect(url ? new HttpClientTransportV1(url) : new StdioClientTransportV1(command));
  onTestFinished(() => client.close());
  const updates: string[] = [];
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => void updates.push(params.uri));
  return { client, updates };
}

const quiet = () => new Promise((resolve) => setTimeout(resolve, 20 * EVERY_MS));

describe.each<[string, Reach]>([
  ["stdio", overStdio],
  ["HTTP", overHttp()],
  ["stateless HTTP", overHttp("--stateless")],
])("a 2026-07-28 client over %s", (_, reach) => {
  test("is notified of each change of a resource until it unsubscribes", async () => {
    const workspace = await openWorkspace(EVERY_MS);
    const { client, updates } = await connect(workspace, await reach(workspace));
    expect(client.getServerCapabilities()?.resources).toEqual({ subscribe: true });
    const subscription = await client.listen({
      resourceSubscriptions: [URI, "databricks://clusters", "databricks://nothing/7", URI],
      toolsListChanged: true,
    });
    expect(subscription.honoredFilter).toEqual({ resourceSubscriptions: [URI] });
    await workspace.moreLooks(3);
    expect(updates).toEqual([]);

    await workspace.pin();
    await workspace.moreLooks(4);
    expect(updates).toEqual([URI]);

    await client.callTool({ name: "start_cluster", arguments: { cluster_id: CLUSTER, wait_seconds: 30 } });
    await expect.poll(() => updates.length).toBeGreaterThan(1);
    await quiet();
    const told = updates.length;
    const { contents } = await client.readResource({ uri: URI });
    expect(JSON.stringify(contents)).toContain("RUNNING");
    await workspace.moreLooks(4);
    expect(updates).toHaveLength(told);

    await subscription.close();
    await quiet();
    const left = workspace.looks();
    await quiet();
    expect(workspace.looks()).toBe(left);
  });

  test("shares one reader among its streams", async () => {
    const workspace = await openWorkspace(600_000);
    const { client } = await connect(workspace, await reach(workspace));
    const first = await client.listen({ resourceSubscriptions: [URI] });
    await expect.poll(workspace.looks).toBe(1);
    const second = await client.listen({ resourceSubscriptions: [URI] });
    expect([first, second].map(({ honoredFilter }) => honoredFilter)).toEqual([
      { resourceSubscriptions: [URI] },
      { resourceSubscriptions: [URI] },
    ]);
    await quiet();
    expect(workspace.looks()).toBe(1);
  });
});

test("two 2026-07-28 clients of one server share a reader, which ends with the last; each is notified once", async () => {
  const workspace = await openWorkspace(EVERY_MS);
  const url = await overHttp()(workspace);
  const [one, two] = [await connect(workspace, url), await connect(workspace, url)];
  const filter = { resourceSubscriptions: [URI] };
  const streams = [await one.client.listen(filter), await two.client.listen(filter)];
  await workspace.moreLooks(2);
  await workspace.pin();
  await expect.poll(() => [one.updates, two.updates]).toEqual([[URI], [URI]]);
  await streams[0]?.close();
  await workspace.moreLooks(4);
  // This client does not close its stream.
  await two.client.close();
  await quiet();
  const left = workspace.looks();
  await quiet();
  expect(workspace.looks()).toBe(left);
  expect([one.updates, two.updates]).toEqual([[URI], [URI]]);
});

test.each<[string, Reach]>([
  ["stdio", overStdio],
  ["HTTP", overHttp()],
])("a 2025-era client over %s is notified as well", async (_, reach) => {
  const workspace = await openWorkspace(EVERY_MS);
  const { client, updates } = await connectV1(workspace, await reach(workspace));
  expect(client.getServerCapabilities()?.resources).toEqual({ subscribe: true });
  await client.subscribeResource({ uri: URI });
  await workspace.moreLooks(2);
  await workspace.pin();
  await expect.poll(() => updates).toEqual([URI]);
  await client.unsubscribeResource({ uri: URI });
  await quiet();
  const left = workspace.looks();
  await quiet();
  expect(workspace.looks()).toBe(left);
  await expect(client.subscribeResource({ uri: "databricks://clusters" })).rejects.toThrow(
    /does not support subscriptions/,
  );
});

test("a stateless server does not offer subscriptions to a 2025-era client", async () => {
  const workspace = await openWorkspace(EVERY_MS);
  const { client } = await connectV1(workspace, await overHttp("--stateless")(workspace));
  expect(client.getServerCapabilities()?.resources).toEqual({});
  await expect(client.subscribeResource({ uri: URI })).rejects.toThrow();
});

test("H26 a server with an open stream stops reading and exits immediately on a signal", async () => {
  const workspace = await openWorkspace(EVERY_MS);
  const server = startPeer(process.execPath, [program, "--http", "127.0.0.1:0"], workspace.env);
  onTestFinished(() => server.kill("SIGKILL"));
  await server.said('"listening"');
  const { client } = await connect(workspace, new URL(/"url":"([^"]+)"/.exec(server.stderr())?.[1] ?? ""));
  const subscription = await client.listen({ resourceSubscriptions: [URI] });
  await workspace.moreLooks(2);
  server.kill("SIGTERM");
  expect(await subscription.closed).toBe("graceful");
  expect((await server.exit()).code).toBe(0);
});
