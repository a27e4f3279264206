import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const UC = "/api/2.1/unity-catalog";

describe("list_shares", () => {
  test("returns a page", async () => {
    const seen = on(`GET ${UC}/shares`, {
      shares: [{ name: "orders", owner: "ana", comment: "" }],
      next_page_token: "n",
    });
    const { call } = await connect();
    const result = await call("list_shares", { page_token: "t" });
    expect(seen[0]?.query).toEqual({ max_results: "100", page_token: "t" });
    expect(result.structuredContent).toEqual({ shares: [{ name: "orders", owner: "ana" }], next_page_token: "n" });
  });
});

describe("get_share", () => {
  test("returns its objects and the recipients that can read it", async () => {
    const seen = on(`GET ${UC}/shares/:name`, {
      name: "orders",
      owner: "ana",
      created_at: 1_760_000_000_000,
      objects: [{ name: "main.sales.orders", data_object_type: "TABLE", shared_as: "sales.orders", status: "ACTIVE" }],
    });
    on(`GET ${UC}/shares/:name/permissions`, {
      privilege_assignments: [
        { principal: "acme", privileges: ["SELECT"] },
        { principal: "none", privileges: [] },
      ],
    });
    const { call } = await connect();
    expect((await call("get_share", { name: "orders" })).structuredContent).toEqual({
      name: "orders",
      owner: "ana",
      created_at: "2025-10-09T08:53:20Z",
      objects: [{ name: "main.sales.orders", data_object_type: "TABLE", shared_as: "sales.orders", status: "ACTIVE" }],
      recipients: ["acme"],
    });
    expect(seen[0]?.query).toEqual({ include_shared_data: "true" });
  });

  test("a share that does not exist names the tool that finds one", async () => {
    on(`GET ${UC}/shares/:name`, platformError(404, "SHARE_DOES_NOT_EXIST", "Share 'x' does not exist."));
    on(`GET ${UC}/shares/:name/permissions`, platformError(404, "SHARE_DOES_NOT_EXIST", "Share 'x' does not exist."));
    const { call } = await connect();
    expect(textOf(await call("get_share", { name: "x" }))).toContain("list_shares");
  });
});

const acme = {
  name: "acme",
  authentication_type: "TOKEN",
  activated: false,
  ip_access_list: { allowed_ip_addresses: ["192.0.2.0/24"] },
  tokens: [{ id: "t1", activation_url: "https://x.example/delta?secret", expiration_time: 1_760_000_000_000 }],
};

describe("list_recipients", () => {
  test("returns a page", async () => {
    on(`GET ${UC}/recipients`, { recipients: [acme] });
    const { call } = await connect();
    expect((await call("list_recipients", {})).structuredContent).toEqual({
      recipients: [{ name: "acme", authentication_type: "TOKEN", activated: false }],
    });
  });
});

describe("get_recipient", () => {
  test("returns its shares and never an activation link", async () => {
    on(`GET ${UC}/recipients/:name`, acme);
    on(`GET ${UC}/recipients/:name/share-permissions`, { permissions_out: [{ share_name: "orders" }] });
    const { call } = await connect();
    const result = await call("get_recipient", { name: "acme" });
    expect(result.structuredContent).toEqual({
      name: "acme",
      authentication_type: "TOKEN",
      activated: false,
      shares: ["orders"],
      tokens: [{ id: "t1", expiration_time: "2025-10-09T08:53:20Z" }],
      allowed_ip_addresses: ["192.0.2.0/24"],
    });
    expect(textOf(result)).not.toContain("secret");
  });
});

describe("list_providers", () => {
  test("returns a page", async () => {
    on(`GET ${UC}/providers`, { providers: [{ name: "weather", authentication_type: "DATABRICKS", cloud: "aws" }] });
    const { call } = await connect();
    expect((await call("list_providers", {})).structuredContent).toEqual({
      providers: [{ name: "weather", authentication_type: "DATABRICKS", cloud: "aws" }],
    });
  });
});
