import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Resource } from "../../src/core/resources/define.ts";
import { createWatcher } from "../../src/core/resources/watch.ts";
import type { Tool } from "../../src/core/tool.ts";
import { resources } from "../../src/resources/index.ts";
import type { ClientConnection } from "../../src/server/connection.ts";
import { createServerFactory } from "../../src/server.ts";
import { catalogue } from "../../src/tools/index.ts";
import { connect } from "../support/harness.ts";
import { on, platformError, useWorkspace } from "../support/workspace.ts";

useWorkspace();

const uri = "databricks://jobs/runs/7";
const EVERY_MS = 40;

/** A run whose duration increases with every read. */
async function opened({
  served = { tools: catalogue, resources },
  everyMs = EVERY_MS,
}: {
  served?: { readonly tools: readonly Tool[]; readonly resources: readonly Resource[] };
  everyMs?: number;
} = {}) {
  let state: object | { fault: () => Response } = { life_cycle_state: "RUNNING", state_message: "In run" };
  let run_duration = 0;
  const reads = on("GET /api/2.2/jobs/runs/get", () => {
    run_duration += 60_000;
    if ("fault" in state) return state.fault();
    return { run_id: 7, run_name: "nightly-etl", state, run_duration: "result_state" in state ? 1000 : run_duration };
  });
  on("GET /api/2.2/jobs/runs/get-output", {});
  const { runtime } = await connect({ tools: [] });
  const makeServer = createServerFactory({
    version: "0.0.0-test",
    workspaces: [{ name: "default", runtime }],
    ...served,
    prompts: [],
    watcher: createWatcher({ everyMs }),
  });
  return {
    makeServer,
    reads,
    become: (next: object) => {
      state = next;
    },
  };
}

/** The run, and `subscriber`s of one process and caller. */
async function watched(options: { everyMs?: number } = {}) {
  const { makeServer, reads, become } = await opened(options);
  return {
    reads,
    /** Resolves after this many more reads of the run. */
    moreReads: async (count: number) => {
      const wanted = reads.length + count;
      await expect.poll(() => reads.length, { timeout: 5000, interval: 5 }).toBeGreaterThanOrEqual(wanted);
    },
    become,
    async subscriber() {
      const [near, far] = InMemoryTransport.createLinkedPair();
      await makeServer({ scope: "ana", transport: "stdio", era: "legacy" }).connect(far);
      const client = new Client({ name: "test", version: "1.0.0" });
      await client.connect(near);
      onTestFinished(() => client.close());
      const updates: string[] = [];
      client.setNotificationHandler("notifications/resources/updated", ({ params }) => void updates.push(params.uri));
      await client.subscribeResource({ uri });
      return { client, updates };
    },
  };
}

describe("subscriptions to a run", () => {
  test("report each change of state once to every subscriber, but not a changed duration", async () => {
    const { become, moreReads, subscriber } = await watched();
    const [one, two] = [await subscriber(), await subscriber()];
    await moreReads(4);
    expect([one.updates, two.updates]).toEqual([[], []]);

    become({ life_cycle_state: "TERMINATING" });
    await moreReads(4);
    expect([one.updates, two.updates]).toEqual([[uri], [uri]]);

    become({ life_cycle_state: "TERMINATED", result_state: "FAILED" });
    await moreReads(4);
    expect([one.updates, two.updates]).toEqual([
      [uri, uri],
      [uri, uri],
    ]);
  });

  test("a deleted run is one change; a temporary failure is not a change", async () => {
    const { become, moreReads, subscriber } = await watched();
    const { updates } = await subscriber();
    await moreReads(2);
    become({ fault: () => platformError(403, "PERMISSION_DENIED", "Not now") });
    await moreReads(3);
    become({ life_cycle_state: "RUNNING", state_message: "In run" });
    await moreReads(3);
    expect(updates).toEqual([]);
    become({ fault: () => platformError(400, "INVALID_PARAMETER_VALUE", "Run 7 does not exist.") });
    await moreReads(4);
    expect(updates).toEqual([uri]);
  });

  test("share one reader", async () => {
    // Within this test only a separate reader would read a second time.
    const { reads, subscriber } = await watched({ everyMs: 600_000 });
    await subscriber();
    await expect.poll(() => reads.length).toBe(1);
    const second = await subscriber();
    await second.client.ping();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(reads).toHaveLength(1);
  });

  test("end with the last subscriber, by unsubscribing or disconnecting", async () => {
    const { reads, moreReads, subscriber } = await watched();
    const [one, two] = [await subscriber(), await subscriber()];
    await moreReads(2);
    await one.client.unsubscribeResource({ uri });
    await moreReads(2);
    await two.client.close();
    const left = reads.length;
    await new Promise((resolve) => setTimeout(resolve, 10 * EVERY_MS));
    // A read in progress may still arrive.
    expect(reads.length - left).toBeLessThanOrEqual(1);

    // A new subscription works again.
    const three = await subscriber();
    await moreReads(2);
    expect(three.updates).toEqual([]);
  });
});

