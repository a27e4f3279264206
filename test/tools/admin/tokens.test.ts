import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
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
  test("the caller's", async () => {
    on("GET /api/2.0/token/list", { token_infos: [info, { token_id: "b", expiry_time: -1, scopes: ["sql"] }] });
    const { call } = await connect();
    expect((await call("list_tokens")).structuredContent).toEqual({
      tokens: [
        { token_id: ID, comment: "ci", ...times },
        { token_id: "b", expires: "never", scopes: ["sql"] },
      ],
    });
  });

  test.each([
    [{ as_admin: true }, {}],
    [{ created_by_username: "ana@example.com" }, { created_by_username: "ana@example.com" }],
  ])("%j: everybody's, as an admin", async (given, query) => {
    const more = { created_by_username: "ana@example.com", owner_id: 1012, last_used_day: 1768348800000 };
    const seen = on(`GET ${ADMIN}`, { token_infos: [{ ...info, ...more }] });
    const { call } = await connect();
    expect((await call("list_tokens", given)).structuredContent).toEqual({
      tokens: [
        { token_id: ID, comment: "ci", created_by_username: "ana@example.com", ...times, last_used: "2026-01-14" },
      ],
    });
    expect(seen[0]?.query).toEqual(query);
  });
});

describe("create_token", () => {
  test("the value goes into the scope and nowhere else", async () => {
    on(KEYS, { secrets: [{ key: "other" }] });
    const made = on(CREATE, created);
    const put = on(PUT, {});
    const { call, questions, lines } = await connect({ answer: yes });
    const result = await call("create_token", { ...args, lifetime_seconds: 3600, scopes: ["sql"] });
    expect(questions[0]).toContain(
      "Create a token of this server's identity for 60 minutes, for sql only, and write it to the secret etl/ci-token?",
    );
    expect(made.map(({ body }) => body)).toEqual([{ comment: "ci", lifetime_seconds: 3600, scopes: ["sql"] }]);
    expect(put.map(({ body }) => body)).toEqual([{ scope: "etl", key: "ci-token", string_value: VALUE }]);
    expect(result.structuredContent).toEqual({
      token_id: ID,
      expires: times.expires,
      reference: "{{secrets/etl/ci-token}}",
    });
    expect(JSON.stringify([result, lines, questions])).not.toContain("canary");
  });

  test("lasts 90 days unless told", async () => {
    on(KEYS, {});
    const made = on(CREATE, created);
    on(PUT, {});
    const { call, questions } = await connect({ answer: yes });
    await call("create_token", args);
    expect(questions[0]).toContain("for 90 days, and write it");
    expect(made[0]?.body).toEqual({ comment: "ci", lifetime_seconds: 7_776_000 });
  });

  test("nothing is created where the secret is there already", async () => {
    on(KEYS, { secrets: [{ key: "ci-token" }] });
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("create_token", args))).toContain("The scope has a secret ci-token already.");
  });

  test("nothing is created where the scope is not", async () => {
    on(KEYS, platformError(404, "RESOURCE_DOES_NOT_EXIST", "Scope etl does not exist!"));
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("create_token", args))).toContain("list_secret_scopes shows the scopes");
  });

  test("what cannot be written is revoked again", async () => {
    on(KEYS, {});
    on(CREATE, created);
    on(PUT, platformError(403, "PERMISSION_DENIED", `No WRITE for ${VALUE}`));
    const revoked = on(REVOKE, {});
    const { call, lines } = await connect({ answer: yes });
    const result = await call("create_token", args);
    expect(revoked.map(({ body }) => body)).toEqual([{ token_id: ID }]);
    expect(textOf(result)).toContain("could not be written to etl/ci-token, so it was revoked again.");
    expect(textOf(result)).toContain("needs WRITE on the scope");
    expect(JSON.stringify([result, lines])).not.toContain("canary");
  });

  test.each([
    [() => Response.error(), "The secret may hold the dead value"],
    [platformError(400, "BAD_REQUEST", "Read-only"), "A scope backed by Azure Key Vault is read-only"],
    [platformError(400, "RESOURCE_LIMIT_EXCEEDED", "Full"), "See what the workspace says"],
  ])("and the answer says what then", async (refusal, next) => {
    on(KEYS, {});
    on(CREATE, created);
    on(PUT, refusal);
    const revoked = on(REVOKE, {});
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("create_token", args))).toContain(`so it was revoked again. ${next}`);
    expect(revoked).toHaveLength(1);
  });

  test("and if that fails too, the answer says which token must go", async () => {
    on(KEYS, {});
    on(CREATE, created);
    on(PUT, platformError(403, "PERMISSION_DENIED", "No WRITE"));
    on(REVOKE, platformError(403, "PERMISSION_DENIED", "Not yours"));
    const { call, lines } = await connect({ answer: yes });
    const result = await call("create_token", args);
    expect(textOf(result)).toContain(`revoking it failed too. Call revoke_token with token_id ${ID} now.`);
    expect(JSON.stringify([result, lines])).not.toContain("canary");
  });

  test("a creation without an answer: where to look", async () => {
    on(KEYS, {});
    on(CREATE, () => Response.error());
    const { call } = await connect({ answer: yes });
    const text = textOf(await call("create_token", args));
    expect(text).toContain("Whether the token was created is unknown");
    expect(text).toContain("list_tokens");
  });

  test("the most tokens one may have: revoke some", async () => {
    on(KEYS, {});
    on(CREATE, platformError(400, "QUOTA_EXCEEDED", "Too many tokens"));
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("create_token", args))).toContain("Revoke tokens that nobody needs");
  });

  test("a call cancelled while the token is made leaves none behind", async () => {
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
  test("asks with what it is for", async () => {
    on("GET /api/2.0/token/list", { token_infos: [info] });
    const seen = on(REVOKE, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("revoke_token", { token_id: ID });
    expect(questions[0]).toContain(`Revoke the token "ci" (${ID}) for good?`);
    expect(seen[0]?.body).toEqual({ token_id: ID });
    expect(result.structuredContent).toEqual({ token_id: ID, revoked: true });
  });

  test("somebody else's, as an admin", async () => {
    on(`GET ${ADMIN}/${ID}`, { token_info: { ...info, created_by_username: "ben@example.com" } });
    const seen = on(`DELETE ${ADMIN}/${ID}`, {});
    const { call, questions } = await connect({ answer: yes });
    await call("revoke_token", { token_id: ID, as_admin: true });
    expect(questions[0]).toContain(`Revoke the token "ci" of ben@example.com (${ID})`);
    expect(seen).toHaveLength(1);
  });

  test("one that is not there", async () => {
    on("GET /api/2.0/token/list", {});
    on(REVOKE, platformError(404, "RESOURCE_DOES_NOT_EXIST", "Token does not exist."));
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("revoke_token", { token_id: "x" }))).toContain("Find the token with list_tokens");
  });
});
