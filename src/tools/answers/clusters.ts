import * as z from "zod";
import { clusterEventView, listClusterEvents } from "../../api/compute/cluster-events.ts";
import { getClusterPolicy } from "../../api/compute/cluster-policies.ts";
import { clusterVerdict, failedStarts, offerFindings, poolFindings } from "../../api/compute/cluster-start.ts";
import { type Cluster, getCluster, isUsable } from "../../api/compute/clusters.ts";
import { getInstancePool } from "../../api/compute/instance-pools.ts";
import { getLibraries, libraryName } from "../../api/compute/libraries.ts";
import { listNodeTypes } from "../../api/compute/node-types.ts";
import { policyViolations } from "../../api/compute/policy-compliance.ts";
import { listSparkVersions } from "../../api/compute/runtimes.ts";
import type { Context } from "../../core/calls/context.ts";
import { text } from "../../core/fields.ts";
import { compact } from "../../records.ts";
import { clusterDetails } from "../compute/cluster-view.ts";
import { clusterId } from "../compute/toolset.ts";
import { inTime, missing, missingLines, type Parts, partsOf, section, termination } from "./parts.ts";
import { answers } from "./toolset.ts";

/** Events looked at for failed starts, and those of them that are told. */
const EVENTS = 50;
const EVENTS_TOLD = 12;
const NO_QUOTAS = "quotas of the cloud account: Databricks has no API for them, the cloud's console does";

/** A job's cluster that ended well: the job makes a new one. */
const isOfJob = ({ cluster_source, termination_reason }: Cluster): boolean =>
  cluster_source === "JOB" && termination_reason?.type === "SUCCESS";

export const diagnoseCluster = answers.tool({
  name: "diagnose_cluster",
  title: "Diagnose a cluster",
  description: "Tells why a cluster does not start.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ cluster_id: clusterId }),
  output: z.object({
    cluster_id: z.string(),
    cluster_name: z.string(),
    state: z.string(),
    state_message: text,
    verdict: z.string(),
    termination,
    failed_starts: z.number().optional().describe("in a row"),
    findings: z.array(z.string()).optional(),
    events: z.array(z.object({ timestamp: z.string(), type: z.string(), detail: text })).optional(),
    next: text,
    missing,
  }),
  async run(call, args) {
    const cluster = await getCluster(call.client, args);
    const ctx = inTime(call);
    const parts = partsOf(ctx);
    const [events, libraries, ...findings] = await Promise.all([
      parts.part("events", listClusterEvents(ctx.client, { ...args, page_size: EVENTS })),
      libraryPart(ctx, parts, cluster),
      // What could keep it from starting keeps nothing: it runs, or nobody starts it again.
      ...(isUsable(cluster) || isOfJob(cluster)
        ? []
        : [offerPart, poolPart, policyPart].map((part) => part(ctx, parts, cluster))),
    ]);
    const { cluster_id, cluster_name, state, state_message, termination } = clusterDetails(cluster);
    const { verdict, next } = clusterVerdict(cluster);
    if (termination && termination.type !== "SUCCESS" && !isUsable(cluster)) parts.missing.push(NO_QUOTAS);
    return {
      cluster_id,
      cluster_name,
      state,
      ...compact({ state_message }),
      verdict,
      ...compact({
        termination,
        failed_starts: failedStarts(events?.items ?? []) || undefined,
        findings: [...findings, libraries].flat(),
        events: events?.items.slice(0, EVENTS_TOLD).map(clusterEventView),
        next,
        missing: parts.missing,
      }),
    };
  },
  text: ({ cluster_id, cluster_name, state, state_message, verdict, next, ...more }) =>
    [
      `cluster ${cluster_name} (${cluster_id}), ${state}`,
      verdict,
      ...(next ? [next] : []),
      ...(state_message ? [`message: ${state_message}`] : []),
      ...(more.termination?.detail ? [`detail: ${more.termination.detail}`] : []),
      ...(more.failed_starts ? [`starts that failed in a row: ${more.failed_starts}`] : []),
      ...section("findings", more.findings),
      ...section(
        "events, newest first",
        more.events?.map(({ timestamp, type, detail }) => `${timestamp} ${type}${detail ? `: ${detail}` : ""}`),
      ),
      ...missingLines(more.missing),
    ].join("\n"),
});

async function offerPart(ctx: Context, parts: Parts, cluster: Cluster): Promise<string[]> {
  const [runtimes, nodes] = await Promise.all([
    parts.part("runtimes offered", listSparkVersions(ctx.client)),
    cluster.instance_pool_id ? undefined : parts.part("node types offered", listNodeTypes(ctx.client)),
  ]);
  return offerFindings(cluster, {
    runtimes: runtimes?.versions?.map(({ key }) => key),
    nodes: nodes?.map((node) => ({ ...node, status: node.node_info?.status ?? [] })),
  });
}

/** Its pool, and the one of its driver where that is another. */
async function poolPart(ctx: Context, parts: Parts, cluster: Cluster): Promise<string[]> {
  const ids = new Set([cluster.instance_pool_id ?? "", cluster.driver_instance_pool_id ?? ""]);
  ids.delete("");
  const pools = await Promise.all(
    [...ids].map((id) => parts.part(`pool ${id}`, getInstancePool(ctx.client, { instance_pool_id: id }))),
  );
  return pools.flatMap((pool) => (pool ? poolFindings(pool) : []));
}

async function policyPart(ctx: Context, parts: Parts, { cluster_id, policy_id }: Cluster): Promise<string[]> {
  if (!policy_id) return [];
  const [policy, violations] = await Promise.all([
    parts.part(`policy ${policy_id}`, getClusterPolicy(ctx.client, { policy_id })),
    parts.part("compliance with its policy", policyViolations(ctx.client, { cluster_id })),
  ]);
  const most = policy?.max_clusters_per_user;
  return [
    ...(policy ? [`policy ${policy.name ?? policy_id}${most ? `: at most ${most} clusters a user` : ""}`] : []),
    ...(violations ?? []),
  ];
}

async function libraryPart(ctx: Context, parts: Parts, { cluster_id }: Cluster): Promise<string[]> {
  const found = await parts.part("libraries", getLibraries(ctx.client, { cluster_id }));
  return (found?.library_statuses ?? [])
    .filter(({ status }) => status === "FAILED")
    .map(({ library, messages }) =>
      [`library ${libraryName(library)} failed to install`, ...(messages ?? [])].join(": "),
    );
}
