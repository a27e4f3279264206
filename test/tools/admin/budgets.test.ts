import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ACCOUNT = "0c1d-2e3f";
const BUDGETS = `/api/2.1/accounts/${ACCOUNT}/budgets` as const;
const POLICIES = `/api/2.1/accounts/${ACCOUNT}/budget-policies` as const;
const no = () => ({ action: "decline" as const });
const account = (answer: Parameters<typeof connect>[0] = {}) =>
  connect({ ...answer, settings: { accountId: ACCOUNT } });

const alert = (quantity_threshold: string, target = "ana@example.com") => ({
  quantity_threshold,
  quantity_type: "LIST_PRICE_DOLLARS_USD",
  time_period: "MONTH",
  action_configurations: [{ action_type: "EMAIL_NOTIFICATION", target }],
});
const etl = {
  budget_configuration_id: "b1",
  display_name: "etl",
  alert_configurations: [alert("500")],
  filter: { tags: [{ key: "team", value: { operator: "IN", values: ["a", "b"] } }] },
  create_time: 1_760_000_000_000,
};
const policy = {
  policy_id: "p1",
  policy_name: "team-a",
  custom_tags: [{ key: "team", value: "a" }],
  binding_workspace_ids: [77],
};

describe("list_budgets", () => {
  test("returns amounts, who is notified, and what is counted", async () => {
    const seen = on(`GET ${BUDGETS}`, { budgets: [etl], next_page_token: "n" });
    const { call } = await account();
    expect((await call("list_budgets", { page_token: "t" })).structuredContent).toEqual({
      budgets: [
        {
          budget_id: "b1",
          display_name: "etl",
          alerts: ["500 US$ per MONTH: EMAIL_NOTIFICATION ana@example.com"],
          tags: ["team=a|b"],
        },
      ],
      next_page_token: "n",
    });
    expect(seen[0]?.query).toEqual({ page_token: "t" });
  });

  test("needs an entry for the account", async () => {
    const { call } = await connect();
    expect(textOf(await call("list_budgets"))).toContain(
      "belongs to the account, not to a workspace. Nothing was sent.",
    );
  });
});

describe("create_budget", () => {
  test("asks with every address that is notified", async () => {
    const seen = on(`POST ${BUDGETS}`, { budget: etl });
    const { call, questions } = await account({ answer: yes });
    const settings = { alert_configurations: [alert("500", "boss@example.com")] };
    await call("create_budget", { display_name: "etl", settings });
    expect(questions[0]).toContain('action_configurations[0].target to "boss@example.com"');
    expect(seen[0]?.body).toEqual({ budget: { account_id: ACCOUNT, display_name: "etl", ...settings } });
  });
});

describe("update_budget", () => {
  test("keeps what is not given, and asks with what is lost", async () => {
    on(`GET ${BUDGETS}/b1`, { budget: etl });
    const seen = on(`PUT ${BUDGETS}/b1`, { budget: etl });
    const { call, questions } = await account({ answer: yes });
    await call("update_budget", { budget_id: "b1", settings: { alert_configurations: [alert("900")] } });
    expect(questions[0]).toContain('Change budget "etl" (id b1)?');
    expect(questions[0]).toContain('quantity_threshold to "900"');
    expect(questions[0]).toContain('Field "alert_configurations" is replaced as a whole');
    expect(seen[0]?.body).toEqual({
      budget: {
        display_name: "etl",
        alert_configurations: [alert("900")],
        filter: etl.filter,
        account_id: ACCOUNT,
        budget_configuration_id: "b1",
      },
    });
  });
});

describe("delete_budget", () => {
  test("asks with the alerts that end", async () => {
    on(`GET ${BUDGETS}/b1`, { budget: etl });
    const seen = on(`DELETE ${BUDGETS}/b1`, {});
    const { call, questions } = await account({ answer: no });
    await call("delete_budget", { budget_id: "b1" });
    await call("call_api", { operation: "budgets.delete", parameters: { budget_id: "b1" } });
    for (const question of questions) expect(question).toContain('Its alert ends: "500 US$ per MONTH');
    expect([questions.length, seen.length]).toEqual([2, 0]);
  });
});

describe("list_budget_policies", () => {
  test("returns tags and workspaces", async () => {
    on(`GET ${POLICIES}`, { policies: [policy] });
    const { call } = await account();
    expect((await call("list_budget_policies")).structuredContent).toEqual({
      policies: [{ policy_id: "p1", policy_name: "team-a", custom_tags: ["team=a"], workspaces: ["77"] }],
    });
  });
});

describe("create_budget_policy", () => {
  test("sends a request id, so that a repeated request creates no second one", async () => {
    const seen = on(`POST ${POLICIES}`, policy);
    const { call, questions } = await account({ answer: no });
    await call("create_budget_policy", {
      policy_name: "team-a",
      settings: { custom_tags: [{ key: "team", value: "a" }], binding_workspace_ids: [77] },
    });
    expect(seen[0]?.body).toEqual({
      policy: {
        policy_name: "team-a",
        custom_tags: [{ key: "team", value: "a" }],
        binding_workspace_ids: [77],
      },
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(questions).toEqual([]);
  });
});

describe("update_budget_policy", () => {
  test("asks with what is set and what is lost", async () => {
    on(`GET ${POLICIES}/p1`, policy);
    const seen = on(`PATCH ${POLICIES}/p1`, policy);
    const { call, questions } = await account({ answer: yes });
    await call("update_budget_policy", { policy_id: "p1", settings: { custom_tags: [{ key: "team", value: "b" }] } });
    expect(questions[0]).toContain('custom_tags[0].value to "b"');
    expect(questions[0]).toContain('"custom_tags" is replaced as a whole');
    expect(seen[0]?.body).toEqual({ custom_tags: [{ key: "team", value: "b" }] });
  });
});

describe("delete_budget_policy", () => {
  test("asks with the tags that end", async () => {
    on(`GET ${POLICIES}/p1`, policy);
    const seen = on(`DELETE ${POLICIES}/p1`, {});
    const { call, questions } = await account({ answer: yes });
    expect((await call("delete_budget_policy", { policy_id: "p1" })).structuredContent).toEqual({
      policy_id: "p1",
      name: "team-a",
      deleted: true,
    });
    expect(questions[0]).toContain('no longer tagged: "team=a"');
    expect(seen).toHaveLength(1);
  });
});
