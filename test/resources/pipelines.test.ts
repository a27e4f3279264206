import { describe, expect, test } from "vitest";
import * as group from "../../src/resources/pipelines.ts";
import { connect } from "../support/harness.ts";
import { on, platformError, useWorkspace } from "../support/workspace.ts";

useWorkspace();

const URI = "databricks://pipelines/{pipeline_id}";

const open = () => connect({ resources: Object.values(group) });
const statuses = [
  { pipeline_id: "p-1", name: "Orders", state: "RUNNING" },
  { pipeline_id: "p-2", name: "Web", state: "IDLE" },
];

describe(URI, () => {
  test("returns the output of get_pipeline", async () => {
    on("GET /api/2.0/pipelines/p-1", { ...statuses[0], spec: { continuous: true } });
    const { client } = await open();
    const [first] = (await client.readResource({ uri: "databricks://pipelines/p-1" })).contents;
    expect(JSON.parse(first && "text" in first ? first.text : "null")).toEqual({
      ...statuses[0],
      spec: { continuous: true },
    });
  });

  test("is listed by name with its state", async () => {
    on("GET /api/2.0/pipelines", { statuses });
    const { client } = await open();
    expect((await client.listResources()).resources).toMatchObject([
      { uri: "databricks://pipelines/p-1", name: "Orders", description: "RUNNING" },
      { uri: "databricks://pipelines/p-2", name: "Web", description: "IDLE" },
    ]);
  });

  const ask = async (value: string) => {
    const { client } = await open();
    const argument = { name: "pipeline_id", value };
    return (await client.complete({ ref: { type: "ref/resource", uri: URI }, argument })).completion.values;
  };

  test("completes by id or name, and has no completions if pipelines cannot be read", async () => {
    on("GET /api/2.0/pipelines", { statuses });
    expect(await ask("p-")).toEqual(["p-1", "p-2"]);
    expect(await ask("ord")).toEqual(["p-1"]);
    on("GET /api/2.0/pipelines", platformError(403, "PERMISSION_DENIED", "no"));
    expect(await ask("ord")).toEqual([]);
  });
});
