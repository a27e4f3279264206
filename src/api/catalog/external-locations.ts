import * as z from "zod";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { PageQuery } from "./securables.ts";

const flag = z.boolean().nullish();

/** `ExternalLocationInfo`: the fields we read. */
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
export type ExternalLocation = z.output<typeof location>;

const page = z.looseObject({ external_locations: z.array(location).nullish(), next_page_token: text });

/** `GET /api/2.1/unity-catalog/external-locations` */
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

/** `GET /api/2.1/unity-catalog/external-locations/{name}` */
export const getExternalLocation = (client: Client, { name }: { name: string }) =>
  client.get("externalLocations.get", path`/api/2.1/unity-catalog/external-locations/${name}`, location, {
    query: { include_browse: true },
  });

/** A location in a list. */
export const locationRow = ({ name, url, credential_name, read_only, comment }: ExternalLocation) => ({
  name,
  ...compact({ url, credential_name, read_only: read_only || undefined, comment }),
});

/** One location in full. */
export const locationDetails = (found: ExternalLocation) => ({
  ...locationRow(found),
  ...compact({
    fallback: found.fallback || undefined,
    enable_file_events: found.enable_file_events,
    isolation_mode: found.isolation_mode,
    owner: found.owner,
    created_at: isoTime(found.created_at),
    created_by: found.created_by,
    updated_at: isoTime(found.updated_at),
  }),
});
