import * as z from "zod";
import { collect } from "../../api/http/paging.ts";
import { getServingEndpoint } from "../../api/serving/endpoints.ts";
import * as api from "../../api/serving/vector-search.ts";
import { text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { restBody } from "../api/body.ts";
import { settled } from "../waiting.ts";
import { reachOf } from "./endpoint-view.ts";
import { endpointName, indexName, vectorSearch } from "./vector-search-toolset.ts";
import { rowsChangedView, vectorIndexDetails, vectorIndexSummary } from "./vector-search-view.ts";

const inRows = (count: number): string => (count === 1 ? "1 row" : `${count} rows`);

const summary = {
  name: z.string(),
  endpoint_name: text,
  index_type: text,
  index_subtype: text,
  primary_key: text,
  creator: text,
};

export const listVectorSearchIndexes = vectorSearch.tool({
  name: "list_vector_search_indexes",
  title: "List vector search indexes",
  description: "Lists an endpoint's indexes.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ endpoint_name: endpointName, page_token: params.pageToken }),
  output: z.object({ indexes: z.array(z.object(summary)), next_page_token: text }),
  async run(ctx, { endpoint_name, page_token: from }) {
    const fetchPage = (page_token: string | undefined) =>
      api.listVectorIndexes(ctx.client, { endpoint_name, page_token });
    const { items, next } = await collect(fetchPage, 1, { from });
    return { indexes: items.map(vectorIndexSummary), ...compact({ next_page_token: next }) };
  },
});

const details = z.object({
  ...summary,
  ready: z.boolean(),
  indexed_row_count: z.number().optional(),
  message: text,
  source_table: text,
  pipeline_type: text,
  pipeline_id: text,
  columns_to_sync: z.array(z.string()).optional(),
  embedding_source_columns: z.array(z.unknown()).optional(),
  embedding_vector_columns: z.array(z.unknown()).optional(),
  schema_json: text,
});

export const getVectorSearchIndex = vectorSearch.tool({
  name: "get_vector_search_index",
  title: "Get a vector search index",
  description: "Returns an index's state, row count, source and columns.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ index_name: indexName }),
  output: details,
  run: async (ctx, args) => vectorIndexDetails(await api.getVectorIndex(ctx.client, args)),
});

const spec = restBody().optional();

type Spec = Readonly<Record<string, unknown>> | undefined;

/** The endpoints that a spec has text embedded by. Databricks' own are named `databricks-…` and keep it in the workspace. */
const embeddedBy = (...specs: readonly Spec[]): string[] =>
  specs
    .flatMap((each) => z.array(z.looseObject({})).catch([]).parse(each?.embedding_source_columns))
    .flatMap((column) => [column.embedding_model_endpoint_name, column.model_endpoint_name_for_query])
    .filter((name) => typeof name === "string")
    .filter((name) => !name.startsWith("databricks-"));

export const createVectorSearchIndex = vectorSearch.tool({
  name: "create_vector_search_index",
  title: "Create a vector search index",
  description: "Creates an index fed by a Delta table or directly, and waits until it is ready.",
  access: {
    least: "write",
    most: "destructive",
    of: ({ delta_sync_index_spec, direct_access_index_spec }) =>
      embeddedBy(delta_sync_index_spec, direct_access_index_spec).length > 0 ? "destructive" : "write",
  },
  untrusted: true,
  input: z
    .strictObject({
      name: indexName,
      endpoint_name: endpointName,
      primary_key: z.string().min(1).max(255).describe("Column"),
      delta_sync_index_spec: spec.describe(
        "{source_table, pipeline_type, embedding_source_columns: [{name, embedding_model_endpoint_name}]}",
      ),
      direct_access_index_spec: spec.describe("{schema_json, embedding_vector_columns: [{name, embedding_dimension}]}"),
      wait_seconds: params.waitSeconds,
    })
    .refine(
      ({ delta_sync_index_spec, direct_access_index_spec }) => !delta_sync_index_spec !== !direct_access_index_spec,
      "give delta_sync_index_spec or direct_access_index_spec",
    ),
  output: z.object({ name: z.string(), ready: z.boolean(), message: text, next: text }),
  async confirm({ name, delta_sync_index_spec, direct_access_index_spec }, ctx) {
    const names = [...new Set(embeddedBy(delta_sync_index_spec, direct_access_index_spec))];
    const reaches = names.map(async (name) => reachOf(await getServingEndpoint(ctx.client, { name })));
    const reach = (await Promise.all(reaches)).filter((each) => each !== undefined);
    if (reach.length === 0) return null;
    return `Create vector search index "${name}", its text embedded by serving endpoint ${names.join(", ")}? ${reach.join(" ")}`;
  },
  async run(ctx, { wait_seconds, ...body }) {
    const index_type = body.delta_sync_index_spec ? "DELTA_SYNC" : "DIRECT_ACCESS";
    await api.createVectorIndex(ctx.client, { ...body, index_type });
    const read = () => api.getVectorIndex(ctx.client, { index_name: body.name });
    const index = await settled(ctx, `vector search index ${body.name}`, read, {
      done: ({ status }) => status?.ready === true,
      words: ({ status }) => `Index ${body.name}: ${status?.message ?? "being made"}`,
      wait_seconds,
      made: true,
    });
    const next = index.status?.ready ? undefined : "Not ready yet: get_vector_search_index tells when it is.";
    const { ready, message } = vectorIndexDetails(index);
    return { name: body.name, ready, ...compact({ message, next }) };
  },
});

export const deleteVectorSearchIndex = vectorSearch.tool({
  name: "delete_vector_search_index",
  title: "Delete a vector search index",
  description: "Deletes an index; its source table stays.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ index_name: indexName }),
  output: z.object({ index_name: z.string(), note: z.string() }),
  async confirm(args, ctx) {
    const { name, status, index_type } = await api.getVectorIndex(ctx.client, args);
    const rows = inRows(status?.indexed_row_count ?? 0);
    const effect = index_type === "DIRECT_ACCESS" ? "What is in it exists nowhere else" : "Its source table stays";
    return `Delete vector search index "${name}" (${rows})? ${effect}.`;
  },
  async run(ctx, { index_name }) {
    await api.deleteVectorIndex(ctx.client, { index_name });
    return { index_name, note: "Deleted." };
  },
});

export const queryVectorSearchIndex = vectorSearch.tool({
  name: "query_vector_search_index",
  title: "Query a vector search index",
  description: "Finds the rows nearest to a text or vector; the last column is the score.",
  access: "read",
  untrusted: true,
  input: z
    .strictObject({
      index_name: indexName,
      columns: z.array(z.string().min(1)).min(1).describe("To return"),
      query_text: z.string().min(1).max(32_764).optional().describe("Not for own embeddings"),
      query_vector: z.array(z.number()).min(1).max(8192).optional().describe("For own embeddings"),
      query_type: z.enum(["ANN", "HYBRID", "FULL_TEXT"]).optional().describe("Default ANN"),
      filters_json: z.string().max(16_384).optional().describe('{"col": v, "id >=": 5, "col NOT": v}'),
      limit: params.limit(10, 200),
    })
    .refine(({ query_text, query_vector }) => query_text !== undefined || query_vector !== undefined, {
      message: "give query_text or query_vector",
    }),
  output: z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.unknown())) }),
  run: (ctx, { limit, index_name, columns, ...query }) =>
    api.queryVectorIndex(ctx.client, { ...compact(query), index_name, columns, num_results: limit }),
  text: ({ columns, rows }) => (rows.length === 0 ? "No rows." : table(columns, rows)),
});

