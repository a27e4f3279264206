import * as z from "zod";
import { clusterChange, clusterSize, newCluster, workersProblem } from "../../api/compute/cluster-settings.ts";
import * as api from "../../api/compute/clusters.ts";
import { ToolError } from "../../core/errors.ts";
import * as params from "../../core/params.ts";
import { budgetOf } from "../waiting.ts";
import { arrival, lifecycle, lifecycleView, namedCluster, notRunning, untilResized, untilUsable } from "./lifecycle.ts";
import { clusterId, clusters } from "./toolset.ts";

const name = z.string().min(1).max(128);

const workers = z
  .string()
  .max(16)
  .superRefine((value, { addIssue }) => {
    const problem = workersProblem(value);
    if (problem !== undefined) addIssue({ code: "custom", message: problem, input: value });
  })
  .describe("4, or 1-8 to scale");

const settings = z.looseObject({}).refine(areFields, "keys must be fields of the REST body").optional();

function areFields(settings: object): boolean {
  return Object.keys(settings).every(
    (key) => /^[a-z_]+$/.test(key) && key !== "cluster_id" && key !== "idempotency_token",
  );
}

export const createCluster = clusters.tool({
  name: "create_cluster",
  title: "Create a cluster",
  description: "Creates and starts an all-purpose cluster, ended after an idle hour by default.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    cluster_name: name.describe("Name"),
    spark_version: name.describe("From list_spark_versions"),
    workers: workers.describe("4, 1-8 to scale, 0: single node"),
    node_type_id: name.optional().describe("From list_node_types"),
    settings: settings.describe("More REST fields; Unity Catalog needs data_security_mode"),
    wait_seconds: params.waitSeconds,
  }),
  output: lifecycle,
  async run(ctx, { wait_seconds, ...wish }) {
    const { cluster_id } = await api.createCluster(ctx.client, newCluster(wish));
    return arrival(await untilUsable(ctx, cluster_id, budgetOf(ctx, wait_seconds), true), "Created and running.");
  },
});

// `clusters/edit` resets whatever its caller leaves out; `clusters/update` changes what it is told to and nothing else.
// A running cluster restarts, so this stands on the rung of restart_cluster and asks like it.
export const updateCluster = clusters.tool({
  name: "update_cluster",
  title: "Change a cluster's configuration",
  description: "Changes the given fields only; a running cluster restarts.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    cluster_id: clusterId,
    settings: settings.describe("REST fields; null unsets"),
    wait_seconds: params.waitSeconds,
  }),
  output: lifecycle,
  async confirm({ cluster_id, wait_seconds: _, ...wish }, ctx) {
    const cluster = changeable(await api.getCluster(ctx.client, { cluster_id }));
    if (cluster.state === "TERMINATED") return null;
    const fields = clusterChange(wish).update_mask.replaceAll(",", ", ");
    return `Change ${fields} of ${namedCluster(cluster)}? It restarts: running commands stop, variables and contexts of everybody attached are lost.`;
  },
  async run(ctx, { cluster_id, wait_seconds, ...wish }) {
    const change = clusterChange(wish);
    if (change.update_mask === "") throw new ToolError("No field to change was given, nothing was sent.");
    const before = changeable(await api.getCluster(ctx.client, { cluster_id }));
    await api.updateCluster(ctx.client, { cluster_id, ...change });
    if (before.state === "TERMINATED")
      return lifecycleView(before, { note: "Changed; it applies from the next start." });
    const after = await untilUsable(ctx, cluster_id, budgetOf(ctx, wait_seconds));
    return {
      ...arrival(after, "Changed and running."),
      ...(!api.isUsable(after) && { note: "Changed; it restarts." }),
    };
  },
});

function changeable(cluster: api.Cluster): api.Cluster {
  if (cluster.state === "RUNNING" || cluster.state === "TERMINATED") return cluster;
  throw notRunning(cluster, "cannot be changed: only a running or a terminated one can");
}

export const resizeCluster = clusters.tool({
  name: "resize_cluster",
  title: "Resize a cluster",
  description: "Resizes a running cluster without a restart.",
  access: "write",
  untrusted: true,
  input: z.strictObject({ cluster_id: clusterId, workers, wait_seconds: params.waitSeconds }),
  output: lifecycle,
  async run(ctx, { cluster_id, workers, wait_seconds }) {
    const before = await api.getCluster(ctx.client, { cluster_id });
    if (before.state !== "RUNNING") throw notRunning(before, "cannot be resized: only a running one can");
    await api.resizeCluster(ctx.client, { cluster_id, ...clusterSize(workers) });
    const after = await untilResized(ctx, cluster_id, budgetOf(ctx, wait_seconds));
    return after.state === "RESIZING"
      ? lifecycleView(after, {
          note: "It stays usable.",
          next: "Still resizing: get_cluster tells when it is RUNNING.",
        })
      : lifecycleView(after, { note: "Resized." });
  },
});
