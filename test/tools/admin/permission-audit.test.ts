import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const direct = (permission_level: string) => ({ all_permissions: [{ permission_level, inherited: false }] });
const inherited = {
  group_name: "admins",
  all_permissions: [{ permission_level: "CAN_MANAGE", inherited: true, inherited_from_object: ["/jobs/"] }],
};

describe("audit_permissions", () => {
  test("lists what is granted on the objects themselves", async () => {
    on("GET /api/2.2/jobs/list", {
      jobs: [1, 2, 3].map((job_id) => ({ job_id, settings: { name: `job-${job_id}` } })),
      next_page_token: "t2",
    });
    on("GET /api/2.0/permissions/jobs/:id", ({ path }: Seen) => {
      if (path.endsWith("/3")) return platformError(403, "PERMISSION_DENIED", "no");
      const owner = { user_name: "ana@example.com", ...direct("IS_OWNER") };
      const shared = path.endsWith("/1") ? [{ group_name: "users", ...direct("CAN_MANAGE") }] : [];
      return { access_control_list: [owner, inherited, ...shared] };
    });
    const { call } = await connect();
    const result = await call("audit_permissions", { object_type: "jobs" });
    expect(result.structuredContent).toEqual({
      objects: [{ object_id: "1", name: "job-1", owner: "ana@example.com", permissions: ["users CAN_MANAGE"] }],
      only_owner: 1,
      next_page_token: "t2",
      missing: [expect.stringContaining("job-3 (3)")],
    });
    expect(textOf(result)).toContain("1 | job-1 | ana@example.com | users CAN_MANAGE");
  });

  const HEX = "0123456789abcdef0123456789abcdef";
  const UUID = "01f0f3a1-7c3e-1a2b-9d4e-5f60718293a4";
  test.each([
    [
      "experiments",
      "7",
      "POST /api/2.0/mlflow/experiments/search",
      { experiments: [{ experiment_id: "7", name: "o" }] },
    ],
    ["apps", "o", "GET /api/2.0/apps", { apps: [{ name: "o" }] }],
    ["dashboards", HEX, "GET /api/2.0/lakeview/dashboards", { dashboards: [{ dashboard_id: HEX, display_name: "o" }] }],
    ["genie", HEX, "GET /api/2.0/genie/spaces", { spaces: [{ space_id: HEX, title: "o" }] }],
    ["queries", UUID, "GET /api/2.0/sql/queries", { results: [{ id: UUID, display_name: "o" }] }],
    ["alertsv2", UUID, "GET /api/2.0/alerts", { alerts: [{ id: UUID, display_name: "o" }] }],
  ] as const)("lists all objects of type %s", async (object_type, id, list, listed) => {
    on(list, { ...listed, next_page_token: "t2" });
    on(`GET /api/2.0/permissions/${object_type}/${id}`, {
      access_control_list: [{ group_name: "users", ...direct("CAN_MANAGE") }],
    });
    const { call } = await connect();
    const { structuredContent } = await call("audit_permissions", { object_type });
    expect(structuredContent).toMatchObject({
      objects: [{ object_id: id, permissions: ["users CAN_MANAGE"] }],
      next_page_token: "t2",
    });
  });

  test("lists all models of the workspace's registry, whose IDs it looks up", async () => {
    on("GET /api/2.0/mlflow/registered-models/search", { registered_models: [{ name: "churn" }] });
    on("GET /api/2.0/mlflow/databricks/registered-models/get", {
      registered_model_databricks: { name: "churn", id: HEX },
    });
    on(`GET /api/2.0/permissions/registered-models/${HEX}`, {
      access_control_list: [{ group_name: "users", ...direct("CAN_READ") }],
    });
    const { call } = await connect();
    expect((await call("audit_permissions", { object_type: "registered-models" })).structuredContent).toMatchObject({
      objects: [{ object_id: "churn", permissions: ["users CAN_READ"] }],
    });
  });

  test("takes paths, and says which types it can list", async () => {
    on("GET /api/2.0/workspace/get-status", { path: "/Shared/nb", object_type: "NOTEBOOK", object_id: 7 });
    on("GET /api/2.0/permissions/notebooks/7", {
      access_control_list: [{ group_name: "users", ...direct("CAN_RUN") }],
    });
    const { call } = await connect();
    const result = await call("audit_permissions", { object_type: "notebooks", object_ids: ["/Shared/nb"] });
    expect(result.structuredContent).toMatchObject({ objects: [{ permissions: ["users CAN_RUN"] }] });
    expect(textOf(await call("audit_permissions", { object_type: "notebooks" }))).toContain("Give object_ids");
  });
});
