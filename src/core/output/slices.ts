import { type Pace, SLICE, workOf } from "../../api/http/slices/pace.ts";

// A large output is worked on in slices of some milliseconds, because everyone else on this server waits meanwhile (R11).

/** Characters on both sides of a cut, further than any secret reaches. */
const REACH = 32 * 1024;
const STEP = 1024;

/** The same change for a tree, in which a key may decide about its value, and for a single text. */
export interface TreeChange {
  tree(value: unknown): unknown;
  text(text: string, pace: Pace): Promise<string>;
}

/** Applies `change` to `value`, one slice at a time. The result is that of `change.tree` for the whole. */
export async function changeInSlices(value: unknown, change: TreeChange, pace: Pace): Promise<unknown> {
  const work = workOf(value);
  if (work <= SLICE) {
    const changed = change.tree(value);
    await pace.spend(work);
    return changed;
  }
  if (typeof value === "string") return change.text(value, pace);
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) {
      const size = workOf(item);
      items.push(size <= SLICE ? change.tree(item) : await changeInSlices(item, change, pace));
      const full = size <= SLICE ? pace.spend(size) : undefined;
      if (full) await full;
    }
    return items;
  }
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value ?? {})) entries.push(await changeEntry(key, item, change, pace));
  return Object.fromEntries(entries);
}

/** A large value is changed alone, unless its key decides: then it is not the empty text that stands for it. */
async function changeEntry(key: string, item: unknown, change: TreeChange, pace: Pace): Promise<[string, unknown]> {
  const small = workOf(item) <= SLICE;
  const [[name, changed] = [key, item]] = Object.entries(Object(change.tree({ [key]: small ? item : "" })));
  if (!small && changed === "") return [name, await changeInSlices(item, change, pace)];
  await pace.spend(workOf(item));
  return [name, changed];
}

/**
 * `change` for a text of any length, in slices. The text is cut only where that makes no difference in the surroundings,
 * so that nothing escapes the change by lying across a cut.
 */
export async function changeText(text: string, change: (part: string) => string, pace: Pace): Promise<string> {
  const parts: string[] = [];
  for (let from = 0; from < text.length; ) {
    const to = findCut(text, from + SLICE, change);
    parts.push(change(text.slice(from, to)));
    from = to;
    await pace.spend(SLICE);
  }
  return parts.join("");
}

function findCut(text: string, wanted: number, change: (part: string) => string): number {
  for (let at = wanted; at < text.length; at += STEP) {
    const cut = isInsidePair(text, at) ? at + 1 : at;
    const [before, after] = [text.slice(cut - REACH, cut), text.slice(cut, cut + REACH)];
    if (change(before + after) === change(before) + change(after)) return cut;
  }
  return text.length;
}

const isInsidePair = (text: string, at: number): boolean => /[\udc00-\udfff]/.test(text[at] ?? "");

/** A text in parts of one slice each, none of which ends within a character. */
export function* partsOf(text: string): Generator<string, void> {
  for (let from = 0; from < text.length; ) {
    const to = from + SLICE + (isInsidePair(text, from + SLICE) ? 1 : 0);
    yield text.slice(from, to);
    from = to;
  }
}

/** `JSON.stringify` of a list or object without `toJSON`, in slices of its items. */
export async function jsonInSlices(value: unknown, pace: Pace): Promise<string> {
  if (!Array.isArray(value) || workOf(value) <= SLICE) return JSON.stringify(value);
  const parts: string[] = [];
  for (const item of value) {
    const json = JSON.stringify(item) ?? "null";
    parts.push(json);
    const full = pace.spend(json.length);
    if (full) await full;
  }
  return `[${parts.join(",")}]`;
}
