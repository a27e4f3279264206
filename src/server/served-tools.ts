import { ProtocolError } from "@modelcontextprotocol/server";
import type { SharedScripts } from "../code/toolset.ts";
import { callTool } from "../core/calls/call.ts";
import { type DescribedTool, loadTool, type ServedTool } from "../core/described.ts";
import { type Loading, later } from "../core/later.ts";
import type { ToolResult } from "../core/output/present.ts";
import { prepare } from "../core/prepared.ts";
import type { RunCall } from "../core/tasks/running.ts";
import type { TaskCall } from "../core/tasks/store.ts";
import { highestAccess } from "../core/tool.ts";
import type { Router } from "../core/workspaces.ts";
import type { ClientConnection } from "./connection.ts";
import { createEnabling, ENABLE_TOOLSET, type Enabling } from "./enabling.ts";
import { describedIn, type ListSources, listCodeMode, openCodeMode } from "./lists.ts";
import { explainUnserved, type UnservedSources, unservedTools, withoutUnserved } from "./unserved.ts";

export interface ToolSources extends ListSources, UnservedSources {
  /** `code`: clients get two tools that reach the others (`code/serve.ts`). */
  readonly mode?: "typed" | "code";
  /** Toolsets and presets that clients can add themselves, from the catalogue. */
  readonly onDemand?: readonly string[] | undefined;
}

/** The tools of a server. */
export interface ServedTools {
  /** `undefined` if clients cannot add toolsets. */
  readonly enabling: Enabling | undefined;
  of(connection: ClientConnection): ClientTools;
}

/** The tools as one client lists and calls them. */
export interface ClientTools {
  list(): Promise<DescribedTool[]>;
  /** Whether the client can call the tool. In code mode, a script may. */
  serves(name: string): boolean;
  toolNamed(name: string): ServedTool | undefined;
  /**
   * A call of a tool, ready to run, or the problem with its workspace.
   * @throws {ProtocolError} if the tool is not served
   */
  prepareCall(name: string, args: unknown): Promise<PreparedCall | { readonly problem: string }>;
  /** Why a tool is not served; `undefined` for a tool that is, and for any other word. */
  why(name: string): string | undefined;
  /** A result with the reasons why tools that it names are not served. */
  explained(result: ToolResult): ToolResult;
}

interface PreparedCall {
  /** The part that a task remembers. */
  readonly call: TaskCall;
  readonly run: RunCall;
}

/** `scripts`: those of code mode that run or wait for an answer. */
export function createServedTools(sources: ToolSources, router: Router, scripts: Loading<SharedScripts>): ServedTools {
  const { tools, catalogue = tools, onDemand = [] } = sources;
  const { redact, settings } = router.all[0].runtime;
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const code = sources.mode === "code" ? later(() => openCodeMode(sources, router, scripts)) : undefined;
  const enabling = code ? undefined : createEnabling({ served: tools, catalogue, onDemand, access: settings.access });
  const unserved = unservedTools(sources, settings, enabling?.offers);

  const describe = (tool: ServedTool): DescribedTool => {
    const described = describedIn(sources, tool);
    const { description = "" } = described;
    return {
      ...described,
      // A client that can add toolsets can follow advice to use their tools.
      description: enabling ? description : withoutUnserved(description, unserved.has),
      inputSchema: router.advertise(described.inputSchema),
    };
  };
  const fixedList = later(async () => prepare(code ? await listCodeMode(sources) : tools.map(describe)));

  const unknownTool = (name: string): string =>
    `Unknown tool: ${redact(name).slice(0, 64)}. ${unserved.why(name) ?? "tools/list shows the tools served."}`;

  function toolsOf({ scope }: ClientConnection): ClientTools {
    const toolNamed = (name: string): ServedTool | undefined =>
      enabling && name === ENABLE_TOOLSET
        ? enabling.toolFor(scope)
        : (byName.get(name) ?? enabling?.toolsOf(scope).find((tool) => tool.name === name));
    const why = (name: string) => (toolNamed(name) ? undefined : unserved.why(name));
    const explained = (result: ToolResult): ToolResult => (unserved.none ? result : explainUnserved(result, why));
    return {
      list: async () => enabling?.toolsOf(scope).map(describe) ?? fixedList.load(),
      serves: (name) => code !== undefined || toolNamed(name) !== undefined,
      toolNamed,
      why,
      explained,
      async prepareCall(name, args) {
        if (code) {
          const mode = await code.load();
          return { call: { tool: name }, run: (from) => mode.call(name, args, from) };
        }
        const served = toolNamed(name);
        if (!served) throw new ProtocolError(-32602, unknownTool(name));
        const routed = router.call(args);
        if ("problem" in routed) return routed;
        const { workspace, inner } = routed;
        const tool = await loadTool(served);
        const repeatable = highestAccess(tool) === "read";
        return {
          call: { tool: name, workspace: workspace.name, ...(repeatable && { arguments: inner }) },
          async run(from) {
            const outcome = await callTool(workspace.runtime, tool, inner, from);
            return "needs" in outcome ? outcome : { result: explained(outcome.result) };
          },
        };
      },
    };
  }

  return { enabling, of: toolsOf };
}
