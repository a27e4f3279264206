import { type Access, allows } from "../access.ts";
import { servedByDefault, servedFrom, type Tool } from "./tool.ts";

export interface Selection {
  /** Toolset ids, `all` and `default`. */
  readonly toolsets?: readonly string[] | undefined;
  /** Single tools by name; without `toolsets` these are all that is served. */
  readonly tools?: readonly string[] | undefined;
  readonly access: Access;
}

/**
 * Which tools a configuration serves, in the catalogue's order whatever the order of the names. Names are known to
 * exist: the configuration checks them. A tool left out is neither listed nor callable.
 */
export function select(
  catalogue: readonly Tool[],
  { toolsets, tools = [], access }: Selection,
): { tools: readonly Tool[]; problems: readonly string[] } {
  const wanted = new Set(toolsets ?? (tools.length > 0 ? [] : ["default"]));
  const named = new Set(tools);
  const inToolset = (tool: Tool) =>
    wanted.has("all") || wanted.has(tool.toolset.id) || (wanted.has("default") && servedByDefault(tool));
  const chosen = catalogue.filter((tool) => named.has(tool.name) || inToolset(tool));
  const served = chosen.filter((tool) => allows(access, servedFrom(tool)));

  const problems = chosen
    .filter((tool) => named.has(tool.name) && !served.includes(tool))
    .map(
      (tool) =>
        `--tools names ${tool.name}, which --access ${access} does not serve; it needs --access ${servedFrom(tool)}.`,
    );
  if (served.length === 0 && chosen.length > 0 && problems.length === 0) {
    problems.push(
      `--access ${access} leaves nothing of the chosen toolsets to serve; raise it or choose others with --toolsets.`,
    );
  }
  return { tools: served, problems };
}
