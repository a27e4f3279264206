import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { type Peer, startPeer } from "../support/peer.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const token = "night-2026-01-15";
const NO_QUERY = "00000000-0000-0000-0000-000000000000";

async function start(sandbox: Sandbox): Promise<Peer> {
  const peer = startPeer(process.execPath, [CLI, "--insecure-loopback"], {
    PATH: process.env.PATH,
    DATABRICKS_HOST: sandbox.url,
    DATABRICKS_TOKEN: sandbox.token,
  });
  onTestFinished(() => peer.kill("SIGKILL"));
  await peer.initialize();
  return peer;
}

async function call(peer: Peer, id: string, tool: string, args: object): Promise<Record<string, unknown>> {
  peer.call(id, tool, args);
  const { result } = await peer.answer(id);
  expect(result).not.toMatchObject({ isError: true });
  return Object(result?.structuredContent);
}

describe("the built command, killed after a run was started", () => {
  test.each([
    ["run_job", /\/jobs\/run-now$/],
    ["submit_run", /\/jobs\/runs\/submit$/],
  ])("D22 %s repeated by a new process with the same token results in one run", async (tool, path) => {
    const sandbox = await startSandbox({ speed: 1, rateLimit: 1000 });
    onTestFinished(() => sandbox.close());
    const posts = () => sandbox.requests.filter((request) => path.test(request.path));
    const first = await start(sandbox);
    const { jobs } = await call(first, "jobs", "list_jobs", {});
    const job_id = Object(jobs)[0].job_id;
    const before = Object(await call(first, "before", "list_job_runs", {})).runs.length;
    const tasks = [{ task_key: "a", sql_task: { warehouse_id: "0".repeat(16), query: { query_id: NO_QUERY } } }];
    const args = { ...(tool === "run_job" ? { job_id } : { run_name: "once", tasks }), idempotency_token: token };

    first.call("killed", tool, { ...args, wait_seconds: 600 });
    await expect.poll(() => posts().length, { timeout: 15_000, interval: 5 }).toBe(1);
    first.kill("SIGKILL");
    await first.exit();

    const second = await start(sandbox);
    const { run_id } = await call(second, "again", tool, { ...args, wait_seconds: 0 });
    expect(posts().length).toBe(2);
    const { runs } = await call(second, "after", "list_job_runs", {});
    expect(Object(runs).length).toBe(before + 1);
    expect(Object(runs)[0]).toMatchObject({ run_id });
  });
});
