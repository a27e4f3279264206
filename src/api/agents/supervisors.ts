import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { AgentPageQuery } from "./knowledge-assistants.ts";

const supervisor = z.looseObject({
  name: z.string(),
  display_name: text,
  description: text,
  instructions: text,
  endpoint_name: text,
  creator: text,
  create_time: text,
});
/** An agent that hands tasks to tools and other agents. `name` is `supervisor-agents/{id}`. */
export type SupervisorAgent = z.output<typeof supervisor>;

const tool = z.looseObject({
  name: text,
  tool_id: text,
  tool_type: text,
  description: text,
  genie_space: z.looseObject({ id: text }).nullish(),
  knowledge_assistant: z.looseObject({ knowledge_assistant_id: text }).nullish(),
  uc_function: z.looseObject({ name: text }).nullish(),
  uc_connection: z.looseObject({ name: text }).nullish(),
  app: z.looseObject({ name: text }).nullish(),
  volume: z.looseObject({ name: text }).nullish(),
});
/** A tool of a supervisor agent. */
export type SupervisorTool = z.output<typeof tool>;

const page = z.looseObject({ supervisor_agents: z.array(supervisor).nullish(), next_page_token: text });
const toolPage = z.looseObject({ tools: z.array(tool).nullish(), next_page_token: text });

/** One page of supervisor agents. `GET /api/2.1/supervisor-agents` */
export async function listSupervisorAgents(
  client: Client,
  { page_size, page_token }: AgentPageQuery,
): Promise<Page<SupervisorAgent>> {
  const found = await client.get("supervisorAgents.listSupervisorAgents", "/api/2.1/supervisor-agents", page, {
    query: { page_size, page_token },
  });
  return { items: found.supervisor_agents ?? [], next: found.next_page_token || undefined };
}

/** One supervisor agent. `GET /api/2.1/{name}` @throws {ApiError} `not-found` */
export const getSupervisorAgent = (client: Client, { name }: { name: string }) =>
  client.get("supervisorAgents.getSupervisorAgent", path`/api/2.1/${name.split("/")}`, supervisor);

/** The first 100 tools of a supervisor agent. `GET /api/2.1/{name}/tools` */
export async function listSupervisorTools(
  client: Client,
  { name }: { name: string },
): Promise<readonly SupervisorTool[]> {
  const query = { page_size: 100 };
  const url = path`/api/2.1/${name.split("/")}/tools`;
  return (await client.get("supervisorAgents.listTools", url, toolPage, { query })).tools ?? [];
}

/** Creates a supervisor agent with its endpoint. `POST /api/2.1/supervisor-agents` */
export const createSupervisorAgent = (
  client: Client,
  body: { display_name: string; description: string; instructions?: string },
) => client.post("supervisorAgents.createSupervisorAgent", "/api/2.1/supervisor-agents", supervisor, { body });

/** Adds a tool to a supervisor agent. `POST /api/2.1/{name}/tools` */
export const createSupervisorTool = (
  client: Client,
  { name, tool_id, body }: { name: string; tool_id: string; body: object },
) =>
  client.post("supervisorAgents.createTool", path`/api/2.1/${name.split("/")}/tools`, tool, {
    query: { tool_id },
    body,
  });

/** Changes the given fields. `PATCH /api/2.1/{name}` */
export const updateSupervisorAgent = (client: Client, { name, body }: { name: string; body: object }) =>
  client.patch("supervisorAgents.updateSupervisorAgent", path`/api/2.1/${name.split("/")}`, supervisor, {
    query: { update_mask: Object.keys(body).join(",") },
    body,
  });

/** Deletes a supervisor agent with its endpoint. `DELETE /api/2.1/{name}` */
export const deleteSupervisorAgent = (client: Client, { name }: { name: string }) =>
  client.delete("supervisorAgents.deleteSupervisorAgent", path`/api/2.1/${name.split("/")}`, nothing);
