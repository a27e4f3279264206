import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("a user, a group and a service principal: created, changed, deleted", async () => {
  const { call, failure } = story;
  expect(await call("get_current_user")).toMatchObject({
    user_name: "ana@example.com",
    groups: [
      { id: "9001", name: "users" },
      { id: "9002", name: "admins" },
      { id: "9005", name: "metastore-admins" },
    ],
  });

  const user = await call("create_user", { user_name: "cleo@example.com" });
  expect(await failure("create_user", { user_name: "Cleo@example.com" })).toContain("is a user of this workspace");
  expect(await call("list_users", { filter: 'userName sw "cleo" or displayName eq "ben"' })).toMatchObject({
    users: [{ user_name: "ben@example.com" }, { id: user.id, user_name: "cleo@example.com", active: true }],
  });
  const principal = await call("create_service_principal", { display_name: "story" });
  expect(await call("get_service_principal", { id: principal.id })).toMatchObject({
    display_name: "story",
    application_id: principal.application_id,
  });

  const { id } = await call("create_group", { display_name: "eng", members: [user.id] });
  await call("update_group", {
    id,
    display_name: "engineers",
    add_members: [principal.id, "7002"],
    remove_members: [user.id],
    add_entitlements: ["allow-cluster-create"],
  });
  expect(await call("get_group", { id })).toEqual({
    id,
    display_name: "engineers",
    entitlements: ["allow-cluster-create"],
    members: [
      { id: principal.id, name: "story" },
      { id: "7002", name: "Ben", user_name: "ben@example.com" },
    ],
  });
  expect(await call("get_user", { id: "7002" })).toMatchObject({
    groups: [{ name: "users" }, { name: "analysts" }, { name: "engineers" }],
  });

  await call("update_user", {
    id: user.id,
    active: false,
    display_name: "Cleo",
    add_entitlements: ["workspace-access"],
  });
  await call("update_user", { id: user.id, remove_entitlements: ["workspace-access"] });
  const cleo = await call("get_user", { id: user.id });
  expect(cleo).toMatchObject({ display_name: "Cleo", active: false });
  expect(cleo).not.toHaveProperty("entitlements");
  await call("update_service_principal", { id: principal.id, display_name: "tale" });
  expect(await call("list_service_principals", { filter: 'displayName co "al"' })).toMatchObject({
    service_principals: [{ id: principal.id, display_name: "tale" }],
  });

  await call("delete_service_principal", { id: principal.id });
  expect(await call("get_group", { id })).toMatchObject({ members: [{ name: "Ben" }] });
  expect(JSON.stringify(await call("list_groups"))).toContain(id);
  await call("delete_group", { id });
  await call("delete_user", { id: user.id });
  expect(await failure("get_user", { id: user.id })).toContain("Find the ID with list_users.");
  expect(await failure("get_group", { id })).toContain("list_groups");
  expect(await failure("list_users", { filter: "ana" })).toContain("Invalid filter expression");
});

test("paging ends and returns each user once", async () => {
  const seen: unknown[] = [];
  let page_token: unknown;
  do {
    const page = await story.call("list_users", { limit: 1, ...(page_token !== undefined && { page_token }) });
    seen.push(...Array.from(page.users as { user_name: string }[], ({ user_name }) => user_name));
    page_token = page.next_page_token;
  } while (page_token !== undefined);
  expect(seen).toEqual(["ana@example.com", "ben@example.com", "bruno@example.com"]);
});
