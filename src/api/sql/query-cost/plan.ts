/** A table that a plan reads. */
export interface PlanScan {
  /** As the plan names it, usually `catalog.schema.table`. */
  readonly table: string;
  /** Whether a condition of the query reaches it, so that it need not be read whole. */
  readonly filtered: boolean;
}

/** The facts of a physical plan that decide the cost of a query. */
export interface PlanFacts {
  readonly scans: readonly PlanScan[];
  /** Whether rows are joined without an equality condition. */
  readonly crossJoin: boolean;
  /** Tables of which the optimizer has no statistics, or only some, by the names that the plan uses. */
  readonly withoutStatistics: readonly string[];
}

/** `PhotonScan parquet main.sales.orders[id#1,day#2] DataFilters: […]`, and Spark's own scans. */
const SCAN = /\b(?:Photon|File|Batch)?Scan(?: \w+)? ([\w$-]+(?:\.[\w$-]+)+) ?\[/;
const CROSS = /CartesianProduct|NestedLoopJoin|CROSS_PRODUCT/;
const FILTERS = /\b(?:PartitionFilters|DataFilters|RequiredDataFilters|DictionaryFilters): \[/g;

/** Reads the text of `EXPLAIN`. Lines of another form are ignored: its format is not a contract. */
export function readPlan(text: string): PlanFacts {
  const scans = new Map<string, boolean>();
  for (const line of text.split("\n")) {
    const table = SCAN.exec(line)?.[1];
    // A table that is read twice counts as filtered only if every read is.
    if (table !== undefined) scans.set(table, (scans.get(table) ?? true) && isFiltered(line));
  }
  return {
    scans: [...scans].map(([table, filtered]) => ({ table, filtered })),
    crossJoin: CROSS.test(text),
    withoutStatistics: [...new Set(["missing", "partial"].flatMap((state) => statisticsState(text, state)))],
  };
}

/** Conditions of the query, without those that a join adds: they exclude NULLs only. */
function isFiltered(line: string): boolean {
  return [...line.matchAll(FILTERS)].some(({ 0: { length }, index }) =>
    conditionsAt(line, index + length).some((one) => !/^isnotnull\([^()]*\)$/i.test(one)),
  );
}

/** The conditions of a list that begins at `from`, up to its closing bracket. */
function conditionsAt(line: string, from: number): string[] {
  const conditions: string[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < line.length; at += 1) {
    const sign = line[at];
    if (sign === "(" || sign === "[") depth += 1;
    else if ((sign === ")" || sign === "]") && depth > 0) depth -= 1;
    else if (sign === "]" || (sign === "," && depth === 0)) {
      conditions.push(line.slice(start, at).trim());
      start = at + 1;
      if (sign === "]") break;
    }
  }
  return conditions.filter((one) => one !== "");
}

/** `missing = orders, items` below `== Optimizer Statistics (table names per statistics state) ==`. */
function statisticsState(text: string, state: string): string[] {
  const [, section = ""] = text.split("== Optimizer Statistics");
  const names = new RegExp(`^\\s*${state}\\s*=(.*)$`, "m").exec(section)?.[1] ?? "";
  return names
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
}