export const syncVectorSearchIndex = vectorSearch.tool({
  name: "sync_vector_search_index",
  title: "Sync a vector search index",
  description: "Brings a TRIGGERED index up to its source table.",
  access: "write",
  idempotent: true,
  input: z.strictObject({ index_name: indexName }),
  output: z.object({ index_name: z.string(), note: z.string() }),
  async run(ctx, { index_name }) {
    await api.syncVectorIndex(ctx.client, { index_name });
    return { index_name, note: "Sync is under way; get_vector_search_index tells the rows indexed." };
  },
});

const changed = z.object({
  status: z.string(),
  success_row_count: z.number(),
  failed_primary_keys: z.array(z.string()).optional(),
});

export const writeVectorSearchRows = vectorSearch.tool({
  name: "write_vector_search_rows",
  title: "Write rows to a vector search index",
  description: "Upserts rows of a Direct Access index by primary key.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    index_name: indexName,
    rows: z.array(z.looseObject({})).min(1).max(1000).describe("Values by column"),
  }),
  output: changed,
  run: async (ctx, args) => rowsChangedView(await api.upsertVectorRows(ctx.client, args)),
});

export const deleteVectorSearchRows = vectorSearch.tool({
  name: "delete_vector_search_rows",
  title: "Delete rows of a vector search index",
  description: "Deletes rows of a Direct Access index.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    index_name: indexName,
    primary_keys: z.array(z.string().min(1).max(128)).min(1).max(50).describe("Keys"),
  }),
  output: changed,
  confirm: ({ index_name, primary_keys }) =>
    `Delete ${inRows(primary_keys.length)} of vector search index "${index_name}" (${primary_keys.slice(0, 10).join(", ")}${primary_keys.length > 10 ? ", …" : ""})? What is deleted exists nowhere else.`,
  run: async (ctx, args) => rowsChangedView(await api.deleteVectorRows(ctx.client, args)),
});
