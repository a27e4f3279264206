import { expect, test } from "vitest";
import { connect, textOf, yes } from "../support/harness.ts";
import { useWorkspace } from "../support/workspace.ts";

useWorkspace();

// Confirming an empty change trains users to accept without reading, and an empty change may still restart an object.
test.each([
  ["update_alert", { alert_id: "a" }],
  ["update_catalog", { catalog_name: "main", settings: {} }],
  ["update_schema", { full_name: "main.sales", owner: "" }],
  ["update_volume", { full_name: "main.raw.landing" }],
  ["update_cluster", { cluster_id: "c", settings: {} }],
  ["update_cluster_policy", { policy_id: "p", settings: {} }],
  ["update_dashboard", { dashboard_id: "d", etag: "1" }],
  ["update_git_credential", { credential_id: "1", git_provider: "gitHub" }],
  ["update_global_init_script", { script_id: "s" }],
  ["update_group", { id: "1" }],
  ["update_instance_pool", { instance_pool_id: "p", settings: {} }],
  ["update_ip_access_list", { list_id: "l" }],
  ["update_notification_destination", { id: "n" }],
  ["update_pipeline", { pipeline_id: "p", settings: {} }],
  ["update_query", { query_id: "q" }],
  ["update_registered_model", { name: "m" }],
  ["update_user", { id: "1" }],
  ["update_warehouse", { warehouse_id: "w", settings: {} }],
  ["set_warehouse_config", { settings: {} }],
])("%s without a change is refused without a question", async (name, args) => {
  const { call, questions } = await connect({ answer: yes });
  const result = await call(name, args);
  expect(result.isError).toBe(true);
  expect(textOf(result)).toMatch(
    /[Nn]othing to change|[Nn]o change was given|at least one field|must (name|hold|have) a field/,
  );
  expect(questions).toEqual([]);
});
