import { defineToolset } from "../../core/tool.ts";

export const sql = defineToolset({
  id: "sql",
  title: "SQL",
  summary: "SQL statements on a SQL warehouse, reads apart from writes; the warehouses to run them on.",
  default: true,
  presets: { engineer: true, analyst: true, ml: true, admin: true },
  finders: "list_warehouses",
  checks: "a query of the data that the statement changes",
});
