import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/repos";
const REPO = {
  id: "9007199254740993",
  path: "/Repos/ana@example.com/etl",
  url: "https://github.com/acme/etl",
  provider: "gitHub",
  branch: "main",
  head_commit_id: "9f2c",
};
const { id: repo_id, ...FIELDS } = REPO;
const VIEW = { repo_id, ...FIELDS };
const ONE = `${API}/${repo_id}` as const;

describe("list_repos", () => {
  test("reads until the page is full; the token has a parameter name of its own", async () => {
    const seen = on(`GET ${API}`, { repos: [REPO], next_page_token: "t2" }, { repos: [REPO], next_page_token: "t3" });
    const { call } = await connect();
    const args = { path_prefix: "/Workspace/Users/ana@example.com", limit: 2, page_token: "t1" };
    const { structuredContent } = await call("list_repos", args);
    expect(seen.map(({ query }) => query)).toEqual([
      { path_prefix: args.path_prefix, next_page_token: "t1" },
      { path_prefix: args.path_prefix, next_page_token: "t2" },
    ]);
    expect(structuredContent).toEqual({ repos: [VIEW, VIEW], next_page_token: "t3" });
  });

  test("returns an empty list if there are none", async () => {
    on(`GET ${API}`, {});
    const { call } = await connect();
    expect((await call("list_repos")).structuredContent).toEqual({ repos: [] });
  });
});

describe("get_repo", () => {
  test("returns ids digit for digit, and no branch for a tag", async () => {
    const { branch: _, ...detached } = REPO;
    on(`GET ${ONE}`, { ...detached, sparse_checkout: { patterns: ["jobs"] } });
    const { call } = await connect();
    const { branch: __, ...view } = VIEW;
    expect((await call("get_repo", { repo_id })).structuredContent).toEqual({
      ...view,
      sparse_checkout_patterns: ["jobs"],
    });
  });

  test("an unknown id names the tool that lists ids", async () => {
    on(`GET ${API}/7`, platformError(404, "RESOURCE_DOES_NOT_EXIST", "Repo 7 does not exist."));
    const { call } = await connect();
    expect(textOf(await call("get_repo", { repo_id: "7" }))).toContain("Find the Git folder's id with list_repos.");
    expect(textOf(await call("get_repo", { repo_id: "../x" }))).toContain("must be a number from list_repos");
  });
});

const FOLDER = `Git folder "${REPO.path}" (id ${repo_id}, branch "main", url "${REPO.url}")`;

describe("create_repo", () => {
  test("a public host implies its provider and needs no confirmation", async () => {
    const seen = on(`POST ${API}`, REPO);
    const { call } = await connect();
    const args = { git_url: REPO.url, path: REPO.path };
    const { structuredContent } = await call("create_repo", args);
    expect(seen[0]?.body).toEqual({ url: REPO.url, provider: "gitHub", path: REPO.path });
    expect(structuredContent).toEqual(VIEW);
  });

  test("accepts the platform's own names of its arguments", async () => {
    const seen = on(`POST ${API}`, REPO);
    const { call } = await connect();
    await call("create_repo", { url: REPO.url, provider: null, path: "" });
    expect(seen.map(({ body }) => body)).toEqual([{ url: REPO.url, provider: "gitHub" }]);
  });

  test("a protection of the path that the platform will choose holds", async () => {
    const seen = on(`POST ${API}`, REPO);
    const { call } = await connect({ settings: { confirm: "never", protect: [REPO.path] } });
    expect((await call("create_repo", { git_url: `${REPO.url}.git` })).isError).toBe(true);
    expect(seen).toHaveLength(0);
  });

  test("asks for a self-hosted server, which receives the credential", async () => {
    const seen = on(`POST ${API}`, REPO);
    const { call, questions } = await connect({ answer: yes });
    const git_url = "https://git.example.net/acme/etl";
    expect(textOf(await call("create_repo", { git_url }))).toContain("provider: is required");
    await call("create_repo", { git_url, provider: "gitlabenterpriseedition" });
    expect(questions).toEqual([
      asked(
        "Clone a repository into a new Git folder?",
        `The repository is "${git_url}". Your Git credential for "gitlabenterpriseedition" is sent to that host.`,
      ),
    ]);
    expect(seen.map(({ body }) => body)).toEqual([{ url: git_url, provider: "gitlabenterpriseedition" }]);
  });

  test.each([
    ["http://github.com/acme/etl", {}, "provider: is required"],
    ["https://github.com.evil.example/acme/etl", {}, "provider: is required"],
    ["https://ana:hunter2@github.com/acme/etl", {}, "must be a URL without a password"],
    ["acme/etl", { provider: "gitHub" }, "must be an https URL"],
    ["git@github.com:acme/etl.git", { provider: "gitHub" }, "must be an https URL, not git@host:path"],
    ["https://github.com/acme/etl", { provider: "cvs" }, "must be one of gitHub, "],
  ])("%s is refused before anything is sent", async (git_url, more, words) => {
    const { call } = await connect();
    const result = await call("create_repo", { git_url, ...more });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(words);
  });

  test.each([
    [403, "GIT_URL_NOT_ON_ALLOW_LIST", "An administrator restricts the Git URLs"],
    [400, "GIT_REMOTE_ERROR", "Check the URL, and the credential with list_git_credentials"],
    [400, "RESOURCE_ALREADY_EXISTS", "An object exists at this path."],
  ])("%i %s is explained", async (status, code, words) => {
    on(`POST ${API}`, platformError(status, code, "no"));
    const { call } = await connect();
    expect(textOf(await call("create_repo", { git_url: REPO.url }))).toContain(words);
  });
});

