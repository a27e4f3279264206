import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const unity = { full_name: "main.ml.churn", owner: "ana@example.com" };

const UC = "/api/2.1/unity-catalog/models";
const WS = "/api/2.0/mlflow";
const CHURN = {
  full_name: "main.ml.churn",
  name: "churn",
  owner: "ana@example.com",
  comment: "Who leaves",
  aliases: [{ alias_name: "champion", version_num: 3 }],
  created_at: 1768400000000,
  updated_at: 1768400060000,
  metastore_id: "m",
};
const VERSION = { name: "churn", version: "3", current_stage: "Production", status: "READY", run_id: "9f2c" };
const MODEL = {
  name: "churn",
  description: "Who leaves",
  user_id: "ana@example.com",
  creation_timestamp: 1768400000000,
  last_updated_timestamp: "1768400060000",
  latest_versions: [VERSION, { name: "churn", version: "4", current_stage: "None", status: "PENDING_REGISTRATION" }],
};

describe("list_registered_models", () => {
  test("lists the models of a schema, skipping an empty page", async () => {
    const seen = on(`GET ${UC}`, { next_page_token: "p2" }, { registered_models: [CHURN], next_page_token: "p3" });
    const { call } = await connect();
    const result = await call("list_registered_models", { catalog_name: "main", schema_name: "ml", limit: 5 });
    const query = { catalog_name: "main", schema_name: "ml", max_results: "5", include_browse: "true" };
    expect(seen.map((request) => request.query)).toEqual([query, { ...query, page_token: "p2" }]);
    expect(result.structuredContent).toEqual({
      registered_models: [
        { name: "main.ml.churn", comment: "Who leaves", owner: "ana@example.com", updated_at: "2026-01-14T14:14:20Z" },
      ],
      next_page_token: "p3",
    });
    expect(textOf(result)).toContain("main.ml.churn | ana@example.com | 2026-01-14T14:14:20Z | Who leaves\nMore:");
  });

  test("a catalog without a schema is refused; an empty list is reported", async () => {
    const seen = on(`GET ${UC}`, {});
    const { call } = await connect();
    expect(textOf(await call("list_registered_models", { catalog_name: "main" }))).toContain(
      "give both catalog_name and schema_name, or neither",
    );
    expect(textOf(await call("list_registered_models"))).toContain("No models here.");
    expect(seen.map(({ query }) => query)).toEqual([{ max_results: "50", include_browse: "true" }]);
  });
});

describe("search_registered_models", () => {
  test("returns models with the version in each stage", async () => {
    const seen = on(`GET ${WS}/registered-models/search`, { registered_models: [MODEL], next_page_token: "p2" });
    const { call } = await connect();
    const { structuredContent } = await call("search_registered_models", {
      filter: "name LIKE 'churn'",
      page_token: "p1",
    });
    expect(seen[0]?.query).toEqual({ filter: "name LIKE 'churn'", max_results: "50", page_token: "p1" });
    expect(structuredContent).toEqual({
      registered_models: [
        {
          name: "churn",
          comment: "Who leaves",
          owner: "ana@example.com",
          updated_at: "2026-01-14T14:14:20Z",
          stages: { Production: "3", None: "4" },
        },
      ],
      next_page_token: "p2",
    });
  });
});

describe("get_registered_model", () => {
  test("reads a name of three parts from Unity Catalog", async () => {
    const seen = on(`GET ${UC}/main.ml.churn`, CHURN);
    const { call } = await connect();
    const { structuredContent } = await call("get_registered_model", { name: "main.ml.churn" });
    expect(seen[0]?.query).toEqual({ include_aliases: "true" });
    expect(structuredContent).toEqual({
      name: "main.ml.churn",
      comment: "Who leaves",
      owner: "ana@example.com",
      created_at: "2026-01-14T14:13:20Z",
      updated_at: "2026-01-14T14:14:20Z",
      metastore_id: "m",
      aliases: { champion: "3" },
    });
  });

  test("reads any other name from the workspace registry", async () => {
    const found = { ...MODEL, id: "a1b2", permission_level: "CAN_MANAGE", tags: [{ key: "team", value: "growth" }] };
    const seen = on(`GET ${WS}/databricks/registered-models/get`, { registered_model_databricks: found });
    const { call } = await connect();
    const { structuredContent } = await call("get_registered_model", { name: "churn" });
    expect(seen[0]?.query).toEqual({ name: "churn" });
    expect(structuredContent).toMatchObject({
      name: "churn",
      id: "a1b2",
      permission_level: "CAN_MANAGE",
      tags: { team: "growth" },
      latest_versions: [
        { version: "3", stage: "Production", run_id: "9f2c" },
        { version: "4", status: "PENDING_REGISTRATION" },
      ],
    });
  });
});

