import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRest, type RestSession } from "../rest-session.ts";

const API = "/api/2.0/pipelines";
const ORDERS = "e0f01758-cc61-11eb-b8bc-0242ac130003";

let session: RestSession;
beforeAll(async () => {
  session = await openRest();
});
afterAll(() => session.close());

const names = async (query: Record<string, string>) => {
  const { body } = await session.get(API, query);
  return (body.statuses as { name: string }[]).map(({ name }) => name);
};

describe("the list", () => {
  test("can be filtered by name or notebook, and is paged", async () => {
    expect(await names({ filter: "name LIKE 'ord%'" })).toEqual(["orders"]);
    expect(await names({ filter: "name like 'o_ders'" })).toEqual(["orders"]);
    const notebook = "/Workspace/Users/ana@example.com/etl/stream_events";
    expect(await names({ filter: `notebook='${notebook}'` })).toEqual(["returns-import"]);
    const { body } = await session.get(API, { max_results: "1" });
    expect(await names({ max_results: "1", page_token: String(body.next_page_token) })).toEqual(["returns-import"]);
  });

  test.each([{ filter: "state = 'IDLE'" }, { max_results: "101" }, { page_token: "nonsense" }])(
    "refuses %j",
    async (query: Record<string, string>) => {
      expect(session.refusal(await session.get(API, query))).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    },
  );
});

describe("the spec", () => {
  test.each([
    [{}, 400, "INVALID_PARAMETER_VALUE"],
    [{ name: "a", catalog: "main", storage: "dbfs:/x" }, 400, "INVALID_PARAMETER_VALUE"],
    [{ name: "a", schema: "x", target: "y" }, 400, "INVALID_PARAMETER_VALUE"],
    [{ name: "a", libraries: [{ whl: "x" }] }, 400, "INVALID_PARAMETER_VALUE"],
    [{ name: "orders" }, 409, "RESOURCE_CONFLICT"],
  ])("%j is rejected", async (spec, status, code) => {
    expect(session.refusal(await session.post(API, spec))).toEqual([status, code]);
  });

  test("a name can be used twice if the caller allows it; a dry run creates nothing", async () => {
    const dry = await session.post(API, { name: "dry", dry_run: true });
    expect(dry.body).toEqual({ effective_settings: { name: "dry" } });
    expect(await names({ filter: "name LIKE 'dry'" })).toEqual([]);
    const twice = await session.post(API, { name: "orders", allow_duplicate_names: true });
    await session.call("DELETE", `${API}/${twice.body.pipeline_id}`);
  });

  test("a spec that changed meanwhile is not overwritten", async () => {
    const { body } = await session.get(`${API}/${ORDERS}`);
    const change = { ...(body.spec as object), expected_last_modified: body.last_modified };
    expect((await session.call("PUT", `${API}/${ORDERS}`, change)).status).toBe(200);
    expect(session.refusal(await session.call("PUT", `${API}/${ORDERS}`, change))).toEqual([409, "RESOURCE_CONFLICT"]);
  });
});

describe("events", () => {
  const events = (query: Record<string, string>) => session.get(`${API}/${ORDERS}/events`, query);

  test("a page token continues within its filter", async () => {
    const { body: made } = await session.post(`${API}/${ORDERS}/updates`, {});
    await session.post(`${API}/${ORDERS}/stop`, {});
    const filter = "level = 'INFO' AND timestamp > '2026-01-01T00:00:00Z'";
    const first = await events({ filter, max_results: "1" });
    const page_token = String(first.body.next_page_token);
    const second = await events({ max_results: "1", page_token });
    expect(second.body.events).not.toEqual(first.body.events);
    expect(session.refusal(await events({ filter, page_token }))).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    expect(JSON.stringify((await events({ max_results: "250" })).body.events)).toContain(String(made.update_id));
  });

  test.each(["level > 'INFO'", "message = 'x'", "timestamp > 'soon'"])("the filter %s is rejected", async (filter) => {
    expect(session.refusal(await events({ filter }))).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  });

  test("every comparison of times works", async () => {
    const { body } = await events({ max_results: "250" });
    const all = body.events as { id: string; timestamp: string }[];
    const middle = all[Math.floor(all.length / 2)];
    for (const operator of [">", ">=", "<", "<=", "="]) {
      const found = await events({ filter: `timestamp ${operator} '${middle?.timestamp}'`, max_results: "250" });
      const holds = JSON.stringify(found.body.events).includes(String(middle?.id));
      expect([operator, holds]).toEqual([operator, operator.includes("=")]);
    }
  });
});

test.each([`${API}/none`, `${API}/${ORDERS}/updates/none`])("%s does not exist", async (path) => {
  expect(session.refusal(await session.get(path))).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
});
