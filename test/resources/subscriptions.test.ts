import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { describe, expect, onTestFinished, test } from "vitest";
import { createWatcher } from "../../src/core/watch.ts";
import * as jobs from "../../src/resources/jobs.ts";
import { createServerFactory } from "../../src/server.ts";
import { catalogue } from "../../src/tools/index.ts";
import { connect } from "../support/harness.ts";
import { on, useWorkspace } from "../support/workspace.ts";

useWorkspace();

const uri = "databricks://jobs/runs/7";
const EVERY_MS = 40;

/** A run whose clock goes on with every look, and `subscriber`s of one process and one caller. */
async function watched({ everyMs = EVERY_MS } = {}) {
  let state: object = { life_cycle_state: "RUNNING", state_message: "In run" };
  let run_duration = 0;
  const looks = on("GET /api/2.2/jobs/runs/get", () => {
    run_duration += 60_000;
    return { run_id: 7, run_name: "nightly-etl", state, run_duration: "result_state" in state ? 1000 : run_duration };
  });
  const { runtime } = await connect({ tools: [] });
  const makeServer = createServerFactory({
    version: "0.0.0-test",
    workspaces: [{ name: "default", runtime }],
    tools: catalogue,
    resources: Object.values(jobs),
    prompts: [],
    watcher: createWatcher({ everyMs }),
  });
  return {
    looks,
    /** Resolves when the run was looked at so many times more. */
    moreLooks: async (count: number) => {
      const wanted = looks.length + count;
      await expect.poll(() => looks.length, { timeout: 5000, interval: 5 }).toBeGreaterThanOrEqual(wanted);
    },
    become: (next: object) => {
      state = next;
    },
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
  test("tell every subscriber once of each change of state, and of no tick of the clock", async () => {
    const { become, moreLooks, subscriber } = await watched();
    const [one, two] = [await subscriber(), await subscriber()];
    await moreLooks(4);
    expect([one.updates, two.updates]).toEqual([[], []]);

    become({ life_cycle_state: "TERMINATING" });
    await moreLooks(4);
    expect([one.updates, two.updates]).toEqual([[uri], [uri]]);

    become({ life_cycle_state: "TERMINATED", result_state: "FAILED" });
    await moreLooks(4);
    expect([one.updates, two.updates]).toEqual([
      [uri, uri],
      [uri, uri],
    ]);
  });

  test("share one reader", async () => {
    // Nothing looks a second time within this test but a reader of one's own.
    const { looks, subscriber } = await watched({ everyMs: 600_000 });
    await subscriber();
    await expect.poll(() => looks.length).toBe(1);
    const second = await subscriber();
    await second.client.ping();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(looks).toHaveLength(1);
  });

  test("end with the last subscriber, whether it unsubscribes or leaves", async () => {
    const { looks, moreLooks, subscriber } = await watched();
    const [one, two] = [await subscriber(), await subscriber()];
    await moreLooks(2);
    await one.client.unsubscribeResource({ uri });
    await moreLooks(2);
    await two.client.close();
    const left = looks.length;
    await new Promise((resolve) => setTimeout(resolve, 10 * EVERY_MS));
    // A look that was under way may still arrive.
    expect(looks.length - left).toBeLessThanOrEqual(1);

    // Who comes back is served again.
    const three = await subscriber();
    await moreLooks(2);
    expect(three.updates).toEqual([]);
  });
});
