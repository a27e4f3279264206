import type { MetricValue } from "./metric.ts";

/** The metrics and params of a run. */
export interface RunValues {
  readonly metrics?: Readonly<Record<string, MetricValue | string>> | undefined;
  readonly params?: Readonly<Record<string, string>> | undefined;
}

/** A metric or param with its value in each run; `null` if the run has none. */
export interface RunDifference {
  readonly kind: "metric" | "param";
  readonly key: string;
  readonly values: (number | string | null)[];
}

/**
 * The metrics and params that differ between runs, and those that are equal in all of them. Metrics come first, ordered
 * by how far their values are apart relative to their size; then params.
 */
export function compareRunValues(runs: readonly RunValues[]): {
  differences: RunDifference[];
  same: Record<string, number | string>;
} {
  const all = [...rowsOf(runs, "metric"), ...rowsOf(runs, "param")];
  const isSame = ({ values }: RunDifference) => values.every((value) => value !== null && value === values[0]);
  const same = all.filter(isSame).map(({ kind, key, values }) => [`${kind}s.${key}`, values[0] ?? ""] as const);
  const differing = all.filter((row) => !isSame(row)).map((row) => ({ row, spread: spread(row.values) }));
  const order = (a: (typeof differing)[number], b: (typeof differing)[number]) =>
    a.row.kind === b.row.kind ? (a.row.kind === "metric" ? b.spread - a.spread : 0) : a.row.kind === "metric" ? -1 : 1;
  return { differences: differing.toSorted(order).map(({ row }) => row), same: Object.fromEntries(same) };
}

function rowsOf(runs: readonly RunValues[], kind: RunDifference["kind"]): RunDifference[] {
  const maps = runs.map((run) => new Map(Object.entries((kind === "metric" ? run.metrics : run.params) ?? {})));
  const keys = new Set(maps.flatMap((map) => [...map.keys()]));
  return [...keys].map((key) => ({ kind, key, values: maps.map((map) => map.get(key) ?? null) }));
}

/** How far apart the numbers are relative to their size, from 0 to 2. A missing or non-finite value counts as 2. */
function spread(values: RunDifference["values"]): number {
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < values.length) return 2;
  const min = numbers.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const max = numbers.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return (max - min) / Math.max(Math.abs(min), Math.abs(max), Number.MIN_VALUE);
}
