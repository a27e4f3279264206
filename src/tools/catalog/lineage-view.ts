import * as z from "zod";
import type { ColumnNeighbour, TableNeighbour } from "../../api/catalog/lineage.ts";
import { text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";

const fields = {
  name: text,
  table_type: text,
  job_ids: texts,
  notebook_ids: texts,
  pipeline_ids: texts,
  dashboard_ids: texts,
  query_ids: texts,
  /** Of the objects above, by ID. */
  names: z.record(z.string(), z.string()).optional(),
};

/** A neighbour of a table: another table, or the ids of what read or wrote it, with the `names` that are known. */
export const tableNeighbourView = view(
  fields,
  ({ tableInfo, ...users }: TableNeighbour, names: ReadonlyMap<string, string> = new Map()) => {
    const ids = {
      job_ids: idsOf(users.jobInfos),
      notebook_ids: idsOf(users.notebookInfos),
      pipeline_ids: idsOf(users.pipelineInfos),
      dashboard_ids: idsOf(users.dashboardInfos),
      query_ids: idsOf(users.queryInfos),
    };
    return {
      name:
        tableInfo?.has_permission === false
          ? "(no permission to see it)"
          : fullNameOf(tableInfo?.catalog_name, tableInfo?.schema_name, tableInfo?.name),
      table_type: tableInfo?.table_type,
      ...ids,
      names: Object.fromEntries([...names].filter(([id]) => Object.values(ids).some((own) => own.includes(id)))),
    };
  },
);

/** A neighbour of a column: another column, as `catalog.schema.table.column`. */
export const columnNeighbourView = view(
  fields,
  ({ catalog_name, schema_name, table_name, name, table_type }: ColumnNeighbour) => ({
    name: fullNameOf(catalog_name, schema_name, table_name, name),
    table_type,
    // The platform does not record what uses a single column.
    job_ids: undefined,
    notebook_ids: undefined,
    pipeline_ids: undefined,
    dashboard_ids: undefined,
    query_ids: undefined,
    names: undefined,
  }),
);

const fullNameOf = (...parts: (string | null | undefined)[]): string => parts.filter(Boolean).join(".");

/** The ids in `[{"workspace_id": "1", "job_id": "2"}]`, each once. */
const idsOf = (infos: readonly Readonly<Record<string, unknown>>[] | null | undefined): string[] => [
  ...new Set(
    (infos ?? []).flatMap((info) =>
      Object.entries(info).flatMap(([key, value]) =>
        key !== "workspace_id" && key.endsWith("_id") && typeof value === "string" ? [value] : [],
      ),
    ),
  ),
];