describe("create_registered_model", () => {
  test("creates the model in the registry of its name", async () => {
    const unity = on(`POST ${UC}`, { full_name: "main.ml.churn" });
    const workspace = on(`POST ${WS}/registered-models/create`, { registered_model: { name: "churn" } });
    const { call } = await connect();
    const made = await call("create_registered_model", { name: "main.ml.churn", comment: "Why" });
    expect(unity[0]?.body).toEqual({ catalog_name: "main", schema_name: "ml", name: "churn", comment: "Why" });
    expect(made.structuredContent).toEqual({ name: "main.ml.churn" });
    expect((await call("create_registered_model", { name: "churn" })).structuredContent).toEqual({ name: "churn" });
    expect(workspace[0]?.body).toEqual({ name: "churn" });
  });
});

describe("update_registered_model", () => {
  test("changes the owner of a Unity Catalog model, after confirmation", async () => {
    on("GET /api/2.1/unity-catalog/models/main.ml.churn", { full_name: "main.ml.churn", owner: "ana@example.com" });
    const seen = on("PATCH /api/2.1/unity-catalog/models/main.ml.churn", {});
    const { call, questions } = await connect({ answer: yes });
    await call("update_registered_model", { name: "main.ml.churn", owner: "ml-platform" });
    expect(questions[0]).toContain('"ml-platform" becomes its owner in place of "ana@example.com"');
    expect(seen.map(({ body }) => body)).toEqual([{ owner: "ml-platform" }]);
    const refused = await call("update_registered_model", { name: "churn", owner: "ml-platform" });
    expect(textOf(refused)).toContain("update_permissions");
  });

  test("Unity Catalog: sets the comment, then the new name", async () => {
    on(`GET ${UC}/main.ml.churn`, { ...unity, aliases: [{ alias_name: "champion", version_num: 2 }] });
    const seen = on(`PATCH ${UC}/main.ml.churn`, {});
    const { call, questions } = await connect({ answer: yes });
    const { structuredContent } = await call("update_registered_model", {
      name: "main.ml.churn",
      new_name: "leavers",
      comment: "Why",
    });
    expect(questions).toEqual([
      asked(
        'Rename registered model "main.ml.churn" (owner "ana@example.com")?',
        'Its new name is "leavers". Jobs, endpoints and code that load it by its current name fail.',
        'Alias "champion" refers to version "2".',
      ),
    ]);
    expect(seen.map(({ body }) => body)).toEqual([{ comment: "Why" }, { new_name: "leavers" }]);
    expect(structuredContent).toEqual({ name: "main.ml.leavers", changed: ["new_name", "comment"] });
  });

  test("workspace registry: sets tags and description, then the new name", async () => {
    const order: string[] = [];
    const log = (what: string) => (seen: { body: unknown }) => {
      order.push(`${what} ${JSON.stringify(seen.body)}`);
      return {};
    };
    on(`POST ${WS}/registered-models/set-tag`, log("tag"));
    on(`PATCH ${WS}/registered-models/update`, log("describe"));
    on(`POST ${WS}/registered-models/rename`, log("rename"));
    on(`GET ${WS}/databricks/registered-models/get`, { registered_model_databricks: { name: "churn" } });
    const { call } = await connect({ answer: yes });
    await call("update_registered_model", { name: "churn", new_name: "left", comment: "Why", tags: { a: "b" } });
    expect(order).toEqual([
      'tag {"name":"churn","key":"a","value":"b"}',
      'describe {"name":"churn","description":"Why"}',
      'rename {"name":"churn","new_name":"left"}',
    ]);
  });

  test("tags of a Unity Catalog model and an empty change are refused before anything is sent", async () => {
    const { call } = await connect();
    const refused = async (args: object) => textOf(await call("update_registered_model", { ...args }));
    expect(await refused({ name: "a.b.c", tags: { a: "b" } })).toContain("set_registered_model_tag");
    expect(await refused({ name: "a.b.c" })).toContain("Give new_name, owner, comment or tags.");
  });
});

