import { getCluster, INTERACTIVE_SOURCES, isUsable, listClusters } from "../../api/compute/clusters.ts";
import * as api from "../../api/compute/commands.ts";
import type { Client } from "../../api/http/client.ts";
import { onCancel } from "../../core/calls/cancel.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { plainOr } from "../../text.ts";
import { waitFor, watchCancelled } from "../waiting.ts";
import { notRunning } from "./lifecycle.ts";

/** How long sending a command may take, in milliseconds. */
const SUBMIT_MS = 30_000;
/** Most commands of a conversation end within a moment. */
const FIRST_READ_MS = 200;
const SHOWN_CLUSTERS = 20;

/**
 * The cluster to run on: the given one, the default of the server, or the only interactive cluster that runs.
 * @throws {ToolError} if there is none of them, with the running clusters to choose from
 */
export async function chooseCluster(ctx: Context, given: string | undefined): Promise<string> {
  const chosen = given ?? ctx.settings.clusterId;
  if (chosen !== undefined) return chosen;
  const { items, next } = await listClusters(ctx.client, {
    filter_by: { cluster_states: ["RUNNING", "RESIZING"], cluster_sources: INTERACTIVE_SOURCES },
    page_size: SHOWN_CLUSTERS,
  });
  const [only] = items;
  if (only && items.length === 1 && next === undefined) return only.cluster_id;
  // Of several, none is chosen: the effects of code on the wrong cluster cannot be undone.
  throw new ToolError("No cluster_id was given, and this server has no default cluster. Nothing was run.", {
    next:
      items.length === 0
        ? "No cluster is running. Find one with list_clusters and start it with start_cluster."
        : "Call again with the cluster_id of a running cluster. They are listed below.",
    quoted: items.map(({ cluster_id, cluster_name }) => `${cluster_id}  ${cluster_name ?? ""}`).join("\n"),
  });
}

/**
 * Opens an execution context and waits until it is `Running` or the budget is spent.
 * @throws {ToolError} if the cluster is not running, or cannot open the context
 */
export async function openContext(
  ctx: Context,
  target: { readonly cluster_id: string; readonly language: api.CommandLanguage },
  budgetMs: number,
): Promise<api.ContextIds & { readonly status: string }> {
  const cluster = await getCluster(ctx.client, { cluster_id: target.cluster_id });
  if (!isUsable(cluster)) throw notRunning(cluster, "cannot run commands");
  const ids = await api.createContext(ctx.client, target);
  ctx.accepted({
    what: "An execution context was opened",
    ids: { cluster_id: ids.cluster_id, context_id: ids.context_id },
    followUp: "get_execution_context, or execute_command with this context_id",
  });
  ctx.keep(openedKey(ids), true);
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
      next: "Try another language, or call list_cluster_events to check the driver.",
    });
  }
  return value;
}

const openedKey = ({ cluster_id, context_id }: api.ContextIds): string => `opened context ${cluster_id} ${context_id}`;
const keptKey = (cluster_id: string, language: api.CommandLanguage): string => `context ${cluster_id} ${language}`;

/** Whether this caller opened the context, so that it holds no other user's variables. */
export const isOwnContext = async (ctx: Context, ids: api.ContextIds): Promise<boolean> =>
  (await ctx.recall(openedKey(ids))) === true;

/** The context kept for this caller, cluster and language; opened if there is none yet. */
async function keptContext(ctx: Context, cluster_id: string, language: api.CommandLanguage, budgetMs: number) {
  let fresh = false;
  const context_id = await ctx.remember(keptKey(cluster_id, language), async () => {
    fresh = true;
    const opened = await openContext(ctx, { cluster_id, language }, budgetMs);
    if (opened.status === "Running") return opened.context_id;
    throw new ToolError("The execution context is still opening. The command was not run.", {
      next: `Call execute_command again with context_id ${plainOr(opened.context_id, "from get_execution_context")}.`,
    });
  });
  return { context_id, fresh };
}

/** A command to run: source code, and where. */
export interface CommandSource {
  readonly cluster_id: string;
  readonly context_id?: string | undefined;
  readonly language: api.CommandLanguage;
  readonly command: string;
}

/** Explains missing variables to a caller that relies on earlier commands. */
const STATE_LOST =
  "The earlier execution context no longer existed, so this ran in a new one. Earlier variables, imports and temporary views are lost.";

/**
 * Sends a command to the given context, or to the kept one. A kept context that no longer exists is replaced once, since
 * the command did not run in it. A context that the caller named is not: only the caller knows what was in it.
 * @throws {ToolError} if the context is lost and cannot be replaced
 */
