import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const UC = "/api/2.1/unity-catalog/models/main.ml.churn";
const WS = "/api/2.0/mlflow";
const UNITY = { model_name: "churn", version: 3, status: "READY", run_id: "9f2c", created_at: 1768400000000 };
const VERSION = {
  name: "churn",
  version: "3",
  current_stage: "Production",
  status: "READY",
  source: "dbfs:/x",
  run_id: "9f2c",
  user_id: "ana@example.com",
  creation_timestamp: 1768400000000,
};

describe("list_model_versions", () => {
  test("lists the versions of a Unity Catalog model", async () => {
    const found = { ...UNITY, aliases: [{ alias_name: "champion", version_num: 3 }] };
    const seen = on(`GET ${UC}/versions`, { model_versions: [found], next_page_token: "p2" });
    const { call } = await connect();
    on("GET /api/2.1/unity-catalog/models/main.ml.churn", {
      full_name: "main.ml.churn",
      aliases: [{ alias_name: "champion", version_num: 3 }],
    });
    const result = await call("list_model_versions", { name: "main.ml.churn", limit: 7, page_token: "p1" });
    expect(seen[0]?.query).toEqual({ max_results: "7", page_token: "p1" });
    expect(result.structuredContent).toEqual({
      model_versions: [{ version: "3", aliases: ["champion"], run_id: "9f2c", created_at: "2026-01-14T14:13:20Z" }],
      next_page_token: "p2",
    });
    expect(textOf(result)).toContain("3 | champion | READY | 2026-01-14T14:13:20Z | 9f2c | \nMore: page_token p2");
  });

  test("lists the versions of a workspace model, quoting its name in the filter", async () => {
    const seen = on(`GET ${WS}/model-versions/search`, { model_versions: [VERSION] }, {});
    const requests = on(`GET ${WS}/transition-requests/list`, { requests: [{ id: "r1", to_stage: "Archived" }] });
    const { call } = await connect();
    const result = await call("list_model_versions", { name: "ana's churn" });
    expect(seen[0]?.query).toEqual({ max_results: "50", filter: "name='ana''s churn'" });
    expect(requests[0]?.query).toEqual({ name: "ana's churn", version: "3" });
    expect(result.structuredContent).toMatchObject({
      model_versions: [{ version: "3", stage: "Production", requested_stages: ["Archived"] }],
    });
    expect(textOf(result)).toContain("Production; requested: Archived");
    expect(textOf(await call("list_model_versions", { name: "churn" }))).toContain("No versions yet.");
  });
});

describe("get_model_version", () => {
  test("returns a version by number, in either registry", async () => {
    on(`GET ${UC}/versions/3`, { ...UNITY, source: "dbfs:/x", storage_location: "abfss://c@a/x" });
    const seen = on(`GET ${WS}/model-versions/get`, { model_version: VERSION });
    const { call } = await connect();
    const unity = await call("get_model_version", { name: "main.ml.churn", version: "3" });
    expect(unity.structuredContent).toEqual({
      version: "3",
      model_name: "churn",
      status: "READY",
      source: "dbfs:/x",
      storage_location: "abfss://c@a/x",
      run_id: "9f2c",
      created_at: "2026-01-14T14:13:20Z",
    });
    on(`GET ${WS}/transition-requests/list`, { requests: [{ id: "r1", to_stage: "Staging" }] });
    const workspace = await call("get_model_version", { name: "churn", version: "3" });
    expect(seen[0]?.query).toEqual({ name: "churn", version: "3" });
    expect(workspace.structuredContent).toMatchObject({
      stage: "Production",
      created_by: "ana@example.com",
      requested_stages: ["Staging"],
    });
    on(`GET ${WS}/transition-requests/list`, platformError(403, "PERMISSION_DENIED", "no"));
    const unread = await call("get_model_version", { name: "churn", version: "3" });
    expect(unread.structuredContent).toMatchObject({ stage: "Production" });
    expect(unread.structuredContent).not.toHaveProperty("requested_stages");
  });

  test("returns a version by alias in Unity Catalog, not in the workspace registry", async () => {
    const seen = on(`GET ${UC}/aliases/champion`, UNITY);
    const { call } = await connect();
    const { structuredContent } = await call("get_model_version", { name: "main.ml.churn", version: "@champion" });
    expect(structuredContent).toMatchObject({ version: "3" });
    await call("get_model_version", { name: "main.ml.churn", alias: "champion" });
    expect(seen).toHaveLength(2);
    const refused = async (args: object) => textOf(await call("get_model_version", { ...args }));
    expect(await refused({ name: "churn", version: "@champion" })).toContain("Give the version number.");
    expect(await refused({ name: "churn", version: "latest" })).toContain("Give the version number.");
    expect(await refused({ name: "churn", version: " 3" })).toContain("must be a number in quotes, or an alias");
  });
});

