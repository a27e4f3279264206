import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("a pool is created, changed, used and deleted", async () => {
  const { call, failure } = story;
  const { instance_pool_id } = await call("create_instance_pool", {
    instance_pool_name: "story",
    node_type_id: "i3.xlarge",
    min_idle_instances: 2,
    max_capacity: 10,
    settings: { custom_tags: { team: "story" } },
  });
  expect(await call("list_instance_pools")).toMatchObject({
    instance_pools: expect.arrayContaining([expect.objectContaining({ instance_pool_id, state: "ACTIVE" })]),
  });
  await expect
    .poll(() => call("get_instance_pool", { instance_pool_id }), { timeout: 10_000 })
    .toMatchObject({ idle_count: 2 });

  await call("update_instance_pool", { instance_pool_id, settings: { max_capacity: 5, custom_tags: null } });
  const changed = await call("get_instance_pool", { instance_pool_id });
  expect(changed).toMatchObject({ instance_pool_name: "story", min_idle_instances: 2, max_capacity: 5 });
  expect(changed).not.toHaveProperty("custom_tags");

  await call("create_cluster", {
    cluster_name: "from pool",
    spark_version: "15.4.x-scala2.12",
    workers: "1",
    settings: { instance_pool_id },
  });
  expect(await call("get_instance_pool", { instance_pool_id })).toMatchObject({ used_count: 2 });

  await call("delete_instance_pool", { instance_pool_id });
  expect(await failure("get_instance_pool", { instance_pool_id })).toContain(
    "The workspace does not have this object.",
  );
});
