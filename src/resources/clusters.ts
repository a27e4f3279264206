import type { Context } from "../core/calls/context.ts";
import { defineResource } from "../core/resources/define.ts";
import { getCluster, listClusters } from "../tools/compute/clusters.ts";
import { completeClusterId } from "./object-ids.ts";

const LISTED = 100;

const page = async (ctx: Context) => (await listClusters.run(ctx, { limit: LISTED })).clusters;

export const clusters = defineResource("databricks://clusters", listClusters, {
  name: "clusters",
  title: "Clusters",
  description:
    "Interactive clusters: active, pinned, and terminated in the last 30 days, as returned by list_clusters.",
  mimeType: "application/json",
});

export const cluster = defineResource("databricks://clusters/{cluster_id}", getCluster, {
  name: "cluster",
  title: "Cluster",
  description: "State and configuration of a cluster, as returned by get_cluster.",
  mimeType: "application/json",
  watch: { state: "state", stable: new Set(["TERMINATED", "ERROR"]) },
  list: async (ctx) =>
    (await page(ctx)).map(({ cluster_id, cluster_name, state }) => ({
      variables: { cluster_id },
      name: cluster_name || cluster_id,
      description: state,
    })),
  complete: { cluster_id: completeClusterId },
});
