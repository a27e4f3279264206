import { afterAll, beforeAll, expect, test } from "vitest";
import { openRest, type RestSession } from "../rest-session.ts";

let session: RestSession;
beforeAll(async () => {
  session = await openRest({ speed: 500, messy: true });
});
afterAll(() => session.close());

const SCIM = "/api/2.0/preview/scim/v2";
const UC = "/api/2.1/unity-catalog";
const levelOf = (user_name: string, permission_level: string) => ({ user_name, permission_level });

test.each([
  ["clusters/nosuch"],
  ["experiments/1"],
  ["notebooks/1"],
  ["directories/1"],
  ["queries/none"],
  ["dashboards/none"],
  ["registered-models/none"],
  ["genie/none"],
  ["repos/1"],
  ["cluster-policies/none"],
  ["vector-search-endpoints/none"],
  ["alertsv2/none"],
  ["dbsql-dashboards/none"],
  ["authorization/none"],
])("%s does not exist and has no permissions", async (object) => {
  const answer = await session.get(`/api/2.0/permissions/${object}`);
  expect(session.refusal(answer)).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
});

test("serving endpoints have permissions by their ID, not by their name", async () => {
  const { body } = await session.get("/api/2.0/serving-endpoints/churn");
  expect((await session.get(`/api/2.0/permissions/serving-endpoints/${body.id}`)).status).toBe(200);
  const named = await session.get("/api/2.0/permissions/serving-endpoints/churn");
  expect(session.refusal(named)).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect(named.body.message).toBe("'churn' is not a valid Inference Endpoint ID.");
});

test("objects are owned by their creator, and jobs run as their owner", async () => {
  const job = "620114587322";
  const permissions = `/api/2.0/permissions/jobs/${job}`;
  expect((await session.get(permissions)).body.access_control_list).toMatchObject([
    { user_name: "bruno@example.com", all_permissions: [{ permission_level: "IS_OWNER" }] },
    { group_name: "admins" },
  ]);
  const get = () => session.get("/api/2.2/jobs/get", { job_id: job });
  expect((await get()).body).toMatchObject({ run_as_user_name: "bruno@example.com" });
  await session.call("PATCH", permissions, { access_control_list: [levelOf("ben@example.com", "IS_OWNER")] });
  expect((await get()).body).toMatchObject({
    run_as_user_name: "ben@example.com",
    creator_user_name: "bruno@example.com",
  });
  const service_principal_name = "8f2c0000-1111-2222-3333-444455556666";
  await session.post("/api/2.2/jobs/update", { job_id: job, new_settings: { run_as: { service_principal_name } } });
  expect((await get()).body).toMatchObject({ run_as_user_name: service_principal_name });
});

test("principals that do not exist get nothing", async () => {
  const list = (entry: object) => ({ access_control_list: [entry] });
  const group = { group_name: "nosuch", permission_level: "CAN_VIEW" };
  const refused = await session.call("PATCH", "/api/2.0/permissions/jobs/620114587321", list(group));
  expect(session.refusal(refused)).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  expect(refused.body.message).toContain("GroupName(nosuch)");
  const owned = list({ group_name: "users", permission_level: "IS_OWNER" });
  expect((await session.call("PATCH", "/api/2.0/permissions/jobs/620114587321", owned)).status).toBe(400);

  const grant = (principal: string, field = "add") =>
    session.call("PATCH", `${UC}/permissions/schema/main.sales`, { changes: [{ principal, [field]: ["SELECT"] }] });
  expect(session.refusal(await grant("ml-platfrm"))).toEqual([404, "PRINCIPAL_DOES_NOT_EXIST"]);
  expect(session.refusal(await grant("users"))).toEqual([404, "PRINCIPAL_DOES_NOT_EXIST"]);
  expect((await grant("analysts")).status).toBe(200);
  // Privileges of a deleted principal can be removed.
  expect((await grant("ml-platfrm", "remove")).status).toBe(200);
  const owner = await session.call("PATCH", `${UC}/tables/main.sales.orders`, { owner: "ghost@example.com" });
  expect(session.refusal(owner)).toEqual([404, "PRINCIPAL_DOES_NOT_EXIST"]);

  const acl = { scope: "etl", principal: "nosuch", permission: "READ" };
  expect((await session.post("/api/2.0/secrets/acls/put", acl)).status).toBe(404);
  const run_as = { service_principal_name: "etl-runner" };
  const job = await session.post("/api/2.2/jobs/create", { name: "x", run_as });
  expect(job.body.message).toContain("ServicePrincipalName(etl-runner)");
});

test("grants of a model are those of a function", async () => {
  const path = `${UC}/permissions/function/main.sales.churn`;
  await session.call("PATCH", path, { changes: [{ principal: "analysts", add: ["EXECUTE"] }] });
  expect((await session.get(path)).body).toEqual({
    privilege_assignments: [{ principal: "analysts", privileges: ["EXECUTE"] }],
  });
});

test("unknown entitlements and reserved aliases are refused", async () => {
  const entitlements = [{ value: "can-do-anything" }];
  expect((await session.post(`${SCIM}/Groups`, { displayName: "g", entitlements })).status).toBe(400);
  for (const alias of ["v3", "V12", "latest"]) {
    const set = await session.call("PUT", `${UC}/models/main.sales.churn/aliases/${alias}`, { version_num: 1 });
    expect(session.refusal(set)).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  }
});

