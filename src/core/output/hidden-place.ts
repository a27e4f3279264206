import { isOwnKey } from "./fence.ts";

/** Where the first hidden character of an output is, as in `rows[3].note` or `content line 12`; `undefined` without one. */
export function firstHidden(node: unknown, isHidden: (text: string) => boolean, path = ""): string | undefined {
  if (typeof node === "string") return isHidden(node) ? `${path}${lineOf(node, isHidden)}`.trim() : undefined;
  if (node === null || typeof node !== "object") return undefined;
  for (const [key, item] of Object.entries(node)) {
    const below = Array.isArray(node) ? `${path}[${key}]` : nameBelow(path, key);
    const found = isHidden(key) ? below : firstHidden(item, isHidden, below);
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
