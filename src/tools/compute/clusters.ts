import * as z from "zod";
import { clusterEventView, listClusterEvents as listEvents } from "../../api/compute/cluster-events.ts";
import * as api from "../../api/compute/clusters.ts";
import type { Context } from "../../core/calls/context.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { budgetOf } from "../waiting.ts";
import { clusterDetails, clusterSummary } from "./cluster-view.ts";
import {
  arrival,
  lifecycle,
  lifecycleView,
  namedCluster,
  notRunning,
  startOrJoin,
  untilTerminated,
  untilUsable,
} from "./lifecycle.ts";
import { clusterId, clusters } from "./toolset.ts";

/** One of the platform's constants, enforced but not listed: models know them, and every list costs everybody. */
const oneOf = (values: readonly string[]) =>
  z.string().refine((value) => values.includes(value), `must be one of ${values.join(", ")}`);

const summary = {
  cluster_id: z.string(),
  cluster_name: z.string(),
  state: z.string(),
  cluster_source: text,
  creator_user_name: text,
  spark_version: text,
  node_type_id: text,
  workers: text.describe("fixed number, or min-max when autoscaling"),
};

export const listClusters = clusters.tool({
  name: "list_clusters",
  title: "List clusters",
  description: "Lists clusters, pinned or alive in the last 30 days.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    cluster_states: z.array(oneOf(api.CLUSTER_STATES)).optional().describe("E.g. RUNNING"),
    cluster_sources: z.array(oneOf(api.CLUSTER_SOURCES)).optional().describe("E.g. UI, JOB"),
    policy_id: z.string().max(128).optional().describe("Its policy"),
    limit: params.limit(50, 100),
    page_token: params.pageToken,
  }),
  output: z.object({
    clusters: z.array(z.object({ ...summary, termination_code: text })),
    next_page_token: text,
  }),
  async run(ctx, { cluster_states, cluster_sources, policy_id, limit, page_token }) {
    const { items, next } = await api.listClusters(ctx.client, {
      filter_by: { cluster_states, cluster_sources, policy_id },
      page_size: limit,
      page_token,
    });
    return { clusters: items.map(clusterSummary), ...compact({ next_page_token: next }) };
  },
});

export const getCluster = clusters.tool({
  name: "get_cluster",
  title: "Get a cluster",
  description: "Returns a cluster's state, configuration and, when it ended, why.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ cluster_id: clusterId }),
  output: z.object({
    ...summary,
    state_message: text,
    runtime: text.describe("spark_version in words"),
    runtime_engine: text,
    driver_node_type_id: text.describe("when it differs from the workers'"),
    cores: z.number().optional(),
    memory_gb: z.number().optional(),
    autotermination_minutes: z.number().optional().describe("0: never"),
    data_security_mode: text,
    single_user_name: text,
    policy_id: text,
    instance_pool_id: text,
    pinned: z.boolean().optional(),
    start_time: text,
    last_restarted_time: text,
    terminated_time: text,
    termination: z.object({ code: z.string(), type: text, meaning: z.string(), next: text, detail: text }).optional(),
    custom_tags: z.record(z.string(), z.string()).optional(),
    spark_conf: z.record(z.string(), z.string()).optional(),
    spark_env_var_names: z.array(z.string()).optional(),
    init_scripts: z.array(z.string()).optional(),
  }),
  run: async (ctx, args) => clusterDetails(await api.getCluster(ctx.client, args)),
});

export const startCluster = clusters.tool({
  name: "start_cluster",
  title: "Start a cluster",
  description: "Starts a terminated cluster and waits until it is RUNNING, some minutes.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ cluster_id: clusterId, wait_seconds: params.waitSeconds }),
  output: lifecycle,
  async run(ctx, { cluster_id, wait_seconds }) {
    const until = performance.now() + budgetOf(ctx, wait_seconds);
    const left = () => Math.max(0, until - performance.now());
    const before = await api.getCluster(ctx.client, { cluster_id });
    if (api.isUsable(before)) return lifecycleView(before, { note: "It was running already." });
    if (before.state === "PENDING" || before.state === "RESTARTING") {
      return arrival(await untilUsable(ctx, cluster_id, left()), "It is running now.");
    }
    const resting = before.state === "TERMINATING" ? await untilTerminated(ctx, cluster_id, left()) : before;
    if (resting.state === "TERMINATING") {
      return lifecycleView(resting, {
        next: "It is still terminating and starts only after: call start_cluster again.",
      });
    }
    const mine = await startOrJoin(ctx, cluster_id);
    return arrival(await untilUsable(ctx, cluster_id, left()), mine ? "Started." : "It is running now.");
  },
});

