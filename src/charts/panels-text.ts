import { INK } from "./style.ts";
import { textWidth, visibleText } from "./text.ts";

/** How a line of text is drawn. */
export interface TextStyle {
  readonly size?: number;
  readonly colour?: string;
  readonly anchor?: "start" | "middle" | "end";
}

/** A line of text as SVG, with its baseline at `y`. Markup in the text is escaped. */
export function line(
  text: string,
  x: number,
  y: number,
  { size = 13, colour = INK, anchor = "start" }: TextStyle = {},
): string {
  return `<text x="${px(x)}" y="${px(y)}" font-size="${px(size)}" fill="${colour}"${anchor === "start" ? "" : ` text-anchor="${anchor}"`}>${escaped(text)}</text>`;
}

/** A length for an SVG attribute, rounded to hundredths. */
export const px = (value: number): string => String(Math.round(value * 100) / 100);

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escaped = (text: string): string => visibleText(text).replace(/[&<>"]/g, (letter) => ENTITIES[letter] ?? "");

/** The beginning of `text` that fits into `width`, with an ellipsis if it is cut. */
export function fitted(text: string, width: number, size: number): string {
  // A line never holds more characters, so the rest is not measured.
  const letters = [...visibleText(text.slice(0, 1000))];
  if (textWidth(letters.join(""), size) <= width) return letters.join("");
  let kept = 0;
  let left = width - textWidth("…", size);
  for (const letter of letters) {
    left -= textWidth(letter, size);
    if (left < 0) break;
    kept += 1;
  }
  return `${letters.slice(0, kept).join("").trimEnd()}…`;
}

/** Words wrapped into at most `max` lines of `width`; the last line ends in an ellipsis if text is left over. */
export function wrapped(text: string, width: number, size: number, max: number): string[] {
  const lines: string[] = [];
  let current = "";
  const words = visibleText(text.slice(0, 20_000))
    .split(" ")
    .flatMap((word) => pieces(word, width, size));
  for (const [index, word] of words.entries()) {
    const longer = current ? `${current} ${word}` : word;
    if (current === "" || textWidth(longer, size) <= width) {
      current = longer;
      continue;
    }
    if (lines.length + 1 >= max)
      return [...lines, fitted([current, ...words.slice(index, index + 50)].join(" "), width, size)];
    lines.push(fitted(current, width, size));
    current = word;
  }
  return current ? [...lines, fitted(current, width, size)] : lines;
}

/** Splits a word that is wider than a line, such as the name of an error. */
function pieces(word: string, width: number, size: number): string[] {
  if (textWidth(word, size) <= width) return [word];
  const done: string[] = [];
  let piece = "";
  for (const letter of word) {
    if (piece !== "" && textWidth(piece + letter, size) > width) {
      done.push(piece);
      piece = "";
    }
    piece += letter;
  }
  return [...done, piece];
}
