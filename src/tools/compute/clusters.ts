import * as z from "zod";
import { listClusterEvents as listEvents } from "../../api/compute/cluster-events.ts";
import * as api from "../../api/compute/clusters.ts";
import type { Context } from "../../core/calls/context.ts";
import { say } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact, isRecord } from "../../records.ts";
import { waitBudgetMs } from "../waiting.ts";
import { affectedCluster, clusterObject } from "./cluster-facts.ts";
import { clusterDetailsView, clusterEventView, clusterStateView, clusterSummaryView } from "./cluster-view.ts";
import {
  notRunning,
  startedView,
  startOrJoin,
  waitUntilGone,
  waitUntilTerminated,
  waitUntilUsable,
} from "./lifecycle.ts";
import { clusters } from "./toolset.ts";

/** One of the platform's constants. They are checked but not listed: models know them, and a list costs every caller. */
const oneOf = (values: readonly string[]) =>
  z.string().refine((value) => values.includes(value), `must be one of ${values.join(", ")}`);

export const listClusters = clusters.tool({
  name: "list_clusters",
  title: "List clusters",
  description:
    "Lists the interactive clusters: active, pinned, and terminated in the last 30 days. For those of jobs or pipelines give cluster_sources.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    cluster_states: z.array(oneOf(api.CLUSTER_STATES)).optional().describe("Cluster states, e.g. RUNNING"),
    cluster_sources: z
      .array(oneOf(api.CLUSTER_SOURCES))
      .optional()
      .describe("Cluster sources, e.g. JOB; default UI and API"),
    policy_id: z.string().min(1).max(128).optional().describe("Cluster policy"),
    limit: params.limit(50, 100),
    page_token: params.pageToken,
  }),
  aliases: {
    page_size: "limit",
    max_results: "limit",
    filter_by: (value) => (isRecord(value) ? value : { filter_by: value }),
  },
  output: z.object({ clusters: z.array(clusterSummaryView.schema), next_page_token: text }),
  // A workspace has thousands of job clusters, one for each run, for every interactive one.
  async run(ctx, { cluster_states, cluster_sources = api.INTERACTIVE_SOURCES, policy_id, limit, page_token }) {
    const { items, next } = await api.listClusters(ctx.client, {
      filter_by: { cluster_states, cluster_sources, policy_id },
      page_size: limit,
      page_token,
    });
    return { clusters: items.map((cluster) => clusterSummaryView(cluster)), next_page_token: next };
  },
});

export const getCluster = clusters.tool({
  name: "get_cluster",
  title: "Get a cluster",
  description: "Returns a cluster's state and configuration, and why it terminated.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ cluster_id: params.clusterId }),
  aliases: { id: "cluster_id" },
  output: clusterDetailsView.schema,
  run: async (ctx, args) => clusterDetailsView(await api.getCluster(ctx.client, args)),
});

export const startCluster = clusters.tool({
  name: "start_cluster",
  title: "Start a cluster",
  servedIn: ["default", "engineer", "ml"],
  description: "Starts a terminated cluster and waits until it is RUNNING, which takes several minutes.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ cluster_id: params.clusterId, wait_seconds: params.waitSeconds }),
  aliases: { id: "cluster_id" },
  output: clusterStateView.schema,
  covers: "clusters.start",
  affects: async ({ cluster_id }, ctx) => ({
    effect: "Start",
    objects: [await affectedCluster(ctx, cluster_id)],
    consequences: [],
  }),
  async run(ctx, { cluster_id, wait_seconds }) {
    const until = performance.now() + waitBudgetMs(ctx, wait_seconds);
    const left = () => Math.max(0, until - performance.now());
    const before = await api.getCluster(ctx.client, { cluster_id });
    if (api.isUsable(before)) return clusterStateView(before, { note: "It was already running." });
    if (before.state === "PENDING" || before.state === "RESTARTING") {
      return startedView(await waitUntilUsable(ctx, cluster_id, left()), "It is running now.");
    }
    const ended = before.state === "TERMINATING" ? await waitUntilTerminated(ctx, cluster_id, left()) : before;
    if (ended.state === "TERMINATING") {
      return clusterStateView(ended, {
        next: "It is still terminating and can only start after that. Call start_cluster again.",
      });
    }
    const mine = await startOrJoin(ctx, cluster_id);
    return startedView(await waitUntilUsable(ctx, cluster_id, left()), mine ? "Started." : "It is running now.");
  },
});