export async function submitCommand(
  ctx: Context,
  source: CommandSource,
  budgetMs: number,
): Promise<api.CommandIds & { note?: string }> {
  const { cluster_id, language, command } = source;
  const send = (context_id: string) => {
    ctx.signal.throwIfAborted();
    // Not with the call's own signal: a cancellation in between would leave a command running under an unknown ID.
    const client = ctx.client.bind({ signal: AbortSignal.timeout(SUBMIT_MS) });
    return api.undefinedIfGone(api.executeCommand(client, { cluster_id, context_id, language, command }));
  };
  if (source.context_id !== undefined) {
    return (await send(source.context_id)) ?? throwContextLost(ctx, { cluster_id, context_id: source.context_id });
  }
  const kept = await keptContext(ctx, cluster_id, language, budgetMs);
  const sent = await send(kept.context_id);
  if (sent) return sent;
  if (kept.fresh) return throwContextLost(ctx, { cluster_id, context_id: kept.context_id });
  const replaced = await replaceContext(ctx, cluster_id, language, kept.context_id, budgetMs);
  const resent = await send(replaced);
  return resent ? { ...resent, note: STATE_LOST } : throwContextLost(ctx, { cluster_id, context_id: replaced });
}

/** Replaces a lost context. If a parallel call has already replaced it, both use that context. */
async function replaceContext(
  ctx: Context,
  cluster_id: string,
  language: api.CommandLanguage,
  gone: string,
  budgetMs: number,
): Promise<string> {
  const now = await keptContext(ctx, cluster_id, language, budgetMs);
  if (now.context_id !== gone) return now.context_id;
  ctx.forget(keptKey(cluster_id, language));
  return (await keptContext(ctx, cluster_id, language, budgetMs)).context_id;
}

/**
 * Explains why a context no longer exists. Does not open another.
 * @throws {ToolError} always: with the reason if the cluster is not running
 */
export async function throwContextLost(ctx: Context, { cluster_id, context_id }: api.ContextIds): Promise<never> {
  const cluster = await getCluster(ctx.client, { cluster_id });
  if (!isUsable(cluster)) {
    for (const language of api.LANGUAGES) ctx.forget(keptKey(cluster_id, language));
    throw notRunning(cluster, "terminated, so its execution contexts and commands are lost");
  }
  throw new ToolError(
    `Execution context ${context_id} no longer exists. Its variables and the results of its commands are lost.`,
    {
      next: "Call execute_command without context_id to open a new one. It is unknown whether a command that was running in the old one finished.",
    },
  );
}

const commandKey = ({ cluster_id, context_id, command_id }: api.CommandIds): string =>
  `command ${command_id} in context ${context_id} on cluster ${cluster_id}`;

/** Waits until a command has ended or the budget is spent. */
export async function waitForCommand(
  ctx: Context,
  ids: api.CommandIds,
  budgetMs: number,
  started: "now" | "before" = "before",
): Promise<api.ClusterCommand> {
  const { value } = await waitFor(ctx, commandKey(ids), () => readCommand(ctx, ids), {
    done: (command) => api.hasEnded(command),
    words: ({ status }) =>
      status === "Queued" ? "The command is Queued: its context runs one at a time" : `The command is ${status}`,
    budgetMs,
    firstMs: FIRST_READ_MS,
    ...(started === "now" ? { made: true } : { recent: true }),
  });
  return value;
}

async function readCommand(ctx: Context, ids: api.CommandIds): Promise<api.ClusterCommand> {
  const command = (await api.undefinedIfGone(api.getCommand(ctx.client, ids))) ?? (await throwContextLost(ctx, ids));
  // A terminating cluster ends its commands without results.
  if (api.hasEnded(command) && command.results === undefined) {
    const cluster = await getCluster(ctx.client, ids);
    if (!isUsable(cluster)) return throwContextLost(ctx, ids);
  }
  return command;
}

/** Like `waitForCommand`, for a command that this call started: cancelling the call cancels the command. */
export async function waitForOwnCommand(
  ctx: Context,
  ids: api.CommandIds,
  budgetMs: number,
): Promise<api.ClusterCommand> {
  const ended = onCancel(ctx, `command ${ids.command_id}`, (client) => cancelUpstream(ctx, client, ids));
  try {
    return await waitForCommand(ctx, ids, budgetMs, "now");
  } finally {
    ended();
  }
}

/** Requests the cancellation and watches it. If the platform ignores it, that is logged. */
async function cancelUpstream(ctx: Context, client: Client, ids: api.CommandIds): Promise<void> {
  await api.cancelCommand(client, ids);
  await watchCancelled(ctx, commandKey(ids), () => api.getCommand(client, ids), {
    done: (command) => api.hasEnded(command),
    state: ({ status }) => status,
  });
}
