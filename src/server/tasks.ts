import {
  type ClientCapabilities,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import { isFinished, type TaskRecord } from "../core/tasks/store.ts";
import type { Tasks } from "../core/tasks/tasks.ts";
import type { Router } from "../core/workspaces.ts";
import { statedCapabilities } from "./caller.ts";
import { resumeTask } from "./lost-tasks.ts";
import type { Requests } from "./requests.ts";
import type { ClientTools } from "./served-tools.ts";

/** The extension of SEP-2663, for long calls. */
export const TASKS_EXTENSION = "io.modelcontextprotocol/tasks";

/** Whether a client can fetch the result of a call later. */
export const declaresTasks = (client: Pick<ClientCapabilities, "extensions"> | undefined): boolean =>
  client?.extensions?.[TASKS_EXTENSION] !== undefined;

/** Whether the client of this request can. */
export const supportsTasks = (ctx: ServerContext): boolean => declaresTasks(statedCapabilities(ctx));

/** The error for a client that uses the extension and does not declare it. */
export const tasksUndeclared = (): ProtocolError =>
  new MissingRequiredClientCapabilityError({ requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } });

export interface TaskSources {
  readonly tasks: Tasks;
  readonly router: Router;
  readonly tools: ClientTools;
  readonly requests: Pick<Requests, "caller">;
}

const params = z.looseObject({ taskId: z.string() });

/** `tasks/get`, `tasks/update` and `tasks/cancel`, of clients that declare the extension. */
export function serveTasks(server: Server, sources: TaskSources): void {
  const find = async (taskId: string, ctx: ServerContext): Promise<TaskRecord> => {
    if (!supportsTasks(ctx)) throw tasksUndeclared();
    const resume = (task: TaskRecord) => (isServed(task, sources) ? resumeTask(task, sources) : undefined);
    const task = await sources.tasks.get(sources.requests.caller(ctx), taskId, resume);
    if (task && isServed(task, sources)) return task;
    throw new ProtocolError(-32602, "Task not found. Results are kept for one hour after the call has ended.");
  };

  server.setRequestHandler("tasks/get", { params }, async ({ taskId }, ctx) => shownTask(await find(taskId, ctx)));
  server.setRequestHandler("tasks/update", { params }, async ({ taskId }, ctx) => {
    const task = await find(taskId, ctx);
    await sources.tasks.send(task, { kind: "answers", answers: ctx.mcpReq.inputResponses ?? {} });
    return {};
  });
  server.setRequestHandler("tasks/cancel", { params }, async ({ taskId }, ctx) => {
    const task = await find(taskId, ctx);
    if (!isFinished(task)) await sources.tasks.send(task, { kind: "cancel" });
    return {};
  });
}

/** A task is served where its tool and workspace are: a narrower view of the same caller does not have it. */
const isServed = ({ call: { tool, workspace } }: TaskRecord, { router, tools }: TaskSources): boolean =>
  tools.serves(tool) && (workspace === undefined || router.all.some(({ name }) => name === workspace));

/** A task as clients see it. */
export function shownTask(task: TaskRecord): Record<string, unknown> {
  const { taskId, status, statusMessage, createdAt, lastUpdatedAt, ttlMs, inputRequests, result, error } = task;
  const age = Date.parse(lastUpdatedAt) - Date.parse(createdAt);
  return {
    taskId,
    status,
    ...(statusMessage === undefined ? {} : { statusMessage }),
    createdAt,
    lastUpdatedAt,
    ttlMs,
    pollIntervalMs: Math.min(MAX_POLL_MS, Math.max(MIN_POLL_MS, Math.round(age / 20))),
    ...(status === "input_required" && { inputRequests: inputRequests ?? {} }),
    // The SDK adds it to a call's own response only.
    ...(status === "completed" && { result: { ...result, resultType: "complete" } }),
    ...(status === "failed" && { error }),
  };
}

/** Work that has taken long is asked for less often. */
const MIN_POLL_MS = 1000;
const MAX_POLL_MS = 10_000;
