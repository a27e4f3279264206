import * as z from "zod";
import * as assistants from "../../api/agents/knowledge-assistants.ts";
import * as supervisors from "../../api/agents/supervisors.ts";
import { firstNonEmptyPage } from "../../api/http/paging.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type CallFacts, type Consequence, say } from "../../core/consent/facts.ts";
import { objectName, text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { settingOf } from "../admin/granting-fields.ts";
import { hasChanges, NO_CHANGE, restFields } from "../api/body.ts";
import { supplement } from "../supplement.ts";
import { agentRowView, agentView } from "./agent-view.ts";
import { checkParts, requireFreeName, SOURCES, TOOLS } from "./parts.ts";
import { agentName, agents } from "./toolset.ts";

const page = z.strictObject({ page_token: params.pageToken });
const rows = z.object({ agents: z.array(agentRowView.schema), next_page_token: text });

const PAGE = 50;
const FIRST = { page_size: 100, page_token: undefined };

export const listKnowledgeAssistants = agents.tool({
  name: "list_knowledge_assistants",
  title: "List knowledge assistants",
  description: "Lists knowledge assistants: agents that answer from documents.",
  access: "read",
  untrusted: true,
  input: page,
  output: rows,
  async run(ctx, { page_token }) {
    const query = { page_size: PAGE, page_token };
    const { items, next } = await firstNonEmptyPage(assistants.listKnowledgeAssistants, ctx.client, query);
    return { agents: items.map((item) => agentRowView(item)), next_page_token: next };
  },
});

export const listSupervisorAgents = agents.tool({
  name: "list_supervisor_agents",
  title: "List supervisor agents",
  description: "Lists supervisor agents, which hand tasks to other agents and tools.",
  access: "read",
  untrusted: true,
  input: page,
  output: rows,
  async run(ctx, { page_token }) {
    const query = { page_size: PAGE, page_token };
    const { items, next } = await firstNonEmptyPage(supervisors.listSupervisorAgents, ctx.client, query);
    return { agents: items.map((item) => agentRowView(item)), next_page_token: next };
  },
});

const isAssistant = (name: string): boolean => name.startsWith("knowledge-assistants/");

const readAgent = (ctx: Context, name: string) =>
  isAssistant(name)
    ? assistants.getKnowledgeAssistant(ctx.client, { name })
    : supervisors.getSupervisorAgent(ctx.client, { name });

export const getAgent = agents.tool({
  name: "get_agent",
  title: "Get an agent",
  description: "Returns one agent with instructions, endpoint, and sources or tools. query_serving_endpoint asks it.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name: agentName }),
  output: agentView.schema,
  async run(ctx, { name }) {
    if (isAssistant(name)) {
      const [agent, sources] = await Promise.all([
        readAgent(ctx, name),
        assistants.listKnowledgeSources(ctx.client, { name }),
      ]);
      return agentView(agent, { sources });
    }
    const [agent, tools] = await Promise.all([
      readAgent(ctx, name),
      supervisors.listSupervisorTools(ctx.client, { name }),
    ]);
    return agentView(agent, { tools });
  },
});

const displayName = z.string().min(1).max(255).describe("Name");
const description = z.string().min(1).max(4000).describe("Purpose");
const instructions = z.string().max(20_000).optional().describe("How it answers");
const made = z.object({ name: z.string(), endpoint_name: text, next: text });
const BILLED: Consequence = { reason: "cost", text: say`Its endpoint is billed while it answers.` };

/** The facts of a new agent. @throws {ToolError} If one of the agents that exist has its name */
function creating(
  kind: string,
  name: string,
  existing: readonly { readonly display_name?: string | null | undefined }[] | undefined,
  used: readonly Consequence[],
): CallFacts {
  requireFreeName(existing?.map(({ display_name }) => display_name) ?? [], name);
  return { effect: "Create", objects: [{ kind, name }], consequences: [BILLED, ...used] };
}

export const createKnowledgeAssistant = agents.tool({
  name: "create_knowledge_assistant",
  title: "Create a knowledge assistant",
  description: "Creates an agent that answers from documents in volumes, file tables or vector search indexes.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    display_name: displayName,
    description,
    instructions,
    sources: z
      .array(restFields)
      .min(1)
      .max(20)
      .describe('{display_name, description, source_type: "files", files: {path: "/Volumes/…"}}'),
  }),
  output: made,
  covers: "knowledgeAssistants.createKnowledgeAssistant",
  async affects({ display_name, sources }, ctx) {
    const parts = { field: "source_type", types: SOURCES, required: ["display_name", "description"] };
    const used = await checkParts(ctx, sources, parts);
    const list = await supplement(ctx, ({ client }) => assistants.listKnowledgeAssistants(client, FIRST));
    return creating("knowledge assistant", display_name, list?.items, used);
  },
  async run(ctx, { sources, display_name, description, instructions }) {
    const body = { display_name, description, ...compact({ instructions }) };
    const { name, endpoint_name } = await assistants.createKnowledgeAssistant(ctx.client, body);
    ctx.accepted({ what: "The agent was created", ids: { name }, followUp: "get_agent" });
    for (const source of sources) await assistants.createKnowledgeSource(ctx.client, { name, body: source });
    const next = "It reads its sources now: call get_agent until state is ACTIVE.";
    return { name, endpoint_name: endpoint_name ?? undefined, next };
  },
});

