import * as z from "zod";
import { compact } from "../../records.ts";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import { statementResponse } from "./statements.ts";

/** `GenieSpace`: the fields we read. Times are RFC 3339. */
const space = z.looseObject({
  space_id: z.string(),
  title: text,
  description: text,
  warehouse_id: text,
  parent_path: text,
  create_time: text,
  update_time: text,
  serialized_space: text,
  etag: text,
});
/** A Genie space. */
export type GenieSpace = z.output<typeof space>;

const attachment = z.looseObject({
  attachment_id: text,
  text: z.looseObject({ content: text, purpose: text }).nullish(),
  query: z
    .looseObject({
      title: text,
      description: text,
      query: text,
      statement_id: text,
      query_result_metadata: z
        .looseObject({ row_count: int64.nullish(), is_truncated: z.boolean().nullish() })
        .nullish(),
    })
    .nullish(),
  suggested_questions: z.looseObject({ questions: z.array(z.string()).nullish() }).nullish(),
});

/** `GenieMessage`: a question and, once Genie has answered, the answer in `attachments`. */
const message = z.looseObject({
  message_id: z.string(),
  conversation_id: z.string(),
  content: text,
  status: text,
  error: z.looseObject({ type: text, error: text }).nullish(),
  attachments: z.array(attachment).nullish(),
});
/** A question to Genie with its status and answer. */
export type GenieMessage = z.output<typeof message>;

const OVER = new Set(["COMPLETED", "FAILED", "CANCELLED", "QUERY_RESULT_EXPIRED"]);

/** Whether Genie has finished with the question, successfully or not. */
export const isAnswered = ({ status }: GenieMessage): boolean => OVER.has(status ?? "");

/** The ids that identify a message. */
export interface GenieMessageRef {
  readonly space_id: string;
  readonly conversation_id: string;
  readonly message_id: string;
}

const spaces = z.looseObject({ spaces: z.array(space).nullish(), next_page_token: text });

/** `GET /api/2.0/genie/spaces`: one page of the spaces the caller can view. */
export async function listSpaces(
  client: Client,
  query: { page_size: number; page_token?: string | undefined },
): Promise<Page<GenieSpace>> {
  const page = await client.get("genie.listSpaces", "/api/2.0/genie/spaces", spaces, { query });
  return { items: page.spaces ?? [], next: page.next_page_token || undefined };
}

/** `GET /api/2.0/genie/spaces/{space_id}`. `include_serialized_space` requires CAN EDIT. */
export const getSpace = (
  client: Client,
  { space_id, ...query }: { space_id: string; include_serialized_space?: boolean | undefined },
) => client.get("genie.getSpace", path`/api/2.0/genie/spaces/${space_id}`, space, { query });

/** Creates a space from its document. `POST /api/2.0/genie/spaces` */
export const createSpace = (client: Client, body: { warehouse_id: string; serialized_space: string }) =>
  client.post("genie.createSpace", "/api/2.0/genie/spaces", space, { body });

/** Changes the given fields. `PATCH /api/2.0/genie/spaces/{space_id}` @throws {ApiError} `conflict` if `etag` is outdated */
export const updateSpace = (client: Client, { space_id, ...body }: { space_id: string }) =>
  client.patch("genie.updateSpace", path`/api/2.0/genie/spaces/${space_id}`, space, { body });

/** Moves a space to the trash. `DELETE /api/2.0/genie/spaces/{space_id}` */
export const trashSpace = (client: Client, { space_id }: { space_id: string }) =>
  client.delete("genie.trashSpace", path`/api/2.0/genie/spaces/${space_id}`, nothing);

/** `POST /api/2.0/genie/spaces/{space_id}/start-conversation`: returns at once; poll `getMessage`. */
export const startConversation = (client: Client, { space_id, content }: { space_id: string; content: string }) =>
  client.post(
    "genie.startConversation",
    path`/api/2.0/genie/spaces/${space_id}/start-conversation`,
    z.looseObject({ conversation_id: z.string(), message_id: z.string() }),
    { body: { content } },
  );

/** `POST /api/2.0/genie/spaces/{space_id}/conversations/{conversation_id}/messages`: asks a follow-up; returns at once. */
export const createMessage = (
  client: Client,
  { space_id, conversation_id, content }: { space_id: string; conversation_id: string; content: string },
) =>
  client.post(
    "genie.createMessage",
    path`/api/2.0/genie/spaces/${space_id}/conversations/${conversation_id}/messages`,
    message,
    {
      body: { content },
    },
  );

/** `GET …/conversations/{conversation_id}/messages/{message_id}`. @throws {ApiError} `not-found` for unknown ids */
export const getMessage = (client: Client, { space_id, conversation_id, message_id }: GenieMessageRef) =>
  client.get(
    "genie.getMessage",
    path`/api/2.0/genie/spaces/${space_id}/conversations/${conversation_id}/messages/${message_id}`,
    message,
    {
      lane: "poll",
    },
  );

/** `GET …/messages/{message_id}/attachments/{attachment_id}/query-result`: the statement of a query, with its rows. */
export async function getQueryResult(client: Client, at: GenieMessageRef & { attachment_id: string }) {
  const { statement_response } = await client.get(
    "genie.getMessageAttachmentQueryResult",
    path`/api/2.0/genie/spaces/${at.space_id}/conversations/${at.conversation_id}/messages/${at.message_id}/attachments/${at.attachment_id}/query-result`,
    z.looseObject({ statement_response: statementResponse }),
  );
  const { manifest, result } = statement_response;
  // Where the number of rows is missing, the rows are the whole result.
  const total_row_count = manifest?.total_row_count ?? result?.data_array?.length;
  return manifest ? { ...statement_response, manifest: { ...manifest, total_row_count } } : statement_response;
}

/** `GenieConversationSummary`; `created_timestamp` is epoch milliseconds. */
const conversation = z.looseObject({ conversation_id: z.string(), title: text, created_timestamp: int64.nullish() });
/** A conversation in a list. */
export type GenieConversation = z.output<typeof conversation>;

const conversations = z.looseObject({ conversations: z.array(conversation).nullish(), next_page_token: text });

/** `GET /api/2.0/genie/spaces/{space_id}/conversations`: one page of the caller's own conversations. */
export async function listConversations(
  client: Client,
  { space_id, ...query }: { space_id: string; page_size: number; page_token?: string | undefined },
): Promise<Page<GenieConversation>> {
  const page = await client.get(
    "genie.listConversations",
    path`/api/2.0/genie/spaces/${space_id}/conversations`,
    conversations,
    { query },
  );
  return { items: page.conversations ?? [], next: page.next_page_token || undefined };
}

/** The texts and queries of an answer. The rows of a query are read by its `attachment_id` (`getQueryResult`). */
export function answerOf({ attachments }: GenieMessage) {
  const parts = attachments ?? [];
  const answers = parts.flatMap(({ text }) => (text?.content ? [text] : []));
  const asksBack = answers.filter(({ purpose }) => purpose === "FOLLOW_UP_QUESTION");
  return compact({
    text: answers
      .filter((answer) => !asksBack.includes(answer))
      .map(({ content }) => content)
      .join("\n"),
    asks_back: asksBack.map(({ content }) => content).join("\n"),
    queries: parts.flatMap(({ attachment_id, query }) => (query?.query ? [{ ...query, attachment_id }] : [])),
    suggested_questions: parts.flatMap(({ suggested_questions }) => suggested_questions?.questions ?? []),
  });
}
