import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { type Connect, OFFICIAL, type OfficialClient } from "../support/clients.ts";
import { startPeer } from "../support/peer.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
/** Tens of minutes of work. */
const ENDLESS = "SELECT count(*) FROM range(1000000) a CROSS JOIN range(1000000) b WHERE (a.id + b.id) % 7 = 3";
const cluster_id = "0115-093012-abcd1234";

interface Execution {
  readonly status: string;
  readonly query_end_time_ms?: number;
}

interface Scene {
  readonly sandbox: Sandbox;
  readonly client: OfficialClient;
  /** The statements of the workspace's own history, newest first. */
  statements(): Promise<readonly Execution[]>;
  /** The paths of the requests that match, in the order in which they arrived. */
  seen(path: RegExp): readonly string[];
}

async function open(transport: "stdio" | "HTTP", connect: Connect): Promise<Scene> {
  const sandbox = await startSandbox({ speed: 20, rateLimit: 1000 });
  onTestFinished(() => sandbox.close());
  const env = { PATH: String(process.env.PATH), DATABRICKS_HOST: sandbox.url, DATABRICKS_TOKEN: sandbox.token };
  const options = ["--insecure-loopback", "--access", "destructive"];
  let client: OfficialClient;
  if (transport === "stdio") {
    client = await connect({ command: process.execPath, args: [CLI, ...options], env });
  } else {
    const server = startPeer(process.execPath, [CLI, ...options, "--http", "127.0.0.1:0"], env);
    onTestFinished(() => server.kill("SIGKILL"));
    await server.said('"listening"');
    client = await connect(new URL(/"url":"([^"]+)"/.exec(server.stderr())?.[1] ?? ""));
  }
  onTestFinished(() => client.close());
  return {
    sandbox,
    client,
    async statements() {
      const response = await fetch(new URL("/api/2.0/sql/history/queries", sandbox.url), {
        headers: { authorization: `Bearer ${sandbox.token}` },
      });
      return Object(await response.json()).res;
    },
    seen: (wanted) => sandbox.requests.map(({ path }) => path).filter((path) => wanted.test(path)),
  };
}

const states = async ({ statements }: Scene) => (await statements()).map(({ status }) => status);

/** Cancels a call and waits for its end at the client. */
async function giveUp(call: Promise<unknown>, controller: AbortController): Promise<void> {
  controller.abort(new Error("given up"));
  await expect(call).rejects.toThrow("given up");
}

const clients = OFFICIAL.filter(([title]) => title === "v1" || title === "v2, auto");
const [v1, v2] = clients;
if (!v1 || !v2) throw new Error("the official clients have other names now");
const peers = (["stdio", "HTTP"] as const).flatMap((transport) =>
  clients.map(([title, , connect]) => [transport, title, connect] as const),
);

describe.each(peers)("a call cancelled over %s by %s", (transport, _title, connect) => {
  test("D10 a ten-minute statement is CANCELED in the workspace", {
    timeout: 60_000,
  }, async () => {
    const scene = await open(transport, connect);
    // As soon as the workspace has it, and when it has run for a while.
    for (const state of ["QUEUED", "RUNNING"]) {
      const stop = new AbortController();
      const args = { statement: ENDLESS, wait_seconds: 600 };
      const call = scene.client.call("execute_sql_read_only", args, { signal: stop.signal });
      call.catch(() => {});
      const reached = state === "QUEUED" ? ["QUEUED", "RUNNING"] : ["RUNNING"];
      await expect
        .poll(async () => reached.includes((await states(scene))[0] ?? ""), { timeout: 20_000, interval: 20 })
        .toBe(true);
      if (state === "RUNNING") await new Promise((resolve) => setTimeout(resolve, 700));
      await giveUp(call, stop);
      await expect.poll(async () => (await states(scene))[0], { timeout: 10_000, interval: 20 }).toBe("CANCELED");
      // It had minutes left, so it ended because it was cancelled. Its end time is recorded.
      const [{ query_end_time_ms = 0 } = {}] = await scene.statements();
      expect(query_end_time_ms).toBeGreaterThan(0);
    }
    expect(scene.seen(/\/statements\/[^/]+\/cancel$/)).toHaveLength(2);
    // The cancelled work does not delay others.
    const next = await scene.client.call("execute_sql_read_only", { statement: "SELECT 7 AS seven" });
    expect(next.structuredContent).toMatchObject({ state: "SUCCEEDED", rows: [["7"]] });
  });
});

describe.each([
  ["stdio", "v2, auto", v2[2]],
  ["HTTP", "v1", v1[2]],
] as const)("a call cancelled over %s by %s", (transport, _title, connect) => {
  test("D10 a command is cancelled on its cluster, and its context stays usable", {
    timeout: 60_000,
  }, async () => {
    const scene = await open(transport, connect);
    const { client } = scene;
    const made = await client.call("execute_command", { cluster_id, command: "mark = 'kept'" });
    const context_id = made.structuredContent?.context_id;
    const stop = new AbortController();
    let began = () => {};
    const running = new Promise<void>((resolve) => {
      began = resolve;
    });
    const call = client.call(
      "execute_command",
      { cluster_id, context_id, command: "import time\nwhile True: time.sleep(0.02)", wait_seconds: 600 },
      { signal: stop.signal, onprogress: ({ message }) => message?.includes("Running") && began() },
    );
    call.catch(() => {});
    await running;
    await giveUp(call, stop);
    // A context runs one command at a time: this one starts when the other has ended.
    const next = await client.call("execute_command", { cluster_id, context_id, command: "print(mark)" });
    expect(next.structuredContent).toMatchObject({ text: "kept" });
    // One cancellation, before the next command.
    expect(scene.seen(/\/commands\/(execute|cancel)$/).map((path) => path.split("/").at(-1))).toEqual([
      "execute",
      "execute",
      "cancel",
      "execute",
    ]);
  });

  test("D10 a job run continues", { timeout: 60_000 }, async () => {
    const scene = await open(transport, connect);
    const { client } = scene;
    const listed = await client.call("list_jobs");
    const [job] = Object(listed.structuredContent).jobs;
    const stop = new AbortController();
    let began = () => {};
    const running = new Promise<void>((resolve) => {
      began = resolve;
    });
    const call = client.call(
      "run_job",
      { job_id: job.job_id, wait_seconds: 600 },
      { signal: stop.signal, onprogress: () => began() },
    );
    call.catch(() => {});
    await running;
    await giveUp(call, stop);
    const runs = Object((await client.call("list_job_runs", { job_id: job.job_id, limit: 1 })).structuredContent).runs;
    const ended = await client.call("get_job_run", { run_id: runs[0].run_id, wait_seconds: 30 });
    expect(ended.structuredContent).toMatchObject({ life_cycle_state: "TERMINATED" });
    expect(ended.structuredContent?.result_state).not.toBe("CANCELED");
    expect(scene.seen(/\/runs\/cancel/)).toEqual([]);
  });
});
