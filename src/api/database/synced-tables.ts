import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import { path } from "../http/path.ts";
import { longRunning } from "./operations.ts";

const syncedTable = z.looseObject({
  name: z.string(),
  create_time: text,
  spec: z
    .looseObject({
      source_table_full_name: text,
      branch: text,
      postgres_database: text,
      scheduling_policy: text,
      primary_key_columns: z.array(z.string()).nullish(),
    })
    .nullish(),
  status: z
    .looseObject({
      detailed_state: text,
      message: text,
      pipeline_id: text,
      last_sync_time: text,
      ongoing_sync_progress: z
        .looseObject({ synced_row_count: int64.nullish(), total_row_count: int64.nullish() })
        .nullish(),
    })
    .nullish(),
});
/** A table of Unity Catalog that Lakebase copies into Postgres. `name` is `synced_tables/{catalog}.{schema}.{table}`. */
export type SyncedTable = z.output<typeof syncedTable>;

/** One synced table. `GET /api/2.0/postgres/synced_tables/{full_name}` @throws {ApiError} `not-found` */
export const getSyncedTable = (client: Client, { full_name }: { full_name: string }) =>
  client.get("postgres.getSyncedTable", path`/api/2.0/postgres/synced_tables/${full_name}`, syncedTable);

/** Creates a synced table and the pipeline that fills it. `POST /api/2.0/postgres/synced_tables` */
export const createSyncedTable = (client: Client, { full_name, spec }: { full_name: string; spec: object }) =>
  client.post("postgres.createSyncedTable", "/api/2.0/postgres/synced_tables", longRunning, {
    query: { synced_table_id: full_name },
    body: { spec },
  });

/** Stops the sync and removes the table from Unity Catalog. `DELETE /api/2.0/postgres/synced_tables/{full_name}` */
export const deleteSyncedTable = (client: Client, { full_name }: { full_name: string }) =>
  client.delete("postgres.deleteSyncedTable", path`/api/2.0/postgres/synced_tables/${full_name}`, longRunning);

/** Registers a Postgres database as a catalog of Unity Catalog. `POST /api/2.0/postgres/catalogs` */
export const createDatabaseCatalog = (client: Client, { catalog_id, spec }: { catalog_id: string; spec: object }) =>
  client.post("postgres.createCatalog", "/api/2.0/postgres/catalogs", longRunning, {
    query: { catalog_id },
    body: { spec },
  });
