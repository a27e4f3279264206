import type { Client } from "../http/client.ts";
import { collect, type Page } from "../http/paging.ts";

/** The kinds of objects that privileges can be granted on, as spelled in the API's paths. */
export const SECURABLE_TYPES = [
  "catalog",
  "schema",
  "table",
  "volume",
  "function",
  "model",
  "external_location",
  "storage_credential",
  "connection",
  "metastore",
] as const;
/** One of `SECURABLE_TYPES`. */
export type SecurableType = (typeof SECURABLE_TYPES)[number];

/** The type in the API's paths: it keeps the grants of models with those of functions. */
export const pathType = (type: SecurableType): string => (type === "model" ? "function" : type);

/**
 * Asks for one page of a listing. `max_results: 0` leaves the page size to the platform. Without it these endpoints
 * return everything at once, which is deprecated.
 */
export interface PageQuery {
  readonly max_results: number;
  readonly page_token?: string | undefined;
}

const EMPTY_PAGES = 300;

/**
 * The first page with items: the platform filters by permission after paging, so an empty page can have a successor.
 * After 300 empty pages (10 s) it returns no items and `next`, the token to continue from.
 * @throws {ApiError} `bad-response` if a page token repeats
 */
export async function firstNonEmptyPage<T, Q extends PageQuery>(
  list: (client: Client, query: Q) => Promise<Page<T>>,
  client: Client,
  query: Q,
): Promise<{ items: T[]; next?: string }> {
  return collect((page_token) => list(client, { ...query, page_token }), 1, {
    from: query.page_token,
    maxPages: EMPTY_PAGES,
  });
}
