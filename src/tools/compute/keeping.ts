import * as z from "zod";
import * as api from "../../api/compute/clusters.ts";
import { say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { objectName } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { plainOr } from "../../text.ts";
import { unknownPrincipals } from "../admin/known-principals.ts";
import { affectedCluster, clusterObject } from "./cluster-facts.ts";
import { clusters } from "./toolset.ts";

export const deleteCluster = clusters.tool({
  name: "delete_cluster",
  title: "Delete a cluster permanently",
  servedIn: ["admin"],
  description: "Permanently deletes a cluster and its configuration. To stop it and keep both, use terminate_cluster.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ cluster_id: params.clusterId }),
  aliases: { id: "cluster_id" },
  output: z.object({ cluster_id: z.string(), name: objectName, deleted: z.boolean() }),
  covers: "clusters.permanentDelete",
  affects: async ({ cluster_id }, ctx) => ({
    effect: "Permanently delete",
    objects: [await affectedCluster(ctx, cluster_id)],
    consequences: [
      { reason: "loss", text: say`Everything running on it stops, and its configuration cannot be restored.` },
    ],
  }),
  async run(ctx, args) {
    await api.deleteCluster(ctx.client, args);
    return { cluster_id: args.cluster_id, deleted: true };
  },
});

export const pinCluster = clusters.tool({
  name: "pin_cluster",
  title: "Pin or unpin a cluster",
  servedIn: [],
  description: "Pins a cluster, so that it stays listed more than 30 days after it terminates.",
  access: "write",
  idempotent: true,
  input: z.strictObject({
    cluster_id: params.clusterId,
    pinned: z.boolean().optional().describe("false to unpin"),
  }),
  aliases: { id: "cluster_id" },
  output: z.object({ cluster_id: z.string(), pinned: z.boolean() }),
  covers: "clusters.pin",
  alsoCovers: [{ operation: "clusters.unpin", args: ({ cluster_id }) => [{ cluster_id, pinned: false }] }],
  affects: async ({ cluster_id, pinned = true }, ctx) => ({
    effect: pinned ? "Pin" : "Unpin",
    objects: [await affectedCluster(ctx, cluster_id)],
    consequences: [],
  }),
  async run(ctx, { cluster_id, pinned = true }) {
    await (pinned ? api.pinCluster : api.unpinCluster)(ctx.client, { cluster_id });
    return { cluster_id, pinned };
  },
});

export const updateClusterOwner = clusters.tool({
  name: "update_cluster_owner",
  title: "Change a cluster's owner",
  servedIn: ["admin"],
  description: "Transfers a terminated cluster to another owner.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({
    cluster_id: params.clusterId,
    owner: z.string().min(1).max(256).describe("User name, or application ID of a service principal"),
  }),
  output: z.object({ cluster_id: z.string(), owner: z.string() }),
  aliases: { owner_username: "owner" },
  covers: "clusters.changeOwner",
  async affects({ cluster_id, owner }, ctx) {
    const cluster = terminated(await api.getCluster(ctx.client, { cluster_id }));
    const before = cluster.creator_user_name;
    const place = before ? say` in place of ${before}` : say``;
    const text = say`${owner} becomes its owner${place} and can then manage it and decide who may use it.`;
    return {
      effect: "Change the owner of",
      objects: [clusterObject(cluster)],
      consequences: [{ reason: "others", text }, ...(await unknownPrincipals(ctx, [owner], true))],
    };
  },
  async run(ctx, args) {
    terminated(await api.getCluster(ctx.client, { cluster_id: args.cluster_id }));
    await api.changeClusterOwner(ctx.client, { cluster_id: args.cluster_id, owner_username: args.owner });
    return args;
  },
});

function terminated(cluster: api.Cluster): api.Cluster {
  if (cluster.state === "TERMINATED") return cluster;
  throw new ToolError(
    `The owner of cluster ${plainOr(cluster.cluster_id, "of this call")} can only change while it is TERMINATED.`,
    {
      next: "Terminate it with terminate_cluster first.",
    },
  );
}
