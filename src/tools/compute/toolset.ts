import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";

export const clusters = defineToolset({
  id: "clusters",
  title: "Clusters",
  summary: "All-purpose compute: find, start, restart and terminate clusters; runtimes and machines to choose from.",
  default: true,
  finders: "list_clusters",
});

/** Said once a tool, so in as few words as will do. */
export const clusterId = params.clusterId.describe("From list_clusters");
