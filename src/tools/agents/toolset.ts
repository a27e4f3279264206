import * as z from "zod";
import { defineToolset } from "../../core/tool.ts";

export const agents = defineToolset({
  id: "agents",
  title: "Agents",
  summary: "Knowledge assistants, supervisor agents, and the MCP servers registered in AI Gateway.",
  default: false,
  finders: "list_knowledge_assistants, list_supervisor_agents or list_mcp_services",
});

/** Resource name of a knowledge assistant or supervisor agent. */
export const agentName = z
  .string()
  .max(200)
  .refine(
    (name) => /^(knowledge-assistants|supervisor-agents)\/[\w-]+$/.test(name),
    "must be knowledge-assistants/{id} or supervisor-agents/{id}",
  )
  .describe("Resource name");
