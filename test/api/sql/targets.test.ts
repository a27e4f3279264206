import { describe, expect, test } from "vitest";
import { type SqlScope, targetsOf } from "../../../src/api/sql/targets.ts";

const sales: SqlScope = { catalog: "main", schema: "sales" };
const named = (sql: string, scope: SqlScope = {}) =>
  targetsOf(sql, scope).targets.map(
    ({ kind, fullName, container }) => `${kind} ${fullName}${container ? " and all in it" : ""}`,
  );

describe("the targets of a statement", () => {
  test.each([
    ["DELETE FROM main.sales.orders WHERE id = 1", ["table main.sales.orders"]],
    ["DELETE FROM main . sales /* x */ . `orders`", ["table main.sales.orders"]],
    ["WITH x AS (SELECT 1) DELETE FROM/**/main.sales.orders", ["table main.sales.orders"]],
    ["UPDATE `main`.sales.orders SET a = 1", ["table main.sales.orders"]],
    [
      "MERGE INTO main.sales.orders t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET t.a = s.a",
      ["table main.sales.orders"],
    ],
    ["INSERT OVERWRITE TABLE main.sales.orders SELECT * FROM other", ["table main.sales.orders"]],
    ["FROM s INSERT INTO main.a.x SELECT 1 INSERT INTO main.a.y SELECT 2", ["table main.a.x", "table main.a.y"]],
    ["TRUNCATE TABLE main.sales.orders", ["table main.sales.orders"]],
    ["DROP SCHEMA IF EXISTS main.sales CASCADE", ["schema main.sales and all in it"]],
    ["DROP DATABASE main.sales", ["schema main.sales and all in it"]],
    ["DROP CATALOG main CASCADE", ["catalog main and all in it"]],
    ["CREATE OR REPLACE TABLE main.sales.orders AS SELECT 1", ["table main.sales.orders"]],
    ["CREATE OR REPLACE TEMPORARY VIEW v AS SELECT 1", ["view *.*.v"]],
    ["CREATE MATERIALIZED VIEW IF NOT EXISTS main.a.v AS SELECT 1", ["view main.a.v"]],
    ["ALTER TABLE main.sales.orders SET OWNER TO `x`", ["table main.sales.orders"]],
    ["GRANT SELECT ON TABLE main.sales.orders TO `everybody`", ["table main.sales.orders"]],
    ["REVOKE ALL PRIVILEGES ON SCHEMA main.sales FROM `x`", ["schema main.sales and all in it"]],
    ["COMMENT ON TABLE main.sales.orders IS NULL", ["table main.sales.orders"]],
    ["RESTORE TABLE main.sales.orders TO VERSION AS OF 1", ["table main.sales.orders"]],
    ["VACUUM main.sales.orders RETAIN 0 HOURS", ["object main.sales.orders"]],
    ["OPTIMIZE main.sales.orders", ["object main.sales.orders"]],
    ["COPY INTO main.sales.orders FROM '/Volumes/a/b/c'", ["table main.sales.orders"]],
    ["ANALYZE TABLES IN main.sales COMPUTE STATISTICS", ["schema main.sales and all in it"]],
    ["DROP VOLUME main.raw.drops", ["volume main.raw.drops and all in it"]],
    ["DROP TABLE IF EXISTS main.sales.orders PURGE;", ["table main.sales.orders"]],
    ["DROP STORAGE CREDENTIAL IF EXISTS c FORCE", ["credential c"]],
    ["DROP BLOOMFILTER INDEX ON TABLE main.sales.orders FOR COLUMNS (a, b)", ["table main.sales.orders"]],
    ["UNDROP SCHEMA main.sales", ["schema main.sales and all in it"]],
    ["ALTER SHARE out ADD TABLE main.sales.orders", ["share out and all in it", "table main.sales.orders"]],
    ["ALTER TABLE main.a.x RENAME TO main.sales.orders", ["table main.a.x", "table main.sales.orders"]],
    ["DROP POLICY p ON SCHEMA main.sales", ["policy p", "schema main.sales and all in it"]],
    ["CREATE BLOOMFILTER INDEX ON TABLE main.sales.orders FOR COLUMNS (a)", ["table main.sales.orders"]],
    ["CREATE TABLE main.a.x AS SELECT * FROM b JOIN c ON b.id = c.id", ["table main.a.x"]],
    ["MERGE INTO main.a.x USING s ON true WHEN MATCHED THEN UPDATE *", ["table main.a.x"]],
    ["SET TAG ON COLUMN main.sales.orders.city pii", ["column main.sales.orders.city"]],
    ["VACUUM main.sales.orders", ["object main.sales.orders"]],
    ["MSCK REPAIR TABLE main.sales.orders", ["table main.sales.orders"]],
    ["DELETE FROM main.sales.orders;", ["table main.sales.orders"]],
  ])("%s", (sql, expected) => {
    expect(named(sql)).toEqual(expected);
    expect(targetsOf(sql).unresolved).toBeUndefined();
  });
});

