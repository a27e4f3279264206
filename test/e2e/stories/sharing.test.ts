import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("a share: created, given to a recipient, changed, deleted", async () => {
  const { call, failure } = story;
  const api = (operation: string, parameters: object) => call("call_api", { operation, parameters });
  await api("shares.create", { name: "orders_out", comment: "For partners" });
  const add = { action: "ADD", data_object: { name: "main.sales.orders", data_object_type: "TABLE" } };
  await api("shares.update", { name: "orders_out", updates: [add] });
  const made = await api("recipients.create", { name: "acme", authentication_type: "TOKEN" });
  expect(made).toMatchObject({ result: { tokens: [{ activation_url: "[redacted]" }] } });
  const changes = [{ principal: "acme", add: ["SELECT"] }];
  await api("shares.updatePermissions", { name: "orders_out", changes });

  expect(await call("list_shares")).toMatchObject({ shares: [{ name: "orders_out", comment: "For partners" }] });
  expect(await call("get_share", { name: "orders_out" })).toMatchObject({
    objects: [{ name: "main.sales.orders", data_object_type: "TABLE", status: "ACTIVE" }],
    recipients: ["acme"],
  });
  expect(await call("list_recipients")).toMatchObject({ recipients: [{ name: "acme", activated: false }] });
  expect(await call("get_recipient", { name: "acme" })).toMatchObject({ shares: ["orders_out"] });

  await api("providers.create", { name: "weather", authentication_type: "TOKEN" });
  expect(await call("list_providers")).toMatchObject({ providers: [{ name: "weather" }] });
  expect(await api("providers.listShares", { name: "weather" })).toEqual({ result: { shares: [] } });

  await api("shares.update", { name: "orders_out", updates: [{ ...add, action: "REMOVE" }], new_name: "orders" });
  expect(await call("get_share", { name: "orders" })).toMatchObject({ recipients: ["acme"] });
  await api("recipients.delete", { name: "acme" });
  expect(await call("get_share", { name: "orders" })).not.toHaveProperty("recipients");
  await api("shares.delete", { name: "orders" });
  expect(await failure("get_share", { name: "orders" })).toContain("list_shares");
});
