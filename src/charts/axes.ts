import type { Chart } from "./chart.ts";
import { isCategorical, type XRange } from "./points.ts";
import { AXIS, FONT, QUIET, RULE, SMALL } from "./style.ts";
import { shortened, shownNames, textWidth } from "./text.ts";

/** Maximum length of an axis label, which has to fit next to a small drawing. */
const LABEL = 32;

const axis = (label: string | undefined) => ({
  ...(label === undefined ? {} : { name: shortened(label, LABEL) }),
  nameLocation: "middle",
  nameTextStyle: { ...FONT, color: QUIET },
  axisLabel: { ...SMALL, color: QUIET, hideOverlap: true },
  axisLine: { show: true, onZero: false, lineStyle: { color: AXIS } },
  axisTick: { lineStyle: { color: AXIS } },
});

/** The y axis. Bars and areas start at zero, because their sizes are compared. */
export function yAxis({ kind, y }: Chart) {
  const base = axis(y.label);
  return {
    ...base,
    type: y.log ? "log" : "value",
    scale: kind === "line" || kind === "scatter",
    nameGap: 12,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { ...base.axisLabel, formatter: tickText },
    splitLine: { lineStyle: { color: RULE } },
  };
}

/** Maximum number of categories that are all named, upright or slanted. */
const MAX_NAMED = 40;

/** The x axis. `width`: pixels for the axis and the space to its left. */
export function xAxis(chart: Chart, categories: readonly string[], range: XRange, width: number) {
  const { kind, x } = chart;
  const base = {
    ...axis(x.type === "time" ? timeLabel(x.label, range) : x.label),
    nameGap: 10,
    splitLine: { show: false },
  };
  if (!isCategorical(chart)) {
    const label = x.type === "value" ? { ...base.axisLabel, formatter: tickText } : base.axisLabel;
    return { ...base, type: x.type, scale: true, axisLabel: label };
  }
  const names = shownNames(categories, 24);
  const share = (width - 80) / Math.max(1, names.length);
  const upright = names.every((name) => textWidth(name, SMALL.fontSize) + 10 <= share);
  const label = {
    ...base.axisLabel,
    hideOverlap: names.length > MAX_NAMED,
    ...(names.length <= MAX_NAMED && { interval: 0 }),
    ...(upright ? {} : { rotate: 40 }),
  };
  return { ...base, type: "category", data: names, boundaryGap: kind === "bar", axisLabel: label };
}

const DAY_MS = 86_400_000;

/** The label of a time axis. Hours need their day and zone in addition, whole days do not. */
function timeLabel(label: string | undefined, range: XRange): string | undefined {
  if (!range || range.every((time) => time % DAY_MS === 0)) return label;
  const [from, to] = range.map((time) => new Date(time).toISOString().slice(0, 10));
  return [shortened(label ?? "", 16), from === to ? `${from} UTC` : "UTC"].filter(Boolean).join(", ");
}

const UNITS = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** A number on an axis: `1.5M`, `20k`, `2025` (a year stays one), `0.001`, `1e-7`. */
function tickText(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) return exponential(value);
  const [unit, letter] = (size >= 1e4 && UNITS.find(([each]) => size >= each)) || [1, ""];
  return `${rounded(value / unit)}${letter}`;
}

/** Ticks are sums of steps, which have rounding errors in the last digits. */
const rounded = (value: number): string => String(Number(value.toPrecision(8)));

const exponential = (value: number): string => Number(value.toPrecision(6)).toExponential().replace("e+", "e");
