import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

const endpoint = z.looseObject({
  name: z.string(),
  id: text,
  endpoint_type: text,
  endpoint_status: z.looseObject({ state: text, message: text }).nullish(),
  num_indexes: int64.nullish(),
  creator: text,
  creation_timestamp: int64.nullish(),
});
/** `EndpointInfo`. Times are in epoch milliseconds. */
export type VectorSearchEndpoint = z.output<typeof endpoint>;

const source = z.looseObject({ name: text, embedding_model_endpoint_name: text });
const vector = z.looseObject({ name: text, embedding_dimension: z.number().nullish() });
const embedding = {
  embedding_source_columns: z.array(source).nullish(),
  embedding_vector_columns: z.array(vector).nullish(),
};

const progress = z
  .looseObject({
    num_synced_rows: int64.nullish(),
    total_rows_to_sync: int64.nullish(),
    sync_progress_completion: z.number().nullish(),
  })
  .nullish();

const index = z.looseObject({
  name: z.string(),
  endpoint_name: text,
  primary_key: text,
  index_type: text,
  index_subtype: text,
  creator: text,
  status: z
    .looseObject({
      ready: z.boolean().nullish(),
      indexed_row_count: int64.nullish(),
      message: text,
      // The SDKs do not know these three, which the platform sends.
      detailed_state: text,
      provisioning_status: z.looseObject({ initial_pipeline_sync_progress: progress }).nullish(),
      triggered_update_status: z.looseObject({ triggered_update_progress: progress }).nullish(),
    })
    .nullish(),
  delta_sync_index_spec: z
    .looseObject({
      ...embedding,
      source_table: text,
      pipeline_type: text,
      pipeline_id: text,
      columns_to_sync: z.array(z.string()).nullish(),
    })
    .nullish(),
  direct_access_index_spec: z.looseObject({ ...embedding, schema_json: text }).nullish(),
});
/** `VectorIndex`; a list has neither state nor spec. */
export type VectorIndex = z.output<typeof index>;

type Fields = Readonly<Record<string, unknown>>;
interface EndpointName {
  readonly endpoint_name: string;
}
interface IndexName {
  readonly index_name: string;
}

/** One page of endpoints; the platform sets the page size. `GET /api/2.0/vector-search/endpoints` */
export async function listVectorSearchEndpoints(
  client: Client,
  query: { page_token?: string | undefined },
): Promise<Page<VectorSearchEndpoint>> {
  const schema = z.looseObject({ endpoints: z.array(endpoint).nullish(), next_page_token: text });
  const { endpoints, next_page_token } = await client.get(
    "vectorSearchEndpoints.listEndpoints",
    "/api/2.0/vector-search/endpoints",
    schema,
    { query },
  );
  return { items: endpoints ?? [], next: next_page_token || undefined };
}

/**
 * One endpoint. `GET /api/2.0/vector-search/endpoints/{endpoint_name}`
 *
 * @throws {ApiError} `not-found`
 */
export const getVectorSearchEndpoint = (client: Client, { endpoint_name }: EndpointName) =>
  client.get("vectorSearchEndpoints.getEndpoint", path`/api/2.0/vector-search/endpoints/${endpoint_name}`, endpoint);

/**
 * Creates an endpoint and returns it while it is PROVISIONING. `POST /api/2.0/vector-search/endpoints`
 *
 * @throws {ApiError} `conflict` if the name is taken
 */
export const createVectorSearchEndpoint = (client: Client, body: { name: string; endpoint_type: string }) =>
  client.post("vectorSearchEndpoints.createEndpoint", "/api/2.0/vector-search/endpoints", endpoint, { body });

/** Deletes an endpoint. `DELETE /api/2.0/vector-search/endpoints/{endpoint_name}` */
export const deleteVectorSearchEndpoint = (client: Client, { endpoint_name }: EndpointName) =>
  client.delete(
    "vectorSearchEndpoints.deleteEndpoint",
    path`/api/2.0/vector-search/endpoints/${endpoint_name}`,
    nothing,
  );

