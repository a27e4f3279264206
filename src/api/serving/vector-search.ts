import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

/** `EndpointInfo`. Times are epoch milliseconds. */
const endpoint = z.looseObject({
  name: z.string(),
  id: text,
  endpoint_type: text,
  endpoint_status: z.looseObject({ state: text, message: text }).nullish(),
  num_indexes: int64.nullish(),
  creator: text,
  creation_timestamp: int64.nullish(),
});
export type VectorSearchEndpoint = z.output<typeof endpoint>;

const source = z.looseObject({ name: text, embedding_model_endpoint_name: text });
const vector = z.looseObject({ name: text, embedding_dimension: z.number().nullish() });
const embedding = {
  embedding_source_columns: z.array(source).nullish(),
  embedding_vector_columns: z.array(vector).nullish(),
};

/** `VectorIndex`; a list has neither its state nor its spec. */
const index = z.looseObject({
  name: z.string(),
  endpoint_name: text,
  primary_key: text,
  index_type: text,
  index_subtype: text,
  creator: text,
  status: z.looseObject({ ready: z.boolean().nullish(), indexed_row_count: int64.nullish(), message: text }).nullish(),
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
export type VectorIndex = z.output<typeof index>;

type Fields = Readonly<Record<string, unknown>>;
interface EndpointName {
  readonly endpoint_name: string;
}
interface IndexName {
  readonly index_name: string;
}

/** `GET /api/2.0/vector-search/endpoints`, one page of the platform's size. */
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

/** `GET /api/2.0/vector-search/endpoints/{endpoint_name}`. */
export const getVectorSearchEndpoint = (client: Client, { endpoint_name }: EndpointName) =>
  client.get("vectorSearchEndpoints.getEndpoint", path`/api/2.0/vector-search/endpoints/${endpoint_name}`, endpoint);

/** `POST /api/2.0/vector-search/endpoints`: returns at once with the endpoint PROVISIONING. */
export const createVectorSearchEndpoint = (client: Client, body: { name: string; endpoint_type: string }) =>
  client.post("vectorSearchEndpoints.createEndpoint", "/api/2.0/vector-search/endpoints", endpoint, { body });

/** `DELETE /api/2.0/vector-search/endpoints/{endpoint_name}`. */
export const deleteVectorSearchEndpoint = (client: Client, { endpoint_name }: EndpointName) =>
  client.delete(
    "vectorSearchEndpoints.deleteEndpoint",
    path`/api/2.0/vector-search/endpoints/${endpoint_name}`,
    nothing,
  );

/** `GET /api/2.0/vector-search/indexes`: one page of an endpoint's indexes. */
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

/** `GET /api/2.0/vector-search/indexes/{index_name}`. */
export const getVectorIndex = (client: Client, { index_name }: IndexName) =>
  client.get("vectorSearchIndexes.getIndex", path`/api/2.0/vector-search/indexes/${index_name}`, index);

/** `POST /api/2.0/vector-search/indexes`: returns at once; one of the two specs says which type it is. */
export const createVectorIndex = (client: Client, body: Fields) =>
  client.post("vectorSearchIndexes.createIndex", "/api/2.0/vector-search/indexes", index, { body });

/** `DELETE /api/2.0/vector-search/indexes/{index_name}`. */
export const deleteVectorIndex = (client: Client, { index_name }: IndexName) =>
  client.delete("vectorSearchIndexes.deleteIndex", path`/api/2.0/vector-search/indexes/${index_name}`, nothing);

const found = z.looseObject({
  manifest: z.looseObject({ columns: z.array(z.looseObject({ name: text })).nullish() }).nullish(),
  result: z.looseObject({ data_array: z.array(z.array(z.unknown())).nullish() }).nullish(),
});

/** `POST /api/2.0/vector-search/indexes/{index_name}/query`: the last column is the score. Up to 10 MB. */
export async function queryVectorIndex(client: Client, { index_name, ...body }: IndexName & Fields) {
  const { manifest, result } = await client.post(
    "vectorSearchIndexes.queryIndex",
    path`/api/2.0/vector-search/indexes/${index_name}/query`,
    found,
    {
      body,
      replay: "safe",
    },
  );
  return { columns: (manifest?.columns ?? []).map(({ name }) => name ?? ""), rows: result?.data_array ?? [] };
}

/** `POST /api/2.0/vector-search/indexes/{index_name}/sync`: a Delta Sync index with a TRIGGERED pipeline; returns at once. */
export const syncVectorIndex = (client: Client, { index_name }: IndexName) =>
  client.post("vectorSearchIndexes.syncIndex", path`/api/2.0/vector-search/indexes/${index_name}/sync`, nothing, {});

const changed = z.looseObject({
  status: text,
  result: z
    .looseObject({ success_row_count: int64.nullish(), failed_primary_keys: z.array(z.unknown()).nullish() })
    .nullish(),
});
export type RowsChanged = z.output<typeof changed>;

/** `POST /api/2.0/vector-search/indexes/{index_name}/upsert-data`: rows of a Direct Access index, by primary key. */
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

/** `DELETE /api/2.0/vector-search/indexes/{index_name}/delete-data`: rows of a Direct Access index. */
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
