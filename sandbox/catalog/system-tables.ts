import type { ObjectName } from "../sql/spark/metastore/objects.ts";
import type { VirtualRelation } from "../sql/spark/metastore/virtual.ts";
import type { World } from "../world.ts";
import { audit, columnLineage, tableLineage } from "./system/access.ts";
import { listPrices, usage } from "./system/billing.ts";
import { clusters, nodeTimeline, nodeTypeTable, warehouses } from "./system/compute.ts";
import { jobRunTimeline, jobs, jobTasks, pipelines, taskRunTimeline } from "./system/lakeflow.ts";
import { queryHistory } from "./system/queries.ts";
import { relationOf, type SystemTable } from "./system/relation.ts";

const TABLES: Readonly<Record<string, SystemTable | undefined>> = {
  "access.audit": audit,
  "access.column_lineage": columnLineage,
  "access.table_lineage": tableLineage,
  "billing.list_prices": listPrices,
  "billing.usage": usage,
  "compute.clusters": clusters,
  "compute.node_timeline": nodeTimeline,
  "compute.node_types": nodeTypeTable,
  "compute.warehouses": warehouses,
  "lakeflow.job_run_timeline": jobRunTimeline,
  "lakeflow.job_task_run_timeline": taskRunTimeline,
  "lakeflow.job_tasks": jobTasks,
  "lakeflow.jobs": jobs,
  "lakeflow.pipelines": pipelines,
  "query.history": queryHistory,
};

/** A relation of the `system` catalog: what happened in the workspace, after a past that was made up. */
export function systemTable([, schema, table]: ObjectName, world: World): VirtualRelation | undefined {
  const found = TABLES[`${schema}.${table}`];
  return found === undefined ? undefined : relationOf(found, world);
}

/** Schemas and tables of the `system` catalog. */
export const systemNames: readonly (readonly [schema: string, table: string])[] = Object.keys(TABLES).map((name) => {
  const [schema = "", table = ""] = name.split(".");
  return [schema, table];
});
