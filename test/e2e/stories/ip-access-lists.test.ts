import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("a list is created, changed and deleted, and callers cannot lock themselves out", async () => {
  const { call, failure } = story;
  const fields = { label: "story", list_type: "BLOCK", ip_addresses: ["198.51.100.0/24"] };
  const { list_id } = await call("create_ip_access_list", fields);
  expect(await call("list_ip_access_lists")).toMatchObject({
    ip_access_lists: [
      { label: "office", list_type: "ALLOW", enabled: true },
      { list_id, label: "story", list_type: "BLOCK", address_count: 1 },
    ],
  });

  const lockout = ["127.0.0.0/8"];
  expect(await failure("update_ip_access_list", { list_id, ip_addresses: lockout })).toContain(
    "would block this server",
  );
  await call("update_ip_access_list", { list_id, enabled: false, ip_addresses: lockout });
  expect(await call("get_ip_access_list", { list_id })).toMatchObject({ enabled: false, ip_addresses: lockout });

  await call("delete_ip_access_list", { list_id });
  expect(await failure("get_ip_access_list", { list_id })).toContain("list_ip_access_lists");
});
