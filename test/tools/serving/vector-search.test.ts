import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ENDPOINTS = "/api/2.0/vector-search/endpoints" as const;
const INDEXES = "/api/2.0/vector-search/indexes" as const;
const NAME = "main.docs.idx";
const ONE = `${INDEXES}/${NAME}` as const;

const endpoint = (state: string, more: object = {}) => ({
  name: "vs",
  id: "5f",
  endpoint_type: "STANDARD",
  endpoint_status: { state },
  num_indexes: 2,
  creator: "ana@example.com",
  ...more,
});
const view = { name: "vs", state: "ONLINE", endpoint_type: "STANDARD", num_indexes: 2, creator: "ana@example.com" };

const index = (ready: boolean, more: object = {}) => ({
  name: NAME,
  endpoint_name: "vs",
  primary_key: "id",
  index_type: "DELTA_SYNC",
  status: { ready, indexed_row_count: 10423, message: ready ? "Index is ready" : "Index creation is in progress." },
  ...more,
});
const source = {
  source_table: "main.docs.chunks",
  pipeline_type: "TRIGGERED",
  embedding_source_columns: [{ name: "text", embedding_model_endpoint_name: "databricks-gte-large-en" }],
};

describe("list_vector_search_endpoints", () => {
  test("returns a page, skipping an empty one", async () => {
    const { call } = await connect();
    const seen = on(
      `GET ${ENDPOINTS}`,
      { endpoints: [], next_page_token: "t2" },
      { endpoints: [endpoint("ONLINE")], next_page_token: "t3" },
    );
    const result = await call("list_vector_search_endpoints", { page_token: "t1" });
    expect(seen.map(({ query }) => query)).toEqual([{ page_token: "t1" }, { page_token: "t2" }]);
    expect(result.structuredContent).toEqual({ endpoints: [view], next_page_token: "t3" });
  });
});

describe("get_vector_search_endpoint", () => {
  test("returns the state", async () => {
    const { call } = await connect();
    on(`GET ${ENDPOINTS}/vs`, endpoint("ONLINE", { creation_timestamp: 1768400000000 }));
    const result = await call("get_vector_search_endpoint", { endpoint_name: "vs" });
    expect(result.structuredContent).toEqual({ ...view, creation_time: "2026-01-14T14:13:20Z" });
  });
});

describe("create_vector_search_endpoint", () => {
  test("asks because of the cost, and waits until the endpoint is ONLINE", async () => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(`POST ${ENDPOINTS}`, endpoint("PROVISIONING"));
    on(`GET ${ENDPOINTS}/vs`, endpoint("PROVISIONING"), endpoint("ONLINE"));
    const result = await call("create_vector_search_endpoint", { name: "vs" });
    expect(questions).toEqual([
      asked(
        'Create vector search endpoint "vs" (type "STANDARD")?',
        "It is billed until it is deleted, even while it is idle.",
      ),
    ]);
    expect(seen.map(({ body }) => body)).toEqual([{ name: "vs", endpoint_type: "STANDARD" }]);
    expect(result.structuredContent).toEqual(view);
  });

  test("a failed endpoint is an error, one still provisioning returns the next step", async () => {
    const { call } = await connect({ answer: yes });
    on(`POST ${ENDPOINTS}`, endpoint("PROVISIONING"));
    on(`GET ${ENDPOINTS}/vs`, endpoint("PROVISIONING"), endpoint("OFFLINE"));
    expect(await call("create_vector_search_endpoint", { name: "vs", wait_seconds: 0 })).toMatchObject({
      structuredContent: { state: "PROVISIONING", next: expect.stringContaining("poll get_vector_search_endpoint") },
    });
    const said = textOf(await call("create_vector_search_endpoint", { name: "vs" }));
    expect(said).toContain("The endpoint was created but is not ONLINE.");
    expect(said).toContain("OFFLINE");
  });
});

