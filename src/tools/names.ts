import type { Context } from "../core/calls/context.ts";
import { ToolError } from "../core/errors.ts";
import type { Tool } from "../core/tool.ts";
import type { NamedKind } from "./named-objects.ts";

/** Arguments with an ID, in the place of which a name is accepted. `stem`: how callers begin the name's argument. */
const ARGUMENTS: Readonly<Record<string, { readonly kind: NamedKind; readonly stem: string }>> = {
  job_id: { kind: "job", stem: "job" },
  from_job_id: { kind: "job", stem: "from_job" },
  pipeline_id: { kind: "pipeline", stem: "pipeline" },
  cluster_id: { kind: "cluster", stem: "cluster" },
  warehouse_id: { kind: "warehouse", stem: "warehouse" },
  dashboard_id: { kind: "dashboard", stem: "dashboard" },
  space_id: { kind: "Genie space", stem: "space" },
  experiment_id: { kind: "experiment", stem: "experiment" },
  experiment_ids: { kind: "experiment", stem: "experiment" },
  alert_id: { kind: "alert", stem: "alert" },
  query_id: { kind: "query", stem: "query" },
  instance_pool_id: { kind: "instance pool", stem: "instance_pool" },
  policy_id: { kind: "cluster policy", stem: "policy" },
  repo_id: { kind: "Git folder", stem: "repo" },
};

/** Budget policies have the same argument as those of clusters. */
const kindOf = (tool: Tool, argument: string): NamedKind | undefined =>
  argument === "policy_id" && /budget/.test(tool.name) ? undefined : ARGUMENTS[argument]?.kind;

/** The arguments of a tool that take a name as well as an ID. */
export const namedArguments = (tool: Tool): readonly string[] =>
  Object.keys(tool.input.shape).filter((argument) => kindOf(tool, argument) !== undefined);

/**
 * Whether a value has the form of the platform's IDs: digits, hexadecimal digits, a UUID, or those of clusters and pools.
 * Values too short to be a name are passed on as well.
 */
export const looksLikeId = (value: string): boolean =>
  value.length < 3 ||
  /^(\d+|[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d{6}-\S+)$/i.test(value);

/**
 * The tool, which also takes names for the IDs of objects that people know by name: without that, most calls would need
 * another one before them. The question to the user names the object that was found, and the call refuses to run if the
 * name means another object when the answer arrives.
 */
export function withNames(tool: Tool): Tool {
  const named = namedArguments(tool);
  if (named.length === 0) return tool;
  const { affects } = tool;
  return {
    ...tool,
    aliases: { ...namesOf(tool, named), ...tool.aliases },
    async run(ctx, args) {
      return tool.run(ctx, await withIds(ctx, tool, args));
    },
    ...(affects && {
      async affects(args, ctx) {
        const read = await withIds(ctx, tool, args);
        const facts = await affects(read, ctx);
        return { ...facts, basis: [facts.basis, named.map((argument) => read[argument])] };
      },
    }),
  };
}

type Args = Readonly<Record<string, unknown>>;

/** `job_name` and `job` for `job_id`. Names that the tool gives a meaning of its own keep it. */
function namesOf(tool: Tool, named: readonly string[]): Readonly<Record<string, string>> {
  const names = named.flatMap((argument) => {
    const stem = ARGUMENTS[argument]?.stem;
    return stem === undefined ? [] : [`${stem}_name`, stem].map((name) => [name, argument] as const);
  });
  return Object.fromEntries(names.filter(([name]) => !(name in tool.input.shape)));
}

/** The arguments with IDs in the place of names; the same object if there are none. */
async function withIds<T extends Args>(ctx: Context, tool: Tool, args: T): Promise<T> {
  const from = typeof args.from_workspace === "string" ? args.from_workspace : undefined;
  const changes: Record<string, unknown> = {};
  for (const argument of namedArguments(tool)) {
    const kind = kindOf(tool, argument);
    const value = args[argument];
    if (kind === undefined || !isName(value)) continue;
    const id = (one: unknown) =>
      typeof one === "string" ? idOf(ctx, kind, one, argument.startsWith("from_") ? from : undefined) : one;
    changes[argument] = Array.isArray(value) ? await Promise.all(value.map(id)) : await id(value);
  }
  return Object.keys(changes).length === 0 ? args : { ...args, ...changes };
}

/** Whether a value is a name, or a list with a name. */
const isName = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(isName) : typeof value === "string" && !looksLikeId(value);

/**
 * The ID of the object with this name, or the value itself if it has the form of an ID.
 * @throws {ToolError} If no object has this name, or more than one
 */
export async function idOf(ctx: Context, kind: NamedKind, value: string, fromWorkspace?: string): Promise<string> {
  if (looksLikeId(value)) return value;
  const client = fromWorkspace === undefined ? ctx.client : ctx.elsewhere(fromWorkspace);
  return ctx.once(`${kind} ${fromWorkspace ?? ""} ${value}`, async () => {
    const { idOfNamed } = await import("./named-objects.ts");
    return idOfNamed(client, kind, value);
  });
}
