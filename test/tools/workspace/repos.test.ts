import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
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
  test("reads on until the page is full; the token goes by its own name", async () => {
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

  test("none", async () => {
    on(`GET ${API}`, {});
    const { call } = await connect();
    expect((await call("list_repos")).structuredContent).toEqual({ repos: [] });
  });
});

describe("get_repo", () => {
  test("ids digit for digit; a tag has no branch", async () => {
    const { branch: _, ...detached } = REPO;
    on(`GET ${ONE}`, { ...detached, sparse_checkout: { patterns: ["jobs"] } });
    const { call } = await connect();
    const { branch: __, ...view } = VIEW;
    expect((await call("get_repo", { repo_id })).structuredContent).toEqual({
      ...view,
      sparse_checkout_patterns: ["jobs"],
    });
  });

  test("an unknown id says where ids are", async () => {
    on(`GET ${API}/7`, platformError(404, "RESOURCE_DOES_NOT_EXIST", "Repo 7 does not exist."));
    const { call } = await connect();
    expect(textOf(await call("get_repo", { repo_id: "7" }))).toContain("Find the Git folder's id with list_repos.");
    expect(textOf(await call("get_repo", { repo_id: "../x" }))).toContain("must be a number, from list_repos");
  });
});

describe("create_repo", () => {
  test("a public host tells its provider and needs no question", async () => {
    const seen = on(`POST ${API}`, REPO);
    const { call } = await connect();
    const args = { git_url: REPO.url, path: REPO.path };
    const { structuredContent } = await call("create_repo", args);
    expect(seen[0]?.body).toEqual({ url: REPO.url, provider: "gitHub", path: REPO.path });
    expect(structuredContent).toEqual(VIEW);
  });

  test("a server of one's own asks: it gets to see the credential", async () => {
    const seen = on(`POST ${API}`, REPO);
    const { call, questions } = await connect({ answer: yes });
    const git_url = "https://git.example.net/acme/etl";
    expect(textOf(await call("create_repo", { git_url }))).toContain("provider: is needed");
    await call("create_repo", { git_url, provider: "gitlabenterpriseedition" });
    expect(questions[0]).toContain(`Clone ${git_url}? Your Git credential for its provider is sent to that host.`);
    expect(seen.map(({ body }) => body)).toEqual([{ url: git_url, provider: "gitlabenterpriseedition" }]);
  });

  test.each([
    ["http://github.com/acme/etl", {}, "provider: is needed"],
    ["https://github.com.evil.example/acme/etl", {}, "provider: is needed"],
    ["https://ana:hunter2@github.com/acme/etl", {}, "must be an address without a password"],
    ["acme/etl", { provider: "gitHub" }, "must be an https address"],
    ["git@github.com:acme/etl.git", { provider: "gitHub" }, "must be an https address, not git@host:path"],
    ["https://github.com/acme/etl", { provider: "cvs" }, "must be one of gitHub, "],
  ])("%s is refused before anything is sent", async (git_url, more, words) => {
    const { call } = await connect();
    const result = await call("create_repo", { git_url, ...more });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(words);
  });

  test.each([
    [403, "GIT_URL_NOT_ON_ALLOW_LIST", "An administrator limits the Git addresses"],
    [400, "GIT_REMOTE_ERROR", "check the address, and the token with list_git_credentials"],
    [400, "RESOURCE_ALREADY_EXISTS", "Something is at this path already"],
  ])("%i %s is explained", async (status, code, words) => {
    on(`POST ${API}`, platformError(status, code, "no"));
    const { call } = await connect();
    expect(textOf(await call("create_repo", { git_url: REPO.url }))).toContain(words);
  });
});

describe("update_repo", () => {
  test("switches the branch and answers what is checked out now", async () => {
    const seen = on(`PATCH ${ONE}`, {});
    on(`GET ${ONE}`, { ...REPO, branch: "dev", head_commit_id: "77ab" });
    const { call } = await connect();
    const { structuredContent } = await call("update_repo", { repo_id, branch: "dev" });
    expect(seen[0]?.body).toEqual({ branch: "dev" });
    expect(structuredContent).toEqual({ ...VIEW, branch: "dev", head_commit_id: "77ab" });
  });

  test("a tag; both or neither are refused", async () => {
    const seen = on(`PATCH ${ONE}`, {});
    on(`GET ${ONE}`, REPO);
    const { call } = await connect();
    await call("update_repo", { repo_id, tag: "v1.0" });
    expect(seen[0]?.body).toEqual({ tag: "v1.0" });
    expect(textOf(await call("update_repo", { repo_id, tag: "v1", branch: "b" }))).toContain("together with branch");
    expect(textOf(await call("update_repo", { repo_id }))).toContain("branch: or tag is needed");
  });

  test("U14 a conflict is explained, with both ways out", async () => {
    const seen = on(`PATCH ${ONE}`, platformError(409, "GIT_CONFLICT", "Uncommitted changes in checks.py"));
    const { call } = await connect();
    const result = await call("update_repo", { repo_id, branch: "dev" });
    expect(textOf(result)).toContain("Commit or revert them in the workspace, or discard all of them with");
    expect(textOf(result)).toContain("Uncommitted changes in checks.py");
    expect(seen).toHaveLength(1);
  });

  test("an unknown branch is not an unknown folder", async () => {
    on(`PATCH ${ONE}`, platformError(404, "GIT_UNKNOWN_REF", "no ref"));
    const { call } = await connect();
    expect(textOf(await call("update_repo", { repo_id, branch: "x" }))).toContain("no such branch or tag");
  });

  test("discarding asks, naming the folder", async () => {
    const seen = on(`PATCH ${ONE}`, {});
    on(`GET ${ONE}`, REPO);
    const { call, questions } = await connect({ answer: yes });
    await call("update_repo", { repo_id, branch: "dev", dangerously_force_discard_all: true });
    expect(questions[0]).toContain(
      `Discard ALL uncommitted changes in the Git folder ${REPO.path} (branch main)? They cannot be brought back.`,
    );
    expect(seen[0]?.body).toEqual({ branch: "dev", dangerously_force_discard_all: true });
  });
});

describe("delete_repo", () => {
  test("asks, naming the folder, then deletes", async () => {
    on(`GET ${ONE}`, REPO);
    const seen = on(`DELETE ${ONE}`, {});
    const { call, questions } = await connect({ answer: yes });
    const { structuredContent } = await call("delete_repo", { repo_id });
    expect(questions[0]).toContain(
      `Delete the Git folder ${REPO.path} (branch main)? Uncommitted changes in it are lost`,
    );
    expect(seen).toHaveLength(1);
    expect(structuredContent).toEqual({ repo_id, deleted: true });
  });
});
