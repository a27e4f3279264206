import { defineToolset } from "../../core/tool.ts";

export const workspace = defineToolset({
  id: "workspace",
  title: "Workspace",
  summary: "Notebooks, files and folders in the workspace tree: find, read, write and delete.",
  default: true,
  presets: { engineer: true, analyst: true, ml: true, admin: true },
  finders: "list_workspace_objects",
});
