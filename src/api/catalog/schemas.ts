import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { PageQuery } from "./securables.ts";

/** `SchemaInfo`: the fields we read. */
const schema = z.looseObject({
  name: z.string(),
  full_name: z.string(),
  schema_id: text,
  comment: text,
  owner: text,
  storage_root: text,
  properties: z.record(z.string(), z.string()).nullish(),
  browse_only: z.boolean().nullish(),
  created_at: int64.nullish(),
  created_by: text,
  updated_at: int64.nullish(),
});
/** A schema. Times are epoch milliseconds. */
export type Schema = z.output<typeof schema>;

const page = z.looseObject({ schemas: z.array(schema).nullish(), next_page_token: text });

/** One page of a catalog's schemas, including those the caller can only browse. `GET /api/2.1/unity-catalog/schemas` */
export async function listSchemas(client: Client, query: PageQuery & { catalog_name: string }): Promise<Page<Schema>> {
  const { schemas, next_page_token } = await client.get("schemas.list", "/api/2.1/unity-catalog/schemas", page, {
    query: { ...query, include_browse: true },
  });
  return { items: schemas ?? [], next: next_page_token || undefined };
}

/**
 * One schema, also one the caller can only browse. `GET /api/2.1/unity-catalog/schemas/{full_name}`
 * @throws {ApiError} `not-found` if it does not exist or is hidden from the caller
 */
export const getSchema = (client: Client, { full_name }: { full_name: string }) =>
  client.get("schemas.get", path`/api/2.1/unity-catalog/schemas/${full_name}`, schema, {
    query: { include_browse: true },
  });

/**
 * Creates a schema and returns it. `POST /api/2.1/unity-catalog/schemas`
 * @throws {ApiError} `conflict` if the name is taken, `not-found` for the catalog, `permission`
 */
export const createSchema = (client: Client, body: { catalog_name: string; name: string } & object) =>
  client.post("schemas.create", "/api/2.1/unity-catalog/schemas", schema, { body });

/**
 * Changes the fields in `body` and returns the changed schema.
 * `PATCH /api/2.1/unity-catalog/schemas/{full_name}`
 * @throws {ApiError} `not-found`, `permission`
 */
export const updateSchema = (client: Client, { full_name }: { full_name: string }, body: object) =>
  client.patch("schemas.update", path`/api/2.1/unity-catalog/schemas/${full_name}`, schema, { body });

/**
 * Deletes a schema, with `force` including everything in it. `DELETE /api/2.1/unity-catalog/schemas/{full_name}`
 * @throws {ApiError} `conflict` (`SCHEMA_NOT_EMPTY`) without `force` if it holds objects, `not-found`, `permission`
 */
export const deleteSchema = (client: Client, { full_name, force }: { full_name: string; force: boolean }) =>
  client.delete("schemas.delete", path`/api/2.1/unity-catalog/schemas/${full_name}`, nothing, {
    query: { force },
  });