describe("delete_vector_search_endpoint", () => {
  test("asks if the endpoint has no indexes", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${ENDPOINTS}/vs`, endpoint("ONLINE", { num_indexes: 0 }));
    const seen = on(`DELETE ${ENDPOINTS}/vs`, {});
    const result = await call("delete_vector_search_endpoint", { endpoint_name: "vs" });
    expect(questions[0]).toContain("It has no indexes.");
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toEqual({ endpoint_name: "vs", deleted: true });
  });

  test.each(["ask", "never"] as const)(
    "is refused without a question, with the names of the indexes, if the endpoint has some: %s",
    async (confirm) => {
      const { call, questions } = await connect({ answer: yes, settings: { confirm } });
      on(`GET ${ENDPOINTS}/vs`, endpoint("ONLINE"));
      on(`GET ${INDEXES}`, { vector_indexes: [{ name: NAME }, { name: "main.docs.idx2" }] });
      const said = textOf(await call("delete_vector_search_endpoint", { endpoint_name: "vs" }));
      expect(questions).toEqual([]);
      expect(said).toMatch(
        /^The endpoint still has 2 indexes; nothing was sent\. Delete them with delete_vector_search_index/,
      );
      expect(said).toContain(`${NAME}\nmain.docs.idx2`);
    },
  );
});

describe("a protected vector search index", () => {
  test.each([
    ["delete_vector_search_endpoint", { endpoint_name: "vs" }],
    ["delete_vector_search_index", { index_name: NAME }],
    ["sync_vector_search_index", { index_name: NAME }],
    ["write_vector_search_rows", { index_name: NAME, rows: [{ id: 1 }] }],
    ["delete_vector_search_rows", { index_name: NAME, primary_keys: ["1"] }],
  ])("R3 %s is blocked by its name and by its endpoint's, also without questions", async (name, args) => {
    on(`GET ${ENDPOINTS}/vs`, endpoint("ONLINE", { num_indexes: 0 }));
    on(`GET ${ONE}`, index(true));
    for (const pattern of "endpoint_name" in args ? ["vs"] : ["main.docs.*", "vs"]) {
      const { call } = await connect({ settings: { protect: [pattern], confirm: "never" } });
      expect(textOf(await call(name, args))).toContain("the operator protects this object");
    }
  });
});

describe("list_vector_search_indexes", () => {
  test("lists the indexes of an endpoint", async () => {
    const { call } = await connect();
    const { status: _, ...row } = index(true);
    const seen = on(`GET ${INDEXES}`, { vector_indexes: [row] });
    const result = await call("list_vector_search_indexes", { endpoint_name: "vs" });
    expect(seen[0]?.query).toEqual({ endpoint_name: "vs" });
    expect(result.structuredContent).toEqual({ indexes: [row] });
  });
});

describe("list_vector_search_indexes without an endpoint", () => {
  test("lists the indexes of all endpoints that have some, with the token of the next endpoints", async () => {
    const { call } = await connect();
    const { status: _, ...row } = index(true);
    const other = { ...row, name: "main.docs.idx2", endpoint_name: "vs2" };
    on(`GET ${ENDPOINTS}`, {
      endpoints: [
        endpoint("ONLINE"),
        endpoint("ONLINE", { name: "none", num_indexes: 0 }),
        endpoint("ONLINE", { name: "vs2" }),
      ],
      next_page_token: "t2",
    });
    const seen = on(`GET ${INDEXES}`, ({ query }: Seen) => ({
      vector_indexes: [query.endpoint_name === "vs" ? row : other],
    }));
    const result = await call("list_vector_search_indexes");
    expect(seen.map(({ query }) => query.endpoint_name)).toEqual(["vs", "vs2"]);
    expect(result.structuredContent).toEqual({ indexes: [row, other], next_page_token: "t2" });
  });
});

describe("get_vector_search_index", () => {
  test.each([
    ["synced from a table", { delta_sync_index_spec: source }, source],
    [
      "written directly",
      {
        direct_access_index_spec: {
          schema_json: "{}",
          embedding_vector_columns: [{ name: "v", embedding_dimension: 2 }],
        },
      },
      { schema_json: "{}", embedding_vector_columns: [{ name: "v", embedding_dimension: 2 }] },
    ],
  ])("returns an index %s", async (_, more, expected) => {
    const { call } = await connect();
    on(`GET ${ONE}`, index(true, more));
    expect((await call("get_vector_search_index", { index_name: NAME })).structuredContent).toEqual({
      name: NAME,
      endpoint_name: "vs",
      primary_key: "id",
      index_type: "DELTA_SYNC",
      ready: true,
      indexed_row_count: 10423,
      message: "Index is ready",
      ...expected,
    });
  });
});

describe("get_vector_search_index during a sync", () => {
  const running = { num_synced_rows: 40, total_rows_to_sync: 100, sync_progress_completion: 0.4 };

  test.each([
    [
      "the first",
      "PROVISIONING_INITIAL_SNAPSHOT",
      { provisioning_status: { initial_pipeline_sync_progress: running } },
    ],
    ["a later one", "ONLINE_TRIGGERED_UPDATE", { triggered_update_status: { triggered_update_progress: running } }],
  ])("%s: returns its state and progress, which end with it", async (_, detailed_state, more) => {
    const { call } = await connect();
    const status = { ready: true, indexed_row_count: 2, message: "Index is ready", detailed_state };
    const ended = { triggered_update_status: { last_processed_commit_version: 3 } };
    on(
      `GET ${ONE}`,
      index(true, { status: { ...status, ...more } }),
      index(true, { status: { ...status, ...ended, detailed_state: "ONLINE_NO_PENDING_UPDATE" } }),
    );
    const get = async () => (await call("get_vector_search_index", { index_name: NAME })).structuredContent;
    expect(await get()).toMatchObject({ detailed_state, sync_progress: running });
    const after = await get();
    expect(after).toMatchObject({ detailed_state: "ONLINE_NO_PENDING_UPDATE" });
    expect(after).not.toHaveProperty("sync_progress");
  });
});

describe("create_vector_search_index", () => {
  const wish = { name: NAME, endpoint_name: "vs", primary_key: "id" };

  test.each([
    ["DELTA_SYNC", { delta_sync_index_spec: source }],
    ["DIRECT_ACCESS", { direct_access_index_spec: { schema_json: "{}" } }],
  ])("%s follows from the spec; waits until the index is ready", async (index_type, spec) => {
    const { call } = await connect();
    const seen = on(`POST ${INDEXES}`, index(false));
    on(`GET ${ONE}`, index(false), index(true));
    const result = await call("create_vector_search_index", { ...wish, ...spec });
    expect(seen.map(({ body }) => body)).toEqual([{ ...wish, ...spec, index_type }]);
    expect(result.structuredContent).toEqual({ name: NAME, ready: true, message: "Index is ready" });
  });

  test("returns the next step if the index takes longer", async () => {
    const { call } = await connect();
    on(`POST ${INDEXES}`, index(false));
    on(`GET ${ONE}`, index(false));
    const result = await call("create_vector_search_index", {
      ...wish,
      delta_sync_index_spec: source,
      wait_seconds: 0,
    });
    expect(result.structuredContent).toMatchObject({
      ready: false,
      next: "Not ready yet: poll get_vector_search_index until ready is true.",
    });
  });

  test.each([[{}], [{ delta_sync_index_spec: source, direct_access_index_spec: {} }]])(
    "none and both specs are refused",
    async (spec) => {
      const { call } = await connect();
      expect(textOf(await call("create_vector_search_index", { ...wish, ...spec }))).toContain(
        "give either delta_sync_index_spec or direct_access_index_spec",
      );
    },
  );
});

describe("create_vector_search_index with text that leaves the workspace", () => {
  const spec = {
    source_table: "main.docs.pages",
    pipeline_type: "TRIGGERED",
    embedding_source_columns: [{ name: "body", embedding_model_endpoint_name: "ada" }],
  };
  const wish = { name: NAME, endpoint_name: "vs", primary_key: "id", delta_sync_index_spec: spec, wait_seconds: 0 };
  const external = {
    name: "ada",
    config: { served_entities: [{ external_model: { provider: "openai", name: "ada" } }] },
  };

  test.each([
    ["requires confirmation if the endpoint calls an external model", external, 1],
    ["needs no confirmation if the model is served in the workspace", { name: "ada" }, 0],
  ])("%s", async (_, endpoint, count) => {
    on("GET /api/2.0/serving-endpoints/ada", endpoint);
    on(`POST ${INDEXES}`, index(false));
    on(`GET ${ONE}`, index(false));
    const { call, questions } = await connect({ answer: yes });
    await call("create_vector_search_index", wish);
    expect(questions).toHaveLength(count);
    for (const question of questions) {
      expect(question).toContain(`Create vector search index "${NAME}"?`);
      expect(question).toContain(
        'Serving endpoint "ada" embeds its text. The request leaves the workspace: it is sent',
      );
    }
  });
});

describe("delete_vector_search_index", () => {
  test.each([
    ["DELTA_SYNC", "It is deleted with 10423 rows. Its source table is kept."],
    ["DIRECT_ACCESS", "It is deleted with 10423 rows, which are stored nowhere else."],
  ])("asks; %s: %s", async (index_type, words) => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${ONE}`, index(true, { index_type }));
    const seen = on(`DELETE ${ONE}`, {});
    const result = await call("delete_vector_search_index", { index_name: NAME });
    expect(questions).toEqual([
      asked(
        `Permanently delete vector search index "${NAME}" (type "${index_type}")?`,
        words,
        "Applications that query it will fail.",
      ),
    ]);
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toEqual({ index_name: NAME, deleted: true });
  });
});

