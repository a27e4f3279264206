import type { Chart } from "./chart.ts";
import { tick } from "./numbers.ts";
import { isNamed, type Reach } from "./points.ts";
import { AXIS, FONT, QUIET, RULE, SMALL } from "./style.ts";
import { shortened, shownNames, textWidth } from "./text.ts";

/** Characters that fit beside a small drawing. */
const LABEL = 32;

const axis = (label: string | undefined) => ({
  ...(label === undefined ? {} : { name: shortened(label, LABEL) }),
  nameLocation: "middle",
  nameTextStyle: { ...FONT, color: QUIET },
  axisLabel: { ...SMALL, color: QUIET, hideOverlap: true },
  axisLine: { show: true, onZero: false, lineStyle: { color: AXIS } },
  axisTick: { lineStyle: { color: AXIS } },
});

/** The y axis. Bars and areas grow from zero, their sizes being what is compared. */
export function vertical({ kind, y }: Chart) {
  const base = axis(y.label);
  return {
    ...base,
    type: y.log ? "log" : "value",
    scale: kind === "line" || kind === "scatter",
    nameGap: 12,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { ...base.axisLabel, formatter: tick },
    splitLine: { lineStyle: { color: RULE } },
  };
}

/** Categories up to here are all named, upright or slanted. */
const ALL_NAMED = 40;

/** The x axis, `width` pixels for it and what stands left of it. */
export function horizontal(chart: Chart, categories: readonly string[], reach: Reach, width: number) {
  const { kind, x } = chart;
  const base = {
    ...axis(x.type === "time" ? timeLabel(x.label, reach) : x.label),
    nameGap: 10,
    splitLine: { show: false },
  };
  if (!isNamed(chart)) {
    const label = x.type === "value" ? { ...base.axisLabel, formatter: tick } : base.axisLabel;
    return { ...base, type: x.type, scale: true, axisLabel: label };
  }
  const names = shownNames(categories, 24);
  const share = (width - 80) / Math.max(1, names.length);
  const upright = names.every((name) => textWidth(name, SMALL.fontSize) + 10 <= share);
  const label = {
    ...base.axisLabel,
    hideOverlap: names.length > ALL_NAMED,
    ...(names.length <= ALL_NAMED && { interval: 0 }),
    ...(upright ? {} : { rotate: 40 }),
  };
  return { ...base, type: "category", data: names, boundaryGap: kind === "bar", axisLabel: label };
}

const DAY_MS = 86_400_000;

/** Hours on an axis do not say which day's they are, nor which zone's; days say all. */
function timeLabel(label: string | undefined, reach: Reach): string | undefined {
  if (!reach || reach.every((time) => time % DAY_MS === 0)) return label;
  const [from, to] = reach.map((time) => new Date(time).toISOString().slice(0, 10));
  return [shortened(label ?? "", 16), from === to ? `${from} UTC` : "UTC"].filter(Boolean).join(", ");
}
