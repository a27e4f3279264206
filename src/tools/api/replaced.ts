import { maskGiven } from "../../api/reference/mask.ts";
import { type Consequence, say } from "../../core/consent/facts.ts";
import { isEmpty, isRecord } from "../../records.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Fields with a value that a change resets, by their names. */
export const resetFields = (current: Fields, changes: Fields): Consequence[] =>
  Object.entries(changes)
    .filter(([field, value]) => value === null && !isEmpty(current[field]))
    .map(([field]) => ({ reason: "loss", text: say`Field ${field} is reset: its current value is lost.` }));

/**
 * Entries of maps and lists, at any depth, that a change does not repeat: the platform replaces such a field as a whole.
 * Entries of maps are named by their key alone, because their values may be credentials; those of lists are shown masked.
 */
export const lostEntries = (current: Fields, changes: Fields): Consequence[] =>
  Object.entries(changes).flatMap(([field, value]) => lostWithin(field, current[field], value));

function lostWithin(path: string, before: unknown, after: unknown): Consequence[] {
  const lost = (entry: string): Consequence => ({
    reason: "replacement",
    text: say`Field ${path} is replaced as a whole: ${entry} is lost.`,
  });
  if (isRecord(before) && isRecord(after)) {
    return Object.entries(before).flatMap(([key, value]) => {
      if (key in after) return lostWithin(`${path}.${key}`, value, after[key]);
      return isDefault(value) ? [] : [lost(key)];
    });
  }
  if (!Array.isArray(before) || !Array.isArray(after)) return [];
  return entriesWithout(before, after).map((entry) => lost(shownEntry(path.split(".").at(-1) ?? path, entry)));
}

/** Values that a field also has when it is not given. */
const DEFAULTS = new Set<unknown>([false, 0, "UNPAUSED", "ALL_SUCCESS", "WORKSPACE"]);
const isDefault = (value: unknown): boolean => isEmpty(value) || DEFAULTS.has(value);

/** The entries of a list that another list does not have. */
export function entriesWithout(list: readonly unknown[], other: readonly unknown[]): readonly unknown[] {
  const known = new Set(other.map((entry) => JSON.stringify(withoutDefaults(entry))));
  return list.filter((entry) => !known.has(JSON.stringify(withoutDefaults(entry))));
}

/** Those of some fields that get a value, or an entry of a list, that they do not have now. */
export const fieldsWithNew = (fields: readonly string[], given: Fields, current: Fields): string[] =>
  fields.filter(
    (field) => !isEmpty(given[field]) && entriesWithout([given[field]].flat(), [current[field]].flat()).length > 0,
  );

/** An entry without the defaults that the platform adds, in one order of its fields. */
function withoutDefaults(entry: unknown): unknown {
  if (!isRecord(entry)) return entry;
  const fields = Object.entries(entry).flatMap(([key, value]) =>
    isDefault(value) ? [] : [[key, withoutDefaults(value)] as const],
  );
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An entry of a list as text, or as JSON with its credentials masked as in a response. */
export function shownEntry(field: string, entry: unknown): string {
  const masked = maskGiven({ [field]: [entry] });
  const [shown] = isRecord(masked) && Array.isArray(masked[field]) ? masked[field] : [];
  const value = shown ?? entry;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * The change that a replacement of the whole object means: the given fields, and null for every other one of `fields`
 * that has a value now. The given ones that do not change are left out.
 */
export function asChange(current: Fields, given: Fields, fields: readonly string[]): Record<string, unknown> {
  const lost = fields.filter((field) => !(field in given) && !isEmpty(current[field]));
  const changed = Object.entries(given).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(current[field]),
  );
  return { ...Object.fromEntries(changed), ...Object.fromEntries(lost.map((field) => [field, null])) };
}
