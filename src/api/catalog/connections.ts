import * as z from "zod";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { PageQuery } from "./securables.ts";

/** A connection to another database or service: the fields we read. */
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
export type Connection = z.output<typeof connection>;

const page = z.looseObject({ connections: z.array(connection).nullish(), next_page_token: text });

/** `GET /api/2.1/unity-catalog/connections` */
export async function listConnections(client: Client, query: PageQuery): Promise<Page<Connection>> {
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

/** `GET /api/2.1/unity-catalog/connections/{name}` */
export const getConnection = (client: Client, { name }: { name: string }) =>
  client.get("connections.get", path`/api/2.1/unity-catalog/connections/${name}`, connection);

/** Options known to be harmless. All others stay here: what a new kind of source calls its password is not known. */
const SHOWN = new Set([
  "host",
  "port",
  "user",
  "database",
  "warehouse",
  "project",
  "httpPath",
  "service_name",
  "base_path",
]);

/** A connection in a list. */
export const connectionRow = ({ name, connection_type, options, comment }: Connection) => ({
  name,
  ...compact({ connection_type, host: options?.host, comment }),
});

/** One connection in full; of its options only those that hold no secret. */
export const connectionDetails = (found: Connection) => ({
  name: found.name,
  ...compact({
    connection_type: found.connection_type,
    credential_type: found.credential_type,
    options: Object.fromEntries(
      Object.entries(found.options ?? {}).flatMap(([key, value]) => (SHOWN.has(key) && value ? [[key, value]] : [])),
    ),
    read_only: found.read_only || undefined,
    owner: found.owner,
    comment: found.comment,
    created_at: isoTime(found.created_at),
    updated_at: isoTime(found.updated_at),
  }),
});
