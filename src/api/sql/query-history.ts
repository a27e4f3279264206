import * as z from "zod";
import { compact } from "../../records.ts";
import { isoTime, oneLine } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";

import { id64, int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { bytesWords } from "./quantities.ts";

const count = int64.nullish();

/** Milliseconds, bytes and counts of one execution; sent only when asked for. */
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
export type QueryInfo = z.output<typeof queryInfo>;

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

/** `GET /api/2.0/sql/history/queries`, one page, newest start first. Other people's text needs CAN_MONITOR. */
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
  // Said to be the last page, it is, whatever token stands beside.
  return { items: page.res ?? [], next: page.has_next_page === false ? undefined : page.next_page_token || undefined };
}

const SHOWN_TEXT = 300;

/** One execution as an agent reads it; its SQL as one line, in full only when `whole`. */
export const historyView = (info: QueryInfo, { whole }: { whole: boolean }) => ({
  statement_id: info.query_id,
  ...compact({
    status: info.status,
    start_time: isoTime(info.query_start_time_ms),
    duration: info.duration === undefined ? undefined : seconds(info.duration),
    rows_produced: info.rows_produced,
    user_name: info.user_name,
    warehouse_id: info.warehouse_id,
    source: sourceOf(info.query_source ?? {}),
    query_text: whole ? info.query_text : oneLine(info.query_text ?? "", SHOWN_TEXT),
    error_message: whole ? info.error_message : oneLine(info.error_message ?? "", SHOWN_TEXT),
    metrics: info.metrics ? metricsView(info.metrics) : undefined,
  }),
});

const seconds = (ms: number | null | undefined): string | undefined =>
  ms === undefined || ms === null ? undefined : ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;

const size = (bytes: number | null | undefined): string | undefined => (bytes ? bytesWords(bytes) : undefined);

const metricsView = (of: z.output<typeof metrics>) =>
  compact({
    compilation: seconds(of.compilation_time_ms),
    execution: seconds(of.execution_time_ms),
    result_fetch: seconds(of.result_fetch_time_ms),
    read: size(of.read_bytes),
    rows_read: of.rows_read_count,
    files_read: of.read_files_count,
    files_pruned: of.pruned_files_count,
    spilled_to_disk: size(of.spill_to_disk_bytes),
    from_cache: of.result_from_cache || undefined,
  });

/** What had it run: `job_id 12`, `dashboard_id 01ef…`. Nothing for a person at an editor or an API call. */
function sourceOf(source: Readonly<Record<string, unknown>>): string | undefined {
  const { job_info, ...ids } = source;
  const flat = { ...(typeof job_info === "object" ? job_info : {}), ...ids };
  const named = Object.entries(flat).flatMap(([key, value]) => {
    const id = id64.safeParse(value);
    return id.success && id.data !== "" ? [`${key} ${id.data}`] : [];
  });
  return named.length > 0 ? named.join(", ") : undefined;
}
