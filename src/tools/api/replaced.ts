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
 * Entries of maps and lists that a change does not repeat: the platform replaces such a field as a whole. Entries of maps
 * are named by their key alone, because their values may be credentials; those of lists are shown masked.
 */
export const lostEntries = (current: Fields, changes: Fields): Consequence[] =>
  Object.entries(changes).flatMap(([field, value]) =>
    notRepeated(field, current[field], value).map((entry) => ({
      reason: "replacement" as const,
      text: say`Field ${field} is replaced as a whole: ${entry} is lost.`,
    })),
  );

function notRepeated(field: string, before: unknown, after: unknown): string[] {
  if (isRecord(before) && isRecord(after)) return Object.keys(before).filter((key) => !(key in after));
  if (!Array.isArray(before) || !Array.isArray(after)) return [];
  return entriesWithout(before, after).map((entry) => shownEntry(field, entry));
}

/** The entries of a list that another list does not have. */
export function entriesWithout(list: readonly unknown[], other: readonly unknown[]): readonly unknown[] {
  const known = new Set(other.map((entry) => JSON.stringify(entry)));
  return list.filter((entry) => !known.has(JSON.stringify(entry)));
}

/** An entry of a list as JSON, with its credentials masked as in a response. */
export function shownEntry(field: string, entry: unknown): string {
  const masked = maskGiven({ [field]: [entry] });
  const [shown] = isRecord(masked) && Array.isArray(masked[field]) ? masked[field] : [];
  return JSON.stringify(shown ?? entry);
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
