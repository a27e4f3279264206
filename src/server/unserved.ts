import { allows } from "../access.ts";
import type { Settings } from "../core/calls/context.ts";
import type { ServedTool } from "../core/described.ts";
import { beforeFence } from "../core/output/fence.ts";
import type { ToolResult } from "../core/output/present.ts";
import { type ListedTool, servedByDefault, servedByPreset, servedFrom } from "../core/tool.ts";
import { PRESET_IDS } from "../presets.ts";

export interface UnservedSources {
  readonly tools: readonly ServedTool[];
  /** Every tool there is, to say where one that is not served belongs. */
  readonly catalogue?: readonly ServedTool[];
  /** For callers that get a part of the catalogue: the rest of it, and why it is not served to them. */
  readonly withheld?: { readonly tools: readonly ServedTool[]; why(tool: ServedTool): string | undefined } | undefined;
}

/** The tools that are known and not served. */
export interface Unserved {
  readonly none: boolean;
  has(name: string): boolean;
  /** The reason; `undefined` for a tool that is served, and for any other word. */
  why(name: string): string | undefined;
}

/** `canEnable`: whether a caller can add the tool itself. */
export function unservedTools(
  { tools, catalogue = tools, withheld }: UnservedSources,
  settings: Settings,
  canEnable?: (tool: ListedTool) => boolean,
): Unserved {
  const served = new Set(tools.map(({ name }) => name));
  const others = [...catalogue, ...(withheld?.tools ?? [])].filter(({ name }) => !served.has(name));
  const byName = new Map(others.map((tool) => [tool.name, tool]));
  return {
    none: byName.size === 0,
    has: (name) => byName.has(name),
    why(name) {
      const tool = byName.get(name);
      return tool && (withheld?.why(tool) ?? whyUnserved(tool, settings, canEnable));
    },
  };
}

/** Why a tool is not served, and how the operator can serve it. */
export function whyUnserved(
  tool: ListedTool,
  { access }: Settings,
  canEnable: (tool: ListedTool) => boolean = () => false,
): string {
  const least = servedFrom(tool);
  if (!allows(access, least)) {
    return `It requires ${least} access, and the server runs with --access ${access}. The operator can raise it.`;
  }
  if (canEnable(tool)) return `It is in toolset ${tool.toolset.id}: add it with enable_toolset, then call it.`;
  const presets = PRESET_IDS.filter((preset) => servedByPreset(tool, preset));
  const sets = [...(servedByDefault(tool) ? ["default"] : []), ...presets];
  const also = sets.length > 0 ? ` (also in ${sets.join(", ")})` : "";
  return `It is in toolset ${tool.toolset.id}${also}: the operator can add it with --toolsets.`;
}

/** Output fields that hold this server's own advice, and not data of the workspace. */
const ADVICE = ["next", "note", "missing", "repair", "advice", "hints"];
const MAX_EXPLAINED = 3;

/**
 * The advice of a result may name tools that are not served. A model cannot call them, and would look for them in vain, so
 * this adds the reason for each.
 * @param why The reason why a tool is not served; `undefined` for one that is, and for any other word
 */
export function explainUnserved(result: ToolResult, why: (name: string) => string | undefined): ToolResult {
  const { content, structuredContent = {}, isError } = result;
  const at = content.findIndex(({ type }) => type === "text");
  const text = String(content[at]?.text ?? "");
  const advice = isError ? beforeFence(text) : JSON.stringify(ADVICE.map((key) => structuredContent[key] ?? ""));
  const reasons = new Map<string, string[]>();
  for (const name of named(advice, why)) {
    const reason = why(name);
    if (reason !== undefined) reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
  }
  if (reasons.size === 0) return result;
  const added = [...reasons]
    .slice(0, MAX_EXPLAINED)
    .map(([reason, names]) =>
      names.length === 1
        ? `${names[0]} is not served. ${reason}`
        : `${names.join(", ")} are not served. ${reason.replace(/^It is/, "They are").replace(/\bit\b/, "them")}`,
    );
  const block = { type: "text", text: [...(text === "" ? [] : [text]), ...added].join("\n") };
  const { next } = structuredContent;
  return {
    ...result,
    content: at < 0 ? [block, ...content] : content.with(at, { ...content[at], ...block }),
    ...(typeof next === "string" && { structuredContent: { ...structuredContent, next: [next, ...added].join(" ") } }),
  };
}

/** The tools that advice names. Of alternatives, `list_users, list_groups or list_jobs`, one that is served is enough. */
function named(advice: string, why: (name: string) => string | undefined): ReadonlySet<string> {
  const rest = advice.replace(ALTERNATIVES, (list) =>
    list.match(TOOL_NAMES)?.some((name) => why(name) === undefined) ? "" : list,
  );
  return new Set(rest.match(TOOL_NAMES));
}

/**
 * A description without the sentences that name a tool that is not served, which a model cannot follow. The first sentence
 * stays: it says what the tool itself does.
 */
export function withoutUnserved(description: string, isUnserved: (name: string) => boolean): string {
  const [first = "", ...others] = description.split(/(?<=\.)(?<!\b(?:e\.g|i\.e)\.) /);
  const named = (sentence: string) => sentence.match(TOOL_NAMES) ?? [];
  return [first, ...others.filter((sentence) => !named(sentence).some(isUnserved))].join(" ");
}

const ALTERNATIVES = /\b[a-z]+(?:_[a-z]+)+(?:, [a-z]+(?:_[a-z]+)+)*,? or [a-z]+(?:_[a-z]+)+\b/g;
const TOOL_NAMES = /\b[a-z]+(?:_[a-z]+)+\b/g;
