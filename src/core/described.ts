import type { ListToolsResult } from "@modelcontextprotocol/server";
import { advertiseInput, advertiseOutput } from "./advertise.ts";
import { annotations, type ListedTool, type Tool } from "./tool.ts";

/** A tool as `tools/list` returns it. */
export type DescribedTool = ListToolsResult["tools"][number];

/** A tool whose code is loaded with its first call. */
export interface UnloadedTool extends ListedTool {
  readonly described: DescribedTool;
  load(): Promise<Tool>;
}

export type ServedTool = Tool | UnloadedTool;

/** The tool, loaded if it has to be. */
export const loadTool = (tool: ServedTool): Tool | Promise<Tool> => ("load" in tool ? tool.load() : tool);

/** A tool as `tools/list` returns it. */
export const describeTool = (tool: ListedTool & Pick<Tool, "input" | "output" | "flat">): DescribedTool =>
  // A plain JSON copy, without undefined fields.
  JSON.parse(
    JSON.stringify({
      name: tool.name,
      title: tool.title,
      description: tool.description,
      inputSchema: advertiseInput(tool),
      outputSchema: advertiseOutput(tool.output),
      annotations: annotations(tool),
    }),
  );
