import { describe, expect, test } from "vitest";
import * as group from "../../src/resources/clusters.ts";
import { connect } from "../support/harness.ts";
import { on, useWorkspace } from "../support/workspace.ts";

useWorkspace();

const TEMPLATE = "databricks://clusters/{cluster_id}";

const clusters = [
  { cluster_id: "0115-093012-abcd1234", cluster_name: "analytics", state: "RUNNING" },
  { cluster_id: "0116-101010-efgh5678", cluster_name: "etl-nightly", state: "TERMINATED" },
];

const parsed = (result: { contents: readonly { text?: string | undefined }[] }) =>
  JSON.parse(result.contents[0]?.text ?? "null");

const read = async (uri: string) => {
  const { client } = await connect({ resources: Object.values(group) });
  const result = await client.readResource({ uri });
  return parsed({ contents: result.contents.map((each) => ("text" in each ? { text: each.text } : {})) });
};

describe("databricks://clusters", () => {
  test("returns the output of list_clusters", async () => {
    const seen = on("GET /api/2.1/clusters/list", { clusters });
    expect(await read("databricks://clusters")).toEqual({ clusters });
    expect(seen.length).toBe(1);
  });
});

describe(TEMPLATE, () => {
  test("returns the output of get_cluster", async () => {
    const seen = on("GET /api/2.1/clusters/get", clusters[0]);
    expect(await read("databricks://clusters/0115-093012-abcd1234")).toEqual(clusters[0]);
    expect(seen[0]?.query).toEqual({ cluster_id: "0115-093012-abcd1234" });
  });

  test("is listed by name with its state", async () => {
    on("GET /api/2.1/clusters/list", { clusters });
    const { client } = await connect({ resources: Object.values(group) });
    const { resources } = await client.listResources();
    expect(resources).toContainEqual(
      expect.objectContaining({
        uri: "databricks://clusters/0116-101010-efgh5678",
        name: "etl-nightly",
        description: "TERMINATED",
      }),
    );
  });

  test.each([
    ["the beginning of the id", "0116", ["0116-101010-efgh5678"]],
    ["a part of the name", "LYTIC", ["0115-093012-abcd1234"]],
    ["nothing yet", "", ["0115-093012-abcd1234", "0116-101010-efgh5678"]],
    ["something else", "zzz", []],
  ])("completes cluster_id by %s", async (_, typed, values) => {
    on("GET /api/2.1/clusters/list", { clusters });
    const { client } = await connect({ resources: Object.values(group) });
    const { completion } = await client.complete({
      ref: { type: "ref/resource", uri: TEMPLATE },
      argument: { name: "cluster_id", value: typed },
    });
    expect(completion.values).toEqual(values);
  });
});
