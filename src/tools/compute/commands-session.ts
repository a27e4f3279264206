import { getCluster, isUsable, listClusters } from "../../api/compute/clusters.ts";
import * as api from "../../api/compute/commands.ts";
import type { Client } from "../../api/http/client.ts";
import { onCancel } from "../../core/calls/cancel.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { waitFor, watchCancelled } from "../waiting.ts";
import { notRunning } from "./lifecycle.ts";

const SUBMIT_MS = 30_000;
/** Most code of a conversation is done in a moment. */
const FIRST_LOOK_MS = 200;
const SHOWN_CLUSTERS = 20;

/** The cluster a call is for: the one named, else the server's default, else an answer that says which are running. */
export async function chooseCluster(ctx: Context, named: string | undefined): Promise<string> {
  const chosen = named ?? ctx.settings.clusterId;
  if (chosen !== undefined) return chosen;
  const { items } = await listClusters(ctx.client, {
    filter_by: { cluster_states: ["RUNNING", "RESIZING"], cluster_sources: ["UI", "API"] },
    page_size: SHOWN_CLUSTERS,
  });
  // Never chosen for the caller: what code does on the wrong cluster cannot be undone.
  throw new ToolError("No cluster_id was given and this server has no default cluster; nothing was run.", {
    next:
      items.length === 0
        ? "No cluster is running: list_clusters names them, start_cluster starts one."
        : "Call again with the cluster_id of one of the running clusters below.",
    quoted: items.map(({ cluster_id, cluster_name }) => `${cluster_id}  ${cluster_name ?? ""}`).join("\n"),
  });
}

/** A new context, once it is `Running` or the budget is spent. Refused with the reason when the cluster is not running. */
export async function openContext(
  ctx: Context,
  target: { readonly cluster_id: string; readonly language: api.Language },
  budgetMs: number,
): Promise<api.ContextIds & { readonly status: string }> {
  const cluster = await getCluster(ctx.client, { cluster_id: target.cluster_id });
  if (!isUsable(cluster)) throw notRunning(cluster, "cannot run commands");
  const ids = await api.createContext(ctx.client, target);
  await ctx.remember(madeKey(ids), async () => true);
  const { value } = await waitFor(
    ctx,
    `context ${ids.context_id} on cluster ${ids.cluster_id}`,
    () => api.getContext(ctx.client, ids),
    {
      done: ({ status }) => status !== "Pending",
      words: () => `Opening a ${target.language} context`,
      budgetMs,
      made: true,
    },
  );
  if (value.status === "Error") {
    throw new ToolError(`The cluster could not open a ${target.language} context.`, {
      next: "Another language may work; list_cluster_events tells about the driver.",
    });
  }
  return value;
}

const madeKey = ({ cluster_id, context_id }: api.ContextIds): string => `made context ${cluster_id} ${context_id}`;
const keptKey = (cluster_id: string, language: api.Language): string => `context ${cluster_id} ${language}`;

/** Whether this caller made the context, so that nobody else's state is in it. */
export async function madeHere(ctx: Context, ids: api.ContextIds): Promise<boolean> {
  const made = await ctx.remember(madeKey(ids), async () => false);
  if (!made) ctx.forget(madeKey(ids));
  return made;
}

/** The context kept for this caller, cluster and language, made when there is none. */
async function keptContext(ctx: Context, cluster_id: string, language: api.Language, budgetMs: number) {
  let fresh = false;
  const context_id = await ctx.remember(keptKey(cluster_id, language), async () => {
    fresh = true;
    const opened = await openContext(ctx, { cluster_id, language }, budgetMs);
    if (opened.status === "Running") return opened.context_id;
    throw new ToolError("The execution context is still opening; the command was not run.", {
      next: `Call execute_command again with context_id ${opened.context_id}.`,
    });
  });
  return { context_id, fresh };
}

export interface Source {
  readonly cluster_id: string;
  readonly context_id?: string | undefined;
  readonly language: api.Language;
  readonly command: string;
}

/** `STATE_LOST` tells a caller that counted on earlier variables why they are missing. */
const STATE_LOST =
  "The earlier execution context was gone, so this ran in a new one: variables, imports and temporary views made before are lost.";

/**
 * Sends a command to the context named, or to the kept one. A kept context that is gone is replaced once, because
 * nothing was run in it; one that the caller named is not: only the caller knows what it held.
 */
