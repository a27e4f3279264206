import * as z from "zod";
import * as api from "../../api/catalog/schemas.ts";
import { firstNonEmptyPage } from "../../api/http/paging.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { grantingFields } from "../admin/granting-fields.ts";
import { hasChanges, NO_CHANGE } from "../api/body.ts";
import { lostContents, lostIfAllowed } from "./contents.ts";
import { schemaRowView, schemaView } from "./schema-view.ts";
import { changeFacts } from "./securable-facts.ts";
import {
  catalogName,
  changeAccess,
  comment,
  fullName,
  inSettings,
  newName,
  owner,
  PAGE,
  schemaName,
  settings,
  unityCatalog,
} from "./toolset.ts";

const full_name = fullName("catalog.schema");

export const listSchemas = unityCatalog.tool({
  name: "list_schemas",
  title: "List schemas",
  description:
    "Lists the schemas of a catalog, with owner and comment. list_tables, list_volumes and list_functions continue inside one.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ catalog_name: catalogName, page_token: params.pageToken }),
  output: z.object({ schemas: z.array(schemaRowView.schema), next_page_token: text }),
  async run(ctx, args) {
    const { items, next } = await firstNonEmptyPage(api.listSchemas, ctx.client, { ...args, max_results: PAGE });
    return { schemas: items.map(schemaRowView), next_page_token: next };
  },
});

export const getSchema = unityCatalog.tool({
  name: "get_schema",
  title: "Get a schema",
  servedIn: ["admin"],
  description: "Returns one schema: owner, comment, storage root, properties and times.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ full_name }),
  aliases: { name: "full_name" },
  output: schemaView.schema,
  run: async (ctx, args) => schemaView(await api.getSchema(ctx.client, args)),
});

const elsewhere = grantingFields({ storage_root: "outbound" });

export const createSchema = unityCatalog.tool({
  name: "create_schema",
  title: "Create a schema",
  servedIn: ["engineer", "admin"],
  description: "Creates a schema in a catalog. `settings` can give it its own storage_root.",
  access: { least: "write", most: "destructive", of: ({ settings }) => elsewhere.access(settings) },
  untrusted: true,
  input: z.strictObject({ catalog_name: catalogName, schema_name: schemaName, comment, settings }),
  aliases: { name: "schema_name", ...inSettings("storage_root", "properties", "custom_max_retention_hours") },
  output: schemaView.schema,
  covers: "schemas.create",
  affects: ({ catalog_name, schema_name, settings }) => ({
    effect: "Create",
    objects: [{ kind: "schema", name: `${catalog_name}.${schema_name}` }],
    consequences: elsewhere.consequences(settings),
  }),
  run: async (ctx, { catalog_name, schema_name, comment, settings }) =>
    schemaView(
      await api.createSchema(ctx.client, { ...settings, ...compact({ comment }), catalog_name, name: schema_name }),
    ),
});

export const updateSchema = unityCatalog.tool({
  name: "update_schema",
  title: "Update a schema",
  servedIn: ["admin"],
  description: "Changes a schema. Fields that are not given keep their value.",
  access: changeAccess,
  untrusted: true,
  input: z
    .strictObject({ full_name, comment, owner, new_name: newName, settings })
    .refine(hasChanges("full_name"), NO_CHANGE),
  aliases: {
    name: "full_name",
    ...inSettings("properties", "custom_max_retention_hours", "enable_predictive_optimization"),
  },
  output: schemaView.schema,
  covers: "schemas.update",
  affects: ({ full_name, ...change }, ctx) =>
    changeFacts(ctx, { kind: "schema", name: full_name, contents: "." }, change, () =>
      api.getSchema(ctx.client, { full_name }),
    ),
  run: async (ctx, { full_name, settings, ...fields }) =>
    schemaView(await api.updateSchema(ctx.client, { full_name }, { ...settings, ...fields })),
});

export const deleteSchema = unityCatalog.tool({
  name: "delete_schema",
  title: "Delete a schema",
  servedIn: ["admin"],
  description: "Deletes a schema. Without `force` it must be empty.",
  access: "destructive",
  input: z.strictObject({
    full_name,
    force: z.boolean().optional().describe("Also delete all its tables, volumes and functions"),
  }),
  aliases: { name: "full_name" },
  output: z.object({ full_name: z.string(), deleted: z.literal(true) }),
  covers: "schemas.delete",
  async affects({ full_name, force }, ctx) {
    const { owner } = await api.getSchema(ctx.client, { full_name });
    return {
      effect: "Delete",
      objects: [{ kind: "schema", name: full_name, contents: ".", details: { owner } }],
      consequences: force
        ? await lostContents(ctx, "schema", full_name)
        : await lostIfAllowed(ctx, "schema", full_name),
    };
  },
  async run(ctx, { full_name, force }) {
    await api.deleteSchema(ctx.client, { full_name, force: force === true });
    return { full_name, deleted: true as const };
  },
});
