import type { Chart } from "./chart.ts";

type Series = Chart["series"][number];
/** A point as it is drawn; a null y is a gap. */
export type Point = readonly [x: number, y: number | null];

/** The smallest and largest x that are drawn. */
export type XRange = readonly [first: number, last: number] | undefined;

/** Limits of the library's scales; a log axis extends beyond its values. */
const MAX_VALUE = 1e200;
const MIN_VALUE = 1e-18;

function drawable(value: number | null, log: boolean): number | null {
  if (value === null || !(Math.abs(value) <= MAX_VALUE)) return null;
  if (log) return value >= 1 / MAX_VALUE ? value : null;
  return Math.abs(value) < MIN_VALUE ? 0 : value;
}

/** Epoch milliseconds of a time. Text without a zone is UTC. NaN for text that is not a time. */
export function timeOf(x: number | string): number {
  if (typeof x === "number") return Math.abs(x) <= 8.64e15 ? x : Number.NaN;
  const iso = x.trim().replace(" ", "T");
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(iso) || !iso.includes("T") ? iso : `${iso}Z`;
  return Date.parse(zoned);
}

/** Whether x is a list of names. Numbers under bars are names too, in ascending order. */
export const isCategorical = ({ kind, x }: Chart): boolean =>
  x.type === "category" || (kind === "bar" && x.type === "value");

/** The names on x of all series with their positions, in order of appearance; numbers in ascending order. */
export function placesOf(chart: Chart): ReadonlyMap<string, number> {
  if (!isCategorical(chart)) return new Map();
  const names = [...new Set(chart.series.flatMap(({ points }) => points.map(([at]) => String(at))))];
  if (chart.x.type === "value") names.sort((a, b) => Number(a) - Number(b));
  return new Map(names.map((name, place) => [name, place]));
}

/** The points of a series that are drawn: finite numbers in order of x, thinned to what the eye can distinguish. */
export function drawnPoints(chart: Chart, { points }: Series, places: ReadonlyMap<string, number>): Point[] {
  const { x, y, kind } = chart;
  const place = (at: number | string): number => {
    if (isCategorical(chart)) return places.get(String(at)) ?? Number.NaN;
    return x.type === "time" ? timeOf(at) : (drawable(Number(at), false) ?? Number.NaN);
  };
  const placed = points
    .map(([at, value]): Point => [place(at), drawable(value, y.log === true)])
    .filter(([at]) => Number.isFinite(at));
  if (kind === "scatter") {
    return everyNth(
      placed.filter(([, value]) => value !== null),
      MAX_DOTS / chart.series.length,
    );
  }
  const ordered = placed.toSorted(([a], [b]) => a - b);
  return kind === "bar" ? ordered : thinned(ordered);
}

/** Maximum number of dots; more only darken the cloud. */
const MAX_DOTS = 6000;

function everyNth(points: readonly Point[], max: number): Point[] {
  const share = Math.min(1, max / points.length);
  return points.filter((_, index) => Math.floor(index * share) !== Math.floor((index - 1) * share));
}

/** Number of stretches a long line is divided into, each narrower than two pixels of the usual picture. */
const STRETCHES = 500;

/** Keeps the first point, the minimum, the maximum and a gap of every stretch of a long line, so peaks and gaps remain. */
function thinned(points: readonly Point[]): Point[] {
  if (points.length <= 4 * STRETCHES) return [...points];
  const size = Math.ceil(points.length / STRETCHES);
  return Array.from({ length: Math.ceil(points.length / size) }, (_, stretch) => {
    const some = points.slice(stretch * size, (stretch + 1) * size);
    const values = some.flatMap(([, value]) => value ?? []);
    const least = values.reduce((lower, value) => Math.min(lower, value), Number.POSITIVE_INFINITY);
    const most = values.reduce((higher, value) => Math.max(higher, value), Number.NEGATIVE_INFINITY);
    const kept = [
      0,
      some.findIndex(([, value]) => value === null),
      some.findIndex(([, value]) => value === least),
      some.findIndex(([, value]) => value === most),
    ];
    return some.filter((_, index) => kept.includes(index));
  }).flat();
}

/** The smallest and largest x of all series. */
export function xRangeOf(drawn: readonly (readonly Point[])[]): XRange {
  const places = drawn.flat().map(([x]) => x);
  return places.length === 0
    ? undefined
    : [places.reduce((a, b) => Math.min(a, b)), places.reduce((a, b) => Math.max(a, b))];
}
