import type { Client } from "../http/client.ts";
import { collect, type Page } from "../http/paging.ts";

/** What Unity Catalog can grant on, as its paths spell it. */
export const SECURABLE_TYPES = [
  "catalog",
  "schema",
  "table",
  "volume",
  "function",
  "external_location",
  "storage_credential",
  "connection",
  "metastore",
] as const;
export type SecurableType = (typeof SECURABLE_TYPES)[number];

/** One page of a listing. Without `max_results` these endpoints answer everything at once, a form to be withdrawn. */
export interface PageQuery {
  readonly max_results: number;
  readonly page_token?: string | undefined;
}

const EMPTY_PAGES = 50;

/**
 * The first page that holds something: the platform pages before it filters by permission, so a page may be empty and
 * still have a successor. After 50 empty ones it answers none and the token to go on from.
 */
export async function filledPage<T, Q extends PageQuery>(
  list: (client: Client, query: Q) => Promise<Page<T>>,
  client: Client,
  query: Q,
): Promise<{ items: T[]; next?: string }> {
  return collect((page_token) => list(client, { ...query, page_token }), 1, {
    from: query.page_token,
    maxPages: EMPTY_PAGES,
  });
}
