import { describe, expect, test } from "vitest";
import { systemClock } from "../../../src/api/http/clock.ts";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const UC = "/api/2.1/unity-catalog";
const NAME = "main.sales.orders";
const TABLE = `GET ${UC}/tables/${NAME}` as const;
const GRANTS = `GET ${UC}/effective-permissions/table/${NAME}` as const;
const LINEAGE = "GET /api/2.0/lineage-tracking/table-lineage";
const WAREHOUSES = "GET /api/2.0/sql/warehouses";
const SQL = "POST /api/2.0/sql/statements";

const table = (more: object = {}) => ({
  name: "orders",
  full_name: NAME,
  table_type: "MANAGED",
  data_source_format: "DELTA",
  owner: "ana@example.com",
  columns: [
    { name: "id", type_text: "bigint", nullable: false, comment: "Key" },
    { name: "day", type_text: "date", partition_index: 0 },
  ],
  table_constraints: [{ primary_key_constraint: { name: "pk", child_columns: ["id"] } }],
  ...more,
});

const rows = (columns: readonly string[], ...data_array: (string | null)[][]) => ({
  statement_id: "s1",
  status: { state: "SUCCEEDED" },
  manifest: { schema: { columns: columns.map((name) => ({ name })) }, total_row_count: data_array.length },
  result: { chunk_index: 0, row_offset: 0, row_count: data_array.length, data_array },
});
const statementOf = ({ body }: Seen): string => String(new Map(Object.entries(body ?? {})).get("statement"));
const answers = (seen: Seen) => {
  const statement = statementOf(seen);
  if (statement.includes("column_tags")) return rows(["column_name", "tag_name", "tag_value"], ["id", "pii", null]);
  if (statement.startsWith("DESCRIBE DETAIL")) {
    return rows(["sizeInBytes", "numFiles", "partitionColumns"], ["2048", "3", '["day"]']);
  }
  return statement.includes("count(*)") ? rows(["n"], ["42"]) : rows(["id", "day"], ["1", null], ["2", "a\nb"]);
};

const TAGS = `GET ${UC}/entity-tag-assignments/tables/${NAME}/tags` as const;

function surroundings() {
  on(TAGS, { tag_assignments: [{ tag_key: "domain", tag_value: "sales" }] });
  on(GRANTS, {
    privilege_assignments: [
      {
        principal: "analysts",
        privileges: [
          { privilege: "SELECT" },
          { privilege: "USE_CATALOG", inherited_from_type: "CATALOG", inherited_from_name: "main" },
        ],
      },
      { principal: "writers", privileges: [{ privilege: "MODIFY" }] },
    ],
  });
  on(LINEAGE, {
    upstreams: [
      {
        tableInfo: { name: "items", catalog_name: "main", schema_name: "sales", table_type: "TABLE" },
        jobInfos: [{ job_id: 12 }],
      },
    ],
    downstreams: [{ dashboardInfos: [{ dashboard_id: "d1" }] }],
  });
  on("GET /api/2.2/jobs/get", { job_id: 12, settings: { name: "load items" } });
  on("GET /api/2.0/lakeview/dashboards/d1", () => platformError(404, "RESOURCE_DOES_NOT_EXIST", "gone"));
  on(WAREHOUSES, {
    warehouses: [
      { id: "w0", name: "a", state: "STOPPED" },
      { id: "w1", name: "b", state: "RUNNING" },
    ],
  });
}

