import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("a model of the workspace registry: registered, moved through its stages, deleted", async () => {
  const { call, failure } = story;
  const name = "story";
  expect(await call("search_registered_models", { filter: "name LIKE 'chur'" })).toMatchObject({
    registered_models: [{ name: "churn", stages: { Archived: "1", Production: "2" } }],
  });
  await call("create_registered_model", { name, comment: "Begins" });
  expect(await failure("create_registered_model", { name })).toContain("already exists");
  const version = async () => {
    const made = await call("create_model_version", { name, source: "runs:/9f2c/model", comment: "A try" });
    expect(made).toMatchObject({ status: "READY", stage: "None", source: "runs:/9f2c/model" });
    return String(made.version);
  };
  const [one, two] = [await version(), await version()];
  expect(await call("list_model_versions", { name })).toMatchObject({
    model_versions: [{ version: two }, { version: one }],
  });

  await call("transition_model_version", { name, version: one, stage: "Production" });
  await call("create_transition_request", { name, version: two, stage: "Production", comment: "Better" });
  expect(await call("list_transition_requests", { name, version: two })).toMatchObject({
    requests: [{ user_id: "ana@example.com", to_stage: "Production", comment: "Better" }],
  });
  await call("approve_transition_request", {
    name,
    version: two,
    stage: "Production",
    archive_existing_versions: true,
  });
  expect(await call("list_transition_requests", { name, version: two })).toEqual({ requests: [] });
  expect(await call("get_registered_model", { name })).toMatchObject({
    id: expect.any(String),
    latest_versions: [
      { version: one, stage: "Archived" },
      { version: two, stage: "Production" },
    ],
  });
  const move = { name, version: one, stage: "Staging" };
  await call("create_transition_request", move);
  await call("reject_transition_request", { ...move, comment: "No" });
  await call("create_transition_request", move);
  await call("delete_transition_request", { ...move, creator: "ana@example.com" });
  expect(await failure("reject_transition_request", move)).toContain("no open request");

  const { id } = await call("create_model_comment", { name, version: two, comment: "Fine" });
  expect(await call("update_model_comment", { id, comment: "Very fine" })).toMatchObject({ comment: "Very fine" });
  await call("delete_model_comment", { id });
  await call("update_model_version", { name, version: two, comment: "Good", tags: { checked: "yes" } });
  await call("update_registered_model", { name, new_name: "story-2", comment: "Goes on", tags: { team: "a" } });
  await call("delete_model_tag", { name: "story-2", key: "team" });
  await call("delete_model_tag", { name: "story-2", version: two, key: "checked" });
  const found = await call("get_model_version", { name: "story-2", version: two });
  expect(found).toMatchObject({ comment: "Good", stage: "Production" });
  expect(found).not.toHaveProperty("tags");

  expect(await failure("delete_registered_model", { name: "story-2" })).toContain("Production");
  await call("delete_model_version", { name: "story-2", version: one });
  await call("transition_model_version", { name: "story-2", version: two, stage: "Archived" });
  await call("delete_registered_model", { name: "story-2" });
  expect(await failure("get_registered_model", { name: "story-2" })).toContain("does not exist");
});

test("a model of Unity Catalog and its aliases", async () => {
  const { call, failure } = story;
  const name = "main.sales.churn";
  expect(await call("list_registered_models", { catalog_name: "main", schema_name: "sales" })).toMatchObject({
    registered_models: [{ name }],
  });
  expect(await call("list_model_versions", { name })).toMatchObject({
    model_versions: [{ version: "2" }, { version: "1" }],
  });
  await call("set_model_alias", { name, alias: "challenger", version: "1" });
  expect(await call("get_registered_model", { name })).toMatchObject({ aliases: { champion: "2", challenger: "1" } });
  expect(await call("get_model_version", { name, version: "@challenger" })).toMatchObject({ version: "1" });
  await call("update_model_version", { name, version: "1", comment: "Older" });
  await call("delete_model_alias", { name, alias: "challenger" });
  expect(await failure("get_model_version", { name, version: "@challenger" })).toContain("does not exist");

  const made = await call("create_registered_model", { name: "main.sales.story", comment: "New" });
  expect(made).toMatchObject({ name: "main.sales.story", comment: "New", owner: "ana@example.com" });
  await call("update_registered_model", { name: "main.sales.story", new_name: "story2", comment: "Newer" });
  expect(await call("get_registered_model", { name: "main.sales.story2" })).toMatchObject({ comment: "Newer" });
  await call("delete_registered_model", { name: "main.sales.story2" });
  await call("delete_model_version", { name, version: "1" });
  expect(await call("list_model_versions", { name })).toMatchObject({ model_versions: [{ version: "2" }] });
  expect(await failure("create_registered_model", { name: "main.nowhere.x" })).toContain("nowhere");
});

test("a run's model becomes a new version in Unity Catalog, and the alias moves to it and back", {
  timeout: 60_000,
}, async () => {
  const { call } = story;
  const code = `import mlflow
from mlflow.tracking import MlflowClient
with mlflow.start_run(experiment_id="3042111") as run:
    mlflow.log_metric("auc", 0.93)
    mlflow.log_text("model", "model/MLmodel")
version = mlflow.register_model(f"runs:/{run.info.run_id}/model", "main.sales.churn")
client = MlflowClient()
before = client.get_model_version_by_alias("main.sales.churn", "champion").version
client.set_registered_model_alias("main.sales.churn", "champion", version.version)
print(version.name, version.version, before, client.get_model_version_by_alias("main.sales.churn", "champion").run_id == run.info.run_id)
print(mlflow.register_model(f"runs:/{run.info.run_id}/model", "main.sales.churn_next").version)`;
  const { text } = await call("run_code", { code });
  expect(text).toBe("main.sales.churn 3 2 True\n1\n");
  expect(await call("get_registered_model", { name: "main.sales.churn" })).toMatchObject({
    aliases: { champion: "3" },
  });
  expect(await call("list_model_versions", { name: "main.sales.churn" })).toMatchObject({
    model_versions: [{ version: "3" }, { version: "2" }],
  });
  await call("set_model_alias", { name: "main.sales.churn", alias: "champion", version: "2" });
  expect(await call("get_model_version", { name: "main.sales.churn", version: "@champion" })).toMatchObject({
    version: "2",
  });
  // Its owner changes, and others may use it.
  const owned = await call("update_registered_model", { name: "main.sales.churn_next", owner: "ben@example.com" });
  expect(owned).toMatchObject({ changed: ["owner"] });
  const grant = { principal: "analysts", add: ["EXECUTE"] };
  await call("update_grants", { securable_type: "model", full_name: "main.sales.churn", ...grant });
  const grants = await call("get_grants", { securable_type: "model", full_name: "main.sales.churn" });
  expect(JSON.stringify(grants)).toContain("analysts");
});
