import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("creates, lists, changes and deletes a Git credential", async () => {
  const { call, failure } = story;
  const token = { personal_access_token: "glpat-storyStoryStory0123" };
  const { credential_id } = await call("create_git_credential", {
    git_provider: "gitlab",
    git_username: "ana",
    ...token,
  });
  expect(await call("list_git_credentials")).toMatchObject({
    credentials: [{ git_provider: "gitHub" }, { credential_id, git_provider: "gitLab", git_username: "ana" }],
  });
  expect(await failure("create_git_credential", { git_provider: "gitLab", ...token })).toContain(
    "Change it with update_git_credential",
  );
  const changed = { credential_id, git_provider: "gitLab", git_email: "ana@example.com" };
  expect(await call("update_git_credential", changed)).toMatchObject({ ...changed, git_username: "ana" });
  await call("delete_git_credential", { credential_id });
  expect(await failure("update_git_credential", changed)).toContain("list_git_credentials");
});
