import * as z from "zod";
import type { RowsChanged, VectorIndex, VectorSearchEndpoint } from "../../api/serving/vector-search.ts";
import { count, text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";

export const vectorEndpointView = view(
  {
    name: z.string(),
    state: z.string(),
    message: text,
    endpoint_type: text,
    num_indexes: count,
    creator: text,
    creation_time: text,
  },
  (endpoint: VectorSearchEndpoint) => ({
    name: endpoint.name,
    state: endpoint.endpoint_status?.state ?? "UNKNOWN",
    message: endpoint.endpoint_status?.message,
    endpoint_type: endpoint.endpoint_type,
    num_indexes: endpoint.num_indexes,
    creator: endpoint.creator,
    creation_time: isoTime(endpoint.creation_timestamp),
  }),
);

/** An index in a list. */
export const vectorIndexSummary = view(
  { name: z.string(), endpoint_name: text, index_type: text, index_subtype: text, primary_key: text, creator: text },
  (index: VectorIndex) => ({
    name: index.name,
    endpoint_name: index.endpoint_name,
    index_type: index.index_type,
    index_subtype: index.index_subtype,
    primary_key: index.primary_key,
    creator: index.creator,
  }),
);

/** Whether an index can be queried, and whether a sync is running: an index that is ready stays so during one. */
export const vectorIndexState = view(
  { name: z.string(), ready: z.boolean(), detailed_state: text, message: text },
  ({ name, status }: VectorIndex) => ({
    name,
    ready: status?.ready === true,
    detailed_state: status?.detailed_state,
    message: status?.message,
  }),
);

/** Rows that the running sync has read; `undefined` between syncs. */
const syncProgressView = view(
  { num_synced_rows: count, total_rows_to_sync: count, sync_progress_completion: count },
  ({ status }: VectorIndex) => {
    const running =
      status?.triggered_update_status?.triggered_update_progress ??
      status?.provisioning_status?.initial_pipeline_sync_progress;
    return {
      num_synced_rows: running?.num_synced_rows,
      total_rows_to_sync: running?.total_rows_to_sync,
      sync_progress_completion: running?.sync_progress_completion,
    };
  },
);

/** One index: its state and number of rows, their source, and the columns that are embedded. */
export const vectorIndexDetails = view(
  {
    ...vectorIndexSummary.fields,
    ...vectorIndexState.fields,
    indexed_row_count: count,
    sync_progress: syncProgressView.schema.optional(),
    source_table: text,
    pipeline_type: text,
    pipeline_id: text,
    columns_to_sync: texts,
    embedding_source_columns: z.array(z.unknown()).optional(),
    embedding_vector_columns: z.array(z.unknown()).optional(),
    schema_json: text,
  },
  (index: VectorIndex) => {
    const { delta_sync_index_spec: synced, direct_access_index_spec: direct } = index;
    const spec = synced ?? direct;
    return {
      ...vectorIndexSummary(index),
      ...vectorIndexState(index),
      indexed_row_count: index.status?.indexed_row_count,
      sync_progress: syncProgressView(index),
      source_table: synced?.source_table,
      pipeline_type: synced?.pipeline_type,
      pipeline_id: synced?.pipeline_id,
      columns_to_sync: synced?.columns_to_sync,
      embedding_source_columns: spec?.embedding_source_columns,
      embedding_vector_columns: spec?.embedding_vector_columns,
      schema_json: direct?.schema_json,
    };
  },
);

/** The result of writing or deleting rows. */
export const rowsChangedView = view(
  { status: z.string(), success_row_count: z.number(), failed_primary_keys: texts },
  ({ status, result }: RowsChanged) => ({
    status: status ?? "UNKNOWN",
    success_row_count: result?.success_row_count ?? 0,
    failed_primary_keys: result?.failed_primary_keys?.map(String),
  }),
);
