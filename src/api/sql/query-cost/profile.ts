import * as z from "zod";
import { compact } from "../../../records.ts";
import { int64 } from "../../http/json.ts";
import { classify } from "../class.ts";
import { bytesWords } from "../quantities.ts";
import type { QueryInfo } from "../query-history.ts";
import type { JoinMeasure, JoinSide } from "./joins.ts";
import type { PlanFacts } from "./plan.ts";

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

/** Measurements on which advice rests, and the names of the causes that cannot be found without them. */
const EVIDENCE = [
  ["read_bytes", "bytes read", "full scans"],
  ["rows_read_count", "rows read", "late filters"],
  ["read_files_count", "files read", "files that were not skipped"],
  ["spill_to_disk_bytes", "spill to disk", "too little memory"],
  ["task_total_time_ms", "time of its tasks", "skew"],
] as const;

/**
 * The measurements that the history does not have for a finished execution, with what therefore stays unknown: their
 * absence is not a zero. `undefined` if none is absent, or if the result came from the cache and nothing was read.
 */
export function unrecorded({ status }: QueryInfo, of: QueryMeasures): string | undefined {
  if (status !== "FINISHED" || of.result_from_cache) return undefined;
  const absent = EVIDENCE.filter(([field]) => of[field] === undefined || of[field] === null);
  if (absent.length === 0) return undefined;
  const names = absent.map(([, name]) => name).join(", ");
  const causes = absent.map(([, , cause]) => cause);
  const listed = [causes.slice(0, -1).join(", "), causes.at(-1)].filter(Boolean).join(" and ");
  return `${names}: not recorded, so ${listed} cannot be seen`;
}

/** The EXPLAIN statement for a query, or the reason it cannot be explained. Only plain reads can. */
export function explainStatement(query: string | null | undefined): { statement: string } | { reason: string } {
  const text = (query ?? "").trim().replace(/;\s*$/, "");
  if (text === "") return { reason: "the history does not have its text" };
  const statement = `EXPLAIN ${text}`;
  if (classify(text).class !== "read" || classify(statement).class !== "read")
    return { reason: "it is not a plain query" };
  return { statement };
}

/** Earlier executions of the same text, compared with this one. */
export interface EarlierRuns {
  readonly runs: number;
  /** Median, in milliseconds and bytes. */
  readonly duration: number;
  readonly read_bytes: number | undefined;
}

/** The finished executions in `history` that ran the text of `info`, other than itself; `undefined` if there are none. */
export function earlierRuns(info: QueryInfo, history: readonly QueryInfo[]): EarlierRuns | undefined {
  const same = history.filter(
    (one) =>
      one.query_id !== info.query_id &&
      one.status === "FINISHED" &&
      wordsOf(one) === wordsOf(info) &&
      measuresOf(one).result_from_cache !== true,
  );
  const duration = median(same.flatMap((one) => one.duration ?? []));
  if (duration === undefined) return undefined;
  return { runs: same.length, duration, read_bytes: median(same.flatMap((one) => measuresOf(one).read_bytes ?? [])) };
}

const wordsOf = ({ query_text }: QueryInfo): string => (query_text ?? "").replace(/[\s;]+/g, " ").trim();

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** Facts about a query in addition to its own measurements. */
export interface QueryEvidence {
  readonly plan?: PlanFacts | undefined;
  readonly joins?: readonly JoinMeasure[];
  readonly earlier?: EarlierRuns | undefined;
}

const GIB = 2 ** 30;
const MIB = 2 ** 20;
/** Phases shorter than this are not worth tuning. */
const SHORT_MS = 2000;
const MANY_ROWS = 10_000_000;

