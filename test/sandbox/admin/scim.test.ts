import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scimFilter } from "../../../sandbox/admin/scim-filter.ts";
import { applyPatch } from "../../../sandbox/admin/scim-patch.ts";
import { type Sandbox, startSandbox } from "../../../sandbox/index.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: 1000 });
});
afterAll(() => sandbox.close());

async function send(method: string, path: string, body?: object) {
  const response = await fetch(`${sandbox.url}/api/2.0/preview/scim/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.token}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

test("the workspace returns the caller, or the requested attributes", async () => {
  expect((await send("GET", "/Me")).body).toMatchObject({ userName: "ana@example.com", active: true });
  expect(Object.keys((await send("GET", "/Me?attributes=userName")).body)).toEqual(["schemas", "userName", "id"]);
});

test("errors have SCIM's format", async () => {
  const missing = await send("GET", "/Users/1");
  expect(missing).toEqual({
    status: 404,
    body: {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      detail: "User with id 1 not found.",
      status: "404",
    },
  });
  const twice = await send("POST", "/Groups", { displayName: "admins" });
  expect(twice).toMatchObject({ status: 409, body: { scimType: "uniqueness" } });
  expect((await send("POST", "/Groups", { displayName: "g", members: [{ value: "1" }] })).status).toBe(400);
});

test("replacing clears omitted fields and keeps the identity", async () => {
  const { body: made, status } = await send("POST", "/Users", { userName: "x@example.com", active: false });
  expect(status).toBe(201);
  await send("PUT", `/Users/${made.id}`, { userName: "y@example.com", displayName: "X" });
  const { body } = await send("GET", `/Users/${made.id}`);
  expect(body).toMatchObject({ id: made.id, userName: "x@example.com", displayName: "X" });
  expect(body).not.toHaveProperty("active");
});

test("everyone is a member of the group users", async () => {
  for (const [kind, body] of [
    ["Users", { userName: "new@example.com" }],
    ["ServicePrincipals", { displayName: "new" }],
  ] as const) {
    const { body: made } = await send("POST", `/${kind}`, body);
    expect((await send("GET", `/${kind}/${made.id}`)).body.groups).toMatchObject([{ display: "users" }]);
  }
});

test("a deleted principal leaves its groups, which can still be changed", async () => {
  const { body: made } = await send("POST", "/Users", { userName: "leaver@example.com" });
  const { body: group } = await send("POST", "/Groups", { displayName: "team", members: [{ value: made.id }] });
  await send("DELETE", `/Users/${made.id}`);
  const add = { Operations: [{ op: "add", path: "members", value: [{ value: "7002" }] }] };
  expect((await send("PATCH", `/Groups/${group.id}`, add)).status).toBe(200);
  expect((await send("GET", `/Groups/${group.id}`)).body.members).toMatchObject([{ value: "7002" }]);
});

test("a deleted principal loses its permissions, so that a later one of the same name does not have them", async () => {
  const permissions = async (method: string, body?: object) => {
    const path = `${sandbox.url}/api/2.0/permissions/clusters/0115-093012-abcd1234`;
    const headers = { authorization: `Bearer ${sandbox.token}` };
    const answer = await fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return answer.text();
  };
  const { body: group } = await send("POST", "/Groups", { displayName: "gone" });
  const entry = { group_name: "gone", permission_level: "CAN_RESTART" };
  expect(await permissions("PATCH", { access_control_list: [entry] })).toContain('"gone"');
  await send("DELETE", `/Groups/${group.id}`);
  await send("POST", "/Groups", { displayName: "gone" });
  expect(await permissions("GET")).not.toContain('"gone"');
});

describe("filters", () => {
  const ana = { userName: "ana@example.com", displayName: "Ana", active: true };
  test.each([
    ['userName eq "ANA@example.com"', true],
    ['userName ne "ana@example.com"', false],
    ['displayName co "n" and userName sw "ana"', true],
    ['displayName eq "Ben" or displayName eq "Ana" and active eq true', true],
    ['(displayName eq "Ana" or displayName eq "Ben") and active eq false', undefined],
    ["displayName", undefined],
  ])("%s", (filter, matches) => {
    if (matches === undefined) expect(() => scimFilter(filter)).toThrow("Invalid filter expression");
    else expect(scimFilter(filter)(ana)).toBe(matches);
  });
});

describe("patches", () => {
  const group = { displayName: "g", members: [{ value: "1" }] };
  const patched = (...Operations: object[]) => applyPatch(group, { Operations });
  test("add, remove and replace", () => {
    expect(patched({ op: "add", path: "members", value: [{ value: "1" }, { value: "2" }] }).members).toHaveLength(2);
    expect(patched({ op: "remove", path: 'members[value eq "1"]' }).members).toEqual([]);
    expect(patched({ op: "remove", path: "members" })).toEqual({ displayName: "g" });
    expect(patched({ op: "Replace", value: { displayName: "h" } }).displayName).toBe("h");
    expect(group.members).toHaveLength(1);
  });
  test.each([
    [[]],
    [[{ op: "move", path: "members" }]],
    [[{ op: "add", path: "members.0" }]],
    [[{ op: "remove" }]],
    [[{ op: "add", path: 'members[value eq "1"]', value: 1 }]],
  ])("refuses %j", (Operations) => {
    expect(() => applyPatch(group, { Operations })).toThrow(/must|Unsupported|needs|Only/);
  });
});
