import * as z from "zod";
import * as api from "../../api/compute/cluster-policies.ts";
import { maskPolicy } from "../../api/reference/mask.ts";
import type { Context } from "../../core/calls/context.ts";
import { say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { count, flag, objectName, text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";
import { hasFields, restBody } from "../api/body.ts";
import { policyChanges, policyObject } from "./cluster-policy-facts.ts";
import { loadedCode } from "./loaded-code.ts";

const policies = defineToolset({
  id: "cluster-policies",
  title: "Cluster policies",
  summary: "Rules for the clusters that users may create: find, create, change and delete policies; policy families.",
  default: false,
  presets: { admin: true },
  finders: "list_cluster_policies",
});

const policyId = z.string().min(1).max(255).describe("ID or name");
const familyId = z.string().min(1).max(128).describe("Policy family id");

const policyView = view(
  { policy_id: z.string(), name: z.string(), description: text, is_default: flag },
  ({ policy_id, name, description, is_default }: api.ClusterPolicy) => ({
    policy_id,
    name: name ?? "",
    description,
    is_default: is_default || undefined,
  }),
);

/** A policy with its rules. */
const policyDetailsView = view(
  {
    ...policyView.fields,
    creator_user_name: text,
    created_at: text,
    max_clusters_per_user: count,
    policy_family_id: text,
    definition: z.unknown().optional(),
    policy_family_definition_overrides: z.unknown().optional(),
    libraries: z.array(z.record(z.string(), z.unknown())).optional(),
  },
  (policy: api.ClusterPolicy) => ({
    ...policyView(policy),
    creator_user_name: policy.creator_user_name,
    created_at: isoTime(policy.created_at_timestamp),
    max_clusters_per_user: policy.max_clusters_per_user,
    policy_family_id: policy.policy_family_id,
    definition: maskPolicy(api.parseDefinition(policy.definition)),
    policy_family_definition_overrides: maskPolicy(api.parseDefinition(policy.policy_family_definition_overrides)),
    libraries: policy.libraries,
  }),
);

export const listClusterPolicies = policies.tool({
  name: "list_cluster_policies",
  title: "List cluster policies",
  description: "Lists the cluster policies that this identity may use. Their rules: get_cluster_policy.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: z.object({ policies: z.array(policyView.schema) }),
  run: async (ctx) => ({
    policies: (await api.listClusterPolicies(ctx.client)).map((policy) => policyView(policy)),
  }),
});

export const getClusterPolicy = policies.tool({
  name: "get_cluster_policy",
  title: "Get a cluster policy",
  description: "Returns a cluster policy with its rules by attribute.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ policy_id: policyId }),
  aliases: { id: "policy_id" },
  output: policyDetailsView.schema,
  run: async (ctx, args) => policyDetailsView(await api.getClusterPolicy(ctx.client, args)),
});

export const createClusterPolicy = policies.tool({
  name: "create_cluster_policy",
  title: "Create a cluster policy",
  description: "Creates a cluster policy from a definition or from a policy family.",
  // Asks about code that its clusters load, which its rules decide and not the arguments' names.
  access: { least: "write", most: "destructive", of: () => "write" },
  input: z.strictObject({
    name: z.string().min(1).max(100).describe("Unique name"),
    definition: z
      .looseObject({})
      .optional()
      .describe('Rules by attribute, e.g. {"autotermination_minutes": {"type": "fixed", "value": 30}}'),
    policy_family_id: familyId.optional(),
    settings: restBody("name", "definition", "policy_family_id").optional().describe("Additional REST fields"),
  }),
  aliases: params.fieldsOf("settings", [
    "description",
    "libraries",
    "max_clusters_per_user",
    "policy_family_definition_overrides",
  ]),
  output: z.object({ policy_id: z.string() }),
  covers: "clusterPolicies.create",
  affects({ settings, ...named }) {
    const { consequences, access } = loadedCode({ ...settings, ...named });
    return { effect: "Create", objects: [{ kind: "cluster policy", name: named.name }], consequences, ...access };
  },
  async run(ctx, { settings, ...named }) {
    if ((named.definition === undefined) === (named.policy_family_id === undefined)) {
      throw new ToolError("Pass either a definition or a policy_family_id. Nothing was sent.", {
        next: "To change rules of a policy family, pass policy_family_definition_overrides in settings.",
      });
    }
    const { policy_id } = await api.createClusterPolicy(ctx.client, { ...settings, ...named });
    return { policy_id };
  },
});

export const updateClusterPolicy = policies.tool({
  name: "update_cluster_policy",
  title: "Change a cluster policy",
  description:
    "Changes the given fields of a cluster policy and keeps the others. Rules are merged by attribute. Existing clusters may no longer comply.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({
    policy_id: policyId,
    settings: restBody("policy_id")
      .refine(hasFields, "must have a field to change")
      .describe("Other REST fields to change; null resets a field"),
  }),
  flat: z.object({
    name: z.string().min(1).max(100).describe("New name"),
    definition: z.looseObject({}).describe("Rules by attribute; null removes one"),
  }),
  aliases: {
    id: "policy_id",
    ...params.fieldsOf("settings", [
      "name",
      "definition",
      "description",
      "libraries",
      "max_clusters_per_user",
      "policy_family_id",
      "policy_family_definition_overrides",
    ]),
  },
  output: z.object({ policy_id: z.string(), changed: z.array(z.string()) }),
  alsoCovers: [
    {
      operation: "clusterPolicies.edit",
      async args({ policy_id, ...given }, ctx) {
        const current = await api.getClusterPolicy(ctx.client, { policy_id: String(policy_id) });
        return [{ policy_id, settings: api.changesOfEdit(current, given) }];
      },
    },
  ],
  async affects({ policy_id, settings }, ctx) {
    const { current, rules } = await changedPolicy(ctx, policy_id, settings);
    return {
      effect: "Change",
      objects: [policyObject(current)],
      consequences: policyChanges(current, settings, rules),
    };
  },
  async run(ctx, { policy_id, settings }) {
    const { fields } = await changedPolicy(ctx, policy_id, settings);
    await api.editClusterPolicy(ctx.client, { ...fields, policy_id });
    return { policy_id, changed: Object.keys(settings).sort() };
  },
});