test("a cluster changes with its state, not with the order of its maps", async () => {
  let state = "PENDING";
  const reads = on("GET /api/2.1/clusters/get", () => {
    const tags = Object.entries({ team: "data", cost: "7" });
    const custom_tags = Object.fromEntries(reads.length % 2 ? tags : tags.reverse());
    return { cluster_id: "0115-093012-abcd1234", state, custom_tags };
  });
  const { makeServer } = await opened();
  const seen: string[] = [];
  const subscription = makeServer.subscribe("ana", "databricks://clusters/0115-093012-abcd1234", () =>
    seen.push(state),
  );
  if ("problem" in subscription) throw new Error(subscription.problem);
  onTestFinished(subscription.stop);
  const moreReads = async (count: number) => {
    const wanted = reads.length + count;
    await expect.poll(() => reads.length, { timeout: 5000, interval: 5 }).toBeGreaterThanOrEqual(wanted);
  };
  await moreReads(4);
  expect(seen).toEqual([]);
  state = "RUNNING";
  await moreReads(3);
  expect(seen).toEqual(["RUNNING"]);
});

describe("resources that support subscriptions", () => {
  const refusal = async (served: { tools: readonly Tool[]; resources: readonly Resource[] }, address: string) => {
    const { makeServer } = await opened({ served });
    const subscription = makeServer.subscribe("ana", address, () => {});
    if ("stop" in subscription) subscription.stop();
    return "problem" in subscription ? subscription.problem : undefined;
  };
  const all = { tools: catalogue, resources };

  test.each([
    "databricks://clusters/0115-093012-abcd1234",
    "databricks://jobs/runs/7",
    "databricks://pipelines/1a2b3c4d-0000-4000-8000-000000000000",
    "databricks://sql/statements/01ef0000-0000-1000-8000-000000000000",
  ])("%s does", async (address) => {
    expect(await refusal(all, address)).toBeUndefined();
  });

  test.each([
    "databricks://clusters",
    "databricks://jobs/runs/seven",
    "databricks://results/00000000",
    "databricks://nothing/7",
    "file:///etc/passwd",
  ])("%s does not, and the error lists those that do", async (address) => {
    expect(await refusal(all, address)).toMatch(
      /^This resource does not support subscriptions\. .*databricks:\/\/jobs\/runs/,
    );
  });

  test("X11 a resource whose tool is not served does not", async () => {
    expect(await refusal({ ...all, tools: [] }, uri)).toMatch(/none on this server/);
  });

  test("a caller has at most 64 subscriptions, independent of other callers", async () => {
    const { makeServer } = await opened({ served: all, everyMs: 600_000 });
    const subscribe = (scope: string, run: number) =>
      makeServer.subscribe(scope, `databricks://jobs/runs/${run}`, () => {});
    const begun = Array.from({ length: 64 }, (_, run) => subscribe("ana", run + 1));
    expect(begun.filter((each) => "problem" in each)).toEqual([]);
    expect(subscribe("ana", 65)).toMatchObject({
      problem: expect.stringMatching(/^The limit of 64 subscriptions is reached/),
    });
    const [first, ...others] = [...begun, subscribe("bob", 65)];
    // Stopping twice frees only one subscription.
    for (const each of [first, first]) if (each && "stop" in each) each.stop();
    const next = subscribe("ana", 65);
    expect([next, subscribe("ana", 66)]).toMatchObject([
      { stop: expect.any(Function) },
      { problem: expect.any(String) },
    ]);
    for (const each of [...others, next]) if ("stop" in each) each.stop();
  });
});

describe("the advertised subscription capability", () => {
  const capabilities = async (
    served: { readonly tools: readonly Tool[]; readonly resources: readonly Resource[] },
    connection: ClientConnection,
  ) => (await opened({ served })).makeServer(connection).getCapabilities().resources;
  const all = { tools: catalogue, resources };

  test.each<ClientConnection>([
    { scope: "a", transport: "stdio", era: "legacy" },
    { scope: "a", transport: "stdio", era: "modern" },
    { scope: "a", transport: "http", era: "legacy" },
    { scope: "a", transport: "http", era: "modern", stateless: true },
  ])("is there over %o", async (connection) => {
    expect(await capabilities(all, connection)).toEqual({ subscribe: true });
    expect(await capabilities({ ...all, tools: [] }, connection)).toEqual({});
  });

  test("is not there for a 2025-era client without a lasting connection", async () => {
    const connection = { scope: "a", transport: "http", era: "legacy", stateless: true } as const;
    expect(await capabilities(all, connection)).toEqual({});
  });
});
