import type { MonitoredObject } from "../../../api/catalog/quality-monitors.ts";
import { getSchema } from "../../../api/catalog/schemas.ts";
import { getTable } from "../../../api/catalog/tables.ts";
import type { Context } from "../../../core/calls/context.ts";
import { ToolError } from "../../../core/errors.ts";
import { defineToolset } from "../../../core/tool.ts";

export const dataQuality = defineToolset({
  id: "data-quality",
  title: "Data quality",
  summary: "Monitors of tables and schemas: their configuration, refreshes and results.",
  default: false,
  finders: "list_quality_monitors or list_tables",
});

/** The table or schema of a full name. The service knows it by its UUID. @throws {ToolError} If it has none */
export async function monitoredObject(ctx: Context, full_name: string): Promise<MonitoredObject> {
  const isTable = full_name.split(".").length === 3;
  const id = isTable
    ? (await getTable(ctx.client, { full_name })).table_id
    : (await getSchema(ctx.client, { full_name })).schema_id;
  if (id) return { object_type: isTable ? "table" : "schema", object_id: id };
  throw new ToolError("Unity Catalog returned no id for this object, so it has no monitor.", {
    next: "Give a table (catalog.schema.table) or a schema (catalog.schema).",
  });
}
