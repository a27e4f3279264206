import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("a question, a follow-up, and a question that Genie cannot answer", async () => {
  const { call, failure } = story;
  const { spaces } = await call("list_genie_spaces");
  expect(spaces).toMatchObject([{ title: "Sales" }, { title: "Taxi trips" }]);
  const [{ space_id }] = Object(spaces);

  const asked = await call("ask_genie", { space_id, question: "Top 3 cities by revenue?" });
  const { conversation_id, message_id } = asked;
  expect(asked).toMatchObject({
    status: "COMPLETED",
    queries: [
      {
        title: "Revenue by city",
        query: expect.stringContaining("LIMIT 3"),
        columns: [{ name: "city" }, { name: "revenue" }],
        total_rows: 3,
      },
    ],
  });
  const [{ query, rows, statement_id }] = Object(asked.queries);
  expect(await call("execute_sql_read_only", { statement: query })).toMatchObject({ rows });
  expect(await call("poll_sql_result", { statement_id, row_offset: 1 })).toMatchObject({ rows: rows.slice(1) });

  const followed = await call("ask_genie", { space_id, conversation_id, question: "Only 2025, please" });
  expect(followed).toMatchObject({ conversation_id, queries: [{ query: expect.stringContaining("= 2025") }] });

  expect(await call("ask_genie", { space_id, question: "Why is the sky blue?" })).toMatchObject({
    status: "COMPLETED",
    text: expect.stringContaining("without a language model"),
    suggested_questions: expect.arrayContaining(["Top 5 cities by revenue?"]),
  });

  const left = await call("ask_genie", { space_id, question: "Orders by status", wait_seconds: 0 });
  expect(left.next).toContain("poll_genie_answer");
  expect(
    await call("poll_genie_answer", { space_id, conversation_id: left.conversation_id, message_id: left.message_id }),
  ).toMatchObject({ status: "COMPLETED", queries: [{ title: "Orders by status" }] });

  expect(await call("poll_genie_answer", { space_id, conversation_id, message_id })).toEqual(asked);
  const { conversations } = await call("get_genie_space", { space_id });
  expect(conversations).toMatchObject([
    { title: "Orders by status" },
    { title: "Why is the sky blue?" },
    { title: "Top 3 cities by revenue?", conversation_id },
  ]);
  expect(await call("list_query_history", { limit: 50 })).toMatchObject({
    queries: expect.arrayContaining([expect.objectContaining({ statement_id, source: `genie_space_id ${space_id}` })]),
  });
  expect(await failure("get_genie_space", { space_id: "none" })).toContain(
    "No Genie space that this server's identity can see",
  );
});
