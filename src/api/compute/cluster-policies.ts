import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64, parseJson } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

/** A cluster policy. Times are epoch milliseconds; the definitions are JSON documents in strings. */
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
export type ClusterPolicy = z.output<typeof policy>;

const family = z.looseObject({ policy_family_id: z.string(), name: text, description: text, definition: text });
export type PolicyFamily = z.output<typeof family>;

export type Fields = Readonly<Record<string, unknown>>;

/** A definition as the rules it holds, by attribute path; as it came when it is no JSON. */
export function parseDefinition(definition: string | null | undefined): unknown {
  if (!definition) return undefined;
  try {
    return parseJson(definition);
  } catch {
    return definition;
  }
}

/** The platform takes definitions as JSON in a string. */
function written(fields: Fields): Fields {
  const isDocument = (name: string, value: unknown) =>
    (name === "definition" || name === "policy_family_definition_overrides") &&
    value !== null &&
    typeof value === "object";
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isDocument(name, value) ? JSON.stringify(value) : value]),
  );
}

/** `GET /api/2.0/policies/clusters/list`: those the caller may see, not paged. */
export const listClusterPolicies = async (client: Client): Promise<ClusterPolicy[]> =>
  (
    await client.get(
      "clusterPolicies.list",
      "/api/2.0/policies/clusters/list",
      z.looseObject({ policies: z.array(policy).nullish() }),
    )
  ).policies ?? [];

/** `GET /api/2.0/policies/clusters/get` */
export const getClusterPolicy = (client: Client, query: { policy_id: string }) =>
  client.get("clusterPolicies.get", "/api/2.0/policies/clusters/get", policy, { query });

/** `POST /api/2.0/policies/clusters/create`: admins only. Definitions may be objects. */
export const createClusterPolicy = (client: Client, fields: Fields) =>
  client.post("clusterPolicies.create", "/api/2.0/policies/clusters/create", z.looseObject({ policy_id: z.string() }), {
    body: written(fields),
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

/**
 * The policy as it is with `changes` in it, for `editClusterPolicy`, which resets what it is not given. Null leaves a
 * field out, `refused` names what is no field of a policy. A family brings its definition: the two exclude each other.
 */
export function changedPolicy(current: ClusterPolicy, changes: Fields): { fields: Fields; refused: readonly string[] } {
  const merged: Fields = { ...current, ...changes };
  const ofFamily = Boolean(merged.policy_family_id) && changes.definition === undefined;
  const kept = EDITABLE.filter((name) => merged[name] != null && !(ofFamily && name === "definition"));
  return {
    fields: Object.fromEntries(kept.map((name) => [name, merged[name]])),
    refused: Object.keys(changes).filter((name) => !EDITABLE.includes(name)),
  };
}

/** `POST /api/2.0/policies/clusters/edit`: replaces the whole policy. Definitions may be objects. */
export const editClusterPolicy = (client: Client, fields: Fields & { policy_id: string }) =>
  client.post("clusterPolicies.edit", "/api/2.0/policies/clusters/edit", nothing, {
    body: written(fields),
    replay: "safe",
  });

/** `POST /api/2.0/policies/clusters/delete` */
export const deleteClusterPolicy = (client: Client, body: { policy_id: string }) =>
  client.post("clusterPolicies.delete", "/api/2.0/policies/clusters/delete", nothing, { body });

/** `GET /api/2.0/policy-families`, one page. */
export async function listPolicyFamilies(
  client: Client,
  query: { max_results: number; page_token?: string | undefined },
): Promise<Page<PolicyFamily>> {
  const answer = z.looseObject({ policy_families: z.array(family).nullish(), next_page_token: text });
  const page = await client.get("policyFamilies.list", "/api/2.0/policy-families", answer, { query });
  return { items: page.policy_families ?? [], next: page.next_page_token || undefined };
}

/** `GET /api/2.0/policy-families/{policy_family_id}` */
export const getPolicyFamily = (client: Client, { policy_family_id }: { policy_family_id: string }) =>
  client.get("policyFamilies.get", path`/api/2.0/policy-families/${policy_family_id}`, family);
