import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";

const instance = z.looseObject({
  name: z.string(),
  uid: text,
  state: text,
  capacity: text,
  effective_capacity: text,
  pg_version: text,
  creator: text,
  creation_time: text,
  node_count: z.number().nullish(),
  read_write_dns: text,
  read_only_dns: text,
  effective_retention_window_in_days: z.number().nullish(),
});
/** A provisioned Lakebase instance, the older form of a project. Times are RFC 3339. */
export type DatabaseInstance = z.output<typeof instance>;

const page = z.looseObject({ database_instances: z.array(instance).nullish(), next_page_token: text });

/** One page of instances. `GET /api/2.0/database/instances` */
export async function listInstances(
  client: Client,
  query: { page_size: number; page_token?: string | undefined },
): Promise<Page<DatabaseInstance>> {
  const found = await client.get("database.listDatabaseInstances", "/api/2.0/database/instances", page, { query });
  return { items: found.database_instances ?? [], next: found.next_page_token || undefined };
}
