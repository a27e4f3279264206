import { defineToolset } from "../../core/tool.ts";

export const notebooks = defineToolset({
  id: "notebooks",
  title: "Notebooks",
  summary: "Notebooks by cell: read with outputs, edit, run once.",
  default: true,
  presets: { engineer: true, analyst: true, ml: true },
  finders: "list_workspace_objects",
});
