import { CODE_MODE_TOOLS } from "../code/toolset.ts";
import { type DescribedTool, describeTool } from "../core/described.ts";
import { watchableResources } from "../core/resources/serve.ts";
import type { ListedTool, Toolset } from "../core/tool.ts";
import { resources } from "../resources/index.ts";
import { loadCatalogue } from "../tools/load.ts";

/** A tool of the catalogue without its code. */
export interface CatalogueEntry {
  /** The file that contains it, as `tools/load.ts` names it. */
  readonly file: string;
  /** The id of its toolset. */
  readonly toolset: string;
  readonly access: ListedTool["access"];
  readonly servedIn?: NonNullable<ListedTool["servedIn"]>;
  readonly described: DescribedTool;
}

/** Everything that a start needs to know of the tools. It is computed by the build, and is JSON. */
export interface Catalogue {
  readonly toolsets: Readonly<Record<string, Toolset>>;
  readonly tools: readonly CatalogueEntry[];
  /** The tools that code mode lists. */
  readonly codeMode: readonly DescribedTool[];
  /** Names of the tools whose resources clients can subscribe to. */
  readonly watchable: readonly string[];
}

/** Loads every tool and describes it. */
export async function describeCatalogue(): Promise<Catalogue> {
  const tools = await loadCatalogue();
  const entries = tools.map(({ file, tool }): CatalogueEntry => {
    const { access, servedIn, toolset } = tool;
    return {
      file,
      toolset: toolset.id,
      access: typeof access === "string" ? access : { least: access.least, most: access.most },
      ...(servedIn && { servedIn }),
      described: describeTool(tool),
    };
  });
  const all = tools.map(({ tool }) => tool);
  return {
    toolsets: Object.fromEntries(all.map(({ toolset }) => [toolset.id, toolset])),
    tools: entries,
    codeMode: CODE_MODE_TOOLS.map(describeTool),
    watchable: watchableResources({ tools: all, resources }).flatMap(({ tool }) => ("name" in tool ? [tool.name] : [])),
  };
}
