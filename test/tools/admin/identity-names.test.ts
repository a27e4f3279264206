import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

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
