import { invalid } from "../failure.ts";
import { type Fields, integer, optional } from "../http.ts";

const SERVER_PAGE = 100;
const LARGEST_PAGE = 1000;

/**
 * The page a request asks for: 0 is a page of the server's size, a positive size is capped, none is the old answer with
 * everything in it.
 */
export function pageOf<T>(key: string, items: readonly T[], query: Fields): object {
  const asked = integer(query, "max_results");
  if (asked !== undefined && asked < 0) invalid("max_results must not be negative.");
  const size = asked === undefined ? items.length : Math.min(asked || SERVER_PAGE, LARGEST_PAGE);
  const start = offsetOf(key, optional(query, "page_token"));
  const end = start + size;
  return {
    [key]: items.slice(start, end),
    ...(end < items.length && { next_page_token: Buffer.from(`${key}:${end}`).toString("base64url") }),
  };
}

function offsetOf(key: string, token: string | undefined): number {
  if (token === undefined) return 0;
  const [of, offset = ""] = Buffer.from(token, "base64url").toString().split(":");
  return of === key && /^\d{1,9}$/.test(offset) ? Number(offset) : invalid("Invalid page token.");
}
