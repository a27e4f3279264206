import { ApiError } from "./errors.ts";

export interface Page<T> {
  readonly items: readonly T[];
  /** Token of the next page; absent or empty on the last. */
  readonly next?: string | undefined;
}

const MAX_PAGES = 1000;

/**
 * Every page of a listing, in order. An empty page with a token is followed; a token seen before ends in `ApiError`
 * (kind `bad-response`). Returns after `maxPages` with the token to go on from, if pages are left.
 */
export async function* pages<T>(
  fetchPage: (token: string | undefined) => Promise<Page<T>>,
  { from, maxPages = MAX_PAGES }: { from?: string | undefined; maxPages?: number } = {},
): AsyncGenerator<Page<T>, { next?: string }> {
  const seen = new Set<string>();
  let token = from || undefined;
  for (let count = 0; count < maxPages; count++) {
    if (token !== undefined) {
      if (seen.has(token)) throw loop();
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
 * Items of a listing up to `max`, reading as many pages as that takes. `next` is the token to go on from: a page is
 * never cut, so up to a page more than `max` may come back. `truncated` says whether anything is left.
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

const loop = () =>
  new ApiError({
    kind: "bad-response",
    outcome: "failed",
    message: "The listing repeats a page token: it would never end.",
    next: "Narrow the listing, or try again later.",
  });