async function changedPolicy(ctx: Context, policy_id: string, settings: api.PolicyFields) {
  const current = await api.getClusterPolicy(ctx.client, { policy_id });
  const changed = api.changedPolicy(current, settings);
  if (changed.refused.length > 0) {
    throw new ToolError(
      `These fields of a policy do not exist or cannot change: ${changed.refused.join(", ")}. Nothing was sent.`,
    );
  }
  return { current, ...changed };
}

export const deleteClusterPolicy = policies.tool({
  name: "delete_cluster_policy",
  title: "Delete a cluster policy",
  description: "Permanently deletes a cluster policy. Its clusters keep running but can no longer be changed.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ policy_id: policyId }),
  aliases: { id: "policy_id" },
  output: z.object({ policy_id: z.string(), name: objectName, deleted: z.boolean() }),
  covers: "clusterPolicies.delete",
  affects: async (args, ctx) => ({
    effect: "Permanently delete",
    objects: [policyObject(await api.getClusterPolicy(ctx.client, args))],
    consequences: [{ reason: "loss", text: say`Its clusters keep running but can no longer be changed.` }],
  }),
  async run(ctx, args) {
    await api.deleteClusterPolicy(ctx.client, args);
    return { policy_id: args.policy_id, deleted: true };
  },
});

const familyView = view(
  { policy_family_id: z.string(), name: z.string(), description: text },
  ({ policy_family_id, name, description }: api.PolicyFamily) => ({
    policy_family_id,
    name: name ?? "",
    description,
  }),
);

export const listPolicyFamilies = policies.tool({
  name: "list_policy_families",
  title: "List policy families",
  servedIn: [],
  description: "Lists policy families, Databricks' templates for cluster policies.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ limit: params.limit(50, 100), page_token: params.pageToken }),
  aliases: { max_results: "limit" },
  output: z.object({ policy_families: z.array(familyView.schema), next_page_token: text }),
  async run(ctx, { limit, page_token }) {
    const { items, next } = await api.listPolicyFamilies(ctx.client, { max_results: limit, page_token });
    return { policy_families: items.map((family) => familyView(family)), next_page_token: next };
  },
});

export const getPolicyFamily = policies.tool({
  name: "get_policy_family",
  title: "Get a policy family",
  servedIn: [],
  description: "Returns a policy family with its rules by attribute.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ policy_family_id: familyId }),
  output: z.object({ ...familyView.fields, definition: z.unknown().optional() }),
  async run(ctx, args) {
    const family = await api.getPolicyFamily(ctx.client, args);
    return { ...familyView(family), definition: api.parseDefinition(family.definition) };
  },
});
