import { type Cluster, getCluster, isSettled, isUsable, startCluster } from "../../api/compute/clusters.ts";
import { explainTermination } from "../../api/compute/termination.ts";
import { ApiError } from "../../api/http/errors.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { plainOr } from "../../text.ts";
import { waitFor } from "../waiting.ts";
import { clusterStateView } from "./cluster-view.ts";

/**
 * Waits until a cluster is usable or the budget is spent, with the platform's messages as progress. `made`: this call
 * created the cluster.
 * @throws {ToolError} if the cluster terminates instead
 */
export async function waitUntilUsable(
  ctx: Context,
  cluster_id: string,
  budgetMs: number,
  made = false,
): Promise<Cluster> {
  const cluster = await waitForState(ctx, cluster_id, budgetMs, isSettled, made);
  if (isSettled(cluster) && !isUsable(cluster)) throw notRunning(cluster, "did not start");
  return cluster;
}

/** Starts a cluster. Returns false if another user started it between the last read and this request. */
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

/** Waits while a cluster terminates: it can only be started after that. */
export const waitUntilTerminated = (ctx: Context, cluster_id: string, budgetMs: number): Promise<Cluster> =>
  waitForState(ctx, cluster_id, budgetMs, ({ state }) => state !== "TERMINATING");

/** Waits until a cluster that this call terminates has no nodes any more. */
export const waitUntilGone = (ctx: Context, cluster_id: string, budgetMs: number): Promise<Cluster> =>
  waitForState(ctx, cluster_id, budgetMs, ({ state }) => state === "TERMINATED" || state === "ERROR");

/** Waits while a running cluster changes its size. @throws {ToolError} if it terminates meanwhile */
export async function waitUntilResized(ctx: Context, cluster_id: string, budgetMs: number): Promise<Cluster> {
  const cluster = await waitForState(ctx, cluster_id, budgetMs, ({ state }) => state !== "RESIZING");
  if (!isUsable(cluster)) throw notRunning(cluster, "terminated while it was being resized");
  return cluster;
}

async function waitForState(
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

/** The output of a call that starts a cluster: `note` once it is running, otherwise how to keep waiting. */
export const startedView = (cluster: Cluster, note: string, pendingNote?: string) =>
  isUsable(cluster)
    ? clusterStateView(cluster, { note })
    : clusterStateView(cluster, { note: pendingNote, next: "Still starting. Call start_cluster to keep waiting." });

/** The error that explains why a cluster is not running. `happened` completes "Cluster … ". */
export function notRunning(cluster: Cluster, happened: string): ToolError {
  const { cluster_id, state, cluster_name, state_message, termination_reason } = cluster;
  const reason = termination_reason && state !== "PENDING" ? explainTermination(termination_reason) : undefined;
  // Names and messages are text that users wrote, so they are quoted. The message holds only our words and codes.
  const why = reason ? `: ${reason.meaning} (${knownCode(reason.code)})` : "";
  const quoted = [cluster_name && `name: ${cluster_name}`, state_message, reason?.detail].filter(Boolean).join("\n");
  return new ToolError(`Cluster ${plainOr(cluster_id, "of this call")} ${happened}. It is ${knownCode(state)}${why}.`, {
    next: reason?.next ? `${capitalized(reason.next)}.` : nextFor(state),
    ...(quoted ? { quoted } : {}),
  });
}

const knownCode = (code: string): string => (/^[A-Z0-9_]{1,80}$/.test(code) ? code : "UNKNOWN");

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const nextFor = (state: string): string =>
  state === "TERMINATED" || state === "TERMINATING"
    ? "Start it with start_cluster."
    : state === "PENDING" || state === "RESTARTING"
      ? "Wait for it with start_cluster."
      : "Call list_cluster_events to see what happened.";
