import * as z from "zod";
import * as api from "../../api/catalog/catalogs.ts";
import { firstNonEmptyPage } from "../../api/http/paging.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { grantingFields } from "../admin/granting-fields.ts";
import { hasChanges, NO_CHANGE } from "../api/body.ts";
import { catalogRowView, catalogView } from "./catalogs-view.ts";
import { lostContents, lostIfAllowed } from "./contents.ts";
import { changeFacts, isolationOf } from "./securable-facts.ts";
import {
  catalogName,
  changeAccess,
  comment,
  inSettings,
  newName,
  owner,
  PAGE,
  settings,
  unityCatalog,
} from "./toolset.ts";

export const listCatalogs = unityCatalog.tool({
  name: "list_catalogs",
  title: "List catalogs",
  description: "Lists the catalogs the caller can see, with owner and comment. list_schemas continues inside one.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: params.pageToken }),
  output: z.object({ catalogs: z.array(catalogRowView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const { items, next } = await firstNonEmptyPage(api.listCatalogs, ctx.client, { max_results: PAGE, page_token });
    return { catalogs: items.map(catalogRowView), next_page_token: next };
  },
});

export const getCatalog = unityCatalog.tool({
  name: "get_catalog",
  title: "Get a catalog",
  servedIn: ["admin"],
  description: "Returns one catalog: owner, type, storage root, isolation mode, properties and times.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ catalog_name: catalogName }),
  aliases: { name: "catalog_name" },
  output: catalogView.schema,
  run: async (ctx, { catalog_name }) => catalogView(await api.getCatalog(ctx.client, { name: catalog_name })),
});

const elsewhere = grantingFields({ storage_root: "outbound", connection_name: "outbound" });

export const createCatalog = unityCatalog.tool({
  name: "create_catalog",
  title: "Create a catalog",
  servedIn: ["admin"],
  description:
    "Creates a catalog. `settings` makes it a foreign catalog (connection_name, options), a shared one (provider_name, share_name), or gives it its own storage_root.",
  access: { least: "write", most: "destructive", of: ({ settings }) => elsewhere.access(settings) },
  untrusted: true,
  input: z.strictObject({ catalog_name: catalogName, comment, settings }),
  aliases: {
    name: "catalog_name",
    ...inSettings("storage_root", "connection_name", "provider_name", "share_name", "options", "properties"),
    ...inSettings("custom_max_retention_hours"),
  },
  output: catalogView.schema,
  covers: "catalogs.create",
  affects: ({ catalog_name, settings }) => ({
    effect: "Create",
    objects: [{ kind: "catalog", name: catalog_name }],
    consequences: elsewhere.consequences(settings),
  }),
  run: async (ctx, { catalog_name, comment, settings }) =>
    catalogView(await api.createCatalog(ctx.client, { ...settings, ...compact({ comment }), name: catalog_name })),
});

export const updateCatalog = unityCatalog.tool({
  name: "update_catalog",
  title: "Update a catalog",
  servedIn: ["admin"],
  description: "Changes a catalog. Fields that are not given keep their value.",
  access: changeAccess,
  untrusted: true,
  input: z
    .strictObject({ catalog_name: catalogName, comment, owner, new_name: newName, settings })
    .refine(hasChanges("catalog_name"), NO_CHANGE),
  aliases: {
    name: "catalog_name",
    ...inSettings("isolation_mode", "options", "properties"),
    ...inSettings("custom_max_retention_hours", "enable_predictive_optimization"),
  },
  output: catalogView.schema,
  covers: "catalogs.update",
  affects: ({ catalog_name, ...change }, ctx) =>
    changeFacts(
      ctx,
      { kind: "catalog", name: catalog_name, contents: "." },
      change,
      () => api.getCatalog(ctx.client, { name: catalog_name }),
      async () => (change.settings?.isolation_mode === "ISOLATED" ? isolationOf(ctx, catalog_name) : []),
    ),
  run: async (ctx, { catalog_name, settings, ...fields }) =>
    catalogView(await api.updateCatalog(ctx.client, { name: catalog_name }, { ...settings, ...fields })),
});

export const deleteCatalog = unityCatalog.tool({
  name: "delete_catalog",
  title: "Delete a catalog",
  servedIn: ["admin"],
  description: "Deletes a catalog. Without `force` it must be empty.",
  access: "destructive",
  input: z.strictObject({
    catalog_name: catalogName,
    force: z.boolean().optional().describe("Also delete all its schemas and everything in them"),
  }),
  aliases: { name: "catalog_name" },
  output: z.object({ name: z.string(), deleted: z.literal(true) }),
  covers: "catalogs.delete",
  async affects({ catalog_name, force }, ctx) {
    const { name, owner } = await api.getCatalog(ctx.client, { name: catalog_name });
    return {
      effect: "Delete",
      objects: [{ kind: "catalog", name, contents: ".", details: { owner } }],
      consequences: force ? await lostContents(ctx, "catalog", name) : await lostIfAllowed(ctx, "catalog", name),
    };
  },
  async run(ctx, { catalog_name, force }) {
    await api.deleteCatalog(ctx.client, { name: catalog_name, force: force === true });
    return { name: catalog_name, deleted: true as const };
  },
});
