import { ApiError } from "../api/http/errors.ts";
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
  list_id: { kind: "IP access list", stem: "ip_access_list" },
  script_id: { kind: "global init script", stem: "script" },
};

/** Budget policies have the same argument as those of clusters; the ID of a destination is only its `id`. */
function kindOf(tool: Tool, argument: string): NamedKind | undefined {
  if (argument === "policy_id" && /budget/.test(tool.name)) return undefined;
  if (argument === "id" && /_notification_destination$/.test(tool.name)) return "notification destination";
  return ARGUMENTS[argument]?.kind;
}

/** The arguments of a tool that take a name as well as an ID. */
export const namedArguments = (tool: Tool): readonly string[] =>
  Object.keys(tool.input.shape).filter((argument) => kindOf(tool, argument) !== undefined);

/**
 * Whether a value has the form of the platform's IDs: digits, hexadecimal digits, a UUID, or those of clusters and pools.
 * Values too short for a name are tried as an ID first.
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
      const judged = await judgedArguments(ctx, tool);
      return judged ? tool.run(ctx, judged) : byIdOrName(ctx, tool, args, (own, read) => tool.run(own, read));
    },
    ...(affects && {
      affects: (args, ctx) =>
        byIdOrName(ctx, tool, args, async (own, read) => {
          const facts = await affects(read, own);
          const given = named.flatMap((argument) => read[argument]);
          // An object with a name was looked up, and exists by this ID.
          if (facts.objects.some(({ name, id }) => name && given.includes(String(id))))
            await judgedArguments(ctx, tool, read);
          return { ...facts, basis: [facts.basis, named.map((argument) => read[argument])] };
        }),
    }),
  };
}

type Args = Readonly<Record<string, unknown>>;

/**
 * The arguments by which the facts of this call were found, if they were: the call is about the same objects, and an error of
 * the work does not make it look for others.
 */
const judgedArguments = (ctx: Context, { name }: Tool, read?: Args): Promise<Args | undefined> =>
  ctx.once(`judged arguments of ${name}`, async () => read);

/** Values that can be a name as well as an ID: numbers, and what is too short for an ID of other kinds. */
const canBeName = (value: string): boolean => value.length < 3 || isShortNumber(value);
const isShortNumber = (value: string): boolean => /^\d{1,8}$/.test(value);

/** Does the work with IDs. Where the workspace has no object of such an ID, one with this name is meant. */
async function byIdOrName<T extends Args, R>(
  ctx: Context,
  tool: Tool,
  args: T,
  work: (ctx: Context, args: T) => Promise<R>,
): Promise<R> {
  const read = await withIds(ctx, tool, args);
  let changed = false;
  const watched: Context = {
    ...ctx,
    accepted(what) {
      changed = true;
      ctx.accepted(what);
    },
  };
  try {
    return await work(watched, read);
  } catch (error) {
    if (!(error instanceof ApiError) || changed || !/^(?:not-found|invalid)$/.test(error.kind)) throw error;
    const meant = await withIds(ctx, tool, read, canBeName).catch((lookup: unknown) => {
      // A text that is too short for an ID is a name that no object has. A number is an ID, so that the platform's error can be
      // about any other argument.
      if (error.kind === "invalid" && lookup instanceof ToolError && hasShortText(tool, read)) throw lookup;
      return read;
    });
    if (meant === read) throw error;
    return work(ctx, meant);
  }
}

const hasShortText = (tool: Tool, args: Args): boolean =>
  namedArguments(tool)
    .flatMap((argument) => args[argument])
    .some((value) => typeof value === "string" && canBeName(value) && !isShortNumber(value));

/** `job_name` and `job` for `job_id`. Names that the tool gives a meaning of its own keep it. */
function namesOf(tool: Tool, named: readonly string[]): Readonly<Record<string, string>> {
  const names = named.flatMap((argument) => {
    const stem = ARGUMENTS[argument]?.stem;
    return stem === undefined ? [] : [`${stem}_name`, stem].map((name) => [name, argument] as const);
  });
  return Object.fromEntries(names.filter(([name]) => !(name in tool.input.shape)));
}

/** The arguments with IDs in the place of names; the same object if there are none. */
async function withIds<T extends Args>(ctx: Context, tool: Tool, args: T, isName = isNoId): Promise<T> {
  const from = typeof args.from_workspace === "string" ? args.from_workspace : undefined;
  const changes: Record<string, unknown> = {};
  for (const argument of namedArguments(tool)) {
    const kind = kindOf(tool, argument);
    const value = args[argument];
    if (kind === undefined || ![value].flat().some((one) => typeof one === "string" && isName(one))) continue;
    const id = (one: unknown) =>
      typeof one === "string" && isName(one)
        ? idOfName(ctx, kind, one, argument.startsWith("from_") ? from : undefined)
        : one;
    changes[argument] = Array.isArray(value) ? await Promise.all(value.map(id)) : await id(value);
  }
  return Object.keys(changes).length === 0 ? args : { ...args, ...changes };
}

const isNoId = (value: string): boolean => !looksLikeId(value);

/**
 * The ID of the object with this name, or the value itself if it has the form of an ID.
 * @throws {ToolError} If no object has this name, or more than one
 */
export const idOf = async (ctx: Context, kind: NamedKind, value: string): Promise<string> =>
  looksLikeId(value) ? value : idOfName(ctx, kind, value);

function idOfName(ctx: Context, kind: NamedKind, name: string, fromWorkspace?: string): Promise<string> {
  const client = fromWorkspace === undefined ? ctx.client : ctx.elsewhere(fromWorkspace);
  return ctx.once(`${kind} ${fromWorkspace ?? ""} ${name}`, async () => {
    const { idOfNamed } = await import("./named-objects.ts");
    return idOfNamed(client, kind, name);
  });
}
