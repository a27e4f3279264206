import { fail, invalid } from "../failure.ts";
import { type App, type Fields, integer, isFields, oneOf, optional, readJson, required } from "../http.ts";
import { pageOf } from "../paging.ts";
import type { World } from "../world.ts";
import { readRules, underRules } from "./cluster-policy-rules.ts";

/** The settings under their policy; settings that it forbids are rejected. */
export type PolicyCheck = (settings: Fields) => Fields;

interface Policy {
  readonly policy_id: string;
  readonly creator_user_name: string;
  readonly created_at_timestamp: number;
  readonly is_default: boolean;
  fields: Fields;
}

const FIELDS = [
  "name",
  "definition",
  "description",
  "libraries",
  "max_clusters_per_user",
  "policy_family_id",
  "policy_family_definition_overrides",
];

const family = (policy_family_id: string, name: string, description: string, rules: object) => ({
  policy_family_id,
  name,
  description,
  definition: JSON.stringify(rules),
});

const FAMILIES = [
  family(
    "personal-vm",
    "Personal Compute",
    "Use with small-to-medium data or libraries like pandas and scikit-learn.",
    {
      num_workers: { type: "fixed", value: 0, hidden: true },
      autotermination_minutes: { type: "range", maxValue: 4320, defaultValue: 4320 },
      data_security_mode: {
        type: "allowlist",
        values: ["SINGLE_USER", "LEGACY_SINGLE_USER_STANDARD"],
        defaultValue: "SINGLE_USER",
      },
    },
  ),
  family("job-cluster", "Job Compute", "The general purpose default configuration for jobs.", {
    cluster_type: { type: "fixed", value: "job" },
    "autoscale.max_workers": { type: "unlimited", defaultValue: 2, isOptional: true },
  }),
  family("power-user", "Power User Compute", "Use with large data or for machine learning on one machine.", {
    autotermination_minutes: { type: "range", maxValue: 4320, defaultValue: 4320 },
  }),
];

/** Cluster policies, which apply to the clusters created under them, and policy families. */
export function clusterPolicyRoutes(app: App, world: World): PolicyCheck {
  const policies = world.kept("cluster policies", () => new Map<string, Policy>());
  const add = (fields: Fields, policy_id: string, is_default = false) => {
    const made = { creator_user_name: world.user, created_at_timestamp: Date.now() };
    policies.set(policy_id, { policy_id, ...made, is_default, fields });
  };
  const get = (id: string): Policy =>
    policies.get(id) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Can't find a cluster policy with id: ${id}.`);
  const familyOf = (id: string) =>
    FAMILIES.find(({ policy_family_id }) => policy_family_id === id) ??
    fail(404, "RESOURCE_DOES_NOT_EXIST", `Can't find a cluster policy family with id: ${id}.`);

  const checked = (body: Fields, self?: string): Fields => {
    const name = required(body, "name");
    if (name.length > 100) invalid("The policy name must be between 1 and 100 characters.");
    for (const { policy_id, fields } of policies.values()) {
      if (policy_id !== self && fields.name === name) invalid(`Policy with name ${name} already exists.`);
    }
    const definition = optional(body, "definition");
    const familyId = optional(body, "policy_family_id");
    if (definition !== undefined && familyId !== undefined) {
      invalid("Only one of definition and policy_family_id can be specified.");
    }
    const overrides = optional(body, "policy_family_definition_overrides");
    if (overrides !== undefined && familyId === undefined) {
      invalid("policy_family_definition_overrides can only be specified with policy_family_id.");
    }
    if (familyId !== undefined) familyOf(familyId);
    for (const text of [definition, overrides]) if (text !== undefined) readRules(text);
    integer(body, "max_clusters_per_user");
    return Object.fromEntries(Object.entries(body).filter(([name]) => FIELDS.includes(name)));
  };

  const definitionOf = ({ definition, policy_family_id, policy_family_definition_overrides }: Fields): string => {
    if (typeof policy_family_id !== "string") return typeof definition === "string" ? definition : "{}";
    const base: unknown = JSON.parse(familyOf(policy_family_id).definition);
    const over: unknown = JSON.parse(String(policy_family_definition_overrides ?? "{}"));
    return JSON.stringify({ ...(isFields(base) ? base : {}), ...(isFields(over) ? over : {}) });
  };
  const view = ({ fields, ...policy }: Policy): Fields => ({ ...policy, ...fields, definition: definitionOf(fields) });

  if (world.isNew)
    add(
      {
        name: "Shared small",
        description: "Small shared clusters that terminate when idle",
        definition: JSON.stringify({
          autotermination_minutes: { type: "range", maxValue: 120, defaultValue: 30 },
          "custom_tags.team": { type: "regex", pattern: "[a-z-]+", isOptional: true },
          "autoscale.max_workers": { type: "range", maxValue: 4, isOptional: true },
        }),
        max_clusters_per_user: 3,
      },
      "ABCD1234567890EF",
    );
  if (world.isNew) add({ name: "Personal Compute", policy_family_id: "personal-vm" }, "0000000000000001", true);

  const base = "/api/2.0/policies/clusters";
  app.get(`${base}/list`, (c) => {
    const column = oneOf(c.req.query(), "sort_column", ["POLICY_CREATION_TIME", "POLICY_NAME"]);
    const order = oneOf(c.req.query(), "sort_order", ["ASC", "DESC"]) ?? "DESC";
    const found = [...policies.values()];
    if (column === "POLICY_NAME") found.sort((a, b) => String(b.fields.name).localeCompare(String(a.fields.name)));
    else found.reverse();
    if (order === "ASC") found.reverse();
    return c.json({ policies: found.map(view) });
  });
  app.get(`${base}/get`, (c) => c.json(view(get(required(c.req.query(), "policy_id")))));
  app.post(`${base}/create`, async (c) => {
    const fields = checked(await readJson(c));
    const policy_id = world.hexId(16).toUpperCase();
    add(fields, policy_id);
    return c.json({ policy_id });
  });
  app.post(`${base}/edit`, async (c) => {
    const body = await readJson(c);
    const policy = get(required(body, "policy_id"));
    policy.fields = checked(body, policy.policy_id);
    return c.json({});
  });
  app.post(`${base}/delete`, async (c) => {
    const policy = get(required(await readJson(c), "policy_id"));
    if (policy.is_default) invalid(`Default policy ${policy.policy_id} cannot be deleted.`);
    policies.delete(policy.policy_id);
    return c.json({});
  });

  app.get("/api/2.0/policy-families", (c) => {
    const size = integer(c.req.query(), "max_results") ?? 20;
    const { items, next } = pageOf(FAMILIES, "families", size, optional(c.req.query(), "page_token"));
    return c.json({ policy_families: items, next_page_token: next });
  });
  app.get("/api/2.0/policy-families/:id", (c) => c.json(familyOf(c.req.param("id"))));

  return (settings) => {
    const id = optional(settings, "policy_id");
    return id === undefined ? settings : underRules(settings, readRules(definitionOf(get(id).fields)));
  };
}
