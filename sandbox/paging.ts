import { invalid } from "./failure.ts";
import { type Fields, integer, optional } from "./http.ts";

/** Page size of the lists whose requests give none. */
const PAGE = 100;

export interface Page<T> {
  readonly items: readonly T[];
  /** Empty on the last page, like in the platform. */
  readonly next: string;
  readonly previous: string;
}

/** One page of a list. Tokens are opaque and valid only for the list that returned them. */
export function pageOf<T>(items: readonly T[], kind: string, size: number, token: string | undefined): Page<T> {
  const from = token === undefined ? 0 : offsetOf(token, kind);
  const name = (offset: number) => Buffer.from(`${kind}:${offset}`).toString("base64url");
  return {
    items: items.slice(from, from + size),
    next: from + size < items.length ? name(from + size) : "",
    previous: from > 0 ? name(Math.max(0, from - size)) : "",
  };
}

/** The response of a list whose page is chosen by `page_token` and a size parameter. */
export function pageResponse<T>(
  field: string,
  items: readonly T[],
  query: Fields,
  sizeParameter = "page_size",
): Fields {
  const page = pageOf(items, field, integer(query, sizeParameter) || PAGE, optional(query, "page_token"));
  return { [field]: page.items, ...(page.next && { next_page_token: page.next }) };
}

function offsetOf(token: string, kind: string): number {
  const text = Buffer.from(token, "base64url").toString();
  const offset = text.startsWith(`${kind}:`) ? Number(text.slice(kind.length + 1)) : Number.NaN;
  if (!Number.isSafeInteger(offset) || offset < 0) return invalid("Invalid page token.");
  return offset;
}
