import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  // A created cluster must still be starting when its answer arrives, also on a busy machine.
  story = await openStory({ speed: 20 });
});
afterAll(() => story.close());

const made = { cluster_name: "story", spark_version: "15.4.x-scala2.12", node_type_id: "i3.xlarge" };

test("a cluster is created, started, changed, transferred and deleted", async () => {
  const { call, failure } = story;
  const { cluster_id, next } = await call("create_cluster", {
    wait_seconds: 0,
    ...made,
    workers: "1-3",
    settings: { data_security_mode: "USER_ISOLATION", custom_tags: { team: "story" } },
  });
  expect(next).toContain("start_cluster");
  expect(await call("start_cluster", { cluster_id })).toMatchObject({ state: "RUNNING" });
  expect(await call("list_clusters", { cluster_states: ["RUNNING"] })).toMatchObject({
    clusters: expect.arrayContaining([expect.objectContaining({ cluster_id, cluster_name: "story", workers: "1-3" })]),
  });
  expect(await call("get_cluster", { cluster_id })).toMatchObject({
    autotermination_minutes: 60,
    data_security_mode: "USER_ISOLATION",
    custom_tags: { team: "story" },
  });

  expect(await call("resize_cluster", { cluster_id, workers: "2" })).toMatchObject({ cluster_id, note: "Resized." });
  expect(await call("get_cluster", { cluster_id })).toMatchObject({ state: "RUNNING", workers: "2" });
  expect(await call("pin_cluster", { cluster_id })).toEqual({ cluster_id, pinned: true });

  const settings = { autotermination_minutes: 20, custom_tags: null };
  expect(await call("update_cluster", { cluster_id, settings })).toMatchObject({
    state: "RUNNING",
    note: "Changed and running.",
  });
  const changed = await call("get_cluster", { cluster_id });
  expect(changed).toMatchObject({ ...made, workers: "2", autotermination_minutes: 20, pinned: true });
  expect(changed).not.toHaveProperty("custom_tags");

  const owner_username = "ben@example.com";
  expect(await failure("update_cluster_owner", { cluster_id, owner_username })).toContain("terminate_cluster");
  await call("terminate_cluster", { cluster_id });
  await expect
    .poll(() => call("get_cluster", { cluster_id }), { timeout: 10_000 })
    .toMatchObject({ state: "TERMINATED" });
  await call("update_cluster_owner", { cluster_id, owner_username });
  await call("pin_cluster", { cluster_id, pinned: false });
  const given = await call("get_cluster", { cluster_id });
  expect(given).toMatchObject({ creator_user_name: owner_username });
  expect(given).not.toHaveProperty("pinned");

  const { events } = await call("list_cluster_events", { cluster_id });
  expect(JSON.stringify(events)).toMatch(/UNPINNED.*EDITED.*PINNED.*RESIZING.*CREATING/);

  await call("delete_cluster", { cluster_id });
  expect(await failure("get_cluster", { cluster_id })).toContain("The workspace does not have this object.");
});

test("the lists of runtimes and node types have those of the cluster", async () => {
  const { call } = story;
  expect(await call("list_spark_versions")).toMatchObject({
    versions: expect.arrayContaining([expect.objectContaining({ spark_version: made.spark_version })]),
  });
  expect(await call("list_node_types")).toMatchObject({
    node_types: expect.arrayContaining([expect.objectContaining({ node_type_id: made.node_type_id })]),
  });
});

test("a cluster without workers can run Spark", async () => {
  const { cluster_id } = await story.call("create_cluster", { ...made, workers: "0" });
  expect(await story.call("get_cluster", { cluster_id })).toMatchObject({
    workers: "0",
    spark_conf: { "spark.databricks.cluster.profile": "singleNode", "spark.master": "local[*]" },
    custom_tags: { ResourceClass: "SingleNode" },
  });
});
