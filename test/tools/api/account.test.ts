import { HttpResponse, http, type JsonBodyType } from "msw";
import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { server, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ACCOUNT = "0c1d-2e3f";
const entries = { workspaces: ["dev"], accounts: ["acct"] };

/** A server of a workspace and an account. */
const both = (more: Parameters<typeof connect>[0] = {}) =>
  connect({ ...more, workspaces: { dev: { entries }, acct: { entries, accountId: ACCOUNT } } });

/** Answers requests at the account's host, and returns their URLs. */
function onAccount(method: "get" | "delete", path: string, body: JsonBodyType): string[] {
  const seen: string[] = [];
  server.use(
    http[method](`https://acct.cloud.databricks.com${path}`, ({ request }) => {
      seen.push(request.url);
      return HttpResponse.json(body);
    }),
  );
  return seen;
}

describe("an operation of the account", () => {
  test("goes to the account's host with the account of the profile", async () => {
    const seen = onAccount("get", "/api/2.1/accounts/:account/budgets", { budgets: [] });
    const { call } = await both();
    const result = await call("call_api", { operation: "budgets.list", workspace: "acct" });
    expect(result.structuredContent).toMatchObject({ result: { budgets: [] } });
    expect(seen).toEqual([`https://acct.cloud.databricks.com/api/2.1/accounts/${ACCOUNT}/budgets`]);
  });

  test("asks like any other", async () => {
    const seen = onAccount("delete", "/api/2.0/accounts/:account/workspaces/:id", {});
    const asked = await both({ answer: yes });
    await asked.call("call_api", {
      operation: "workspaces.delete",
      parameters: { workspace_id: "7" },
      workspace: "acct",
    });
    expect(asked.questions[0]).toContain("workspaces.delete");
    expect(seen).toHaveLength(1);
  });

  test("of another account is refused", async () => {
    const { call } = await both();
    const given = { operation: "budgets.list", parameters: { account_id: "other" }, workspace: "acct" };
    expect(textOf(await call("call_api", given))).toContain("account_id is not the account of acct. Nothing was sent.");
  });

  test("on a workspace names the entry to use, or how to add one", async () => {
    const { call } = await both();
    const said = textOf(await call("call_api", { operation: "budgets.list" }));
    expect(said).toContain("budgets.list belongs to the account, not to a workspace. Nothing was sent.");
    expect(said).toContain("Call it with workspace acct.");
    const alone = await connect();
    const text = textOf(await alone.call("call_api", { operation: "budgets.list" }));
    expect(text).toContain("The operator can add an entry for it: --workspaces");
  });
});

describe("on an account", () => {
  test("a tool that needs a workspace is refused with the workspace to use", async () => {
    const { call } = await both();
    const said = textOf(await call("list_clusters", { workspace: "acct" }));
    expect(said).toContain("list_clusters needs a workspace, and acct is an account.");
    expect(said).toContain("Call it with workspace dev");
  });

  test("a tool that changes something is refused before it asks", async () => {
    const { call, questions } = await both({ answer: yes });
    const said = textOf(await call("delete_cluster", { cluster_id: "c1", workspace: "acct" }));
    expect(said).toContain("delete_cluster needs a workspace");
    expect(questions).toEqual([]);
  });

  test("an operation of a workspace is refused", async () => {
    const { call } = await both();
    const said = textOf(await call("call_api", { operation: "clusters.list", workspace: "acct" }));
    expect(said).toContain("clusters.list belongs to a workspace, and acct is an account.");
  });

  test("search_api works, and does not list the account among the parameters", async () => {
    const { call } = await both();
    const said = textOf(await call("search_api", { query: "budgets.get", workspace: "acct" }));
    expect(said).toContain("- budget_id*: string");
    expect(said).not.toContain("- account_id");
  });
});
