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
  comment: text,
  owner: text,
  storage_root: text,
  properties: z.record(z.string(), z.string()).nullish(),
  browse_only: z.boolean().nullish(),
  created_at: int64.nullish(),
  created_by: text,
  updated_at: int64.nullish(),
});
export type Schema = z.output<typeof schema>;

const page = z.looseObject({ schemas: z.array(schema).nullish(), next_page_token: text });

/** What may be browsed too. `GET /api/2.1/unity-catalog/schemas` */
export async function listSchemas(client: Client, query: PageQuery & { catalog_name: string }): Promise<Page<Schema>> {
  const { schemas, next_page_token } = await client.get("schemas.list", "/api/2.1/unity-catalog/schemas", page, {
    query: { ...query, include_browse: true },
  });
  return { items: schemas ?? [], next: next_page_token || undefined };
}

/** `GET /api/2.1/unity-catalog/schemas/{full_name}` */
export const getSchema = (client: Client, { full_name }: { full_name: string }) =>
  client.get("schemas.get", path`/api/2.1/unity-catalog/schemas/${full_name}`, schema, {
    query: { include_browse: true },
  });

/** `POST /api/2.1/unity-catalog/schemas` */
export const createSchema = (client: Client, body: { catalog_name: string; name: string } & object) =>
  client.post("schemas.create", "/api/2.1/unity-catalog/schemas", schema, { body });

/** `PATCH /api/2.1/unity-catalog/schemas/{full_name}` */
export const updateSchema = (client: Client, { full_name }: { full_name: string }, body: object) =>
  client.patch("schemas.update", path`/api/2.1/unity-catalog/schemas/${full_name}`, schema, { body });

/** Refused with `SCHEMA_NOT_EMPTY` unless `force`. `DELETE /api/2.1/unity-catalog/schemas/{full_name}` */
export const deleteSchema = (client: Client, { full_name, force }: { full_name: string; force: boolean }) =>
  client.delete("schemas.delete", path`/api/2.1/unity-catalog/schemas/${full_name}`, nothing, {
    query: { force },
  });
