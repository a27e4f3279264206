import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("clones, finds, switches and deletes a Git folder", async () => {
  const { call, failure } = story;
  const path = "/Repos/ana@example.com/churn-model";
  const cloned = await call("create_repo", { git_url: "https://github.com/acme/churn-model", path });
  expect(cloned).toMatchObject({ path, provider: "gitHub", branch: "main" });
  const { repo_id } = cloned;
  expect(await call("list_repos")).toMatchObject({ repos: [{ branch: "main" }, { repo_id, path }] });

  expect(await call("update_repo", { repo_id, branch: "experiment" })).toMatchObject({ branch: "experiment" });
  const tagged = await call("update_repo", { repo_id, tag: "v0.3.0" });
  expect(tagged).not.toHaveProperty("branch");
  expect(tagged.head_commit_id).toBe(cloned.head_commit_id);
  expect(await failure("update_repo", { repo_id, branch: "none" })).toContain("no branch or tag with this name");

  expect(await failure("create_repo", { git_url: "https://github.com/acme/churn-model", path })).toContain(
    "An object exists at this path.",
  );
  expect(await failure("create_repo", { git_url: "https://github.com/acme/none" })).toContain("GIT_REMOTE_ERROR");
  await call("delete_repo", { repo_id });
  expect(await failure("get_repo", { repo_id })).toContain("list_repos");
});

test("uncommitted changes prevent a checkout until they are discarded", async () => {
  const { call, failure } = story;
  const { repos } = await call("list_repos");
  const [{ repo_id }] = repos as [{ repo_id: string }];
  expect(await call("update_repo", { repo_id, branch: "release-1.4" })).toMatchObject({ branch: "release-1.4" });
  expect(await failure("update_repo", { repo_id, branch: "develop" })).toContain("GIT_CONFLICT");
  expect(await call("get_repo", { repo_id })).toMatchObject({ branch: "release-1.4" });
  const args = { repo_id, branch: "develop", dangerously_force_discard_all: true };
  expect(await call("update_repo", args)).toMatchObject({ branch: "develop" });
});
