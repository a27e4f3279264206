import { type DescribedTool, describeTool } from "../../src/core/described.ts";
import type { Tool } from "../../src/core/tool.ts";
import { catalogue } from "../../src/tools/index.ts";

const descriptions = new Map<Tool, DescribedTool>();

/** Described once, as in the build, not at every start. Tools that a test defines are left to the server. */
export const described = (tools: readonly Tool[]): Readonly<Record<string, DescribedTool>> =>
  Object.fromEntries(
    tools
      .filter((tool) => catalogue.includes(tool))
      .map((tool) => {
        const known = descriptions.get(tool) ?? describeTool(tool);
        descriptions.set(tool, known);
        return [tool.name, known];
      }),
  );
