import * as z from "zod";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { PageQuery } from "./securables.ts";

/** `VolumeInfo`: the fields we read. A MANAGED volume's files live and die with it. */
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
export type Volume = z.output<typeof volume>;

const page = z.looseObject({ volumes: z.array(volume).nullish(), next_page_token: text });

/** `GET /api/2.1/unity-catalog/volumes` */
export async function listVolumes(
  client: Client,
  query: PageQuery & { catalog_name: string; schema_name: string },
): Promise<Page<Volume>> {
  const { volumes, next_page_token } = await client.get("volumes.list", "/api/2.1/unity-catalog/volumes", page, {
    query: { ...query, include_browse: true },
  });
  return { items: volumes ?? [], next: next_page_token || undefined };
}

/** `GET /api/2.1/unity-catalog/volumes/{name}` */
export const getVolume = (client: Client, { full_name }: { full_name: string }) =>
  client.get("volumes.read", path`/api/2.1/unity-catalog/volumes/${full_name}`, volume, {
    query: { include_browse: true },
  });

export interface NewVolume {
  readonly catalog_name: string;
  readonly schema_name: string;
  readonly name: string;
  readonly volume_type: "MANAGED" | "EXTERNAL";
  readonly storage_location?: string;
  readonly comment?: string;
}

/** `POST /api/2.1/unity-catalog/volumes` */
export const createVolume = (client: Client, body: NewVolume) =>
  client.post("volumes.create", "/api/2.1/unity-catalog/volumes", volume, { body });

/** `PATCH /api/2.1/unity-catalog/volumes/{name}` */
export const updateVolume = (client: Client, { full_name }: { full_name: string }, body: object) =>
  client.patch("volumes.update", path`/api/2.1/unity-catalog/volumes/${full_name}`, volume, { body });

/** `DELETE /api/2.1/unity-catalog/volumes/{name}` */
export const deleteVolume = (client: Client, { full_name }: { full_name: string }) =>
  client.delete("volumes.delete", path`/api/2.1/unity-catalog/volumes/${full_name}`, nothing);

/** Where the volume's files are read and written, and what tells it from others. */
export const volumeView = (volume: Volume) => ({
  full_name: volume.full_name,
  path: `/Volumes/${volume.full_name.replaceAll(".", "/")}`,
  ...compact({
    volume_type: volume.volume_type,
    owner: volume.owner,
    comment: volume.comment,
    storage_location: volume.storage_location,
    created_at: isoTime(volume.created_at),
    created_by: volume.created_by,
    updated_at: isoTime(volume.updated_at),
  }),
});
