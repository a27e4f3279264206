import { describe, expect, test } from "vitest";
import { mentionInCode, mentionInSql } from "../../../src/api/sql/mentions.ts";

const table = { full_name: "main.sales.orders" };
const verdict = (found: { certain: boolean } | undefined) =>
  found === undefined ? "no" : found.certain ? "certain" : "possible";

describe("SQL", () => {
  test.each([
    ["SELECT 1 FROM main.sales.orders o", {}, "certain"],
    ["SELECT 1 FROM `main`.`Sales`.ORDERS", {}, "certain"],
    ["SELECT 1 FROM customers, main.sales.orders", {}, "certain"],
    ["SELECT main.sales.orders.total FROM x", {}, "certain"],
    ["MERGE INTO sales.orders USING new ON true", { catalog: "main" }, "certain"],
    ["SELECT 1 FROM orders", { catalog: "main", schema: "sales" }, "certain"],
    ["SELECT 1 FROM sales.orders", {}, "possible"],
    ["SELECT 1 FROM orders JOIN main.sales.orders o2 USING (id)", {}, "certain"],
    ["SELECT 1 FROM orders", { schema: "sales" }, "possible"],
    ["SELECT 1 FROM sales.orders", { catalog: "dev" }, "no"],
    ["SELECT 1 FROM orders", { catalog: "main", schema: "test" }, "no"],
    ["SELECT 1 FROM main.sales.orders_2024", {}, "no"],
    ["SELECT 1 FROM main.sales.old_orders", {}, "no"],
    ["SELECT sales.orders FROM main.x.y AS sales", {}, "no"],
    ["SELECT orders FROM main.x.y", {}, "no"],
    ["WITH orders AS (SELECT 1) SELECT * FROM orders", {}, "no"],
    ["SELECT 1 -- FROM main.sales.orders", {}, "no"],
    ["SELECT 'FROM main.sales.orders'", {}, "no"],
    // Placeholders make tokens uncertain, so that the text is searched like code.
    [`SELECT 1 FROM main.sales.orders WHERE day = '${"$"}{day}'`, {}, "certain"],
  ])("%s %o: %s", (sql, where, expected) => expect(verdict(mentionInSql(sql, { ...table, ...where }))).toBe(expected));

  test.each([
    ["SELECT Total FROM main.sales.orders", "named"],
    ["SELECT o.`total` FROM main.sales.orders o", "named"],
    ["SELECT * FROM main.sales.orders", "all"],
    ["SELECT id, o.* FROM main.sales.orders o", "all"],
    ["SELECT count(*) FROM main.sales.orders", "unseen"],
    ["SELECT 2 * id FROM main.sales.orders", "unseen"],
    ["SELECT subtotal FROM main.sales.orders", "unseen"],
  ])("%s uses the column: %s", (sql, expected) =>
    expect(mentionInSql(sql, { ...table, column: "total" })?.column).toBe(expected),
  );

  test("names the line", () => {
    expect(mentionInSql("SELECT 1\n  FROM main.sales.orders", table)).toMatchObject({
      line: 2,
      text: "FROM main.sales.orders",
    });
  });
});

describe("code", () => {
  const here = { catalog: "main", schema: "Sales" };

  test.each([
    ['df = spark.table("main.sales.orders")', "certain"],
    ['spark.sql("""SELECT * FROM main.sales.orders""")', "certain"],
    ["# MAGIC %sql\n# MAGIC SELECT * FROM main.sales.orders", "certain"],
    ['val t = spark.table("sales.orders")', "possible"],
    ['df.write.saveAsTable("orders")', "possible"],
    ["# MAGIC %sql\n# MAGIC SELECT * FROM orders", "possible"],
    ['# spark.table("main.sales.orders")', "no"],
    ["# MAGIC %md\n# MAGIC Loads main.sales.orders.", "no"],
    ["%md\nLoads it.\n# COMMAND ----------\nx = 1", "no"],
    ['orders = load("orders.csv")', "no"],
    ['spark.table("main.sales.orders_2024")', "no"],
    ['spark.table("dev.main.sales.orders")', "no"],
  ])("%s: %s", (code, expected) => expect(verdict(mentionInCode(code, table))).toBe(expected));

  test.each([
    ["CREATE STREAMING TABLE silver AS SELECT * FROM STREAM orders", {}, "possible"],
    ["CREATE STREAMING TABLE silver AS SELECT * FROM STREAM(LIVE.orders)", here, "certain"],
    ["SELECT * FROM LIVE.orders", here, "certain"],
    ["SELECT * FROM sales.orders", here, "certain"],
    ['dlt.read_stream("orders")', here, "certain"],
    ['spark.readStream.table("LIVE.orders")', here, "certain"],
    ["SELECT * FROM orders", { catalog: "main" }, "possible"],
    ["SELECT * FROM orders", { ...here, schema: "other" }, "no"],
    ["SELECT * FROM sales.orders", { ...here, catalog: "dev" }, "no"],
    ["SELECT * FROM streams", here, "no"],
  ])("the place of a pipeline completes names: %s in %j: %s", (code, place, expected) =>
    expect(verdict(mentionInCode(code, { ...table, ...place }))).toBe(expected),
  );

  test("a name with characters of patterns is only a name", () => {
    const odd = { full_name: "main.sales.a+b(c)" };
    expect(verdict(mentionInCode('spark.table("main.sales.a+b(c)")', odd))).toBe("certain");
    expect(verdict(mentionInCode('spark.table("main.sales.aab")', odd))).toBe("no");
  });

  test("takes linear time", () => {
    const long = `${"from ".repeat(50_000)}\n${"`main`.".repeat(50_000)}`;
    expect(verdict(mentionInCode(long, table))).toBe("no");
    expect(verdict(mentionInSql(long, table))).toBe("no");
  });
});
