import type * as z from "zod";
import type { Access } from "../access.ts";
import type { PresetId } from "../presets.ts";
import type { Context } from "./calls/context.ts";
import type { CallFacts } from "./consent/facts.ts";
import { ToolError } from "./errors.ts";
import { type Exact, type Filled, withoutEmpty } from "./view.ts";

/**
 * Access that depends on the arguments (SQL). The tool is served from access level `least`, its annotations describe
 * `most`, and `of` decides for each call.
 */
export interface AccessByArguments<Args> {
  readonly least: Access;
  readonly most: Access;
  of(args: Args): Access | Promise<Access>;
}

export interface Toolset {
  readonly id: string;
  readonly title: string;
  /** The purpose of the toolset, in one line. */
  readonly summary: string;
  /** Whether it is served when `--toolsets` is not given. `"read"`: only its read tools are. */
  readonly default: boolean | "read";
  /** The presets that serve it; `"read"`: only its read tools. */
  readonly presets?: Readonly<Partial<Record<PresetId, true | "read">>>;
  /** The tools that find the ids its other tools take, named in the error for a wrong id: `list_catalogs, list_schemas`. */
  readonly finders?: string;
  /** How to see whether a write took effect, where `finders` do not show it: `a query of the data`. */
  readonly checks?: string;
}

/** Arguments by name, before they are checked. */
type Given = Readonly<Record<string, unknown>>;

/** A tool as its author writes it; `Tool` adds the toolset. */
export interface ToolDefinition<I extends z.ZodObject, O extends z.ZodObject> {
  /** `verb_noun`, snake_case, at most 40 characters. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly access: Access | AccessByArguments<z.output<I>>;
  /** The sets of its toolset that serve this tool. Default: all of them. */
  readonly servedIn?: readonly (PresetId | "default")[];
  /** Whether it also works where the workspace is an account. */
  readonly account?: boolean;
  /** A second call with the same arguments changes nothing more. By default, reads are idempotent and other tools are not. */
  readonly idempotent?: boolean;
  readonly input: I;
  /**
   * Other names that the platform or other clients use for an argument: accepted and never advertised. A function turns
   * a value of another form, given with other arguments, into the tool's own arguments.
   */
  readonly aliases?: Readonly<Record<string, string | ((value: unknown, given: Given) => Given)>>;
  /**
   * Fields of `settings` that are advertised as arguments of their own. The tool's aliases put them into `settings`, as they
   * do with fields that are not advertised.
   */
  readonly flat?: z.ZodObject;
  readonly output: O;
  /**
   * The output contains text written by users of the workspace: it is fenced before a model reads it, and hidden
   * characters are removed. `"code"`: they are only counted, because source code must be returned unchanged.
   */
  readonly untrusted?: boolean | "code";
  /** The happy path. The pipeline around it (`core/calls/call.ts`) handles everything that can go wrong. */
  run(ctx: Context, args: z.output<I>): Promise<z.input<O>>;
  /** Text for the result, for outputs that are hard to read as JSON (rows, logs, notebooks). */
  text?(output: z.output<O>): string;
  /**
   * The facts of a call that changes something: the resolved objects, the effect and its consequences. The question to
   * the user, `--protect` and `call_api` read them. May only read; throws a `ToolError` for a call that would fail.
   */
  affects?(args: z.output<I>, ctx: Context): CallFacts | Promise<CallFacts>;
  /** The operation of the reference that this tool stands for: `call_api` describes it by this tool's `affects`. */
  readonly covers?: string;
  /** Further operations that it describes, or the same one, where the parameters have another form. */
  readonly alsoCovers?: readonly Coverage[];
}

/** An operation that `call_api` describes by a tool's `affects`. */
export interface Coverage {
  readonly operation: string;
  /**
   * Calls of the tool that mean the same as the parameters; `undefined` if there are none. By default the tool takes the
   * parameters under their own names.
   */
  args?(parameters: Parameters, ctx: Context): readonly Parameters[] | undefined | Promise<readonly Parameters[]>;
}

type Parameters = Readonly<Record<string, unknown>>;

