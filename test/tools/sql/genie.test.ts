import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const SPACES = "/api/2.0/genie/spaces";
const CONVERSATION = `${SPACES}/s1/conversations/c1`;
const MESSAGE = `GET ${CONVERSATION}/messages/m1` as const;
const RESULT = `GET ${CONVERSATION}/messages/m1/attachments/t1/query-result` as const;
const space = { space_id: "s1", title: "Sales", description: "Orders", warehouse_id: "w1", etag: "3" };
const spaceView = { space_id: "s1", title: "Sales", description: "Orders", warehouse_id: "w1" };

const message = (status: string, more: object = {}) => ({
  message_id: "m1",
  conversation_id: "c1",
  space_id: "s1",
  content: "Top cities?",
  status,
  ...more,
});
const query = { title: "Revenue by city", query: "SELECT city, sum(amount) …", statement_id: "st1" };
const answered = message("COMPLETED", {
  attachments: [
    { attachment_id: "t1", query },
    { attachment_id: "t2", text: { content: "Oslo leads." } },
    { attachment_id: "t3", text: { content: "All years?", purpose: "FOLLOW_UP_QUESTION" } },
    { suggested_questions: { questions: ["And by month?"] } },
  ],
});
const rows = {
  statement_response: {
    statement_id: "st1",
    status: { state: "SUCCEEDED" },
    manifest: {
      schema: {
        columns: [
          { name: "city", type_name: "STRING" },
          { name: "amount", type_name: "INT" },
        ],
      },
    },
    result: { data_array: [["Oslo", "12"]] },
  },
};
const view = {
  conversation_id: "c1",
  message_id: "m1",
  status: "COMPLETED",
  text: "Oslo leads.",
  asks_back: "All years?",
  queries: [
    {
      ...query,
      columns: [
        { name: "city", type: "STRING" },
        { name: "amount", type: "INT" },
      ],
      rows: [["Oslo", "12"]],
      total_rows: 1,
    },
  ],
  suggested_questions: ["And by month?"],
};

describe("list_genie_spaces", () => {
  test("returns one page; an empty token ends the list", async () => {
    const asked = on(`GET ${SPACES}`, { spaces: [space], next_page_token: "" });
    const { call } = await connect();
    expect((await call("list_genie_spaces", { limit: 2 })).structuredContent).toEqual({ spaces: [spaceView] });
    expect(asked[0]?.query).toEqual({ page_size: "2" });
  });
});

describe("get_genie_space", () => {
  test("returns the space with the latest conversations", async () => {
    on(`GET ${SPACES}/s1`, space);
    const asked = on(`GET ${SPACES}/s1/conversations`, {
      conversations: [{ conversation_id: "c1", title: "Top cities", created_timestamp: 1_768_469_412_000 }],
    });
    const { call } = await connect();
    expect((await call("get_genie_space", { space_id: "s1" })).structuredContent).toEqual({
      ...spaceView,
      conversations: [{ conversation_id: "c1", title: "Top cities", created: "2026-01-15T09:30:12Z" }],
    });
    expect(asked[0]?.query).toEqual({ page_size: "20" });
  });
});

describe("ask_genie", () => {
  const START = `POST ${SPACES}/s1/start-conversation` as const;

  test("starts a conversation, waits, and returns text, SQL and rows", async () => {
    const asked = on(START, { conversation_id: "c1", message_id: "m1" });
    on(MESSAGE, message("ASKING_AI"), answered);
    on(RESULT, rows);
    const { call } = await connect();
    const result = await call("ask_genie", { space_id: "s1", question: "Top cities?" });
    expect(asked[0]?.body).toEqual({ content: "Top cities?" });
    expect(result.structuredContent).toEqual(view);
    const shown = textOf(result);
    expect(shown).toContain("Oslo leads.");
    expect(shown).toContain("Genie asks: All years?");
    expect(shown).toContain("city | amount\nOslo | 12\nrows 1–1 of 1");
    expect(shown).toContain("Suggested: And by month?");
  });

  test("asks a follow-up in the conversation; a long question is left running", async () => {
    const asked = on(`POST ${CONVERSATION}/messages`, message("SUBMITTED"));
    on(MESSAGE, message("ASKING_AI"));
    const { call } = await connect();
    const args = { space_id: "s1", conversation_id: "c1", question: "Only 2025", wait_seconds: 0 };
    const result = await call("ask_genie", args);
    expect(asked[0]?.body).toEqual({ content: "Only 2025" });
    expect(result.structuredContent).toEqual({
      conversation_id: "c1",
      message_id: "m1",
      status: "ASKING_AI",
      next: "Still working. Call poll_genie_answer with these ids to keep waiting.",
    });
  });

  test.each([
    ["NO_TABLES_TO_QUERY_EXCEPTION", "Use another space"],
    ["CONTEXT_EXCEEDED_EXCEPTION", "asking without conversation_id"],
    ["SOMETHING_NEW", "Rephrase the question"],
  ])("suggests a next step for a failure of type %s", async (type, next) => {
    on(START, { conversation_id: "c1", message_id: "m1" });
    on(MESSAGE, message("FAILED", { error: { type, error: "Genie's own words" } }));
    const { call } = await connect();
    const result = await call("ask_genie", { space_id: "s1", question: "?" });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(`Genie could not answer: ${type}.`);
    expect(textOf(result)).toContain(next);
    expect(textOf(result)).toContain("Genie's own words");
  });
});

describe("poll_genie_answer", () => {
  const place = { space_id: "s1", conversation_id: "c1", message_id: "m1" };

  test("returns an answer that is already complete", async () => {
    on(MESSAGE, answered);
    on(RESULT, rows);
    const { call } = await connect();
    expect((await call("poll_genie_answer", place)).structuredContent).toEqual(view);
  });

  test("returns the SQL of an answer whose rows have expired", async () => {
    on(MESSAGE, { ...answered, status: "QUERY_RESULT_EXPIRED" });
    const { call } = await connect();
    expect((await call("poll_genie_answer", place)).structuredContent).toEqual({
      ...view,
      status: "QUERY_RESULT_EXPIRED",
      queries: [{ title: query.title, query: query.query }],
      next: "The rows have expired. Run the SQL again with execute_sql_read_only.",
    });
  });

  test("reports a cancelled question", async () => {
    on(MESSAGE, message("CANCELLED"));
    const { call } = await connect();
    expect(textOf(await call("poll_genie_answer", place))).toContain("The question was cancelled.");
  });
});
