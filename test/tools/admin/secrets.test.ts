import { describe, expect, test } from "vitest";
import { catalogue } from "../../../src/tools/index.ts";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked, runsAs } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/secrets";
const VALUE = "correct horse battery staple";
const SECRET = { key: "jdbc-password", last_updated_timestamp: 1768400000000 };
const stored = (...secrets: object[]) => on(`GET ${API}/list`, { secrets });

test("R6 no tool requests the value of a secret", () => {
  const names = catalogue.filter(({ toolset }) => toolset.id === "secrets").map(({ name }) => name);
  expect(names).not.toContain("get_secret");
  expect(names).toContain("list_secrets");
});

describe("list_secret_scopes", () => {
  test("lists scopes with their backend type", async () => {
    on(`GET ${API}/scopes/list`, {
      scopes: [
        { name: "etl", backend_type: "DATABRICKS" },
        { name: "kv", backend_type: "AZURE_KEYVAULT", keyvault_metadata: { resource_id: "/s", dns_name: "https://k" } },
      ],
    });
    const { call } = await connect();
    expect((await call("list_secret_scopes")).structuredContent).toEqual({
      scopes: [
        { scope: "etl", backend_type: "DATABRICKS" },
        { scope: "kv", backend_type: "AZURE_KEYVAULT" },
      ],
    });
  });
});

describe("create_secret_scope", () => {
  test("creates a scope that only the caller manages", async () => {
    const seen = on(`POST ${API}/scopes/create`, {});
    const { call } = await connect();
    expect((await call("create_secret_scope", { scope: "etl" })).structuredContent).toEqual({ scope: "etl" });
    expect(seen[0]?.body).toEqual({ scope: "etl" });
  });

  test("a scope that all users manage requires confirmation", async () => {
    const seen = on(`POST ${API}/scopes/create`, {});
    const { call, questions } = await connect({ answer: yes });
    await call("create_secret_scope", { scope: "etl", initial_manage_principal: "users" });
    expect(questions).toEqual([
      asked(
        'Create secret scope "etl"?',
        "Every user of the workspace can read, change and delete its secrets and grant access to it.",
      ),
    ]);
    expect(seen[0]?.body).toEqual({ scope: "etl", initial_manage_principal: "users" });
  });

  test("an existing scope and an invalid name are refused", async () => {
    on(`POST ${API}/scopes/create`, platformError(400, "RESOURCE_ALREADY_EXISTS", "Scope etl already exists!"));
    const { call } = await connect();
    expect(textOf(await call("create_secret_scope", { scope: "etl" }))).toContain(
      "Use the scope that exists, or choose",
    );
    expect(textOf(await call("create_secret_scope", { scope: "a/b" }))).toContain("scope: may hold letters, digits");
  });
});

describe("delete_secret_scope", () => {
  test.each([
    [[SECRET], 1],
    [[], 0],
  ])("asks with the number of secrets, then deletes", async (secrets, count) => {
    stored(...secrets);
    const seen = on(`POST ${API}/scopes/delete`, {});
    const { call, questions } = await connect({ answer: yes });
    const { structuredContent } = await call("delete_secret_scope", { scope: "etl" });
    expect(questions).toEqual([
      asked(
        'Permanently delete secret scope "etl"?',
        `Its secrets (${count}) and ACLs are permanently lost.`,
        "Jobs and clusters that use them will fail.",
      ),
    ]);
    expect(seen[0]?.body).toEqual({ scope: "etl" });
    expect(structuredContent).toEqual({ scope: "etl", deleted: true });
  });
});

describe("list_secrets", () => {
  test("returns keys and times, never values", async () => {
    const seen = stored({ ...SECRET, value: VALUE });
    const { call } = await connect();
    const result = await call("list_secrets", { scope: "etl" });
    expect(seen[0]?.query).toEqual({ scope: "etl" });
    expect(result.structuredContent).toEqual({
      secrets: [{ key: "jdbc-password", last_updated: "2026-01-14T14:13:20Z" }],
    });
    expect(JSON.stringify(result)).not.toContain(VALUE);
  });

  test("an unknown scope names the list tool", async () => {
    on(`GET ${API}/list`, platformError(404, "RESOURCE_DOES_NOT_EXIST", "Scope x does not exist!"));
    const { call } = await connect();
    expect(textOf(await call("list_secrets", { scope: "x" }))).toContain("Check the scope with list_secret_scopes");
  });
});

