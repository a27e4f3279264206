import type { RowsChanged, VectorIndex, VectorSearchEndpoint } from "../../api/serving/vector-search.ts";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";

/** A vector search endpoint with its state in the platform's word. */
export function vectorEndpointView(endpoint: VectorSearchEndpoint) {
  const { name, endpoint_status: status } = endpoint;
  return {
    name,
    state: status?.state ?? "UNKNOWN",
    ...compact({
      message: status?.message,
      endpoint_type: endpoint.endpoint_type,
      num_indexes: endpoint.num_indexes,
      creator: endpoint.creator,
      creation_time: isoTime(endpoint.creation_timestamp),
    }),
  };
}

/** An index in a list. */
export function vectorIndexSummary({ name, ...index }: VectorIndex) {
  return {
    name,
    ...compact({
      endpoint_name: index.endpoint_name,
      index_type: index.index_type,
      index_subtype: index.index_subtype,
      primary_key: index.primary_key,
      creator: index.creator,
    }),
  };
}

/** One index: whether it can be queried, how many rows it has, where they come from and what is embedded how. */
export function vectorIndexDetails(index: VectorIndex) {
  const { status, delta_sync_index_spec: synced, direct_access_index_spec: direct } = index;
  const spec = synced ?? direct;
  return {
    ...vectorIndexSummary(index),
    ready: status?.ready === true,
    ...compact({
      indexed_row_count: status?.indexed_row_count,
      message: status?.message,
      source_table: synced?.source_table,
      pipeline_type: synced?.pipeline_type,
      pipeline_id: synced?.pipeline_id,
      columns_to_sync: synced?.columns_to_sync,
      embedding_source_columns: spec?.embedding_source_columns,
      embedding_vector_columns: spec?.embedding_vector_columns,
      schema_json: direct?.schema_json,
    }),
  };
}

/** How a change of rows ended. */
export function rowsChangedView({ status, result }: RowsChanged) {
  return {
    status: status ?? "UNKNOWN",
    success_row_count: result?.success_row_count ?? 0,
    ...compact({ failed_primary_keys: result?.failed_primary_keys?.map(String) }),
  };
}
