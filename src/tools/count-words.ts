import { collect, type Page } from "../api/http/paging.ts";

/** Counting stops here: a user who is asked for confirmation should not wait for the rest. */
const MAX_COUNTED = 1000;
const MAX_PAGES = 10;

/**
 * The number of items in a listing, in words, for a confirmation question: `1 table`, `at least 1000 tables`. A listing
 * that cannot be read becomes `an unknown number of tables`, so that the question is still asked.
 */
export async function countInWords(
  singular: string,
  fetchPage: (page_token: string | undefined) => Promise<Page<unknown>>,
): Promise<string> {
  const listed = await collect(fetchPage, MAX_COUNTED, { maxPages: MAX_PAGES }).catch(() => undefined);
  if (!listed) return `an unknown number of ${singular}s`;
  const { items, truncated } = listed;
  return `${truncated ? "at least " : ""}${items.length} ${items.length === 1 ? singular : `${singular}s`}`;
}
