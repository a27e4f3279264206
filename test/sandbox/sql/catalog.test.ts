import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSql, type SqlSession } from "./session.ts";

let session: SqlSession;
beforeAll(async () => {
  session = await openSql();
});
afterAll(() => session.close());

describe("reading the catalog", () => {
  test("lists catalogs, schemas, tables and columns, with LIKE", async () => {
    expect(await session.rows("SHOW CATALOGS")).toEqual([["hive_metastore"], ["main"], ["samples"], ["system"]]);
    expect(await session.rows("SHOW SCHEMAS IN main")).toEqual([
      ["default"],
      ["information_schema"],
      ["ops"],
      ["sales"],
    ]);
    expect(await session.rows("SHOW TABLES IN main.sales")).toEqual([
      ["sales", "customers", "false"],
      ["sales", "order_items", "false"],
      ["sales", "orders", "false"],
    ]);
    expect(await session.rows("SHOW TABLES IN sales LIKE 'order*|cust*'")).toHaveLength(3);
    expect(await session.rows("SHOW TABLES IN sales 'ord*s'")).toEqual([
      ["sales", "order_items", "false"],
      ["sales", "orders", "false"],
    ]);
    expect(await session.rows("SHOW COLUMNS IN samples.nyctaxi.trips")).toHaveLength(6);
    expect(await session.failure("SHOW TABLES IN nope")).toContain("[SCHEMA_NOT_FOUND] The schema `main`.`nope`");
    expect(await session.failure("SELECT 1", { schema: "nope" })).toContain("[SCHEMA_NOT_FOUND]");
  });

  test("DESCRIBE returns types and comments, EXTENDED those of the table too", async () => {
    const rows = await session.rows("DESCRIBE TABLE EXTENDED main.sales.orders");
    expect(rows).toContainEqual(["total", "decimal(10,2)", "Euro, all lines"]);
    expect(rows).toContainEqual(["tags", "array<string>", "Notes about the order"]);
    expect(rows).toContainEqual(["Comment", "One row per order; the lines are in order_items", ""]);
    expect(rows).toContainEqual(["Type", "MANAGED", ""]);
    expect(await session.rows("DESCRIBE SCHEMA main.ops")).toContainEqual([
      "Comment",
      "Events of the platform's own services",
    ]);
    expect(await session.rows("DESCRIBE QUERY SELECT 1 AS one, 'x' AS two")).toEqual([
      ["one", "int", null],
      ["two", "string", null],
    ]);
  });

  test("information_schema agrees for its own catalog", async () => {
    expect(
      await session.rows(
        "SELECT table_name FROM main.information_schema.tables WHERE table_schema = 'sales' ORDER BY 1",
      ),
    ).toEqual([["customers"], ["order_items"], ["orders"]]);
    expect(
      await session.rows(
        "SELECT table_schema, table_name FROM samples.information_schema.tables WHERE table_schema <> 'information_schema'",
      ),
    ).toEqual([["nyctaxi", "trips"]]);
    expect(
      await session.rows(
        "SELECT data_type, comment FROM information_schema.columns WHERE table_name = 'orders' AND column_name = 'status'",
      ),
    ).toEqual([["STRING", "placed, shipped, delivered, returned or cancelled"]]);
  });

  test("EXPLAIN shows a plan without running it", async () => {
    const [[plan]] = (await session.rows("EXPLAIN SELECT 1 / 0 FROM main.sales.orders")) as [[string]];
    expect(plan).toMatch(/^== Physical Plan ==\n/);
    expect(plan).toContain("orders");
    expect(plan).not.toContain("@main");
  });
});

