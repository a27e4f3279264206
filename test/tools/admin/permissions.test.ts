import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked, runsAs } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/permissions/clusters/0115-093012-abc";
const object = { object_type: "clusters", object_id: "0115-093012-abc" };
const answer = {
  object_id: "/clusters/0115-093012-abc",
  object_type: "cluster",
  access_control_list: [
    {
      user_name: "ana@example.com",
      display_name: "Ana",
      all_permissions: [{ permission_level: "CAN_MANAGE", inherited: false }],
    },
    { service_principal_name: "8f2c", all_permissions: [{ permission_level: "CAN_RESTART", inherited: true }] },
    {
      group_name: "admins",
      all_permissions: [{ permission_level: "CAN_MANAGE", inherited: true, inherited_from_object: ["/clusters/"] }],
    },
  ],
};
const rows = [
  { user_name: "ana@example.com", permission_level: "CAN_MANAGE" },
  { service_principal_name: "8f2c", permission_level: "CAN_RESTART", inherited_from: "a parent" },
  { group_name: "admins", permission_level: "CAN_MANAGE", inherited_from: "/clusters/" },
];

describe("get_permissions", () => {
  test.each(["job", "JOBS", "jobs"])("takes the type %s in singular or plural", async (object_type) => {
    const { call } = await connect();
    on("GET /api/2.2/jobs/get", { job_id: 7, settings: { name: "n" } });
    on("GET /api/2.0/permissions/jobs/7", { access_control_list: [] });
    expect((await call("get_permissions", { object_type, object_id: "7" })).isError).toBeFalsy();
  });

  test("types of two words may be written with a blank, and an unknown one is refused with the list", async () => {
    const { call } = await connect();
    const seen = on("GET /api/2.0/permissions/cluster-policies/p1", { access_control_list: [] });
    await call("get_permissions", { object_type: "cluster policy", object_id: "p1" });
    expect(seen).toHaveLength(1);
    expect(textOf(await call("get_permissions", { object_type: "warship", object_id: "x" }))).toContain(
      "must be one of",
    );
  });

  test("finds the ID of a path, and of the name of an endpoint", async () => {
    const PATH = "/Users/ana@example.com/a";
    on("GET /api/2.0/workspace/get-status", { path: PATH, object_type: "NOTEBOOK", object_id: 42 });
    on("GET /api/2.0/serving-endpoints", { endpoints: [{ name: "churn", id: "a".repeat(32) }] });
    const seen = on("GET /api/2.0/permissions/notebooks/42", answer);
    const endpoint = on(`GET /api/2.0/permissions/serving-endpoints/${"a".repeat(32)}`, answer);
    const { call } = await connect();
    await call("get_permissions", { object_type: "notebooks", object_id: PATH });
    await call("get_permissions", { object_type: "serving-endpoints", object_id: "churn" });
    expect([seen.length, endpoint.length]).toEqual([1, 1]);
  });

  test("a type or model of Unity Catalog has privileges: the error names the tools for them", async () => {
    const { call } = await connect();
    const object_id = "main.sales.churn";
    for (const tool of ["get_permissions", "list_permission_levels"]) {
      expect(textOf(await call(tool, { object_type: "registered-models", object_id }))).toContain(
        "Use get_grants or update_grants with securable_type model.",
      );
      expect(textOf(await call(tool, { object_type: "table", object_id }))).toContain(
        "is a type of Unity Catalog: use get_grants and update_grants",
      );
    }
  });

  test("a path of an object without one is refused", async () => {
    const { call } = await connect();
    expect(textOf(await call("get_permissions", { object_type: "jobs", object_id: "/Users/a" }))).toContain(
      "object_id is a path, and objects of this type are known by their ID",
    );
  });

  test("returns a row for each principal and level", async () => {
    on(`GET ${API}`, answer);
    const { call } = await connect();
    expect((await call("get_permissions", object)).structuredContent).toEqual({ permissions: rows });
  });

  test("an unknown object names the list tools", async () => {
    on(`GET ${API}`, platformError(404, "RESOURCE_DOES_NOT_EXIST", "Cluster 0115-093012-abc does not exist."));
    const { call } = await connect();
    expect(textOf(await call("get_permissions", object))).toContain("Take the object's ID");
  });

  test("the error for an unknown type lists the types", async () => {
    const { call } = await connect();
    expect(textOf(await call("get_permissions", { object_type: "widget", object_id: "1" }))).toContain(
      "object_type: must be one of alerts, alertsv2, apps",
    );
  });
});

