import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rowFilter } from "../../../sandbox/serving/vector-search-filter.ts";
import { embed, keywordScores, nearness } from "../../../sandbox/serving/vector-search-text.ts";
import { openRest, type RestSession } from "../rest-session.ts";

const ENDPOINTS = "/api/2.0/vector-search/endpoints";
const INDEXES = "/api/2.0/vector-search/indexes";
const ARTICLES = `${INDEXES}/main.default.support_articles_index`;

let session: RestSession;
beforeAll(async () => {
  session = await openRest();
});
afterAll(() => session.close());

describe("similarity", () => {
  test("texts that share words or stems are more similar than others; the same text scores 1", () => {
    const to = (text: string) => nearness(embed("the shipment was delayed"), embed(text));
    expect(to("the shipment was delayed")).toBeCloseTo(1);
    expect(to("delays of shipments")).toBeGreaterThan(to("a cat sleeps"));
  });

  test("rare words count more than common ones, missing words not at all", () => {
    const [rare = 0, common = 0, none = 1] = keywordScores("red customs", ["customs", "red", "x", "red y", "red z"]);
    expect(rare).toBeGreaterThan(common);
    expect(common).toBeGreaterThan(0);
    expect(none).toBe(0);
  });
});

describe("filters", () => {
  const rows = [
    { id: 1, kind: "a", text: "red car" },
    { id: 2, kind: "b", text: "blue car" },
    { id: 10, kind: "b", text: "red bus" },
  ];
  test.each([
    [{ kind: "b" }, [2, 10]],
    [{ kind: ["a", "b"], id: 1 }, [1]],
    [{ "kind NOT": "b" }, [1]],
    [{ "id <": 10 }, [1, 2]],
    [{ "id >=": 2, "id <=": 9 }, [2]],
    [{ "id >": 2 }, [10]],
    [{ "text LIKE": "RED" }, [1, 10]],
    [{ "kind OR text": ["a", "blue car"] }, [1, 2]],
  ])("%j", (filter, ids) => {
    const holds = rowFilter(JSON.stringify(filter), ["id", "kind", "text"]);
    expect(rows.filter(holds).map(({ id }) => id)).toEqual(ids);
  });

  test.each(["{", "[]", '{"nope": 1}', '{"id OR kind": [1]}'])("%s is refused", (filter) => {
    expect(() => rowFilter(filter, ["id", "kind"])).toThrow();
  });
});

describe("an index", () => {
  const wish = { name: "main.default.x", endpoint_name: "support", primary_key: "id", index_type: "DIRECT_ACCESS" };
  const spec = { schema_json: '{"id": "int"}', embedding_vector_columns: [{ name: "v", embedding_dimension: 2 }] };

  test.each([
    [{ ...wish, name: "x", direct_access_index_spec: spec }, 400, "INVALID_PARAMETER_VALUE"],
    [wish, 400, "INVALID_PARAMETER_VALUE"],
    [{ ...wish, direct_access_index_spec: { ...spec, schema_json: "[" } }, 400, "INVALID_PARAMETER_VALUE"],
    [{ ...wish, direct_access_index_spec: { schema_json: "{}" } }, 400, "INVALID_PARAMETER_VALUE"],
    [{ ...wish, endpoint_name: "none", direct_access_index_spec: spec }, 404, "RESOURCE_DOES_NOT_EXIST"],
    [
      { ...wish, name: "main.default.support_articles_index", direct_access_index_spec: spec },
      409,
      "RESOURCE_ALREADY_EXISTS",
    ],
  ])("%j is refused", async (body, status, code) => {
    expect(session.refusal(await session.post(INDEXES, body))).toEqual([status, code]);
  });

  test("of a missing table is never ready and reports the reason", async () => {
    const delta_sync_index_spec = {
      source_table: "main.default.none",
      pipeline_type: "TRIGGERED",
      embedding_source_columns: [{ name: "body" }],
    };
    await session.post(INDEXES, {
      ...wish,
      name: "main.default.lost",
      index_type: "DELTA_SYNC",
      delta_sync_index_spec,
    });
    await expect
      .poll(async () => (await session.get(`${INDEXES}/main.default.lost`)).body.status, { timeout: 10_000 })
      .toMatchObject({ ready: false, message: expect.stringContaining("TABLE_OR_VIEW_NOT_FOUND") });
    const query = { columns: ["id"], query_text: "x" };
    expect(session.refusal(await session.post(`${INDEXES}/main.default.lost/query`, query))).toEqual([
      400,
      "BAD_REQUEST",
    ]);
  });

  test.each([
    ["query", { query_text: "x" }],
    ["query", { columns: ["id"] }],
    ["query", { columns: ["id"], query_vector: [1], query_type: "HYBRID" }],
    ["upsert-data", { inputs_json: "{}" }],
    ["sync", {}],
  ])("%s refuses %j", async (action, body) => {
    const answer = await session.post(`${ARTICLES}/${action}`, body);
    expect(session.refusal(answer)).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  });

  test("leaves out rows below the score threshold", async () => {
    const query = { columns: ["id"], query_text: "refund", score_threshold: 0.99 };
    expect((await session.post(`${ARTICLES}/query`, query)).body).toMatchObject({ result: { row_count: 0 } });
  });
});

test("the name of an endpoint is unique", async () => {
  const again = { name: "support", endpoint_type: "STANDARD" };
  expect(session.refusal(await session.post(ENDPOINTS, again))).toEqual([409, "RESOURCE_ALREADY_EXISTS"]);
  expect(session.refusal(await session.post(ENDPOINTS, { name: "x" }))).toEqual([400, "INVALID_PARAMETER_VALUE"]);
});

test("a scan returns the rows in pages, in the order of their keys", async () => {
  const path = "/api/2.0/vector-search/indexes/main.default.support_articles_index/scan";
  const keys: unknown[] = [];
  let last: unknown;
  for (;;) {
    const page = (await session.call("POST", path, { num_results: 4, ...(last ? { last_primary_key: last } : {}) }))
      .body;
    const data = page.data as { fields: { key: string; value: Record<string, unknown> }[] }[];
    if (data.length === 0) break;
    expect(data.length).toBeLessThanOrEqual(4);
    keys.push(...data.map(({ fields }) => fields.find(({ key }) => key === "id")?.value.number_value));
    last = page.last_primary_key;
  }
  expect(keys.length).toBeGreaterThan(4);
  expect(keys).toEqual([...new Set(keys)].sort((a, b) => Number(a) - Number(b)));
});
