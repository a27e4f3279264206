import { setTimeout as delay } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked, runsAs } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

// Not of a shape that the redactor would know.
const VALUE = "canary correct horse battery staple";
const ID = "5715498424f15ee0213be729257b53fc35a47d5953e3bdfd8ed22a0b93b339f4";
const info = { token_id: ID, creation_time: 1768400000000, expiry_time: 1776176000000, comment: "ci" };
const times = { created: "2026-01-14T14:13:20Z", expires: "2026-04-14T14:13:20Z" };

const CREATE = "POST /api/2.0/token/create";
const REVOKE = "POST /api/2.0/token/delete";
const PUT = "POST /api/2.0/secrets/put";
const KEYS = "GET /api/2.0/secrets/list";
const ADMIN = "/api/2.0/token-management/tokens";
const created = { token_value: VALUE, token_info: info };
const args = { secret_scope: "etl", secret_key: "ci-token", comment: "ci" };

describe("list_tokens", () => {
  test("lists the tokens of the caller", async () => {
    on("GET /api/2.0/token/list", { token_infos: [info, { token_id: "b", expiry_time: -1, scopes: ["sql"] }] });
    const { call } = await connect();
    expect((await call("list_tokens")).structuredContent).toEqual({
      tokens: [
        { token_id: ID, comment: "ci", ...times, expired: true },
        { token_id: "b", expires: "never", scopes: ["sql"] },
      ],
    });
  });

  test.each([
    [{ as_admin: true }, {}],
    [{ created_by_username: "ana@example.com" }, { created_by_username: "ana@example.com" }],
  ])("%j lists the tokens of all users", async (given, query) => {
    const more = { created_by_username: "ana@example.com", owner_id: 1012, last_used_day: 1768348800000 };
    const seen = on(`GET ${ADMIN}`, { token_infos: [{ ...info, ...more }] });
    const { call } = await connect();
    expect((await call("list_tokens", given)).structuredContent).toEqual({
      tokens: [
        {
          token_id: ID,
          comment: "ci",
          created_by_username: "ana@example.com",
          ...times,
          expired: true,
          last_used: "2026-01-14",
        },
      ],
    });
    expect(seen[0]?.query).toEqual(query);
  });
});

describe("create_token", () => {
  beforeEach(() => {
    runsAs();
    on("GET /api/2.0/secrets/acls/list", { items: [{ principal: "data-eng", permission: "READ" }] });
  });

  test("the value is written to the scope and nowhere else", async () => {
    on(KEYS, { secrets: [{ key: "other" }] });
    const made = on(CREATE, created);
    const put = on(PUT, {});
    const { call, questions, lines } = await connect({ answer: yes });
    const result = await call("create_token", { ...args, lifetime_seconds: 3600, scopes: ["sql"] });
    expect(questions).toEqual([
      asked(
        'Create a personal access token and write it to secret "etl/ci-token"?',
        'The token acts as "server@example.com" for 60 minutes. It is limited to "sql".',
        'These can read that scope and use the token: "data-eng".',
      ),
    ]);
    expect(made.map(({ body }) => body)).toEqual([{ comment: "ci", lifetime_seconds: 3600, scopes: ["sql"] }]);
    expect(put.map(({ body }) => body)).toEqual([{ scope: "etl", key: "ci-token", string_value: VALUE }]);
    expect(result.structuredContent).toEqual({
      token_id: ID,
      expires: times.expires,
      reference: "{{secrets/etl/ci-token}}",
    });
    expect(JSON.stringify([result, lines, questions])).not.toContain("canary");
  });

  test("the default lifetime is 90 days", async () => {
    on(KEYS, {});
    const made = on(CREATE, created);
    on(PUT, {});
    const { call, questions } = await connect({ answer: yes });
    await call("create_token", args);
    expect(questions[0]).toContain('acts as "server@example.com" for 90 days.');
    expect(made[0]?.body).toEqual({ comment: "ci", lifetime_seconds: 7_776_000 });
  });

  test("nothing is created if the secret exists already", async () => {
    on(KEYS, { secrets: [{ key: "ci-token" }] });
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("create_token", args))).toContain(
      "The scope already has a secret ci-token; nothing was created.",
    );
  });

  test("nothing is created without the scope", async () => {
    on(KEYS, platformError(404, "RESOURCE_DOES_NOT_EXIST", "Scope etl does not exist!"));
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("create_token", args))).toContain("Check the scope with list_secret_scopes");
  });

  test("rotates a token: replaces the secret, after confirmation, and names the earlier token", async () => {
    on(KEYS, { secrets: [{ key: "ci-token" }] });
    on("GET /api/2.0/secrets/acls/list", { items: [] });
    on("GET /api/2.0/preview/scim/v2/Me", { id: "99", userName: "server@example.com" });
    on("GET /api/2.0/token/list", { token_infos: [{ token_id: "old", comment: "etl/ci-token" }, { token_id: "b" }] });
    const sent = on(CREATE, created);
    on("POST /api/2.0/secrets/put", {});
    const { call, questions } = await connect({ answer: yes });
    const rotated = await call("create_token", { secret_scope: "etl", secret_key: "ci-token", overwrite: true });
    expect(questions[0]).toContain("The current value of the secret is replaced.");
    expect(sent[0]?.body).toMatchObject({ comment: "etl/ci-token" });
    expect(rotated.structuredContent).toMatchObject({
      token_id: ID,
      earlier: ["old"],
      next: expect.stringContaining("revoke_token"),
    });
  });

  test("with overwrite, but without an earlier secret, there is nothing to revoke", async () => {
    on(KEYS, {});
    on(CREATE, created);
    on(PUT, {});
    const { call, questions } = await connect({ answer: yes });
    const made = await call("create_token", { ...args, overwrite: true });
    expect(questions[0]).not.toContain("is replaced");
    expect(made.structuredContent).not.toHaveProperty("next");
  });

  test("a token that cannot be written is revoked", async () => {
    on(KEYS, {});
    on(CREATE, created);
    on(PUT, platformError(403, "PERMISSION_DENIED", `No WRITE for ${VALUE}`));
    const revoked = on(REVOKE, {});
    const { call, lines } = await connect({ answer: yes });
    const result = await call("create_token", args);
    expect(revoked.map(({ body }) => body)).toEqual([{ token_id: ID }]);
    expect(textOf(result)).toContain("could not be written to etl/ci-token, so it was revoked.");
    expect(textOf(result)).toContain("needs WRITE on the scope");
    expect(JSON.stringify([result, lines])).not.toContain("canary");
  });

  test.each([
    [() => Response.error(), "The secret may contain the revoked value"],
    [platformError(400, "BAD_REQUEST", "Read-only"), "If the scope is backed by Azure Key Vault"],
    [platformError(400, "RESOURCE_LIMIT_EXCEEDED", "Full"), "Fix the cause named below"],
  ])("and the error has the next step", async (refusal, next) => {
    on(KEYS, {});
    on(CREATE, created);
    on(PUT, refusal);
    const revoked = on(REVOKE, {});
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("create_token", args))).toContain(`so it was revoked. ${next}`);
    expect(revoked).toHaveLength(1);
  });

  test("and if that fails too, the error names the token to revoke", async () => {
    on(KEYS, {});
    on(CREATE, created);
    on(PUT, platformError(403, "PERMISSION_DENIED", "No WRITE"));
    on(REVOKE, platformError(403, "PERMISSION_DENIED", "Not yours"));
    const { call, lines } = await connect({ answer: yes });
    const result = await call("create_token", args);
    expect(textOf(result)).toContain(`revoking it failed too. Call revoke_token with token_id ${ID} now.`);
    expect(JSON.stringify([result, lines])).not.toContain("canary");
  });

  test("a creation without a response names the list tool", async () => {
    on(KEYS, {});
    on(CREATE, () => Response.error());
    const { call } = await connect({ answer: yes });
    const text = textOf(await call("create_token", args));
    expect(text).toContain("It is unknown whether the token was created");
    expect(text).toContain("list_tokens");
  });

  test("over the quota, the error suggests revoking tokens", async () => {
    on(KEYS, {});
    on(CREATE, platformError(400, "QUOTA_EXCEEDED", "Too many tokens"));
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("create_token", args))).toContain("Revoke unused tokens");
  });

  test("a call cancelled during the creation leaves no token", async () => {
    on(KEYS, {});
    const { client } = await connect({ settings: { confirm: "never" } });
    const cancelling = new AbortController();
    on(CREATE, async () => {
      cancelling.abort();
      await delay(50);
      return created;
    });
    const revoked = on(REVOKE, {});
    const call = client.callTool({ name: "create_token", arguments: args }, { signal: cancelling.signal });
    await expect(call).rejects.toThrow();
    await expect.poll(() => revoked.map(({ body }) => body), { timeout: 5000 }).toEqual([{ token_id: ID }]);
  });
});

