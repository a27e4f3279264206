import { type Access, allows } from "../access.ts";
import { PRESET_IDS } from "../presets.ts";
import { type ListedTool, servedByDefault, servedByPreset, servedFrom } from "./tool.ts";

export interface Selection {
  /** Toolset ids, presets, `all` and `default`. */
  readonly toolsets?: readonly string[] | undefined;
  /** Single tools by name. Without `toolsets`, only these are served. */
  readonly tools?: readonly string[] | undefined;
  readonly access: Access;
  /** In code mode all tools are reachable unless some are named: they cost a conversation nothing. */
  readonly mode?: "typed" | "code" | undefined;
}

/**
 * The tools that a configuration serves, in the catalogue's order. The configuration has already checked that the names
 * exist. A tool that is not served is neither listed nor callable.
 */
export function select<T extends ListedTool>(
  catalogue: readonly T[],
  { toolsets, tools = [], access, mode }: Selection,
): { tools: readonly T[]; problems: readonly string[] } {
  const wanted = new Set(toolsets ?? (tools.length > 0 ? [] : [mode === "code" ? "all" : "default"]));
  const named = new Set(tools);
  const inToolset = (tool: T) =>
    wanted.has("all") ||
    wanted.has(tool.toolset.id) ||
    (wanted.has("default") && servedByDefault(tool)) ||
    PRESET_IDS.some((preset) => wanted.has(preset) && servedByPreset(tool, preset));
  const chosen = catalogue.filter((tool) => named.has(tool.name) || inToolset(tool));
  const served = chosen.filter((tool) => allows(access, servedFrom(tool)));

  const problems = chosen
    .filter((tool) => named.has(tool.name) && !served.includes(tool))
    .map(
      (tool) =>
        `--tools names ${tool.name}, which requires --access ${servedFrom(tool)}; the server runs with --access ${access}.`,
    );
  if (served.length === 0 && chosen.length > 0 && problems.length === 0) {
    problems.push(
      `None of the selected toolsets has a tool that --access ${access} allows. Raise --access or select others with --toolsets.`,
    );
  }
  return { tools: served, problems };
}

/** The tools of a selection that are not served yet. */
export function furtherTools<T extends ListedTool>(
  served: readonly T[],
  catalogue: readonly T[],
  selection: Selection,
): readonly T[] {
  const known = new Set(served.map(({ name }) => name));
  return select(catalogue, selection).tools.filter(({ name }) => !known.has(name));
}
