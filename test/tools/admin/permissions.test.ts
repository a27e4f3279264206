import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/permissions/clusters/0115-abc";
const object = { object_type: "clusters", object_id: "0115-abc" };
const answer = {
  object_id: "/clusters/0115-abc",
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
  test("a path instead of an ID is refused", async () => {
    const { call } = await connect();
    const result = await call("get_permissions", { object_type: "notebooks", object_id: "/Users/ana@example.com/a" });
    expect(textOf(result)).toContain("object_id: is a path; get_workspace_object returns the object_id");
  });

  test("returns a row for each principal and level", async () => {
    on(`GET ${API}`, answer);
    const { call } = await connect();
    expect((await call("get_permissions", object)).structuredContent).toEqual({ permissions: rows });
  });

  test("an unknown object names the list tools", async () => {
    on(`GET ${API}`, platformError(404, "RESOURCE_DOES_NOT_EXIST", "Cluster 0115-abc does not exist."));
    const { call } = await connect();
    expect(textOf(await call("get_permissions", object))).toContain("Take the object's ID");
  });

  test("the error for an unknown type lists the types", async () => {
    const { call } = await connect();
    expect(textOf(await call("get_permissions", { object_type: "cluster", object_id: "1" }))).toContain(
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

describe("set_permissions", () => {
  test("the question lists new permissions and the principals that lose theirs", async () => {
    on(`GET ${API}`, answer);
    const seen = on(`PUT ${API}`, answer);
    const { call, questions } = await connect({ answer: yes });
    const access_control_list = [
      { group_name: "analysts", permission_level: "CAN_ATTACH_TO" },
      { service_principal_name: "8f2c", permission_level: "CAN_MANAGE" },
    ];
    const result = await call("set_permissions", { ...object, access_control_list });
    expect(questions[0]).toContain(
      "Replace the permissions of clusters 0115-abc with: group analysts CAN_ATTACH_TO, service principal 8f2c CAN_MANAGE? It revokes the permissions of ana@example.com.",
    );
    expect(seen[0]?.body).toEqual({ access_control_list });
    expect(result.structuredContent).toEqual({ permissions: rows });
  });

  test("removes all direct permissions", async () => {
    on(`GET ${API}`, { object_id: "x" });
    const seen = on(`PUT ${API}`, { object_id: "x" });
    const { call, questions } = await connect({ answer: yes });
    const result = await call("set_permissions", { ...object, access_control_list: [] });
    expect(questions[0]).toMatch(/with: none\?(?! It takes)/);
    expect(seen[0]?.body).toEqual({ access_control_list: [] });
    expect(result.structuredContent).toEqual({ permissions: [] });
  });
});

describe("update_permissions", () => {
  test("asks with the new permissions", async () => {
    const seen = on(`PATCH ${API}`, answer);
    const { call, questions } = await connect({ answer: yes });
    const access_control_list = [{ user_name: "ben@example.com", permission_level: "CAN_RESTART" }];
    const result = await call("update_permissions", { ...object, access_control_list });
    expect(questions[0]).toContain("On clusters 0115-abc, grant ben@example.com CAN_RESTART?");
    expect(seen[0]?.body).toEqual({ access_control_list });
    expect(result.structuredContent).toEqual({ permissions: rows });
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