describe("revoke_token", () => {
  const valid = { ...info, expiry_time: Date.now() + 86_400_000 };

  beforeEach(() => void runsAs());

  test("R3 a protected comment blocks the call, also without questions", async () => {
    on("GET /api/2.0/token/list", { token_infos: [valid] });
    const { call } = await connect({ settings: { protect: ["ci"], confirm: "never" } });
    expect(textOf(await call("revoke_token", { token_id: ID }))).toContain("the operator protects this object");
  });

  test("asks with the comment of the token", async () => {
    on("GET /api/2.0/token/list", { token_infos: [valid] });
    const seen = on(REVOKE, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("revoke_token", { token_id: ID });
    expect(questions).toEqual([
      asked(
        `Permanently revoke personal access token "ci" (id ${ID})?`,
        "Clients that sign in with it will fail immediately.",
        "It may be the token that this server signs in with, which then loses access.",
      ),
    ]);
    expect(seen[0]?.body).toEqual({ token_id: ID });
    expect(result.structuredContent).toEqual({ token_id: ID, name: "ci", revoked: true });
  });

  test("no client can sign in with a token that has expired", async () => {
    on("GET /api/2.0/token/list", { token_infos: [{ ...info, expiry_time: Date.now() - 1000 }] });
    on(REVOKE, {});
    const { call, questions } = await connect({ answer: yes });
    await call("revoke_token", { token_id: ID });
    expect(questions).toEqual([
      asked(
        `Permanently revoke personal access token "ci" (id ${ID})?`,
        "It has expired, so no client can sign in with it.",
      ),
    ]);
  });

  test("an admin revokes the token of another user", async () => {
    on(`GET ${ADMIN}/${ID}`, { token_info: { ...valid, created_by_username: "ben@example.com" } });
    const seen = on(`DELETE ${ADMIN}/${ID}`, {});
    const { call, questions } = await connect({ answer: yes });
    await call("revoke_token", { token_id: ID, as_admin: true });
    expect(questions).toEqual([
      asked(
        `Permanently revoke personal access token "ci" (id ${ID}, owner "ben@example.com")?`,
        "Clients that sign in with it will fail immediately.",
      ),
    ]);
    expect(seen).toHaveLength(1);
  });

  test("an unknown token names the list tool", async () => {
    on("GET /api/2.0/token/list", {});
    on(REVOKE, platformError(404, "RESOURCE_DOES_NOT_EXIST", "Token does not exist."));
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("revoke_token", { token_id: "x" }))).toContain("Find the token with list_tokens");
  });
});
