import * as z from "zod";
import { collect } from "../../api/http/paging.ts";
import * as api from "../../api/sql/genie.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";
import { awaitAnswer, genieAnswer, genieText } from "./genie-answer.ts";

const genie = defineToolset({
  id: "genie",
  title: "Genie",
  summary: "Genie spaces: questions about data in plain words, answered with SQL and its rows.",
  default: false,
});

const spaceId = z.string().min(1).max(128).describe("From list_genie_spaces");
const conversationId = z.string().min(1).max(128);
const space = { space_id: z.string(), title: text, description: text, warehouse_id: text };

const spaceView = ({ space_id, title, description, warehouse_id }: api.GenieSpace) => ({
  space_id,
  ...compact({ title, description, warehouse_id }),
});

export const listGenieSpaces = genie.tool({
  name: "list_genie_spaces",
  title: "List Genie spaces",
  description: "Lists Genie spaces with what each knows about.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ limit: params.limit(50, 100), page_token: params.pageToken }),
  output: z.object({ spaces: z.array(z.object(space)), next_page_token: text }),
  async run(ctx, { limit, page_token }) {
    const { items, next } = await collect(
      (token) => api.listSpaces(ctx.client, { page_size: limit, page_token: token }),
      1,
      { from: page_token },
    );
    return { spaces: items.map(spaceView), ...compact({ next_page_token: next }) };
  },
});

export const getGenieSpace = genie.tool({
  name: "get_genie_space",
  title: "Get a Genie space",
  description: "Returns a Genie space and its latest conversations.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ space_id: spaceId }),
  output: z.object({
    ...space,
    parent_path: text,
    create_time: text,
    update_time: text,
    conversations: z.array(z.object({ conversation_id: z.string(), title: text, created: text })).optional(),
  }),
  async run(ctx, { space_id }) {
    const found = await api.getSpace(ctx.client, { space_id });
    const { items } = await api.listConversations(ctx.client, { space_id, page_size: 20 });
    const { parent_path, create_time, update_time } = found;
    return {
      ...spaceView(found),
      ...compact({
        parent_path,
        create_time,
        update_time,
        conversations: items.map(({ conversation_id, title, created_timestamp }) => ({
          conversation_id,
          ...compact({ title, created: isoTime(created_timestamp) }),
        })),
      }),
    };
  },
});

export const askGenie = genie.tool({
  name: "ask_genie",
  title: "Ask Genie",
  description:
    "Asks a Genie space about its data and returns text, SQL and rows; with known tables execute_sql_read_only is quicker.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    space_id: spaceId,
    question: z.string().min(1).max(20_000).describe("In plain words"),
    conversation_id: conversationId.optional().describe("To follow up"),
    wait_seconds: params.waitSeconds,
  }),
  output: genieAnswer,
  text: genieText,
  async run(ctx, { space_id, question: content, conversation_id, wait_seconds }) {
    const asked =
      conversation_id === undefined
        ? await api.startConversation(ctx.client, { space_id, content })
        : await api.createMessage(ctx.client, { space_id, conversation_id, content });
    return awaitAnswer(ctx, { space_id, ...asked }, wait_seconds, "now");
  },
});

export const pollGenieAnswer = genie.tool({
  name: "poll_genie_answer",
  title: "Get a Genie answer",
  description: "Waits for an answer of ask_genie, or returns an earlier one.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    space_id: spaceId,
    conversation_id: conversationId.describe("From ask_genie"),
    message_id: z.string().min(1).max(128).describe("From ask_genie"),
    wait_seconds: params.waitSeconds,
  }),
  output: genieAnswer,
  text: genieText,
  run: (ctx, { wait_seconds, ...place }) => awaitAnswer(ctx, place, wait_seconds, "before"),
});
