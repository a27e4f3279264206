import * as z from "zod";
import { id64 } from "../../api/http/json.ts";
import { bytesWords } from "../../api/sql/quantities.ts";
import type { QueryInfo } from "../../api/sql/query-history.ts";
import { count, text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { compact } from "../../records.ts";
import { isoTime, oneLine, shortSql } from "../../text.ts";

const SHORTENED = 300;

/** One execution of a query. Its SQL and error are shortened to one line unless `whole`. */
export const executionView = view(
  {
    statement_id: z.string(),
    status: text,
    start_time: text,
    duration: text,
    rows_produced: count,
    user_name: text,
    warehouse_id: text,
    source: text.describe("the job, dashboard or other object that ran it"),
    query_text: text,
    error_message: text,
  },
  (info: QueryInfo, { whole }: { whole: boolean }) => ({
    statement_id: info.query_id,
    status: info.status,
    start_time: isoTime(info.query_start_time_ms),
    duration: secondsWords(info.duration),
    rows_produced: info.rows_produced,
    user_name: info.user_name,
    warehouse_id: info.warehouse_id,
    source: sourceWords(info.query_source ?? {}),
    query_text: whole ? info.query_text : shortSql(info.query_text ?? "", SHORTENED),
    error_message: whole ? info.error_message : oneLine(info.error_message ?? "", SHORTENED),
  }),
);

/** Measurements of an execution by name: times, bytes and counts. */
export const measures = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional();

/** An execution with its measurements, where the history was asked for them. */
export const measuredExecutionView = view(
  { ...executionView.fields, metrics: measures },
  (info: QueryInfo, options: { whole: boolean }) => ({
    ...executionView(info, options),
    metrics: info.metrics ? metricsOf(info.metrics) : undefined,
  }),
);

const secondsWords = (ms: number | null | undefined): string | undefined =>
  ms === undefined || ms === null ? undefined : ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;

const sizeWords = (bytes: number | null | undefined): string | undefined => (bytes ? bytesWords(bytes) : undefined);

const metricsOf = (of: NonNullable<QueryInfo["metrics"]>) =>
  compact({
    compilation: secondsWords(of.compilation_time_ms),
    execution: secondsWords(of.execution_time_ms),
    result_fetch: secondsWords(of.result_fetch_time_ms),
    read: sizeWords(of.read_bytes),
    rows_read: of.rows_read_count,
    files_read: of.read_files_count,
    files_pruned: of.pruned_files_count,
    spilled_to_disk: sizeWords(of.spill_to_disk_bytes),
    from_cache: of.result_from_cache || undefined,
  });

/** The origin of an execution: `job_id 12`, `dashboard_id 01ef…`; undefined for the SQL editor and API calls. */
function sourceWords(source: Readonly<Record<string, unknown>>): string | undefined {
  const { job_info, ...ids } = source;
  const flat = { ...(typeof job_info === "object" ? job_info : {}), ...ids };
  const named = Object.entries(flat).flatMap(([key, value]) => {
    const id = id64.safeParse(value);
    return id.success && id.data !== "" ? [`${key} ${id.data}`] : [];
  });
  return named.length > 0 ? named.join(", ") : undefined;
}
