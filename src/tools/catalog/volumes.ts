import * as z from "zod";
import { firstNonEmptyPage } from "../../api/catalog/securables.ts";
import * as api from "../../api/catalog/volumes.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { grantingFields } from "../admin/granting-fields.ts";
import {
  catalogName,
  changeAccess,
  changedFields,
  comment,
  fullName,
  inSchema,
  newName,
  owner,
  PAGE,
  schemaName,
  unityCatalog,
} from "./toolset.ts";
import { volumeRowView, volumeView } from "./volume-view.ts";

const full_name = fullName("catalog.schema.volume");

export const listVolumes = unityCatalog.tool({
  name: "list_volumes",
  title: "List volumes",
  description: "Lists a schema's volumes, which hold files. list_volume_files continues inside one.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ full_name: fullName("catalog.schema"), page_token: params.pageToken }),
  output: z.object({ volumes: z.array(volumeRowView.schema), next_page_token: text }),
  async run(ctx, { full_name, page_token }) {
    const query = { ...inSchema(full_name), max_results: PAGE, page_token };
    const { items, next } = await firstNonEmptyPage(api.listVolumes, ctx.client, query);
    return { volumes: items.map(volumeRowView), next_page_token: next };
  },
});

export const getVolume = unityCatalog.tool({
  name: "get_volume",
  title: "Get a volume",
  description: "Returns one volume: the /Volumes path of its files, type, owner, storage location and times.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ full_name }),
  output: volumeView.schema,
  run: async (ctx, args) => volumeView(await api.getVolume(ctx.client, args)),
});

const elsewhere = grantingFields({ storage_location: "outbound" });

export const createVolume = unityCatalog.tool({
  name: "create_volume",
  title: "Create a volume",
  description: "Creates a volume in a schema: a MANAGED one, or an EXTERNAL one if storage_location is given.",
  access: { least: "write", most: "destructive", of: elsewhere.access },
  untrusted: true,
  input: z.strictObject({
    catalog_name: catalogName,
    schema_name: schemaName,
    volume_name: z.string().min(1).max(255).describe("Volume name, without its parents"),
    storage_location: z
      .string()
      .min(1)
      .max(2048)
      .optional()
      .describe("Cloud path, covered by an external location, for an EXTERNAL volume"),
    comment,
  }),
  output: volumeView.schema,
  confirm: ({ catalog_name, schema_name, volume_name, ...args }) =>
    `Create the external volume ${catalog_name}.${schema_name}.${volume_name} with ${elsewhere.words(args)}? Its files are stored there, outside the catalog's own storage.`,
  async run(ctx, { volume_name, storage_location, comment, ...where }) {
    const volume_type = storage_location === undefined ? "MANAGED" : "EXTERNAL";
    const body = { ...where, name: volume_name, volume_type, storage_location, comment } as const;
    return volumeView(await api.createVolume(ctx.client, body));
  },
});

export const updateVolume = unityCatalog.tool({
  name: "update_volume",
  title: "Update a volume",
  description: "Changes a volume. Fields that are not given keep their value.",
  access: changeAccess,
  untrusted: true,
  input: z.strictObject({ full_name, comment, owner, new_name: newName }),
  output: volumeView.schema,
  async confirm({ full_name, ...fields }, ctx) {
    const { owner } = await api.getVolume(ctx.client, { full_name });
    return `Change volume ${full_name}${owner ? ` (owner ${owner})` : ""}: ${changedFields(fields)}? This can change who may use it and the path of its files.`;
  },
  run: async (ctx, { full_name, ...fields }) => volumeView(await api.updateVolume(ctx.client, { full_name }, fields)),
});

export const deleteVolume = unityCatalog.tool({
  name: "delete_volume",
  title: "Delete a volume",
  description:
    "Deletes a volume. The files of a MANAGED volume are deleted with it; those of an EXTERNAL one stay in storage.",
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
