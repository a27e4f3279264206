import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { PageQuery } from "./securables.ts";

const flag = z.boolean().nullish();

const location = z.looseObject({
  name: z.string(),
  url: text,
  credential_name: text,
  read_only: flag,
  fallback: flag,
  enable_file_events: flag,
  isolation_mode: text,
  owner: text,
  comment: text,
  created_at: int64.nullish(),
  created_by: text,
  updated_at: int64.nullish(),
});
/** `ExternalLocationInfo`: the fields we read. Times are epoch milliseconds. */
export type ExternalLocation = z.output<typeof location>;

const page = z.looseObject({ external_locations: z.array(location).nullish(), next_page_token: text });

/**
 * One page of external locations, including those the caller can only browse.
 * `GET /api/2.1/unity-catalog/external-locations`
 */
export async function listExternalLocations(client: Client, query: PageQuery): Promise<Page<ExternalLocation>> {
  const { external_locations, next_page_token } = await client.get(
    "externalLocations.list",
    "/api/2.1/unity-catalog/external-locations",
    page,
    {
      query: { ...query, include_browse: true },
    },
  );
  return { items: external_locations ?? [], next: next_page_token || undefined };
}

/**
 * One external location. `GET /api/2.1/unity-catalog/external-locations/{name}`
 * @throws {ApiError} `not-found` if it does not exist or is hidden from the caller
 */
export const getExternalLocation = (client: Client, { name }: { name: string }) =>
  client.get("externalLocations.get", path`/api/2.1/unity-catalog/external-locations/${name}`, location, {
    query: { include_browse: true },
  });
