import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { PageQuery } from "./securables.ts";

const connection = z.looseObject({
  name: z.string(),
  connection_type: text,
  credential_type: text,
  options: z.record(z.string(), z.string().nullable()).nullish(),
  read_only: z.boolean().nullish(),
  owner: text,
  comment: text,
  created_at: int64.nullish(),
  updated_at: int64.nullish(),
});
/** A connection to another database or service: the fields we read. Its `options` can hold secrets. */
export type ForeignConnection = z.output<typeof connection>;

const page = z.looseObject({ connections: z.array(connection).nullish(), next_page_token: text });

/** One page of connections. `GET /api/2.1/unity-catalog/connections` */
export async function listConnections(client: Client, query: PageQuery): Promise<Page<ForeignConnection>> {
  const { connections, next_page_token } = await client.get(
    "connections.list",
    "/api/2.1/unity-catalog/connections",
    page,
    {
      query: { ...query },
    },
  );
  return { items: connections ?? [], next: next_page_token || undefined };
}

/**
 * One connection. `GET /api/2.1/unity-catalog/connections/{name}`
 * @throws {ApiError} `not-found` if it does not exist or is hidden from the caller
 */
export const getConnection = (client: Client, { name }: { name: string }) =>
  client.get("connections.get", path`/api/2.1/unity-catalog/connections/${name}`, connection);
