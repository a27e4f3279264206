import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { PageQuery } from "./securables.ts";

/** `CatalogInfo`: the fields we read. `options` are left out: they may hold what a foreign source wants secret. */
const catalog = z.looseObject({
  name: z.string(),
  catalog_type: text,
  comment: text,
  owner: text,
  isolation_mode: text,
  connection_name: text,
  provider_name: text,
  share_name: text,
  storage_root: text,
  properties: z.record(z.string(), z.string()).nullish(),
  browse_only: z.boolean().nullish(),
  created_at: int64.nullish(),
  created_by: text,
  updated_at: int64.nullish(),
});
export type Catalog = z.output<typeof catalog>;

const page = z.looseObject({ catalogs: z.array(catalog).nullish(), next_page_token: text });

/** What may be browsed too. `GET /api/2.1/unity-catalog/catalogs` */
export async function listCatalogs(client: Client, query: PageQuery): Promise<Page<Catalog>> {
  const { catalogs, next_page_token } = await client.get("catalogs.list", "/api/2.1/unity-catalog/catalogs", page, {
    query: { ...query, include_browse: true },
  });
  return { items: catalogs ?? [], next: next_page_token || undefined };
}

/** `GET /api/2.1/unity-catalog/catalogs/{name}` */
export const getCatalog = (client: Client, { name }: { name: string }) =>
  client.get("catalogs.get", path`/api/2.1/unity-catalog/catalogs/${name}`, catalog, {
    query: { include_browse: true },
  });

/** `POST /api/2.1/unity-catalog/catalogs` */
export const createCatalog = (client: Client, body: { name: string } & object) =>
  client.post("catalogs.create", "/api/2.1/unity-catalog/catalogs", catalog, { body });

/** `PATCH /api/2.1/unity-catalog/catalogs/{name}` */
export const updateCatalog = (client: Client, { name }: { name: string }, body: object) =>
  client.patch("catalogs.update", path`/api/2.1/unity-catalog/catalogs/${name}`, catalog, { body });

/** Refused with `CATALOG_NOT_EMPTY` unless `force`. `DELETE /api/2.1/unity-catalog/catalogs/{name}` */
export const deleteCatalog = (client: Client, { name, force }: { name: string; force: boolean }) =>
  client.delete("catalogs.delete", path`/api/2.1/unity-catalog/catalogs/${name}`, nothing, {
    query: { force },
  });
