import { expect, test } from "vitest";
import * as z from "zod";
import { catalogue } from "../../src/tools/index.ts";
import { connect } from "../support/harness.ts";
import { on, useWorkspace } from "../support/workspace.ts";

useWorkspace();

const UC = "/api/2.1/unity-catalog";
const KEPT = "kept_entry";
const LOST = "lost_entry";
/** A map that had two entries, and its replacement by one. */
const had = { [KEPT]: "1", [LOST]: "2" };
const given = { [KEPT]: "1" };
const table = { full_name: "main.sales.orders", name: "orders", table_id: "t1", table_type: "MANAGED" };
const slicing = { slicing_exprs: [KEPT, LOST] };
const genieSpace = JSON.stringify({
  version: 1,
  data_sources: { tables: [{ identifier: "main.sales.orders" }, { identifier: `main.sales.${LOST}` }] },
});

/** A call that repeats only a part of a setting, and the object as it is now. */
const PARTIAL: Readonly<Record<string, readonly [args: object, now: Readonly<Record<string, unknown>>]>> = {
  update_job: [
    { job_id: "1", tags: given },
    { "GET /api/2.2/jobs/get": { job_id: 1, settings: { name: "n", tags: had } } },
  ],
  update_pipeline: [
    { pipeline_id: "p1", settings: { notifications: [{ alerts: ["on-update-failure"], email_recipients: [KEPT] }] } },
    {
      "GET /api/2.0/pipelines/p1": {
        pipeline_id: "p1",
        spec: { notifications: [{ alerts: ["on-update-failure"], email_recipients: [KEPT, LOST] }] },
      },
    },
  ],
  update_cluster: [
    { cluster_id: "c1", settings: { custom_tags: given } },
    { "GET /api/2.1/clusters/get": { cluster_id: "c1", state: "TERMINATED", custom_tags: had } },
  ],
  update_instance_pool: [
    { instance_pool_id: "p1", settings: { custom_tags: given } },
    { "GET /api/2.0/instance-pools/get": { instance_pool_id: "p1", instance_pool_name: "p", custom_tags: had } },
  ],
  update_cluster_policy: [
    { policy_id: "p1", settings: { libraries: [{ pypi: { package: KEPT } }] } },
    {
      "GET /api/2.0/policies/clusters/get": {
        policy_id: "p1",
        name: "p",
        definition: "{}",
        libraries: [{ pypi: { package: KEPT } }, { pypi: { package: LOST } }],
      },
    },
  ],
  update_warehouse: [
    { warehouse_id: "w1", settings: { tags: { custom_tags: [{ key: KEPT, value: "1" }] } } },
    {
      "GET /api/2.0/sql/warehouses/w1": {
        id: "w1",
        tags: {
          custom_tags: [
            { key: KEPT, value: "1" },
            { key: LOST, value: "2" },
          ],
        },
      },
    },
  ],
  set_warehouse_config: [
    { settings: { data_access_config: [{ key: KEPT, value: "1" }] } },
    {
      "GET /api/2.0/sql/config/warehouses": {
        data_access_config: [
          { key: KEPT, value: "1" },
          { key: LOST, value: "2" },
        ],
      },
    },
  ],
  update_catalog: [
    { catalog_name: "main", properties: given },
    { [`GET ${UC}/catalogs/main`]: { name: "main", properties: had } },
  ],
  update_schema: [
    { full_name: "main.sales", properties: given },
    { [`GET ${UC}/schemas/main.sales`]: { full_name: "main.sales", name: "sales", properties: had } },
  ],
  update_recipient: [
    { name: "acme", settings: { ip_access_list: { allowed_ip_addresses: [KEPT] } } },
    {
      [`GET ${UC}/recipients/acme`]: { name: "acme", ip_access_list: { allowed_ip_addresses: [KEPT, LOST] } },
      [`GET ${UC}/recipients/acme/share-permissions`]: {},
    },
  ],
  update_database_project: [
    { project_id: "crm", spec: { default_endpoint_settings: { pg_settings: given } } },
    {
      "GET /api/2.0/postgres/projects/crm": {
        name: "projects/crm",
        status: { default_endpoint_settings: { pg_settings: had } },
      },
    },
  ],
  update_app: [
    { name: "app", settings: { user_api_scopes: [KEPT] } },
    { "GET /api/2.0/apps/app": { name: "app", user_api_scopes: [KEPT, LOST] } },
  ],
  update_alert: [
    { alert_id: "a1", notify_emails: [KEPT] },
    {
      "GET /api/2.0/alerts/a1": {
        id: "a1",
        evaluation: { notification: { subscriptions: [{ user_email: KEPT }, { user_email: LOST }] } },
      },
    },
  ],
  update_quality_monitor: [
    { full_name: table.full_name, data_profiling_config: { slicing_exprs: [KEPT] } },
    {
      [`GET ${UC}/tables/${table.full_name}`]: table,
      "GET /api/data-quality/v1/monitors/table/t1": {
        object_type: "table",
        object_id: "t1",
        data_profiling_config: slicing,
      },
    },
  ],
  update_abac_policy: [
    { securable_type: "SCHEMA", full_name: "main.sales", name: "mask", settings: { to_principals: [KEPT] } },
    {
      [`GET ${UC}/policies/schema/main.sales/mask`]: { name: "mask", to_principals: [KEPT, LOST] },
      [`GET ${UC}/schemas/main.sales`]: { full_name: "main.sales", name: "sales" },
    },
  ],
  update_ip_access_list: [
    { list_id: "l1", ip_addresses: ["10.0.0.1"] },
    {
      "GET /api/2.0/ip-access-lists/l1": {
        ip_access_list: {
          list_id: "l1",
          label: LOST,
          list_type: "ALLOW",
          enabled: true,
          ip_addresses: ["10.0.0.1", "10.0.0.2"],
        },
      },
    },
  ],
  update_genie_space: [
    { space_id: "s1", tables: ["main.sales.orders"] },
    { "GET /api/2.0/genie/spaces/s1": { space_id: "s1", title: "Sales", serialized_space: genieSpace } },
  ],
  set_tag_policy: [
    { tag_key: "pii", values: [KEPT] },
    { "GET /api/2.1/tag-policies/pii": { tag_key: "pii", values: [{ name: KEPT }, { name: LOST }] } },
  ],
};

