import { beforeEach, describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const UC = "/api/2.1/unity-catalog";
const NAME = "main.sales.orders";
const TABLE = `GET ${UC}/tables/${NAME}`;
const AT = 1768469412000;
const ISO = "2026-01-15T09:30:12Z";

const orders = {
  catalog_name: "main",
  schema_name: "sales",
  name: "orders",
  full_name: NAME,
  table_type: "MANAGED",
  data_source_format: "DELTA",
  owner: "ana@example.com",
  comment: "One row per order",
  storage_location: "s3://bucket/orders",
  created_at: AT,
  created_by: "ana@example.com",
  updated_at: AT,
  updated_by: "etl",
};

describe("list_tables", () => {
  test("returns one row for each table; the format is omitted for Delta", async () => {
    const { call } = await connect();
    const csv = { name: "raw", full_name: "main.sales.raw", table_type: "EXTERNAL", data_source_format: "CSV" };
    const seen = on(`GET ${UC}/tables`, { tables: [orders, csv], next_page_token: "t2" });
    const result = await call("list_tables", { full_name: "main.sales" });
    expect(seen[0]?.query).toEqual({
      catalog_name: "main",
      schema_name: "sales",
      max_results: "100",
      include_browse: "true",
      omit_columns: "true",
      omit_properties: "true",
    });
    expect(result.structuredContent).toEqual({
      tables: [
        {
          name: "orders",
          table_type: "MANAGED",
          owner: "ana@example.com",
          comment: "One row per order",
          updated_at: ISO,
        },
        { name: "raw", table_type: "EXTERNAL", format: "CSV" },
      ],
      next_page_token: "t2",
    });
    expect(textOf(result)).toContain(`orders | MANAGED | ana@example.com | ${ISO} | One row per order\n`);
    expect(textOf(result)).toContain("raw | EXTERNAL CSV |");
    expect(textOf(result)).toContain("More: page_token t2");
  });

  test("of all tables, leaves out those of information_schema, unless their name was given", async () => {
    const { call } = await connect();
    const inside = { full_name: "main.information_schema.tables" };
    const pages = [{ tables: [inside], next_page_token: "t2" }, { tables: [inside, { full_name: NAME }] }];
    const seen = on(`GET ${UC}/table-summaries`, ...pages, { tables: [inside] });
    const all = await call("search_tables", { catalog_name: "main", table_name_pattern: "%" });
    expect(all.structuredContent).toEqual({ tables: [{ full_name: NAME }] });
    expect(seen).toHaveLength(2);
    const named = await call("search_tables", { catalog_name: "main", table_name_pattern: "table" });
    expect(named.structuredContent).toEqual({ tables: [inside] });
  });

  test("says so if there are none", async () => {
    const { call } = await connect();
    on(`GET ${UC}/tables`, {});
    const result = await call("list_tables", { full_name: "main.empty" });
    expect(result.structuredContent).toEqual({ tables: [] });
    expect(textOf(result)).toContain("No tables.");
  });
});

describe("search_tables", () => {
  test("returns full names by pattern, across the catalog", async () => {
    const { call } = await connect();
    const seen = on(`GET ${UC}/table-summaries`, {
      tables: [{ full_name: NAME, table_type: "MANAGED", securable_kind_manifest: {} }, { full_name: "main.x.order" }],
      next_page_token: "t2",
    });
    const result = await call("search_tables", { catalog_name: "main", table_name_pattern: "%order%" });
    expect(seen[0]?.query).toEqual({ catalog_name: "main", table_name_pattern: "%order%", max_results: "100" });
    expect(result.structuredContent).toEqual({
      tables: [{ full_name: NAME, table_type: "MANAGED" }, { full_name: "main.x.order" }],
      next_page_token: "t2",
    });
    expect(textOf(result)).toContain(`${NAME} (MANAGED)\nmain.x.order\nMore: page_token t2`);
  });

  test("says so if there are none", async () => {
    const { call } = await connect();
    const seen = on(`GET ${UC}/table-summaries`, {});
    const result = await call("search_tables", { catalog_name: "main", table_name_pattern: "x" });
    expect(textOf(result)).toContain("No table name matches.");
    // A word without % may be anywhere in the name.
    expect(seen[0]?.query.table_name_pattern).toBe("%x%");
    await call("search_tables", { catalog_name: "main", table_name_pattern: "order*" });
    expect(seen[1]?.query.table_name_pattern).toBe("order%");
  });
});

const described = {
  ...orders,
  columns: [
    { name: "total", position: 1, type_text: "decimal(10,2)", type_name: "DECIMAL", nullable: true, comment: "Euro" },
    { name: "order_id", position: 0, type_text: "bigint", type_name: "LONG", nullable: false },
    { name: "day", position: 2, type_name: "DATE", nullable: true, partition_index: 0 },
    { name: "email", position: 3, type_text: "string", nullable: true, mask: { function_name: "main.sales.hide" } },
  ],
  table_constraints: [
    { primary_key_constraint: { name: "pk", child_columns: ["order_id", "day"], timeseries_columns: ["day"] } },
    {
      foreign_key_constraint: {
        name: "fk",
        child_columns: ["customer_id"],
        parent_table: "main.sales.customers",
        parent_columns: ["customer_id"],
      },
    },
    { named_table_constraint: { name: "positive" } },
    { named_table_constraint: { name: "unknown" } },
    {},
  ],
  row_filter: { function_name: "main.sales.mine", input_column_names: ["region"] },
  properties: {
    "delta.minReaderVersion": "1",
    "delta.feature.deletionVectors": "supported",
    "delta.constraints.positive": "total > 0",
    "delta.enableChangeDataFeed": "true",
    team: "sales",
  },
};

describe("get_table", () => {
  test.each([
    [
      { tables: ["customers", "orders"].map((name) => ({ name, full_name: `main.sales.${name}` })) },
      ["Tables of the schema are below", "tables of main.sales: orders, customers"],
    ],
    [{}, ["This schema has no tables that this server's identity can see."]],
    [() => platformError(403, "PERMISSION_DENIED", "no"), ["Find it with search_tables or list_tables."]],
  ])("names the nearest tables if there is none of this name: %#", async (listed, expected) => {
    on(`GET ${UC}/tables/main.sales.ordrs`, platformError(404, "TABLE_DOES_NOT_EXIST", "no such table"));
    on(`GET ${UC}/tables`, listed);
    const { call } = await connect();
    const text = textOf(await call("get_table", { full_name: "main.sales.ordrs" }));
    for (const part of ["TABLE_DOES_NOT_EXIST", "no such table", ...expected]) expect(text).toContain(part);
  });

  test("returns columns in order and constraints as SQL, without Delta's bookkeeping properties", async () => {
    const { call } = await connect();
    const seen = on(TABLE, described);
    const result = await call("get_table", { full_name: NAME });
    expect(seen[0]?.query).toEqual({ include_browse: "true" });
    expect(result.structuredContent).toEqual({
      full_name: NAME,
      table_type: "MANAGED",
      data_source_format: "DELTA",
      owner: "ana@example.com",
      comment: "One row per order",
      columns: [
        { name: "order_id", type: "bigint", not_null: true },
        { name: "total", type: "decimal(10,2)", comment: "Euro" },
        { name: "day", type: "DATE", partition_index: 0 },
        { name: "email", type: "string", mask: "main.sales.hide" },
      ],
      constraints: [
        "PRIMARY KEY (order_id, day TIMESERIES)",
        "FOREIGN KEY (customer_id) REFERENCES main.sales.customers(customer_id)",
        "CONSTRAINT positive CHECK (total > 0)",
        "CONSTRAINT unknown",
      ],
      row_filter: "main.sales.mine(region)",
      storage_location: "s3://bucket/orders",
      properties: { "delta.enableChangeDataFeed": "true", team: "sales" },
      created_at: ISO,
      created_by: "ana@example.com",
      updated_at: ISO,
      updated_by: "etl",
    });
    const text = textOf(result);
    expect(text).toContain("column | type | comment\norder_id | bigint NOT NULL | \ntotal | decimal(10,2) | Euro\n");
    expect(text).toContain("day | DATE | [partition 0]\nemail | string | [masked by main.sales.hide]");
  });

  test("returns tags only on request, and the definition of a view", async () => {
    const { call } = await connect();
    on(TABLE, { ...orders, table_type: "VIEW", view_definition: "SELECT 1", data_source_format: null });
    const seen = on(`GET ${UC}/entity-tag-assignments/tables/${NAME}/tags`, {
      tag_assignments: [{ tag_key: "pii", tag_value: "low" }, { tag_key: "gold" }],
    });
    const { structuredContent } = await call("get_table", { full_name: NAME, include_tags: true });
    expect(structuredContent).toMatchObject({ view_definition: "SELECT 1", tags: { pii: "low", gold: "" } });
    expect(Object.keys(structuredContent ?? {})).not.toContain("columns");
    await call("get_table", { full_name: NAME });
    expect(seen.length).toBe(1);
  });
});

describe("update_table", () => {
  test("asks before it transfers the table", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(TABLE, orders);
    const seen = on(`PATCH ${UC}/tables/${NAME}`, {});
    const { structuredContent } = await call("update_table", { full_name: NAME, owner: "bob" });
    expect(questions).toEqual([
      asked(
        'Change the owner of table "main.sales.orders" (type "MANAGED", owner "ana@example.com")?',
        '"bob" becomes its owner in place of "ana@example.com" and can then change and delete it and grant access to it.',
      ),
    ]);
    expect(seen[0]?.body).toEqual({ owner: "bob" });
    expect(structuredContent).toEqual({ full_name: NAME, owner: "bob" });
  });
});

