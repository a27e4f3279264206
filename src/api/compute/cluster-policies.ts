import * as z from "zod";
import { isRecord } from "../../records.ts";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64, parseJson } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

/** The fields we read of a cluster policy. Times are epoch milliseconds; definitions are JSON documents in strings. */
const policy = z.looseObject({
  policy_id: z.string(),
  name: text,
  definition: text,
  description: text,
  creator_user_name: text,
  created_at_timestamp: int64.nullish(),
  is_default: z.boolean().nullish(),
  max_clusters_per_user: int64.nullish(),
  policy_family_id: text,
  policy_family_definition_overrides: text,
  libraries: z.array(z.record(z.string(), z.unknown())).nullish(),
});
/** A cluster policy, with all other fields as the platform sent them. */
export type ClusterPolicy = z.output<typeof policy>;

const family = z.looseObject({ policy_family_id: z.string(), name: text, description: text, definition: text });
/** A template for policies that Databricks maintains. `definition` is a JSON document in a string. */
export type PolicyFamily = z.output<typeof family>;

/** Fields of a policy as the REST API names them. Definitions may be objects instead of JSON text. */
export type PolicyFields = Readonly<Record<string, unknown>>;

/** The rules of a definition by attribute path. Text that is not JSON is returned unchanged, and `undefined` if there is none. */
export function parseDefinition(definition: string | null | undefined): unknown {
  if (!definition) return undefined;
  try {
    return parseJson(definition);
  } catch {
    return definition;
  }
}

/** Definitions as JSON text, which is how the platform takes them. */
function withDefinitionText(fields: PolicyFields): PolicyFields {
  const isDocument = (name: string, value: unknown) =>
    (name === "definition" || name === "policy_family_definition_overrides") &&
    value !== null &&
    typeof value === "object";
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isDocument(name, value) ? JSON.stringify(value) : value]),
  );
}

/** `GET /api/2.0/policies/clusters/list`: all policies the caller may see; the platform does not page them. */
export const listClusterPolicies = async (client: Client): Promise<ClusterPolicy[]> =>
  (
    await client.get(
      "clusterPolicies.list",
      "/api/2.0/policies/clusters/list",
      z.looseObject({ policies: z.array(policy).nullish() }),
    )
  ).policies ?? [];

/** `GET /api/2.0/policies/clusters/get`. @throws {ApiError} `not-found` */
export const getClusterPolicy = (client: Client, query: { policy_id: string }) =>
  client.get("clusterPolicies.get", "/api/2.0/policies/clusters/get", policy, { query });

/**
 * `POST /api/2.0/policies/clusters/create`: returns the new `policy_id`.
 * @throws {ApiError} `permission` unless the caller is a workspace admin, `invalid` for a definition with errors
 */
export const createClusterPolicy = (client: Client, fields: PolicyFields) =>
  client.post("clusterPolicies.create", "/api/2.0/policies/clusters/create", z.looseObject({ policy_id: z.string() }), {
    body: withDefinitionText(fields),
  });

const EDITABLE = [
  "name",
  "definition",
  "description",
  "libraries",
  "max_clusters_per_user",
  "policy_family_id",
  "policy_family_definition_overrides",
];

/** Fields that hold rules by attribute, as JSON text. */
const RULES = ["definition", "policy_family_definition_overrides"] as const;

