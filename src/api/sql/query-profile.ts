import * as z from "zod";
import { compact } from "../../records.ts";
import { int64 } from "../http/json.ts";
import { classify } from "./class.ts";
import { bytesWords } from "./quantities.ts";
import type { QueryInfo } from "./query-history.ts";

const count = int64.nullish();

/** Measurements of one execution in the history: milliseconds, bytes and counts. */
const measures = z.looseObject({
  total_time_ms: count,
  compilation_time_ms: count,
  execution_time_ms: count,
  result_fetch_time_ms: count,
  task_total_time_ms: count,
  photon_total_time_ms: count,
  read_bytes: count,
  read_remote_bytes: count,
  read_cache_bytes: count,
  read_files_count: count,
  pruned_files_count: count,
  rows_read_count: count,
  spill_to_disk_bytes: count,
  result_from_cache: z.boolean().nullish(),
});
/** Measurements of an execution; absent where the history has none. */
export type QueryMeasures = z.output<typeof measures>;

/** The measurements of an execution; empty if the history was read without `include_metrics`. */
export const measuresOf = ({ metrics }: QueryInfo): QueryMeasures => measures.safeParse(metrics ?? {}).data ?? {};

/** The phases of an execution that took time, in milliseconds and percent. `waiting` is the time outside the other phases. */
export function phasesOf({ duration }: QueryInfo, of: QueryMeasures) {
  const [compilation, execution, fetch] = [of.compilation_time_ms, of.execution_time_ms, of.result_fetch_time_ms].map(
    (ms) => ms ?? 0,
  );
  const known = (compilation ?? 0) + (execution ?? 0) + (fetch ?? 0);
  const waiting = known > 0 ? Math.max(0, (duration ?? 0) - known) : 0;
  const all = { waiting, compilation, execution, result_fetch: fetch };
  return Object.entries(all).flatMap(([phase, ms = 0]) =>
    ms > 0 ? [{ phase, ms, percent: Math.round((100 * ms) / Math.max(1, known + waiting)) }] : [],
  );
}

/** The volume of data that an execution read and spilled: sizes in words, numbers of rows and files. */
export const volumesOf = (of: QueryMeasures) =>
  compact({
    read: of.read_bytes ? bytesWords(of.read_bytes) : undefined,
    read_from_cache: of.read_cache_bytes ? bytesWords(of.read_cache_bytes) : undefined,
    spilled_to_disk: of.spill_to_disk_bytes ? bytesWords(of.spill_to_disk_bytes) : undefined,
    rows_read: of.rows_read_count,
    files_read: of.read_files_count,
    files_pruned: of.pruned_files_count,
    result_from_cache: of.result_from_cache || undefined,
  });

/** The EXPLAIN statement for a query, or the reason it cannot be explained. Only plain reads can. */
export function explainStatement(query: string | null | undefined): { statement: string } | { reason: string } {
  const text = (query ?? "").trim().replace(/;\s*$/, "");
  if (text === "") return { reason: "the history does not have its text" };
  const statement = `EXPLAIN ${text}`;
  if (classify(text).class !== "read" || classify(statement).class !== "read")
    return { reason: "it is not a plain query" };
  return { statement };
}

const GIB = 2 ** 30;
const MIB = 2 ** 20;
/** Phases shorter than this are not worth tuning. */
const SHORT_MS = 2000;
const CROSS = /CartesianProduct|BroadcastNestedLoopJoin|CROSS_PRODUCT/;

/** Ways to make a query cheaper or faster, the most certain first. */
export function queryAdvice(info: QueryInfo, of: QueryMeasures, plan: string | undefined): string[] {
  const time = new Map(phasesOf(info, of).map(({ phase, ms, percent }) => [phase, { ms, percent }]));
  const takes = (phase: string, percent: number) => {
    const one = time.get(phase);
    return one !== undefined && one.percent >= percent && one.ms >= SHORT_MS;
  };
  const { read_bytes, read_files_count: files, pruned_files_count: pruned, rows_read_count: rowsRead } = of;
  const [bytes, produced] = [read_bytes ?? 0, info.rows_produced ?? 0];
  return [
    info.status === "FAILED" && "It failed. Fix the error first.",
    of.result_from_cache && "The result came from the cache, so its times do not describe the query.",
    of.spill_to_disk_bytes &&
      `It spilled ${bytesWords(of.spill_to_disk_bytes)} to disk. Filter or aggregate before joins and sorts, or use a larger warehouse size.`,
    takes("waiting", 30) &&
      "It spent much of the time waiting for the warehouse. If the warehouse was busy, raise max_num_clusters; if it was starting, use serverless or a longer auto stop.",
    takes("compilation", 40) &&
      "Planning took long. Use fewer nested views, compact files (OPTIMIZE) and update statistics (ANALYZE TABLE).",
    CROSS.test(plan ?? "") &&
      "The plan has a join without an equality condition, which compares every row with every other. Check the ON clauses.",
    bytes >= GIB &&
      (files ?? 0) > 10 &&
      (pruned ?? 0) < (files ?? 0) &&
      "Few files were skipped. Filter on the columns that the table is partitioned or clustered by, or cluster it by the columns you filter on (CLUSTER BY).",
    (files ?? 0) > 500 && bytes / (files ?? 1) < 8 * MIB && "It read many small files. OPTIMIZE the table.",
    bytes >= GIB &&
      (rowsRead ?? 0) > 1000 * Math.max(1, produced) &&
      "It read over a thousand rows for each row it returned. Filter earlier, or keep the aggregate in a materialized view.",
    takes("result_fetch", 40) &&
      produced > 100_000 &&
      "Fetching the result took long. Aggregate, add a LIMIT, or write the result to a table.",
    (of.task_total_time_ms ?? 0) > 10_000 &&
      of.photon_total_time_ms != null &&
      of.photon_total_time_ms < 0.5 * (of.task_total_time_ms ?? 0) &&
      "Most of the work ran outside Photon. Look for Python or Scala functions and unsupported types.",
    bytes >= GIB &&
      /\bselect\s+\*/i.test(info.query_text ?? "") &&
      "SELECT * reads every column. Select only those you need.",
  ].filter((line): line is string => typeof line === "string");
}