describe("describe_table", () => {
  test("returns everything about a table, with the names that its lineage lacks", async () => {
    const { call } = await connect();
    const described = on(TABLE, table());
    surroundings();
    const seen = on(SQL, answers);
    const result = await call("describe_table", { full_name: NAME });
    expect(described).toHaveLength(1);
    expect(seen.map(statementOf).sort()).toEqual([
      "DESCRIBE DETAIL `main`.`sales`.`orders`",
      "SELECT * FROM `main`.`sales`.`orders` LIMIT 5",
      "SELECT column_name, tag_name, tag_value FROM `main`.information_schema.column_tags WHERE schema_name = 'sales' AND table_name = 'orders'",
      "SELECT count(*) FROM `main`.`sales`.`orders`",
    ]);
    expect(new Set(seen.map(({ body }) => new Map(Object.entries(body ?? {})).get("warehouse_id")))).toEqual(
      new Set(["w1"]),
    );
    expect(result.structuredContent).toEqual({
      full_name: NAME,
      facts: {
        table_type: "MANAGED",
        data_source_format: "DELTA",
        owner: "ana@example.com",
        rows: 42,
        size: "2 KiB",
        files: 3,
        partitioned_by: ["day"],
      },
      columns: [
        { name: "id", type: "bigint", not_null: true, comment: "Key" },
        { name: "day", type: "date", partition_index: 0 },
      ],
      tags: ["domain=sales"],
      column_tags: { id: ["pii"] },
      constraints: ["PRIMARY KEY (id)"],
      sample: {
        columns: ["id", "day"],
        rows: [
          ["1", null],
          ["2", "a b"],
        ],
      },
      upstreams: ["main.sales.items (TABLE; job_ids 12 load items)"],
      downstreams: ["dashboard_ids d1"],
      readers: [{ principal: "analysts", by: ["SELECT"], lacks: ["USE_SCHEMA"] }],
    });
    const text = textOf(result);
    expect(text).toContain("id | bigint NOT NULL | Key [tags pii]");
    expect(text).toContain("analysts (SELECT; lacks USE_SCHEMA unless a group grants it)");
  });

  test("what everyone in the account is granted, each reader has", async () => {
    const { call } = await connect();
    on(TABLE, table());
    surroundings();
    on(GRANTS, {
      privilege_assignments: [
        { principal: "ml-platform", privileges: [{ privilege: "SELECT" }] },
        {
          principal: "account users",
          privileges: [
            { privilege: "USE_CATALOG", inherited_from_type: "CATALOG", inherited_from_name: "main" },
            { privilege: "USE_SCHEMA" },
          ],
        },
      ],
    });
    on(SQL, answers);
    const { structuredContent } = await call("describe_table", { full_name: NAME });
    expect(structuredContent).toMatchObject({ readers: [{ principal: "ml-platform", by: ["SELECT"] }] });
    expect(JSON.stringify(structuredContent)).not.toContain("lacks");
  });

  test("does not start a warehouse, and reports the reason instead", async () => {
    const { call } = await connect();
    on(TABLE, table());
    surroundings();
    on(WAREHOUSES, { warehouses: [{ id: "w0", state: "STOPPED", enable_serverless_compute: true }] });
    const seen = on(SQL, answers);
    const { structuredContent } = await call("describe_table", { full_name: NAME });
    expect(seen).toEqual([]);
    expect(structuredContent).not.toHaveProperty("sample");
    expect(structuredContent).toMatchObject({
      missing: ["size, column tags and sample rows: no SQL warehouse is running; start one with start_warehouse"],
    });
  });

  test("prefers the operator's warehouse", async () => {
    const { call } = await connect({ settings: { warehouseId: "w2" } });
    on(TABLE, table());
    surroundings();
    on(WAREHOUSES, {
      warehouses: [
        { id: "w1", state: "RUNNING" },
        { id: "w2", state: "RUNNING" },
      ],
    });
    const seen = on(SQL, answers);
    await call("describe_table", { full_name: NAME });
    expect(seen.map(({ body }) => new Map(Object.entries(body ?? {})).get("warehouse_id"))).toEqual([
      "w2",
      "w2",
      "w2",
      "w2",
    ]);
  });

  test("samples the first columns of a wide table, and leaves out an invalid count", async () => {
    const { call } = await connect();
    const columns = Array.from({ length: 500 }, (_, at) => ({ name: `c\`${at}`, type_text: "string", position: at }));
    on(TABLE, table({ columns: columns.toReversed() }));
    surroundings();
    const seen = on(SQL, rows(["a"], ["x"]));
    const { structuredContent } = await call("describe_table", { full_name: NAME });
    const sampled = seen.map(statementOf).find((statement) => statement.endsWith("LIMIT 5"));
    expect(sampled).toMatch(/^SELECT `c``0`, `c``1`, .*`c``29` FROM /);
    expect(structuredContent).toMatchObject({ missing: ["sample rows: only the first 30 of 500 columns"] });
    expect(structuredContent).not.toHaveProperty("facts.rows");
  });

  test("does not count the rows of a view", async () => {
    const { call } = await connect();
    on(TABLE, table({ table_type: "VIEW", data_source_format: undefined, view_definition: "SELECT 1" }));
    surroundings();
    const seen = on(SQL, answers);
    const { structuredContent } = await call("describe_table", { full_name: NAME });
    expect(seen.map(statementOf).slice(1)).toEqual(["SELECT * FROM `main`.`sales`.`orders` LIMIT 5"]);
    expect(structuredContent).toMatchObject({
      facts: { view_definition: "SELECT 1", size: "none: a view stores no rows" },
    });
    expect(structuredContent).not.toHaveProperty("missing");
  });

  test.each([
    ["system.billing.usage", "DELTA", "not reported for system tables"],
    [NAME, "DELTASHARING", "not reported for a shared table"],
    [NAME, "CSV", "not reported for the format CSV"],
  ])(
    "says in one field why the size of %s with format %s is not known",
    async (full_name, data_source_format, size) => {
      const { call } = await connect();
      on(`GET ${UC}/tables/${full_name}`, table({ full_name, data_source_format }));
      on(`GET ${UC}/entity-tag-assignments/tables/${full_name}/tags`, { tag_assignments: [] });
      on(`GET ${UC}/effective-permissions/table/${full_name}`, { privilege_assignments: [] });
      surroundings();
      const seen = on(SQL, answers);
      const { structuredContent } = await call("describe_table", { full_name });
      expect(structuredContent).toMatchObject({ facts: { size } });
      expect(structuredContent).not.toHaveProperty("missing");
      expect(seen.map(statementOf).filter((one) => /DETAIL|count/.test(one))).toEqual([]);
    },
  );

  test("lists parts that cannot be read with the reason, and returns the rest", async () => {
    const { call } = await connect();
    on(TABLE, table());
    surroundings();
    on(GRANTS, () => platformError(403, "PERMISSION_DENIED", "not the owner"));
    on(LINEAGE, () => platformError(404, "FEATURE_DISABLED", "lineage is off"));
    on(SQL, {
      statement_id: "s1",
      status: { state: "FAILED", error: { message: "[INSUFFICIENT_PERMISSIONS] no SELECT on main.sales.orders" } },
    });
    const { structuredContent, isError } = await call("describe_table", { full_name: NAME });
    expect(isError).toBeFalsy();
    expect(structuredContent).toMatchObject({
      columns: [{ name: "id" }, { name: "day" }],
      missing: expect.arrayContaining([
        "readers: this identity lacks a permission – not the owner",
        "lineage: Not available on this workspace: lineage is off",
        // Reported once for both parts.
        expect.stringMatching(
          /^(?=.*size)(?=.*number of rows)(?=.*sample rows).*: \[INSUFFICIENT_PERMISSIONS\] no SELECT/,
        ),
      ]),
    });
  });

  test("cancels a slow statement, and returns the rest", async () => {
    // The call cancels a statement that it started itself, which the contract allows only for a cancelled call.
    const { call, runtime } = await connect({ contract: false, clock: systemClock, settings: { waitBudgetMs: 0 } });
    on(TABLE, table({ table_type: "VIEW", data_source_format: undefined }));
    surroundings();
    on(SQL, { statement_id: "s1", status: { state: "PENDING" } });
    const cancelled = on("POST /api/2.0/sql/statements/s1/cancel", {});
    on("GET /api/2.0/sql/statements/s1", { statement_id: "s1", status: { state: "RUNNING" } });
    expect((await call("describe_table", { full_name: NAME })).structuredContent).toMatchObject({
      columns: [{ name: "id" }, { name: "day" }],
      missing: ["column tags, sample rows: it took too long"],
    });
    await Promise.all(runtime.detached);
    expect(cancelled).toHaveLength(2);
  });

  test("reports principals beyond the first page", async () => {
    const { call } = await connect();
    on(TABLE, table());
    surroundings();
    on(GRANTS, { privilege_assignments: [], next_page_token: "t2" });
    on(SQL, answers);
    expect((await call("describe_table", { full_name: NAME })).structuredContent).toMatchObject({
      missing: ["readers: only the first 100 principals; get_grants lists all"],
    });
  });

  test("fails for an unknown table", async () => {
    const { call } = await connect();
    on(TABLE, () => platformError(404, "TABLE_DOES_NOT_EXIST", "no such table"));
    on("GET /api/2.1/unity-catalog/tables", {});
    expect((await call("describe_table", { full_name: NAME })).isError).toBe(true);
  });

  test("names the schemas of the catalog if that of the table does not exist", async () => {
    const { call } = await connect();
    on(TABLE, () => platformError(404, "SCHEMA_DOES_NOT_EXIST", "no such schema"));
    on("GET /api/2.1/unity-catalog/tables", () => platformError(404, "SCHEMA_DOES_NOT_EXIST", "no such schema"));
    on("GET /api/2.1/unity-catalog/schemas", { schemas: [{ name: "marts", full_name: "main.marts" }] });
    const result = await call("describe_table", { full_name: NAME });
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result.content)).toContain("schemas of main: marts");
  });
});
