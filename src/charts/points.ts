import type { Chart } from "./chart.ts";

type Series = Chart["series"][number];
export type Point = readonly [x: number, y: number | null];

/** The first and the last x of what is drawn. */
export type Reach = readonly [first: number, last: number] | undefined;

/** The library's scales count on these; a log axis reaches further than what is on it. */
const LARGEST = 1e200;
const LEAST = 1e-18;

function drawable(value: number | null, log: boolean): number | null {
  if (value === null || !(Math.abs(value) <= LARGEST)) return null;
  if (log) return value >= 1 / LARGEST ? value : null;
  return Math.abs(value) < LEAST ? 0 : value;
}

/** Milliseconds; text without a zone is UTC, wherever the server runs. NaN when it is no time. */
function timeOf(x: number | string): number {
  if (typeof x === "number") return Math.abs(x) <= 8.64e15 ? x : Number.NaN;
  const iso = x.trim().replace(" ", "T");
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(iso) || !iso.includes("T") ? iso : `${iso}Z`;
  return Date.parse(zoned);
}

/** Whether x is a row of names. Bars stand side by side: numbers below them are names in order. */
export const isNamed = ({ kind, x }: Chart): boolean => x.type === "category" || (kind === "bar" && x.type === "value");

/** The names on x, of all series, each with its place: in the order they come, numbers in their own. */
export function placesOf(chart: Chart): ReadonlyMap<string, number> {
  if (!isNamed(chart)) return new Map();
  const names = [...new Set(chart.series.flatMap(({ points }) => points.map(([at]) => String(at))))];
  if (chart.x.type === "value") names.sort((a, b) => Number(a) - Number(b));
  return new Map(names.map((name, place) => [name, place]));
}

/** What a chart can draw of a series: numbers in the order of x, no more than the eye can tell apart. */
export function drawnPoints(chart: Chart, { points }: Series, places: ReadonlyMap<string, number>): Point[] {
  const { x, y, kind } = chart;
  const place = (at: number | string): number => {
    if (isNamed(chart)) return places.get(String(at)) ?? Number.NaN;
    return x.type === "time" ? timeOf(at) : (drawable(Number(at), false) ?? Number.NaN);
  };
  const placed = points
    .map(([at, value]): Point => [place(at), drawable(value, y.log === true)])
    .filter(([at]) => Number.isFinite(at));
  if (kind === "scatter") {
    return spread(
      placed.filter(([, value]) => value !== null),
      MOST_DOTS / chart.series.length,
    );
  }
  const ordered = placed.toSorted(([a], [b]) => a - b);
  return kind === "bar" ? ordered : thinned(ordered);
}

/** Dots of a chart beyond which more only darken the cloud. */
const MOST_DOTS = 6000;

function spread(points: readonly Point[], most: number): Point[] {
  const share = Math.min(1, most / points.length);
  return points.filter((_, index) => Math.floor(index * share) !== Math.floor((index - 1) * share));
}

/** Stretches a line is thinned to: narrower than two pixels of the usual picture. */
const STRETCHES = 500;

/** Of every stretch of a long line the first, the least, the greatest and a gap: peaks and gaps stay. */
function thinned(points: readonly Point[]): Point[] {
  if (points.length <= 4 * STRETCHES) return [...points];
  const size = Math.ceil(points.length / STRETCHES);
  return Array.from({ length: Math.ceil(points.length / size) }, (_, stretch) => {
    const some = points.slice(stretch * size, (stretch + 1) * size);
    const values = some.flatMap(([, value]) => value ?? []);
    const kept = [
      0,
      some.findIndex(([, value]) => value === null),
      some.findIndex(([, value]) => value === Math.min(...values)),
      some.findIndex(([, value]) => value === Math.max(...values)),
    ];
    return some.filter((_, index) => kept.includes(index));
  }).flat();
}

/** The least and the greatest x. */
export function reachOf(drawn: readonly (readonly Point[])[]): Reach {
  const places = drawn.flat().map(([x]) => x);
  return places.length === 0
    ? undefined
    : [places.reduce((a, b) => Math.min(a, b)), places.reduce((a, b) => Math.max(a, b))];
}
