import { defineToolset } from "../core/tool.ts";

export const clusters = defineToolset({
  id: "clusters",
  title: "Clusters",
  summary: "All-purpose compute: find, start, restart and terminate clusters; runtimes and machines to choose from.",
  default: true,
});
