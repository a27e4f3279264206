import { HttpResponse } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked, runsAs } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/preview/scim/v2";
const PATCH = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
const ana = {
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
  id: "1012",
  userName: "ana@example.com",
  displayName: "Ana",
  active: true,
  emails: [{ type: "work", value: "ana@example.com", primary: true }],
  groups: [{ display: "users", type: "direct", value: "730", $ref: "Groups/730" }],
  entitlements: [{ value: "workspace-access" }],
  roles: [],
};
const view = {
  id: "1012",
  user_name: "ana@example.com",
  display_name: "Ana",
  active: true,
  entitlements: ["workspace-access"],
  groups: [{ id: "730", name: "users" }],
};
const scimError = (status: number, detail: string) =>
  HttpResponse.json(
    { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], detail, status: String(status) },
    { status },
  );
const notFound = () => scimError(404, "Not found.");

describe("get_current_user", () => {
  test("returns the caller in snake_case, like the rest of the platform", async () => {
    on(`GET ${API}/Me`, ana);
    const { call } = await connect();
    expect((await call("get_current_user")).structuredContent).toEqual(view);
  });
});

describe("list_users", () => {
  test("returns a page without groups; the page token is the index of the next user", async () => {
    const seen = on(`GET ${API}/Users`, { totalResults: 3, startIndex: 2, itemsPerPage: 1, Resources: [ana] });
    const { call } = await connect();
    const args = { filter: 'userName co "an"', limit: 1, page_token: "2" };
    const { structuredContent } = await call("list_users", args);
    expect(seen[0]?.query).toEqual({
      attributes: "id,userName,displayName,active",
      count: "1",
      filter: 'userName co "an"',
      startIndex: "2",
    });
    expect(structuredContent).toEqual({
      users: [{ id: "1012", user_name: "ana@example.com", display_name: "Ana", active: true }],
      next_page_token: "3",
    });
  });

  test.each([
    ["the last", { totalResults: 1, Resources: [ana] }, 1],
    ["an empty", { totalResults: 9 }, 0],
  ])("%s page has no page token", async (_, answer, length) => {
    on(`GET ${API}/Users`, answer);
    const { call } = await connect();
    const { structuredContent } = await call("list_users");
    expect(structuredContent).toEqual({ users: expect.any(Array) });
    expect(structuredContent).toHaveProperty("users.length", length);
  });

  test("a page token of another tool is refused", async () => {
    const { call } = await connect();
    expect(textOf(await call("list_users", { page_token: "abc" }))).toContain("must be a next_page_token");
  });
});

describe("get_user", () => {
  test("returns groups and entitlements", async () => {
    on(`GET ${API}/Users/1012`, ana);
    const { call } = await connect();
    expect((await call("get_user", { id: "1012" })).structuredContent).toEqual(view);
  });

  test("an unknown ID names the list tool", async () => {
    on(`GET ${API}/Users/1`, notFound());
    const { call } = await connect();
    expect(textOf(await call("get_user", { id: "1" }))).toContain("Find the ID with list_users.");
  });
});

describe("create_user", () => {
  test("a user who exists already is refused before the question", async () => {
    on(`GET ${API}/Users`, { totalResults: 1, Resources: [ana] });
    const { call, questions } = await connect({ answer: yes });
    expect(textOf(await call("create_user", { user_name: "ana@example.com" }))).toContain(
      "ana@example.com is a user of this workspace; nothing was sent. Change the user with update_user",
    );
    expect(questions).toEqual([]);
  });

  test("asks, then adds the user and returns groups and entitlements", async () => {
    const seen = on(`POST ${API}/Users`, HttpResponse.json({ ...ana, id: "9" }, { status: 201 }));
    const { call, questions } = await connect({ answer: yes });
    const result = await call("create_user", { user_name: "ana@example.com", display_name: "Ana" });
    expect(questions).toEqual([
      asked('Add user "ana@example.com" (display_name "Ana")?', "The user can then sign in to the workspace."),
    ]);
    expect(seen[0]?.body).toEqual({ schemas: ana.schemas, userName: "ana@example.com", displayName: "Ana" });
    expect(result.structuredContent).toEqual({ ...view, id: "9" });
  });

  test("an existing user names the list tool", async () => {
    on(`POST ${API}/Users`, scimError(409, "User already exists."));
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("create_user", { user_name: "ana@example.com" }))).toContain(
      "Find it with list_users and update it",
    );
  });

  test("an invalid email address is refused", async () => {
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("create_user", { user_name: "ana" }))).toContain("must be an email address");
  });
});

