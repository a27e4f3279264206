import type { Size } from "./chart.ts";
import { FONT, INK, MARGIN } from "./style.ts";
import { textWidth } from "./text.ts";

const SWATCH = 20;
const GAP = 18;
const ROW = 23;

/** A legend for more than one series, above the drawing when it fits one line and else beside it; and the room left. */
export function legendFor(names: readonly string[], { width, height }: Size, top: number) {
  const room = { left: MARGIN, right: MARGIN, top, bottom: MARGIN / 2 };
  if (names.length < 2) return { room };
  const widths = names.map((name) => SWATCH + 6 + textWidth(name, FONT.fontSize));
  const shared = { padding: 0, itemGap: GAP, itemWidth: SWATCH, itemHeight: 10, textStyle: { ...FONT, color: INK } };
  if (widths.reduce((sum, each) => sum + each + GAP, 0) <= width - 2 * MARGIN) {
    const option = { ...shared, data: names, left: MARGIN, top: top - 4, orient: "horizontal" };
    return { option, room: { ...room, top: top + ROW } };
  }
  const beside = Math.ceil(Math.max(...widths)) + MARGIN;
  // What has no row is drawn without a name.
  const data = names.slice(0, Math.max(1, Math.floor((height - top - MARGIN) / ROW)));
  const option = { ...shared, data, itemGap: ROW - 15, left: width - beside, top, orient: "vertical" };
  return { option, room: { ...room, right: beside + MARGIN } };
}