describe("query_vector_search_index", () => {
  const answer = {
    manifest: { column_count: 3, columns: [{ name: "id" }, { name: "text" }, { name: "score" }] },
    result: { row_count: 1, data_array: [["17", "How to …", 0.71]] },
    next_page_token: "",
  };
  const POST = `POST ${ONE}/query` as const;

  test("sends text, type and filter, and shows a table", async () => {
    const { call } = await connect();
    const seen = on(POST, answer);
    const query = { query_text: "how", query_type: "HYBRID", filters_json: '{"id >=": 5}', columns: ["id", "text"] };
    const result = await call("query_vector_search_index", { index_name: NAME, ...query, limit: 3 });
    expect(seen.map(({ body }) => body)).toEqual([{ ...query, num_results: 3 }]);
    expect(result.structuredContent).toEqual({ columns: ["id", "text", "score"], rows: [["17", "How to …", 0.71]] });
    expect(textOf(result)).toContain("id | text | score\n17 | How to … | 0.71");
  });

  test("sends a vector; reports that no rows match", async () => {
    const { call } = await connect();
    const seen = on(POST, { manifest: answer.manifest, result: { row_count: 0 } });
    const result = await call("query_vector_search_index", { index_name: NAME, columns: ["id"], query_vector: [1, 0] });
    expect(seen[0]?.body).toEqual({ columns: ["id"], query_vector: [1, 0], num_results: 10 });
    expect(textOf(result)).toContain("No rows match.");
  });

  test("a query without text or vector is refused", async () => {
    const { call } = await connect();
    expect(textOf(await call("query_vector_search_index", { index_name: NAME, columns: ["id"] }))).toContain(
      "give query_text or query_vector",
    );
  });
});