/** One page of an endpoint's indexes. `GET /api/2.0/vector-search/indexes` */
export async function listVectorIndexes(
  client: Client,
  query: EndpointName & { page_token?: string | undefined },
): Promise<Page<VectorIndex>> {
  const schema = z.looseObject({ vector_indexes: z.array(index).nullish(), next_page_token: text });
  const { vector_indexes, next_page_token } = await client.get(
    "vectorSearchIndexes.listIndexes",
    "/api/2.0/vector-search/indexes",
    schema,
    {
      query: { ...query },
    },
  );
  return { items: vector_indexes ?? [], next: next_page_token || undefined };
}

/**
 * One index. `GET /api/2.0/vector-search/indexes/{index_name}`
 *
 * @throws {ApiError} `not-found`
 */
export const getVectorIndex = (client: Client, { index_name }: IndexName) =>
  client.get("vectorSearchIndexes.getIndex", path`/api/2.0/vector-search/indexes/${index_name}`, index);

/**
 * Creates an index and returns it before it is ready. `body` has the spec of its type.
 * `POST /api/2.0/vector-search/indexes`
 */
export const createVectorIndex = (client: Client, body: Fields) =>
  client.post("vectorSearchIndexes.createIndex", "/api/2.0/vector-search/indexes", index, { body });

/** Deletes an index. `DELETE /api/2.0/vector-search/indexes/{index_name}` */
export const deleteVectorIndex = (client: Client, { index_name }: IndexName) =>
  client.delete("vectorSearchIndexes.deleteIndex", path`/api/2.0/vector-search/indexes/${index_name}`, nothing);

const found = z.looseObject({
  manifest: z.looseObject({ columns: z.array(z.looseObject({ name: text })).nullish() }).nullish(),
  result: z.looseObject({ data_array: z.array(z.array(z.unknown())).nullish() }).nullish(),
});

/**
 * The nearest rows; the last column is the score. At most 10 MB.
 * `POST /api/2.0/vector-search/indexes/{index_name}/query`
 */
export async function queryVectorIndex(client: Client, { index_name, ...body }: IndexName & Fields) {
  const { manifest, result } = await client.post(
    "vectorSearchIndexes.queryIndex",
    path`/api/2.0/vector-search/indexes/${index_name}/query`,
    found,
    {
      body,
      replay: "read",
    },
  );
  return { columns: (manifest?.columns ?? []).map(({ name }) => name ?? ""), rows: result?.data_array ?? [] };
}

/**
 * Starts a sync of a Delta Sync index with a TRIGGERED pipeline and returns immediately.
 * `POST /api/2.0/vector-search/indexes/{index_name}/sync`
 */
export const syncVectorIndex = (client: Client, { index_name }: IndexName) =>
  client.post("vectorSearchIndexes.syncIndex", path`/api/2.0/vector-search/indexes/${index_name}/sync`, nothing, {});

const changed = z.looseObject({
  status: text,
  result: z
    .looseObject({ success_row_count: int64.nullish(), failed_primary_keys: z.array(z.unknown()).nullish() })
    .nullish(),
});
/** The result of writing or deleting rows. */
export type RowsChanged = z.output<typeof changed>;

/**
 * Inserts or replaces rows of a Direct Access index by primary key.
 * `POST /api/2.0/vector-search/indexes/{index_name}/upsert-data`
 */
export const upsertVectorRows = (client: Client, { index_name, rows }: IndexName & { rows: readonly object[] }) =>
  client.post(
    "vectorSearchIndexes.upsertDataVectorIndex",
    path`/api/2.0/vector-search/indexes/${index_name}/upsert-data`,
    changed,
    {
      body: { inputs_json: JSON.stringify(rows) },
      replay: "safe",
    },
  );

/**
 * Deletes rows of a Direct Access index by primary key.
 * `DELETE /api/2.0/vector-search/indexes/{index_name}/delete-data`
 */
export const deleteVectorRows = (
  client: Client,
  { index_name, primary_keys }: IndexName & { primary_keys: readonly string[] },
) =>
  client.delete(
    "vectorSearchIndexes.deleteDataVectorIndex",
    path`/api/2.0/vector-search/indexes/${index_name}/delete-data`,
    changed,
    { query: { primary_keys } },
  );