/** A tool without its code: enough to select it and to describe it. */
export interface ListedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly access: Access | { readonly least: Access; readonly most: Access };
  readonly servedIn?: readonly (PresetId | "default")[];
  readonly idempotent?: boolean;
  readonly toolset: Toolset;
}

/** A capability as one object. Registration, annotations, docs, manifests and consent are derived from it. */
export interface Tool<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject>
  extends ToolDefinition<I, O> {
  readonly toolset: Toolset;
}

/** The definition as its author's `run` types it: it returns every field of the output and no other (`core/view.ts`). */
type Authored<I extends z.ZodObject, O extends z.ZodObject, T> = Omit<ToolDefinition<I, O>, "run"> & {
  run(ctx: Context, args: z.output<I>): Promise<Exact<T, O["shape"]>>;
};

export type ToolsetFactory = Toolset & {
  tool<I extends z.ZodObject, O extends z.ZodObject, T extends Filled<O["shape"]>>(
    definition: Authored<I, O, T>,
  ): Tool<I, O>;
};

/** Opens a toolset file. Tools made from it carry it, so a toolset is never listed a second time. */
export function defineToolset(toolset: Toolset): ToolsetFactory {
  return {
    ...toolset,
    tool(definition) {
      const { affects } = definition;
      return {
        ...definition,
        toolset,
        async run(ctx, args) {
          requireWorkspace(definition, ctx);
          return withoutEmpty(definition.output, await definition.run(ctx, args));
        },
        ...(affects && {
          affects(args, ctx) {
            requireWorkspace(definition, ctx);
            return affects(args, ctx);
          },
        }),
      };
    },
  };
}

/** @throws {ToolError} If the entry is an account, which has none of a workspace's services. */
function requireWorkspace({ name, account }: { name: string; account?: boolean }, { settings }: Context): void {
  if (settings.accountId === undefined || account) return;
  const [workspace] = settings.entries?.workspaces ?? [];
  throw new ToolError(`${name} needs a workspace, and ${settings.workspace ?? "this entry"} is an account.`, {
    next:
      workspace === undefined
        ? "Operations of the account are called with call_api."
        : `Call it with workspace ${workspace}; operations of the account are called with call_api.`,
  });
}

/** Every operation that `call_api` describes by this tool. */
export const coverageOf = ({ covers, alsoCovers = [] }: Tool): readonly Coverage[] => [
  ...alsoCovers,
  ...(covers === undefined || alsoCovers.some(({ operation }) => operation === covers) ? [] : [{ operation: covers }]),
];

/** Ids of the toolsets of some tools. */
export const toolsetIds = (tools: readonly Pick<ListedTool, "toolset">[]): string[] => [
  ...new Set(tools.map(({ toolset }) => toolset.id)),
];

/** The access level from which a tool is served. */
export const servedFrom = ({ access }: ListedTool): Access => (typeof access === "string" ? access : access.least);

/** Whether a tool is served when no toolsets are selected. */
export const servedByDefault = (tool: ListedTool): boolean => isIn(tool, "default", tool.toolset.default);

/** Whether a preset serves a tool. */
export const servedByPreset = (tool: ListedTool, preset: PresetId): boolean =>
  isIn(tool, preset, tool.toolset.presets?.[preset] ?? false);

const isIn = (tool: ListedTool, set: PresetId | "default", toolset: boolean | "read"): boolean =>
  (tool.servedIn?.includes(set) ?? true) && (toolset === "read" ? servedFrom(tool) === "read" : toolset);

/** The highest access a call of this tool can require. Its annotations are based on it. */
export const highestAccess = ({ access }: ListedTool): Access => (typeof access === "string" ? access : access.most);

/** The access that this call requires. */
export const accessOf = async ({ access }: Tool, args: Record<string, unknown>): Promise<Access> =>
  typeof access === "string" ? access : access.of(args);

/** MCP tool annotations (spec 2025-11-25 `ToolAnnotations`), all four always explicit. */
export function annotations(tool: ListedTool) {
  const access = highestAccess(tool);
  return {
    title: tool.title,
    readOnlyHint: access === "read",
    destructiveHint: access === "destructive",
    idempotentHint: tool.idempotent ?? access === "read",
    openWorldHint: true,
  };
}