describe("set_secret", () => {
  const args = { scope: "etl", key: "jdbc-password", string_value: VALUE };

  test("the value is written, and neither returned nor logged", async () => {
    const looked = stored();
    const seen = on(`POST ${API}/put`, {});
    const { call, lines } = await connect();
    const result = await call("set_secret", args);
    expect(looked.map(({ query }) => query)).toEqual([{ scope: "etl" }, { scope: "etl" }]);
    expect(seen[0]?.body).toEqual(args);
    expect(result.structuredContent).toEqual({
      scope: "etl",
      key: "jdbc-password",
      reference: "{{secrets/etl/jdbc-password}}",
    });
    const emitted = JSON.stringify([result, lines]);
    expect(lines.join("")).toContain("set_secret");
    for (const form of [VALUE, Buffer.from(VALUE).toString("base64")]) expect(emitted).not.toContain(form);
  });

  test("an existing secret is kept", async () => {
    stored(SECRET);
    const seen = on(`POST ${API}/put`, {});
    const { call } = await connect();
    expect(textOf(await call("set_secret", args))).toBe(
      "The scope already has a secret jdbc-password; nothing was written. Choose another key, or replace the secret with overwrite: true.",
    );
    expect(seen).toHaveLength(0);
  });

  test("replacing a secret asks without showing the value; a new secret needs no confirmation", async () => {
    const looked = stored(SECRET);
    const seen = on(`POST ${API}/put`, {});
    const { call, questions } = await connect({ answer: yes });
    await call("set_secret", { ...args, overwrite: true });
    // For the question, and before it runs.
    expect(looked.map(({ query }) => query)).toEqual([{ scope: "etl" }, { scope: "etl" }]);
    expect(questions).toEqual([
      asked(
        'Replace the value of secret "etl/jdbc-password"?',
        "Its current value is permanently lost, and everything that uses it gets the new one.",
      ),
    ]);
    await call("set_secret", { ...args, key: "other", overwrite: true });
    expect(questions).toHaveLength(1);
    expect(seen.map(({ body }) => body)).toEqual([args, { ...args, key: "other" }]);
  });

  test.each(["etl", "etl/jdbc-*"])("R3 --protect %s blocks the call, also without questions", async (pattern) => {
    stored(SECRET);
    const { call } = await connect({ settings: { protect: [pattern], confirm: "never" } });
    const { string_value: _, ...place } = args;
    const results = [
      await call("set_secret", { ...args, overwrite: true }),
      await call("delete_secret", place),
      await call("delete_secret_scope", { scope: "etl" }),
    ];
    for (const result of results) expect(textOf(result)).toContain("the operator protects this object");
  });

  test("a refused value is not repeated", async () => {
    const { call, lines } = await connect();
    const long = "é".repeat(100_000);
    const result = await call("set_secret", { ...args, string_value: long });
    expect(textOf(result)).toContain("string_value: must be at most 128 KB");
    expect(JSON.stringify([result, lines])).not.toContain("éé");
  });

  test("a scope in Azure Key Vault is read-only", async () => {
    stored();
    on(`POST ${API}/put`, platformError(400, "BAD_REQUEST", "Cannot write secrets to Azure KeyVault-managed scope"));
    const { call } = await connect();
    expect(textOf(await call("set_secret", args))).toContain("change it in Azure; it is read-only here");
  });
});

describe("delete_secret", () => {
  test("asks, then deletes", async () => {
    const seen = on(`POST ${API}/delete`, {});
    const { call, questions } = await connect({ answer: yes });
    const args = { scope: "etl", key: "jdbc-password" };
    const { structuredContent } = await call("delete_secret", args);
    expect(questions).toEqual([
      asked(
        'Permanently delete secret "etl/jdbc-password"?',
        "Its value cannot be restored.",
        "Everything that uses it will fail.",
      ),
    ]);
    expect(seen[0]?.body).toEqual(args);
    expect(structuredContent).toEqual({ ...args, deleted: true });
  });
});

const ACL = { principal: "data-eng", permission: "READ" };

describe("list_secret_acls", () => {
  test.each(["items", "acls"])("accepts the platform's field %s", async (name) => {
    const seen = on(`GET ${API}/acls/list`, { [name]: [ACL] });
    const { call } = await connect();
    expect((await call("list_secret_acls", { scope: "etl" })).structuredContent).toEqual({ acls: [ACL] });
    expect(seen[0]?.query).toEqual({ scope: "etl" });
  });
});

describe("get_secret_acl", () => {
  test("returns the permission of one principal", async () => {
    const seen = on(`GET ${API}/acls/get`, ACL);
    const { call } = await connect();
    const args = { scope: "etl", principal: "data-eng" };
    expect((await call("get_secret_acl", args)).structuredContent).toEqual(ACL);
    expect(seen[0]?.query).toEqual(args);
  });
});

describe("set_secret_acl", () => {
  test("a permission that the principal has already needs no confirmation", async () => {
    on(`GET ${API}/acls/list`, { items: [ACL] });
    const seen = on(`POST ${API}/acls/put`, {});
    const { call } = await connect();
    await call("set_secret_acl", { scope: "etl", ...ACL });
    expect(seen).toHaveLength(1);
  });

  test("asks, then sets", async () => {
    on(`GET ${API}/acls/list`, { items: [ACL] });
    runsAs();
    const seen = on(`POST ${API}/acls/put`, {});
    const { call, questions } = await connect({ answer: yes });
    const args = { scope: "etl", principal: "data-eng", permission: "MANAGE" };
    expect((await call("set_secret_acl", args)).structuredContent).toEqual(args);
    expect(questions).toEqual([
      asked(
        'Change the permissions on secret scope "etl"?',
        '"data-eng" gets "MANAGE" on all its secrets in place of "READ".',
      ),
    ]);
    expect(seen[0]?.body).toEqual(args);
  });
});

describe("delete_secret_acl", () => {
  test("asks, then deletes", async () => {
    on(`GET ${API}/acls/list`, { items: [ACL] });
    runsAs({ id: "99", userName: "data-eng" });
    const seen = on(`POST ${API}/acls/delete`, {});
    const { call, questions } = await connect({ answer: yes });
    const args = { scope: "etl", principal: "data-eng" };
    expect((await call("delete_secret_acl", args)).structuredContent).toEqual({ ...args, deleted: true });
    expect(questions).toEqual([
      asked(
        'Change the permissions on secret scope "etl"?',
        '"data-eng" loses "READ" on all its secrets.',
        '"data-eng" is the identity that this server runs as.',
      ),
    ]);
    expect(seen[0]?.body).toEqual(args);
  });
});