describe("delete_registered_model", () => {
  test("asks, then deletes in the registry of its name", async () => {
    on(`GET ${UC}/main.ml.churn`, unity);
    const archived = { version: "3", current_stage: "Archived" };
    on(`GET ${WS}/databricks/registered-models/get`, {
      registered_model_databricks: { name: "churn", latest_versions: [archived] },
    });
    const removed = on(`DELETE ${UC}/main.ml.churn`, {});
    const served_entities = [{ entity_name: "main.ml.churn", entity_version: "1" }];
    on("GET /api/2.0/serving-endpoints", { endpoints: [{ name: "live", config: { served_entities } }] });
    const workspace = on(`DELETE ${WS}/registered-models/delete`, {});
    on(`GET ${UC}/main.ml.churn/versions`, { model_versions: [{ version: 1 }, { version: 2 }] });
    on(`GET ${WS}/model-versions/search`, () => platformError(403, "PERMISSION_DENIED", "no"));
    const { call, questions } = await connect({ answer: yes });
    const { structuredContent } = await call("delete_registered_model", { name: "main.ml.churn" });
    expect(structuredContent).toEqual({ name: "main.ml.churn", deleted: true });

    await call("delete_registered_model", { name: "churn" });
    expect(questions).toEqual([
      asked(
        'Permanently delete registered model "main.ml.churn" (owner "ana@example.com")?',
        "It is deleted with 2 versions. This cannot be undone.",
        "Jobs and code that load it will fail.",
        'Serving endpoint "live" serves "main.ml.churn" version "1" and will fail.',
      ),
      asked(
        'Permanently delete registered model "churn"?',
        "It is deleted with an unknown number of versions. This cannot be undone.",
        "Jobs and code that load it will fail.",
      ),
    ]);
    expect([removed.length, workspace[0]?.query]).toEqual([1, { name: "churn" }]);
  });

  test("is refused without a question if it has versions in Production or Staging", async () => {
    const latest_versions = ["None", "Staging", "Production"].map((current_stage, index) => ({
      version: String(index + 1),
      current_stage,
    }));
    on(`GET ${WS}/databricks/registered-models/get`, {
      registered_model_databricks: { name: "churn", latest_versions },
    });
    const { call, questions } = await connect({ answer: yes });
    expect(textOf(await call("delete_registered_model", { name: "churn" }))).toContain(
      "cannot be deleted: version 2 is in Staging, version 3 is in Production. Nothing was sent.",
    );
    expect(questions).toEqual([]);
  });
});

describe("delete_model_tag", () => {
  test("deletes the tag of a model and of a version", async () => {
    const tags = [{ key: "team", value: "growth" }];
    on(`GET ${WS}/databricks/registered-models/get`, { registered_model_databricks: { name: "churn", tags } });
    on(`GET ${WS}/model-versions/get`, { model_version: { version: "3", tags } });
    const model = on(`DELETE ${WS}/registered-models/delete-tag`, {});
    const version = on(`DELETE ${WS}/model-versions/delete-tag`, {});
    const { call, questions } = await connect({ answer: yes });
    const first = await call("delete_model_tag", { name: "churn", key: "team" });
    expect(first.structuredContent).toEqual({ name: "churn", key: "team", deleted: true });
    await call("delete_model_tag", { name: "churn", version: "3", key: "team" });
    expect(model[0]?.query).toEqual({ name: "churn", key: "team" });
    expect(version[0]?.query).toEqual({ name: "churn", version: "3", key: "team" });
    const lost = 'Tag "team" with the value "growth" is permanently lost.';
    expect(questions).toEqual([
      asked('Delete a tag of registered model "churn"?', lost),
      asked('Delete a tag of model version "churn version 3"?', lost),
    ]);
  });

  test("Unity Catalog models are refused", async () => {
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("delete_model_tag", { name: "a.b.c", key: "x" }))).toContain(
      "delete_registered_model_tag",
    );
  });
});

