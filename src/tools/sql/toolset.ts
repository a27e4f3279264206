import { defineToolset } from "../../core/tool.ts";

export const sql = defineToolset({
  id: "sql",
  title: "SQL",
  summary: "SQL statements on a SQL warehouse, reads apart from writes; the warehouses to run them on.",
  default: true,
  presets: { engineer: true, analyst: true, ml: true, admin: true },
  finders: "list_warehouses",
  // A statement whose response is lost may still run, and then a query does not see its effect yet.
  checks: "list_query_history, which shows whether the statement still runs, then a query of the data that it changes,",
});
