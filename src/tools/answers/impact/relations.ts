import { getColumnLineage, getTableLineage } from "../../../api/catalog/lineage.ts";
import { quotedText } from "../../../api/sql/names.ts";
import type { Row } from "../../../api/sql/rows/rows.ts";
import type { Context } from "../../../core/calls/context.ts";
import { lineageNames } from "../../catalog/lineage-names.ts";
import { columnNeighbourView, tableNeighbourView } from "../../catalog/lineage-view.ts";
import type { AnswerParts } from "../parts.ts";
import { quickRows, runningWarehouse } from "../sql.ts";
import { type Affected, dependenceOf, type ImpactTarget } from "./target.ts";

/** Views over views over views. */
const MAX_DEPTH = 5;
const MAX_DEFINITIONS = 500;

/** Views and functions that depend on the table, directly or through others, and the views among them. */
export interface Dependents {
  readonly affected: readonly Affected[];
  readonly views: readonly string[];
}

interface Definition {
  readonly kind: "view" | "function";
  readonly name: string;
  readonly catalog: string;
  readonly schema: string;
  readonly text: string;
}

/**
 * The views and SQL functions of the metastore whose definitions depend on the table or column, read on a warehouse that
 * is running: `call` runs the statements, `ctx` has the deadline of the parts.
 */
export async function findDependents(
  { call, ctx }: { readonly call: Context; readonly ctx: Context },
  parts: AnswerParts,
  table: Pick<ImpactTarget, "full_name" | "column">,
): Promise<Dependents> {
  const warehouse_id = await parts.read("definitions of views and functions", runningWarehouse(ctx));
  if (warehouse_id === undefined) return { affected: [], views: [] };
  const affected = new Map<string, Affected>();
  let views: string[] = [];
  let level: readonly string[] = [table.full_name];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    const found = await parts.read("definitions of views and functions", definitionsWith(call, warehouse_id, level));
    const next: string[] = [];
    for (const { kind, name, catalog, schema, text } of found ?? []) {
      if (affected.has(name) || name === table.full_name) continue;
      const uses = dependenceOf(text, { ...table, views }, "sql", { catalog, schema });
      if (!uses) continue;
      affected.set(name, { kind, name, ...uses });
      if (kind === "view") next.push(name);
    }
    views = [...views, ...next];
    level = next;
  }
  if (level.length > 0) parts.missing.push(`views over views beyond ${MAX_DEPTH} levels`);
  const hidden = await parts.read("views with hidden definitions", hiddenViews(call, warehouse_id));
  if (hidden) parts.missing.push(`definitions of ${hidden} views: only their owners can read them`);
  return { affected: [...affected.values()], views };
}

/** Definitions that contain one of the names: most of a metastore is left to the warehouse to filter out. */
async function definitionsWith(ctx: Context, warehouse_id: string, names: readonly string[]): Promise<Definition[]> {
  const contains = (column: string) =>
    names
      .map((name) => `contains(lower(${column}), ${quotedText(name.slice(name.lastIndexOf(".") + 1).toLowerCase())})`)
      .join(" OR ");
  const statement = `SELECT 'view' AS kind, table_catalog, table_schema, table_name, view_definition FROM system.information_schema.views WHERE ${contains("view_definition")}
UNION ALL SELECT 'function', routine_catalog, routine_schema, routine_name, routine_definition FROM system.information_schema.routines WHERE ${contains("routine_definition")}`;
  const request = { warehouse_id, statement, row_limit: MAX_DEFINITIONS, maxChars: Number.POSITIVE_INFINITY };
  const { rows } = await quickRows(ctx, request);
  return rows.flatMap(definitionOf);
}

function definitionOf([kind, catalog, schema, name, text]: Row): Definition[] {
  if (!catalog || !schema || !name || !text) return [];
  const full = `${catalog}.${schema}.${name}`;
  return [{ kind: kind === "function" ? "function" : "view", name: full, catalog, schema, text }];
}

async function hiddenViews(ctx: Context, warehouse_id: string): Promise<number> {
  const statement =
    "SELECT count(*) FROM system.information_schema.views WHERE view_definition IS NULL AND table_schema <> 'information_schema'";
  const { rows } = await quickRows(ctx, { warehouse_id, statement, row_limit: 1 });
  return Number(rows[0]?.[0] ?? 0);
}

/** Recorded lineage: tables or columns computed from it, and the objects that read it in the last year. */
export async function findLineage(
  ctx: Context,
  parts: AnswerParts,
  { full_name: table_name, column }: Pick<ImpactTarget, "full_name" | "column">,
): Promise<readonly Affected[]> {
  const [table, columns] = await Promise.all([
    parts.read("lineage", getTableLineage(ctx.client, { table_name })),
    column === undefined
      ? undefined
      : parts.read("lineage of the column", getColumnLineage(ctx.client, { table_name, column_name: column })),
  ]);
  const downstreams = table?.downstreams ?? [];
  const names = await lineageNames(ctx, downstreams, parts.read);
  const users = downstreams.map((one) => tableNeighbourView(one, names));
  const computed =
    column === undefined
      ? users.flatMap(({ name, table_type, job_ids = [] }) =>
          name
            ? [
                {
                  kind: table_type?.includes("VIEW") ? "view" : "table",
                  name,
                  because: job_ids.length > 0 ? `computed from it by job ${job_ids.join(", ")}` : "computed from it",
                  certain: true,
                },
              ]
            : [],
        )
      : (columns?.downstreams ?? [])
          .map((one) => columnNeighbourView(one))
          .flatMap(({ name }) => (name ? [{ kind: "column", name, because: "computed from it", certain: true }] : []));
  // The platform does not record what uses a single column.
  const certain = column === undefined;
  const entities = users.flatMap((user) =>
    ENTITIES.flatMap(([kind, field]) =>
      (user[field] ?? []).map((id) => ({
        kind,
        name: names.get(id) ?? "",
        id,
        because: certain ? "read it in the last year" : "read the table in the last year, perhaps not this column",
        certain: false,
      })),
    ),
  );
  return [...computed, ...entities];
}

const ENTITIES = [
  ["job", "job_ids"],
  ["notebook", "notebook_ids"],
  ["pipeline", "pipeline_ids"],
  ["dashboard", "dashboard_ids"],
  ["query", "query_ids"],
] as const;
