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
 * are named by their key alone, because their values may be credentials.
 */
export const lostEntries = (current: Fields, changes: Fields): Consequence[] =>
  Object.entries(changes).flatMap(([field, value]) =>
    notRepeated(current[field], value).map((entry) => ({
      reason: "replacement" as const,
      text: say`Field ${field} is replaced as a whole: ${entry} is lost.`,
    })),
  );

function notRepeated(before: unknown, after: unknown): string[] {
  if (isRecord(before) && isRecord(after)) return Object.keys(before).filter((key) => !(key in after));
  if (!Array.isArray(before) || !Array.isArray(after)) return [];
  const kept = new Set(after.map((entry) => JSON.stringify(entry)));
  return before.map((entry) => JSON.stringify(entry)).filter((entry) => !kept.has(entry));
}
