import * as z from "zod";
import * as api from "../../api/catalog/tables.ts";
import { listTags } from "../../api/catalog/tags.ts";
import { firstNonEmptyPage } from "../../api/http/paging.ts";
import { type AffectedObject, type Sentence, say } from "../../core/consent/facts.ts";
import { text, texts } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { unknownPrincipals } from "../admin/known-principals.ts";
import { indexesOnTables } from "../serving/vector-search-facts.ts";
import { tableByName } from "./near-names.ts";
import { newOwner } from "./securable-facts.ts";
import { tableRowView, tableView } from "./table-view.ts";
import { catalogName, fullName, inSchema, PAGE, unityCatalog } from "./toolset.ts";

const full_name = fullName("catalog.schema.table");

const more = (token: string | undefined) => (token ? [`More: page_token ${token}`] : []);

export const listTables = unityCatalog.tool({
  name: "list_tables",
  title: "List tables",
  description:
    "Lists a schema's tables and views with type, owner, comment and last update. get_table returns the columns of one.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    full_name: fullName("catalog.schema"),
    page_token: params.pageToken,
  }),
  output: z.object({ tables: z.array(tableRowView.schema), next_page_token: text }),
  async run(ctx, { full_name, page_token }) {
    const query = { ...inSchema(full_name), max_results: PAGE, page_token };
    const { items, next } = await firstNonEmptyPage(api.listTables, ctx.client, query);
    return { tables: items.map(tableRowView), next_page_token: next };
  },
  text: ({ tables, next_page_token }) =>
    [
      tables.length === 0
        ? next_page_token
          ? "None on the pages read so far, but more follow."
          : "No tables."
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

const tableNameView = view(
  { full_name: z.string(), table_type: text },
  ({ full_name, table_type }: api.TableSummary) => ({ full_name, table_type }),
);

/** A word is a part of the table's name, and not a pattern without `%`. No name has a `*`, so it means the same. */
const anywhere = (word: string): string => (/[%*]/.test(word) ? word.replaceAll("*", "%") : `%${word}%`);

const isEverything = (word: string): boolean => /^[%*]+$/.test(word);

export const searchTables = unityCatalog.tool({
  name: "search_tables",
  title: "Search tables by name",
  servedIn: ["default", "engineer", "analyst", "ml"],
  description:
    "Finds tables and views by name in all schemas of a catalog. search_workspace also searches notebooks, jobs and dashboards.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    catalog_name: catalogName,
    table_name_pattern: z.string().min(1).max(255).describe("Part of the table name, or a SQL LIKE pattern with %"),
    page_token: params.pageToken,
  }),
  aliases: Object.fromEntries(["query", "name", "table_name", "table"].map((name) => [name, "table_name_pattern"])),
  output: z.object({ tables: z.array(tableNameView.schema), next_page_token: text }),
  async run(ctx, args) {
    const query = { ...args, table_name_pattern: anywhere(args.table_name_pattern), max_results: PAGE };
    // Every catalog has the same twenty views there, which no one means by all tables.
    const isMeant = isEverything(args.table_name_pattern)
      ? ({ full_name }: api.TableSummary) => !/^[^.]+\.information_schema\./i.test(full_name)
      : () => true;
    const list: typeof api.listTableSummaries = async (client, wanted) => {
      const page = await api.listTableSummaries(client, wanted);
      return { ...page, items: page.items.filter(isMeant) };
    };
    const { items, next } = await firstNonEmptyPage(list, ctx.client, query);
    return { tables: items.map(tableNameView), next_page_token: next };
  },
  text: ({ tables, next_page_token }) =>
    [
      ...(tables.length === 0 ? ["No table name matches."] : []),
      ...tables.map(({ full_name, table_type }) => (table_type ? `${full_name} (${table_type})` : full_name)),
      ...more(next_page_token),
    ].join("\n"),
});

