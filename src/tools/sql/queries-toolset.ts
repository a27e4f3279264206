import { defineToolset } from "../../core/tool.ts";

export const queries = defineToolset({
  id: "queries",
  title: "Saved queries",
  summary: "Saved SQL queries, and the history of statements run on SQL warehouses.",
  default: false,
  presets: { analyst: true, engineer: "read" },
  finders: "list_queries or list_query_history",
});
