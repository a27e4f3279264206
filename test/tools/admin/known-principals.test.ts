import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const SCIM = "/api/2.0/preview/scim/v2";
const UC = "/api/2.1/unity-catalog";

/** A workspace with one user, and the groups of the identity that looks it up. */
const directory = (...ownGroups: string[]) => {
  const ana = { id: "1012", userName: "ana@example.com", displayName: "Ana" };
  const asked = on(`GET ${SCIM}/Users`, ({ query }) => ({
    Resources: /"(Ana|ana@example\.com)"/.test(String(query.filter)) ? [ana] : [],
  }));
  on(`GET ${SCIM}/Groups`, { Resources: [] });
  on(`GET ${SCIM}/ServicePrincipals`, { Resources: [] });
  on(`GET ${SCIM}/Me`, { id: "1", userName: "root@example.com", groups: ownGroups.map((display) => ({ display })) });
  on(`GET ${UC}/permissions/table/main.sales.orders`, {});
  on("GET /api/2.0/secrets/acls/list", {});
  on("GET /api/2.1/clusters/get", { cluster_id: "c1", state: "TERMINATED" });
  on("GET /api/2.0/permissions/clusters/c1", { access_control_list: [] });
  on(`GET ${UC}/tables/main.sales.orders`, { full_name: "main.sales.orders", name: "orders" });
  on(`GET ${UC}/schemas/main.sales`, { full_name: "main.sales", name: "sales" });
  return asked;
};

const grant = (principal: string) => ({
  securable_type: "table",
  full_name: "main.sales.orders",
  principal,
  add: ["SELECT"],
});
const acl = (user_name: string) => ({ user_name, permission_level: "CAN_RESTART" });
const LOCAL = [
  ["set_secret_acl", (principal: string) => ({ scope: "etl", principal, permission: "READ" })],
  [
    "update_permissions",
    (name: string) => ({ object_type: "cluster", object_id: "c1", access_control_list: [acl(name)] }),
  ],
  ["update_cluster_owner", (owner: string) => ({ cluster_id: "c1", owner })],
] as const;
const ACCOUNT = [
  ["update_grants", grant],
  ["update_table", (owner: string) => ({ full_name: "main.sales.orders", owner })],
  ["update_schema", (owner: string) => ({ full_name: "main.sales", owner })],
] as const;

describe.each([...LOCAL, ...ACCOUNT])("%s", (tool, args) => {
  const no = () => ({ action: "decline" as const });

  test("refuses a display name before the question, with the name that is meant", async () => {
    directory("admins");
    const { call, questions } = await connect({ answer: yes });
    const text = textOf(await call(tool, args("Ana")));
    expect(text).toContain(
      "Ana is a display name, which identifies no one; nothing was sent. Give the name of the user, which is below.",
    );
    // The name is text of the workspace, inside of the fence.
    expect(text).toMatch(/<<<.*\nana@example\.com\n/);
    expect(questions).toEqual([]);
  });

  test("asks about a known principal as before", async () => {
    directory("admins");
    const { call, questions } = await connect({ answer: no });
    await call(tool, args("ana@example.com"));
    expect(questions).toHaveLength(1);
    expect(questions[0]).not.toContain("this workspace lists");
  });

  test("says in the question that no one has the name, where others may be hidden", async () => {
    directory();
    const { call, questions } = await connect({ answer: no });
    await call(tool, args("everyone"));
    expect(questions[0]).toContain('"everyone" is not a user, group or service principal that this workspace lists.');
  });
});

test.each(LOCAL)("%s refuses a name that an administrator does not find", async (tool, args) => {
  directory("admins");
  const { call, questions } = await connect({ answer: yes });
  expect(textOf(await call(tool, args("everyone")))).toContain(
    "everyone is not a user, group or service principal of this workspace; nothing was sent. Find the name with list_users",
  );
  expect(questions).toEqual([]);
});

test("a group of every account is not looked up, nor a principal that only loses something", async () => {
  const asked = directory("admins");
  const { call } = await connect({ answer: () => ({ action: "decline" }) });
  on(`PATCH ${UC}/permissions/table/main.sales.orders`, {});
  await call("update_grants", grant("account users"));
  await call("update_grants", { ...grant("everyone"), add: [], remove: ["SELECT"] });
  expect(asked).toEqual([]);
});

test("a principal, metastore or location that the platform does not know has its own next step", async () => {
  const { call } = await connect({ settings: { confirm: "never" } });
  for (const [code, next] of [
    ["PRINCIPAL_DOES_NOT_EXIST", "Give the e-mail address of a user, the name of a group"],
    ["METASTORE_DOES_NOT_EXIST", "Find its ID with get_metastore."],
    ["EXTERNAL_LOCATION_DOES_NOT_EXIST", "Find it with list_external_locations."],
    ["FUNCTION_DOES_NOT_EXIST", "Find it with list_functions."],
    ["SCHEMA_DOES_NOT_EXIST", "Find it with list_schemas."],
  ] as const) {
    on(`PATCH ${UC}/permissions/table/main.sales.orders`, platformError(404, code, "no"));
    expect(textOf(await call("update_grants", grant("x")))).toContain(next);
  }
});
