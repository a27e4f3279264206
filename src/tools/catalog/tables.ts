import * as z from "zod";
import { filledPage } from "../../api/catalog/securables.ts";
import * as api from "../../api/catalog/tables.ts";
import { listTags } from "../../api/catalog/tags.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { tableIdentity, tableOrigin } from "./table-record.ts";
import { tableDetails, tableRow } from "./table-view.ts";
import { catalogName, fullName, inSchema, PAGE, text, unityCatalog } from "./toolset.ts";

const full_name = fullName("catalog.schema.table");

const more = (token: string | undefined) => (token ? [`More: page_token ${token}`] : []);

export const listTables = unityCatalog.tool({
  name: "list_tables",
  title: "List tables",
  description: "Lists a schema's tables and views; get_table has columns.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    full_name: fullName("catalog.schema"),
    page_token: params.pageToken,
  }),
  output: z.object({
    tables: z.array(
      z.object({
        name: z.string(),
        table_type: text,
        format: text,
        owner: text,
        comment: text,
        updated_at: text,
      }),
    ),
    next_page_token: text,
  }),
  async run(ctx, { full_name, page_token }) {
    const query = { ...inSchema(full_name), max_results: PAGE, page_token };
    const { items, next } = await filledPage(api.listTables, ctx.client, query);
    return { tables: items.map(tableRow), ...compact({ next_page_token: next }) };
  },
  text: ({ tables, next_page_token }) =>
    [
      tables.length === 0
        ? "No tables."
        : table(
            ["name", "table_type", "owner", "updated_at", "comment"],
            tables.map((row) => [
              row.name,
              [row.table_type, row.format].filter(Boolean).join(" "),
              row.owner ?? "",
              row.updated_at ?? "",
              row.comment ?? "",
            ]),
          ),
      ...more(next_page_token),
    ].join("\n"),
});

export const searchTables = unityCatalog.tool({
  name: "search_tables",
  title: "Search tables by name",
  description: "Finds a catalog's tables by name.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    catalog_name: catalogName,
    table_name_pattern: z.string().min(1).max(255).describe("SQL LIKE, e.g. %order%"),
    page_token: params.pageToken,
  }),
  output: z.object({
    tables: z.array(z.object({ full_name: z.string(), table_type: text })),
    next_page_token: text,
  }),
  async run(ctx, args) {
    const { items, next } = await filledPage(api.listTableSummaries, ctx.client, { ...args, max_results: PAGE });
    return {
      tables: items.map(({ full_name, table_type }) => ({ full_name, ...compact({ table_type }) })),
      ...compact({ next_page_token: next }),
    };
  },
  text: ({ tables, next_page_token }) =>
    [
      ...(tables.length === 0 ? ["No table has such a name; % in the pattern stands for any text."] : []),
      ...tables.map(({ full_name, table_type }) => (table_type ? `${full_name} (${table_type})` : full_name)),
      ...more(next_page_token),
    ].join("\n"),
});

const column = z.object({
  name: z.string(),
  type: text,
  not_null: z.boolean().optional(),
  comment: text,
  partition_index: z.number().optional(),
  mask: text,
});

export const getTable = unityCatalog.tool({
  name: "get_table",
  title: "Get a table",
  description: "Returns a table's or view's columns, comments, constraints and properties.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    full_name,
    include_tags: z.boolean().optional().describe("Its tags too"),
  }),
  output: z.object({
    full_name: z.string(),
    ...tableIdentity,
    columns: z.array(column).optional(),
    constraints: z.array(z.string()).optional(),
    tags: z.record(z.string(), z.string()).optional(),
    ...tableOrigin,
  }),
  async run(ctx, { full_name, include_tags }) {
    const tagged = { entity_type: "tables", entity_name: full_name, max_results: PAGE } as const;
    const [found, tags] = await Promise.all([
      api.getTable(ctx.client, { full_name }),
      include_tags ? filledPage(listTags, ctx.client, tagged) : { items: [] },
    ]);
    return {
      ...tableDetails(found),
      ...compact({ tags: Object.fromEntries(tags.items.map((tag) => [tag.tag_key, tag.tag_value ?? ""])) }),
    };
  },
  text: ({ columns = [], ...facts }) =>
    [
      JSON.stringify(facts),
      ...(columns.length === 0
        ? []
        : [
            table(
              ["column", "type", "comment"],
              columns.map(({ name, type, not_null, comment, partition_index, mask }) => [
                name,
                `${type ?? ""}${not_null ? " NOT NULL" : ""}`,
                [
                  ...(comment ? [comment] : []),
                  ...(partition_index === undefined ? [] : [`[partition ${partition_index}]`]),
                  ...(mask ? [`[masked by ${mask}]`] : []),
                ].join(" "),
              ]),
            ),
          ]),
    ].join("\n"),
});

export const updateTable = unityCatalog.tool({
  name: "update_table",
  title: "Change the owner of a table",
  description: "Gives a table or view to another owner; all else changes by SQL ALTER TABLE.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ full_name, owner: z.string().min(1).max(255).describe("User, group or service principal") }),
  output: z.object({ full_name: z.string(), owner: z.string() }),
  async confirm({ full_name, owner }, ctx) {
    const found = await api.getTable(ctx.client, { full_name });
    return `Give ${full_name} (owner ${found.owner ?? "unknown"}) to ${owner}? The new owner may read, change, grant and drop it.`;
  },
  async run(ctx, { full_name, owner }) {
    await api.updateTable(ctx.client, { full_name }, { owner });
    return { full_name, owner };
  },
});

export const deleteTable = unityCatalog.tool({
  name: "delete_table",
  title: "Drop a table or view",
  description: "Drops a table or view. A MANAGED table's data goes with it.",
  access: "destructive",
  input: z.strictObject({ full_name }),
  output: z.object({ full_name: z.string(), deleted: z.literal(true) }),
  async confirm({ full_name }, ctx) {
    const { table_type, owner } = await api.getTable(ctx.client, { full_name });
    return `Drop ${table_type ?? "table"} ${full_name}${owner ? ` (owner ${owner})` : ""}? ${lossOf(table_type)}`;
  },
  async run(ctx, args) {
    await api.deleteTable(ctx.client, args);
    return { full_name: args.full_name, deleted: true as const };
  },
});

function lossOf(table_type: string | null | undefined): string {
  if (table_type === "MANAGED" || table_type === "MANAGED_SHALLOW_CLONE")
    return "Its data goes with it; SQL UNDROP TABLE brings it back within 7 days.";
  if (table_type?.startsWith("EXTERNAL")) return "Its files stay in storage.";
  return table_type === "VIEW" || table_type === "METRIC_VIEW"
    ? "Only the definition goes."
    : "What reads it fails from then on.";
}