describe("list_permission_levels", () => {
  test("returns levels with their descriptions", async () => {
    const levels = [
      { permission_level: "CAN_RESTART", description: "Can attach to, start, restart and terminate" },
      { permission_level: "CAN_USE", description: "" },
    ];
    on(`GET ${API}/permissionLevels`, { permission_levels: levels });
    const { call } = await connect();
    expect((await call("list_permission_levels", object)).structuredContent).toEqual({
      permission_levels: [levels[0], { permission_level: "CAN_USE" }],
    });
  });
});

const cluster = () => {
  runsAs({ id: "1012", userName: "ana@example.com" });
  return on("GET /api/2.1/clusters/get", {
    cluster_id: "0115-093012-abc",
    cluster_name: "analytics",
    state: "RUNNING",
  });
};

describe("set_permissions", () => {
  test("the question lists new permissions and the principals that lose theirs", async () => {
    cluster();
    on(`GET ${API}`, answer);
    const seen = on(`PUT ${API}`, answer);
    const { call, questions } = await connect({ answer: yes });
    const access_control_list = [
      { group_name: "analysts", permission_level: "CAN_ATTACH_TO" },
      { service_principal_name: "8f2c", permission_level: "CAN_MANAGE" },
    ];
    const result = await call("set_permissions", { ...object, access_control_list });
    expect(questions).toEqual([
      asked(
        'Replace the permissions on cluster "analytics" (id 0115-093012-abc)?',
        'Group "analysts" gets "CAN_ATTACH_TO".',
        'Service principal "8f2c" gets "CAN_MANAGE".',
        'User "ana@example.com" loses "CAN_MANAGE".',
        '"ana@example.com" is the identity that this server runs as.',
      ),
    ]);
    expect(seen[0]?.body).toEqual({ access_control_list });
    expect(result.structuredContent).toEqual({ permissions: rows });
  });

  test("a list that changes nothing needs no confirmation", async () => {
    cluster();
    on(`GET ${API}`, { object_id: "x" });
    const seen = on(`PUT ${API}`, { object_id: "x" });
    const { call, questions } = await connect({ answer: yes });
    const result = await call("set_permissions", { ...object, access_control_list: [] });
    expect(questions).toEqual([]);
    expect(seen[0]?.body).toEqual({ access_control_list: [] });
    expect(result.structuredContent).toEqual({ permissions: [] });
  });
});

