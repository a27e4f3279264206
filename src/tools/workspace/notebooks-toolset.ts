import { defineToolset } from "../../core/tool.ts";

export const notebooks = defineToolset({
  id: "notebooks",
  title: "Notebooks",
  summary: "Notebooks by cell: read with outputs, edit, run once.",
  default: false,
  finders: "list_workspace_objects",
});