describe("delete_table", () => {
  beforeEach(() => void on("GET /api/2.0/vector-search/endpoints", {}));

  test.each([
    ["MANAGED", "table", "Its data is deleted with it. SQL UNDROP TABLE restores it within 7 days."],
    ["EXTERNAL", "table", "Its files stay in storage. Queries that read it will fail."],
    ["VIEW", "view", "Only its definition is deleted. Queries that read it will fail."],
    ["STREAMING_TABLE", "table", "Queries that read it will fail."],
  ])("the question for a %s states what is lost", async (table_type, kind, loss) => {
    const { call, questions } = await connect({ answer: yes });
    on(TABLE, { ...orders, table_type });
    on("GET /api/2.0/vector-search/endpoints", { endpoints: [{ name: "vs" }, { name: "empty", num_indexes: 0 }] });
    on("GET /api/2.0/vector-search/indexes", {
      vector_indexes: [{ name: "main.sales.idx" }, { name: "main.x.other" }],
    });
    const syncs = (name: string, source_table: string) =>
      on(`GET /api/2.0/vector-search/indexes/${name}`, { name, delta_sync_index_spec: { source_table } });
    syncs("main.sales.idx", NAME);
    syncs("main.x.other", "main.x.docs");
    const seen = on(`DELETE ${UC}/tables/${NAME}`, {});
    const { structuredContent } = await call("delete_table", { full_name: NAME });
    const index = 'Vector search index "main.sales.idx" syncs from "main.sales.orders" and can no longer do so.';
    const words = [loss, ...(kind === "view" ? [] : [index])];
    expect(questions).toEqual([
      asked(`Drop ${kind} "main.sales.orders" (type "${table_type}", owner "ana@example.com")?`, ...words),
    ]);
    expect(seen.length).toBe(1);
    expect(structuredContent).toEqual({ full_name: NAME, deleted: true });
  });

  test("several tables are one question that lists them", async () => {
    const { call, questions } = await connect({ answer: yes });
    const view = { ...orders, full_name: "main.sales.daily", table_type: "VIEW" };
    on(TABLE, orders);
    on(`GET ${UC}/tables/main.sales.daily`, view);
    const seen = [NAME, "main.sales.daily"].map((name) => on(`DELETE ${UC}/tables/${name}`, {}));
    const { structuredContent } = await call("delete_table", { full_names: [NAME, "main.sales.daily", NAME] });
    expect(questions).toHaveLength(1);
    expect(questions[0]).toContain("Drop 2 objects:");
    expect(questions[0]).toContain('- table "main.sales.orders"');
    expect(questions[0]).toContain('- view "main.sales.daily"');
    expect(questions[0]).toContain("The data of managed tables is deleted with them.");
    expect(seen.map((requests) => requests.length)).toEqual([1, 1]);
    expect(structuredContent).toEqual({ full_names: [NAME, "main.sales.daily"], deleted: true });
  });

  test("of several, nothing is dropped or asked if one does not exist", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(TABLE, orders);
    on(`GET ${UC}/tables/main.sales.gone`, platformError(404, "TABLE_DOES_NOT_EXIST", "no such table"));
    const seen = on(`DELETE ${UC}/tables/${NAME}`, {});
    const result = await call("delete_table", { full_names: [NAME, "main.sales.gone"] });
    expect([result.isError, questions.length, seen.length]).toEqual([true, 0, 0]);
    expect(textOf(await call("delete_table", {}))).toContain("give full_name or full_names");
  });

  test("nothing is sent if the user declines", async () => {
    const { call } = await connect({ answer: () => ({ action: "decline" }) });
    on(TABLE, orders);
    const seen = on(`DELETE ${UC}/tables/${NAME}`, {});
    expect((await call("delete_table", { full_name: NAME })).isError).toBe(true);
    expect(seen.length).toBe(0);
  });
});