test("an isolated catalog cannot be read from a workspace that it is not bound to", async () => {
  const warehouse_id = "7e083095329f3ca5";
  await session.post(`${UC}/catalogs`, { name: "vault" });
  const run = async (statement: string) => {
    const { body } = await session.post("/api/2.0/sql/statements", { statement, warehouse_id, wait_timeout: "30s" });
    return body.status;
  };
  await run("CREATE TABLE vault.default.t AS SELECT 1 AS n");
  const read = () => run("SELECT * FROM vault.default.t");
  await session.call("PATCH", `${UC}/catalogs/vault`, { isolation_mode: "ISOLATED" });
  const bind = (workspace_id: number) =>
    session.call("PATCH", `${UC}/bindings/catalog/vault`, { add: [{ workspace_id }] });
  await bind(999);
  expect(await read()).toMatchObject({ state: "FAILED" });
  await bind(1234567890123456);
  expect(await read()).toMatchObject({ state: "SUCCEEDED" });
});

test("tokens live no longer than the workspace allows, and work until they are revoked", async () => {
  const create = (days: number) => session.post("/api/2.0/token/create", { lifetime_seconds: days * 86_400 });
  expect(session.refusal(await create(91))).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  const { token_value, token_info } = JSON.parse((await create(30)).text);
  const use = async () => {
    const headers = { authorization: `Bearer ${token_value}` };
    return (await session.call("GET", `${SCIM}/Me`, undefined, headers)).status;
  };
  expect(await use()).toBe(200);
  await session.post("/api/2.0/token/delete", { token_id: token_info.token_id });
  expect(await use()).toBe(403);
});

test("IP access lists never lock out their administrator", async () => {
  const path = "/api/2.0/ip-access-lists";
  const list = (label: string, ip_addresses: string[]) => ({ label, list_type: "ALLOW", ip_addresses });
  expect((await session.post(path, list("office", ["198.51.100.0/24"]))).status).toBe(400);
  expect((await session.post(path, list("home", ["198.51.100.0/24"]))).status).toBe(200);
  const { ip_access_lists } = JSON.parse((await session.get(path)).text);
  const deleted = await session.call("DELETE", `${path}/${ip_access_lists[0].list_id}`);
  expect(session.refusal(deleted)).toEqual([400, "INVALID_STATE"]);
});

test("all owners and creators in a new workspace are principals of it", async () => {
  const list = async (path: string, field: string, query = {}): Promise<Record<string, unknown>[]> =>
    Object((await session.get(path, query)).body)[field];
  const scim = async (kind: string, key: string) =>
    (await list(`/api/2.0/preview/scim/v2/${kind}`, "Resources")).map((one) => one[key]);
  const known = [
    ...(await scim("Users", "userName")),
    ...(await scim("ServicePrincipals", "applicationId")),
    ...(await scim("Groups", "displayName")),
  ];
  const clusters = await list("/api/2.1/clusters/list", "clusters");
  const named = [
    ...clusters.flatMap((one) => [one.creator_user_name, one.single_user_name]),
    ...(await list("/api/2.2/jobs/list", "jobs")).map((one) => one.creator_user_name),
    ...(await list("/api/2.0/secrets/acls/list", "items", { scope: "etl" })).map((one) => one.principal),
    (await session.get("/api/2.1/unity-catalog/metastore_summary")).body.owner,
    ...(await list("/api/2.0/workspace/list", "objects", { path: "/Users" })).map((one) =>
      String(one.path).split("/").at(-1),
    ),
  ];
  expect(named.filter((name) => name !== undefined && !known.includes(name))).toEqual([]);
  expect(new Set(named).size).toBeGreaterThan(4);
});

// From here on, the caller is not an administrator.
test("who is not an administrator cannot use what needs one, and who is deactivated can use nothing", async () => {
  const patch = (path: string, ...Operations: object[]) => session.call("PATCH", `${SCIM}/${path}`, { Operations });
  await patch("Groups/9002", { op: "remove", path: 'members[value eq "7001"]' });
  const script = { name: "x", script: "ZWNobw==" };
  const made = await session.post("/api/2.0/global-init-scripts", script);
  expect(session.refusal(made)).toEqual([403, "PERMISSION_DENIED"]);
  expect((await session.get("/api/2.0/token-management/tokens")).status).toBe(403);
  expect((await session.get("/api/2.0/token/list")).status).toBe(200);
});

test("newer clients read the same grants under another path, and the schemas of the system catalog", async () => {
  const older = await session.get(`${UC}/permissions/catalog/main`);
  expect((await session.get(`${UC}/privilege-assignments/catalog/main`)).body).toEqual(older.body);
  const effective = await session.get(`${UC}/effective-privilege-assignments/schema/main.ops`);
  expect(effective.text).toContain('"inherited_from_name":"main"');
  const { metastore_id } = JSON.parse((await session.get(`${UC}/metastore_summary`)).text);
  expect((await session.get(`${UC}/metastores/${metastore_id}/systemschemas`)).text).toContain('"billing"');
});
