import * as z from "zod";

/** The value of a metric: a number, or text for a value that JSON cannot represent. */
export type MetricValue = number | "NaN" | "Infinity" | "-Infinity";

/** A value as MLflow servers send it: number, numeric text, or a spelling of NaN and the infinities. */
export const metricValue = z.union([z.number(), z.string()]).transform((value, context): MetricValue => {
  const text = String(value).trim().toLowerCase();
  if (text === "nan") return "NaN";
  if (/^[+-]?inf(inity)?$/.test(text)) return text.startsWith("-") ? "-Infinity" : "Infinity";
  const number = text === "" ? Number.NaN : Number(text);
  if (Number.isFinite(number)) return number;
  context.addIssue({ code: "custom", message: "not a metric value" });
  return z.NEVER;
});

/** A logged value and its step. */
export interface MetricPoint {
  readonly step: number;
  readonly value: number | string;
}

/** Notable points of a series. */
export interface Extremes<P> {
  readonly first: P;
  readonly last: P;
  /** Absent if no value is a finite number. */
  readonly min?: P;
  readonly max?: P;
}

/** The first, last, smallest and largest point of a series; `undefined` for an empty one. */
export function extremes<P extends MetricPoint>(points: readonly P[]): Extremes<P> | undefined {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const finite = points.filter(({ value }) => typeof value === "number");
  const min = finite.reduce<P | undefined>(
    (best, one) => (best === undefined || one.value < best.value ? one : best),
    undefined,
  );
  const max = finite.reduce<P | undefined>(
    (best, one) => (best === undefined || one.value > best.value ? one : best),
    undefined,
  );
  return { first, last, ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

/** About `size` evenly spaced points in order, always including the first, the last and both extremes. */
export function sampleEvenly<P extends MetricPoint>(points: readonly P[], size: number): P[] {
  if (points.length <= size) return [...points];
  const { min, max } = extremes(points) ?? {};
  const spaced = Array.from({ length: size }, (_, index) => Math.round((index * (points.length - 1)) / (size - 1)));
  const kept = new Set<P | undefined>([...spaced.map((index) => points[index]), min, max]);
  return points.filter((point) => kept.has(point));
}

/** A value with six significant digits: enough to compare runs, with a third of the tokens. */
export const briefValue = (value: number | string): string =>
  typeof value === "number" ? String(Number(value.toPrecision(6))) : value;
