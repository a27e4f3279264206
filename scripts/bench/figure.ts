import { median } from "./median.ts";

/** One line of the results: what was measured of this server and of the reference in the same run. */
export interface Figure {
  readonly what: string;
  readonly ours: string;
  readonly reference: string;
  /** Compared with `target`; the reference is 1. */
  readonly ratio?: number;
  readonly target: number;
  /** The target is a minimum. Otherwise it is a maximum. */
  readonly atLeast?: boolean;
}

export const isMet = ({ ratio, target, atLeast = false }: Figure): boolean =>
  ratio !== undefined && (atLeast ? ratio >= target : ratio <= target);

/** The median of the ratios of samples that were taken one after the other: what disturbs both does not count. */
export const pairedRatio = (ours: readonly number[], reference: readonly number[]): number =>
  median(ours.map((value, index) => value / (reference[index] ?? Number.NaN)));

export const round = (value: number, digits = 1): string =>
  value >= 1000 ? Math.round(value).toLocaleString("en") : value.toFixed(digits);

/** The figures as a table in Markdown. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { what, ours, reference, ratio, target, atLeast } = figure;
    const shown = ratio === undefined ? "" : `${ratio.toFixed(2)}×`;
    const limit = `${atLeast ? "≥" : "≤"} ${target}×`;
    return `| ${what} | ${ours} | ${reference} | ${shown} | ${limit} | ${isMet(figure) ? "yes" : "no"} |`;
  });
  return ["| What | This server | Reference | Ratio | Target | Met |", "|---|---|---|---|---|---|", ...rows].join("\n");
}

const BAR = { left: 330, width: 360, height: 22, gap: 8 };

/** The ratios as bars in SVG, with the reference and the targets as lines. */
export function chartOf(figures: readonly Figure[]): string {
  const shown = figures.filter(({ ratio }) => ratio !== undefined && Number.isFinite(ratio));
  const most = Math.max(1.5, ...shown.map(({ ratio = 0, target }) => Math.max(Math.min(ratio, 3), target)));
  const x = (ratio: number) => BAR.left + (Math.min(ratio, most) / most) * BAR.width;
  const height = shown.length * (BAR.height + BAR.gap) + 40;
  const bars = shown.map((figure, index) => {
    const { what, ratio = 0, target } = figure;
    const y = 24 + index * (BAR.height + BAR.gap);
    const middle = y + BAR.height / 2 + 4;
    return `<text x="${BAR.left - 8}" y="${middle}" text-anchor="end">${asXml(what)}</text>
<rect x="${BAR.left}" y="${y}" width="${(x(ratio) - BAR.left).toFixed(1)}" height="${BAR.height}" fill="${isMet(figure) ? "#2f7d4f" : "#b4532a"}"/>
<line x1="${x(target).toFixed(1)}" x2="${x(target).toFixed(1)}" y1="${y - 2}" y2="${y + BAR.height + 2}" stroke="#222" stroke-width="2"/>
<text x="${(x(ratio) + 6).toFixed(1)}" y="${middle}">${ratio.toFixed(2)}×</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 ${height}" font-family="sans-serif" font-size="13">
<title>This server compared with the reference, which is 1×. Marks are targets.</title>
<rect width="760" height="${height}" fill="#fff"/>
<line x1="${x(1)}" x2="${x(1)}" y1="14" y2="${height - 10}" stroke="#999" stroke-dasharray="4 3"/>
${bars.join("\n")}
</svg>
`;
}

const asXml = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("`", "");
