import * as z from "zod";
import type { DatabaseBranch, DatabaseEndpoint, PostgresDatabase } from "../../api/database/branches.ts";
import type { SyncedTable } from "../../api/database/synced-tables.ts";
import { count, text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { branchRowView, idOf } from "./project-view.ts";

const endpointView = view(
  {
    endpoint_id: z.string(),
    endpoint_type: text,
    current_state: text,
    host: text,
    autoscaling_limit_min_cu: count,
    autoscaling_limit_max_cu: count,
  },
  ({ name, status }: DatabaseEndpoint) => ({
    endpoint_id: idOf(name),
    endpoint_type: status?.endpoint_type?.replace(/^ENDPOINT_TYPE_/, ""),
    current_state: status?.current_state,
    host: status?.hosts?.host ?? status?.hosts?.read_only_host,
    autoscaling_limit_min_cu: status?.autoscaling_limit_min_cu,
    autoscaling_limit_max_cu: status?.autoscaling_limit_max_cu,
  }),
);

const databaseView = view(
  { database_id: z.string(), postgres_database: text, role: text },
  ({ name, spec, status }: PostgresDatabase) => ({
    database_id: idOf(name),
    postgres_database: status?.postgres_database ?? spec?.postgres_database,
    role: idOf(status?.role ?? spec?.role),
  }),
);

/** A branch with its compute and databases. */
export const branchView = view(
  {
    ...branchRowView.fields,
    endpoints: z.array(endpointView.schema),
    databases: z.array(databaseView.schema),
    next_page_token: text,
  },
  (
    branch: DatabaseBranch,
    endpoints: readonly DatabaseEndpoint[],
    databases: readonly PostgresDatabase[],
    next: string | undefined,
  ) => ({
    ...branchRowView(branch),
    endpoints: endpoints.map((endpoint) => endpointView(endpoint)),
    databases: databases.map((database) => databaseView(database)),
    next_page_token: next,
  }),
);

/** A table synced into Postgres, and how far it is. */
export const syncedTableView = view(
  {
    full_name: z.string(),
    source_table_full_name: text,
    branch: text,
    postgres_database: text,
    scheduling_policy: text,
    primary_key_columns: texts,
    detailed_state: text,
    message: text,
    pipeline_id: text,
    last_sync_time: text,
    synced_row_count: count,
    total_row_count: count,
  },
  ({ name, spec, status }: SyncedTable) => ({
    full_name: idOf(name),
    source_table_full_name: spec?.source_table_full_name,
    branch: spec?.branch,
    postgres_database: spec?.postgres_database,
    scheduling_policy: spec?.scheduling_policy,
    primary_key_columns: spec?.primary_key_columns,
    detailed_state: status?.detailed_state,
    message: status?.message,
    pipeline_id: status?.pipeline_id,
    last_sync_time: status?.last_sync_time,
    synced_row_count: status?.ongoing_sync_progress?.synced_row_count,
    total_row_count: status?.ongoing_sync_progress?.total_row_count,
  }),
);
