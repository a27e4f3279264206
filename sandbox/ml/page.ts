import { invalid } from "../failure.ts";
import { type Fields, integer, isFields, optional, required } from "../http.ts";

/** The requested page. A token is an opaque offset, as on the platform. */
export function pageOf<T>(
  items: readonly T[],
  fields: Fields,
  { fallback, most }: { fallback: number; most: number },
): { items: readonly T[]; next_page_token?: string } {
  const size = integer(fields, "max_results") ?? fallback;
  if (size < 1 || size > most) {
    return invalid(`Invalid value ${size} for parameter 'max_results' supplied: It must be between 1 and ${most}.`);
  }
  const start = offsetOf(optional(fields, "page_token"));
  const end = start + size;
  return {
    items: items.slice(start, end),
    ...(end < items.length && { next_page_token: Buffer.from(JSON.stringify({ offset: end })).toString("base64") }),
  };
}

function offsetOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const offset = /^\{"offset":(\d{1,15})\}$/.exec(Buffer.from(token, "base64").toString())?.[1];
  return offset === undefined
    ? invalid(`Invalid page token, could not be decoded: ${token.slice(0, 60)}`)
    : Number(offset);
}

/** A list of strings that may be missing; a query string with one value is a list of one. */
export function strings(fields: Fields, name: string): readonly string[] {
  const value = fields[name];
  if (value === undefined || value === null) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.filter((item) => typeof item === "string");
  return texts.length === list.length ? texts : invalid(`Field '${name}' must be a list of strings.`);
}

/** Tags of a request body. */
export function tagsIn(fields: Fields): readonly (readonly [string, string])[] {
  const tags: unknown[] = Array.isArray(fields.tags) ? fields.tags : [];
  return tags.filter(isFields).map((tag) => [required(tag, "key"), optional(tag, "value") ?? ""]);
}
