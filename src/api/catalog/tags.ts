import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { collect, type Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

/** The kinds of objects that can have tags, as spelled in the API's paths. */
export const TAGGED_TYPES = ["catalogs", "schemas", "tables", "columns", "volumes"] as const;

/** An object that can have tags; the name of a column is `catalog.schema.table.column`. */
export interface TaggedEntity {
  readonly entity_type: (typeof TAGGED_TYPES)[number];
  readonly entity_name: string;
}

const tag = z.looseObject({ tag_key: z.string(), tag_value: text });
/** A tag assigned to an object. */
export type TagAssignment = z.output<typeof tag>;
const page = z.looseObject({ tag_assignments: z.array(tag).nullish(), next_page_token: text });

/**
 * One page of an object's tags. `GET /api/2.1/unity-catalog/entity-tag-assignments/{entity_type}/{entity_name}/tags`
 * @throws {ApiError} `not-found`, `permission`
 */
export async function listTags(
  client: Client,
  { entity_type, entity_name, ...query }: TaggedEntity & { max_results: number; page_token?: string | undefined },
): Promise<Page<TagAssignment>> {
  const where = path`/api/2.1/unity-catalog/entity-tag-assignments/${entity_type}/${entity_name}/tags`;
  const { tag_assignments, next_page_token } = await client.get("entityTagAssignments.list", where, page, { query });
  return { items: tag_assignments ?? [], next: next_page_token || undefined };
}

/**
 * Assigns a tag. `POST /api/2.1/unity-catalog/entity-tag-assignments`
 * @throws {ApiError} `conflict` if the object has a tag with this key, `not-found`, `permission`
 */
export const createTag = (client: Client, body: TaggedEntity & { tag_key: string; tag_value?: string }) =>
  client.post("entityTagAssignments.create", "/api/2.1/unity-catalog/entity-tag-assignments", tag, { body });

/**
 * Changes the value of a tag.
 * `PATCH /api/2.1/unity-catalog/entity-tag-assignments/{entity_type}/{entity_name}/tags/{tag_key}`
 * @throws {ApiError} `not-found`, `permission`
 */
export const updateTag = (client: Client, body: TaggedEntity & { tag_key: string; tag_value?: string }) =>
  client.patch(
    "entityTagAssignments.update",
    path`/api/2.1/unity-catalog/entity-tag-assignments/${body.entity_type}/${body.entity_name}/tags/${body.tag_key}`,
    tag,
    { query: { update_mask: "tag_value" }, body },
  );

/**
 * Removes a tag. `DELETE /api/2.1/unity-catalog/entity-tag-assignments/{entity_type}/{entity_name}/tags/{tag_key}`
 * @throws {ApiError} `not-found`, `permission`
 */
export const deleteTag = (client: Client, { entity_type, entity_name, tag_key }: TaggedEntity & { tag_key: string }) =>
  client.delete(
    "entityTagAssignments.delete",
    path`/api/2.1/unity-catalog/entity-tag-assignments/${entity_type}/${entity_name}/tags/${tag_key}`,
    nothing,
  );

/** The object's tag with this key, or `undefined`. It is looked up in the list of tags, which avoids a 404. */
export async function findTag(
  client: Client,
  { tag_key, ...entity }: TaggedEntity & { tag_key: string },
): Promise<TagAssignment | undefined> {
  const { items } = await collect(
    (page_token) => listTags(client, { ...entity, max_results: 1000, page_token }),
    Number.POSITIVE_INFINITY,
  );
  return items.find((tag) => tag.tag_key === tag_key);
}
