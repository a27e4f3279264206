import * as z from "zod";
import { collect } from "../../api/http/paging.ts";
import * as api from "../../api/sharing/clean-rooms.ts";
import { text, texts } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";

const cleanRooms = defineToolset({
  id: "clean-rooms",
  title: "Clean rooms",
  summary: "Clean rooms with their collaborators and assets. Changes go through call_api.",
  default: false,
  finders: "list_clean_rooms",
});

const rowView = view(
  { name: z.string(), status: text, owner: text, comment: text },
  ({ name, status, owner, comment }: api.CleanRoom) => ({ name, status, owner, comment }),
);

const assetView = view(
  { name: z.string(), asset_type: text, owner_collaborator_alias: text, status: text },
  ({ name, asset_type, owner_collaborator_alias, status }: api.CleanRoomAsset) => ({
    name,
    asset_type,
    owner_collaborator_alias,
    status,
  }),
);

const roomView = view(
  {
    ...rowView.fields,
    collaborators: texts,
    cloud: text,
    region: text,
    created_at: text,
    assets: z.array(assetView.schema),
    next_page_token: text,
  },
  (room: api.CleanRoom, assets: readonly api.CleanRoomAsset[], next: string | undefined) => ({
    ...rowView(room),
    collaborators: room.remote_detailed_info?.collaborators?.map(({ collaborator_alias, organization_name }) =>
      [collaborator_alias, organization_name].filter(Boolean).join(", "),
    ),
    cloud: room.remote_detailed_info?.cloud_vendor,
    region: room.remote_detailed_info?.region,
    created_at: isoTime(room.created_at),
    assets: assets.map((asset) => assetView(asset)),
    next_page_token: next,
  }),
);

const PAGE = 50;

export const listCleanRooms = cleanRooms.tool({
  name: "list_clean_rooms",
  title: "List clean rooms",
  description: "Lists clean rooms, where organizations analyze data together without showing it.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: params.pageToken }),
  output: z.object({ clean_rooms: z.array(rowView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const { items, next } = await collect(
      (token) => api.listCleanRooms(ctx.client, { page_size: PAGE, page_token: token }),
      1,
      { from: page_token },
    );
    return { clean_rooms: items.map((item) => rowView(item)), next_page_token: next };
  },
});

export const getCleanRoom = cleanRooms.tool({
  name: "get_clean_room",
  title: "Get a clean room",
  description: "Returns one clean room with collaborators and assets.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name: z.string().min(1).max(255).describe("Name"), page_token: params.pageToken }),
  output: roomView.schema,
  async run(ctx, { name, page_token }) {
    const [room, { items, next }] = await Promise.all([
      api.getCleanRoom(ctx.client, { name }),
      api.listCleanRoomAssets(ctx.client, { name, page_token }),
    ]);
    return roomView(room, items, next);
  },
});
