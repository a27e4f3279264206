import type { Json } from "../rest.ts";

/** Values that change by themselves or by being looked at, and random IDs. */
const VOLATILE =
  /(_time|_at|_timestamp|_ms|_millis|^time|^etag|etag$|^lastModified|^last_|_cores|_memory_mb|^state_message|^stats$|^health|_token|^jdbc_|^odbc_|^effective_|^schema_version$)/i;

/** An object without the fields that change by themselves, and without those named. */
export function stable(value: unknown, ...without: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => stable(item, ...without));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !VOLATILE.test(key) && !without.includes(key))
      .map(([key, item]) => [key, stable(item, ...without)]),
  );
}

export const text = (value: unknown): string => (typeof value === "string" ? value : String(value ?? ""));

export const named = (object: Json, field = "name"): string => text(object[field]);
