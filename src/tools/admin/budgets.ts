import * as z from "zod";
import * as api from "../../api/admin/budgets.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Consequence, say } from "../../core/consent/facts.ts";
import { objectName, text, texts } from "../../core/fields.ts";
import { pageToken } from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { compact } from "../../records.ts";
import { hasChanges, NO_CHANGE, restBody } from "../api/body.ts";
import { accountOf } from "../api/level.ts";
import { lostEntries } from "../api/replaced.ts";
import { settingOf } from "./granting-fields.ts";

const budgets = defineToolset({
  id: "budgets",
  title: "Budgets",
  summary: "Budgets and budget policies of the account. They need an entry for the account in --workspaces.",
  default: false,
  finders: "list_budgets or list_budget_policies",
});

const PAGE = 100;
const id = z.string().min(1).max(128);
const page = z.strictObject({ page_token: pageToken });

const budgetView = view(
  {
    budget_id: z.string(),
    display_name: text,
    alerts: texts,
    workspaces: texts,
    tags: texts,
    resource_type: text,
  },
  (budget: api.Budget) => ({
    budget_id: budget.budget_configuration_id,
    display_name: budget.display_name,
    alerts: budget.alert_configurations?.map(alertInWords),
    workspaces: budget.filter?.workspace_id?.values?.map(String),
    tags: budget.filter?.tags?.map(({ key, value }) => `${key ?? ""}=${(value?.values ?? []).join("|")}`),
    resource_type: budget.resource_type === "BUDGET_RESOURCE_TYPE_ALL_RESOURCES" ? undefined : budget.resource_type,
  }),
);

/** `500 LIST_PRICE_DOLLARS_USD per MONTH: EMAIL_NOTIFICATION ana@example.com`. */
function alertInWords(alert: NonNullable<api.Budget["alert_configurations"]>[number]): string {
  const { quantity_threshold: threshold, quantity_type: unit, time_period: period } = alert;
  const actions = (alert.action_configurations ?? []).map(({ action_type, target }) =>
    [action_type, target].filter(Boolean).join(" "),
  );
  const amount = [threshold, unit === "LIST_PRICE_DOLLARS_USD" ? "US$" : unit, period && `per ${period}`];
  return [amount.filter(Boolean).join(" "), actions.join(", ")].filter(Boolean).join(": ");
}

export const listBudgets = budgets.tool({
  name: "list_budgets",
  title: "List budgets",
  description: "Lists the budgets of the account: amounts, who is notified, and the workspaces and tags they count.",
  account: true,
  access: "read",
  untrusted: true,
  input: page,
  output: z.object({ budgets: z.array(budgetView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const { items, next } = await api.listBudgets(ctx.client, { account_id: accountOf(ctx), page_token });
    return { budgets: items.map((one) => budgetView(one)), next_page_token: next };
  },
});

const display_name = z.string().min(1).max(128);
const settings = restBody("display_name", "budget_configuration_id", "account_id");
/** Every address that is notified and everything that is blocked. */
const settingsOf = (fields: Readonly<Record<string, unknown>>): Consequence[] =>
  Object.keys(fields).flatMap((field) => settingOf(fields, field, "others"));

export const createBudget = budgets.tool({
  name: "create_budget",
  title: "Create a budget",
  description: "Creates a budget, which notifies people when usage reaches an amount.",
  account: true,
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    display_name: display_name.describe("Name"),
    settings: settings.describe("Budget of the REST API: alert_configurations, filter"),
  }),
  output: budgetView.schema,
  affects: (args, ctx) => ({
    effect: "Create",
    objects: [{ kind: "budget", name: args.display_name, within: [accountOf(ctx)] }],
    consequences: settingsOf(args.settings),
  }),
  run: async (ctx, { settings: fields, ...named }) =>
    budgetView(await api.createBudget(ctx.client, accountOf(ctx), { ...fields, ...named })),
});

const found = (ctx: Context, budget_id: string) => api.getBudget(ctx.client, { account_id: accountOf(ctx), budget_id });

export const updateBudget = budgets.tool({
  name: "update_budget",
  title: "Change a budget",
  description: "Changes a budget. Fields that are not given keep their value.",
  account: true,
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z
    .strictObject({
      budget_id: id.describe("From list_budgets"),
      display_name: display_name.optional().describe("New name"),
      settings: settings.optional().describe("alert_configurations, filter"),
    })
    .refine(hasChanges("budget_id"), NO_CHANGE),
  output: budgetView.schema,
  async affects({ budget_id, settings: fields = {} }, ctx) {
    const now = await found(ctx, budget_id);
    return {
      effect: "Change",
      objects: [{ kind: "budget", name: now.display_name, id: budget_id }],
      consequences: [...settingsOf(fields), ...lostEntries(now, fields)],
    };
  },
  async run(ctx, { budget_id, settings: fields, ...named }) {
    const { create_time: _, update_time: __, ...now } = await found(ctx, budget_id);
    const next = { ...now, ...fields, ...compact(named) };
    return budgetView(await api.replaceBudget(ctx.client, { account_id: accountOf(ctx), budget_id }, next));
  },
});

