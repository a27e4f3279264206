import type { CodeMode } from "../code/serve.ts";
import type { SharedScripts } from "../code/toolset.ts";
import { type DescribedTool, describeTool, type ServedTool } from "../core/described.ts";
import { type Later, type Loading, later } from "../core/later.ts";
import type { Resource } from "../core/resources/define.ts";
import { type Served, watchableResources } from "../core/resources/serve.ts";
import type { ListedTool } from "../core/tool.ts";
import type { Router } from "../core/workspaces.ts";

/** The tools and resources of a server, and what is known of them before they are loaded. */
export interface ListSources {
  readonly tools: readonly ServedTool[];
  readonly resources: Later<readonly Resource[]>;
  /** Names of the tools whose resources clients can subscribe to. By default those of `resources`. */
  readonly watchable?: readonly string[];
  /** Loaded tools as `tools/list` returns them, by name. Those that are missing are described with the first list. */
  readonly described?: Readonly<Record<string, DescribedTool>> | undefined;
  /** The result of `tools/list` in code mode, if it is known. */
  readonly codeModeTools?: readonly DescribedTool[];
}

/** The resources, by whether their tool is served. */
export function servedResources({ tools, resources }: ListSources): Loading<Served> {
  const names = new Set(tools.map(({ name }) => name));
  const isListed = ({ tool }: Resource): boolean => typeof tool === "function" || names.has(tool.name);
  const served = (all: readonly Resource[]): Served => ({
    tools,
    resources: all.filter(isListed),
    unserved: all.filter((resource) => !isListed(resource)),
  });
  return later(typeof resources === "function" ? async () => served(await resources()) : served(resources));
}

/** Whether clients can subscribe to any resource. */
export const isSubscribable = ({ tools, watchable }: ListSources, loaded: Served | undefined): boolean =>
  watchable ? tools.some(({ name }) => watchable.includes(name)) : !!loaded && watchableResources(loaded).length > 0;

/** A tool as `tools/list` returns it. */
export const describedIn = ({ described }: ListSources, tool: ServedTool): DescribedTool =>
  "load" in tool ? tool.described : (described?.[tool.name] ?? describeTool(tool));

/** The result of `tools/list` in code mode. */
export async function listCodeMode({ codeModeTools }: ListSources): Promise<DescribedTool[]> {
  if (codeModeTools) return [...codeModeTools];
  const { CODE_MODE_TOOLS } = await import("../code/toolset.ts");
  return CODE_MODE_TOOLS.map(describeTool);
}

/** State that the scripts of all callers share. */
export const openScripts = (answerMs: number): Loading<SharedScripts> =>
  later(async () => (await import("../code/serve.ts")).createSharedScripts(answerMs));

/** Code mode over the served tools. */
export async function openCodeMode(
  deps: ListSources,
  router: Router,
  scripts: Loading<SharedScripts>,
): Promise<CodeMode> {
  const { createCodeMode } = await import("../code/serve.ts");
  const tools = new Map(deps.tools.map((tool) => [tool.name, tool]));
  const argumentsOf = ({ name }: ListedTool): readonly string[] => {
    const tool = tools.get(name);
    return tool ? Object.keys(describedIn(deps, tool).inputSchema.properties ?? {}) : [];
  };
  return createCodeMode(deps.tools, argumentsOf, router, await scripts.load());
}