describe("sync_vector_search_index", () => {
  const status = (indexed_row_count: number, detailed_state?: string) => ({
    ready: true,
    indexed_row_count,
    message: "Index is ready",
    detailed_state,
  });
  const withState = (rows: number, state?: string) => index(true, { status: status(rows, state) });

  test("waits for the next update of the index's pipeline, and returns the rows before and after", async () => {
    const { call } = await connect();
    const delta_sync_index_spec = { pipeline_id: "p1", source_table: "main.docs.chunks" };
    on(`GET ${ONE}`, index(true, { delta_sync_index_spec, status: status(2) }), index(true, { status: status(3) }));
    const update = (update_id: string, state: string) => ({ update_id, state, creation_time: "2026-01-15T09:00:00Z" });
    const pipeline = (...latest_updates: object[]) => ({ pipeline_id: "p1", latest_updates });
    const old = update("u1", "COMPLETED");
    on(
      "GET /api/2.0/pipelines/p1",
      pipeline(old),
      pipeline(old),
      pipeline(update("u2", "RUNNING"), old),
      pipeline(update("u2", "COMPLETED"), old),
    );
    const seen = on(`POST ${ONE}/sync`, {});
    const result = await call("sync_vector_search_index", { index_name: NAME, wait_seconds: 60 });
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toEqual({
      index_name: NAME,
      state: "COMPLETED",
      indexed_row_count: 3,
      rows_before: 2,
      message: "Index is ready",
    });
  });

  test("waits for the state of the index where its pipeline cannot be read", async () => {
    const { call } = await connect();
    on(
      `GET ${ONE}`,
      withState(2, "ONLINE_NO_PENDING_UPDATE"),
      withState(2, "ONLINE_NO_PENDING_UPDATE"),
      withState(2, "ONLINE_TRIGGERED_UPDATE"),
      withState(3, "ONLINE_PIPELINE_FAILED"),
    );
    on(`POST ${ONE}/sync`, {});
    const result = await call("sync_vector_search_index", { index_name: NAME, wait_seconds: 60 });
    expect(result.structuredContent).toMatchObject({
      state: "FAILED",
      next: expect.stringContaining("list_pipeline_events"),
    });
  });

  test("returns at once what is known if the index shows no state, or without a wait", async () => {
    const { call } = await connect();
    on(`GET ${ONE}`, withState(2), withState(2), withState(2), withState(2, "ONLINE_TRIGGERED_UPDATE"));
    on(`POST ${ONE}/sync`, {});
    const next = expect.stringContaining("still running");
    expect((await call("sync_vector_search_index", { index_name: NAME })).structuredContent).toMatchObject({
      state: "STARTED",
      next,
    });
    const args = { index_name: NAME, wait_seconds: 0 };
    expect((await call("sync_vector_search_index", args)).structuredContent).toMatchObject({ state: "RUNNING", next });
  });
});

