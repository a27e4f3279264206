import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

const names = z.array(z.string()).nullish();
const call = { function_name: text, using: z.array(z.looseObject({ alias: text, constant: text })).nullish() };

const policy = z.looseObject({
  name: z.string(),
  policy_type: text,
  on_securable_type: text,
  on_securable_fullname: text,
  for_securable_type: text,
  to_principals: names,
  except_principals: names,
  when_condition: text,
  match_columns: z.array(z.looseObject({ condition: text, alias: text })).nullish(),
  row_filter: z.looseObject(call).nullish(),
  column_mask: z.looseObject({ ...call, on_column: text }).nullish(),
  grant: z.looseObject({ privileges: names }).nullish(),
  deny: z.looseObject({ privileges: names }).nullish(),
  comment: text,
});
/** An ABAC policy: for whom it filters rows, masks columns or grants privileges on objects with certain tags. */
export type AbacPolicy = z.output<typeof policy>;

/** The object that a policy is defined on; it also applies to everything in it. */
export interface PolicyPlace {
  readonly on_securable_type: "CATALOG" | "SCHEMA" | "TABLE";
  readonly on_securable_fullname: string;
}

const page = z.looseObject({ policies: z.array(policy).nullish(), next_page_token: text });
const BASE = "/api/2.1/unity-catalog/policies";
type Fields = Readonly<Record<string, unknown>>;

/**
 * One page of policies, which may be empty although others follow.
 * `GET /api/2.1/unity-catalog/policies/{on_securable_type}/{on_securable_fullname}`
 */
export async function listAbacPolicies(
  client: Client,
  {
    on_securable_type: type,
    on_securable_fullname: name,
    ...query
  }: PolicyPlace & { include_inherited: boolean; max_results: number; page_token?: string | undefined },
): Promise<Page<AbacPolicy>> {
  const url = path`/api/2.1/unity-catalog/policies/${type}/${name}`;
  const { policies, next_page_token } = await client.get("policies.listPolicies", url, page, { query });
  return { items: policies ?? [], next: next_page_token || undefined };
}

/** One policy. @throws {ApiError} `not-found` */
export const getAbacPolicy = (client: Client, of: PolicyPlace & { name: string }) =>
  client.get(
    "policies.getPolicy",
    path`/api/2.1/unity-catalog/policies/${of.on_securable_type}/${of.on_securable_fullname}/${of.name}`,
    policy,
  );

/** `POST /api/2.1/unity-catalog/policies`. @throws {ApiError} `conflict` if the object has a policy of this name */
export const createAbacPolicy = (client: Client, body: Fields & PolicyPlace & { name: string }) =>
  client.post("policies.createPolicy", BASE, policy, { body });

/** Changes the given fields; `null` clears one. @throws {ApiError} `not-found` */
export const updateAbacPolicy = (client: Client, of: PolicyPlace & { name: string }, body: Fields) =>
  client.patch(
    "policies.updatePolicy",
    path`/api/2.1/unity-catalog/policies/${of.on_securable_type}/${of.on_securable_fullname}/${of.name}`,
    policy,
    {
      // A field that is in the mask and not in the body is cleared.
      query: { update_mask: Object.keys(body).join(",") },
      body: Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)),
    },
  );

/** Deletes a policy. @throws {ApiError} `not-found` */
export const deleteAbacPolicy = (client: Client, of: PolicyPlace & { name: string }) =>
  client.delete(
    "policies.deletePolicy",
    path`/api/2.1/unity-catalog/policies/${of.on_securable_type}/${of.on_securable_fullname}/${of.name}`,
    nothing,
  );
