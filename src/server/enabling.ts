import * as z from "zod";
import type { Access } from "../access.ts";
import type { ServedTool } from "../core/described.ts";
import { keepNewest } from "../core/newest.ts";
import { furtherTools } from "../core/select.ts";
import { defineToolset, type ListedTool, type Tool } from "../core/tool.ts";

/** Toolsets that clients add themselves (`--on-demand`), per caller. */
export interface Enabling {
  /** The tools of a caller, `enable_toolset` among them. */
  toolsOf(scope: string): readonly ServedTool[];
  /** `enable_toolset` for one caller. */
  toolFor(scope: string): Tool;
  /** Whether a caller can enable this tool, or has. */
  offers(tool: ListedTool): boolean;
  /** Calls `changed` whenever the list of this caller's tools grows, until stopped. */
  watch(scope: string, changed: () => void): () => void;
}

interface EnablingOptions {
  readonly served: readonly ServedTool[];
  readonly catalogue: readonly ServedTool[];
  /** Toolsets, presets or `all`. */
  readonly onDemand: readonly string[];
  readonly access: Access;
}

export const ENABLE_TOOLSET = "enable_toolset";

/** Callers whose choice is kept. */
const MAX_CALLERS = 1000;

const enabling = defineToolset({
  id: "enabling",
  title: "Toolsets on demand",
  summary: "Adds toolsets that are not served yet to this session.",
  default: false,
});

/** `undefined` if everything that could be enabled is served already. */
export function createEnabling({ served, catalogue, onDemand, access }: EnablingOptions): Enabling | undefined {
  const further = furtherTools(served, catalogue, { toolsets: onDemand, access });
  const toolsets = new Map(further.map(({ toolset }) => [toolset.id, toolset]));
  const ids = [...toolsets.keys()].sort();
  if (ids.length === 0) return undefined;
  const enabled = new Map<string, Set<string>>();
  const watchers = new Map<string, Set<() => void>>();
  const listOf = (scope: string) => further.filter(({ toolset }) => enabled.get(scope)?.has(toolset.id));

  function enable(scope: string, id: string): readonly ServedTool[] {
    const chosen = enabled.get(scope) ?? new Set();
    const isNew = !chosen.has(id);
    // The caller that has not enabled anything for the longest time is forgotten first.
    keepNewest(enabled, scope, chosen.add(id), MAX_CALLERS);
    if (isNew) for (const changed of watchers.get(scope) ?? []) changed();
    return further.filter(({ toolset }) => toolset.id === id);
  }

  const toolFor: Enabling["toolFor"] = (scope) =>
    enabling.tool({
      name: ENABLE_TOOLSET,
      title: "Enable a toolset",
      description: "Adds a toolset to the tools of this session. Its tools can then be called by name.",
      access: "read",
      account: true,
      input: z.strictObject({ toolset: z.enum(ids).describe("Toolset to add") }),
      aliases: { name: "toolset", id: "toolset" },
      output: z.object({
        toolset: z.string(),
        about: z.string(),
        tools: z.array(z.object({ name: z.string(), description: z.string() })),
        note: z.string(),
      }),
      async run(_, { toolset }) {
        const tools = enable(scope, toolset).map(({ name, description }) => ({ name, description }));
        const note = "If your host has not listed them, call them by name with these descriptions.";
        return { toolset, about: toolsets.get(toolset)?.summary ?? "", tools, note };
      },
    });
  const listed = toolFor("");

  return {
    toolsOf: (scope) => [...served, ...listOf(scope), listed],
    toolFor,
    offers: ({ name }) => further.some((tool) => tool.name === name),
    watch(scope, changed) {
      const all = watchers.get(scope) ?? new Set();
      watchers.set(scope, all.add(changed));
      return () => {
        all.delete(changed);
        if (all.size === 0 && watchers.get(scope) === all) watchers.delete(scope);
      };
    },
  };
}
