import { wireId } from "../../api/jobs/jobs.ts";
import type { Context } from "../../core/calls/context.ts";
import type { Tool } from "../../core/tool.ts";
import { isRecord } from "../../records.ts";
import type { NamedKind } from "../named-objects.ts";
import { idOf, looksLikeId } from "../names.ts";
import { jobs } from "./toolset.ts";

/** Fields of a task with the ID of an object; the platform looks it up only when the task runs. */
const OBJECTS: Readonly<Record<string, NamedKind>> = {
  pipeline_id: "pipeline",
  query_id: "query",
  warehouse_id: "warehouse",
  dashboard_id: "dashboard",
  alert_id: "alert",
  existing_cluster_id: "cluster",
  job_id: "job",
};
/** Fields that lead to the others. Parameters, whose names users choose, are none of them. */
const WITHIN = /^(?:task|\w+_task|query|dashboard|alert)$/;

/** A tool whose `tasks` also take names for the IDs of objects. @throws {ToolError} For a name that no object has */
export function withTaskNames(tool: Tool): Tool {
  if (tool.toolset.id !== jobs.id || !("tasks" in tool.input.shape)) return tool;
  const { affects } = tool;
  const named = async (ctx: Context, args: Readonly<Record<string, unknown>>) =>
    args.tasks === undefined ? args : { ...args, tasks: await withIds(ctx, args.tasks) };
  return {
    ...tool,
    run: async (ctx, args) => tool.run(ctx, await named(ctx, args)),
    ...(affects && { affects: async (args, ctx) => affects(await named(ctx, args), ctx) }),
  };
}

async function withIds(ctx: Context, value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => withIds(ctx, item)));
  if (!isRecord(value)) return value;
  const fields = Object.entries(value).map(async ([field, item]) => {
    const kind = Object.hasOwn(OBJECTS, field) ? OBJECTS[field] : undefined;
    const isName = kind !== undefined && typeof item === "string" && !looksLikeId(item) && !item.includes("{{");
    if (!isName) return [field, WITHIN.test(field) ? await withIds(ctx, item) : item] as const;
    const id = await idOf(ctx, kind, item);
    return [field, kind === "job" ? wireId(id) : id] as const;
  });
  return Object.fromEntries(await Promise.all(fields));
}
