import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { collect, type Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

export const TAGGED_TYPES = ["catalogs", "schemas", "tables", "columns", "volumes"] as const;

/** What carries tags; a column is `catalog.schema.table.column`. */
export interface Tagged {
  readonly entity_type: (typeof TAGGED_TYPES)[number];
  readonly entity_name: string;
}

const tag = z.looseObject({ tag_key: z.string(), tag_value: text });
export type Tag = z.output<typeof tag>;
const page = z.looseObject({ tag_assignments: z.array(tag).nullish(), next_page_token: text });

/** `GET /api/2.1/unity-catalog/entity-tag-assignments/{entity_type}/{entity_name}/tags` */
export async function listTags(
  client: Client,
  { entity_type, entity_name, ...query }: Tagged & { max_results: number; page_token?: string | undefined },
): Promise<Page<Tag>> {
  const where = path`/api/2.1/unity-catalog/entity-tag-assignments/${entity_type}/${entity_name}/tags`;
  const { tag_assignments, next_page_token } = await client.get("entityTagAssignments.list", where, page, { query });
  return { items: tag_assignments ?? [], next: next_page_token || undefined };
}

/** Refused with `ALREADY_EXISTS` when the key is there. `POST /api/2.1/unity-catalog/entity-tag-assignments` */
export const createTag = (client: Client, body: Tagged & { tag_key: string; tag_value?: string }) =>
  client.post("entityTagAssignments.create", "/api/2.1/unity-catalog/entity-tag-assignments", tag, { body });

/** `PATCH /api/2.1/unity-catalog/entity-tag-assignments/{entity_type}/{entity_name}/tags/{tag_key}` */
export const updateTag = (client: Client, body: Tagged & { tag_key: string; tag_value?: string }) =>
  client.patch(
    "entityTagAssignments.update",
    path`/api/2.1/unity-catalog/entity-tag-assignments/${body.entity_type}/${body.entity_name}/tags/${body.tag_key}`,
    tag,
    { query: { update_mask: "tag_value" }, body },
  );

/** `DELETE /api/2.1/unity-catalog/entity-tag-assignments/{entity_type}/{entity_name}/tags/{tag_key}` */
export const deleteTag = (client: Client, { entity_type, entity_name, tag_key }: Tagged & { tag_key: string }) =>
  client.delete(
    "entityTagAssignments.delete",
    path`/api/2.1/unity-catalog/entity-tag-assignments/${entity_type}/${entity_name}/tags/${tag_key}`,
    nothing,
  );

/** The tag as it stands, or nothing: a list tells it without a 404. */
export async function findTag(client: Client, { tag_key, ...entity }: Tagged & { tag_key: string }) {
  const { items } = await collect(
    (page_token) => listTags(client, { ...entity, max_results: 1000, page_token }),
    Number.POSITIVE_INFINITY,
  );
  return items.find((tag) => tag.tag_key === tag_key);
}