describe("set_model_alias", () => {
  test("moving an alias asks, says what it refers to, and returns the version to go back to", async () => {
    on(`GET ${UC}/main.ml.churn`, { ...unity, aliases: [{ alias_name: "champion", version_num: 2 }] });
    on(`PUT ${UC}/main.ml.churn/aliases/champion`, {});
    const served_entities = ["2", "4"].map((entity_version) => ({ entity_name: "main.ml.churn", entity_version }));
    on("GET /api/2.0/serving-endpoints", { endpoints: [{ name: "live", config: { served_entities } }] });
    const { call, questions } = await connect({ answer: yes });
    const args = { full_name: "main.ml.churn", alias: "champion", version_num: 4 };
    expect((await call("set_model_alias", args)).structuredContent).toMatchObject({ previous_version: "2" });
    expect(questions).toEqual([
      asked(
        'Assign an alias to model version "main.ml.churn version 4"?',
        'Alias "champion" moves from version "2" to "4". Jobs and code that load the model by it get version "4".',
        'Serving endpoint "live" keeps version "2", because endpoints serve a version by its number.',
      ),
    ]);
  });

  test.each([
    ["set_model_alias", { alias: "new", version: "4" }],
    ["delete_model_alias", { alias: "champion" }],
    ["delete_registered_model", {}],
    ["update_registered_model", { comment: "x" }],
    ["update_registered_model", { new_name: "x" }],
  ])("R3 %s is blocked for a protected model or schema, also without questions", async (name, args) => {
    on(`GET ${UC}/main.ml.churn`, unity);
    on(`GET ${UC}/main.ml.churn/versions`, {});
    on("GET /api/2.0/serving-endpoints", () => platformError(403, "PERMISSION_DENIED", "no"));
    for (const pattern of ["main.ml.churn", "main.ml.*", "main"]) {
      const { call } = await connect({ settings: { protect: [pattern], confirm: "never" } });
      const result = await call(name, { name: "main.ml.churn", ...args });
      expect(textOf(result)).toContain("the operator protects this object");
    }
  });

  test("a new alias needs no confirmation", async () => {
    on(`GET ${UC}/main.ml.churn`, unity);
    const seen = on(`PUT ${UC}/main.ml.churn/aliases/champion`, { alias_name: "champion", version_num: 4 });
    on("GET /api/2.0/serving-endpoints", {});
    const { call } = await connect();
    const args = { name: "main.ml.churn", alias: "champion", version: "4" };
    expect((await call("set_model_alias", args)).structuredContent).toEqual(args);
    expect(seen[0]?.body).toEqual({ version_num: 4 });
  });

  test("names the endpoints that keep another version, which an alias does not change", async () => {
    on(`GET ${UC}/main.ml.churn`, unity);
    on(`PUT ${UC}/main.ml.churn/aliases/champion`, {});
    const serving = (name: string, ...versions: object[]) => ({ name, config: { served_entities: versions } });
    on("GET /api/2.0/serving-endpoints", {
      endpoints: [
        serving("churn", { entity_name: "main.ml.churn", entity_version: "3" }),
        serving("churn-new", { entity_name: "main.ml.churn", entity_version: "4" }),
        serving("other", { entity_name: "main.ml.other", entity_version: "3" }),
        serving("claude", { external_model: { name: "x", provider: "y" } }),
      ],
    });
    const { call } = await connect();
    const args = { name: "main.ml.churn", alias: "champion", version: "4" };
    expect((await call("set_model_alias", args)).structuredContent).toEqual({
      ...args,
      serving_other_versions: [{ endpoint: "churn", version: "3" }],
      next: "Endpoints serve a version by its number: update_serving_endpoint changes it.",
    });
  });

  test("a model of the workspace registry is refused", async () => {
    const { call } = await connect();
    const result = await call("set_model_alias", { name: "churn", alias: "champion", version: "4" });
    expect(textOf(result)).toContain("transition_model_version");
  });
});

describe("delete_model_alias", () => {
  test("asks, then deletes", async () => {
    on(`GET ${UC}/main.ml.churn`, { ...unity, aliases: [{ alias_name: "champion", version_num: 2 }] });
    const seen = on(`DELETE ${UC}/main.ml.churn/aliases/champion`, {});
    const { call, questions } = await connect({ answer: yes });
    const args = { name: "main.ml.churn", alias: "champion" };
    expect((await call("delete_model_alias", args)).structuredContent).toEqual({ ...args, deleted: true });
    expect(seen).toHaveLength(1);
    expect(questions).toEqual([
      asked(
        'Delete an alias of registered model "main.ml.churn"?',
        'Alias "champion" refers to version "2". Jobs and code that load the model by it will fail.',
      ),
    ]);
  });

  test("a model of the workspace registry is refused", async () => {
    const { call } = await connect({ answer: yes });
    expect((await call("delete_model_alias", { name: "churn", alias: "x" })).isError).toBe(true);
  });
});
