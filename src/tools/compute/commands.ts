import * as z from "zod";
import * as api from "../../api/compute/commands.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { budgetOf } from "../waiting.ts";
import { commandOutput, commandText, commandView } from "./commands-output.ts";
import { chooseCluster, follow, followOwn, lost, madeHere, openContext, submit } from "./commands-session.ts";

const commands = defineToolset({
  id: "commands",
  title: "Commands",
  summary: "Python, Scala, SQL and R code on a running cluster, in contexts that keep their variables.",
  default: true,
  finders: "list_clusters",
});

const cluster = params.clusterId.optional().describe("Default: the server's cluster");
const language = z.enum(api.LANGUAGES).default("python").describe("Must be the context's");

const contextOutput = z.object({
  cluster_id: z.string(),
  context_id: z.string(),
  status: z.string(),
  next: z.string().optional(),
});

export const executeCommand = commands.tool({
  name: "execute_command",
  title: "Run code on a cluster",
  description:
    "Runs code on a running cluster and returns its text, table, images or traceback. Variables stay for the next call. Code that outlasts the wait goes on: get_command_status. For SQL prefer execute_sql.",
  // What code does cannot be told from its text, so every call stands on the highest rung and is announced as
  // destructive, and none asks by itself: hosts ask their user before they run such a tool.
  access: "destructive",
  confirm: () => null,
  untrusted: true,
  input: z.strictObject({
    command: z
      .string()
      .min(1)
      .max(4 * 2 ** 20)
      .describe("Source code"),
    language,
    cluster_id: cluster,
    context_id: params.contextId.optional().describe("Default: the kept one"),
    wait_seconds: params.waitSeconds,
  }),
  output: commandOutput,
  text: commandText,
  async run(ctx, { cluster_id, wait_seconds, ...source }) {
    const until = performance.now() + budgetOf(ctx, wait_seconds);
    const left = () => Math.max(0, until - performance.now());
    const chosen = await chooseCluster(ctx, cluster_id);
    const { note, ...ids } = await submit(ctx, { ...source, cluster_id: chosen }, left());
    return commandView(ctx, await followOwn(ctx, ids, left()), note);
  },
});

export const getCommandStatus = commands.tool({
  name: "get_command_status",
  title: "Get a command's result",
  description: "Waits for a command that execute_command left running and returns its result.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    cluster_id: params.clusterId,
    context_id: params.contextId,
    command_id: params.commandId,
    wait_seconds: params.waitSeconds,
  }),
  output: commandOutput,
  text: commandText,
  run: async (ctx, { wait_seconds, ...ids }) => commandView(ctx, await follow(ctx, ids, budgetOf(ctx, wait_seconds))),
});

/** How long a cancellation may take before the answer says that it is under way. */
const CANCEL_MS = 10_000;

export const cancelCommand = commands.tool({
  name: "cancel_command",
  title: "Cancel a command",
  description: "Stops a running command; its context and variables stay.",
  access: "write",
  idempotent: true,
  input: z.strictObject({
    cluster_id: params.clusterId,
    context_id: params.contextId,
    command_id: params.commandId,
  }),
  output: contextOutput.extend({ command_id: z.string() }),
  async run(ctx, ids) {
    (await api.unlessLost(api.cancelCommand(ctx.client, ids))) ?? (await lost(ctx, ids));
    const { status } = await follow(ctx, ids, Math.min(CANCEL_MS, ctx.settings.waitBudgetMs));
    const next = api.isOver({ status }) ? undefined : "Not stopped yet: get_command_status tells when it is.";
    return { ...ids, status, ...compact({ next }) };
  },
});

export const createExecutionContext = commands.tool({
  name: "create_execution_context",
  title: "Create an execution context",
  description:
    "Opens a context on a running cluster. Only needed to keep variables apart: execute_command keeps one by itself.",
  access: "write",
  input: z.strictObject({
    language: language.describe("What it runs"),
    cluster_id: cluster,
    wait_seconds: params.waitSeconds,
  }),
  output: contextOutput,
  async run(ctx, { cluster_id, language, wait_seconds }) {
    const chosen = await chooseCluster(ctx, cluster_id);
    const opened = await openContext(ctx, { cluster_id: chosen, language }, budgetOf(ctx, wait_seconds));
    const next = opened.status === "Running" ? undefined : "Not ready yet: get_execution_context tells when it is.";
    return { ...opened, ...compact({ next }) };
  },
});

export const getExecutionContext = commands.tool({
  name: "get_execution_context",
  title: "Get an execution context",
  description: "Returns whether a context is Pending, Running or in Error.",
  access: "read",
  input: z.strictObject({ cluster_id: params.clusterId, context_id: params.contextId }),
  output: contextOutput,
  run: async (ctx, ids) => (await api.unlessLost(api.getContext(ctx.client, ids))) ?? (await lost(ctx, ids)),
});

export const destroyExecutionContext = commands.tool({
  name: "destroy_execution_context",
  title: "Destroy an execution context",
  description: "Ends a context: its variables are lost and its running command stops.",
  access: "destructive",
  input: z.strictObject({ cluster_id: params.clusterId, context_id: params.contextId }),
  output: contextOutput,
  // What this caller opened holds nobody else's work: closing it again needs no question.
  confirm: async (ids, ctx) =>
    (await madeHere(ctx, ids))
      ? null
      : `Destroy execution context ${ids.context_id} on cluster ${ids.cluster_id}? Its variables are lost and its running command stops.`,
  async run(ctx, ids) {
    (await api.unlessLost(api.destroyContext(ctx.client, ids))) ?? (await lost(ctx, ids));
    return { ...ids, status: "Destroyed" };
  },
});