describe("update_user", () => {
  test("a new display name needs no confirmation", async () => {
    const seen = on(`PATCH ${API}/Users/1012`, {});
    const renamed = on(`GET ${API}/Users/1012`, { ...ana, displayName: "Ana B." });
    const { call, questions } = await connect({ answer: yes });
    const result = await call("update_user", { id: "1012", display_name: "Anna" });
    expect(questions).toEqual([]);
    expect(seen[0]?.body).toEqual({
      schemas: PATCH,
      Operations: [{ op: "replace", path: "displayName", value: "Anna" }],
    });
    expect(renamed).toHaveLength(1);
    expect(result.structuredContent).toEqual({ id: "1012", updated: true, display_name: "Ana B." });
  });

  test("R3 a protected name blocks the call, also without questions", async () => {
    on(`GET ${API}/Users/1012`, ana);
    runsAs();
    const { call } = await connect({ settings: { protect: ["ana@*"], confirm: "never" } });
    for (const change of [{ active: false }, { display_name: "Anna" }]) {
      const result = await call("update_user", { id: "1012", ...change });
      expect(textOf(result)).toContain("the operator protects this object");
    }
  });

  test("changes of sign-in and entitlements require confirmation", async () => {
    runsAs(ana);
    on(`GET ${API}/Users/1012`, ana);
    const seen = on(`PATCH ${API}/Users/1012`, {});
    const { call, questions } = await connect({ answer: yes });
    await call("update_user", {
      id: "1012",
      active: false,
      add_entitlements: ["databricks-sql-access"],
      remove_entitlements: ["allow-cluster-create"],
    });
    expect(questions).toEqual([
      asked(
        'Change user "ana@example.com" (id 1012, display_name "Ana")?',
        "Sign-in is blocked: its tokens, jobs and apps stop working.",
        'It gets the entitlement "databricks-sql-access".',
        'It loses the entitlement "allow-cluster-create".',
        '"ana@example.com" is the identity that this server runs as.',
      ),
    ]);
    expect(seen[0]?.body).toEqual({
      schemas: PATCH,
      Operations: [
        { op: "replace", path: "active", value: false },
        { op: "add", path: "entitlements", value: [{ value: "databricks-sql-access" }] },
        { op: "remove", path: 'entitlements[value eq "allow-cluster-create"]' },
      ],
    });
  });

  test.each([
    [{}, "No change was given; nothing was sent."],
    [{ remove_entitlements: ['x"] or [value eq "y'] }, "must be like workspace-access"],
  ])("refuses %j", async (changes, problem) => {
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("update_user", { id: "1012", ...changes }))).toContain(problem);
  });
});

