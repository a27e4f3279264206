import * as z from "zod";
import { getServingEndpoint } from "../../api/serving/endpoints.ts";
import * as api from "../../api/serving/vector-search.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Consequence, listed, say, unnamed } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { restBody } from "../api/body.ts";
import { waitWithinBudget } from "../waiting.ts";
import { effectsOfQuery } from "./query-facts.ts";
import { affectedIndex, indexAliases, indexesOfAll, indexObject, pageOfIndexes } from "./vector-search-facts.ts";
import { syncIndex, syncView } from "./vector-search-sync.ts";
import { endpointName, indexName, vectorSearch } from "./vector-search-toolset.ts";
import { rowsChangedView, vectorIndexDetails, vectorIndexState, vectorIndexSummary } from "./vector-search-view.ts";

const rowsInWords = (count: number): string => (count === 1 ? "1 row" : `${count} rows`);

export const listVectorSearchIndexes = vectorSearch.tool({
  name: "list_vector_search_indexes",
  title: "List vector search indexes",
  description:
    "Lists the vector search indexes of one endpoint or of all. get_vector_search_index shows state and columns.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ endpoint_name: endpointName.optional(), page_token: params.pageToken }),
  aliases: { name: "endpoint_name" },
  output: z.object({ indexes: z.array(vectorIndexSummary.schema), next_page_token: text }),
  async run(ctx, { endpoint_name, page_token: from }) {
    const { items, next } =
      endpoint_name === undefined ? await indexesOfAll(ctx, from) : await pageOfIndexes(ctx, endpoint_name, from);
    return { indexes: items.map((item) => vectorIndexSummary(item)), next_page_token: next };
  },
});

export const getVectorSearchIndex = vectorSearch.tool({
  name: "get_vector_search_index",
  title: "Get a vector search index",
  description: "Returns one index: state, running sync, row count, source table, embedded columns.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ index_name: indexName }),
  aliases: indexAliases,
  output: vectorIndexDetails.schema,
  run: async (ctx, args) => vectorIndexDetails(await api.getVectorIndex(ctx.client, args)),
});

const spec = restBody().optional();

type Spec = Readonly<Record<string, unknown>> | undefined;

/** Serving endpoints that embed the text, except Databricks' own (`databricks-…`), which keep it in the workspace. */
const embeddingEndpoints = (...specs: readonly Spec[]): string[] =>
  specs
    .flatMap((each) => z.array(z.looseObject({})).catch([]).parse(each?.embedding_source_columns))
    .flatMap((column) => [column.embedding_model_endpoint_name, column.model_endpoint_name_for_query])
    .filter((name) => typeof name === "string")
    .filter((name) => !name.startsWith("databricks-"));

/** The consequences of a serving endpoint that embeds the text of the index. */
async function embeddedBy(ctx: Context, name: string): Promise<Consequence[]> {
  const effects = effectsOfQuery(await getServingEndpoint(ctx.client, { name }));
  return effects.map(({ reason, text }) => ({ reason, text: say`Serving endpoint ${name} embeds its text. ${text}` }));
}

export const createVectorSearchIndex = vectorSearch.tool({
  name: "create_vector_search_index",
  title: "Create a vector search index",
  servedIn: [],
  description:
    "Creates an index that syncs from a Delta table, or one that write_vector_search_rows fills directly, and waits until it is ready.",
  access: {
    least: "write",
    most: "destructive",
    of: ({ delta_sync_index_spec, direct_access_index_spec }) =>
      embeddingEndpoints(delta_sync_index_spec, direct_access_index_spec).length > 0 ? "destructive" : "write",
  },
  untrusted: true,
  input: z
    .strictObject({
      index_name: indexName,
      endpoint_name: endpointName,
      primary_key: z.string().min(1).max(255).describe("Primary key column"),
      delta_sync_index_spec: spec.describe(
        "For an index of a Delta table: {source_table, pipeline_type, embedding_source_columns: [{name, embedding_model_endpoint_name}]}",
      ),
      direct_access_index_spec: spec.describe(
        "For an index that is written directly: {schema_json, embedding_vector_columns: [{name, embedding_dimension}]}",
      ),
      wait_seconds: params.waitSeconds,
    })
    .refine(
      ({ delta_sync_index_spec, direct_access_index_spec }) => !delta_sync_index_spec !== !direct_access_index_spec,
      "give either delta_sync_index_spec or direct_access_index_spec",
    ),
  output: vectorIndexState.schema.extend({ next: text }),
  // The type follows from the spec.
  aliases: { name: "index_name", index_type: () => ({}) },
  covers: "vectorSearchIndexes.createIndex",
  async affects({ index_name: name, endpoint_name, delta_sync_index_spec, direct_access_index_spec }, ctx) {
    const names = [...new Set(embeddingEndpoints(delta_sync_index_spec, direct_access_index_spec))];
    const consequences = await Promise.all(names.map((each) => embeddedBy(ctx, each)));
    return {
      effect: "Create",
      objects: [{ kind: "vector search index", name, within: [endpoint_name] }],
      consequences: consequences.flat(),
    };
  },
  async run(ctx, { wait_seconds, index_name: name, ...rest }) {
    const body = { ...rest, name };
    const index_type = body.delta_sync_index_spec ? "DELTA_SYNC" : "DIRECT_ACCESS";
    await api.createVectorIndex(ctx.client, { ...body, index_type });
    ctx.accepted({
      what: "The vector search index was created",
      ids: { index_name: body.name },
      followUp: "get_vector_search_index",
    });
    const read = () => api.getVectorIndex(ctx.client, { index_name: body.name });
    const index = await waitWithinBudget(ctx, `vector search index ${body.name}`, read, {
      done: ({ status }) => status?.ready === true,
      words: ({ status }) => `Index ${body.name}: ${status?.message ?? "being created"}`,
      wait_seconds,
      made: true,
    });
    const next = index.status?.ready ? undefined : "Not ready yet: poll get_vector_search_index until ready is true.";
    return { ...vectorIndexState(index), next };
  },
});

