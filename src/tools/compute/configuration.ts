import * as z from "zod";
import { clusterChange, clusterSize, newCluster, workersProblem } from "../../api/compute/cluster-settings.ts";
import * as api from "../../api/compute/clusters.ts";
import { startOnce } from "../../core/calls/start-once.ts";
import { ToolError } from "../../core/errors.ts";
import * as params from "../../core/params.ts";
import { waitBudgetMs } from "../waiting.ts";
import { clusterStateView } from "./cluster-view.ts";
import { clusterLabel, notRunning, startedView, waitUntilResized, waitUntilUsable } from "./lifecycle.ts";
import { clusters } from "./toolset.ts";

const name = z.string().min(1).max(128);

const workers = z
  .string()
  .max(16)
  .superRefine((value, { addIssue }) => {
    const problem = workersProblem(value);
    if (problem !== undefined) addIssue({ code: "custom", message: problem, input: value });
  })
  .describe('Number of workers ("4") or autoscaling range ("1-8")');

const settings = z.looseObject({}).refine(areFields, "keys must be fields of the REST body").optional();

function areFields(settings: object): boolean {
  return Object.keys(settings).every(
    (key) => /^[a-z_]+$/.test(key) && key !== "cluster_id" && key !== "idempotency_token",
  );
}

export const createCluster = clusters.tool({
  name: "create_cluster",
  title: "Create a cluster",
  description: "Creates an all-purpose cluster and starts it. By default it terminates after an idle hour.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    cluster_name: name.describe("Name"),
    spark_version: name.describe("From list_spark_versions"),
    workers: workers.describe('Number of workers ("4"), autoscaling range ("1-8"), or "0" for a single-node cluster'),
    node_type_id: name.optional().describe("From list_node_types"),
    settings: settings.describe("Additional REST fields; Unity Catalog requires data_security_mode"),
    wait_seconds: params.waitSeconds,
  }),
  output: clusterStateView.schema,
  async run(ctx, { wait_seconds, ...request }) {
    const body = newCluster(request);
    const { cluster_id } = await startOnce(ctx, "clusters.create", body, undefined, (idempotency_token) =>
      api.createCluster(ctx.client, { ...body, idempotency_token }),
    );
    ctx.accepted({ what: "The cluster was created", ids: { cluster_id }, followUp: "get_cluster" });
    const cluster = await waitUntilUsable(ctx, cluster_id, waitBudgetMs(ctx, wait_seconds), true);
    return startedView(cluster, "Created and running.");
  },
});

// `clusters/edit` resets every field that it is not given; `clusters/update` changes only the given ones. A running
// cluster restarts, so this tool has the access of restart_cluster and asks the same question.
export const updateCluster = clusters.tool({
  name: "update_cluster",
  title: "Change a cluster's configuration",
  description: "Changes only the given fields of a cluster's configuration. A running cluster restarts.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    cluster_id: params.clusterId,
    settings: settings.describe("REST fields to change; null unsets a field"),
    wait_seconds: params.waitSeconds,
  }),
  output: clusterStateView.schema,
  async confirm({ cluster_id, wait_seconds: _, ...request }, ctx) {
    const cluster = changeable(await api.getCluster(ctx.client, { cluster_id }));
    if (cluster.state === "TERMINATED") return null;
    const fields = clusterChange(request).update_mask.replaceAll(",", ", ");
    return `Change ${fields} of ${clusterLabel(cluster)}? It restarts: running commands stop, and all attached users lose their variables and contexts.`;
  },
  async run(ctx, { cluster_id, wait_seconds, ...request }) {
    const change = clusterChange(request);
    if (change.update_mask === "") throw new ToolError("No field to change was given. Nothing was sent.");
    const before = changeable(await api.getCluster(ctx.client, { cluster_id }));
    await api.updateCluster(ctx.client, { cluster_id, ...change });
    if (before.state === "TERMINATED") {
      return clusterStateView(before, { note: "Changed. The change applies from the next start." });
    }
    const after = await waitUntilUsable(ctx, cluster_id, waitBudgetMs(ctx, wait_seconds));
    return startedView(after, "Changed and running.", "Changed. The cluster is restarting.");
  },
});

function changeable(cluster: api.Cluster): api.Cluster {
  if (cluster.state === "RUNNING" || cluster.state === "TERMINATED") return cluster;
  throw notRunning(cluster, "cannot be changed because it is neither running nor terminated");
}

export const resizeCluster = clusters.tool({
  name: "resize_cluster",
  title: "Resize a cluster",
  description: "Changes the number of workers of a running cluster without a restart.",
  access: "write",
  untrusted: true,
  input: z.strictObject({ cluster_id: params.clusterId, workers, wait_seconds: params.waitSeconds }),
  output: clusterStateView.schema,
  async run(ctx, { cluster_id, workers, wait_seconds }) {
    const before = await api.getCluster(ctx.client, { cluster_id });
    if (before.state !== "RUNNING") throw notRunning(before, "cannot be resized because it is not running");
    await api.resizeCluster(ctx.client, { cluster_id, ...clusterSize(workers) });
    const after = await waitUntilResized(ctx, cluster_id, waitBudgetMs(ctx, wait_seconds));
    return after.state === "RESIZING"
      ? clusterStateView(after, {
          note: "It remains usable.",
          next: "Still resizing. Call get_cluster to check that it is RUNNING.",
        })
      : clusterStateView(after, { note: "Resized." });
  },
});