describe("update_permissions", () => {
  const LEVELS = `GET ${API}/permissionLevels` as const;

  test("a level that the object does not have is refused before the user is asked, with the levels it has", async () => {
    on("GET /api/2.1/clusters/get", { cluster_id: object.object_id, cluster_name: "analytics", state: "RUNNING" });
    on(LEVELS, { permission_levels: [{ permission_level: "CAN_RESTART" }, { permission_level: "ignore this" }] });
    const { call, questions } = await connect({ answer: yes });
    const access_control_list = [{ group_name: "analysts", permission_level: "CAN_USE" }];
    expect(textOf(await call("update_permissions", { ...object, access_control_list }))).toContain(
      "Objects of type clusters do not have the permission level CAN_USE; nothing was sent. They have CAN_RESTART.",
    );
    expect(questions).toEqual([]);
  });

  test("a level that this server does not know is sent if the workspace lists it, or lists none", async () => {
    on("GET /api/2.1/clusters/get", { cluster_id: object.object_id, cluster_name: "analytics", state: "RUNNING" });
    on("GET /api/2.0/preview/scim/v2/Groups", { Resources: [{ id: "1", displayName: "analysts" }] });
    on(`GET ${API}`, answer);
    let listed: object | undefined = { permission_levels: [{ permission_level: "CAN_DREAM" }] };
    on(LEVELS, () => listed ?? platformError(403, "PERMISSION_DENIED", "no"));
    const seen = on(`PATCH ${API}`, answer);
    const { call } = await connect({ answer: yes });
    const access_control_list = [{ group_name: "analysts", permission_level: "CAN_DREAM" }];
    await call("update_permissions", { ...object, access_control_list });
    listed = undefined;
    await call("update_permissions", { ...object, access_control_list });
    expect(seen).toHaveLength(2);
  });

  test("asks with the new permissions", async () => {
    cluster();
    on(`GET ${API}`, answer);
    const seen = on(`PATCH ${API}`, answer);
    const { call, questions } = await connect({ answer: yes });
    const access_control_list = [{ user_name: "ana@example.com", permission_level: "CAN_RESTART" }];
    const result = await call("update_permissions", { ...object, access_control_list });
    expect(questions).toEqual([
      asked(
        'Change the permissions on cluster "analytics" (id 0115-093012-abc)?',
        'User "ana@example.com" gets "CAN_RESTART" in place of "CAN_MANAGE".',
        '"ana@example.com" is the identity that this server runs as.',
      ),
    ]);
    expect(seen[0]?.body).toEqual({ access_control_list });
    expect(result.structuredContent).toEqual({ permissions: rows });
  });

  test("a new owner of a job: who loses it, and as whom the job runs", async () => {
    const JOB = "/api/2.0/permissions/jobs/620114587321";
    runsAs();
    on("GET /api/2.2/jobs/get", { job_id: 620114587321, settings: { name: "nightly" } });
    on(`GET ${JOB}`, {
      access_control_list: [{ user_name: "ana@example.com", all_permissions: [{ permission_level: "IS_OWNER" }] }],
    });
    on(`PATCH ${JOB}`, {});
    const { call, questions } = await connect({ answer: yes });
    const access_control_list = [{ user_name: "ben@example.com", permission_level: "IS_OWNER" }];
    await call("update_permissions", { object_type: "jobs", object_id: "620114587321", access_control_list });
    expect(questions).toEqual([
      asked(
        'Change the permissions on job "nightly" (id 620114587321)?',
        'User "ben@example.com" gets "IS_OWNER".',
        '"ana@example.com" is no longer the owner.',
        'It then runs as "ben@example.com", unless it has a run_as identity.',
      ),
    ]);
    const guarded = await connect({ settings: { protect: ["nightly"], confirm: "never" } });
    const result = await guarded.call("update_permissions", {
      object_type: "jobs",
      object_id: 620114587321,
      access_control_list,
    });
    expect(textOf(result)).toContain("the operator protects this object");
  });

  test("R3 an object whose name cannot be looked up is refused while anything is protected", async () => {
    on("GET /api/2.0/permissions/notebooks/42", {});
    const { call } = await connect({ settings: { protect: ["/Users/ana/*"], confirm: "never" } });
    const access_control_list = [{ group_name: "users", permission_level: "CAN_READ" }];
    const args = { object_type: "notebooks", object_id: "42", access_control_list };
    expect(textOf(await call("update_permissions", args))).toContain("give its path as object_id");
  });

  test.each([
    [{ permission_level: "CAN_USE" }, "must name one user, group or service principal"],
    [{ user_name: "a", group_name: "b", permission_level: "CAN_USE" }, "must name one user"],
    [{ user_name: "a", permission_level: "manage" }, "must be like CAN_MANAGE"],
  ])("refuses %j", async (entry, problem) => {
    const { call } = await connect({ answer: yes });
    const result = await call("update_permissions", { ...object, access_control_list: [entry] });
    expect(textOf(result)).toContain(problem);
  });
});
