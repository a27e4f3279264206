import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { describePrompt } from "../../src/core/prompts/serve.ts";
import { variablesOf } from "../../src/core/resources/define.ts";
import { resourceTemplates } from "../../src/core/resources/serve.ts";
import { servedByDefault, servedFrom, type Tool } from "../../src/core/tool.ts";
import { prompts } from "../../src/prompts/index.ts";
import { resources } from "../../src/resources/index.ts";
import { describeTool, INSTRUCTIONS } from "../../src/server.ts";
import { catalogue } from "../../src/tools/index.ts";

/** What a model reads of a tool: name, description and input schema, in o200k tokens. */
export function tokensOf(tool: Tool): number {
  const { name, description, inputSchema } = describeTool(tool);
  return countTokens(JSON.stringify({ name, description, inputSchema }));
}

export const instructionTokens = (): number => countTokens(INSTRUCTIONS);

const sum = (tools: readonly Tool[]): number => tools.reduce((total, tool) => total + tokensOf(tool), 0);

/** Everything a client can see, as it is served, and what it costs: the snapshot that is reviewed on every change. */
export const surface = () => ({
  instructions: INSTRUCTIONS,
  tokens: {
    instructions: instructionTokens(),
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