describe("write_vector_search_rows", () => {
  test("sends rows as JSON text and returns the keys that failed", async () => {
    const { call } = await connect();
    const seen = on(`POST ${ONE}/upsert-data`, {
      status: "PARTIAL_SUCCESS",
      result: { success_row_count: 1, failed_primary_keys: [2] },
    });
    const rows = [{ id: 1, text: "a" }, { id: 2 }];
    const result = await call("write_vector_search_rows", { index_name: NAME, rows });
    expect(seen[0]?.body).toEqual({ inputs_json: JSON.stringify(rows) });
    expect(result.structuredContent).toEqual({
      status: "PARTIAL_SUCCESS",
      success_row_count: 1,
      failed_primary_keys: ["2"],
    });
  });
});

describe("delete_vector_search_rows", () => {
  test("asks with all keys", async () => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(`DELETE ${ONE}/delete-data`, { status: "SUCCESS", result: { success_row_count: 12 } });
    const primary_keys = Array.from({ length: 12 }, (_, at) => `k${at}`);
    const result = await call("delete_vector_search_rows", { index_name: NAME, primary_keys });
    expect(questions).toEqual([
      asked(
        `Delete rows of vector search index "${NAME}"?`,
        `12 rows, stored nowhere else, are permanently lost: ${primary_keys.map((key) => `"${key}"`).join(", ")}.`,
      ),
    ]);
    expect(seen[0]?.query).toEqual({ primary_keys });
    expect(result.structuredContent).toEqual({ index_name: NAME, status: "SUCCESS", success_row_count: 12 });
  });
});
