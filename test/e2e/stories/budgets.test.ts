import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory({}, { accountId: "0d26daa6-5e44-4c97-a497-ef015f91254a" });
});
afterAll(() => story.close());

const alert = (quantity_threshold: string) => ({
  quantity_threshold,
  quantity_type: "LIST_PRICE_DOLLARS_USD",
  time_period: "MONTH",
  trigger_type: "CUMULATIVE_SPENDING_EXCEEDED",
  action_configurations: [{ action_type: "EMAIL_NOTIFICATION", target: "ana@example.com" }],
});

test("a budget: created, listed, changed, deleted", async () => {
  const { call, failure } = story;
  const settings = { alert_configurations: [alert("500")], filter: { workspace_id: { operator: "IN", values: [77] } } };
  const { budget_id } = await call("create_budget", { display_name: "etl", settings });
  expect(await call("list_budgets")).toEqual({
    budgets: [
      {
        budget_id,
        display_name: "etl",
        alerts: ["500 US$ per MONTH: EMAIL_NOTIFICATION ana@example.com"],
        workspaces: ["77"],
      },
    ],
  });
  expect(await call("update_budget", { budget_id, settings: { alert_configurations: [alert("900")] } })).toMatchObject({
    display_name: "etl",
    alerts: [expect.stringMatching(/^900 US\$/)],
    workspaces: ["77"],
  });
  await call("delete_budget", { budget_id });
  expect(await call("list_budgets")).toEqual({ budgets: [] });
  expect(await failure("delete_budget", { budget_id })).toContain("list_budgets");
});

test("a budget policy: created, listed, changed, deleted", async () => {
  const { call } = story;
  const made = await call("create_budget_policy", {
    policy_name: "team-a",
    settings: { custom_tags: [{ key: "team", value: "a" }] },
  });
  const { policy_id } = made;
  expect(await call("list_budget_policies")).toEqual({
    policies: [{ policy_id, policy_name: "team-a", custom_tags: ["team=a"] }],
  });
  expect(await call("update_budget_policy", { policy_id, settings: { binding_workspace_ids: [77] } })).toMatchObject({
    custom_tags: ["team=a"],
    workspaces: ["77"],
  });
  await call("delete_budget_policy", { policy_id });
  expect(await call("list_budget_policies")).toEqual({ policies: [] });
});
