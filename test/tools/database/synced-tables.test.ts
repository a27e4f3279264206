import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/postgres";
const BRANCH = "projects/shop/branches/production";
const accept = () => ({ action: "accept" as const, content: { confirm: true } });
const done = (of: string) => ({ name: `${of}/operations/1`, done: true });

const synced = {
  name: "synced_tables/main.sales.orders_pg",
  spec: { source_table_full_name: "main.sales.orders", branch: BRANCH, scheduling_policy: "SNAPSHOT" },
  status: {
    detailed_state: "SYNCED_TABLE_PROVISIONING_INITIAL_SNAPSHOT",
    pipeline_id: "p1",
    ongoing_sync_progress: { synced_row_count: "5", total_row_count: "10" },
  },
};
const full_name = "main.sales.orders_pg";

describe("get_synced_table", () => {
  test("returns how far the sync is", async () => {
    on(`GET ${API}/synced_tables/${full_name}`, synced);
    const { call } = await connect();
    expect((await call("get_synced_table", { full_name })).structuredContent).toEqual({
      full_name,
      source_table_full_name: "main.sales.orders",
      branch: BRANCH,
      scheduling_policy: "SNAPSHOT",
      detailed_state: "SYNCED_TABLE_PROVISIONING_INITIAL_SNAPSHOT",
      pipeline_id: "p1",
      synced_row_count: 5,
      total_row_count: 10,
    });
  });
});

describe("create_synced_table", () => {
  const TABLE = "GET /api/2.1/unity-catalog/tables/main.sales.orders";
  const columns = [{ name: "order_id" }, { name: "total" }];
  const table = { name: "orders", full_name: "main.sales.orders", columns };
  const wish = {
    full_name,
    source_table_full_name: "main.sales.orders",
    branch: BRANCH,
    postgres_database: "orders",
  };

  test("a key that is not a column, and a missing source, are refused before the question", async () => {
    on(TABLE, table);
    const { call, questions } = await connect({ answer: accept });
    const text = textOf(await call("create_synced_table", { ...wish, primary_key_columns: ["ORDER_ID", "day"] }));
    expect(text).toContain("does not have all columns of the primary key; nothing was sent");
    expect(text).toContain("missing: day\ncolumns: order_id, total");
    on(TABLE, platformError(404, "TABLE_DOES_NOT_EXIST", "no"));
    expect(textOf(await call("create_synced_table", { ...wish, primary_key_columns: ["order_id"] }))).toContain(
      "Find it with search_tables or list_tables.",
    );
    expect(questions).toEqual([]);
  });

  test("a source that cannot be read is left to the platform", async () => {
    on(TABLE, () => platformError(403, "PERMISSION_DENIED", "no"));
    const seen = on(`POST ${API}/synced_tables`, done(`synced_tables/${full_name}`));
    const { call } = await connect({ answer: accept });
    await call("create_synced_table", { ...wish, primary_key_columns: ["order_id"] });
    expect(seen).toHaveLength(1);
  });

  test("asks about the cost and sends the specification", async () => {
    on(TABLE, table);
    const seen = on(`POST ${API}/synced_tables`, done(`synced_tables/${full_name}`));
    const { call, questions } = await connect({ answer: accept });
    const spec = {
      source_table_full_name: "main.sales.orders",
      branch: BRANCH,
      postgres_database: "orders",
      primary_key_columns: ["order_id"],
    };
    const result = await call("create_synced_table", { full_name, ...spec });
    expect(questions[0]).toContain('pipeline is billed while it copies "main.sales.orders"');
    expect(seen[0]).toMatchObject({
      query: { synced_table_id: full_name },
      body: { spec: { ...spec, scheduling_policy: "SNAPSHOT" } },
    });
    expect(result.structuredContent).toEqual({ full_name, status: "done" });
  });
});

describe("delete_synced_table", () => {
  test("asks and names the source", async () => {
    on(`GET ${API}/synced_tables/${full_name}`, synced);
    const seen = on(`DELETE ${API}/synced_tables/${full_name}`, done(`synced_tables/${full_name}`));
    const { call, questions } = await connect({ answer: accept });
    await call("delete_synced_table", { full_name });
    expect(questions[0]).toContain('no longer get changes of "main.sales.orders"');
    expect(seen).toHaveLength(1);
  });
});

describe("create_database_catalog", () => {
  test("registers a database", async () => {
    const seen = on(`POST ${API}/catalogs`, done("catalogs/shop_pg"));
    const { call, questions } = await connect({ answer: accept });
    await call("create_database_catalog", { catalog_id: "shop_pg", branch: BRANCH, postgres_database: "orders" });
    expect(seen[0]).toMatchObject({
      query: { catalog_id: "shop_pg" },
      body: { spec: { branch: BRANCH, postgres_database: "orders" } },
    });
    expect(questions).toEqual([]);
  });
});
