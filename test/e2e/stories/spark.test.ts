import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const cluster_id = "0115-093012-abcd1234";
/** Interpreters start in a second, on a busy machine in many. */
const SLOW = { timeout: 90_000 };
const HOME = "/Users/ana@example.com";

test("PySpark on a cluster reads a table, aggregates, and writes a table that SQL reads", SLOW, async () => {
  const { call } = story;
  const command = `
from pyspark.sql import functions as F
orders = spark.table("main.sales.orders")
revenue = (
    orders.filter(F.col("status") != "cancelled")
    .groupBy("status").agg(F.count("*").alias("orders"), F.max("order_date").alias("last"))
    .orderBy(F.desc("orders"))
)
spark.sql("CREATE SCHEMA IF NOT EXISTS main.story")
revenue.write.mode("overwrite").saveAsTable("main.story.by_status")
display(revenue)`;
  const shown = await call("execute_command", { cluster_id, command, wait_seconds: 60 });
  expect(shown).toMatchObject({ columns: [{ name: "status" }, { name: "orders" }, { name: "last" }] });
  const statement =
    "SELECT sum(orders) - (SELECT count(*) FROM main.sales.orders WHERE status != 'cancelled') FROM main.story.by_status";
  expect(await call("execute_sql_read_only", { statement })).toMatchObject({ rows: [["0"]] });
});

test("a notebook of six cells fails at its Spark error, is corrected, and runs", SLOW, async () => {
  const { call } = story;
  const cells = [
    "# Databricks notebook source",
    'dbutils.widgets.text("month", "2025-01")',
    "# MAGIC %md\n# MAGIC # Revenue of a month",
    'from pyspark.sql import functions as F\nitems = spark.createDataFrame([("2025-01", 3), ("2025-02", 4)], "month STRING, n INT")\nitems.createOrReplaceTempView("items")',
    "# MAGIC %sql\n# MAGIC SELECT sum(n) AS n FROM items WHERE month = :month",
    'total = items.filter(F.col("mnth") == dbutils.widgets.get("month")).agg(F.sum("n")).first()[0]',
    "dbutils.notebook.exit(total)",
  ];
  const write = (text: string) =>
    call("import_notebook", { path: `${HOME}/monthly`, content: text, language: "PYTHON", overwrite: true });
  const text = cells.join("\n\n# COMMAND ----------\n\n").replace("\n\n# COMMAND ----------\n", "");
  await write(text);
  const broken = await call("run_notebook", { path: `${HOME}/monthly`, parameters: { month: "2025-02" } });
  expect(JSON.stringify(broken)).toContain("UNRESOLVED_COLUMN");
  expect(JSON.stringify(broken)).toContain("mnth");
  await write(text.replace("mnth", "month"));
  expect(await call("run_notebook", { path: `${HOME}/monthly`, parameters: { month: "2025-02" } })).toMatchObject({
    notebook_result: "4",
  });
});
