import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/git-credentials";
const PAT = "ghp_canaryCanaryCanary0123";
const CREDENTIAL = { credential_id: 93488329, git_provider: "gitHub", git_username: "ana", name: "" };
const VIEW = { credential_id: "93488329", git_provider: "gitHub", git_username: "ana" };
const ONE = `${API}/93488329` as const;

describe("list_git_credentials", () => {
  test("lists them without empty fields, and without a token even if the platform sends one", async () => {
    on(`GET ${API}`, { credentials: [{ ...CREDENTIAL, is_default_for_provider: true, personal_access_token: PAT }] });
    const { call } = await connect();
    const result = await call("list_git_credentials");
    expect(result.structuredContent).toEqual({ credentials: [{ ...VIEW, is_default_for_provider: true }] });
    expect(JSON.stringify(result)).not.toContain(PAT);
  });

  test("returns an empty list if there are none", async () => {
    on(`GET ${API}`, {});
    const { call } = await connect();
    expect((await call("list_git_credentials")).structuredContent).toEqual({ credentials: [] });
  });
});

describe("create_git_credential", () => {
  const args = { git_provider: "gitHub", git_username: "ana", personal_access_token: PAT };

  test("sends the token, which is neither returned nor logged", async () => {
    const seen = on(`POST ${API}`, { ...CREDENTIAL, personal_access_token: PAT });
    const { call, lines, questions } = await connect({ answer: yes });
    const result = await call("create_git_credential", args);
    expect(questions).toEqual([
      asked(
        'Store Git credential "gitHub"?',
        "Git folders push and pull with it under the identity this server runs as, so that code can leave the workspace.",
        'It sets git_provider to "gitHub".',
        'It sets git_username to "ana".',
      ),
    ]);
    expect(seen[0]?.body).toEqual(args);
    expect(result.structuredContent).toEqual(VIEW);
    expect(JSON.stringify([result, lines])).not.toContain(PAT);
    expect(lines.join("")).toContain("create_git_credential");
  });

  test("a second credential for a provider fails and names the tool that changes the first", async () => {
    on(`POST ${API}`, platformError(400, "RESOURCE_ALREADY_EXISTS", "Only one Git credential is supported."));
    const { call, lines } = await connect({ answer: yes });
    const result = await call("create_git_credential", args);
    expect(textOf(result)).toContain("Change it with update_git_credential");
    expect(JSON.stringify([result, lines])).not.toContain(PAT);
  });

  test("an unknown provider is refused before anything is sent", async () => {
    const { call } = await connect();
    const result = await call("create_git_credential", { ...args, git_provider: "cvs" });
    expect(textOf(result)).toContain("git_provider: must be one of gitHub, gitHubEnterprise");
    expect(textOf(result)).not.toContain(PAT);
  });
});

describe("update_git_credential", () => {
  test("changes fields and returns the credential", async () => {
    const seen = on(`PATCH ${ONE}`, {});
    on(`GET ${ONE}`, CREDENTIAL);
    const { call } = await connect();
    const args = { credential_id: "93488329", git_provider: "gitHub", git_username: "ana" };
    const { structuredContent } = await call("update_git_credential", args);
    expect(seen[0]?.body).toEqual({ git_provider: "gitHub", git_username: "ana" });
    expect(structuredContent).toEqual(VIEW);
  });

  test("asks about a new token without showing it", async () => {
    const seen = on(`PATCH ${ONE}`, {});
    on(`GET ${ONE}`, CREDENTIAL);
    const { call, questions, lines } = await connect({ answer: yes });
    const args = { credential_id: "93488329", git_provider: "gitHub", personal_access_token: PAT };
    const result = await call("update_git_credential", args);
    expect(questions).toEqual([
      asked(
        'Change Git credential (id 93488329, user "ana", provider "gitHub")?',
        "Its current token is replaced and permanently lost.",
        'It sets git_provider to "gitHub".',
      ),
    ]);
    expect(seen[0]?.body).toMatchObject({ personal_access_token: PAT });
    expect(JSON.stringify([result, lines, questions])).not.toContain(PAT);
  });
});

test.each([
  ["update_git_credential", { git_provider: "gitHub", git_username: "bob" }],
  ["delete_git_credential", {}],
])("%s: a protection of its name holds for an id", async (name, args) => {
  on(`GET ${ONE}`, { ...CREDENTIAL, name: "ci-push" });
  const { call } = await connect({ settings: { confirm: "never", protect: ["ci-*"] } });
  expect(textOf(await call(name, { credential_id: "93488329", ...args }))).toContain("--protect ci-*");
});

describe("delete_git_credential", () => {
  test("asks with its name, then deletes it", async () => {
    on(`GET ${ONE}`, CREDENTIAL);
    const seen = on(`DELETE ${ONE}`, {});
    const { call, questions } = await connect({ answer: yes });
    const { structuredContent } = await call("delete_git_credential", { credential_id: "93488329" });
    expect(questions).toEqual([
      asked(
        'Delete Git credential (id 93488329, user "ana", provider "gitHub")?',
        "Its token is permanently lost. Git folders that use it can no longer pull or push.",
      ),
    ]);
    expect(seen).toHaveLength(1);
    expect(structuredContent).toEqual({ credential_id: "93488329", deleted: true });
  });

  test("an unknown id names the tool that lists ids", async () => {
    on(`GET ${ONE}`, platformError(404, "RESOURCE_DOES_NOT_EXIST", "no"));
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("delete_git_credential", { credential_id: "93488329" }))).toContain(
      "Find the credential's id with list_git_credentials.",
    );
  });
});