/** A change to one rule of a policy. `undefined` means that the rule does not exist. */
export interface RuleChange {
  readonly attribute: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** A policy after a change. */
export interface ChangedPolicy {
  readonly fields: PolicyFields;
  /** Names that are not fields of a policy. */
  readonly refused: readonly string[];
  /** The rules that differ. */
  readonly rules: readonly RuleChange[];
}

/**
 * The complete fields of a policy after `changes`: `editClusterPolicy` resets every field that it is not given. Rules are
 * merged by attribute, where null removes one. A field that is null is left out. A policy that belongs to a family takes
 * its definition from there, so the current definition is left out.
 */
export function changedPolicy(current: ClusterPolicy, changes: PolicyFields): ChangedPolicy {
  const merged: Record<string, unknown> = { ...current, ...changes };
  const rules = RULES.flatMap((field) => {
    if (!(field in changes)) return [];
    const before = rulesOf(current[field]) ?? {};
    const given = changes[field] === null ? {} : rulesOf(changes[field]);
    // Text that is not a document of rules is sent as it is: the platform explains what is wrong with it.
    if (given === undefined) return [];
    const after = changes[field] === null ? {} : withoutNull({ ...before, ...given });
    merged[field] = changes[field] === null ? null : after;
    return differences(before, after);
  });
  const ofFamily = Boolean(merged.policy_family_id) && changes.definition === undefined;
  const kept = EDITABLE.filter((name) => merged[name] != null && !(ofFamily && name === "definition"));
  return {
    fields: Object.fromEntries(kept.map((name) => [name, merged[name]])),
    refused: Object.keys(changes).filter((name) => !EDITABLE.includes(name)),
    rules,
  };
}

/**
 * The changes that an edit with these fields means: null for every field that it leaves out, and for every rule that its
 * definition does not repeat. A policy of a family keeps its definition.
 */
export function changesOfEdit(current: ClusterPolicy, given: PolicyFields): PolicyFields {
  const familyKeeps = (name: string) => name === "definition" && Boolean(given.policy_family_id);
  const lost = EDITABLE.filter((name) => !(name in given) && current[name] != null && !familyKeeps(name));
  const rules = RULES.flatMap((field) => {
    const after = rulesOf(given[field]);
    if (after === undefined) return [];
    const before = Object.keys(rulesOf(current[field]) ?? {}).filter((attribute) => !(attribute in after));
    return [[field, { ...after, ...Object.fromEntries(before.map((attribute) => [attribute, null])) }] as const];
  });
  const others = Object.entries(given).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(current[name] ?? null),
  );
  return Object.fromEntries([...others, ...lost.map((name) => [name, null] as const), ...rules]);
}

function rulesOf(definition: unknown): PolicyFields | undefined {
  const rules = typeof definition === "string" ? parseDefinition(definition) : definition;
  return isRecord(rules) ? rules : undefined;
}

const withoutNull = (fields: PolicyFields): PolicyFields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

const differences = (before: PolicyFields, after: PolicyFields): RuleChange[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((attribute) => JSON.stringify(before[attribute]) !== JSON.stringify(after[attribute]))
    .map((attribute) => ({ attribute, before: before[attribute], after: after[attribute] }));

/**
 * `POST /api/2.0/policies/clusters/edit`: replaces all fields of the policy (see `changedPolicy`).
 * @throws {ApiError} `not-found`, `permission`, `invalid` for a definition with errors
 */
export const editClusterPolicy = (client: Client, fields: PolicyFields & { policy_id: string }) =>
  client.post("clusterPolicies.edit", "/api/2.0/policies/clusters/edit", nothing, {
    body: withDefinitionText(fields),
    replay: "safe",
  });

/**
 * `POST /api/2.0/policies/clusters/delete`: permanent. Clusters of the policy keep running but cannot be edited.
 * @throws {ApiError} `not-found`, `permission`
 */
export const deleteClusterPolicy = (client: Client, body: { policy_id: string }) =>
  client.post("clusterPolicies.delete", "/api/2.0/policies/clusters/delete", nothing, { body });

/** `GET /api/2.0/policy-families`: one page of Databricks' policy templates. `max_results` ≤ 100. */
export async function listPolicyFamilies(
  client: Client,
  query: { max_results: number; page_token?: string | undefined },
): Promise<Page<PolicyFamily>> {
  const schema = z.looseObject({ policy_families: z.array(family).nullish(), next_page_token: text });
  const page = await client.get("policyFamilies.list", "/api/2.0/policy-families", schema, { query });
  return { items: page.policy_families ?? [], next: page.next_page_token || undefined };
}

/** `GET /api/2.0/policy-families/{policy_family_id}`. @throws {ApiError} `not-found` */
export const getPolicyFamily = (client: Client, { policy_family_id }: { policy_family_id: string }) =>
  client.get("policyFamilies.get", path`/api/2.0/policy-families/${policy_family_id}`, family);

const compliance = z.looseObject({
  is_compliant: z.boolean().nullish(),
  violations: z.record(z.string(), z.string()).nullish(),
});

/**
 * `GET /api/2.0/policies/clusters/get-compliance`: where a cluster violates its policy, one line per attribute; empty if
 * it complies.
 * @throws {ApiError} `not-found`, `invalid` for a cluster without a policy
 */
export async function listPolicyViolations(client: Client, query: { cluster_id: string }): Promise<string[]> {
  const { violations } = await client.get(
    "policyComplianceForClusters.getCompliance",
    "/api/2.0/policies/clusters/get-compliance",
    compliance,
    { query },
  );
  return Object.entries(violations ?? {}).map(([path, message]) => `policy: ${path}: ${message}`);
}
