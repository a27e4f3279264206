import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/preview/scim/v2";
const UUID = "3f2a7c1e-9b4d-4e7a-8f10-2c5b6d7e8f90";

describe("a principal is given by its ID or its name", () => {
  test.each([
    ["get_user", "Users", { id: "ana@example.com" }, ['userName eq "ana@example.com"']],
    ["get_user", "Users", { user_name: "ana@example.com" }, ['userName eq "ana@example.com"']],
    ["get_user", "Users", { id: "Ana" }, ['userName eq "Ana"', 'displayName eq "Ana"']],
    ["get_group", "Groups", { id: "data-eng" }, ['displayName eq "data-eng"']],
    ["get_group", "Groups", { display_name: "data eng" }, ['displayName eq "data eng"']],
    ["get_service_principal", "ServicePrincipals", { application_id: UUID }, [`applicationId eq "${UUID}"`]],
    ["get_service_principal", "ServicePrincipals", { name: "etl" }, ['applicationId eq "etl"', 'displayName eq "etl"']],
  ])("%s (%s) %j", async (tool, kind, args, filters) => {
    const found = { totalResults: 1, Resources: [{ id: "77", displayName: "x" }] };
    const none = { totalResults: 0, Resources: [] };
    const lists = on(`GET ${API}/${kind}`, ...filters.map((_, at) => (at === filters.length - 1 ? found : none)));
    const reads = on(`GET ${API}/${kind}/77`, { id: "77", displayName: "x" });
    const { call } = await connect();
    expect((await call(tool, args)).structuredContent).toMatchObject({ id: "77" });
    expect(lists.map(({ query }) => query.filter)).toEqual(filters);
    expect(reads).toHaveLength(1);
  });

  test("changes and deletions take a name too; the question has name and ID", async () => {
    on(`GET ${API}/Groups`, { totalResults: 1, Resources: [{ id: "77", displayName: "data-eng" }] });
    on(`GET ${API}/Groups/77`, { id: "77", displayName: "data-eng" });
    on(`GET ${API}/Me`, { id: "1", userName: "ana@example.com" });
    const patched = on(`PATCH ${API}/Groups/77`, {});
    const deleted = on(`DELETE ${API}/Groups/77`, {});
    const { call, questions } = await connect({ answer: yes });
    const changed = await call("update_group", { name: "data-eng", add_entitlements: ["workspace-access"] });
    expect(changed.structuredContent).toMatchObject({ id: "77", updated: true });
    expect((await call("delete_group", { id: "data-eng" })).structuredContent).toEqual({
      id: "77",
      name: "data-eng",
      deleted: true,
    });
    expect([patched.length, deleted.length]).toEqual([1, 1]);
    expect(questions).toHaveLength(2);
    for (const question of questions) expect(JSON.stringify(question)).toMatch(/data-eng.*77/);
  });

  test("a name that no one or several have is refused with the next step", async () => {
    const several = [{ id: "7" }, { id: "8" }];
    on(`GET ${API}/Groups`, { totalResults: 0 }, { totalResults: 2, Resources: several });
    const { call } = await connect();
    expect(textOf(await call("get_group", { id: "nosuch" }))).toContain(
      "The group nosuch does not exist. Find the ID or name with list_groups.",
    );
    expect(textOf(await call("get_group", { id: "twice" }))).toContain(
      "Several groups are named twice. Give one of their IDs: 7, 8.",
    );
  });

  test.each(['x" or displayName co "', "a\\", "a\nb", " "])("%j cannot end the filter", async (id) => {
    const { call } = await connect();
    expect(textOf(await call("get_group", { id }))).toContain("must be an ID or name from list_groups");
  });
});

describe("members of a group are given by ID or name", () => {
  /** The directory: Ana is a user, "etl" both a group and a service principal by display name. */
  const directory = () => {
    const find = (rows: readonly object[], filter: unknown) =>
      rows.filter((row) => Object.values(row).some((value) => String(filter).includes(`"${value}"`)));
    const users = [{ id: "1012", userName: "ana@example.com", displayName: "Ana" }];
    const groups = [{ id: "77", displayName: "etl" }];
    const principals = [
      { id: "5501", applicationId: UUID, displayName: "etl" },
      { id: "5502", applicationId: "b", displayName: "twice" },
      { id: "5503", applicationId: "c", displayName: "twice" },
    ];
    for (const [kind, rows] of Object.entries({ Users: users, Groups: groups, ServicePrincipals: principals })) {
      on(`GET ${API}/${kind}`, ({ query }) => ({ Resources: find(rows, query.filter) }));
      on(`GET ${API}/${kind}/:id`, ({ path }) => {
        const found = rows.find(({ id }) => path.endsWith(`/${id}`));
        return found ?? platformError(404, "RESOURCE_DOES_NOT_EXIST", "no");
      });
    }
    on(`GET ${API}/Groups/730`, { id: "730", displayName: "eng" });
    on(`GET ${API}/Me`, { id: "1", userName: "root@example.com", groups: [{ display: "admins" }] });
    return on(`PATCH ${API}/Groups/730`, {});
  };

  test.each([
    ["ana@example.com", "1012"],
    ["Ana", "1012"],
    ["etl", "77"],
    [UUID, "5501"],
    ["5502", "5502"],
  ])("%s", async (member, id) => {
    const patched = directory();
    const { call, questions } = await connect({ answer: yes });
    await call("update_group", { id: "730", add_members: [member] });
    expect(questions).toHaveLength(1);
    expect(patched[0]?.body).toMatchObject({ Operations: [{ op: "add", path: "members", value: [{ value: id }] }] });
    const created = on(`POST ${API}/Groups`, { id: "731", displayName: "new" });
    await call("create_group", { display_name: "new", members: [member] });
    expect(created[0]?.body).toMatchObject({ members: [{ value: id }] });
  });

  test.each([
    ["analysts2", "analysts2 is not a user, group or service principal of this workspace; nothing was sent."],
    ["999", "999 is not a user, group or service principal of this workspace; nothing was sent."],
    ["twice", "Give one of their IDs: 5502 (service principal), 5503 (service principal)."],
    ['a" or', "must be an ID or name"],
  ])("%s is refused before the question", async (member, words) => {
    const patched = directory();
    const { call, questions } = await connect({ answer: yes });
    expect(textOf(await call("update_group", { id: "730", add_members: [member] }))).toContain(words);
    expect([questions.length, patched.length]).toEqual([0, 0]);
  });

  test("a member that no longer exists can be removed by its ID", async () => {
    const patched = directory();
    const { call } = await connect({ answer: yes });
    await call("update_group", { id: "730", remove_members: ["999"] });
    expect(patched).toHaveLength(1);
  });
});