const toolField = z.string().min(1).max(63);

export const createSupervisorAgent = agents.tool({
  name: "create_supervisor_agent",
  title: "Create a supervisor agent",
  description: "Creates an agent that hands tasks to Genie spaces, knowledge assistants, functions and apps.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    display_name: displayName,
    description,
    instructions,
    tools: z
      .array(restFields.refine(({ tool_id }) => toolField.safeParse(tool_id).success, "needs a tool_id"))
      .min(1)
      .max(20)
      .describe('{tool_id, tool_type: "genie_space", genie_space: {id}, description}'),
  }),
  output: made,
  covers: "supervisorAgents.createSupervisorAgent",
  async affects({ display_name, tools }, ctx) {
    const used = await checkParts(ctx, tools, { field: "tool_type", types: TOOLS, required: [] });
    const list = await supplement(ctx, ({ client }) => supervisors.listSupervisorAgents(client, FIRST));
    return creating("supervisor agent", display_name, list?.items, used);
  },
  async run(ctx, { tools, display_name, description, instructions }) {
    const body = { display_name, description, ...compact({ instructions }) };
    const { name, endpoint_name } = await supervisors.createSupervisorAgent(ctx.client, body);
    ctx.accepted({ what: "The agent was created", ids: { name }, followUp: "get_agent" });
    for (const { tool_id, ...tool } of tools) {
      await supervisors.createSupervisorTool(ctx.client, { name, tool_id: String(tool_id), body: tool });
    }
    return { name, endpoint_name: endpoint_name ?? undefined, next: undefined };
  },
});

const agentObject = (agent: assistants.KnowledgeAssistant | supervisors.SupervisorAgent): AffectedObject => ({
  kind: isAssistant(agent.name) ? "knowledge assistant" : "supervisor agent",
  name: agent.display_name,
  id: agent.name,
  details: { creator: agent.creator, endpoint: agent.endpoint_name },
});

export const updateAgent = agents.tool({
  name: "update_agent",
  title: "Change an agent",
  description: "Changes name, description or instructions of an agent.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z
    .strictObject({
      name: agentName,
      display_name: displayName.optional(),
      description: description.optional(),
      instructions,
    })
    .refine(hasChanges("name"), NO_CHANGE),
  output: z.object({ name: z.string(), note: z.string() }),
  alsoCovers: [
    { operation: "knowledgeAssistants.updateKnowledgeAssistant" },
    { operation: "supervisorAgents.updateSupervisorAgent" },
  ],
  affects: async ({ name, ...fields }, ctx) => ({
    effect: "Change",
    objects: [agentObject(await readAgent(ctx, name))],
    consequences: Object.keys(compact(fields)).flatMap((field) => settingOf(fields, field, "others")),
  }),
  async run(ctx, { name, ...fields }) {
    const body = compact(fields);
    await (isAssistant(name)
      ? assistants.updateKnowledgeAssistant(ctx.client, { name, body })
      : supervisors.updateSupervisorAgent(ctx.client, { name, body }));
    return { name, note: "Changed. get_agent shows the result." };
  },
});

export const deleteAgent = agents.tool({
  name: "delete_agent",
  title: "Delete an agent",
  description: "Permanently deletes an agent with its endpoint.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ name: agentName }),
  output: z.object({ name: z.string(), display_name: objectName, deleted: z.boolean() }),
  covers: "knowledgeAssistants.deleteKnowledgeAssistant",
  alsoCovers: [{ operation: "supervisorAgents.deleteSupervisorAgent" }],
  async affects({ name }, ctx) {
    const agent = await readAgent(ctx, name);
    return {
      effect: "Permanently delete",
      objects: [agentObject(agent)],
      consequences: [
        { reason: "loss", text: say`Its instructions, examples, and list of sources or tools are permanently lost.` },
        ...(agent.endpoint_name
          ? [{ reason: "others" as const, text: say`Its endpoint ${agent.endpoint_name} no longer answers.` }]
          : []),
      ],
    };
  },
  async run(ctx, { name }) {
    await (isAssistant(name)
      ? assistants.deleteKnowledgeAssistant(ctx.client, { name })
      : supervisors.deleteSupervisorAgent(ctx.client, { name }));
    return { name, deleted: true };
  },
});
