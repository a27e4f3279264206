import * as z from "zod";
import * as api from "../../api/catalog/volumes.ts";
import { firstNonEmptyPage } from "../../api/http/paging.ts";
import { say } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { grantingFields } from "../admin/granting-fields.ts";
import { hasChanges, NO_CHANGE } from "../api/body.ts";
import { changeFacts, volumeObject } from "./securable-facts.ts";
import {
  catalogName,
  changeAccess,
  comment,
  fullName,
  inSchema,
  newName,
  owner,
  PAGE,
  schemaName,
  unityCatalog,
  volumeName,
} from "./toolset.ts";
import { volumeRowView, volumeView } from "./volume-view.ts";

const full_name = fullName("catalog.schema.volume");

export const listVolumes = unityCatalog.tool({
  name: "list_volumes",
  title: "List volumes",
  servedIn: ["default", "engineer", "analyst", "ml"],
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
  servedIn: [],
  description: "Returns one volume: the /Volumes path of its files, type, owner, storage location and times.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ full_name }),
  aliases: { name: "full_name" },
  output: volumeView.schema,
  run: async (ctx, args) => volumeView(await api.getVolume(ctx.client, args)),
});

const elsewhere = grantingFields({ storage_location: "outbound" });

export const createVolume = unityCatalog.tool({
  name: "create_volume",
  title: "Create a volume",
  servedIn: ["engineer"],
  description: "Creates a volume in a schema: a MANAGED one, or an EXTERNAL one if storage_location is given.",
  access: { least: "write", most: "destructive", of: elsewhere.access },
  untrusted: true,
  input: z.strictObject({
    catalog_name: catalogName,
    schema_name: schemaName,
    volume_name: volumeName,
    storage_location: z
      .string()
      .min(1)
      .max(2048)
      .optional()
      .describe("Cloud path, covered by an external location, for an EXTERNAL volume"),
    comment,
  }),
  aliases: {
    name: "volume_name",
    // The type follows from the location; one that contradicts it is refused as unknown.
    volume_type: (type, { storage_location }) =>
      type === (storage_location ? "EXTERNAL" : "MANAGED") ? {} : { volume_type: type },
  },
  output: volumeView.schema,
  covers: "volumes.create",
  affects: ({ catalog_name, schema_name, volume_name, storage_location }) => ({
    effect: "Create",
    objects: [volumeObject(`${catalog_name}.${schema_name}.${volume_name}`)],
    consequences: elsewhere.consequences({ storage_location }),
  }),
  async run(ctx, { volume_name, storage_location, comment, ...where }) {
    const volume_type = storage_location === undefined ? "MANAGED" : "EXTERNAL";
    const body = { ...where, name: volume_name, volume_type, storage_location, comment } as const;
    return volumeView(await api.createVolume(ctx.client, body));
  },
});

export const updateVolume = unityCatalog.tool({
  name: "update_volume",
  title: "Update a volume",
  servedIn: [],
  description: "Changes a volume. Fields that are not given keep their value.",
  access: changeAccess,
  untrusted: true,
  input: z.strictObject({ full_name, comment, owner, new_name: newName }).refine(hasChanges("full_name"), NO_CHANGE),
  aliases: { name: "full_name" },
  output: volumeView.schema,
  covers: "volumes.update",
  affects: ({ full_name, ...change }, ctx) =>
    changeFacts(ctx, { ...volumeObject(full_name), contents: "/" }, change, () =>
      api.getVolume(ctx.client, { full_name }),
    ),
  run: async (ctx, { full_name, ...fields }) => volumeView(await api.updateVolume(ctx.client, { full_name }, fields)),
});

export const deleteVolume = unityCatalog.tool({
  name: "delete_volume",
  title: "Delete a volume",
  servedIn: [],
  description:
    "Deletes a volume. The files of a MANAGED volume are deleted with it; those of an EXTERNAL one stay in storage.",
  access: "destructive",
  input: z.strictObject({ full_name }),
  aliases: { name: "full_name" },
  output: z.object({ full_name: z.string(), deleted: z.literal(true) }),
  covers: "volumes.delete",
  async affects({ full_name }, ctx) {
    const { volume_type: type, owner } = await api.getVolume(ctx.client, { full_name });
    const text =
      type === "EXTERNAL"
        ? say`Its grants and tags are permanently lost. Its files stay in storage.`
        : say`Its files are deleted with it.`;
    return {
      effect: "Delete",
      objects: [{ ...volumeObject(full_name), contents: "/", details: { type, owner } }],
      consequences: [{ reason: "loss", text }],
    };
  },
  async run(ctx, args) {
    await api.deleteVolume(ctx.client, args);
    return { full_name: args.full_name, deleted: true as const };
  },
});