/** Tools whose lists and maps add to the present ones or take from them, or whose questions show the whole replacement. */
const MERGES = [
  ...["update_user", "update_group", "update_service_principal", "update_permissions", "update_grants"],
  ...["update_experiment", "update_registered_model", "update_model_version", "update_share"],
  ...["update_share_recipients", "update_workspace_bindings", "set_tag", "edit_notebook"],
];
/** Tools that replace the whole object, and whose own tests hold the losses that their questions name. */
const REPLACES = [
  ...["set_permissions", "set_row_filter", "set_column_mask", "update_serving_endpoint"],
  ...["update_notification_destination", "update_budget", "update_budget_policy"],
];

const replaces = (tool: (typeof catalogue)[number]): boolean =>
  /^(update|set|edit)_/.test(tool.name) &&
  Object.values(Object(z.toJSONSchema(tool.input, { io: "input" })).properties).some((property) =>
    /"(array|object)"/.test(JSON.stringify(property)),
  );

test("every tool that changes maps or lists is known here", () => {
  const names = catalogue.filter(replaces).map(({ name }) => name);
  expect([...Object.keys(PARTIAL), ...MERGES, ...REPLACES].sort()).toEqual(names.sort());
});

test.each(Object.entries(PARTIAL))("%s names what a partly given setting loses", async (name, [args, now]) => {
  const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
  for (const [route, body] of Object.entries(now)) on(route as Parameters<typeof on>[0], body as object);
  await call(name, args as Record<string, unknown>);
  expect(questions).toHaveLength(1);
  expect(questions[0]).toContain(name === "update_ip_access_list" ? "10.0.0.2" : LOST);
});
