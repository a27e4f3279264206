import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

const assistant = z.looseObject({
  name: z.string(),
  display_name: text,
  description: text,
  instructions: text,
  state: text,
  error_info: text,
  endpoint_name: text,
  creator: text,
  create_time: text,
});
/** An agent that answers from documents. `name` is `knowledge-assistants/{id}`. `state` is absent in lists. */
export type KnowledgeAssistant = z.output<typeof assistant>;

const source = z.looseObject({
  name: z.string(),
  display_name: text,
  description: text,
  source_type: text,
  state: text,
  files: z.looseObject({ path: text }).nullish(),
  file_table: z.looseObject({ table_name: text }).nullish(),
  index: z.looseObject({ index_name: text }).nullish(),
});
/** Documents that a knowledge assistant answers from. */
export type KnowledgeSource = z.output<typeof source>;

const page = z.looseObject({ knowledge_assistants: z.array(assistant).nullish(), next_page_token: text });
const sourcePage = z.looseObject({ knowledge_sources: z.array(source).nullish(), next_page_token: text });

/** Size and position of a page of agents. */
export interface AgentPageQuery {
  readonly page_size: number;
  readonly page_token?: string | undefined;
}

/** One page of knowledge assistants. `GET /api/2.1/knowledge-assistants` */
export async function listKnowledgeAssistants(
  client: Client,
  { page_size, page_token }: AgentPageQuery,
): Promise<Page<KnowledgeAssistant>> {
  const found = await client.get("knowledgeAssistants.listKnowledgeAssistants", "/api/2.1/knowledge-assistants", page, {
    query: { page_size, page_token },
  });
  return { items: found.knowledge_assistants ?? [], next: found.next_page_token || undefined };
}

/** One knowledge assistant. `GET /api/2.1/{name}` @throws {ApiError} `not-found` */
export const getKnowledgeAssistant = (client: Client, { name }: { name: string }) =>
  client.get("knowledgeAssistants.getKnowledgeAssistant", path`/api/2.1/${name.split("/")}`, assistant);

/** The first 100 sources of a knowledge assistant. `GET /api/2.1/{name}/knowledge-sources` */
export async function listKnowledgeSources(
  client: Client,
  { name }: { name: string },
): Promise<readonly KnowledgeSource[]> {
  const url = path`/api/2.1/${name.split("/")}/knowledge-sources`;
  const query = { page_size: 100 };
  const found = await client.get("knowledgeAssistants.listKnowledgeSources", url, sourcePage, { query });
  return found.knowledge_sources ?? [];
}

/** Creates a knowledge assistant with its endpoint. `POST /api/2.1/knowledge-assistants` */
export const createKnowledgeAssistant = (
  client: Client,
  body: { display_name: string; description: string; instructions?: string },
) => client.post("knowledgeAssistants.createKnowledgeAssistant", "/api/2.1/knowledge-assistants", assistant, { body });

/** Adds a source to a knowledge assistant. `POST /api/2.1/{name}/knowledge-sources` */
export const createKnowledgeSource = (client: Client, { name, body }: { name: string; body: object }) =>
  client.post(
    "knowledgeAssistants.createKnowledgeSource",
    path`/api/2.1/${name.split("/")}/knowledge-sources`,
    source,
    { body },
  );

/** Changes the given fields. `PATCH /api/2.1/{name}` */
export const updateKnowledgeAssistant = (client: Client, { name, body }: { name: string; body: object }) =>
  client.patch("knowledgeAssistants.updateKnowledgeAssistant", path`/api/2.1/${name.split("/")}`, assistant, {
    query: { update_mask: Object.keys(body).join(",") },
    body,
  });

/** Deletes a knowledge assistant with its endpoint. `DELETE /api/2.1/{name}` */
export const deleteKnowledgeAssistant = (client: Client, { name }: { name: string }) =>
  client.delete("knowledgeAssistants.deleteKnowledgeAssistant", path`/api/2.1/${name.split("/")}`, nothing);
