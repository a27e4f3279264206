import type * as z from "zod";
import type { Access } from "../access.ts";
import type { Context } from "./calls/context.ts";
import { type Exact, type Filled, withoutEmpty } from "./view.ts";

/**
 * Access that only the arguments decide (SQL). The tool is served from `least` up, annotated as `most`,
 * and each call is judged by `of`.
 */
export interface AccessByArguments<Args> {
  readonly least: Access;
  readonly most: Access;
  of(args: Args): Access | Promise<Access>;
}

export interface Toolset {
  readonly id: string;
  readonly title: string;
  /** One line: what the toolset is for. */
  readonly summary: string;
  /** Served when `--toolsets` is not given; `"read"`: only its read tools are. */
  readonly default: boolean | "read";
  /** The tools that find what its others take, for the answer to a wrong id: `list_catalogs, list_schemas`. */
  readonly finders?: string;
}

/** What a tool's author writes; see `Tool` for what the server holds. */
export interface ToolDefinition<I extends z.ZodObject, O extends z.ZodObject> {
  /** `verb_noun`, snake_case, at most 40 characters. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly access: Access | AccessByArguments<z.output<I>>;
  /** Calling twice with the same arguments changes nothing more. Reads are idempotent unless said otherwise. */
  readonly idempotent?: boolean;
  readonly input: I;
  readonly output: O;
  /**
   * Output holds text somebody wrote in the workspace: it is fenced before a model reads it and hidden characters are
   * removed. `"code"`: they are only counted, because source must come back byte for byte.
   */
  readonly untrusted?: boolean | "code";
  /** The happy path. Everything that can go wrong around it is the pipeline's (`core/call.ts`). */
  run(ctx: Context, args: z.output<I>): Promise<z.input<O>>;
  /** The text block, where JSON reads badly (rows, logs, notebooks). */
  text?(output: z.output<O>): string;
  /**
   * The question put to the person before a destructive call. `null`: this call needs none.
   * Without it, a call whose access is `destructive` asks a question made from title and arguments.
   */
  confirm?(args: z.output<I>, ctx: Context): string | null | Promise<string | null>;
}

/** A capability: one literal object. Registration, annotations, docs, manifests and consent derive from it. */
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
    tool: (definition) => ({
      ...definition,
      toolset,
      run: async (ctx, args) => withoutEmpty(definition.output, await definition.run(ctx, args)),
    }),
  };
}

/** The rung from which a tool is served. */
export const servedFrom = ({ access }: Tool): Access => (typeof access === "string" ? access : access.least);

/** Whether a tool is served when nobody chose toolsets. */
export const servedByDefault = (tool: Tool): boolean =>
  tool.toolset.default === true || (tool.toolset.default === "read" && servedFrom(tool) === "read");

/** The worst a tool can do: what its annotations say. */
export const worst = ({ access }: Tool): Access => (typeof access === "string" ? access : access.most);

/** What this very call may do. */
export const accessOf = async ({ access }: Tool, args: Record<string, unknown>): Promise<Access> =>
  typeof access === "string" ? access : access.of(args);

/** MCP tool annotations (spec 2025-11-25 `ToolAnnotations`), all four always explicit. */
export function annotations(tool: Tool) {
  const access = worst(tool);
  return {
    title: tool.title,
    readOnlyHint: access === "read",
    destructiveHint: access === "destructive",
    idempotentHint: tool.idempotent ?? access === "read",
    openWorldHint: true,
  };
}
