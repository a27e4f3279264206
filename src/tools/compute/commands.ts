import * as z from "zod";
import * as api from "../../api/compute/commands.ts";
import { say } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { waitBudgetMs } from "../waiting.ts";
import { affectedCluster, usedCluster } from "./cluster-facts.ts";
import { commandFacts } from "./command-facts.ts";
import { withPictures } from "./command-pictures.ts";
import { commandText, commandView } from "./command-view.ts";
import {
  chooseCluster,
  isOwnContext,
  openContext,
  submitCommand,
  throwContextLost,
  waitForCommand,
  waitForOwnCommand,
} from "./commands-session.ts";

const commands = defineToolset({
  id: "commands",
  title: "Commands",
  summary: "Run Python, Scala, SQL and R code on a running cluster, in execution contexts that keep their variables.",
  default: true,
  presets: { engineer: true, ml: true },
  finders: "list_clusters",
  checks: "a look at what the code changes",
});

const cluster = params.clusterId.optional().describe("Defaults to the server's cluster");
const language = z.enum(api.LANGUAGES).default("python").describe("Language; must match the context");

/** The names of REST 1.2. */
const IDS = { clusterId: "cluster_id", contextId: "context_id" };
const COMMAND_IDS = { ...IDS, commandId: "command_id" };

/** An execution context and its status. */
const contextView = view(
  { cluster_id: z.string(), context_id: z.string(), status: z.string(), next: text },
  ({ cluster_id, context_id, status }: api.ContextIds & { readonly status: string }, next?: string) => ({
    cluster_id,
    context_id,
    status,
    next,
  }),
);

export const executeCommand = commands.tool({
  name: "execute_command",
  title: "Run code on a cluster",
  description:
    "Runs code on a running cluster and returns its text, table, images or traceback. Variables are kept for the next call. If the code runs longer than the wait, it keeps running: poll get_command_status. For SQL prefer execute_sql.",
  // The effect of code cannot be derived from its text, so every call counts as destructive. The tool itself asks only
  // about SQL and file calls that are written out: hosts ask their user before they run a destructive tool.
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    command: z
      .string()
      .min(1)
      .max(4 * 2 ** 20)
      .describe("Source code"),
    language,
    cluster_id: cluster,
    context_id: params.contextId.optional().describe("Execution context; defaults to the kept one"),
    wait_seconds: params.waitSeconds,
  }),
  aliases: { ...IDS, code: "command" },
  output: commandView.schema,
  text: commandText,
  covers: "commandExecution.execute",
  affects: async ({ command, language, cluster_id }, ctx) =>
    commandFacts(ctx, { command, language, cluster_id: await chooseCluster(ctx, cluster_id) }),
  async run(ctx, { cluster_id, wait_seconds, ...source }) {
    const until = performance.now() + waitBudgetMs(ctx, wait_seconds);
    const left = () => Math.max(0, until - performance.now());
    const chosen = await chooseCluster(ctx, cluster_id);
    const { note, ...ids } = await submitCommand(ctx, { ...source, cluster_id: chosen }, left());
    ctx.accepted({ what: "The command was started", ids: { ...ids }, followUp: "get_command_status" });
    const shown = commandView(ctx, await withPictures(ctx, await waitForOwnCommand(ctx, ids, left())), note);
    const hint = shown.error && magicHint(source.command);
    return hint ? { ...shown, note: [shown.note, hint].filter(Boolean).join(" ") } : shown;
  },
});

/** Why a command with a magic of notebooks fails, and the alternative. */
function magicHint(command: string): string | undefined {
  const magic = /^[ \t]*%(sql|python|scala|r|run|sh|fs|md|pip)\b/m.exec(command)?.[1];
  if (magic === undefined || magic === "pip") return undefined;
  if (magic === "sh") return "%sh is for notebooks: use Python's subprocess, or run_notebook.";
  if (magic === "fs") return "%fs is for notebooks: use dbutils.fs in Python.";
  if (magic === "md") return "%md is for notebooks: leave it out.";
  return magic === "run"
    ? "%run is for notebooks: call run_notebook, or import a module that write_file has written."
    : `%${magic} is for notebooks: leave it out and give language ${magic}.`;
}

export const getCommandStatus = commands.tool({
  name: "get_command_status",
  title: "Get a command's result",
  description: "Waits for a command that is still running, and returns its result.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    cluster_id: params.clusterId,
    context_id: params.contextId,
    command_id: params.commandId,
    wait_seconds: params.waitSeconds,
  }),
  aliases: COMMAND_IDS,
  output: commandView.schema,
  text: commandText,
  run: async (ctx, { wait_seconds, ...ids }) =>
    commandView(ctx, await withPictures(ctx, await waitForCommand(ctx, ids, waitBudgetMs(ctx, wait_seconds)))),
});

