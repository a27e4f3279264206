import { isOwnKey } from "./fence.ts";

/** A text with hidden characters, and where it is, as in `rows[3].note` or `content line 12`. */
export interface HiddenPlace {
  readonly place: string;
  readonly text: string;
}

/** The first text of an output with a hidden character; `undefined` without one. */
export function firstHidden(node: unknown, isHidden: (text: string) => boolean, path = ""): HiddenPlace | undefined {
  if (typeof node === "string")
    return isHidden(node) ? { place: `${path}${lineOf(node, isHidden)}`.trim(), text: node } : undefined;
  if (node === null || typeof node !== "object") return undefined;
  for (const [key, item] of Object.entries(node)) {
    const below = Array.isArray(node) ? `${path}[${key}]` : nameBelow(path, key);
    const found = isHidden(key) ? { place: below, text: key } : firstHidden(item, isHidden, below);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Keys that users of the workspace chose are not shown outside the fence (R1). */
function nameBelow(path: string, key: string): string {
  if (!isOwnKey(key)) return path;
  return path === "" ? key : `${path}.${key}`;
}

/** The first such line, counted from 1, of a text of several lines. */
function lineOf(text: string, isHidden: (text: string) => boolean): string {
  const lines = text.split("\n");
  return lines.length > 1 ? ` line ${lines.findIndex(isHidden) + 1}` : "";
}
