import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { describeTool } from "../../src/core/described.ts";
import { describePrompt } from "../../src/core/prompts/serve.ts";
import { variablesOf } from "../../src/core/resources/define.ts";
import { resourceTemplates } from "../../src/core/resources/serve.ts";
import { servedByDefault, servedFrom, type Tool } from "../../src/core/tool.ts";
import { prompts } from "../../src/prompts/index.ts";
import { resources } from "../../src/resources/index.ts";
import { instructionsFor } from "../../src/server/instructions.ts";
import { catalogue } from "../../src/tools/index.ts";

/** Tokens (o200k) of what a model reads of a tool: name, description and input schema. */
export function tokensOf(tool: Tool): number {
  const { name, description, inputSchema } = describeTool(tool);
  return countTokens(JSON.stringify({ name, description, inputSchema }));
}

/** The instructions of a server that serves every tool of one workspace. */
export const instructions = (): string => instructionsFor(catalogue, ["default"]);

const sum = (tools: readonly Tool[]): number => tools.reduce((total, tool) => total + tokensOf(tool), 0);

/** Everything that a client receives, and its size in tokens: the snapshot that is reviewed on every change. */
export const surface = () => ({
  instructions: instructions(),
  tokens: {
    instructions: countTokens(instructions()),
    default: sum(catalogue.filter(servedByDefault)),
    all: sum(catalogue),
  },
  tools: catalogue.map((tool) => ({
    toolset: tool.toolset.id,
    access: servedFrom(tool),
    tokens: tokensOf(tool),
    served: describeTool(tool),
  })),
  resources: resources
    .filter(({ uri }) => variablesOf(uri).length === 0)
    .map(({ uri, name, title, description, mimeType }) => ({ uri, name, title, description, mimeType })),
  resourceTemplates: resourceTemplates(resources),
  prompts: prompts.map(describePrompt),
});
