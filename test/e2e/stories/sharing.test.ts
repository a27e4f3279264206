import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("a share: created, filled, given to a recipient, changed, revoked, deleted", async () => {
  const { call, failure } = story;
  expect(await call("create_share", { name: "orders_out", comment: "For partners" })).toMatchObject({
    name: "orders_out",
  });
  const orders = { name: "main.sales.orders", shared_as: "shop.orders" };
  expect(await call("update_share", { name: "orders_out", add: [orders] })).toMatchObject({
    objects: [{ name: "main.sales.orders", data_object_type: "TABLE", shared_as: "shop.orders", status: "ACTIVE" }],
  });
  const made = await call("create_recipient", { name: "acme", authentication_type: "TOKEN", comment: "Partner" });
  expect(made).toEqual({
    name: "acme",
    authentication_type: "TOKEN",
    activated: false,
    owner: "ana@example.com",
    comment: "Partner",
  });
  expect(await call("update_share_recipients", { name: "orders_out", add: ["acme"] })).toMatchObject({
    recipients: ["acme"],
  });

  expect(await call("list_shares")).toMatchObject({ shares: [{ name: "orders_out", comment: "For partners" }] });
  expect(await call("get_share", { name: "orders_out" })).toMatchObject({ recipients: ["acme"] });
  expect(await call("list_recipients")).toMatchObject({ recipients: [{ name: "acme", activated: false }] });
  expect(await call("get_recipient", { name: "acme" })).toMatchObject({ shares: ["orders_out"] });
  expect(await call("audit_sharing")).toEqual({
    shares: [{ name: "orders_out", owner: "ana@example.com", objects: ["main.sales.orders"], recipients: ["acme"] }],
  });

  const addresses = { allowed_ip_addresses: ["192.0.2.0/24"] };
  expect(
    await call("update_recipient", { name: "acme", new_name: "acme_eu", ip_access_list: addresses }),
  ).toMatchObject({
    name: "acme_eu",
    allowed_ip_addresses: ["192.0.2.0/24"],
  });
  await call("update_share", { name: "orders_out", new_name: "orders", remove: ["main.sales.orders"] });
  expect(await call("get_share", { name: "orders" })).not.toHaveProperty("objects");
  expect(await failure("update_share", { name: "orders", remove: ["main.sales.orders"] })).toContain(
    "The share has no object main.sales.orders",
  );
  await call("update_share_recipients", { name: "orders", remove: ["acme_eu"] });
  expect(await call("get_share", { name: "orders" })).not.toHaveProperty("recipients");
  await call("delete_recipient", { name: "acme_eu" });
  await call("delete_share", { name: "orders" });
  expect(await failure("get_share", { name: "orders" })).toContain("list_shares");
});

test("a provider and its shares", async () => {
  const { call, failure } = story;
  const parameters = { name: "weather", authentication_type: "TOKEN" };
  await call("call_api", { operation: "providers.create", parameters });
  expect(await call("list_providers")).toMatchObject({ providers: [{ name: "weather" }] });
  expect(await call("get_provider", { name: "weather" })).toMatchObject({
    name: "weather",
    authentication_type: "TOKEN",
  });
  expect(await failure("get_provider", { name: "weather", share_name: "none" })).toContain("SHARE_DOES_NOT_EXIST");
});
