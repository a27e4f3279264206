import { describe, expect, test } from "vitest";
import * as group from "../../src/resources/jobs.ts";
import { connect } from "../support/harness.ts";
import { on, useWorkspace } from "../support/workspace.ts";

useWorkspace();

const URI = "databricks://jobs/runs/{run_id}";

const open = () => connect({ resources: Object.values(group) });

const read = async (uri: string) => {
  const { client } = await open();
  const [first] = (await client.readResource({ uri })).contents;
  return JSON.parse(first && "text" in first ? first.text : "null");
};

const ended = { life_cycle_state: "TERMINATED", result_state: "SUCCESS" };
const running = { life_cycle_state: "RUNNING" };

describe(URI, () => {
  test("returns the output of get_job_run", async () => {
    const seen = on("GET /api/2.2/jobs/runs/get", { run_id: 7, run_name: "etl", state: ended, run_duration: 61_000 });
    expect(await read("databricks://jobs/runs/7")).toEqual({
      run_id: "7",
      run_name: "etl",
      ...ended,
      duration: "1 min 1 s",
    });
    expect(seen[0]?.query).toEqual({ run_id: "7" });
  });

  test("has no duration of running parts, only of finished ones", async () => {
    const tasks = [
      { task_key: "load", run_id: 8, state: ended, execution_duration: 5000 },
      { task_key: "train", run_id: 9, state: running, start_time: Date.now() - 5000 },
    ];
    on("GET /api/2.2/jobs/runs/get", { run_id: 7, state: running, start_time: Date.now() - 9000, tasks });
    const run = await read("databricks://jobs/runs/7");
    expect(run).not.toHaveProperty("duration");
    expect(run.tasks).toMatchObject([{ duration: "5 s" }, { task_key: "train" }]);
    expect(run.tasks[1]).not.toHaveProperty("duration");
  });

  test("lists active runs", async () => {
    const seen = on("GET /api/2.2/jobs/runs/list", { runs: [{ run_id: 7, run_name: "etl", state: running }] });
    const { client } = await open();
    expect((await client.listResources()).resources).toMatchObject([
      { uri: "databricks://jobs/runs/7", name: "etl", description: "RUNNING" },
    ]);
    expect(seen[0]?.query).toMatchObject({ active_only: "true" });
  });

  test("completes run_id from recent runs", async () => {
    on("GET /api/2.2/jobs/runs/list", {
      runs: [
        { run_id: 71, run_name: "etl", state: running },
        { run_id: 60, run_name: "train", state: ended },
      ],
    });
    const { client } = await open();
    const ask = async (value: string) => {
      const ref = { type: "ref/resource" as const, uri: URI };
      return (await client.complete({ ref, argument: { name: "run_id", value } })).completion.values;
    };
    expect(await ask("7")).toEqual(["71"]);
    expect(await ask("tra")).toEqual(["60"]);
  });
});
