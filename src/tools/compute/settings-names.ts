import type { Context } from "../../core/calls/context.ts";
import type { Tool } from "../../core/tool.ts";
import { isRecord } from "../../records.ts";
import type { NamedKind } from "../named-objects.ts";
import { idOf } from "../names.ts";
import { clusters } from "./toolset.ts";

type Args = Readonly<Record<string, unknown>>;

/** Fields of a cluster with the ID of an object that people know by name. */
const OBJECTS: Readonly<Record<string, NamedKind>> = {
  policy_id: "cluster policy",
  instance_pool_id: "instance pool",
  driver_instance_pool_id: "instance pool",
};

/**
 * A tool for clusters whose `settings` also take the names of policies and pools for their IDs, as the arguments of other
 * tools do. @throws {ToolError} For a name that no object has, with the nearest, before the user is asked
 */
export function withSettingsNames(tool: Tool): Tool {
  if (tool.toolset.id !== clusters.id || !("settings" in tool.input.shape)) return tool;
  const { affects } = tool;
  return {
    ...tool,
    run: async (ctx, args) => tool.run(ctx, await withIds(ctx, args)),
    ...(affects && {
      async affects(args: Args, ctx: Context) {
        const read = await withIds(ctx, args);
        const facts = await affects(read, ctx);
        // A name that means another object when the answer arrives must not run under that answer.
        return read === args ? facts : { ...facts, basis: [facts.basis, read.settings] };
      },
    }),
  };
}

async function withIds(ctx: Context, args: Args): Promise<Args> {
  const { settings } = args;
  if (!isRecord(settings)) return args;
  const ids: Record<string, string> = {};
  for (const [field, kind] of Object.entries(OBJECTS)) {
    const value = settings[field];
    if (typeof value !== "string") continue;
    const id = await idOf(ctx, kind, value);
    if (id !== value) ids[field] = id;
  }
  return Object.keys(ids).length === 0 ? args : { ...args, settings: { ...settings, ...ids } };
}
