import { defineToolset } from "../../core/tool.ts";

export const clusters = defineToolset({
  id: "clusters",
  title: "Clusters",
  summary: "All-purpose compute: find, create, start, resize, restart and terminate clusters; runtimes and node types.",
  default: true,
  presets: { engineer: true, ml: true, admin: true },
  finders: "list_clusters",
});
