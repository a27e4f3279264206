import * as z from "zod";
import * as api from "../../api/compute/clusters.ts";
import { ToolError } from "../../core/errors.ts";
import * as params from "../../core/params.ts";
import { clusterLabel } from "./lifecycle.ts";
import { clusters } from "./toolset.ts";

export const deleteCluster = clusters.tool({
  name: "delete_cluster",
  title: "Delete a cluster permanently",
  description: "Permanently deletes a cluster and its configuration. To stop it and keep both, use terminate_cluster.",
  access: "destructive",
  input: z.strictObject({ cluster_id: params.clusterId }),
  output: z.object({ cluster_id: z.string(), deleted: z.boolean() }),
  async confirm({ cluster_id }, ctx) {
    const cluster = await api.getCluster(ctx.client, { cluster_id });
    return `Permanently delete ${clusterLabel(cluster)}? Everything running on it stops, and its configuration cannot be restored.`;
  },
  async run(ctx, args) {
    await api.deleteCluster(ctx.client, args);
    return { cluster_id: args.cluster_id, deleted: true };
  },
});

export const pinCluster = clusters.tool({
  name: "pin_cluster",
  title: "Pin or unpin a cluster",
  description: "Pins a cluster, so that it stays listed more than 30 days after it terminates.",
  access: "write",
  idempotent: true,
  input: z.strictObject({
    cluster_id: params.clusterId,
    pinned: z.boolean().optional().describe("false to unpin"),
  }),
  output: z.object({ cluster_id: z.string(), pinned: z.boolean() }),
  async run(ctx, { cluster_id, pinned = true }) {
    await (pinned ? api.pinCluster : api.unpinCluster)(ctx.client, { cluster_id });
    return { cluster_id, pinned };
  },
});

export const updateClusterOwner = clusters.tool({
  name: "update_cluster_owner",
  title: "Change a cluster's owner",
  description: "Transfers a terminated cluster to another owner.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({
    cluster_id: params.clusterId,
    owner_username: z.string().min(1).max(256).describe("User name, or application ID of a service principal"),
  }),
  output: z.object({ cluster_id: z.string(), owner_username: z.string() }),
  async confirm({ cluster_id, owner_username }, ctx) {
    const cluster = terminated(await api.getCluster(ctx.client, { cluster_id }));
    return `Make ${owner_username} the owner of ${clusterLabel(cluster)}? The new owner can manage the cluster and decide who may use it.`;
  },
  async run(ctx, args) {
    terminated(await api.getCluster(ctx.client, { cluster_id: args.cluster_id }));
    await api.changeClusterOwner(ctx.client, args);
    return args;
  },
});

function terminated(cluster: api.Cluster): api.Cluster {
  if (cluster.state === "TERMINATED") return cluster;
  throw new ToolError(`The owner of cluster ${cluster.cluster_id} can only change while it is TERMINATED.`, {
    next: "Terminate it with terminate_cluster first.",
  });
}
