import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("a scope, its secrets and ACLs; no value is ever returned", async () => {
  const { call, failure, sandbox } = story;
  const scope = "story";
  const answers: unknown[] = [];
  const told = async (name: string, args: Record<string, unknown> = {}) => {
    const answer = await call(name, args);
    answers.push(answer);
    return answer;
  };
  await told("create_secret_scope", { scope });
  expect(await told("list_secret_scopes")).toEqual({
    scopes: [
      { scope: "etl", backend_type: "DATABRICKS" },
      { scope, backend_type: "DATABRICKS" },
    ],
  });

  await told("set_secret", { scope, key: "api-key", string_value: "first value" });
  expect(await failure("set_secret", { scope, key: "api-key", string_value: "x" })).toContain("overwrite: true");
  await told("set_secret", { scope, key: "api-key", string_value: "second value", overwrite: true });
  expect(await told("list_secrets", { scope })).toMatchObject({ secrets: [{ key: "api-key" }] });
  // Notebooks can read it: what went in is what was sent.
  const headers = { authorization: `Bearer ${sandbox.token}` };
  const stored = await fetch(`${sandbox.url}/api/2.0/secrets/get?scope=${scope}&key=api-key`, { headers });
  expect(await stored.json()).toEqual({ key: "api-key", value: Buffer.from("second value").toString("base64") });

  await told("set_secret_acl", { scope, principal: "data-eng", permission: "READ" });
  await told("set_secret_acl", { scope, principal: "data-eng", permission: "WRITE" });
  expect(await told("get_secret_acl", { scope, principal: "data-eng" })).toMatchObject({ permission: "WRITE" });
  expect(await told("list_secret_acls", { scope })).toEqual({
    acls: [
      { principal: "ana@example.com", permission: "MANAGE" },
      { principal: "data-eng", permission: "WRITE" },
    ],
  });
  await told("delete_secret_acl", { scope, principal: "data-eng" });
  expect(await failure("get_secret_acl", { scope, principal: "data-eng" })).toContain("list_secret_acls");

  await told("delete_secret", { scope, key: "api-key" });
  await told("delete_secret_scope", { scope });
  expect(await failure("list_secrets", { scope })).toContain("list_secret_scopes");
  expect(JSON.stringify(answers)).not.toMatch(/first value|second value/);
});
