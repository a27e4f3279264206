import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("a destination: created, changed, deleted", async () => {
  const { call, failure } = story;
  const config = { email: { addresses: ["ops@example.com"] } };
  const { id } = await call("create_notification_destination", { display_name: "ops", config });
  expect(await call("get_notification_destination", { id })).toEqual({
    id,
    display_name: "ops",
    destination_type: "EMAIL",
    addresses: ["ops@example.com"],
  });
  const first = await call("list_notification_destinations", { limit: 1 });
  expect(first).toMatchObject({ destinations: [{ display_name: "on-call" }] });
  const rest = await call("list_notification_destinations", { limit: 1, page_token: first.next_page_token });
  expect(rest).toEqual({ destinations: [{ id, display_name: "ops", destination_type: "EMAIL" }] });

  const webhook = { generic_webhook: { url: "https://hooks.example.com/x", password: "hidden" } };
  await call("update_notification_destination", { id, config: webhook });
  expect(await call("get_notification_destination", { id })).toEqual({
    id,
    display_name: "ops",
    destination_type: "WEBHOOK",
    configured: ["url", "password"],
  });
  expect(await failure("create_notification_destination", { display_name: "ops", config })).toContain("already exists");

  await call("delete_notification_destination", { id });
  expect(await failure("get_notification_destination", { id })).toContain("list_notification_destinations");
});
