import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const ARTICLES = "main.default.support_articles_index";

test("articles are found by meaning, by keyword, and within a filter", async () => {
  const { call, failure } = story;
  expect(await call("list_vector_search_endpoints")).toMatchObject({
    endpoints: [{ name: "support", state: "ONLINE" }],
  });
  expect(await call("list_vector_search_indexes", { endpoint_name: "support" })).toMatchObject({
    indexes: [{ name: ARTICLES, index_type: "DIRECT_ACCESS" }],
  });
  expect(await call("list_vector_search_indexes")).toMatchObject({ indexes: [{ name: ARTICLES }] });
  const ask = (query: object) =>
    call("query_vector_search_index", { index_name: ARTICLES, columns: ["id", "category"], limit: 2, ...query });
  expect(await ask({ query_text: "I forgot my password" })).toMatchObject({
    columns: ["id", "category", "score"],
    rows: [[9, "account", expect.any(Number)], expect.anything()],
  });
  expect(await ask({ query_text: "customs", query_type: "FULL_TEXT" })).toMatchObject({
    rows: [[4, "shipping", expect.anything()]],
  });
  const filters_json = JSON.stringify({ category: "returns", "id >=": 8 });
  expect(await ask({ query_text: "password", query_type: "HYBRID", filters_json })).toMatchObject({
    rows: [[8, "returns", expect.anything()]],
  });
  expect(
    await failure("query_vector_search_index", { index_name: ARTICLES, columns: ["nope"], query_text: "x" }),
  ).toContain("columns to fetch are not present in index: nope");
});

test("an index of precomputed vectors: created, written, queried, emptied, deleted", async () => {
  const { call, failure } = story;
  const endpoint_name = "story";
  expect(await call("create_vector_search_endpoint", { name: endpoint_name })).toMatchObject({ state: "ONLINE" });
  const index_name = "main.default.points_index";
  const direct_access_index_spec = {
    schema_json: JSON.stringify({ id: "string", label: "string", at: "array<float>" }),
    embedding_vector_columns: [{ name: "at", embedding_dimension: 2 }],
  };
  expect(
    await call("create_vector_search_index", {
      name: index_name,
      endpoint_name,
      primary_key: "id",
      direct_access_index_spec,
    }),
  ).toMatchObject({ ready: true });
  const rows = [
    { id: "a", label: "east", at: [1, 0] },
    { id: "b", label: "north", at: [0, 1] },
    { id: "c", label: "bad", at: [1, 2, 3] },
  ];
  expect(await call("write_vector_search_rows", { index_name, rows })).toEqual({
    status: "PARTIAL_SUCCESS",
    success_row_count: 2,
    failed_primary_keys: ["c"],
  });
  const ask = { index_name, columns: ["label"], query_vector: [0.9, 0.1] };
  expect(await call("query_vector_search_index", ask)).toMatchObject({
    rows: [
      ["east", 0.980392],
      ["north", expect.anything()],
    ],
  });
  expect(await failure("query_vector_search_index", { index_name, columns: ["label"], query_text: "east" })).toContain(
    "give query_vector",
  );
  await call("delete_vector_search_rows", { index_name, primary_keys: ["a"] });
  expect(await call("get_vector_search_index", { index_name })).toMatchObject({ indexed_row_count: 1, ready: true });
  expect(await failure("delete_vector_search_endpoint", { endpoint_name })).toContain("still has 1 index;");
  await call("delete_vector_search_index", { index_name });
  expect(await failure("get_vector_search_index", { index_name })).toContain("not found");
  expect(JSON.stringify(await call("get_vector_search_endpoint", { endpoint_name }))).toContain(endpoint_name);
  await call("delete_vector_search_endpoint", { endpoint_name });
  expect(await failure("get_vector_search_endpoint", { endpoint_name })).toContain("not found");
});

test("an index follows its source table when it is synced", async () => {
  const { call, failure } = story;
  await call("execute_sql", { statement: "CREATE TABLE main.default.notes (id INT, body STRING)" });
  await call("execute_sql", {
    statement: "INSERT INTO main.default.notes VALUES (1, 'invoices are late'), (2, 'trucks break down')",
  });
  const index_name = "main.default.notes_index";
  const index = {
    name: index_name,
    endpoint_name: "support",
    primary_key: "id",
    delta_sync_index_spec: {
      source_table: "main.default.notes",
      pipeline_type: "TRIGGERED",
      embedding_source_columns: [{ name: "body", embedding_model_endpoint_name: "databricks-gte-large-en" }],
    },
  };
  expect(await failure("create_vector_search_index", index)).toContain("Change data feed must be enabled");
  const statement = "ALTER TABLE main.default.notes SET TBLPROPERTIES (delta.enableChangeDataFeed = true)";
  await call("execute_sql", { statement });
  expect(await call("create_vector_search_index", index)).toMatchObject({ ready: true });
  expect(await call("get_vector_search_index", { index_name })).toMatchObject({ indexed_row_count: 2 });
  await call("execute_sql", { statement: "INSERT INTO main.default.notes VALUES (3, 'the truck was repaired')" });
  expect(await call("sync_vector_search_index", { index_name, wait_seconds: 30 })).toMatchObject({
    state: "COMPLETED",
    rows_before: 2,
    indexed_row_count: 3,
  });
  await call("sync_vector_search_index", { index_name, wait_seconds: 0 });
  const state = async () => (await call("get_vector_search_index", { index_name })).detailed_state;
  expect(await state()).toBe("ONLINE_TRIGGERED_UPDATE");
  await expect.poll(state, { timeout: 20_000, interval: 500 }).toBe("ONLINE_NO_PENDING_UPDATE");
  const ask = { index_name, columns: ["id"], query_text: "repaired truck", limit: 1 };
  expect((await call("query_vector_search_index", ask)).rows).toMatchObject([["3", expect.anything()]]);
  expect(await failure("write_vector_search_rows", { index_name, rows: [{ id: 4 }] })).toContain(
    "come from its source table",
  );
});
