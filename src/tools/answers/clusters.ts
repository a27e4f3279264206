import * as z from "zod";
import { listClusterEvents } from "../../api/compute/cluster-events.ts";
import { getClusterPolicy, listPolicyViolations } from "../../api/compute/cluster-policies.ts";
import { clusterVerdict, countFailedStarts, offerFindings, poolFindings } from "../../api/compute/cluster-start.ts";
import { type Cluster, getCluster, isUsable } from "../../api/compute/clusters.ts";
import { getInstancePool } from "../../api/compute/instance-pools.ts";
import { getLibraries, libraryName } from "../../api/compute/libraries.ts";
import { listNodeTypes } from "../../api/compute/node-types.ts";
import { listSparkVersions } from "../../api/compute/runtimes.ts";
import type { Context } from "../../core/calls/context.ts";
import { count, text, texts } from "../../core/fields.ts";
import { clusterId } from "../../core/params.ts";
import { clusterDetailsView, clusterEventView } from "../compute/cluster-view.ts";
import { type AnswerParts, collectParts, missing, missingLines, sectionLines, withDeadline } from "./parts.ts";
import { answers } from "./toolset.ts";

/** Events searched for failed starts, and the number of them that are shown. */
const EVENTS_SEARCHED = 50;
const EVENTS_SHOWN = 12;
const NO_QUOTAS = "quotas of the cloud account: Databricks does not have an API for them; check the cloud's console";

const { cluster_id, cluster_name, state, state_message, termination } = clusterDetailsView.fields;

/** A cluster of a job that ended normally: the job creates a new one for each run. */
const isFinishedJobCluster = ({ cluster_source, termination_reason }: Cluster): boolean =>
  cluster_source === "JOB" && termination_reason?.type === "SUCCESS";

export const diagnoseCluster = answers.tool({
  name: "diagnose_cluster",
  title: "Diagnose a cluster",
  servedIn: ["default", "engineer", "ml", "admin"],
  description: "Explains why a cluster does not start: termination reason, events, pool, policy and library problems.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ cluster_id: clusterId }),
  output: z.object({
    cluster_id,
    cluster_name,
    state,
    state_message,
    verdict: z.string(),
    termination,
    failed_starts: count.describe("consecutive"),
    findings: texts,
    events: z.array(clusterEventView.schema).optional(),
    next: text,
    missing,
  }),
  async run(call, args) {
    const cluster = await getCluster(call.client, args);
    const ctx = withDeadline(call);
    const parts = collectParts(ctx);
    const [events, libraries, ...findings] = await Promise.all([
      parts.read("events", listClusterEvents(ctx.client, { ...args, page_size: EVENTS_SEARCHED })),
      failedLibraries(ctx, parts, cluster),
      // A cluster that is running, or that will not be started again, does not have obstacles to a start.
      ...(isUsable(cluster) || isFinishedJobCluster(cluster)
        ? []
        : [unavailableOffers, poolProblems, policyProblems].map((find) => find(ctx, parts, cluster))),
    ]);
    const details = clusterDetailsView(cluster);
    const { verdict, next } = clusterVerdict(cluster);
    if (details.termination && details.termination.type !== "SUCCESS" && !isUsable(cluster))
      parts.missing.push(NO_QUOTAS);
    return {
      cluster_id: details.cluster_id,
      cluster_name: details.cluster_name,
      state: details.state,
      state_message: details.state_message,
      verdict,
      termination: details.termination,
      failed_starts: countFailedStarts(events?.items ?? []) || undefined,
      findings: [...findings, libraries].flat(),
      events: events?.items.slice(0, EVENTS_SHOWN).map((event) => clusterEventView(event)),
      next,
      missing: parts.missing,
    };
  },
  text: ({ cluster_id, cluster_name, state, state_message, verdict, next, ...more }) =>
    [
      `cluster ${cluster_name} (${cluster_id}), ${state}`,
      verdict,
      ...(next ? [next] : []),
      ...(state_message ? [`message: ${state_message}`] : []),
      ...(more.termination?.detail ? [`detail: ${more.termination.detail}`] : []),
      ...(more.failed_starts ? [`consecutive failed starts: ${more.failed_starts}`] : []),
      ...sectionLines("findings", more.findings),
      ...sectionLines(
        "events, newest first",
        more.events?.map(({ timestamp, type, detail }) => `${timestamp} ${type}${detail ? `: ${detail}` : ""}`),
      ),
      ...missingLines(more.missing),
    ].join("\n"),
});

async function unavailableOffers(ctx: Context, parts: AnswerParts, cluster: Cluster): Promise<string[]> {
  const [runtimes, nodes] = await Promise.all([
    parts.read("available runtimes", listSparkVersions(ctx.client)),
    cluster.instance_pool_id ? undefined : parts.read("available node types", listNodeTypes(ctx.client)),
  ]);
  return offerFindings(cluster, {
    runtimes: runtimes?.versions?.map(({ key }) => key),
    nodes: nodes?.map((node) => ({ ...node, status: node.node_info?.status ?? [] })),
  });
}

/** Problems of the cluster's pool and of its driver's pool, where that is a different one. */
async function poolProblems(ctx: Context, parts: AnswerParts, cluster: Cluster): Promise<string[]> {
  const ids = new Set([cluster.instance_pool_id ?? "", cluster.driver_instance_pool_id ?? ""]);
  ids.delete("");
  const pools = await Promise.all(
    [...ids].map((id) => parts.read(`pool ${id}`, getInstancePool(ctx.client, { instance_pool_id: id }))),
  );
  return pools.flatMap((pool) => (pool ? poolFindings(pool) : []));
}

async function policyProblems(ctx: Context, parts: AnswerParts, { cluster_id, policy_id }: Cluster): Promise<string[]> {
  if (!policy_id) return [];
  const [policy, violations] = await Promise.all([
    parts.read(`policy ${policy_id}`, getClusterPolicy(ctx.client, { policy_id })),
    parts.read("compliance with its policy", listPolicyViolations(ctx.client, { cluster_id })),
  ]);
  const max = policy?.max_clusters_per_user;
  return [
    ...(policy ? [`policy ${policy.name ?? policy_id}${max ? `: maximum of ${max} clusters per user` : ""}`] : []),
    ...(violations ?? []),
  ];
}

async function failedLibraries(ctx: Context, parts: AnswerParts, { cluster_id }: Cluster): Promise<string[]> {
  const found = await parts.read("libraries", getLibraries(ctx.client, { cluster_id }));
  return (found?.library_statuses ?? [])
    .filter(({ status }) => status === "FAILED")
    .map(({ library, messages }) =>
      [`library ${libraryName(library)} failed to install`, ...(messages ?? [])].join(": "),
    );
}
