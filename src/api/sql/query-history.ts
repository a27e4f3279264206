import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";

const count = int64.nullish();

/** Milliseconds, bytes and counts of one execution; the platform sends them only with `include_metrics`. */
const metrics = z.looseObject({
  compilation_time_ms: count,
  execution_time_ms: count,
  result_fetch_time_ms: count,
  read_bytes: count,
  read_files_count: count,
  pruned_files_count: count,
  rows_read_count: count,
  spill_to_disk_bytes: count,
  result_from_cache: z.boolean().nullish(),
});

/** `QueryInfo`: the fields we read. Times are epoch milliseconds, `duration` milliseconds. */
const queryInfo = z.looseObject({
  query_id: z.string(),
  status: text,
  query_text: text,
  statement_type: text,
  error_message: text,
  warehouse_id: text,
  user_name: text,
  query_start_time_ms: count,
  duration: count,
  rows_produced: count,
  query_source: z.record(z.string(), z.unknown()).nullish(),
  metrics: metrics.nullish(),
});
/** One execution of a statement in the history. */
export type QueryInfo = z.output<typeof queryInfo>;

/** Which executions to list; all conditions must hold. */
export interface HistoryFilter {
  readonly statement_ids?: readonly string[] | undefined;
  readonly warehouse_ids?: readonly string[] | undefined;
  readonly statuses?: readonly string[] | undefined;
  /** Epoch milliseconds, at most 30 days apart. */
  readonly query_start_time_range?: {
    readonly start_time_ms?: number | undefined;
    readonly end_time_ms?: number | undefined;
  };
}

const history = z.looseObject({
  res: z.array(queryInfo).nullish(),
  next_page_token: text,
  has_next_page: z.boolean().nullish(),
});

/**
 * `GET /api/2.0/sql/history/queries`: one page, latest start first; `max_results` is below 1,000. The text of other
 * users' queries requires CAN_MONITOR on the warehouse.
 */
export async function listQueryHistory(
  client: Client,
  {
    filter_by,
    ...query
  }: { filter_by: HistoryFilter; include_metrics?: boolean; max_results: number; page_token?: string | undefined },
): Promise<Page<QueryInfo>> {
  const page = await client.get("queryHistory.list", "/api/2.0/sql/history/queries", history, {
    query: { ...query, filter_by: { ...filter_by, query_start_time_range: { ...filter_by.query_start_time_range } } },
  });
  // `has_next_page: false` counts even when the response carries a token as well.
  return { items: page.res ?? [], next: page.has_next_page === false ? undefined : page.next_page_token || undefined };
}
