import { checkShapes } from "../api/reference/check.ts";
import { loadCommonReference } from "../api/reference/reference.ts";
import type { Context } from "../core/calls/context.ts";
import { ToolError } from "../core/errors.ts";
import type { Tool } from "../core/tool.ts";
import { isRecord } from "../records.ts";
import { nameDistance } from "../text.ts";
import { nestedTasks } from "./jobs/settings.ts";

type Args = Readonly<Record<string, unknown>>;

/** Letters in which a misspelled field differs at most from the one that is meant. */
const MISSPELLED = 2;
const MAX_PROBLEMS = 8;

/** Operations that take their fields in an object that the reference describes in words, and the one with the same fields. */
const SAME_FIELDS: Readonly<Record<string, string>> = { "clusters.update": "clusters.create" };

/**
 * The tool, which refuses `settings` that the platform cannot read before anything is asked or sent: a text for an object,
 * one value for a list, a missing or misspelled field. A field that the reference does not have is sent, and named.
 */
export function withCheckedSettings(tool: Tool): Tool {
  const { covers, affects } = tool;
  if (covers === undefined || !("settings" in tool.input.shape)) return tool;
  return {
    ...tool,
    async run(ctx, args) {
      const unknown = await checkSettings(tool.name, covers, args);
      if (unknown.length > 0) ctx.attach({ type: "text", text: notKnown(unknown) });
      return tool.run(ctx, args);
    },
    ...(affects && {
      async affects(args: Args, ctx: Context) {
        await checkSettings(tool.name, covers, args);
        return affects(args, ctx);
      },
    }),
  };
}

/** The fields of `settings` that the reference does not have. @throws {ToolError} For fields that cannot be meant */
async function checkSettings(tool: string, covers: string, { settings, ...args }: Args): Promise<readonly string[]> {
  const given = isRecord(settings) ? settings : {};
  const nested = Object.values({ ...args, ...given }).some((value) => typeof value === "object" && value !== null);
  if (!nested && Object.keys(given).length === 0) return [];
  const reference = await loadCommonReference();
  const operation = reference.operations.get(SAME_FIELDS[covers] ?? covers);
  if (operation === undefined || operation.open !== undefined) return [];
  const tasks = Array.isArray(args.tasks) ? { tasks: nestedTasks(args.tasks.filter(isRecord)) } : {};
  const { problems, unknown } = checkShapes(reference, operation, { ...args, ...tasks, ...given });
  const foreign = unknown.filter(({ name, within }) => within !== "" || name in given);
  const misspelled = foreign.flatMap(({ name, within, known }) => {
    const meant =
      name.length > 2 * MISSPELLED && known.find((one) => nameDistance(singular(name), singular(one)) <= MISSPELLED);
    return meant ? [`${within || "settings"} has no field ${name}. Did you mean ${meant}?`] : [];
  });
  if (problems.length + misspelled.length === 0)
    return foreign.filter(({ partial }) => !partial).map(({ name, within }) => (within ? `${within}.${name}` : name));
  throw new ToolError(
    `Invalid arguments for ${tool}; nothing was sent. ${[...misspelled, ...problems].slice(0, MAX_PROBLEMS).join(" ")}`,
    { next: "Correct them, and call again." },
  );
}

const singular = (name: string): string => name.replace(/ies$/, "y").replace(/s$/, "");

const notKnown = (fields: readonly string[]): string =>
  `The API reference of this server does not have ${fields.slice(0, MAX_PROBLEMS).join(", ")}; the workspace ignores fields that it does not know.`;
