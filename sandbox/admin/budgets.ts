import { fail, invalid } from "../failure.ts";
import { type Fields, isFields, optional, readJson, required } from "../http.ts";
import { pageResponse } from "../paging.ts";
import type { Service } from "../service.ts";

const ACCOUNT = "/api/2.1/accounts/:account";

interface Budget extends Fields {
  readonly budget_configuration_id: string;
}
interface BudgetPolicy extends Fields {
  readonly policy_id: string;
}

/** Budgets and budget policies of the account that the workspace belongs to. They are stored; no notifications are sent. */
export const budgets: Service = (app, world) => {
  const kept = world.kept("budgets", () => new Map<string, Budget>());
  const find = (id: string): Budget => kept.get(id) ?? fail(404, "NOT_FOUND", `Budget ${id} does not exist.`);
  const bodyOf = ({ budget }: Fields): Fields => {
    if (!isFields(budget)) return invalid("Missing required field: budget");
    required(budget, "display_name");
    const alerts = budget.alert_configurations;
    if (!Array.isArray(alerts) || alerts.length === 0)
      return invalid("A budget needs at least one alert configuration.");
    return budget;
  };
  const withIds = (budget: Fields): Fields => ({
    ...budget,
    alert_configurations: (budget.alert_configurations as readonly Fields[]).map((alert) => ({
      alert_configuration_id: world.uuid(),
      ...alert,
    })),
  });

  app.get(`${ACCOUNT}/budgets`, (c) => c.json(pageResponse("budgets", [...kept.values()], c.req.query())));
  app.post(`${ACCOUNT}/budgets`, async (c) => {
    const given = bodyOf(await readJson(c));
    const at = world.now();
    const account_id = c.req.param("account");
    const id = world.uuid();
    const budget = { ...withIds(given), account_id, budget_configuration_id: id, create_time: at, update_time: at };
    kept.set(id, budget);
    return c.json({ budget });
  });
  app.get(`${ACCOUNT}/budgets/:id`, (c) => c.json({ budget: find(c.req.param("id")) }));
  app.put(`${ACCOUNT}/budgets/:id`, async (c) => {
    const { budget_configuration_id: id, account_id, create_time } = find(c.req.param("id"));
    const given = bodyOf(await readJson(c));
    const budget = {
      ...withIds(given),
      account_id,
      budget_configuration_id: id,
      create_time,
      update_time: world.now(),
    };
    kept.set(id, budget);
    return c.json({ budget });
  });
  app.delete(`${ACCOUNT}/budgets/:id`, (c) => {
    kept.delete(find(c.req.param("id")).budget_configuration_id);
    return c.json({});
  });

  const policies = world.kept("budget policies", () => new Map<string, BudgetPolicy>());
  /** Policies by the id of the request that created them: a repeated one creates no second. */
  const requests = world.kept("budget policy requests", () => new Map<string, string>());
  const policyOf = (id: string): BudgetPolicy =>
    policies.get(id) ?? fail(404, "NOT_FOUND", `Budget policy ${id} does not exist.`);
  app.get(`${ACCOUNT}/budget-policies`, (c) => c.json(pageResponse("policies", [...policies.values()], c.req.query())));
  app.post(`${ACCOUNT}/budget-policies`, async (c) => {
    const body = await readJson(c);
    const request = optional(body, "request_id") ?? world.uuid();
    const repeated = policies.get(requests.get(request) ?? "");
    if (repeated !== undefined) return c.json(repeated);
    if (!isFields(body.policy)) return invalid("Missing required field: policy");
    const name = required(body.policy, "policy_name");
    if ([...policies.values()].some(({ policy_name }) => policy_name === name))
      fail(409, "ALREADY_EXISTS", `Budget policy ${name} already exists.`);
    const policy = { ...body.policy, policy_id: world.uuid() };
    policies.set(policy.policy_id, policy);
    requests.set(request, policy.policy_id);
    return c.json(policy);
  });
  app.get(`${ACCOUNT}/budget-policies/:id`, (c) => c.json(policyOf(c.req.param("id"))));
  app.patch(`${ACCOUNT}/budget-policies/:id`, async (c) => {
    const { policy_id, ...policy } = policyOf(c.req.param("id"));
    const next = { ...policy, ...(await readJson(c)), policy_id };
    policies.set(policy_id, next);
    return c.json(next);
  });
  app.delete(`${ACCOUNT}/budget-policies/:id`, (c) => {
    policies.delete(policyOf(c.req.param("id")).policy_id);
    return c.json({});
  });
};
