import { expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { runsAs } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

/** The workspace, so that call_api can look the objects up. */
function workspace(): void {
  runsAs();
  on("GET /api/2.2/jobs/get", { job_id: 620114587321, settings: { name: "nightly" } });
  on("GET /api/2.0/permissions/jobs/620114587321", {});
  on("GET /api/2.0/secrets/list", { secrets: [{ key: "db" }] });
  on("GET /api/2.0/secrets/acls/list", { items: [{ principal: "data-eng", permission: "READ" }] });
  on("GET /api/2.1/unity-catalog/models/main.ml.churn", {
    full_name: "main.ml.churn",
    aliases: [{ alias_name: "champion", version_num: 2 }],
  });
  on("GET /api/2.0/mlflow/model-versions/search", { model_versions: [{ version: "3", current_stage: "None" }] });
  on("GET /api/2.0/serving-endpoints/churn", () => platformError(404, "RESOURCE_DOES_NOT_EXIST", "no"));
  on("GET /api/2.0/apps/ops", { name: "ops", compute_status: { state: "ACTIVE" } });
  on("GET /api/2.0/ip-access-lists/d8b1", { ip_access_list: { list_id: "d8b1", label: "office", enabled: true } });
}

const access_control_list = [{ group_name: "users", permission_level: "CAN_MANAGE" }];
const name = "churn";

test.each([
  [
    "permissions.update",
    { object_type: "jobs", object_id: "620114587321", access_control_list },
    "nightly",
    'Group "users" gets "CAN_MANAGE".',
  ],
  ["secrets.deleteSecret", { scope: "etl", key: "db" }, "etl", "Its value cannot be restored."],
  [
    "secrets.putAcl",
    { scope: "etl", principal: "data-eng", permission: "MANAGE" },
    "etl",
    '"data-eng" gets "MANAGE" on all its secrets in place of "READ".',
  ],
  [
    "registeredModels.setAlias",
    { full_name: "main.ml.churn", alias: "champion", version_num: 3 },
    "main.ml.*",
    'Alias "champion" moves from version "2" to "3".',
  ],
  [
    "modelRegistry.transitionStage",
    { name, version: "3", stage: "Production", archive_existing_versions: false },
    name,
    'It moves from "None" to "Production".',
  ],
  [
    "servingEndpoints.create",
    { name, config: { served_entities: [{ name: "gpt", external_model: { provider: "openai", name: "gpt-4o" } }] } },
    name,
    "Requests of its users leave the workspace",
  ],
  ["apps.stop", { name: "ops" }, "ops", "Its users lose access until it is started again."],
  ["ipAccessLists.update", { ip_access_list_id: "d8b1", enabled: false }, "office", "The list is disabled."],
])("R3 call_api %s asks like the typed tool, and a protection holds", async (operation, parameters, pattern, line) => {
  workspace();
  const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
  await call("call_api", { operation, parameters });
  expect(questions).toHaveLength(1);
  expect(questions[0]).toContain(line);
  const guarded = await connect({ settings: { protect: [pattern], confirm: "never" } });
  const result = await guarded.call("call_api", { operation, parameters });
  expect(textOf(result)).toContain("the operator protects this object");
});

test("call_api writes a new secret without a question, and asks before it replaces one", async () => {
  workspace();
  const written = on("POST /api/2.0/secrets/put", {});
  const { call, questions } = await connect({ answer: yes });
  const parameters = { scope: "etl", key: "new", string_value: "x" };
  await call("call_api", { operation: "secrets.putSecret", parameters });
  expect([written.length, questions.length]).toEqual([1, 0]);
  await call("call_api", { operation: "secrets.putSecret", parameters: { ...parameters, key: "db" } });
  expect([written.length, questions.length]).toEqual([2, 1]);
  expect(questions[0]).not.toContain('"x"');
});
