import * as z from "zod";
import { filledPage } from "../../api/catalog/securables.ts";
import * as api from "../../api/catalog/volumes.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { powersOf } from "../admin/granting-fields.ts";
import {
  catalogName,
  changeAccess,
  changes,
  comment,
  fullName,
  inSchema,
  newName,
  owner,
  PAGE,
  schemaName,
  text,
  unityCatalog,
} from "./toolset.ts";

const full_name = fullName("catalog.schema.volume");

const details = z.object({
  full_name: z.string(),
  path: z.string(),
  volume_type: text,
  owner: text,
  comment: text,
  storage_location: text,
  created_at: text,
  created_by: text,
  updated_at: text,
});

export const listVolumes = unityCatalog.tool({
  name: "list_volumes",
  title: "List volumes",
  description: "Lists a schema's volumes: folders of files.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ full_name: fullName("catalog.schema"), page_token: params.pageToken }),
  output: z.object({
    volumes: z.array(z.object({ name: z.string(), volume_type: text, owner: text, comment: text })),
    next_page_token: text,
  }),
  async run(ctx, { full_name, page_token }) {
    const query = { ...inSchema(full_name), max_results: PAGE, page_token };
    const { items, next } = await filledPage(api.listVolumes, ctx.client, query);
    return {
      volumes: items.map(({ name, volume_type, owner, comment }) => ({
        name,
        ...compact({ volume_type, owner, comment }),
      })),
      ...compact({ next_page_token: next }),
    };
  },
});

export const getVolume = unityCatalog.tool({
  name: "get_volume",
  title: "Get a volume",
  description: "Returns one volume's path and storage.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ full_name }),
  output: details,
  run: async (ctx, args) => api.volumeView(await api.getVolume(ctx.client, args)),
});

const place = powersOf("storage_location");

export const createVolume = unityCatalog.tool({
  name: "create_volume",
  title: "Create a volume",
  description: "Creates a volume: MANAGED, or EXTERNAL where storage_location is given.",
  access: { least: "write", most: "destructive", of: place.access },
  untrusted: true,
  input: z.strictObject({
    catalog_name: catalogName,
    schema_name: schemaName,
    volume_name: z.string().min(1).max(255).describe("Volume"),
    storage_location: z.string().min(1).max(2048).optional().describe("Cloud path under an external location"),
    comment,
  }),
  output: details,
  confirm: ({ catalog_name, schema_name, volume_name, ...args }) =>
    `Create the external volume ${catalog_name}.${schema_name}.${volume_name} with ${place.words(args)}? Its files are kept there, outside the catalog's own storage.`,
  async run(ctx, { volume_name, storage_location, comment, ...where }) {
    const kind = storage_location === undefined ? "MANAGED" : "EXTERNAL";
    const body = { ...where, name: volume_name, volume_type: kind, ...compact({ storage_location, comment }) } as const;
    return api.volumeView(await api.createVolume(ctx.client, body));
  },
});

export const updateVolume = unityCatalog.tool({
  name: "update_volume",
  title: "Update a volume",
  description: "Changes a volume; whatever is left out stays.",
  access: changeAccess,
  untrusted: true,
  input: z.strictObject({ full_name, comment, owner, new_name: newName }),
  output: details,
  async confirm({ full_name, ...fields }, ctx) {
    const { owner } = await api.getVolume(ctx.client, { full_name });
    return `Change volume ${full_name}${owner ? ` (owner ${owner})` : ""}: ${changes(fields)}? Who may use it, or the path of its files, changes for everybody.`;
  },
  run: async (ctx, { full_name, ...fields }) =>
    api.volumeView(await api.updateVolume(ctx.client, { full_name }, fields)),
});

export const deleteVolume = unityCatalog.tool({
  name: "delete_volume",
  title: "Delete a volume",
  description: "Deletes a volume. A MANAGED one's files go with it.",
  access: "destructive",
  input: z.strictObject({ full_name }),
  output: z.object({ full_name: z.string(), deleted: z.literal(true) }),
  async confirm({ full_name }, ctx) {
    const { volume_type, owner } = await api.getVolume(ctx.client, { full_name });
    const loss = volume_type === "EXTERNAL" ? "Its files stay in storage." : "Its files are deleted with it.";
    return `Delete ${volume_type ?? ""} volume ${full_name}${owner ? ` (owner ${owner})` : ""}? ${loss}`;
  },
  async run(ctx, args) {
    await api.deleteVolume(ctx.client, args);
    return { full_name: args.full_name, deleted: true as const };
  },
});
