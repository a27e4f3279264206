import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const cluster = { cluster_name: "ruled", spark_version: "15.4.x-scala2.12", node_type_id: "i3.xlarge", workers: "1" };

test("a policy is created, applied to clusters, changed and deleted", async () => {
  const { call, failure } = story;
  const definition = {
    autotermination_minutes: { type: "fixed", value: 30 },
    "custom_tags.team": { type: "allowlist", values: ["story"], isOptional: true },
  };
  const { policy_id } = await call("create_cluster_policy", { name: "Story", definition });
  expect(await call("list_cluster_policies")).toMatchObject({
    policies: expect.arrayContaining([{ policy_id, name: "Story" }]),
  });
  expect(await call("get_cluster_policy", { policy_id })).toMatchObject({ name: "Story", definition });

  const { cluster_id } = await call("create_cluster", { ...cluster, settings: { policy_id } });
  expect(await call("get_cluster", { cluster_id })).toMatchObject({ policy_id, autotermination_minutes: 30 });
  const broken = { policy_id, custom_tags: { team: "other" } };
  expect(await failure("create_cluster", { ...cluster, settings: broken })).toContain(
    "Validation failed for custom_tags.team, the value must be one of story",
  );

  await call("update_cluster_policy", { policy_id, settings: { description: "For the story" } });
  expect(await call("get_cluster_policy", { policy_id })).toMatchObject({ description: "For the story", definition });

  await call("delete_cluster_policy", { policy_id });
  expect(await failure("get_cluster_policy", { policy_id })).toContain("The workspace does not have this object.");
});

test("a policy is created from a family", async () => {
  const { call } = story;
  const { policy_families } = await call("list_policy_families");
  expect(policy_families).toContainEqual(expect.objectContaining({ policy_family_id: "personal-vm" }));
  const { definition } = await call("get_policy_family", { policy_family_id: "personal-vm" });
  const { policy_id } = await call("create_cluster_policy", {
    name: "My own",
    policy_family_id: "personal-vm",
    settings: { policy_family_definition_overrides: { node_type_id: { type: "fixed", value: "i3.xlarge" } } },
  });
  await call("update_cluster_policy", { policy_id, settings: { name: "My very own" } });
  expect(await call("get_cluster_policy", { policy_id })).toMatchObject({
    name: "My very own",
    policy_family_id: "personal-vm",
    definition: { ...Object(definition), node_type_id: { type: "fixed", value: "i3.xlarge" } },
  });
});
