import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

const policy = z.looseObject({
  tag_key: z.string(),
  description: text,
  values: z.array(z.looseObject({ name: z.string() })).nullish(),
  create_time: text,
  update_time: text,
});
/** The policy of a governed tag: its permitted values. Times are RFC 3339. */
export type TagPolicy = z.output<typeof policy>;

const page = z.looseObject({ tag_policies: z.array(policy).nullish(), next_page_token: text });
const BASE = "/api/2.1/tag-policies";

interface TagPolicyFields {
  readonly description?: string | undefined;
  readonly values?: readonly { readonly name: string }[] | undefined;
}

/** One page of the account's tag policies. `GET /api/2.1/tag-policies` */
export async function listTagPolicies(
  client: Client,
  query: { page_size: number; page_token?: string | undefined },
): Promise<Page<TagPolicy>> {
  const { tag_policies, next_page_token } = await client.get("tagPolicies.listTagPolicies", BASE, page, { query });
  return { items: tag_policies ?? [], next: next_page_token || undefined };
}

/** The policy of a tag; `undefined` if the tag is not governed. `GET /api/2.1/tag-policies/{tag_key}` */
export const findTagPolicy = (client: Client, { tag_key }: { tag_key: string }): Promise<TagPolicy | undefined> =>
  client.get("tagPolicies.getTagPolicy", path`/api/2.1/tag-policies/${tag_key}`, policy).catch((error: unknown) => {
    if (error instanceof ApiError && error.kind === "not-found") return undefined;
    throw error;
  });

/** `POST /api/2.1/tag-policies`: makes a tag governed. @throws {ApiError} `conflict` if it is */
export const createTagPolicy = (client: Client, body: TagPolicyFields & { tag_key: string }) =>
  client.post("tagPolicies.createTagPolicy", BASE, policy, { body });

/** Replaces the given fields. `PATCH /api/2.1/tag-policies/{tag_key}` @throws {ApiError} `not-found` */
export const updateTagPolicy = (client: Client, { tag_key }: { tag_key: string }, body: TagPolicyFields) =>
  client.patch("tagPolicies.updateTagPolicy", path`/api/2.1/tag-policies/${tag_key}`, policy, {
    query: { update_mask: Object.keys(body).join(",") },
    body,
  });

/** Deletes a policy: the tag is no longer governed. `DELETE /api/2.1/tag-policies/{tag_key}` @throws {ApiError} `not-found` */
export const deleteTagPolicy = (client: Client, { tag_key }: { tag_key: string }) =>
  client.delete("tagPolicies.deleteTagPolicy", path`/api/2.1/tag-policies/${tag_key}`, nothing);