describe("changing the catalog", () => {
  test("creates and drops a schema and a table with every kind of type and comments", async () => {
    await session.rows("CREATE SCHEMA IF NOT EXISTS main.made COMMENT 'for a test'");
    await session.rows(`CREATE OR REPLACE TABLE made.things (
      id BIGINT NOT NULL COMMENT 'the key',
      name STRING,
      price DECIMAL(10, 2),
      tags ARRAY<STRING>,
      place STRUCT<city: STRING, zip: INT>,
      labels MAP<STRING, INT>,
      at TIMESTAMP, local TIMESTAMP_NTZ, raw BINARY
    ) USING DELTA COMMENT 'things, for a test' TBLPROPERTIES ('owner' = 'ana', 'a' = 'b') PARTITIONED BY (id)`);
    const described = await session.rows("DESCRIBE EXTENDED made.things");
    expect(described[0]).toEqual(["id", "bigint", "the key"]);
    expect(described).toContainEqual(["Comment", "things, for a test", ""]);
    expect(
      await session.rows(
        "INSERT INTO made.things SELECT 1, 'a', 2.5, array('x'), named_struct('city', 'Oslo', 'zip', 150), map('k', 1), current_timestamp(), TIMESTAMP '2020-01-01 00:00:00', CAST('abc' AS BINARY)",
      ),
    ).toEqual([["1", "1"]]);
    expect(await session.rows("SELECT id, price, tags, place.city, labels['k'], raw FROM made.things")).toEqual([
      ["1", "2.50", '["x"]', "Oslo", "1", "YWJj"],
    ]);
    expect(await session.failure("INSERT INTO made.things (id) VALUES (NULL)")).toContain(
      "[DELTA_NOT_NULL_CONSTRAINT_VIOLATED]",
    );
    expect(await session.failure("CREATE TABLE made.things (a INT)")).toContain(
      "[TABLE_OR_VIEW_ALREADY_EXISTS] Cannot create table or view `main`.`made`.`things`",
    );
    await session.rows("CREATE TABLE IF NOT EXISTS made.things (a INT) COMMENT 'another'");
    expect(await session.rows("DESCRIBE EXTENDED made.things")).toEqual(described);
    expect(await session.failure("DROP SCHEMA made")).toContain("[SCHEMA_NOT_EMPTY]");
    await session.rows("DROP SCHEMA made CASCADE");
    expect(await session.failure("SELECT * FROM made.things")).toContain("[TABLE_OR_VIEW_NOT_FOUND]");
  });

  test("inserts, updates, merges and deletes rows, and counts them", async () => {
    await session.rows("CREATE TABLE t AS SELECT id, 'old' AS word FROM range(4)");
    expect(await session.rows("UPDATE t SET word = 'new' WHERE id > 1")).toEqual([["2"]]);
    expect(await session.rows("DELETE FROM t WHERE id = 0")).toEqual([["1"]]);
    expect(
      await session.rows(
        "MERGE INTO t USING (SELECT 3 AS id, 'merged' AS word UNION ALL SELECT 9, 'merged') s ON t.id = s.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
      ),
    ).toEqual([["2", "1", "0", "1"]]);
    expect(await session.rows("SELECT * FROM t ORDER BY id")).toEqual([
      ["1", "old"],
      ["2", "new"],
      ["3", "merged"],
      ["9", "merged"],
    ]);
    expect(await session.rows("INSERT OVERWRITE t SELECT 7, 'only'")).toEqual([["1", "1"]]);
    expect(await session.failure("INSERT OVERWRITE t SELECT 1 / 0, 'x'")).toContain("[DIVIDE_BY_ZERO]");
    expect(await session.rows("SELECT * FROM t")).toEqual([["7", "only"]]);
    await session.rows("TRUNCATE TABLE t");
    expect(await session.rows("SELECT count(*) FROM t")).toEqual([["0"]]);
    await session.rows("DROP TABLE t");
    await session.rows("DROP TABLE IF EXISTS t");
    expect(await session.failure("DROP TABLE t")).toContain("[TABLE_OR_VIEW_NOT_FOUND]");
  });

  test("keeps the meaning of the dialect in a view", async () => {
    await session.rows("CREATE OR REPLACE VIEW halves AS SELECT id, 6 / id AS part FROM range(1, 4)");
    expect(await session.rows("SELECT part FROM halves ORDER BY id")).toEqual([["6.0"], ["3.0"], ["2.0"]]);
    expect(await session.rows("SHOW VIEWS")).toEqual([["default", "halves", "false", "false"]]);
    await session.rows("DROP VIEW halves");
  });

  test("ALTER TABLE adds, renames and drops columns", async () => {
    await session.rows("CREATE TABLE alt AS SELECT 1 AS a");
    await session.rows("ALTER TABLE alt ADD COLUMNS (b STRING COMMENT 'added', c ARRAY<INT>)");
    await session.rows("ALTER TABLE alt SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')");
    await session.rows("ALTER TABLE alt RENAME COLUMN a TO first");
    await session.rows("ALTER TABLE alt DROP COLUMN c");
    expect(await session.rows("DESCRIBE alt")).toEqual([
      ["first", "int", null],
      ["b", "string", "added"],
    ]);
    await session.rows("ALTER TABLE alt RENAME TO alt2");
    await session.rows("COMMENT ON TABLE alt2 IS 'renamed'");
    expect(await session.rows("DESCRIBE EXTENDED alt2")).toContainEqual(["Comment", "renamed", ""]);
    await session.rows("DROP TABLE alt2");
  });
});
