import * as z from "zod";
import { collect } from "../../api/http/paging.ts";
import * as api from "../../api/sql/genie.ts";
import { unnamed } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { awaitAnswer } from "./genie-answer.ts";
import { genie, spaceId } from "./genie-toolset.ts";
import { genieAnswerText, genieAnswerView, genieSpaceDetailsView, genieSpaceView } from "./genie-view.ts";

const conversationId = z.string().min(1).max(128);

export const listGenieSpaces = genie.tool({
  name: "list_genie_spaces",
  title: "List Genie spaces",
  description: "Lists Genie spaces with the subject of each.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ limit: params.limit(50, 100), page_token: params.pageToken }),
  aliases: { page_size: "limit", max_results: "limit" },
  output: z.object({ spaces: z.array(genieSpaceView.schema), next_page_token: text }),
  async run(ctx, { limit, page_token }) {
    const { items, next } = await collect(
      (token) => api.listSpaces(ctx.client, { page_size: limit, page_token: token }),
      1,
      { from: page_token },
    );
    return { spaces: items.map((space) => genieSpaceView(space)), next_page_token: next };
  },
});

export const getGenieSpace = genie.tool({
  name: "get_genie_space",
  title: "Get a Genie space",
  description: "Returns a Genie space and the caller's latest conversations in it.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    space_id: spaceId,
    include_serialized: z.boolean().optional().describe("With tables and instructions; requires CAN EDIT"),
  }),
  aliases: { include_serialized_space: "include_serialized" },
  output: genieSpaceDetailsView.schema,
  async run(ctx, { space_id, include_serialized }) {
    const found = await api.getSpace(ctx.client, { space_id, include_serialized_space: include_serialized });
    const { items } = await api.listConversations(ctx.client, { space_id, page_size: 20 });
    return genieSpaceDetailsView(found, items);
  },
});

export const askGenie = genie.tool({
  name: "ask_genie",
  title: "Ask Genie",
  description:
    "Asks a Genie space a question about its data and returns text, SQL and rows. If you know the tables, execute_sql_read_only is faster.",
  access: "write",
  covers: "genie.startConversation",
  alsoCovers: [{ operation: "genie.createMessage" }],
  aliases: { content: "question" },
  affects: async ({ space_id }, ctx) => {
    const { title } = await api.getSpace(ctx.client, { space_id });
    return unnamed("Ask", { kind: "Genie space", name: title, id: space_id });
  },
  untrusted: true,
  input: z.strictObject({
    space_id: spaceId,
    question: z.string().min(1).max(20_000).describe("Question in plain language"),
    conversation_id: conversationId.optional().describe("Conversation to continue; omit to start one"),
    wait_seconds: params.waitSeconds,
  }),
  output: genieAnswerView.schema,
  text: genieAnswerText,
  async run(ctx, { space_id, question: content, conversation_id, wait_seconds }) {
    const asked =
      conversation_id === undefined
        ? await api.startConversation(ctx.client, { space_id, content })
        : await api.createMessage(ctx.client, { space_id, conversation_id, content });
    const ids = { space_id, conversation_id: asked.conversation_id, message_id: asked.message_id };
    ctx.accepted({ what: "The question was asked", ids, followUp: "poll_genie_answer" });
    return awaitAnswer(ctx, { space_id, ...asked }, wait_seconds, "now");
  },
});

export const pollGenieAnswer = genie.tool({
  name: "poll_genie_answer",
  title: "Get a Genie answer",
  description: "Waits for Genie's answer to a question, or returns an earlier answer.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    space_id: spaceId,
    conversation_id: conversationId.describe("Conversation id"),
    message_id: z.string().min(1).max(128).describe("Message id"),
    wait_seconds: params.waitSeconds,
  }),
  output: genieAnswerView.schema,
  text: genieAnswerText,
  run: (ctx, { wait_seconds, ...place }) => awaitAnswer(ctx, place, wait_seconds, "before"),
});
