import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { id64, int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

const action = z.looseObject({ action_type: text, target: text });
const alert = z.looseObject({
  quantity_threshold: text,
  quantity_type: text,
  time_period: text,
  trigger_type: text,
  action_configurations: z.array(action).nullish(),
});
const clause = z.looseObject({ operator: text, values: z.array(z.union([z.string(), id64])).nullish() });
const budget = z.looseObject({
  budget_configuration_id: z.string(),
  display_name: text,
  alert_configurations: z.array(alert).nullish(),
  filter: z
    .looseObject({
      tags: z.array(z.looseObject({ key: text, value: clause.nullish() })).nullish(),
      workspace_id: clause.nullish(),
    })
    .nullish(),
  resource_type: text,
  create_time: int64.nullish(),
  update_time: int64.nullish(),
});
/** A budget of the account: the usage it counts, the amounts, and who is notified. Times are epoch milliseconds. */
export type Budget = z.output<typeof budget>;

type Fields = Readonly<Record<string, unknown>>;
const wrapped = z.looseObject({ budget });

/** One page of budgets. `GET /api/2.1/accounts/{account_id}/budgets` */
export async function listBudgets(
  client: Client,
  { account_id, ...query }: { account_id: string; page_token?: string | undefined },
): Promise<Page<Budget>> {
  const page = z.looseObject({ budgets: z.array(budget).nullish(), next_page_token: text });
  const url = path`/api/2.1/accounts/${account_id}/budgets`;
  const { budgets, next_page_token } = await client.get("budgets.list", url, page, { query });
  return { items: budgets ?? [], next: next_page_token || undefined };
}

interface BudgetKey {
  readonly account_id: string;
  readonly budget_id: string;
}

/** `GET /api/2.1/accounts/{account_id}/budgets/{budget_id}`. @throws {ApiError} `not-found` */
export const getBudget = async (client: Client, { account_id, budget_id }: BudgetKey): Promise<Budget> =>
  (await client.get("budgets.get", path`/api/2.1/accounts/${account_id}/budgets/${budget_id}`, wrapped)).budget;

/** `POST /api/2.1/accounts/{account_id}/budgets` */
export const createBudget = async (client: Client, account_id: string, fields: Fields): Promise<Budget> =>
  (
    await client.post("budgets.create", path`/api/2.1/accounts/${account_id}/budgets`, wrapped, {
      body: { budget: { account_id, ...fields } },
    })
  ).budget;

/** Replaces a budget as a whole. `PUT /api/2.1/accounts/{account_id}/budgets/{budget_id}` @throws {ApiError} `not-found` */
export const replaceBudget = async (client: Client, key: BudgetKey, fields: Fields): Promise<Budget> =>
  (
    await client.put("budgets.update", path`/api/2.1/accounts/${key.account_id}/budgets/${key.budget_id}`, wrapped, {
      body: { budget: { ...fields, account_id: key.account_id, budget_configuration_id: key.budget_id } },
    })
  ).budget;

/** `DELETE /api/2.1/accounts/{account_id}/budgets/{budget_id}`. @throws {ApiError} `not-found` */
export const deleteBudget = (client: Client, { account_id, budget_id }: BudgetKey) =>
  client.delete("budgets.delete", path`/api/2.1/accounts/${account_id}/budgets/${budget_id}`, nothing);

const budgetPolicy = z.looseObject({
  policy_id: z.string(),
  policy_name: text,
  custom_tags: z.array(z.looseObject({ key: z.string(), value: text })).nullish(),
  binding_workspace_ids: z.array(id64).nullish(),
});
/** A budget policy: the tags that serverless usage under it has. Without workspaces it can be used in all of them. */
export type BudgetPolicy = z.output<typeof budgetPolicy>;

/** One page of budget policies. `GET /api/2.1/accounts/{account_id}/budget-policies` */
export async function listBudgetPolicies(
  client: Client,
  { account_id, ...query }: { account_id: string; page_size: number; page_token?: string | undefined },
): Promise<Page<BudgetPolicy>> {
  const page = z.looseObject({ policies: z.array(budgetPolicy).nullish(), next_page_token: text });
  const url = path`/api/2.1/accounts/${account_id}/budget-policies`;
  const { policies, next_page_token } = await client.get("budgetPolicy.list", url, page, { query });
  return { items: policies ?? [], next: next_page_token || undefined };
}

interface BudgetPolicyKey {
  readonly account_id: string;
  readonly policy_id: string;
}

/** `GET /api/2.1/accounts/{account_id}/budget-policies/{policy_id}`. @throws {ApiError} `not-found` */
export const getBudgetPolicy = (client: Client, { account_id, policy_id }: BudgetPolicyKey) =>
  client.get("budgetPolicy.get", path`/api/2.1/accounts/${account_id}/budget-policies/${policy_id}`, budgetPolicy);

/** `POST /api/2.1/accounts/{account_id}/budget-policies`; `request_id` makes a repeated request the same one. */
export const createBudgetPolicy = (client: Client, account_id: string, policy: Fields, request_id: string) =>
  client.post("budgetPolicy.create", path`/api/2.1/accounts/${account_id}/budget-policies`, budgetPolicy, {
    body: { policy, request_id },
    replay: "safe",
  });

/** Changes a policy. `PATCH /api/2.1/accounts/{account_id}/budget-policies/{policy_id}` @throws {ApiError} `not-found` */
export const updateBudgetPolicy = (client: Client, { account_id, policy_id }: BudgetPolicyKey, body: Fields) =>
  client.patch(
    "budgetPolicy.update",
    path`/api/2.1/accounts/${account_id}/budget-policies/${policy_id}`,
    budgetPolicy,
    {
      body,
    },
  );

/** `DELETE /api/2.1/accounts/{account_id}/budget-policies/{policy_id}`. @throws {ApiError} `not-found` */
export const deleteBudgetPolicy = (client: Client, { account_id, policy_id }: BudgetPolicyKey) =>
  client.delete("budgetPolicy.delete", path`/api/2.1/accounts/${account_id}/budget-policies/${policy_id}`, nothing);
