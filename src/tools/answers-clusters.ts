import * as z from "zod";
import { clusterEventView, listClusterEvents } from "../api/cluster-events.ts";
import { getClusterPolicy } from "../api/cluster-policies.ts";
import { clusterDetails } from "../api/cluster-view.ts";
import { type Cluster, getCluster } from "../api/clusters.ts";
import { compact } from "../api/compact.ts";
import { clusterVerdict, failedStarts, offerFindings, poolFindings } from "../api/diagnosis/cluster-start.ts";
import { policyViolations } from "../api/diagnosis/policy-compliance.ts";
import { getInstancePool } from "../api/instance-pools.ts";
import { getLibraries, libraryName } from "../api/libraries.ts";
import { listNodeTypes } from "../api/node-types.ts";
import { listSparkVersions } from "../api/runtimes.ts";
import type { Context } from "../core/context.ts";
import { missing, missingLines, type Parts, partsOf, section, termination } from "./answers-parts.ts";
import { answers } from "./answers-toolset.ts";
import { clusterId } from "./clusters-toolset.ts";

const text = z.string().optional();

/** Events looked at for failed starts, and those of them that are told. */
const EVENTS = 50;
const EVENTS_TOLD = 12;

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
  async run(ctx, args) {
    const cluster = await getCluster(ctx.client, args);
    const parts = partsOf(ctx);
    const [events, ...findings] = await Promise.all([
      parts.part("events", listClusterEvents(ctx.client, { ...args, page_size: EVENTS })),
      offerPart(ctx, parts, cluster),
      poolPart(ctx, parts, cluster),
      policyPart(ctx, parts, cluster),
      libraryPart(ctx, parts, cluster),
    ]);
    const { cluster_id, cluster_name, state, state_message, termination } = clusterDetails(cluster);
    const { verdict, next } = clusterVerdict(cluster);
    return {
      cluster_id,
      cluster_name,
      state,
      ...compact({ state_message }),
      verdict,
      ...compact({
        termination,
        failed_starts: failedStarts(events?.items ?? []) || undefined,
        findings: findings.flat(),
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

async function poolPart(ctx: Context, parts: Parts, { instance_pool_id }: Cluster): Promise<string[]> {
  if (!instance_pool_id) return [];
  const pool = await parts.part(`pool ${instance_pool_id}`, getInstancePool(ctx.client, { instance_pool_id }));
  return pool ? poolFindings(pool) : [];
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