// The reference counts a restart among the writes. It discards what a termination discards, running commands and the
// variables of everybody attached, so it stands on the same rung and asks the same way.
export const restartCluster = clusters.tool({
  name: "restart_cluster",
  title: "Restart a cluster",
  description: "Restarts a running cluster; everybody's commands and variables on it are lost.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ cluster_id: clusterId, wait_seconds: params.waitSeconds }),
  output: lifecycle,
  async confirm({ cluster_id }, ctx) {
    const cluster = await running(ctx, cluster_id);
    return `Restart ${namedCluster(cluster)}? Commands running on it stop; variables and contexts of everybody attached are lost.`;
  },
  async run(ctx, { cluster_id, wait_seconds }) {
    await running(ctx, cluster_id);
    await api.restartCluster(ctx.client, { cluster_id });
    return arrival(await untilUsable(ctx, cluster_id, budgetOf(ctx, wait_seconds)), "Restarted.");
  },
});

async function running(ctx: Context, cluster_id: string): Promise<api.Cluster> {
  const cluster = await api.getCluster(ctx.client, { cluster_id });
  if (!api.isUsable(cluster)) throw notRunning(cluster, "cannot be restarted: only a running one can");
  return cluster;
}

export const terminateCluster = clusters.tool({
  name: "terminate_cluster",
  title: "Terminate a cluster",
  description: "Stops a cluster, losing commands and memory; start_cluster brings it back.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ cluster_id: clusterId }),
  output: lifecycle,
  async confirm({ cluster_id }, ctx) {
    const cluster = await api.getCluster(ctx.client, { cluster_id });
    // Nothing is left to lose.
    if (isGone(cluster)) return null;
    return `Terminate ${namedCluster(cluster)}? Running commands and jobs on it stop and everything in memory is lost. Its configuration is kept.`;
  },
  async run(ctx, { cluster_id }) {
    const before = await api.getCluster(ctx.client, { cluster_id });
    if (isGone(before)) return lifecycleView(before, { note: `It was ${before.state} already.` });
    await api.terminateCluster(ctx.client, { cluster_id });
    const after = await api.getCluster(ctx.client, { cluster_id });
    return lifecycleView(after, { note: "Termination is under way; get_cluster tells when it is TERMINATED." });
  },
});

const isGone = ({ state }: api.Cluster): boolean => state === "TERMINATED" || state === "TERMINATING";

const isTime = (value: string): boolean => !Number.isNaN(Date.parse(value));
const time = z.string().max(40).refine(isTime, "must be an ISO 8601 time, e.g. 2026-01-31T09:00:00Z").optional();
const epochMs = (value: string | undefined) => (value === undefined ? undefined : Date.parse(value));

export const listClusterEvents = clusters.tool({
  name: "list_cluster_events",
  title: "List cluster events",
  description: "Lists what happened to a cluster, newest first.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    cluster_id: clusterId,
    event_types: z.array(z.string().max(64)).max(40).optional().describe("E.g. TERMINATING"),
    start_time: time.describe("ISO 8601"),
    end_time: time.describe("ISO 8601"),
    limit: params.limit(50, 500),
    page_token: params.pageToken,
  }),
  output: z.object({
    events: z.array(z.object({ timestamp: z.string(), type: z.string(), detail: text })),
    next_page_token: text,
  }),
  async run(ctx, { start_time, end_time, limit, ...filter }) {
    const times = compact({ start_time: epochMs(start_time), end_time: epochMs(end_time) });
    const { items, next } = await listEvents(ctx.client, {
      ...compact(filter),
      cluster_id: filter.cluster_id,
      ...times,
      page_size: limit,
    });
    return { events: items.map(clusterEventView), ...compact({ next_page_token: next }) };
  },
  text: ({ events, next_page_token }) =>
    [
      ...(events.length === 0 ? ["No events."] : []),
      ...events.map(({ timestamp, type, detail }) => `${timestamp} ${type}${detail ? ` – ${detail}` : ""}`),
      ...(next_page_token ? [`More: page_token ${next_page_token}`] : []),
    ].join("\n"),
});
