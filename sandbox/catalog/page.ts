import { invalid } from "../failure.ts";
import { type Fields, integer, optional } from "../http.ts";
import * as paging from "../paging.ts";

const SERVER_PAGE = 100;
const LARGEST_PAGE = 1000;

/**
 * The requested page: 0 stands for the server's page size, a positive size is capped, and without a size everything is
 * returned, as in older versions of the API.
 */
export function pageOf<T>(key: string, items: readonly T[], query: Fields): object {
  const asked = integer(query, "max_results");
  if (asked !== undefined && asked < 0) invalid("max_results must not be negative.");
  const size = asked === undefined ? items.length : Math.min(asked || SERVER_PAGE, LARGEST_PAGE);
  const page = paging.pageOf(items, key, size, optional(query, "page_token"));
  return { [key]: page.items, ...(page.next && { next_page_token: page.next }) };
}
