import { defineResource } from "../core/resources/define.ts";
import { getTable } from "../tools/catalog/tables.ts";
import { completeTableName } from "./table-names.ts";

export const table = defineResource("databricks://tables/{full_name}", getTable, {
  name: "table",
  title: "Table",
  description: "Columns, comments, constraints and properties of a table or view, as returned by get_table.",
  mimeType: "application/json",
  complete: { full_name: completeTableName },
});
