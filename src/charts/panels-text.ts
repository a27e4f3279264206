import { INK } from "./style.ts";
import { textWidth, visible } from "./text.ts";

export interface Ink {
  readonly size?: number;
  readonly colour?: string;
  readonly anchor?: "start" | "middle" | "end";
}

/** One line of text whose baseline is at `y`. What somebody wrote stays text: nothing in it is markup. */
export function line(
  text: string,
  x: number,
  y: number,
  { size = 13, colour = INK, anchor = "start" }: Ink = {},
): string {
  return `<text x="${px(x)}" y="${px(y)}" font-size="${px(size)}" fill="${colour}"${anchor === "start" ? "" : ` text-anchor="${anchor}"`}>${escaped(text)}</text>`;
}

export const px = (value: number): string => String(Math.round(value * 100) / 100);

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escaped = (text: string): string => visible(text).replace(/[&<>"]/g, (letter) => ENTITIES[letter] ?? "");

/** As much of `text` as is no wider than `width`, with an ellipsis where it is cut. */
export function fitted(text: string, width: number, size: number): string {
  // No line of a picture holds more; the rest need not be measured.
  const letters = [...visible(text.slice(0, 1000))];
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

/** Words put into lines no wider than `width`; the last of `most` lines ends in an ellipsis when there were more. */
export function wrapped(text: string, width: number, size: number, most: number): string[] {
  const lines: string[] = [];
  let current = "";
  const words = visible(text.slice(0, 20_000))
    .split(" ")
    .flatMap((word) => pieces(word, width, size));
  for (const [index, word] of words.entries()) {
    const longer = current ? `${current} ${word}` : word;
    if (current === "" || textWidth(longer, size) <= width) {
      current = longer;
      continue;
    }
    if (lines.length + 1 >= most)
      return [...lines, fitted([current, ...words.slice(index, index + 50)].join(" "), width, size)];
    lines.push(fitted(current, width, size));
    current = word;
  }
  return current ? [...lines, fitted(current, width, size)] : lines;
}

/** A word wider than a line, such as the name of an error, goes on in the next. */
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
