import { briefValue } from "../../api/ml/metric.ts";
import { table } from "../../core/output/table.ts";

type Values = Readonly<Record<string, number | string>>;

/** A row of a table of runs. */
export interface RunRow {
  readonly run_id: string;
  readonly run_name?: string | undefined;
  readonly experiment_id?: string | undefined;
  readonly status?: string | undefined;
  readonly lifecycle_stage?: string | undefined;
  readonly start_time?: string | undefined;
  readonly duration_seconds?: number | undefined;
  readonly user?: string | undefined;
  readonly source?: string | undefined;
  readonly notebook_path?: string | undefined;
  readonly parent_run_id?: string | undefined;
  readonly metrics?: Values | undefined;
  readonly params?: Values | undefined;
  readonly tags?: Values | undefined;
}

const FIELDS = [
  "run_name",
  "status",
  "lifecycle_stage",
  "start_time",
  "duration_seconds",
  "experiment_id",
  "user",
  "source",
  "notebook_path",
  "parent_run_id",
] as const;

/** Every value of a run under the name a filter would use. */
function cellsOf(run: RunRow): Map<string, string> {
  const cells = new Map<string, string>([["run_id", run.run_id]]);
  for (const field of FIELDS) {
    const value = run[field];
    if (value !== undefined) cells.set(field, String(value));
  }
  for (const group of ["metrics", "params", "tags"] as const) {
    for (const [key, value] of Object.entries(run[group] ?? {})) cells.set(`${group}.${key}`, briefValue(value));
  }
  return cells;
}

/**
 * Runs as one table: a column for each field, metric, param and tag that differs, and one line for what is the same in
 * all. Numbers have six digits; `structuredContent` has them whole.
 */
export function runTable(runs: readonly RunRow[]): string {
  const rows = runs.map(cellsOf);
  const keys = inGroups(new Set(rows.flatMap((row) => [...row.keys()])));
  const same = keys.filter(
    (key) => key !== "run_id" && rows.length > 1 && rows.every((row) => row.get(key) === rows[0]?.get(key)),
  );
  const columns = keys.filter((key) => !same.includes(key));
  const shared = same.map((key) => `${key}=${rows[0]?.get(key) ?? ""}`).join(", ");
  const body = table(
    columns,
    rows.map((row) => columns.map((key) => row.get(key) ?? "")),
  );
  return shared === "" ? body : `Same in all: ${shared}\n${body}`;
}

const GROUPS = ["metrics.", "params.", "tags."];

/** Own fields first, then metrics, params, tags; each in order of first appearance. */
function inGroups(keys: ReadonlySet<string>): string[] {
  const group = (key: string) => GROUPS.findIndex((start) => key.startsWith(start));
  return [...keys].sort((a, b) => group(a) - group(b));
}
