import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as group from "../../src/resources/mlflow.ts";
import { connect } from "../support/harness.ts";
import { on, useWorkspace } from "../support/workspace.ts";

useWorkspace();

// Cached lists expire by the clock, so it does not advance: counts must not depend on the time.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const open = () => connect({ resources: Object.values(group) });
const read = async (uri: string) => {
  const { client } = await open();
  const [first] = (await client.readResource({ uri })).contents;
  return JSON.parse(first && "text" in first ? first.text : "null");
};
const experiments = [
  { experiment_id: "11", name: "/Users/ana@example.com/churn" },
  { experiment_id: "12", name: "/Shared/cost" },
];
const search = () => on("POST /api/2.0/mlflow/experiments/search", { experiments });

describe("databricks://mlflow/experiments/{experiment_id}", () => {
  test("returns the output of get_experiment", async () => {
    on("GET /api/2.0/mlflow/experiments/get", { experiment: experiments[0] });
    expect(await read("databricks://mlflow/experiments/11")).toEqual(experiments[0]);
  });

  test("is listed and completed with one request", async () => {
    const seen = search();
    const { client } = await open();
    expect((await client.listResources()).resources.map(({ uri, name }) => [uri, name])).toEqual([
      ["databricks://mlflow/experiments/11", "/Users/ana@example.com/churn"],
      ["databricks://mlflow/experiments/12", "/Shared/cost"],
    ]);
    const ref = { type: "ref/resource" as const, uri: group.experiment.uri };
    const { completion } = await client.complete({ ref, argument: { name: "experiment_id", value: "churn" } });
    expect(completion.values).toEqual(["11"]);
    expect(seen).toHaveLength(1);
  });
});

describe("databricks://mlflow/runs/{run_id}", () => {
  const run = (run_id: string, run_name: string) => ({ info: { run_id, run_name, status: "RUNNING" }, data: {} });
  const complete = async (value: string) => {
    const { client } = await open();
    const ref = { type: "ref/resource" as const, uri: group.mlflowRun.uri };
    return (await client.complete({ ref, argument: { name: "run_id", value } })).completion.values;
  };

  test("returns the output of get_run", async () => {
    on("GET /api/2.0/mlflow/runs/get", { run: run("a1", "bold-owl") });
    expect(await read("databricks://mlflow/runs/a1")).toMatchObject({ run_id: "a1", status: "RUNNING" });
  });

  test("completes runs of the most recently updated experiments", async () => {
    search();
    const seen = on("POST /api/2.0/mlflow/runs/search", { runs: [run("a1", "bold-owl"), run("b2", "shy-fox")] });
    expect(await complete("fox")).toEqual(["b2"]);
    expect(await complete("a")).toEqual(["a1"]);
    expect(seen[0]?.body).toMatchObject({ experiment_ids: ["11", "12"] });
  });

  test("has no completions without experiments", async () => {
    on("POST /api/2.0/mlflow/experiments/search", {});
    expect(await complete("")).toEqual([]);
  });
});
