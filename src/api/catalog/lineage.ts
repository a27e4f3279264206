import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { id64 } from "../http/json.ts";

const located = z.looseObject({ name: text, catalog_name: text, schema_name: text, table_type: text });
const uses = (key: string) => z.array(z.looseObject({ [key]: id64.nullish() })).nullish();

const tableNeighbour = z.looseObject({
  tableInfo: located.extend({ lineage_timestamp: text, has_permission: z.boolean().nullish() }).nullish(),
  jobInfos: uses("job_id"),
  notebookInfos: uses("notebook_id"),
  pipelineInfos: uses("pipeline_id"),
  dashboardInfos: uses("dashboard_id"),
  queryInfos: uses("query_id"),
});
/** A neighbour of a table: another table, which may be hidden from the caller, or what read or wrote it. */
export type TableNeighbour = z.output<typeof tableNeighbour>;

const columnNeighbour = located.extend({ table_name: text });
/** A column that feeds another or is fed by it. */
export type ColumnNeighbour = z.output<typeof columnNeighbour>;

/** The neighbours of a table or column, one hop in each direction. */
export interface Lineage<T> {
  readonly upstreams: readonly T[];
  readonly downstreams: readonly T[];
}

const tableLineage = z.looseObject({
  upstreams: z.array(tableNeighbour).nullish(),
  downstreams: z.array(tableNeighbour).nullish(),
});

/**
 * Lineage of a table over the last year. The reference documents a body on this GET request. `fetch` cannot send one,
 * and query parameters work too. `GET /api/2.0/lineage-tracking/table-lineage`
 * @throws {ApiError} `not-found`, `permission`
 */
export async function getTableLineage(
  client: Client,
  { table_name }: { table_name: string },
): Promise<Lineage<TableNeighbour>> {
  const found = await client.get("lineage.tableLineage", "/api/2.0/lineage-tracking/table-lineage", tableLineage, {
    query: { table_name, include_entity_lineage: true },
  });
  return { upstreams: found.upstreams ?? [], downstreams: found.downstreams ?? [] };
}

const columnLineage = z.looseObject({
  upstream_cols: z.array(columnNeighbour).nullish(),
  downstream_cols: z.array(columnNeighbour).nullish(),
});

/**
 * Lineage of a column over the last year. `GET /api/2.0/lineage-tracking/column-lineage`
 * @throws {ApiError} `not-found`, `permission`
 */
export async function getColumnLineage(
  client: Client,
  query: { table_name: string; column_name: string },
): Promise<Lineage<ColumnNeighbour>> {
  const found = await client.get("lineage.columnLineage", "/api/2.0/lineage-tracking/column-lineage", columnLineage, {
    query,
  });
  return { upstreams: found.upstream_cols ?? [], downstreams: found.downstream_cols ?? [] };
}
