import { collect, type Page } from "../api/http/paging.ts";

/** A person who is asked need not wait for the last of very many. */
const COUNTED = 1000;
const PAGES = 10;

/** How many a listing holds, for a question: `1 table`, `at least 1000 tables`; one that cannot be read does not hide the question. */
export async function howMany(
  one: string,
  fetchPage: (page_token: string | undefined) => Promise<Page<unknown>>,
): Promise<string> {
  const listed = await collect(fetchPage, COUNTED, { maxPages: PAGES }).catch(() => undefined);
  if (!listed) return `an unknown number of ${one}s`;
  const { items, truncated } = listed;
  return `${truncated ? "at least " : ""}${items.length} ${items.length === 1 ? one : `${one}s`}`;
}
