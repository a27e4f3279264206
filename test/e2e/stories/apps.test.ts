import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("an app: created, deployed, failed to deploy, changed, stopped, deleted", async () => {
  const { call, failure } = story;
  const name = "story";
  const resources = [{ name: "wh", sql_warehouse: { id: "7e083095329f3ca5", permission: "CAN_USE" } }];
  const settings = { description: "Tells it", resources };
  expect(await call("create_app", { name, settings, no_compute: true })).toMatchObject({
    name,
    compute_state: "STOPPED",
  });
  expect(await failure("create_app", { name })).toContain("already exists");
  expect(await failure("deploy_app", { name, source_code_path: "/Workspace/Shared" })).toContain(
    "compute is not active",
  );
  expect(await call("start_app", { name })).toMatchObject({ compute_state: "ACTIVE" });

  const wrong = await failure("deploy_app", { name, source_code_path: "/Workspace/Shared/nowhere" });
  expect(wrong).toContain("path /Workspace/Shared/nowhere does not exist");
  const source_code_path = "/Workspace/Shared/apps/ops-console";
  expect(await call("deploy_app", { name, source_code_path })).toMatchObject({
    name,
    state: "SUCCEEDED",
    source_code_path,
    url: expect.stringContaining("https://story-"),
  });
  expect(await call("list_app_deployments", { name })).toMatchObject({
    deployments: [{ state: "SUCCEEDED" }, { state: "FAILED" }],
  });
  expect(await call("get_app", { name })).toMatchObject({
    app_state: "RUNNING",
    resources,
    active_deployment: { state: "SUCCEEDED", mode: "SNAPSHOT" },
  });

  await call("update_app", { name, settings: { description: "Told it" } });
  expect(await call("list_apps")).toMatchObject({
    apps: expect.arrayContaining([expect.objectContaining({ name, description: "Told it" })]),
  });
  expect(await call("stop_app", { name })).toMatchObject({ compute_state: "STOPPED" });
  await call("delete_app", { name });
  await expect
    .poll(() => failure("get_app", { name }).catch(() => ""), { timeout: 5000 })
    .toContain("does not exist or is deleted");
});