export const getTable = unityCatalog.tool({
  name: "get_table",
  title: "Get a table",
  servedIn: ["default", "engineer", "analyst", "ml"],
  description:
    "Returns one table or view: columns with types and comments, constraints, owner, storage and properties. describe_table adds size, lineage, readers and sample rows.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    full_name,
    include_tags: z.boolean().optional().describe("Include the tags of the table"),
  }),
  aliases: { name: "full_name", table_name: "full_name" },
  output: z.object({
    ...tableView.fields,
    tags: z.record(z.string(), z.string()).optional(),
  }),
  async run(ctx, { full_name, include_tags }) {
    const tagged = { entity_type: "tables", entity_name: full_name, max_results: PAGE } as const;
    const [found, tags] = await Promise.all([
      tableByName(ctx, full_name),
      include_tags ? firstNonEmptyPage(listTags, ctx.client, tagged) : { items: [] },
    ]);
    return {
      ...tableView(found),
      tags: Object.fromEntries(tags.items.map((tag) => [tag.tag_key, tag.tag_value ?? ""])),
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
  servedIn: ["admin"],
  description: "Transfers a table or view to another owner. For any other change, run ALTER TABLE with execute_sql.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({
    full_name,
    owner: z.string().min(1).max(255).describe("New owner: user, group or service principal"),
  }),
  aliases: { name: "full_name", table_name: "full_name" },
  output: z.object({ full_name: z.string(), owner: z.string() }),
  covers: "tables.update",
  async affects({ full_name, owner }, ctx) {
    const found = await api.getTable(ctx.client, { full_name });
    const consequences = [...newOwner(found, owner), ...(await unknownPrincipals(ctx, [owner]))];
    return { effect: "Change the owner of", objects: [tableObject(found)], consequences };
  },
  async run(ctx, { full_name, owner }) {
    await api.updateTable(ctx.client, { full_name }, { owner });
    return { full_name, owner };
  },
});

/** A question lists every object, and a longer list is not read. */
const MAX_DROPPED = 50;

export const deleteTable = unityCatalog.tool({
  name: "delete_table",
  title: "Drop tables or views",
  servedIn: ["engineer"],
  description:
    "Drops tables or views, after one confirmation. The data of a MANAGED table is deleted with it; SQL UNDROP TABLE restores it within 7 days.",
  access: "destructive",
  input: z
    .strictObject({
      full_name: full_name.optional(),
      full_names: z.array(full_name).min(1).max(MAX_DROPPED).optional().describe("Full names"),
    })
    .refine((args) => params.eachOf(args.full_name, args.full_names).length > 0, "give full_name or full_names"),
  aliases: { name: "full_name", table_name: "full_name" },
  output: z.object({ full_name: text, full_names: texts, deleted: z.literal(true) }),
  covers: "tables.delete",
  async affects(args, ctx) {
    const names = params.eachOf(args.full_name, args.full_names);
    const tables = await Promise.all(names.map((one) => api.getTable(ctx.client, { full_name: one })));
    const losses = tables.map(({ table_type }) => lossOf(table_type, tables.length));
    const different = new Map(losses.map((loss) => [loss.sentence, loss]));
    const sources = tables.filter(({ table_type }) => !isView(table_type)).map(({ full_name }) => full_name);
    return {
      effect: "Drop",
      objects: tables.map(tableObject),
      consequences: [
        ...[...different.values()].map((loss) => ({ reason: "loss" as const, text: loss })),
        ...(sources.length === 0 ? [] : await indexesOnTables(ctx, sources)),
      ],
    };
  },
  async run(ctx, args) {
    const names = params.eachOf(args.full_name, args.full_names);
    for (const [done, one] of names.entries()) {
      if (names.length > 1) ctx.progress("Dropping", done, names.length);
      await api.deleteTable(ctx.client, { full_name: one });
      if (names.length > 1)
        ctx.accepted({ what: "A table was dropped", ids: { full_name: one }, followUp: "list_tables" });
    }
    const [only] = names.length === 1 ? names : [];
    return { full_name: only, full_names: only === undefined ? names : undefined, deleted: true as const };
  },
});

/** The loss with a table; of several, with those of its type. */
function lossOf(table_type: string | null | undefined, tables: number): Sentence {
  if (tables > 1) {
    if (isManaged(table_type))
      return say`The data of managed tables is deleted with them. SQL UNDROP TABLE restores it within 7 days.`;
    if (table_type?.startsWith("EXTERNAL")) return say`The files of external tables stay in storage.`;
    return say`Queries that read them will fail.`;
  }
  if (isManaged(table_type)) return say`Its data is deleted with it. SQL UNDROP TABLE restores it within 7 days.`;
  if (table_type?.startsWith("EXTERNAL")) return say`Its files stay in storage. Queries that read it will fail.`;
  return isView(table_type)
    ? say`Only its definition is deleted. Queries that read it will fail.`
    : say`Queries that read it will fail.`;
}

const isManaged = (table_type: string | null | undefined): boolean =>
  table_type === "MANAGED" || table_type === "MANAGED_SHALLOW_CLONE";

const isView = (table_type: string | null | undefined): boolean =>
  table_type === "VIEW" || table_type === "METRIC_VIEW";

const tableObject = ({ full_name, table_type, owner }: api.Table): AffectedObject => ({
  kind: isView(table_type) ? "view" : "table",
  name: full_name,
  details: { type: table_type, owner },
});