describe("delete_user", () => {
  test("asks with the name", async () => {
    on(`GET ${API}/Users/1012`, ana);
    runsAs();
    const seen = on(`DELETE ${API}/Users/1012`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("delete_user", { id: "1012" });
    expect(questions).toEqual([
      asked(
        'Permanently remove user "ana@example.com" (id 1012, display_name "Ana")?',
        "Its sign-in, tokens and permissions are permanently lost.",
        "Jobs that run as it will fail.",
      ),
    ]);
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toEqual({ id: "1012", name: "ana@example.com", deleted: true });
  });
});

const analysts = {
  id: "730",
  displayName: "analysts",
  members: [{ display: "Ana", value: "1012", $ref: "Users/1012" }],
  entitlements: [{ value: "databricks-sql-access" }],
  meta: { resourceType: "WorkspaceGroup" },
};

describe("list_groups", () => {
  test("returns names without members", async () => {
    const seen = on(`GET ${API}/Groups`, { totalResults: 1, Resources: [{ id: "730", displayName: "analysts" }] });
    const { call } = await connect();
    expect((await call("list_groups")).structuredContent).toEqual({
      groups: [{ id: "730", display_name: "analysts" }],
    });
    expect(seen[0]?.query).toEqual({ attributes: "id,displayName", count: "50", startIndex: "1" });
  });
});

describe("get_group", () => {
  const group = {
    id: "730",
    display_name: "analysts",
    entitlements: ["databricks-sql-access"],
  };

  test("returns the members with their user names, in one request for all of them", async () => {
    on(`GET ${API}/Groups/730`, analysts);
    const seen = on(`GET ${API}/Users`, { totalResults: 1, Resources: [{ id: "1012", userName: "ana@example.com" }] });
    const { call } = await connect();
    expect((await call("get_group", { id: "730" })).structuredContent).toEqual({
      ...group,
      members: [{ id: "1012", name: "Ana", user_name: "ana@example.com" }],
    });
    expect(seen).toHaveLength(1);
  });

  test("without the names where users cannot be listed, or no member is a user", async () => {
    on(`GET ${API}/Groups/730`, analysts, {
      ...analysts,
      members: [{ value: "77", display: "eng", $ref: "Groups/77" }],
    });
    const seen = on(`GET ${API}/Users`, platformError(403, "PERMISSION_DENIED", "no"));
    const { call } = await connect();
    const get = async () => (await call("get_group", { id: "730" })).structuredContent;
    expect(await get()).toEqual({ ...group, members: [{ id: "1012", name: "Ana" }] });
    expect(await get()).toEqual({ ...group, members: [{ id: "77", name: "eng" }] });
    expect(seen).toHaveLength(1);
  });
});

describe("create_group", () => {
  test("an empty group needs no confirmation", async () => {
    const seen = on(`POST ${API}/Groups`, HttpResponse.json({ id: "731", displayName: "eng" }, { status: 201 }));
    const { call, questions } = await connect({ answer: yes });
    const result = await call("create_group", { display_name: "eng" });
    expect(questions).toEqual([]);
    expect(seen[0]?.body).toEqual({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      displayName: "eng",
    });
    expect(result.structuredContent).toEqual({ id: "731", display_name: "eng" });
  });

  test("the question names the members, the result too", async () => {
    on(`GET ${API}/Users/1012`, ana);
    const eng = { id: "731", displayName: "eng", members: [{ value: "1012", display: "Ana" }] };
    const seen = on(`POST ${API}/Groups`, HttpResponse.json(eng, { status: 201 }));
    const { call, questions } = await connect({ answer: yes });
    const result = await call("create_group", { display_name: "eng", members: ["1012"] });
    expect(questions).toEqual([
      asked(
        'Create group "eng"?',
        '"ana@example.com" (id "1012") becomes a member and gets the permissions of the group.',
      ),
    ]);
    expect(seen[0]?.body).toMatchObject({ displayName: "eng", members: [{ value: "1012" }] });
    expect(result.structuredContent).toEqual({
      id: "731",
      display_name: "eng",
      members: [{ id: "1012", name: "Ana" }],
    });
  });
});

describe("update_group", () => {
  test("the question does not claim that a member becomes one", async () => {
    on(`GET ${API}/Groups/730`, analysts);
    on(`GET ${API}/Users/1012`, ana);
    on(`GET ${API}/Users/77`, notFound);
    on(`GET ${API}/ServicePrincipals/77`, notFound);
    on(`GET ${API}/Groups/77`, { id: "77", displayName: "loaders" });
    runsAs(ana);
    on(`PATCH ${API}/Groups/730`, {});
    const { call, questions } = await connect({ answer: yes });
    await call("update_group", { id: "730", add_members: ["1012", "77"] });
    expect(questions[0]).toContain('"loaders" (id "77") becomes a member');
    expect(questions[0]).not.toContain('"ana@example.com" (id "1012") becomes a member');
  });

  test("the question names the members of every kind to add and remove", async () => {
    on(`GET ${API}/Groups/730`, analysts);
    on(`GET ${API}/Users/1012`, ana);
    for (const id of ["5501", "77"]) on(`GET ${API}/Users/${id}`, notFound);
    on(`GET ${API}/ServicePrincipals/5501`, { id: "5501", displayName: "etl", applicationId: "8f2c" });
    on(`GET ${API}/ServicePrincipals/77`, notFound);
    on(`GET ${API}/Groups/77`, { id: "77", displayName: "loaders" });
    runsAs(ana);
    const seen = on(`PATCH ${API}/Groups/730`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("update_group", { id: "730", add_members: ["5501", "77"], remove_members: ["1012"] });
    expect(questions).toEqual([
      asked(
        'Change group "analysts" (id 730)?',
        '"etl" (id "5501") becomes a member and gets the permissions of the group.',
        '"loaders" (id "77") becomes a member and gets the permissions of the group.',
        '"ana@example.com" (id "1012") leaves the group and loses its permissions.',
        '"ana@example.com" is the identity that this server runs as.',
      ),
    ]);
    expect(seen[0]?.body).toEqual({
      schemas: PATCH,
      Operations: [
        { op: "add", path: "members", value: [{ value: "5501" }, { value: "77" }] },
        { op: "remove", path: 'members[value eq "1012"]' },
      ],
    });
    expect(result.structuredContent).toEqual({
      id: "730",
      updated: true,
      // As the group has them now: the mock did not change them.
      members: [{ id: "1012", name: "Ana" }],
    });
  });
});

describe("update_group of admins", () => {
  const admins = (...members: object[]) => ({ id: "730", displayName: "admins", members });
  beforeEach(() => {
    on(`GET ${API}/Users/1012`, ana);
    runsAs({ id: "1", userName: "root@example.com" });
    on(`PATCH ${API}/Groups/730`, {});
  });

  test("a new member becomes an administrator", async () => {
    on(`GET ${API}/Groups/730`, admins());
    const { call, questions } = await connect({ answer: yes });
    await call("update_group", { id: "730", add_members: ["1012"] });
    expect(questions).toEqual([
      asked(
        'Change group "admins" (id 730)?',
        '"ana@example.com" (id "1012") becomes an administrator of the workspace, with access to everything in it.',
      ),
    ]);
  });

  test.each([
    [[{ value: "1012" }], true],
    [[{ value: "1012" }, { value: "5" }], false],
  ])("removing a member warns if no other is left: %j", async (members, isLast) => {
    on(`GET ${API}/Groups/730`, admins(...members));
    const { call, questions } = await connect({ answer: yes });
    await call("update_group", { id: "730", remove_members: ["1012"] });
    expect(questions).toEqual([
      asked(
        'Change group "admins" (id 730)?',
        '"ana@example.com" (id "1012") loses the role of workspace administrator.',
        ...(isLast ? ["The group then has no member."] : []),
      ),
    ]);
  });
});

describe("delete_group", () => {
  test("asks with the name", async () => {
    on(`GET ${API}/Groups/730`, analysts);
    runsAs();
    const seen = on(`DELETE ${API}/Groups/730`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("delete_group", { id: "730" });
    expect(questions).toEqual([
      asked(
        'Permanently remove group "analysts" (id 730)?',
        "Its members lose the permissions granted to it. This cannot be undone.",
      ),
    ]);
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toEqual({ id: "730", name: "analysts", deleted: true });
  });
});
