import type { Client } from "./client.ts";
import { ApiError } from "./errors.ts";

/** One page of a listing. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Token of the next page; absent or empty on the last page. */
  readonly next?: string | undefined;
}

const MAX_PAGES = 1000;

/**
 * Yields every page of a listing, in order, including empty ones that others follow. `from`: token of the first page.
 * Returns `next`, the token to continue from, if pages are left after `maxPages` (default 1000).
 * @throws {ApiError} `bad-response` if a token repeats, and everything that `fetchPage` throws
 */
export async function* pages<T>(
  fetchPage: (token: string | undefined) => Promise<Page<T>>,
  { from, maxPages = MAX_PAGES }: { from?: string | undefined; maxPages?: number } = {},
): AsyncGenerator<Page<T>, { next?: string }> {
  const seen = new Set<string>();
  let token = from || undefined;
  for (let count = 0; count < maxPages; count++) {
    if (token !== undefined) {
      if (seen.has(token)) throw repeatedToken();
      seen.add(token);
    }
    const page = await fetchPage(token);
    yield page;
    if (!page.next) return {};
    token = page.next;
  }
  return token === undefined ? {} : { next: token };
}

/**
 * Reads pages until at least `max` items are there. Pages are never cut, so the result can be almost a page longer than
 * `max`. `next`: token to continue from. `truncated`: whether more items are left.
 * @throws {ApiError} as `pages`
 */
export async function collect<T>(
  fetchPage: (token: string | undefined) => Promise<Page<T>>,
  max: number,
  options: { from?: string | undefined; maxPages?: number } = {},
): Promise<{ items: T[]; next?: string; truncated: boolean }> {
  const items: T[] = [];
  const listing = pages(fetchPage, options);
  for (;;) {
    const step = await listing.next();
    if (step.done) {
      const { next } = step.value;
      return { items, ...(next !== undefined && { next }), truncated: next !== undefined };
    }
    for (const item of step.value.items) items.push(item);
    if (items.length >= max) {
      const next = step.value.next || undefined;
      return { items, ...(next !== undefined && { next }), truncated: next !== undefined };
    }
  }
}

const EMPTY_PAGES = 300;

/**
 * The first page with items: the platform filters by permission after paging, so an empty page can have a successor.
 * After 300 empty pages (10 s) it returns no items and `next`, the token to continue from.
 * @throws {ApiError} `bad-response` if a page token repeats
 */
export const firstNonEmptyPage = <T, Q extends { readonly page_token?: string | undefined }>(
  list: (client: Client, query: Q) => Promise<Page<T>>,
  client: Client,
  query: Q,
): Promise<{ items: T[]; next?: string }> =>
  collect((page_token) => list(client, { ...query, page_token }), 1, {
    from: query.page_token,
    maxPages: EMPTY_PAGES,
  });

const repeatedToken = () =>
  new ApiError({
    kind: "bad-response",
    outcome: "failed",
    message: "The listing returned the same page token twice, so it would never end.",
    next: "Narrow the listing, or try again later.",
  });