export const deleteVectorSearchIndex = vectorSearch.tool({
  name: "delete_vector_search_index",
  title: "Delete a vector search index",
  servedIn: [],
  description: "Permanently deletes an index. Its source table is kept.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ index_name: indexName }),
  aliases: indexAliases,
  output: z.object({ index_name: z.string(), deleted: z.boolean() }),
  covers: "vectorSearchIndexes.deleteIndex",
  async affects(args, ctx) {
    const index = await api.getVectorIndex(ctx.client, args);
    const sentence = rowsInWords(index.status?.indexed_row_count ?? 0);
    const effect =
      index.index_type === "DIRECT_ACCESS"
        ? say`It is deleted with ${{ sentence }}, which are stored nowhere else.`
        : say`It is deleted with ${{ sentence }}. Its source table is kept.`;
    return {
      effect: "Permanently delete",
      objects: [indexObject(index)],
      consequences: [
        { reason: "loss", text: effect },
        { reason: "others", text: say`Applications that query it will fail.` },
      ],
    };
  },
  async run(ctx, { index_name }) {
    await api.deleteVectorIndex(ctx.client, { index_name });
    return { index_name, deleted: true };
  },
});

export const queryVectorSearchIndex = vectorSearch.tool({
  name: "query_vector_search_index",
  title: "Query a vector search index",
  description: "Returns the rows most similar to a text or vector, best first. The last column is the score.",
  access: "read",
  untrusted: true,
  input: z
    .strictObject({
      index_name: indexName,
      columns: z.array(z.string().min(1)).min(1).describe("Columns to return"),
      query_text: z
        .string()
        .min(1)
        .max(32_764)
        .optional()
        .describe("Text to search for, in an index that embeds its text"),
      query_vector: z
        .array(z.number())
        .min(1)
        .max(8192)
        .optional()
        .describe("Vector to search for, in an index of precomputed embeddings"),
      query_type: z.enum(["ANN", "HYBRID", "FULL_TEXT"]).optional().describe("Search method; default ANN"),
      filters_json: z
        .string()
        .max(16_384)
        .optional()
        .describe('Filter as JSON, e.g. {"col": v, "id >=": 5, "col NOT": v}'),
      limit: params.limit(10, 200),
    })
    .refine(({ query_text, query_vector }) => query_text !== undefined || query_vector !== undefined, {
      message: "give query_text or query_vector",
    }),
  aliases: { ...indexAliases, num_results: "limit" },
  output: z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.unknown())) }),
  run: (ctx, { limit, index_name, columns, ...query }) =>
    api.queryVectorIndex(ctx.client, { ...compact(query), index_name, columns, num_results: limit }),
  text: ({ columns, rows }) => (rows.length === 0 ? "No rows match." : table(columns, rows)),
});

export const syncVectorSearchIndex = vectorSearch.tool({
  name: "sync_vector_search_index",
  title: "Sync a vector search index",
  description: "Syncs a TRIGGERED index with its source table and waits for the end.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ index_name: indexName, wait_seconds: params.waitSeconds }),
  aliases: indexAliases,
  output: syncView.schema,
  covers: "vectorSearchIndexes.syncIndex",
  affects: async (args, ctx) => unnamed("Sync", await affectedIndex(ctx, args)),
  run: (ctx, args) => syncIndex(ctx, args),
});

export const writeVectorSearchRows = vectorSearch.tool({
  name: "write_vector_search_rows",
  title: "Write rows to a vector search index",
  servedIn: [],
  description:
    "Inserts or replaces rows of a Direct Access index by primary key. Indexes of a Delta table are updated with sync_vector_search_index.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    index_name: indexName,
    rows: z.array(z.looseObject({})).min(1).max(1000).describe("Rows, each an object of values by column"),
  }),
  aliases: indexAliases,
  output: rowsChangedView.schema,
  alsoCovers: [
    {
      operation: "vectorSearchIndexes.upsertDataVectorIndex",
      args: ({ index_name, inputs_json: rows }) => [{ index_name, rows }],
    },
  ],
  affects: async (args, ctx) => unnamed("Write rows to", await affectedIndex(ctx, args)),
  run: async (ctx, args) => rowsChangedView(await api.upsertVectorRows(ctx.client, args)),
});

export const deleteVectorSearchRows = vectorSearch.tool({
  name: "delete_vector_search_rows",
  title: "Delete rows of a vector search index",
  servedIn: [],
  description: "Permanently deletes rows of a Direct Access index by primary key.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    index_name: indexName,
    primary_keys: z.array(z.string().min(1).max(128)).min(1).max(50).describe("Primary keys of the rows to delete"),
  }),
  output: z.object({ index_name: z.string(), ...rowsChangedView.fields }),
  aliases: indexAliases,
  covers: "vectorSearchIndexes.deleteDataVectorIndex",
  affects: async ({ index_name, primary_keys }, ctx) => ({
    effect: "Delete rows of",
    objects: [await affectedIndex(ctx, { index_name })],
    consequences: [
      {
        reason: "loss",
        text: say`${primary_keys.length} rows, stored nowhere else, are permanently lost: ${listed(primary_keys)}.`,
      },
    ],
  }),
  run: async (ctx, args) => ({
    index_name: args.index_name,
    ...rowsChangedView(await api.deleteVectorRows(ctx.client, args)),
  }),
});
