import type { RunView } from "../../tools/ml/mlflow-run-view.ts";

/** A metric or param with its value in every run; null where a run has none. */
export interface Comparison {
  readonly kind: "metric" | "param";
  readonly key: string;
  readonly values: (number | string | null)[];
}

/**
 * What differs between runs and what is the same in all. Metrics come before params; a metric whose values are further
 * apart, for their size, before one whose are closer.
 */
export function compareViews(runs: readonly RunView[]): {
  differences: Comparison[];
  same: Record<string, number | string>;
} {
  const all = [...rowsOf(runs, "metric"), ...rowsOf(runs, "param")];
  const isSame = ({ values }: Comparison) => values.every((value) => value !== null && value === values[0]);
  const same = all.filter(isSame).map(({ kind, key, values }) => [`${kind}s.${key}`, values[0] ?? ""] as const);
  const differing = all.filter((row) => !isSame(row)).map((row) => ({ row, spread: spread(row.values) }));
  const order = (a: (typeof differing)[number], b: (typeof differing)[number]) =>
    a.row.kind === b.row.kind ? (a.row.kind === "metric" ? b.spread - a.spread : 0) : a.row.kind === "metric" ? -1 : 1;
  return { differences: differing.toSorted(order).map(({ row }) => row), same: Object.fromEntries(same) };
}

function rowsOf(runs: readonly RunView[], kind: Comparison["kind"]): Comparison[] {
  const maps = runs.map((run) => new Map(Object.entries((kind === "metric" ? run.metrics : run.params) ?? {})));
  const keys = new Set(maps.flatMap((map) => [...map.keys()]));
  return [...keys].map((key) => ({ kind, key, values: maps.map((map) => map.get(key) ?? null) }));
}

/** How far apart the numbers are, from 0 to 2, whatever their size; missing or odd ones count as far. */
function spread(values: Comparison["values"]): number {
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < values.length) return 2;
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return (most - least) / Math.max(Math.abs(least), Math.abs(most), Number.MIN_VALUE);
}