/** Ways to make a query cheaper or faster, the most certain first. */
export function queryAdvice(info: QueryInfo, of: QueryMeasures, evidence: QueryEvidence = {}): string[] {
  const { plan, joins = [], earlier } = evidence;
  const time = new Map(phasesOf(info, of).map(({ phase, ms, percent }) => [phase, { ms, percent }]));
  const takes = (phase: string, percent: number) => {
    const one = time.get(phase);
    return one !== undefined && one.percent >= percent && one.ms >= SHORT_MS;
  };
  const { read_bytes, read_files_count: files, pruned_files_count: pruned, rows_read_count: rowsRead } = of;
  const [bytes, produced] = [read_bytes ?? 0, info.rows_produced ?? 0];
  const isLarge = bytes >= GIB || (rowsRead ?? 0) >= MANY_ROWS;
  return [
    info.status === "FAILED" && "It failed. Fix the error first.",
    of.result_from_cache && "The result came from the cache, so its times do not describe the query.",
    ...joins.flatMap(joinAdvice),
    joins.length === 0 &&
      (rowsRead ?? 0) > 0 &&
      produced > 10 * Math.max(1000, rowsRead ?? 0) &&
      `It returned ${words(produced)} rows from ${words(rowsRead ?? 0)} that it read: a join or a generator multiplies them. Check that the keys of the joins are unique on one side.`,
    of.spill_to_disk_bytes &&
      `It spilled ${bytesWords(of.spill_to_disk_bytes)} to disk. Filter or aggregate before joins and sorts, or use a larger warehouse size.`,
    takes("waiting", 30) &&
      "It spent much of the time waiting for the warehouse. If the warehouse was busy, raise max_num_clusters; if it was starting, use serverless or a longer auto stop.",
    takes("compilation", 40) &&
      "Planning took long. Use fewer nested views, compact files (OPTIMIZE) and update statistics (ANALYZE TABLE).",
    plan?.crossJoin &&
      "The plan has a join without an equality condition, which compares every row with every other. Check the ON clauses.",
    ...(isLarge ? (plan?.scans ?? []) : [])
      .filter(({ filtered }) => !filtered)
      .map(
        ({ table }) =>
          `No condition of the query reaches the scan of ${table}, so it is read whole. Filter on one of its own columns, without a function around the column.`,
      ),
    bytes >= GIB &&
      (files ?? 0) > 10 &&
      (pruned ?? 0) < (files ?? 0) &&
      "Few files were skipped. Filter on the columns that the table is partitioned or clustered by, or cluster it by the columns you filter on (CLUSTER BY).",
    (files ?? 0) > 500 && bytes / (files ?? 1) < 8 * MIB && "It read many small files. OPTIMIZE the table.",
    bytes >= GIB &&
      (rowsRead ?? 0) > 1000 * Math.max(1, produced) &&
      "It read over a thousand rows for each row it returned. Filter earlier, or keep the aggregate in a materialized view.",
    isSerial(of) &&
      "Almost nothing ran in parallel: one task did most of the work. A join or GROUP BY on a column with one very frequent value (or NULL) is the usual cause.",
    plan !== undefined &&
      plan.withoutStatistics.length > 0 &&
      `The optimizer has no complete statistics of ${plan.withoutStatistics.join(", ")}, so it guesses sizes and the order of joins. Run ANALYZE TABLE <table> COMPUTE STATISTICS FOR ALL COLUMNS.`,
    earlier !== undefined && slowerThan(earlier, info, bytes),
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

const words = (count: number): string => count.toLocaleString("en");

/** A join that makes over this many times the rows of its larger table is not a lookup. */
const EXPLODES = 5;
/** Share of the rows with one value from which it dominates a join. */
const SKEWED = 0.3;
/** Tables with fewer rows are joined in a moment with any values. */
const FEW_ROWS = 1000;

function joinAdvice(join: JoinMeasure): string[] {
  const { left, right, rows, joined, top } = join;
  const columns = nameOfSides(left, right);
  const skewed = [left, right].flatMap((side, at) => {
    const [total, one] = [rows[at] ?? 0, top[at]];
    if (!one || total < FEW_ROWS || one.rows < SKEWED * total) return [];
    return [
      `${Math.round((100 * one.rows) / total)} % of the rows of ${tableName(side)} have ${side.columns.join(", ")} = ${one.value}`,
    ];
  });
  const uneven = [...new Set(skewed)].join("; ");
  const explodes = joined > EXPLODES * Math.max(FEW_ROWS, ...rows);
  return [
    ...[left, right].flatMap((side, at) => {
      const own = rows[at] ?? 0;
      if (explodes || !side.summed || joined <= own) return [];
      const other = at === 0 ? right : left;
      return [
        `The join makes ${words(joined)} rows from the ${words(own)} of ${tableName(side)}, so a sum, average or count of its columns takes rows more than once: ${other.columns.join(", ")} is not unique in ${tableName(other)}. Aggregate or deduplicate ${tableName(other)} first.`,
      ];
    }),
    ...(explodes
      ? [
          `The join of ${tableName(left)} (${words(rows[0])} rows) and ${tableName(right)} (${words(rows[1])} rows) on ${columns} makes ${words(joined)} rows before other conditions: ${columns} is unique on neither side. Aggregate or deduplicate one side first, or join on further columns.`,
        ]
      : []),
    ...(uneven === "" || Math.max(...rows) === 0 || joined <= FEW_ROWS
      ? []
      : [`The data is skewed: ${uneven}. One task does most of the join. Filter that value, or join it separately.`]),
  ];
}

const tableName = ({ table }: JoinSide): string => table.join(".");

const nameOfSides = (left: JoinSide, right: JoinSide): string =>
  left.columns
    .map((column, at) => (column === right.columns[at] ? column : `${column} = ${right.columns[at]}`))
    .join(", ");

/** Whether a long execution over much data used hardly more than one core. */
const isSerial = (of: QueryMeasures): boolean =>
  (of.execution_time_ms ?? 0) >= 10_000 &&
  (of.read_bytes ?? 0) >= GIB &&
  of.task_total_time_ms != null &&
  of.task_total_time_ms < 1.5 * (of.execution_time_ms ?? 0);

function slowerThan({ runs, duration, read_bytes }: EarlierRuns, info: QueryInfo, bytes: number): string | undefined {
  const now = info.duration ?? 0;
  if (now < SHORT_MS || now < 2 * duration) return undefined;
  const more = read_bytes && bytes > 1.5 * read_bytes ? ` and read ${times(bytes / read_bytes)} the data` : "";
  const cause =
    more === ""
      ? "It read no more data, so the warehouse was busier, or the plan changed."
      : "The tables have grown, or a filter no longer applies.";
  return `It took ${times(now / Math.max(1, duration))} the median of its ${runs} earlier ${runs === 1 ? "run" : "runs"}${more}. ${cause}`;
}

const times = (factor: number): string => `${Math.round(factor * 10) / 10}×`;