describe("create_model_version", () => {
  const args = { name: "churn", source: "runs:/9f2c/model", run_id: "9f2c", comment: "Better" };
  const state = (status: string, more: object = {}) => ({
    model_version: { ...VERSION, version: "4", status, ...more },
  });

  test("waits until the version is ready", async () => {
    const made = on(`POST ${WS}/model-versions/create`, state("PENDING_REGISTRATION"));
    const read = on(`GET ${WS}/model-versions/get`, state("PENDING_REGISTRATION"), state("READY"));
    const { call } = await connect();
    const { structuredContent } = await call("create_model_version", args);
    expect(made[0]?.body).toEqual({
      name: "churn",
      source: "runs:/9f2c/model",
      run_id: "9f2c",
      description: "Better",
    });
    expect(read).toHaveLength(2);
    expect(structuredContent).toMatchObject({ version: "4", status: "READY" });
    expect(structuredContent).not.toHaveProperty("next");
  });

  test("returns the next step if it takes longer", async () => {
    on(`POST ${WS}/model-versions/create`, state("PENDING_REGISTRATION"));
    on(`GET ${WS}/model-versions/get`, state("PENDING_REGISTRATION"));
    const { call } = await connect();
    const { structuredContent } = await call("create_model_version", { ...args, wait_seconds: 0 });
    expect(structuredContent).toMatchObject({
      status: "PENDING_REGISTRATION",
      next: "Registration is still running: poll get_model_version with version 4 until it is READY.",
    });
  });

  test("a failed registration is an error with the platform's message", async () => {
    on(`POST ${WS}/model-versions/create`, state("PENDING_REGISTRATION"));
    on(`GET ${WS}/model-versions/get`, state("FAILED_REGISTRATION", { status_message: "No MLmodel there." }));
    const { call } = await connect();
    const result = await call("create_model_version", args);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(
      "Version 4 was created, but its registration failed. Check that the files at source exist",
    );
    expect(textOf(result)).toContain("No MLmodel there.");
  });

  test("Unity Catalog models are refused", async () => {
    const { call } = await connect();
    const result = await call("create_model_version", { ...args, name: "main.ml.churn" });
    expect(textOf(result)).toContain("mlflow.register_model");
  });
});

describe("update_model_version", () => {
  test("sets the comment, and tags in the workspace registry", async () => {
    const unity = on(`PATCH ${UC}/versions/3`, {});
    const workspace = on(`PATCH ${WS}/model-versions/update`, {});
    const tagged = on(`POST ${WS}/model-versions/set-tag`, {});
    const { call } = await connect();
    await call("update_model_version", { name: "main.ml.churn", version: "3", comment: "Good" });
    expect(unity[0]?.body).toEqual({ comment: "Good" });
    const args = { name: "churn", version: "3", comment: "Good", tags: { a: "b" } };
    const { structuredContent } = await call("update_model_version", args);
    expect(workspace[0]?.body).toEqual({ name: "churn", version: "3", description: "Good" });
    expect(tagged[0]?.body).toEqual({ name: "churn", version: "3", key: "a", value: "b" });
    expect(structuredContent).toEqual({ name: "churn", version: "3", changed: ["comment", "tags.a"] });
  });

  test("tags of a Unity Catalog version and an empty change are refused before anything is sent", async () => {
    const { call } = await connect();
    const refused = async (args: object) => textOf(await call("update_model_version", { version: "3", ...args }));
    expect(await refused({ name: "a.b.c", tags: { a: "b" } })).toContain("set_model_version_tag");
    expect(await refused({ name: "churn" })).toContain("Give comment or tags.");
    expect(await refused({ name: "churn", version: "x" })).toContain("version: must be a number");
  });
});

describe("delete_model_version", () => {
  test.each([
    ["delete_model_version", {}],
    ["update_model_version", { comment: "x" }],
  ])("R3 %s is blocked for a protected model or schema, also without questions", async (name, args) => {
    on(`GET ${UC}/versions/3`, UNITY);
    on("GET /api/2.0/serving-endpoints", {});
    for (const pattern of ["main.ml.churn", "main.ml.*", "main"]) {
      const { call } = await connect({ settings: { protect: [pattern], confirm: "never" } });
      const result = await call(name, { full_name: "`main`.`ml`.`churn`", version: "3", ...args });
      expect(textOf(result)).toContain("the operator protects this object");
    }
  });

  test("the question shows stage and aliases", async () => {
    on(`GET ${UC}/versions/3`, { ...UNITY, aliases: [{ alias_name: "champion" }] });
    on(`GET ${WS}/model-versions/get`, { model_version: { ...VERSION, current_stage: "Archived" } });
    const unity = on(`DELETE ${UC}/versions/3`, {});
    const served_entities = ["2", "3"].map((entity_version) => ({ entity_name: "main.ml.churn", entity_version }));
    on("GET /api/2.0/serving-endpoints", { endpoints: [{ name: "live", config: { served_entities } }] });
    const workspace = on(`DELETE ${WS}/model-versions/delete`, {});
    const { call, questions } = await connect({ answer: yes });
    const { structuredContent } = await call("delete_model_version", { name: "main.ml.churn", version: "3" });
    expect(structuredContent).toEqual({ name: "main.ml.churn", version: "3", deleted: true });
    await call("delete_model_version", { name: "churn", version: "3" });
    const lost = ["The version is permanently lost.", "Jobs and code that load it will fail."];
    const uses = 'Serving endpoint "live" serves "main.ml.churn" version "3" and will fail.';
    expect(questions).toEqual([
      asked('Permanently delete model version "main.ml.churn version 3" (alias "@champion")?', ...lost, uses),
      asked('Permanently delete model version "churn version 3" (stage "Archived")?', ...lost),
    ]);
    expect([unity.length, workspace[0]?.query]).toEqual([1, { name: "churn", version: "3" }]);
  });

  test.each(["Production", "Staging"])("is refused without a question for a version in %s", async (current_stage) => {
    on(`GET ${WS}/model-versions/get`, { model_version: { ...VERSION, current_stage } });
    const { call, questions } = await connect({ answer: yes });
    expect(textOf(await call("delete_model_version", { name: "churn", version: "3" }))).toBe(
      `Versions in Production or Staging cannot be deleted: version 3 is in ${current_stage}. Nothing was sent. If no one needs them, move them to Archived with transition_model_version, then call again.`,
    );
    expect(questions).toEqual([]);
  });
});
