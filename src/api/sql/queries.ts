import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

/** `QueryParameter`: a name, which the SQL refers to as `{{name}}`, and one of several kinds of value. */
const parameter = z.looseObject({ name: z.string() });

/** `Query`: the fields we read. Times are RFC 3339. */
const query = z.looseObject({
  id: z.string(),
  display_name: text,
  description: text,
  query_text: text,
  warehouse_id: text,
  catalog: text,
  schema: text,
  parent_path: text,
  owner_user_name: text,
  last_modifier_user_name: text,
  run_as_mode: text,
  lifecycle_state: text,
  tags: z.array(z.string()).nullish(),
  parameters: z.array(parameter).nullish(),
  create_time: text,
  update_time: text,
});
/** A saved query. */
export type Query = z.output<typeof query>;

/** The settings of a query. */
export interface QuerySettings {
  readonly display_name?: string | undefined;
  readonly query_text?: string | undefined;
  readonly warehouse_id?: string | undefined;
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** `QueryParameter[]` */
  readonly parameters?: readonly Readonly<Record<string, unknown>>[] | undefined;
}

const PATH = "/api/2.0/sql/queries";
const listing = z.looseObject({ results: z.array(query).nullish(), next_page_token: text });

/** `GET /api/2.0/sql/queries`: one page, without the folders. Ten concurrent calls risk being blocked. */
export async function listQueries(
  client: Client,
  query: { page_size: number; page_token?: string | undefined },
): Promise<Page<Query>> {
  const { results, next_page_token } = await client.get("queries.list", PATH, listing, { query });
  return { items: results ?? [], next: next_page_token || undefined };
}

/** `GET /api/2.0/sql/queries/{id}`. @throws {ApiError} `not-found` for an unknown id */
export const getQuery = (client: Client, { id }: { id: string }) =>
  client.get("queries.get", path`/api/2.0/sql/queries/${id}`, query);

/** `POST /api/2.0/sql/queries`: creates a query and returns it. A name that is already used is refused. */
export const createQuery = (client: Client, settings: QuerySettings & { parent_path?: string | undefined }) =>
  client.post("queries.create", PATH, query, { body: { query: settings } }).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.kind !== "conflict") throw error;
    throw error.with({ next: "Change the query that has this name with update_query, or choose another name." });
  });

/** `PATCH /api/2.0/sql/queries/{id}`: changes only the fields given, and returns the query. */
export const updateQuery = (client: Client, { id, ...settings }: QuerySettings & { id: string }) =>
  client.patch("queries.update", path`/api/2.0/sql/queries/${id}`, query, {
    body: { query: settings, update_mask: namesOfGiven(settings).join(",") },
    replay: "safe",
  });

/** The names of the fields that have a value, including an empty text. */
const namesOfGiven = (fields: object): string[] =>
  Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [name]));

/** `DELETE /api/2.0/sql/queries/{id}`: moves the query to the trash, which purges it after 30 days. */
export const trashQuery = (client: Client, { id }: { id: string }) =>
  client.delete("queries.delete", path`/api/2.0/sql/queries/${id}`, nothing);
