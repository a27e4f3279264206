import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { PageQuery } from "./securables.ts";

const volume = z.looseObject({
  name: z.string(),
  full_name: z.string(),
  volume_type: text,
  storage_location: text,
  owner: text,
  comment: text,
  created_at: int64.nullish(),
  created_by: text,
  updated_at: int64.nullish(),
});
/** `VolumeInfo`: the fields we read. Deleting a MANAGED volume deletes its files. Times are epoch milliseconds. */
export type Volume = z.output<typeof volume>;

const page = z.looseObject({ volumes: z.array(volume).nullish(), next_page_token: text });

/** One page of a schema's volumes, including those the caller can only browse. `GET /api/2.1/unity-catalog/volumes` */
export async function listVolumes(
  client: Client,
  query: PageQuery & { catalog_name: string; schema_name: string },
): Promise<Page<Volume>> {
  const { volumes, next_page_token } = await client.get("volumes.list", "/api/2.1/unity-catalog/volumes", page, {
    query: { ...query, include_browse: true },
  });
  return { items: volumes ?? [], next: next_page_token || undefined };
}

/**
 * One volume, also one the caller can only browse. `GET /api/2.1/unity-catalog/volumes/{name}`
 * @throws {ApiError} `not-found` if it does not exist or is hidden from the caller
 */
export const getVolume = (client: Client, { full_name }: { full_name: string }) =>
  client.get("volumes.read", path`/api/2.1/unity-catalog/volumes/${full_name}`, volume, {
    query: { include_browse: true },
  });

/** A volume to create. Only an EXTERNAL volume has a `storage_location`. */
export interface NewVolume {
  readonly catalog_name: string;
  readonly schema_name: string;
  readonly name: string;
  readonly volume_type: "MANAGED" | "EXTERNAL";
  readonly storage_location?: string | undefined;
  readonly comment?: string | undefined;
}

/**
 * Creates a volume and returns it. `POST /api/2.1/unity-catalog/volumes`
 * @throws {ApiError} `conflict` if the name is taken, `not-found` for the schema, `permission`
 */
export const createVolume = (client: Client, body: NewVolume) =>
  client.post("volumes.create", "/api/2.1/unity-catalog/volumes", volume, { body });

/**
 * Changes the fields in `body` and returns the changed volume. `PATCH /api/2.1/unity-catalog/volumes/{name}`
 * @throws {ApiError} `not-found`, `permission`
 */
export const updateVolume = (client: Client, { full_name }: { full_name: string }, body: object) =>
  client.patch("volumes.update", path`/api/2.1/unity-catalog/volumes/${full_name}`, volume, { body });

/**
 * Deletes a volume, a MANAGED one including its files. `DELETE /api/2.1/unity-catalog/volumes/{name}`
 * @throws {ApiError} `not-found`, `permission`
 */
export const deleteVolume = (client: Client, { full_name }: { full_name: string }) =>
  client.delete("volumes.delete", path`/api/2.1/unity-catalog/volumes/${full_name}`, nothing);