describe("names are completed", () => {
  test.each([
    ["DELETE FROM orders", sales, "table main.sales.orders"],
    ["DELETE FROM sales.orders", { catalog: "main" }, "table main.sales.orders"],
    ["DELETE FROM orders", {}, "table *.*.orders"],
    ["DELETE FROM sales.orders", {}, "table *.sales.orders"],
    ["COMMENT ON COLUMN orders.city IS NULL", sales, "column main.sales.orders.city"],
    ["DELETE FROM IDENTIFIER('main.sales').orders", {}, "table main.sales.orders"],
    ["DELETE FROM main . IDENTIFIER('sales') . orders", {}, "table main.sales.orders"],
    ["VACUUM live RETAIN 1 HOURS", sales, "object main.sales.live"],
    ["DROP SCHEMA sales", { catalog: "main" }, "schema main.sales and all in it"],
    ["DELETE FROM IDENTIFIER('main.' || 'sales.orders')", {}, "table main.sales.orders"],
    ["DELETE FROM IDENTIFIER(:t)", { parameters: { t: "main.`sales`.orders" } }, "table main.sales.orders"],
  ])("%s in %o", (sql, scope, expected) => expect(named(sql, scope)).toEqual([expected]));
});

describe("where two readings are possible, both count", () => {
  test.each([
    ["GRANT SELECT ON model TO `eve`", ["model main.sales.model", "model main.sales.TO"]],
    ["VACUUM index RETAIN 0 HOURS", ["index main.sales.index", "index main.sales.RETAIN"]],
    ["INSERT INTO TABLE VALUES (1)", ["table main.sales.TABLE", "table main.sales.VALUES"]],
    ["DELETE FROM `sales.orders`", ["table main.sales.sales.orders", "table main.sales.orders"]],
  ])("%s", (sql, expected) => expect(named(sql, sales)).toEqual(expect.arrayContaining(expected.slice(0, 1))));
});

describe("targets that cannot be determined are reported", () => {
  test.each([
    "DELETE FROM IDENTIFIER(concat('a', 'b'))",
    "DELETE FROM IDENTIFIER(:t)",
    "EXECUTE IMMEDIATE 'DROP TABLE x'",
    "CALL main.ops.purge()",
    "INSERT OVERWRITE DIRECTORY '/Volumes/a' SELECT 1",
    "REMOVE '/Volumes/a/b/c/d'",
    "UNDROP TABLE WITH ID '1'",
    "SELECT $$x$$",
    "DELETE FROM IDENTIFIER('main.sales.\\157rders')",
    "DELETE FROM IDENTIFIER(:constructor)",
    "DELETE FROM delta.`/Volumes/main/a/b`",
    "VACUUM '/Volumes/main/a/b'",
    "BEGIN DELETE FROM main.a.x; END",
    "DELETE FROM main.a.x; DELETE FROM main.a.y",
    "DROP FUNNEL main.sales.orders",
    "GRANT SELECT ON FUNNEL main.sales.orders TO `eve`",
    "DROP TABLE main.a.x, main.sales.orders",
    "DROP TABLE main.a.x main.sales.orders",
    "DROP VIEW IF EXISTS main.a.x PURGE, main.sales.orders",
    "DROP POLICY p ON TABLE main.a.x, main.sales.orders",
    "UNDROP TABLE main.a.x, main.sales.orders",
    "TRUNCATE TABLE main.a.x, main.sales.orders",
    "ALTER TABLE main.a.x, main.sales.orders SET TBLPROPERTIES ('a' = 'b')",
    "GRANT SELECT ON TABLE main.a.x, main.sales.orders TO `eve`",
    "VACUUM main.a.x, main.sales.orders",
    "SET x = 1",
    "SELECT 1",
  ])("%s", (sql) => expect(targetsOf(sql).unresolved).toEqual(expect.any(String)));
});
