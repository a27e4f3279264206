import * as z from "zod";
import { type Cluster, getCluster, isAtRest, isUsable, startCluster } from "../../api/compute/clusters.ts";
import { explainTermination } from "../../api/compute/termination.ts";
import { ApiError } from "../../api/http/errors.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { compact } from "../../records.ts";
import { waitFor } from "../waiting.ts";
import { clusterSummary } from "./cluster-view.ts";

/** Waits for a cluster to come up, telling the person the platform's own words. Running or still on its way; else it throws. */
export async function untilUsable(ctx: Context, cluster_id: string, budgetMs: number, made = false): Promise<Cluster> {
  const cluster = await untilState(ctx, cluster_id, budgetMs, isAtRest, made);
  if (isAtRest(cluster) && !isUsable(cluster)) throw notRunning(cluster, "did not come up");
  return cluster;
}

/** False: somebody else's start came first, between our look and our request, and is waited for as well. */
export async function startOrJoin(ctx: Context, cluster_id: string): Promise<boolean> {
  try {
    await startCluster(ctx.client, { cluster_id });
    return true;
  } catch (error) {
    if (!(error instanceof ApiError) || error.errorCode !== "INVALID_STATE") throw error;
    const { state } = await getCluster(ctx.client, { cluster_id });
    if (state === "TERMINATED" || state === "TERMINATING" || state === "ERROR") throw error;
    return false;
  }
}

/** Waits while a cluster terminates: only then can it be started. */
export const untilTerminated = (ctx: Context, cluster_id: string, budgetMs: number): Promise<Cluster> =>
  untilState(ctx, cluster_id, budgetMs, ({ state }) => state !== "TERMINATING");

/** Waits while a cluster changes its size, which it does running. */
export async function untilResized(ctx: Context, cluster_id: string, budgetMs: number): Promise<Cluster> {
  const cluster = await untilState(ctx, cluster_id, budgetMs, ({ state }) => state !== "RESIZING");
  if (!isUsable(cluster)) throw notRunning(cluster, "ended while it was resized");
  return cluster;
}

/** Waits for a state of a cluster; `made`: by this very call. */
async function untilState(
  ctx: Context,
  cluster_id: string,
  budgetMs: number,
  done: (cluster: Cluster) => boolean,
  made = false,
): Promise<Cluster> {
  const read = () => getCluster(ctx.client, { cluster_id });
  const { value } = await waitFor(ctx, `cluster ${cluster_id}`, read, { done, words: progressWords, budgetMs, made });
  return value;
}

const progressWords = ({ cluster_name, cluster_id, state, state_message }: Cluster): string =>
  `${cluster_name || cluster_id} is ${state}${state_message ? `: ${state_message}` : ""}`;

/** What a call that changes a cluster's state answers. */
export const lifecycle = z.object({
  cluster_id: z.string(),
  cluster_name: z.string(),
  state: z.string(),
  state_message: text,
  note: text,
  next: text,
});

export function lifecycleView(cluster: Cluster, words: { note?: string; next?: string }) {
  const { cluster_id, cluster_name, state } = clusterSummary(cluster);
  return { cluster_id, cluster_name, state, ...compact({ state_message: cluster.state_message, ...words }) };
}

/** The answer once it runs, or while it is still on its way. */
export const arrival = (cluster: Cluster, note: string) =>
  isUsable(cluster)
    ? lifecycleView(cluster, { note })
    : lifecycleView(cluster, { next: "Still on its way: start_cluster goes on waiting." });

/** A cluster as a question to a person names it. */
export const namedCluster = ({ cluster_name, cluster_id, state }: Cluster): string =>
  `cluster "${cluster_name ?? ""}" (${cluster_id}, ${state})`;

/** Why a cluster is not running and what helps. `happened` completes "Cluster … ". */
export function notRunning(cluster: Cluster, happened: string): ToolError {
  const { cluster_id, state, cluster_name, state_message, termination_reason } = cluster;
  const reason = termination_reason && state !== "PENDING" ? explainTermination(termination_reason) : undefined;
  // Only our own words and the platform's codes: names and messages are somebody's text and go in the quotation.
  const why = reason ? `: ${reason.meaning} (${known(reason.code)})` : "";
  const quoted = [cluster_name && `name: ${cluster_name}`, state_message, reason?.detail].filter(Boolean).join("\n");
  return new ToolError(`Cluster ${cluster_id} ${happened}; it is ${known(state)}${why}.`, {
    next: reason?.next ? `${capital(reason.next)}.` : nextFor(state),
    ...(quoted ? { quoted } : {}),
  });
}

const known = (code: string): string => (/^[A-Z0-9_]{1,80}$/.test(code) ? code : "UNKNOWN");

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const nextFor = (state: string): string =>
  state === "TERMINATED" || state === "TERMINATING"
    ? "Start it with start_cluster."
    : state === "PENDING" || state === "RESTARTING"
      ? "Wait for it with start_cluster."
      : "list_cluster_events tells what happened.";
