import { describe, expect, test } from "vitest";
import { tablesInSql } from "../../../src/api/sql/mentions.ts";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const STATEMENTS = "POST /api/2.0/sql/statements";
const TABLE = "GET /api/2.1/unity-catalog/tables/:name";
const TABLES = "GET /api/2.1/unity-catalog/tables";
const SCHEMAS = "GET /api/2.1/unity-catalog/schemas";

const failed = (message: string) => ({
  statement_id: "s1",
  status: { state: "FAILED", sql_state: "42000", error: { error_code: "BAD_REQUEST", message } },
});

const UNKNOWN_COLUMN =
  "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column with name `country` cannot be resolved. Did you mean [`channel`]?";

describe("an unknown column", () => {
  test("is answered with the columns of the tables", async () => {
    on(STATEMENTS, failed(UNKNOWN_COLUMN));
    on(TABLE, ({ path }) =>
      path.endsWith("main.sales.orders")
        ? {
            name: "orders",
            full_name: "main.sales.orders",
            columns: [{ name: "id", type_text: "bigint" }, { name: "total" }],
          }
        : platformError(404, "TABLE_DOES_NOT_EXIST", "no"),
    );
    const { call } = await connect();
    const statement = "WITH t AS (SELECT 1) SELECT country FROM main.sales.orders JOIN gone.x.y ON true JOIN t ON true";
    const text = textOf(await call("execute_sql_read_only", { statement, warehouse_id: "w1" }));
    expect(text).toMatch(
      /^The statement failed: UNRESOLVED_COLUMN.WITH_SUGGESTION.*The columns of the tables are below\./,
    );
    expect(text).toContain("columns of main.sales.orders: id bigint, total");
    expect(text).toContain(UNKNOWN_COLUMN);
  });

  test("keeps its error if no table can be read", async () => {
    on(STATEMENTS, failed(UNKNOWN_COLUMN));
    on(TABLE, platformError(403, "PERMISSION_DENIED", "no"));
    const { call } = await connect();
    const text = textOf(
      await call("execute_sql_read_only", { statement: "SELECT country FROM main.sales.orders", warehouse_id: "w1" }),
    );
    expect(text).toContain("DESCRIBE the table to see its columns.");
  });

  test("of a table with many columns is answered with a part of them", async () => {
    on(STATEMENTS, failed(UNKNOWN_COLUMN));
    const columns = Array.from({ length: 500 }, (_, at) => ({ name: `c${at}`, type_text: "string" }));
    on(TABLE, { name: "wide", full_name: "main.sales.wide", columns });
    const { call } = await connect();
    const text = textOf(
      await call("execute_sql_read_only", { statement: "SELECT country FROM main.sales.wide", warehouse_id: "w1" }),
    );
    expect(text).toContain("c79 string, … (500 columns)");
    expect(text).not.toContain("c80 string");
  });
});

const UNKNOWN_TABLE = "[TABLE_OR_VIEW_NOT_FOUND] The table or view `main`.`sales`.`order_itms` cannot be found.";

describe("an unknown table", () => {
  test("is answered with the tables of its schema, the nearest name first", async () => {
    on(STATEMENTS, failed(UNKNOWN_TABLE));
    const listed = on(TABLES, {
      tables: ["customers", "order_items", "orders"].map((name) => ({ name, full_name: name })),
    });
    const { call } = await connect();
    const text = textOf(
      await call("execute_sql_read_only", { statement: "SELECT * FROM main.sales.order_itms", warehouse_id: "w1" }),
    );
    expect(listed[0]?.query).toMatchObject({ catalog_name: "main", schema_name: "sales" });
    expect(text).toContain("Tables of the schema are below, the nearest name first.");
    expect(text).toContain("tables of main.sales: order_items, orders, customers");
  });

  test("in an unknown schema is answered with the schemas of the catalog", async () => {
    on(STATEMENTS, failed(UNKNOWN_TABLE));
    on(TABLES, platformError(404, "SCHEMA_DOES_NOT_EXIST", "no"));
    on(SCHEMAS, { schemas: ["finance", "sale"].map((name) => ({ name, full_name: `main.${name}` })) });
    const { call } = await connect();
    const text = textOf(
      await call("execute_sql_read_only", { statement: "SELECT * FROM main.sales.order_itms", warehouse_id: "w1" }),
    );
    expect(text).toContain("The schema does not exist.");
    expect(text).toContain("schemas of main: sale, finance");
  });

  test("is looked for in the default catalog and schema of the call", async () => {
    on(STATEMENTS, failed("[TABLE_OR_VIEW_NOT_FOUND] The table or view `order_itms` cannot be found."));
    const listed = on(TABLES, { tables: [{ name: "order_items", full_name: "main.sales.order_items" }] });
    const { call } = await connect();
    const args = { statement: "SELECT * FROM order_itms", warehouse_id: "w1", catalog: "main", schema: "sales" };
    expect(textOf(await call("execute_sql_read_only", args))).toContain("tables of main.sales: order_items");
    expect(listed[0]?.query).toMatchObject({ catalog_name: "main", schema_name: "sales" });
  });
});

describe("rows that CREATE TABLE AS wrote", () => {
  const counts = ["num_affected_rows", "num_inserted_rows"].map((name) => ({ name, type_text: "BIGINT" }));
  const empty = {
    statement_id: "s1",
    status: { state: "SUCCEEDED" },
    manifest: { schema: { columns: counts }, total_chunk_count: 0, chunks: [], total_row_count: 0 },
    result: {},
  };
  const history = (metrics: object) => ({
    statement_id: "s2",
    status: { state: "SUCCEEDED" },
    manifest: {
      schema: { columns: [{ name: "version" }, { name: "operationMetrics", type_text: "MAP" }] },
      total_chunk_count: 1,
      chunks: [{ chunk_index: 0, row_offset: 0, row_count: 1 }],
      total_row_count: 1,
    },
    result: { chunk_index: 0, row_offset: 0, row_count: 1, data_array: [["0", JSON.stringify(metrics)]] },
  });
  const statement = "CREATE TABLE main.sales.copy AS SELECT * FROM main.sales.orders";

  test("are read from the history of the table", async () => {
    const sent = on(STATEMENTS, empty, history({ numFiles: "1", numOutputRows: "651" }));
    const { call } = await connect({ answer: yes });
    const result = await call("execute_sql", { statement, warehouse_id: "w1" });
    expect(sent.map(({ body }) => Object(body).statement)).toEqual([
      statement,
      "DESCRIBE HISTORY `main`.`sales`.`copy` LIMIT 1",
    ]);
    expect(textOf(result)).toContain("It succeeded and wrote 651 rows to main.sales.copy, as its history says.");
  });

  test("are left out if the history cannot be read", async () => {
    on(STATEMENTS, empty, failed("[TABLE_OR_VIEW_NOT_FOUND] no"));
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("execute_sql", { statement, warehouse_id: "w1" }))).toContain(
      "The platform returned no counts for it: SELECT count(*)",
    );
  });
});

test("tables of a statement are found where a table is expected", () => {
  const scope = { catalog: "main", schema: "sales" };
  expect(tablesInSql("SELECT a.b FROM orders a, `x`.items JOIN c.d.e ON a.id = e.id -- FROM no", scope)).toEqual([
    "main.sales.orders",
    "main.x.items",
    "c.d.e",
  ]);
  expect(tablesInSql("SELECT 1 FROM orders", {})).toEqual([]);
  expect(tablesInSql("SELECT 'FROM a.b.c'", scope)).toEqual([]);
});
