import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
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

  test("returns which rows and versions of a table are shared", async () => {
    const partitions = [{ values: [{ name: "region", op: "EQUAL", value: "EU" }] }];
    const history = { history_data_sharing_status: "ENABLED", cdf_enabled: true, start_version: 3 };
    const object = { name: "main.sales.orders", data_object_type: "TABLE", partitions, ...history };
    on(`GET ${UC}/shares/:name`, { name: "orders", objects: [object] });
    on(`GET ${UC}/shares/:name/permissions`, {});
    on(`GET ${UC}/shares`, { shares: [{ name: "orders" }] });
    const { call } = await connect();
    expect((await call("get_share", { name: "orders" })).structuredContent).toMatchObject({ objects: [object] });
    expect((await call("audit_sharing", {})).structuredContent).toMatchObject({
      shares: [{ name: "orders", objects: ["main.sales.orders (only some partitions)"] }],
    });
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

const no = () => ({ action: "decline" as const });
const share = (objects: object[] = [], recipients: string[] = []) => {
  on(`GET ${UC}/shares/:name`, { name: "orders", owner: "ana", objects });
  on(`GET ${UC}/shares/:name/permissions`, {
    privilege_assignments: recipients.map((principal) => ({ principal, privileges: ["SELECT"] })),
  });
};
const table = { name: "main.sales.orders", data_object_type: "TABLE" };

describe("audit_sharing", () => {
  test("returns what is shared with whom", async () => {
    const seen = on(`GET ${UC}/shares`, { shares: [{ name: "orders" }], next_page_token: "n" });
    share([table, { name: "main.sales.v", data_object_type: "VIEW" }], ["acme"]);
    const { call } = await connect({ settings: { access: "read" } });
    const { structuredContent } = await call("audit_sharing");
    expect(structuredContent).toEqual({
      shares: [
        { name: "orders", owner: "ana", objects: ["main.sales.orders", "main.sales.v (VIEW)"], recipients: ["acme"] },
      ],
      next_page_token: "n",
    });
    expect(seen[0]?.query).toEqual({ max_results: "40" });
  });
});

describe("create_share", () => {
  test("creates an empty share without a question", async () => {
    const seen = on(`POST ${UC}/shares`, { name: "orders", owner: "ana" });
    const { call, questions } = await connect({ answer: no });
    await call("create_share", { name: "orders", comment: "c" });
    expect(seen.map(({ body }) => body)).toEqual([{ name: "orders", comment: "c" }]);
    expect(questions).toEqual([]);
  });
});

describe("update_share", () => {
  test("asks with everything that is given away and who can read it, and sends nothing after a no", async () => {
    share([], ["acme", "beta"]);
    const seen = on(`PATCH ${UC}/shares/:name`, { name: "orders" });
    const { call, questions } = await connect({ answer: no });
    await call("update_share", { name: "orders", add: [{ name: "main.sales.orders", shared_as: "shop.orders" }] });
    expect(seen).toEqual([]);
    expect(questions[0]).toContain('Change 2 objects:\n- share "orders" (owner "ana")\n- table "main.sales.orders"');
    expect(questions[0]).toContain('It shares table "main.sales.orders".\nIt sets shared_as to "shop.orders".');
    expect(questions[0]).toContain('Recipients: "acme", "beta".');
  });

  test("adds and removes objects, renames and transfers", async () => {
    share([{ name: "main.sales.v", data_object_type: "VIEW" }]);
    const seen = on(`PATCH ${UC}/shares/:name`, { name: "orders" });
    const { call, questions } = await connect({ answer: yes });
    const change = { add: [{ name: "main.sales.orders" }], remove: ["main.sales.v"], new_name: "sales", owner: "ben" };
    await call("update_share", { name: "orders", ...change });
    expect(seen[0]?.body).toEqual({
      new_name: "sales",
      owner: "ben",
      updates: [
        { action: "REMOVE", data_object: { name: "main.sales.v", data_object_type: "VIEW" } },
        { action: "ADD", data_object: { name: "main.sales.orders", data_object_type: "TABLE" } },
      ],
    });
    for (const part of [
      "No recipient can read the share yet.",
      'no longer shares "main.sales.v"',
      '"ben" becomes its owner',
      'renamed to "sales"',
    ]) {
      expect(questions[0]).toContain(part);
    }
  });

  test("a comment alone does not ask", async () => {
    share([], ["acme"]);
    on(`PATCH ${UC}/shares/:name`, { name: "orders" });
    const { call, questions } = await connect({ answer: no });
    expect((await call("update_share", { name: "orders", comment: "new" })).isError).toBeFalsy();
    expect(questions).toEqual([]);
  });

  test("an object that is not shared cannot be removed, and nothing is asked", async () => {
    share([table]);
    const { call, questions } = await connect({ answer: yes });
    expect(textOf(await call("update_share", { name: "orders", remove: ["main.x.y"] }))).toContain("get_share");
    expect(questions).toEqual([]);
    expect(textOf(await call("update_share", { name: "orders" }))).toContain("at least one field");
  });

  test("a protected table cannot be shared", async () => {
    share();
    const { call } = await connect({ answer: yes, settings: { protect: ["main.sales.*"] } });
    const result = await call("update_share", { name: "out", add: [{ name: "main.sales.orders" }] });
    expect(textOf(result)).toContain("--protect main.sales.*");
  });

  test("call_api asks the same about the operation, and in general about updates that have no argument here", async () => {
    share([], ["acme"]);
    const { call, questions } = await connect({ answer: no });
    const update = (action: string) => ({
      operation: "shares.update",
      parameters: { name: "orders", updates: [{ action, data_object: table }] },
    });
    await call("call_api", update("ADD"));
    await call("call_api", update("UPDATE"));
    expect(questions[0]).toContain('It shares table "main.sales.orders".');
    expect(questions[1]).toContain("can remove, replace or share something");
  });
});

describe("delete_share", () => {
  test("names who loses it", async () => {
    share([table], ["acme"]);
    const seen = on(`DELETE ${UC}/shares/:name`, {});
    const { call, questions } = await connect({ answer: yes });
    expect((await call("delete_share", { name: "orders" })).structuredContent).toEqual({
      name: "orders",
      deleted: true,
    });
    expect(questions[0]).toContain("Its 1 objects are no longer shared");
    expect(questions[0]).toContain('Recipients: "acme".');
    expect(seen).toHaveLength(1);
  });
});

describe("update_share_recipients", () => {
  test("asks with the recipients, their metastores and the objects", async () => {
    share([table], ["old"]);
    on(`GET ${UC}/recipients/:name`, ({ path }) =>
      path.endsWith("acme")
        ? { name: "acme", authentication_type: "DATABRICKS", data_recipient_global_metastore_id: "aws:eu:1" }
        : { name: "old", authentication_type: "TOKEN" },
    );
    const seen = on(`PATCH ${UC}/shares/:name/permissions`, {});
    const { call, questions } = await connect({ answer: yes });
    await call("update_share_recipients", { name: "orders", add: ["acme", "old"], remove: ["old"] });
    expect(questions[0]).toContain('Recipient "acme" (metastore "aws:eu:1") can then read everything in the share.');
    expect(questions[0]).toContain('Recipient "old" can no longer read it.');
    expect(questions[0]).toContain('Objects of the share: "main.sales.orders".');
    expect(seen[0]?.body).toEqual({
      changes: [
        { principal: "acme", add: ["SELECT"] },
        { principal: "old", add: ["SELECT"] },
        { principal: "old", remove: ["SELECT"] },
      ],
    });
  });

  test("call_api asks the same", async () => {
    share([table]);
    on(`GET ${UC}/recipients/:name`, { name: "acme", authentication_type: "TOKEN" });
    const { call, questions } = await connect({ answer: no });
    const changes = [{ principal: "acme", add: ["SELECT"] }];
    await call("call_api", { operation: "shares.updatePermissions", parameters: { name: "orders", changes } });
    expect(questions[0]).toContain('Recipient "acme" ("TOKEN") can then read everything in the share.');
  });
});

describe("create_recipient", () => {
  test("asks, and never returns the activation link", async () => {
    const seen = on(`POST ${UC}/recipients`, { ...acme, activation_url: "https://x.example/secret" });
    const { call, questions } = await connect({ answer: yes });
    const addresses = { allowed_ip_addresses: ["192.0.2.0/24"] };
    const result = await call("create_recipient", {
      name: "acme",
      authentication_type: "TOKEN",
      ip_access_list: addresses,
    });
    expect(seen[0]?.body).toEqual({ name: "acme", authentication_type: "TOKEN", ip_access_list: addresses });
    expect(questions[0]).toContain('Create recipient "acme"?');
    expect(questions[0]).toContain('It sets ip_access_list.allowed_ip_addresses[0] to "192.0.2.0/24".');
    expect(JSON.stringify(result)).not.toContain("secret");
    expect(result.structuredContent).toEqual({ name: "acme", authentication_type: "TOKEN", activated: false });
  });
});

describe("update_recipient", () => {
  test("asks with the shares that it can read", async () => {
    on(`GET ${UC}/recipients/:name`, acme);
    on(`GET ${UC}/recipients/:name/share-permissions`, { permissions_out: [{ share_name: "orders" }] });
    const seen = on(`PATCH ${UC}/recipients/:name`, {});
    const { call, questions } = await connect({ answer: yes });
    await call("update_recipient", { name: "acme", expiration_time: 1_760_000_000_000 });
    expect(seen[0]?.body).toEqual({ expiration_time: 1_760_000_000_000 });
    expect(questions[0]).toContain("It sets expiration_time to");
    expect(questions[0]).toContain('Shares that it can read: "orders".');
    await call("update_recipient", { name: "acme", comment: "c" });
    expect(questions).toHaveLength(1);
  });
});

describe("delete_recipient", () => {
  test("asks with the shares that it loses", async () => {
    on(`GET ${UC}/recipients/:name`, acme);
    on(`GET ${UC}/recipients/:name/share-permissions`, { permissions_out: [{ share_name: "orders" }] });
    const seen = on(`DELETE ${UC}/recipients/:name`, {});
    const { call, questions } = await connect({ answer: no });
    await call("delete_recipient", { name: "acme" });
    expect(questions[0]).toContain("its tokens stop working");
    expect(questions[0]).toContain('Shares that it can read: "orders".');
    expect(seen).toEqual([]);
  });
});

describe("get_provider", () => {
  test("returns its shares and the objects of one, without its credential", async () => {
    on(`GET ${UC}/providers/:name`, { name: "weather", authentication_type: "TOKEN", recipient_profile_str: "secret" });
    on(`GET ${UC}/providers/:name/shares`, { shares: [{ name: "daily" }, { name: "hourly" }], next_page_token: "n" });
    on("GET /api/2.1/data-sharing/providers/:name/shares/:share", {
      tables: [{ schema: "eu", name: "rain" }],
      volumes: [{ name: "maps" }],
    });
    const { call } = await connect();
    const result = await call("get_provider", { name: "weather", share_name: "daily" });
    expect(result.structuredContent).toEqual({
      name: "weather",
      authentication_type: "TOKEN",
      shares: ["daily", "hourly"],
      tables: ["eu.rain"],
      volumes: ["maps"],
      note: "Only the first 2 shares.",
    });
    expect(JSON.stringify(result)).not.toContain("secret");
  });
});
