import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("a token: created into a secret, listed, revoked", async () => {
  const { call, failure } = story;
  await call("create_secret_scope", { scope: "story" });
  const made = await call("create_token", { secret_scope: "story", secret_key: "ci", comment: "for the story" });
  expect(made).toEqual({
    token_id: expect.any(String),
    expires: expect.stringMatching(/^\d{4}-/),
    reference: "{{secrets/story/ci}}",
  });
  expect(await call("list_secrets", { scope: "story" })).toMatchObject({ secrets: [{ key: "ci" }] });
  const { token_id } = made;
  const mine = { token_id, comment: "for the story" };
  expect(await call("list_tokens")).toMatchObject({ tokens: [{ comment: "ci" }, mine] });
  expect(await call("list_tokens", { created_by_username: "ana@example.com" })).toMatchObject({
    tokens: [{ comment: "ci" }, { ...mine, created_by_username: "ana@example.com" }],
  });

  expect(await failure("create_token", { secret_scope: "story", secret_key: "ci" })).toContain(
    "already has a secret ci",
  );
  expect(await failure("create_token", { secret_scope: "none", secret_key: "ci" })).toContain("list_secret_scopes");
  expect((await call("list_tokens")).tokens).toHaveLength(2);

  await call("revoke_token", { token_id });
  expect(await failure("revoke_token", { token_id, as_admin: true })).toContain("Find the token with list_tokens");
  expect(await call("list_tokens")).toMatchObject({ tokens: [{ comment: "ci" }] });
});