describe("update_repo", () => {
  test("checks out the branch and returns the Git folder afterwards", async () => {
    const seen = on(`PATCH ${ONE}`, {});
    on(`GET ${ONE}`, { ...REPO, branch: "dev", head_commit_id: "77ab" });
    const { call } = await connect();
    const { structuredContent } = await call("update_repo", { repo_id, branch: "dev" });
    expect(seen[0]?.body).toEqual({ branch: "dev" });
    expect(structuredContent).toEqual({ ...VIEW, branch: "dev", head_commit_id: "77ab" });
  });

  test("checks out a tag; both branch and tag, or neither, are refused", async () => {
    const seen = on(`PATCH ${ONE}`, {});
    on(`GET ${ONE}`, REPO);
    const { call } = await connect();
    await call("update_repo", { repo_id, tag: "v1.0" });
    expect(seen[0]?.body).toEqual({ tag: "v1.0" });
    expect(textOf(await call("update_repo", { repo_id, tag: "v1", branch: "b" }))).toContain(
      "cannot be combined with branch",
    );
    expect(textOf(await call("update_repo", { repo_id }))).toContain("branch: or tag is required");
  });

  test("U14 explains a conflict and both solutions", async () => {
    const seen = on(`PATCH ${ONE}`, platformError(409, "GIT_CONFLICT", "Uncommitted changes in checks.py"));
    const { call } = await connect();
    const result = await call("update_repo", { repo_id, branch: "dev" });
    expect(textOf(result)).toContain("Commit or revert them in the workspace, or discard all of them with");
    expect(textOf(result)).toContain("Uncommitted changes in checks.py");
    expect(seen).toHaveLength(1);
  });

  test("an unknown branch is not reported as an unknown folder", async () => {
    on(`PATCH ${ONE}`, platformError(404, "GIT_UNKNOWN_REF", "no ref"));
    const { call } = await connect();
    expect(textOf(await call("update_repo", { repo_id, branch: "x" }))).toContain("no branch or tag with this name");
  });

  test("asks with the name of the folder before discarding changes", async () => {
    const seen = on(`PATCH ${ONE}`, {});
    on(`GET ${ONE}`, REPO);
    const { call, questions } = await connect({ answer: yes });
    await call("update_repo", { repo_id, branch: "dev", dangerously_force_discard_all: true });
    expect(questions).toEqual([
      asked(`Discard all uncommitted changes in ${FOLDER}?`, "Uncommitted changes cannot be restored."),
    ]);
    expect(seen[0]?.body).toEqual({ branch: "dev", dangerously_force_discard_all: true });
  });
});

test.each([
  ["update_repo", { branch: "dev" }],
  ["update_repo", { branch: "dev", dangerously_force_discard_all: true }],
  ["delete_repo", {}],
])("%s %j: a protection of its path, or of a file in it, holds for an id", async (name, args) => {
  on(`GET ${ONE}`, REPO);
  for (const pattern of [REPO.path, `/Workspace${REPO.path}/jobs/etl`]) {
    const { call } = await connect({ settings: { confirm: "never", protect: [pattern] } });
    expect(textOf(await call(name, { repo_id, ...args }))).toContain(`--protect ${pattern}`);
  }
});

describe("delete_repo", () => {
  test("asks with the name of the folder, then deletes it", async () => {
    on(`GET ${ONE}`, REPO);
    const seen = on(`DELETE ${ONE}`, {});
    const { call, questions } = await connect({ answer: yes });
    const { structuredContent } = await call("delete_repo", { repo_id });
    expect(questions).toEqual([
      asked(
        `Delete ${FOLDER}?`,
        "Its uncommitted changes are permanently lost. The remote repository is not affected.",
      ),
    ]);
    expect(seen).toHaveLength(1);
    expect(structuredContent).toEqual({ repo_id, name: "/Repos/ana@example.com/etl", deleted: true });
  });
});