export const deleteBudget = budgets.tool({
  name: "delete_budget",
  title: "Delete a budget",
  description: "Deletes a budget. Its notifications end.",
  account: true,
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ budget_id: id.describe("From list_budgets") }),
  output: z.object({ budget_id: z.string(), name: objectName, deleted: z.literal(true) }),
  covers: "budgets.delete",
  async affects({ budget_id }, ctx) {
    const now = await found(ctx, budget_id);
    return {
      effect: "Delete",
      objects: [{ kind: "budget", name: now.display_name, id: budget_id }],
      consequences: [
        { reason: "loss", text: say`It is permanently lost.` },
        ...(now.alert_configurations ?? []).map((alert) => ({
          reason: "others" as const,
          text: say`Its alert ends: ${alertInWords(alert)}`,
        })),
      ],
    };
  },
  async run(ctx, args) {
    await api.deleteBudget(ctx.client, { account_id: accountOf(ctx), ...args });
    return { budget_id: args.budget_id, deleted: true as const };
  },
});

const policyView = view(
  { policy_id: z.string(), policy_name: text, custom_tags: texts, workspaces: texts },
  ({ policy_id, policy_name, custom_tags, binding_workspace_ids }: api.BudgetPolicy) => ({
    policy_id,
    policy_name,
    custom_tags: custom_tags?.map(({ key, value }) => (value ? `${key}=${value}` : key)),
    workspaces: binding_workspace_ids ?? undefined,
  }),
);

export const listBudgetPolicies = budgets.tool({
  name: "list_budget_policies",
  title: "List budget policies",
  description: "Lists the budget policies of the account: the tags that serverless usage under them has.",
  account: true,
  access: "read",
  untrusted: true,
  input: page,
  output: z.object({ policies: z.array(policyView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const query = { account_id: accountOf(ctx), page_size: PAGE, page_token };
    const { items, next } = await api.listBudgetPolicies(ctx.client, query);
    return { policies: items.map((one) => policyView(one)), next_page_token: next };
  },
});

const policySettings = restBody("policy_id", "policy_name")
  .optional()
  .describe("custom_tags: [{key, value}], binding_workspace_ids (default all)");

export const createBudgetPolicy = budgets.tool({
  name: "create_budget_policy",
  title: "Create a budget policy",
  description: "Creates a budget policy for serverless usage.",
  account: true,
  access: "write",
  untrusted: true,
  input: z.strictObject({ policy_name: id.describe("Name"), settings: policySettings }),
  output: policyView.schema,
  affects: ({ policy_name }) => ({
    effect: "Create",
    objects: [{ kind: "budget policy", name: policy_name }],
    consequences: [],
  }),
  async run(ctx, { settings: fields, ...named }) {
    const policy = { ...fields, ...named };
    return policyView(await api.createBudgetPolicy(ctx.client, accountOf(ctx), policy, crypto.randomUUID()));
  },
});

const policy_id = id.describe("From list_budget_policies");
const policyOf = (ctx: Context, id: string) =>
  api.getBudgetPolicy(ctx.client, { account_id: accountOf(ctx), policy_id: id });

export const updateBudgetPolicy = budgets.tool({
  name: "update_budget_policy",
  title: "Change a budget policy",
  description: "Changes a budget policy.",
  account: true,
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z
    .strictObject({ policy_id, policy_name: id.optional().describe("New name"), settings: policySettings })
    .refine(hasChanges("policy_id"), NO_CHANGE),
  output: policyView.schema,
  async affects({ policy_id: of, settings: fields = {} }, ctx) {
    const { binding_workspace_ids: ids, ...now } = await policyOf(ctx, of);
    const before = { ...now, binding_workspace_ids: ids?.map(Number) };
    return {
      effect: "Change",
      objects: [{ kind: "budget policy", name: now.policy_name, id: of }],
      consequences: [...settingsOf(fields), ...lostEntries(before, fields)],
    };
  },
  async run(ctx, { policy_id: of, settings: fields, ...named }) {
    const body = { ...fields, ...compact(named) };
    return policyView(await api.updateBudgetPolicy(ctx.client, { account_id: accountOf(ctx), policy_id: of }, body));
  },
});

export const deleteBudgetPolicy = budgets.tool({
  name: "delete_budget_policy",
  title: "Delete a budget policy",
  description: "Deletes a budget policy. Usage under it is no longer tagged.",
  account: true,
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ policy_id }),
  output: z.object({ policy_id: z.string(), name: objectName, deleted: z.literal(true) }),
  covers: "budgetPolicy.delete",
  async affects({ policy_id: of }, ctx) {
    const now = await policyOf(ctx, of);
    const tags = policyView(now).custom_tags ?? [];
    return {
      effect: "Delete",
      objects: [{ kind: "budget policy", name: now.policy_name, id: of }],
      consequences: [
        { reason: "others", text: say`Serverless usage under it is no longer tagged: ${tags.join(", ")}` },
        { reason: "loss", text: say`It is permanently lost.` },
      ],
    };
  },
  async run(ctx, args) {
    await api.deleteBudgetPolicy(ctx.client, { account_id: accountOf(ctx), ...args });
    return { policy_id: args.policy_id, deleted: true as const };
  },
});