// The reference classifies a restart as a write. Like a termination, it stops running commands and discards the
// variables of all attached users, so it has the same access and asks the same question.
export const restartCluster = clusters.tool({
  name: "restart_cluster",
  title: "Restart a cluster",
  servedIn: ["default", "engineer", "admin"],
  description: "Restarts a running cluster and waits. Running commands and the variables of all users are lost.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ cluster_id: params.clusterId, wait_seconds: params.waitSeconds }),
  aliases: { id: "cluster_id" },
  output: clusterStateView.schema,
  covers: "clusters.restart",
  affects: async ({ cluster_id }, ctx) => ({
    effect: "Restart",
    objects: [clusterObject(await runningCluster(ctx, cluster_id))],
    consequences: [
      {
        reason: "loss",
        text: say`Running commands stop, and all attached users lose their variables and contexts.`,
      },
    ],
  }),
  async run(ctx, { cluster_id, wait_seconds }) {
    await runningCluster(ctx, cluster_id);
    await api.restartCluster(ctx.client, { cluster_id });
    return startedView(await waitUntilUsable(ctx, cluster_id, waitBudgetMs(ctx, wait_seconds)), "Restarted.");
  },
});

async function runningCluster(ctx: Context, cluster_id: string): Promise<api.Cluster> {
  const cluster = await api.getCluster(ctx.client, { cluster_id });
  if (!api.isUsable(cluster)) throw notRunning(cluster, "cannot be restarted because it is not running");
  return cluster;
}

export const terminateCluster = clusters.tool({
  name: "terminate_cluster",
  title: "Terminate a cluster",
  description:
    "Stops a cluster and keeps its configuration. Running commands and data in memory are lost. Start it again with start_cluster.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ cluster_id: params.clusterId, wait_seconds: params.waitSeconds }),
  aliases: { id: "cluster_id" },
  output: clusterStateView.schema,
  covers: "clusters.delete",
  async affects({ cluster_id }, ctx) {
    const cluster = await api.getCluster(ctx.client, { cluster_id });
    const lost = say`Running commands and jobs stop, and everything in memory is lost. Its configuration is kept.`;
    return {
      effect: "Terminate",
      objects: [clusterObject(cluster)],
      consequences: isGone(cluster) ? [] : [{ reason: "loss", text: lost }],
    };
  },
  async run(ctx, { cluster_id, wait_seconds }) {
    const before = await api.getCluster(ctx.client, { cluster_id });
    if (before.state === "TERMINATED") return clusterStateView(before, { note: "It was already TERMINATED." });
    if (!isGone(before)) await api.terminateCluster(ctx.client, { cluster_id });
    const after = await waitUntilGone(ctx, cluster_id, waitBudgetMs(ctx, wait_seconds));
    return clusterStateView(
      after,
      after.state === "TERMINATED"
        ? { note: "Terminated." }
        : { next: "Still terminating. Call terminate_cluster to keep waiting." },
    );
  },
});

const isGone = ({ state }: api.Cluster): boolean => state === "TERMINATED" || state === "TERMINATING";

export const listClusterEvents = clusters.tool({
  name: "list_cluster_events",
  title: "List cluster events",
  servedIn: ["default"],
  description: "Lists the events of a cluster (starts, resizes, failures), newest first.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    cluster_id: params.clusterId,
    event_types: z.array(z.string().max(64)).max(40).optional().describe("Event types, e.g. TERMINATING"),
    start_time: params.time.describe("ISO 8601"),
    end_time: params.time.describe("ISO 8601"),
    limit: params.limit(50, 500),
    page_token: params.pageToken,
  }),
  aliases: { id: "cluster_id", page_size: "limit", max_results: "limit" },
  output: z.object({ events: z.array(clusterEventView.schema), next_page_token: text }),
  async run(ctx, { start_time, end_time, limit, ...filter }) {
    const times = compact({ start_time: params.epochMs(start_time), end_time: params.epochMs(end_time) });
    const { items, next } = await listEvents(ctx.client, {
      ...compact(filter),
      cluster_id: filter.cluster_id,
      ...times,
      page_size: limit,
    });
    return { events: items.map((event) => clusterEventView(event)), next_page_token: next };
  },
  text: ({ events, next_page_token }) =>
    [
      ...(events.length === 0 ? ["No events."] : []),
      ...events.map(({ timestamp, type, detail }) => `${timestamp} ${type}${detail ? ` – ${detail}` : ""}`),
      ...(next_page_token ? [`More: page_token ${next_page_token}`] : []),
    ].join("\n"),
});
