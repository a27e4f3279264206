import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { PageQuery } from "./securables.ts";

/** `CatalogInfo`: the fields we read, without `options`, which can hold the credentials of a foreign source. */
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
/** A catalog. Times are epoch milliseconds. */
export type Catalog = z.output<typeof catalog>;

const page = z.looseObject({ catalogs: z.array(catalog).nullish(), next_page_token: text });

/** One page of catalogs, including those the caller can only browse. `GET /api/2.1/unity-catalog/catalogs` */
export async function listCatalogs(client: Client, query: PageQuery): Promise<Page<Catalog>> {
  const { catalogs, next_page_token } = await client.get("catalogs.list", "/api/2.1/unity-catalog/catalogs", page, {
    query: { ...query, include_browse: true },
  });
  return { items: catalogs ?? [], next: next_page_token || undefined };
}

/**
 * One catalog, also one the caller can only browse. `GET /api/2.1/unity-catalog/catalogs/{name}`
 * @throws {ApiError} `not-found` if it does not exist or is hidden from the caller
 */
export const getCatalog = (client: Client, { name }: { name: string }) =>
  client.get("catalogs.get", path`/api/2.1/unity-catalog/catalogs/${name}`, catalog, {
    query: { include_browse: true },
  });

/**
 * Creates a catalog and returns it. `POST /api/2.1/unity-catalog/catalogs`
 * @throws {ApiError} `conflict` if the name is taken, `permission`
 */
export const createCatalog = (client: Client, body: { name: string } & object) =>
  client.post("catalogs.create", "/api/2.1/unity-catalog/catalogs", catalog, { body });

/**
 * Changes the fields in `body` and returns the changed catalog.
 * `PATCH /api/2.1/unity-catalog/catalogs/{name}`
 * @throws {ApiError} `not-found`, `permission`
 */
export const updateCatalog = (client: Client, { name }: { name: string }, body: object) =>
  client.patch("catalogs.update", path`/api/2.1/unity-catalog/catalogs/${name}`, catalog, { body });

/**
 * Deletes a catalog, with `force` including everything in it. `DELETE /api/2.1/unity-catalog/catalogs/{name}`
 * @throws {ApiError} `conflict` (`CATALOG_NOT_EMPTY`) without `force` if it holds schemas, `not-found`, `permission`
 */
export const deleteCatalog = (client: Client, { name, force }: { name: string; force: boolean }) =>
  client.delete("catalogs.delete", path`/api/2.1/unity-catalog/catalogs/${name}`, nothing, {
    query: { force },
  });