export async function submit(
  ctx: Context,
  source: Source,
  budgetMs: number,
): Promise<api.CommandIds & { note?: string }> {
  const { cluster_id, language, command } = source;
  const send = (context_id: string) => {
    ctx.signal.throwIfAborted();
    // Not under the call's own signal: cancelled half way it would leave a command whose id nobody knows.
    const client = ctx.client.bind({ signal: AbortSignal.timeout(SUBMIT_MS) });
    return api.unlessLost(api.executeCommand(client, { cluster_id, context_id, language, command }));
  };
  if (source.context_id !== undefined) {
    return (await send(source.context_id)) ?? lost(ctx, { cluster_id, context_id: source.context_id });
  }
  const kept = await keptContext(ctx, cluster_id, language, budgetMs);
  const sent = await send(kept.context_id);
  if (sent) return sent;
  if (kept.fresh) return lost(ctx, { cluster_id, context_id: kept.context_id });
  const replaced = await replaceContext(ctx, cluster_id, language, kept.context_id, budgetMs);
  const again = await send(replaced);
  return again ? { ...again, note: STATE_LOST } : lost(ctx, { cluster_id, context_id: replaced });
}

/** A parallel call may have replaced the lost context already: then that one serves both. */
async function replaceContext(
  ctx: Context,
  cluster_id: string,
  language: api.Language,
  gone: string,
  budgetMs: number,
): Promise<string> {
  const now = await keptContext(ctx, cluster_id, language, budgetMs);
  if (now.context_id !== gone) return now.context_id;
  ctx.forget(keptKey(cluster_id, language));
  return (await keptContext(ctx, cluster_id, language, budgetMs)).context_id;
}

/** Says what became of a context: gone with its cluster, for a reason, or alone. Never makes another. */
export async function lost(ctx: Context, { cluster_id, context_id }: api.ContextIds): Promise<never> {
  const cluster = await getCluster(ctx.client, { cluster_id });
  if (!isUsable(cluster)) {
    for (const language of api.LANGUAGES) ctx.forget(keptKey(cluster_id, language));
    throw notRunning(cluster, "ended and took its execution contexts and commands with it");
  }
  throw new ToolError(
    `Execution context ${context_id} no longer exists: its variables and the results of its commands are gone.`,
    {
      next: "execute_command without context_id opens a new one. Whether a command that was running in it finished is unknown.",
    },
  );
}

const keyOf = ({ cluster_id, context_id, command_id }: api.CommandIds): string =>
  `command ${command_id} in context ${context_id} on cluster ${cluster_id}`;

/** Waits for a command's end or the budget's. */
export async function follow(
  ctx: Context,
  ids: api.CommandIds,
  budgetMs: number,
  started: "now" | "before" = "before",
): Promise<api.Command> {
  const { value } = await waitFor(ctx, keyOf(ids), () => look(ctx, ids), {
    done: (command) => api.isOver(command),
    words: ({ status }) =>
      status === "Queued" ? "The command is Queued: its context does one at a time" : `The command is ${status}`,
    budgetMs,
    firstMs: FIRST_LOOK_MS,
    ...(started === "now" ? { made: true } : { recent: true }),
  });
  return value;
}

async function look(ctx: Context, ids: api.CommandIds): Promise<api.Command> {
  const command = (await api.unlessLost(api.getCommand(ctx.client, ids))) ?? (await lost(ctx, ids));
  // Ended without a word: a terminating cluster does that to its commands.
  if (api.isOver(command) && command.results === undefined) {
    const cluster = await getCluster(ctx.client, ids);
    if (!isUsable(cluster)) return lost(ctx, ids);
  }
  return command;
}

/** `follow` for a command this very call started: when the call is cancelled, so is the command, once. */
export async function followOwn(ctx: Context, ids: api.CommandIds, budgetMs: number): Promise<api.Command> {
  const ended = onCancel(ctx, `command ${ids.command_id}`, (client) => cancelUpstream(ctx, client, ids));
  try {
    return await follow(ctx, ids, budgetMs, "now");
  } finally {
    ended();
  }
}

/** Asks once, then watches until it is so: a log line tells when the platform ignored it. */
async function cancelUpstream(ctx: Context, client: Client, ids: api.CommandIds): Promise<void> {
  await api.cancelCommand(client, ids);
  await watchCancelled(ctx, keyOf(ids), () => api.getCommand(client, ids), {
    done: (command) => api.isOver(command),
    state: ({ status }) => status,
  });
}
