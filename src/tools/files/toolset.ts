import { defineToolset } from "../../core/tool.ts";

export const files = defineToolset({
  id: "files",
  title: "Files",
  summary: "Files in Unity Catalog volumes (/Volumes) and workspace files: list, read, write, copy, move and delete.",
  default: true,
  presets: { engineer: true, analyst: true, ml: true },
  finders: "list_volume_files",
});
