import * as z from "zod";
import type { KnowledgeAssistant, KnowledgeSource } from "../../api/agents/knowledge-assistants.ts";
import type { McpService } from "../../api/agents/mcp-services.ts";
import type { SupervisorAgent, SupervisorTool } from "../../api/agents/supervisors.ts";
import { flag, text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";

/** An agent in a list. */
export const agentRowView = view(
  { name: z.string(), display_name: text, description: text, endpoint_name: text, creator: text },
  ({ name, display_name, description, endpoint_name, creator }: KnowledgeAssistant | SupervisorAgent) => ({
    name,
    display_name,
    description,
    endpoint_name,
    creator,
  }),
);

const sourceView = view(
  { name: z.string(), display_name: text, source_type: text, source: text, state: text },
  ({ name, display_name, source_type, state, files, file_table, index }: KnowledgeSource) => ({
    name,
    display_name,
    source_type,
    source: files?.path ?? file_table?.table_name ?? index?.index_name,
    state,
  }),
);

const toolView = view(
  { tool_id: z.string(), tool_type: text, target: text, description: text },
  ({ name, tool_id, tool_type, description, ...tool }: SupervisorTool) => ({
    tool_id: tool_id ?? name?.split("/").at(-1) ?? "",
    tool_type,
    target:
      tool.genie_space?.id ??
      tool.knowledge_assistant?.knowledge_assistant_id ??
      (tool.uc_function ?? tool.uc_connection ?? tool.app ?? tool.volume)?.name,
    description,
  }),
);

/** Parts of an agent that are read separately. */
interface AgentParts {
  readonly sources?: readonly KnowledgeSource[];
  readonly tools?: readonly SupervisorTool[];
}

/** An agent with its sources (knowledge assistant) or tools (supervisor agent). */
export const agentView = view(
  {
    ...agentRowView.fields,
    instructions: text,
    state: text,
    error_info: text,
    create_time: text,
    sources: z.array(sourceView.schema).optional(),
    tools: z.array(toolView.schema).optional(),
  },
  (agent: KnowledgeAssistant | SupervisorAgent, { sources, tools }: AgentParts) => ({
    ...agentRowView(agent),
    instructions: agent.instructions,
    state: typeof agent.state === "string" ? agent.state : undefined,
    error_info: typeof agent.error_info === "string" ? agent.error_info : undefined,
    create_time: agent.create_time,
    sources: sources?.map((source) => sourceView(source)),
    tools: tools?.map((tool) => toolView(tool)),
  }),
);

/** A registered MCP server. */
export const mcpServiceView = view(
  {
    full_name: z.string(),
    connection: text,
    connection_deleted: flag,
    include_tool_selectors: texts,
    owner: text,
    comment: text,
  },
  ({ name, config, effective_owner, comment }: McpService) => ({
    full_name: name.replace(/^mcp-services\//, ""),
    connection: config?.source_connection?.name?.replace(/^connections\//, ""),
    connection_deleted: config?.source_connection?.is_deleted || undefined,
    include_tool_selectors: config?.include_tool_selectors,
    owner: effective_owner,
    comment,
  }),
);
