import * as z from "zod";
import { compact } from "../../records.ts";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { id64 } from "../http/json.ts";

const named = z.looseObject({ name: text, catalog_name: text, schema_name: text, table_type: text });
const uses = (key: string) => z.array(z.looseObject({ [key]: id64.nullish() })).nullish();

/** One neighbour of a table: another table, or the things that read or wrote it. All of it may be masked. */
const neighbour = z.looseObject({
  tableInfo: named.extend({ lineage_timestamp: text, has_permission: z.boolean().nullish() }).nullish(),
  jobInfos: uses("job_id"),
  notebookInfos: uses("notebook_id"),
  pipelineInfos: uses("pipeline_id"),
  dashboardInfos: uses("dashboard_id"),
  queryInfos: uses("query_id"),
});
const tableLineage = z.looseObject({
  upstreams: z.array(neighbour).nullish(),
  downstreams: z.array(neighbour).nullish(),
});

/**
 * One hop each way, of the last year. The reference publishes a body on GET; the query works as well and is all a
 * `fetch` can send. `GET /api/2.0/lineage-tracking/table-lineage`
 */
export async function getTableLineage(client: Client, { table_name }: { table_name: string }) {
  const found = await client.get("lineage.tableLineage", "/api/2.0/lineage-tracking/table-lineage", tableLineage, {
    query: { table_name, include_entity_lineage: true },
  });
  return {
    upstreams: (found.upstreams ?? []).map(neighbourView),
    downstreams: (found.downstreams ?? []).map(neighbourView),
  };
}

function neighbourView({ tableInfo, ...entities }: z.output<typeof neighbour>) {
  const hidden = tableInfo?.has_permission === false;
  return {
    ...compact({
      name: hidden
        ? "(no permission to see it)"
        : fullName(tableInfo?.catalog_name, tableInfo?.schema_name, tableInfo?.name),
      table_type: tableInfo?.table_type,
      job_ids: idsOf(entities.jobInfos),
      notebook_ids: idsOf(entities.notebookInfos),
      pipeline_ids: idsOf(entities.pipelineInfos),
      dashboard_ids: idsOf(entities.dashboardInfos),
      query_ids: idsOf(entities.queryInfos),
    }),
  };
}

const idsOf = (infos: readonly Readonly<Record<string, unknown>>[] | null | undefined): string[] => [
  ...new Set(
    (infos ?? []).flatMap((info) =>
      Object.entries(info).flatMap(([key, value]) =>
        key !== "workspace_id" && key.endsWith("_id") && typeof value === "string" ? [value] : [],
      ),
    ),
  ),
];

const fullName = (...parts: (string | null | undefined)[]): string => parts.filter(Boolean).join(".");

const column = named.extend({ table_name: text });
const columnLineage = z.looseObject({
  upstream_cols: z.array(column).nullish(),
  downstream_cols: z.array(column).nullish(),
});

/** One hop each way. `GET /api/2.0/lineage-tracking/column-lineage` */
export async function getColumnLineage(client: Client, query: { table_name: string; column_name: string }) {
  const found = await client.get("lineage.columnLineage", "/api/2.0/lineage-tracking/column-lineage", columnLineage, {
    query,
  });
  return {
    upstreams: (found.upstream_cols ?? []).map(columnView),
    downstreams: (found.downstream_cols ?? []).map(columnView),
  };
}

const columnView = ({ catalog_name, schema_name, table_name, name, table_type }: z.output<typeof column>) =>
  compact({ name: fullName(catalog_name, schema_name, table_name, name), table_type });
