import * as z from "zod";
import { collect } from "../../api/http/paging.ts";
import { classify } from "../../api/sql/class.ts";
import * as api from "../../api/sql/queries.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { oneLine } from "../../text.ts";
import { changing, NOTHING } from "../api/body.ts";
import { queries } from "./queries-toolset.ts";

const queryId = z.string().min(1).max(128).describe("From list_queries");

const summary = {
  id: z.string(),
  display_name: text,
  description: text,
  owner_user_name: text,
  warehouse_id: text,
  update_time: text,
};

const summarise = ({ id, ...query }: api.Query) => ({
  id,
  ...compact({
    display_name: query.display_name,
    description: query.description,
    owner_user_name: query.owner_user_name,
    warehouse_id: query.warehouse_id,
    update_time: query.update_time,
  }),
});

const details = z.object({
  ...summary,
  query_text: text,
  catalog: text,
  schema: text,
  parameters: z.array(z.record(z.string(), z.unknown())).optional().describe("by name; in the text as {{name}}"),
  tags: z.array(z.string()).optional(),
  parent_path: text,
  run_as_mode: text,
  lifecycle_state: text.describe("only when not active"),
  last_modifier_user_name: text,
  create_time: text,
});

const detail = (query: api.Query): z.input<typeof details> => ({
  ...summarise(query),
  ...compact({
    query_text: query.query_text,
    catalog: query.catalog,
    schema: query.schema,
    parameters: query.parameters,
    tags: query.tags,
    parent_path: query.parent_path,
    run_as_mode: query.run_as_mode,
    lifecycle_state: query.lifecycle_state === "ACTIVE" ? undefined : query.lifecycle_state,
    last_modifier_user_name: query.last_modifier_user_name,
    create_time: query.create_time,
  }),
});

export const listQueries = queries.tool({
  name: "list_queries",
  title: "List saved queries",
  description: "Lists saved SQL queries by name. get_query has their text.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ limit: params.limit(50, 100), page_token: params.pageToken }),
  output: z.object({ queries: z.array(z.object(summary)), next_page_token: text }),
  async run(ctx, { limit, page_token }) {
    const { items, next } = await collect(
      (token) => api.listQueries(ctx.client, { page_size: limit, page_token: token }),
      1,
      { from: page_token },
    );
    return { queries: items.map(summarise), ...compact({ next_page_token: next }) };
  },
});

export const getQuery = queries.tool({
  name: "get_query",
  title: "Get a saved query",
  description: "Returns a saved query's SQL and parameters; execute_sql_read_only runs the text.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ query_id: queryId }),
  output: details,
  run: async (ctx, { query_id }) => detail(await api.getQuery(ctx.client, { id: query_id })),
});

const fields = {
  warehouse_id: z.string().max(128).optional().describe("Where it runs"),
  catalog: z.string().max(255).optional().describe("Default catalog"),
  schema: z.string().max(255).optional().describe("Default schema"),
};
const name = z.string().min(1).max(255).describe("Name");
const sqlText = z.string().min(1).max(1_000_000).describe("SQL");

export const createQuery = queries.tool({
  name: "create_query",
  title: "Create a saved query",
  description: "Saves a SQL query for people to find and run.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    display_name: name,
    query_text: sqlText,
    ...fields,
    parent_path: z.string().max(4096).optional().describe("Folder; default home"),
  }),
  output: details,
  run: async (ctx, settings) => detail(await api.createQuery(ctx.client, settings)),
});

export const updateQuery = queries.tool({
  name: "update_query",
  title: "Update a saved query",
  description: "Changes a saved query; whatever uses it runs the new text.",
  // What runs a saved query asks nobody: a text that does more than read is asked about here.
  access: {
    least: "write",
    most: "destructive",
    of: ({ query_text }) =>
      query_text === undefined || classify(query_text).class === "read" ? "write" : "destructive",
  },
  idempotent: true,
  untrusted: true,
  input: z
    .strictObject({
      query_id: queryId,
      display_name: name.optional(),
      query_text: sqlText.optional(),
      description: z.string().max(4000).optional().describe("What it is for"),
      warehouse_id: fields.warehouse_id,
    })
    .refine(changing("query_id"), NOTHING),
  output: details,
  async confirm({ query_id, query_text = "" }, ctx) {
    const { display_name } = await api.getQuery(ctx.client, { id: query_id });
    const { reason } = classify(query_text);
    return `Replace the text of saved query "${display_name ?? ""}" (${query_id})? The new one may do more than read: ${reason}. Whatever runs the query runs it unasked.\n${oneLine(query_text)}`;
  },
  run: async (ctx, { query_id, ...settings }) =>
    detail(await api.updateQuery(ctx.client, { id: query_id, ...settings })),
});

export const deleteQuery = queries.tool({
  name: "delete_query",
  title: "Trash a saved query",
  description: "Moves a saved query to the trash.",
  access: "destructive",
  input: z.strictObject({ query_id: queryId }),
  output: z.object({ id: z.string(), lifecycle_state: z.string() }),
  async confirm({ query_id }, ctx) {
    const { display_name, owner_user_name } = await api.getQuery(ctx.client, { id: query_id });
    return `Move saved query "${display_name ?? ""}" (${query_id}) of ${owner_user_name ?? "an unknown owner"} to the trash? What uses it stops working.`;
  },
  async run(ctx, { query_id }) {
    await api.trashQuery(ctx.client, { id: query_id });
    return { id: query_id, lifecycle_state: "TRASHED" };
  },
});
