import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

const collaborator = z.looseObject({ collaborator_alias: text, organization_name: text });
const room = z.looseObject({
  name: z.string(),
  status: text,
  owner: text,
  comment: text,
  access_restricted: text,
  created_at: int64.nullish(),
  local_collaborator_alias: text,
  remote_detailed_info: z
    .looseObject({ cloud_vendor: text, region: text, collaborators: z.array(collaborator).nullish() })
    .nullish(),
});
/** A clean room: data that organizations analyze together without seeing each other's rows. */
export type CleanRoom = z.output<typeof room>;

const asset = z.looseObject({ name: z.string(), asset_type: text, owner_collaborator_alias: text, status: text });
/** A table, view, volume or notebook in a clean room. */
export type CleanRoomAsset = z.output<typeof asset>;

const rooms = z.looseObject({ clean_rooms: z.array(room).nullish(), next_page_token: text });
const assets = z.looseObject({ assets: z.array(asset).nullish(), next_page_token: text });

/** One page of clean rooms. `GET /api/2.0/clean-rooms` */
export async function listCleanRooms(
  client: Client,
  query: { page_size: number; page_token?: string | undefined },
): Promise<Page<CleanRoom>> {
  const found = await client.get("cleanRooms.list", "/api/2.0/clean-rooms", rooms, { query });
  return { items: found.clean_rooms ?? [], next: found.next_page_token || undefined };
}

/** One clean room. `GET /api/2.0/clean-rooms/{name}` @throws {ApiError} `not-found` */
export const getCleanRoom = (client: Client, { name }: { name: string }) =>
  client.get("cleanRooms.get", path`/api/2.0/clean-rooms/${name}`, room);

/** One page of a clean room's assets. `GET /api/2.0/clean-rooms/{name}/assets` */
export async function listCleanRoomAssets(
  client: Client,
  { name, page_token }: { name: string; page_token?: string | undefined },
): Promise<Page<CleanRoomAsset>> {
  const url = path`/api/2.0/clean-rooms/${name}/assets`;
  const found = await client.get("cleanRoomAssets.list", url, assets, { query: { page_token } });
  return { items: found.assets ?? [], next: found.next_page_token || undefined };
}
