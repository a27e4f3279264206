import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("a saved query from its creation to the trash", async () => {
  const { call, failure } = story;
  expect(await call("list_queries")).toMatchObject({ queries: [{ display_name: "Daily sales" }] });

  const created = await call("create_query", {
    display_name: "Cities",
    query_text: "SELECT count(DISTINCT city) AS cities FROM main.sales.customers",
  });
  const query_id = String(created.id);
  expect(created).toMatchObject({ display_name: "Cities", parent_path: "/Workspace/Users/ana@example.com" });
  expect(await failure("create_query", { display_name: "Cities", query_text: "SELECT 1" })).toContain("already exists");

  const { query_text } = await call("get_query", { query_id });
  expect(await call("execute_sql_read_only", { statement: query_text })).toMatchObject({ rows: [["10"]] });

  const changed = await call("update_query", { query_id, description: "How many cities we deliver to" });
  expect(changed).toMatchObject({ display_name: "Cities", description: "How many cities we deliver to", query_text });

  await call("delete_query", { query_id });
  expect(await call("get_query", { query_id })).toMatchObject({ lifecycle_state: "TRASHED" });
  expect(await call("list_queries")).toMatchObject({ queries: [{ display_name: "Daily sales" }] });
  expect(await failure("get_query", { query_id: "none" })).toContain("No query that this server's identity can see");
});

test("a saved query keeps the values of its parameters", async () => {
  const parameters = [{ name: "country", title: "Country", text_value: { value: "NO" } }];
  const query_text = "SELECT count(*) FROM main.sales.customers WHERE country = :country";
  const { id } = await story.call("create_query", { display_name: "By country", query_text, parameters });
  expect(await story.call("get_query", { query_id: String(id) })).toMatchObject({ parameters });
});

test("the history lists the executed statements and their errors", async () => {
  const { call, failure } = story;
  const { statement_id } = await call("execute_sql_read_only", { statement: "SELECT 42 AS answer" });
  await failure("execute_sql_read_only", { statement: "SELECT * FROM main.sales.nowhere" });

  const { queries } = await call("list_query_history", { limit: 2 });
  expect(queries).toMatchObject([
    { status: "FAILED", error_message: expect.stringContaining("TABLE_OR_VIEW_NOT_FOUND") },
    { statement_id, status: "FINISHED", query_text: "SELECT 42 AS answer", rows_produced: 1 },
  ]);
  expect(await call("list_query_history", { status: "FAILED", include_metrics: true })).toMatchObject({
    queries: [{ query_text: "SELECT * FROM main.sales.nowhere", metrics: { execution: expect.stringMatching(/s$/) } }],
  });
  const first = await call("list_query_history", { limit: 1 });
  const second = await call("list_query_history", { limit: 1, page_token: first.next_page_token });
  expect(second.queries).toMatchObject([{ statement_id }]);
});
