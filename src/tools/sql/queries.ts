import * as z from "zod";
import type { Access } from "../../access.ts";
import { collect } from "../../api/http/paging.ts";
import * as api from "../../api/sql/queries.ts";
import { type AffectedObject, say, unnamed } from "../../core/consent/facts.ts";
import { objectName, text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { isRecord } from "../../records.ts";
import { hasChanges, NO_CHANGE, restFields } from "../api/body.ts";
import { codeOf, laterSql } from "./later-sql.ts";
import { queries } from "./queries-toolset.ts";
import { querySummaryView, queryView } from "./query-view.ts";

const queryId = z.string().min(1).max(500).describe("ID or name");

/** Pages that are searched for a name. */
const PAGES_SEARCHED = 20;

export const listQueries = queries.tool({
  name: "list_queries",
  title: "List saved queries",
  servedIn: ["analyst"],
  description: "Lists saved SQL queries. get_query returns the SQL of one.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    name: z.string().min(1).max(255).optional().describe("Part of the name"),
    limit: params.limit(50, 100),
    page_token: params.pageToken,
  }),
  aliases: { page_size: "limit", max_results: "limit" },
  output: z.object({ queries: z.array(querySummaryView.schema), next_page_token: text }),
  async run(ctx, { name, limit, page_token }) {
    const part = name?.toLowerCase();
    // The platform cannot filter by name, so more queries are read for a page of the matching ones.
    const list = async (token: string | undefined) => {
      const page = await api.listQueries(ctx.client, { page_size: part ? 100 : limit, page_token: token });
      const matches = ({ display_name }: api.Query) => (display_name ?? "").toLowerCase().includes(part ?? "");
      return { ...page, items: page.items.filter(matches) };
    };
    const { items, next } = await collect(list, part ? limit : 1, { from: page_token, maxPages: PAGES_SEARCHED });
    return { queries: items.map((query) => querySummaryView(query)), next_page_token: next };
  },
});

export const getQuery = queries.tool({
  name: "get_query",
  title: "Get a saved query",
  servedIn: ["analyst"],
  description: "Returns a saved query's SQL and parameters. To run the SQL, pass it to execute_sql_read_only.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ query_id: queryId }),
  aliases: { id: "query_id" },
  output: queryView.schema,
  run: async (ctx, { query_id }) => queryView(await api.getQuery(ctx.client, { id: query_id })),
});

const fields = {
  warehouse_id: z.string().min(1).max(128).optional().describe("Warehouse that runs it"),
  catalog: z.string().min(1).max(255).optional().describe("Default catalog"),
  schema: z.string().min(1).max(255).optional().describe("Default schema"),
};
const name = z.string().min(1).max(255).describe("Name");
/** `QueryParameter[]`: without them, the parameters in the SQL have no values, and the query cannot run. */
const parameters = z.array(restFields.refine(({ name }) => typeof name === "string", "must have a name")).max(100);
const sqlText = z.string().min(1).max(1_000_000).describe("SQL text");

/** The operation puts the fields into `query`. */
const nested = (query: unknown): Readonly<Record<string, unknown>> => (isRecord(query) ? query : { query });

const keepsSql = {
  least: "write",
  most: "destructive",
  of: ({ query_text }: { readonly query_text?: string | undefined }): Access =>
    laterSql(query_text).length > 0 ? "destructive" : "write",
} as const;

const queryObject = ({ id, display_name, owner_user_name }: api.Query): AffectedObject => ({
  kind: "saved query",
  name: display_name,
  id,
  details: { owner: owner_user_name },
});

export const createQuery = queries.tool({
  name: "create_query",
  title: "Create a saved query",
  description: "Saves a SQL query for users of the workspace, without running it.",
  // A saved query later runs without a question, so SQL that may do more than read is confirmed here.
  access: keepsSql,
  covers: "queries.create",
  aliases: { name: "display_name", query: nested },
  affects: ({ display_name, query_text, parent_path }) => ({
    effect: "Create",
    objects: [{ kind: "saved query", name: display_name, within: [parent_path] }],
    consequences: laterSql(query_text),
    ...codeOf(query_text),
  }),
  untrusted: true,
  input: z.strictObject({
    display_name: name,
    query_text: sqlText,
    ...fields,
    parameters: parameters.optional().describe("Values of :name in the SQL, e.g. {name, text_value: {value}}"),
    parent_path: z.string().min(1).max(4096).optional().describe("Folder; defaults to home"),
  }),
  output: queryView.schema,
  run: async (ctx, settings) => queryView(await api.createQuery(ctx.client, settings)),
});

export const updateQuery = queries.tool({
  name: "update_query",
  title: "Update a saved query",
  description:
    "Changes a saved query. Everything that uses the query runs the new SQL, so SQL that is not provably a read requires the user's confirmation.",
  access: keepsSql,
  idempotent: true,
  untrusted: true,
  input: z
    .strictObject({
      query_id: queryId,
      display_name: name.optional(),
      query_text: sqlText.optional(),
      description: z.string().max(4000).optional().describe("Purpose of the query"),
      warehouse_id: fields.warehouse_id,
    })
    .refine(hasChanges("query_id"), NO_CHANGE),
  output: queryView.schema.extend({ replaced_query_text: text }),
  covers: "queries.update",
  aliases: { id: "query_id", name: "display_name", query: nested },
  async affects({ query_id, query_text }, ctx) {
    const consequences = laterSql(query_text);
    if (consequences.length === 0 && !ctx.settings.protect) {
      return unnamed("Change", { kind: "saved query", id: query_id });
    }
    return {
      effect: "Change",
      objects: [queryObject(await api.getQuery(ctx.client, { id: query_id }))],
      consequences,
      ...codeOf(query_text),
    };
  },
  async run(ctx, { query_id, ...settings }) {
    // The platform keeps no earlier text of a query.
    const before = settings.query_text === undefined ? undefined : await api.getQuery(ctx.client, { id: query_id });
    const changed = await api.updateQuery(ctx.client, { id: query_id, ...settings });
    const replaced = before?.query_text;
    return { ...queryView(changed), replaced_query_text: replaced === settings.query_text ? undefined : replaced };
  },
});

export const deleteQuery = queries.tool({
  name: "delete_query",
  title: "Trash a saved query",
  description: "Moves a saved query to the trash; it is purged after 30 days.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ query_id: queryId }),
  output: z.object({ id: z.string(), name: objectName, lifecycle_state: z.string() }),
  covers: "queries.delete",
  aliases: { id: "query_id" },
  affects: async ({ query_id }, ctx) => ({
    effect: "Move to the trash",
    objects: [queryObject(await api.getQuery(ctx.client, { id: query_id }))],
    consequences: [{ reason: "others", text: say`Everything that uses it stops working.` }],
  }),
  async run(ctx, { query_id }) {
    await api.trashQuery(ctx.client, { id: query_id });
    return { id: query_id, lifecycle_state: "TRASHED" };
  },
});
