import * as z from "zod";
import * as api from "../../api/catalog/catalogs.ts";
import { listSchemas } from "../../api/catalog/schemas.ts";
import { filledPage } from "../../api/catalog/securables.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";
import { powersOf } from "../admin/granting-fields.ts";
import { howMany } from "../count-words.ts";
import {
  catalogName,
  changeAccess,
  changes,
  comment,
  newName,
  owner,
  PAGE,
  settings,
  text,
  unityCatalog,
} from "./toolset.ts";

const row = { name: z.string(), catalog_type: text, owner: text, comment: text };

const rowOf = ({ name, catalog_type, owner, comment }: api.Catalog) => ({
  name,
  ...compact({ catalog_type, owner, comment }),
});

const details = z.object({
  ...row,
  isolation_mode: text,
  connection_name: text,
  provider_name: text,
  share_name: text,
  storage_root: text,
  properties: z.record(z.string(), z.string()).optional(),
  browse_only: z.boolean().optional(),
  created_at: text,
  created_by: text,
  updated_at: text,
});

const detailsOf = (catalog: api.Catalog) => ({
  ...rowOf(catalog),
  ...compact({
    isolation_mode: catalog.isolation_mode,
    connection_name: catalog.connection_name,
    provider_name: catalog.provider_name,
    share_name: catalog.share_name,
    storage_root: catalog.storage_root,
    properties: catalog.properties,
    browse_only: catalog.browse_only || undefined,
    created_at: isoTime(catalog.created_at),
    created_by: catalog.created_by,
    updated_at: isoTime(catalog.updated_at),
  }),
});

export const listCatalogs = unityCatalog.tool({
  name: "list_catalogs",
  title: "List catalogs",
  description: "Lists catalogs.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: params.pageToken }),
  output: z.object({ catalogs: z.array(z.object(row)), next_page_token: text }),
  async run(ctx, { page_token }) {
    const { items, next } = await filledPage(api.listCatalogs, ctx.client, { max_results: PAGE, page_token });
    return { catalogs: items.map(rowOf), ...compact({ next_page_token: next }) };
  },
});

export const getCatalog = unityCatalog.tool({
  name: "get_catalog",
  title: "Get a catalog",
  description: "Returns a catalog's storage, isolation and properties.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ catalog_name: catalogName }),
  output: details,
  run: async (ctx, { catalog_name }) => detailsOf(await api.getCatalog(ctx.client, { name: catalog_name })),
});

const elsewhere = powersOf("storage_root", "connection_name");

export const createCatalog = unityCatalog.tool({
  name: "create_catalog",
  title: "Create a catalog",
  description: "Creates a catalog; settings make it foreign (connection_name, options) or shared.",
  access: { least: "write", most: "destructive", of: ({ settings }) => elsewhere.access(settings) },
  untrusted: true,
  input: z.strictObject({ catalog_name: catalogName, comment, settings }),
  output: details,
  confirm: ({ catalog_name, settings }) =>
    `Create catalog ${catalog_name} with ${elsewhere.words(settings)}? Its data is kept there, outside the metastore's own storage.`,
  run: async (ctx, { catalog_name, comment, settings }) =>
    detailsOf(await api.createCatalog(ctx.client, { ...settings, ...compact({ comment }), name: catalog_name })),
});

export const updateCatalog = unityCatalog.tool({
  name: "update_catalog",
  title: "Update a catalog",
  description: "Changes a catalog; whatever is left out stays.",
  access: changeAccess,
  untrusted: true,
  input: z.strictObject({ catalog_name: catalogName, comment, owner, new_name: newName, settings }),
  output: details,
  async confirm({ catalog_name, settings, ...fields }, ctx) {
    const { owner } = await api.getCatalog(ctx.client, { name: catalog_name });
    return `Change catalog ${catalog_name}${owner ? ` (owner ${owner})` : ""}: ${changes({ ...settings, ...fields })}? Who may use it, or how it is found, changes for everybody.`;
  },
  run: async (ctx, { catalog_name, settings, ...fields }) =>
    detailsOf(await api.updateCatalog(ctx.client, { name: catalog_name }, { ...settings, ...fields })),
});

export const deleteCatalog = unityCatalog.tool({
  name: "delete_catalog",
  title: "Delete a catalog",
  description: "Deletes a catalog, with force also a full one.",
  access: "destructive",
  input: z.strictObject({
    catalog_name: catalogName,
    force: z.boolean().optional().describe("Delete its schemas and tables too"),
  }),
  output: z.object({ name: z.string(), deleted: z.literal(true) }),
  async confirm({ catalog_name, force }, ctx) {
    const { name, owner } = await api.getCatalog(ctx.client, { name: catalog_name });
    const effect = force
      ? `with ${await howMany("schema", (page_token) => listSchemas(ctx.client, { catalog_name, max_results: 0, page_token }))} and every table and volume in them`
      : "if it is empty";
    return `Delete catalog ${name}${owner ? ` (owner ${owner})` : ""} ${effect}?`;
  },
  async run(ctx, { catalog_name, force }) {
    await api.deleteCatalog(ctx.client, { name: catalog_name, force: force === true });
    return { name: catalog_name, deleted: true as const };
  },
});