/** How long to wait for a cancellation, in milliseconds. */
const CANCEL_MS = 10_000;

export const cancelCommand = commands.tool({
  name: "cancel_command",
  title: "Cancel a command",
  description: "Cancels a running command. Its context and variables are kept.",
  access: "write",
  idempotent: true,
  input: z.strictObject({
    cluster_id: params.clusterId,
    context_id: params.contextId,
    command_id: params.commandId,
  }),
  aliases: COMMAND_IDS,
  output: z.object({ ...contextView.fields, command_id: z.string() }),
  covers: "commandExecution.cancel",
  affects: async ({ cluster_id, command_id }, ctx) => {
    const { name } = await usedCluster(ctx, cluster_id);
    return {
      effect: "Cancel",
      objects: [{ kind: "command", id: command_id, within: [cluster_id, name] }],
      consequences: [],
    };
  },
  async run(ctx, ids) {
    (await api.undefinedIfGone(api.cancelCommand(ctx.client, ids))) ?? (await throwContextLost(ctx, ids));
    const { status } = await waitForCommand(ctx, ids, Math.min(CANCEL_MS, ctx.settings.waitBudgetMs));
    const next = api.hasEnded({ status }) ? undefined : "Not cancelled yet. Check with get_command_status.";
    return { ...contextView({ ...ids, status }, next), command_id: ids.command_id };
  },
});

export const createExecutionContext = commands.tool({
  name: "create_execution_context",
  title: "Create an execution context",
  servedIn: [],
  description:
    "Opens an execution context on a running cluster. Only needed to keep variables separate: execute_command opens and keeps one by default.",
  access: "write",
  input: z.strictObject({
    language: language.describe("Language"),
    cluster_id: cluster,
    wait_seconds: params.waitSeconds,
  }),
  aliases: { clusterId: "cluster_id" },
  output: contextView.schema,
  covers: "commandExecution.create",
  affects: async ({ cluster_id }, ctx) => ({
    effect: "Open an execution context on",
    objects: [await usedCluster(ctx, await chooseCluster(ctx, cluster_id))],
    consequences: [],
  }),
  async run(ctx, { cluster_id, language, wait_seconds }) {
    const chosen = await chooseCluster(ctx, cluster_id);
    const opened = await openContext(ctx, { cluster_id: chosen, language }, waitBudgetMs(ctx, wait_seconds));
    const next = opened.status === "Running" ? undefined : "Not ready yet. Check with get_execution_context.";
    return contextView(opened, next);
  },
});

export const getExecutionContext = commands.tool({
  name: "get_execution_context",
  title: "Get an execution context",
  servedIn: [],
  description: "Returns the status of an execution context: Pending, Running or Error.",
  access: "read",
  input: z.strictObject({ cluster_id: params.clusterId, context_id: params.contextId }),
  aliases: IDS,
  output: contextView.schema,
  run: async (ctx, ids) =>
    contextView((await api.undefinedIfGone(api.getContext(ctx.client, ids))) ?? (await throwContextLost(ctx, ids))),
});

export const destroyExecutionContext = commands.tool({
  name: "destroy_execution_context",
  title: "Destroy an execution context",
  servedIn: [],
  description: "Closes an execution context. Its variables are lost, and its running command stops.",
  access: "destructive",
  input: z.strictObject({ cluster_id: params.clusterId, context_id: params.contextId }),
  aliases: IDS,
  output: contextView.schema,
  covers: "commandExecution.destroy",
  async affects(ids, ctx) {
    // A context that this caller opened holds no other user's work, so closing it needs no confirmation.
    const own = await isOwnContext(ctx, ids);
    const cluster = own ? await usedCluster(ctx, ids.cluster_id) : await affectedCluster(ctx, ids.cluster_id);
    return {
      effect: "Destroy",
      objects: [
        {
          kind: "execution context",
          id: ids.context_id,
          within: [ids.cluster_id, cluster.name],
          details: { cluster: cluster.name || ids.cluster_id },
        },
      ],
      consequences: own
        ? []
        : [{ reason: "loss", text: say`Its variables are permanently lost, and its running command stops.` }],
    };
  },
  async run(ctx, ids) {
    (await api.undefinedIfGone(api.destroyContext(ctx.client, ids))) ?? (await throwContextLost(ctx, ids));
    return contextView({ ...ids, status: "Destroyed" });
  },
});
