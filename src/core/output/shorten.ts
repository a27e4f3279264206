/** A field that was shortened, and by how much. */
export interface Cut {
  /** Dotted path of the field, e.g. `rows` or `results.data`. */
  readonly path: string;
  readonly kept: number;
  readonly total: number;
  readonly unit: "items" | "characters";
  /** The complete value, to be stored for later reading. */
  readonly whole: string | readonly unknown[];
}

/** Size of a value as JSON, in characters; 0 for `undefined`. */
export function jsonSize(value: unknown): number {
  if (typeof value === "string" && !NEEDS_ESCAPES.test(value)) return value.length + 2;
  return value === undefined ? 0 : JSON.stringify(value).length;
}

const NEEDS_ESCAPES = /[^\x20-\x7e]|["\\]/;

/** `jsonSize`, but counting stops beyond `limit`: a large value is not serialized only to learn that it is too large. */
function sizeUpTo(value: unknown, limit: number): number {
  if (typeof value === "string") return value.length + 2 > limit ? value.length + 2 : jsonSize(value);
  if (value === null || typeof value !== "object") return jsonSize(value);
  const list = Array.isArray(value);
  let total = 2;
  let first = true;
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined && !list) continue;
    total += (first ? 0 : 1) + (list ? 0 : jsonSize(key) + 1);
    total += item === undefined ? 4 : sizeUpTo(item, limit - total);
    first = false;
    if (total > limit) break;
  }
  return total;
}

/** The longest prefix of at most `length` UTF-16 units that does not split a code point. */
export function prefix(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

/** A text of at most this many characters is not cut: a part of a name or an ID looks like another one. */
const SHORT = 64;
/** In an object with more fields than this, names are cut as well: it is a map that may have thousands. */
const FEW_FIELDS = 24;

/**
 * Shortens the largest strings and arrays of `value` until it serializes to about `budget` characters; small fields stay
 * complete, and so do names. The structure stays the same, so the value still conforms to a schema of plain strings and arrays.
 */
export function shorten(value: unknown, budget: number): { value: unknown; cuts: Cut[] } {
  const cuts: Cut[] = [];
  return { value: shrink(value, budget, "", cuts), cuts };
}

function shrink(value: unknown, budget: number, path: string, cuts: Cut[]): unknown {
  if (sizeUpTo(value, budget) <= budget) return value;
  if (typeof value === "string") {
    const kept = shortenText(value, Math.max(0, budget - 2));
    cuts.push({ path, kept: kept.length, total: value.length, unit: "characters", whole: value });
    return kept;
  }
  if (Array.isArray(value)) return shrinkArray(value, budget, path, cuts);
  if (value !== null && typeof value === "object") return shrinkObject(value, budget, path, cuts);
  return value;
}

/** Counts escapes, too: a string of line breaks serializes to twice its length. */
function shortenText(text: string, budget: number): string {
  let kept = prefix(text, budget);
  while (kept.length > 0 && jsonSize(kept) - 2 > budget) {
    const over = jsonSize(kept) - 2 - budget;
    kept = prefix(kept, Math.max(0, kept.length - Math.max(1, Math.ceil(over / 2))));
  }
  return kept;
}

function shrinkArray(items: readonly unknown[], budget: number, path: string, cuts: Cut[]): unknown[] {
  const kept: unknown[] = [];
  let left = budget - 2;
  for (const item of items) {
    const cost = sizeUpTo(item, left) + 1;
    if (cost > left) break;
    kept.push(item);
    left -= cost;
  }
  // A first item larger than the budget is itself shortened: an empty list would mean that there are no items.
  if (kept.length === 0 && items.length > 0 && left > 2) kept.push(shrink(items[0], left, `${path}[0]`, cuts));
  if (kept.length < items.length) {
    cuts.push({ path, kept: kept.length, total: items.length, unit: "items", whole: items });
  }
  return kept;
}

function shrinkObject(value: object, budget: number, path: string, cuts: Cut[]): Record<string, unknown> {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const costs = entries
    .map(([key, item]) => ({ key, item, cost: sizeUpTo(item, budget) }))
    .sort((a, b) => a.cost - b.cost);
  let left = budget - 2 - entries.reduce((sum, [key]) => sum + key.length + 4, 0);
  const out = new Map<string, unknown>();
  for (const [index, { key, item, cost }] of costs.entries()) {
    const share = Math.max(0, Math.floor(left / (costs.length - index)));
    const isName = typeof item === "string" && item.length <= SHORT && entries.length <= FEW_FIELDS;
    const kept = cost <= share || isName ? item : shrink(item, share, path ? `${path}.${key}` : key, cuts);
    out.set(key, kept);
    left -= Math.min(cost, jsonSize(kept));
  }
  return Object.fromEntries(entries.map(([key]) => [key, out.get(key)]));
}
