/** The fields of `T` that hold something. */
type Compact<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** Leaves out what is undefined, null, an empty string, list or object: an answer lists only what there is. */
export function compact<T extends object>(fields: T): Compact<T> {
  const kept = Object.entries(fields).filter(([, value]) => !isEmpty(value));
  return Object.fromEntries(kept) as Compact<T>;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** ISO 8601 of epoch milliseconds, to the second; nothing for a time the platform does not know (absent or 0). */
export function isoTime(ms: number | null | undefined): string | undefined {
  if (!ms || Math.abs(ms) > 8.64e15) return undefined;
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
