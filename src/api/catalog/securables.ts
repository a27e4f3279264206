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
