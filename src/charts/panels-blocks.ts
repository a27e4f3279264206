import type { Box } from "./panels-layout.ts";
import { fitted, line, px, wrapped } from "./panels-text.ts";
import { INK, QUIET } from "./style.ts";
import { textWidth } from "./text.ts";

const ALARM = "#c92a2a";

/** One value, as large as its box allows, with its label below it or, in a flat box, to its right. */
export function counterSvg(
  { value, label = "" }: { value: string; label?: string },
  { x, y, width, height }: Box,
): string {
  const below = label !== "" && height >= 60 ? 18 : 0;
  const size = Math.max(16, Math.min(44, (height - below) * 0.72, (38 * width) / Math.max(1, textWidth(value, 38))));
  const baseline = y + (height - below) / 2 + size * 0.36;
  const shown = fitted(value, width, size);
  const aside = x + textWidth(shown, size) + 10;
  const room = x + width - aside;
  return [
    line(shown, x, baseline, { size }),
    below > 0
      ? line(fitted(label, width, 13), x, baseline + below + 3, { colour: QUIET })
      : room > 60
        ? line(fitted(label, room, 13), aside, baseline, { colour: QUIET })
        : "",
  ].join("");
}

/** A sentence in place of a picture: not drawn, still running, failed. */
export function noteSvg({ text, alarming }: { text: string; alarming: boolean }, { x, y, width, height }: Box): string {
  const indent = 16;
  const lines = wrapped(text, width - indent, 13, Math.max(1, Math.floor(height / 18)));
  const top = y + Math.max(0, (height - lines.length * 18) / 2);
  const bar = `<rect x="${px(x)}" y="${px(top - 1)}" width="3" height="${px(Math.max(1, lines.length) * 18)}" rx="1.5" fill="${alarming ? ALARM : "#9aa5b1"}"/>`;
  const colour = alarming ? ALARM : QUIET;
  return bar + lines.map((each, index) => line(each, x + indent, top + 12.5 + index * 18, { colour })).join("");
}

const HEADINGS = [21, 17, 15] as const;

/** Markdown as lines of text: larger headings, lists with dots. */
export function markdownSvg(text: string, { x, y, width, height }: Box): string {
  const paragraphs = text.slice(0, 20_000).split(/\r?\n/);
  const drawn: string[] = [];
  let top = 0;
  for (const paragraph of paragraphs) {
    if (paragraph.trim() === "") {
      top += top > 0 ? 6 : 0;
      continue;
    }
    const level = /^\s*(#{1,6})\s/.exec(paragraph)?.[1]?.length ?? 0;
    const size = level === 0 ? 13 : (HEADINGS[level - 1] ?? 13);
    const step = size * 1.3;
    // The gap below the box is used too, so that a box of one row holds a heading and a line.
    const max = Math.floor((height + 10 - top) / step);
    if (max < 1) break;
    for (const each of wrapped(plain(paragraph), width, size, max)) {
      drawn.push(line(each, x, y + top + size, { size, colour: level === 0 ? QUIET : INK }));
      top += step;
    }
  }
  return drawn.join("");
}

/** Markdown without its markup. */
const plain = (paragraph: string): string =>
  paragraph
    .replace(/^\s*#{1,6}\s+/, "")
    .replace(/^\s*[-*+]\s+/, "• ")
    .replace(/<\/?[a-z][^<>]*>/gi, "")
    .replace(/!?\[([^\][]*)\]\([^()]*\)/g, "$1")
    .replace(/(\*\*|__|`)/g, "");
