import { afterAll, beforeAll, expect, test } from "vitest";
import { openSql, type SqlSession } from "../../session.ts";

let session: SqlSession;
beforeAll(async () => {
  session = await openSql();
});
afterAll(() => session.close());

const rows = (statement: string) => session.rows(statement);

test("what this workspace does not have is named as such", async () => {
  const failure = (statement: string) => session.failure(statement);
  expect(await failure("SELECT * FROM system.storage.predictive_optimization_operations_history")).toContain(
    "[TABLE_OR_VIEW_NOT_FOUND]",
  );
  expect(await failure("SELECT st_distance(1, 2)")).toContain("[UNSUPPORTED_FEATURE.FUNCTION]");
});

test("usage has a price and covers the last 30 days", async () => {
  const [days, cost] =
    (
      await rows(`SELECT count(DISTINCT usage_date), sum(usage_quantity * p.pricing.default) FROM system.billing.usage u
      JOIN system.billing.list_prices p ON u.sku_name = p.sku_name AND u.usage_start_time >= p.price_start_time AND p.price_end_time IS NULL
      WHERE usage_date >= current_date() - INTERVAL 31 DAYS`)
    )[0] ?? [];
  expect(Number(days)).toBeGreaterThanOrEqual(30);
  expect(Number(cost)).toBeGreaterThan(0);
  expect(await rows("SELECT count(*) > 0 FROM system.billing.usage WHERE usage_metadata.job_id IS NOT NULL")).toEqual([
    ["true"],
  ]);
});

test("what happens here is in the history, the audit log and the lineage", async () => {
  await rows("SELECT 'a statement of this test'");
  expect(
    await rows(
      "SELECT statement_type, produced_rows FROM system.query.history WHERE statement_text = \"SELECT 'a statement of this test'\"",
    ),
  ).toEqual([["SELECT", "1"]]);
  expect(
    await rows(
      "SELECT count(*) FROM system.access.audit WHERE request_params['commandText'] = \"SELECT 'a statement of this test'\"",
    ),
  ).toEqual([["1"]]);
  await rows("CREATE TABLE main.default.from_orders AS SELECT order_id, total FROM main.sales.orders");
  expect(
    await rows(
      "SELECT DISTINCT source_table_full_name FROM system.access.table_lineage WHERE target_table_full_name = 'main.default.from_orders'",
    ),
  ).toEqual([["main.sales.orders"]]);
  expect(
    await rows(
      "SELECT source_column_name FROM system.access.column_lineage WHERE target_table_name = 'from_orders' ORDER BY 1",
    ),
  ).toEqual([["order_id"], ["total"]]);
});

test("jobs, clusters and warehouses are those of the workspace", async () => {
  expect(
    await rows("SELECT warehouse_name FROM system.compute.warehouses WHERE delete_time IS NULL ORDER BY 1"),
  ).toEqual([["Night"], ["Shared"]]);
  expect(
    Number(
      (
        await rows(
          "SELECT count(*) FROM system.lakeflow.job_run_timeline r JOIN system.lakeflow.jobs j USING (job_id) WHERE result_state = 'SUCCEEDED'",
        )
      )[0]?.[0],
    ),
  ).toBeGreaterThan(0);
  expect(Number((await rows("SELECT count(*) FROM system.compute.clusters"))[0]?.[0])).toBeGreaterThan(0);
});

test("the past has usage of two months, with what was deleted meanwhile and a correction", async () => {
  expect(await rows("SELECT count(DISTINCT usage_date) >= 60 FROM system.billing.usage")).toEqual([["true"]]);
  expect(
    await rows(
      "SELECT w.warehouse_name, count(*) FROM system.billing.usage u JOIN system.compute.warehouses w ON w.warehouse_id = u.usage_metadata.warehouse_id WHERE w.delete_time IS NOT NULL GROUP BY 1",
    ),
  ).toEqual([["Legacy BI", "408"]]);
  expect(
    await rows(
      "SELECT record_type, count(*) = 1 FROM system.billing.usage WHERE record_type <> 'ORIGINAL' GROUP BY 1 ORDER BY 1",
    ),
  ).toEqual([
    ["RESTATEMENT", "true"],
    ["RETRACTION", "true"],
  ]);
  expect(await rows("SELECT count(*) FROM system.billing.list_prices WHERE price_end_time IS NOT NULL")).toEqual([
    ["1"],
  ]);
  expect(
    await rows(
      "SELECT count(*) > 0 FROM system.compute.node_timeline n JOIN system.compute.clusters c USING (cluster_id) WHERE c.delete_time IS NOT NULL",
    ),
  ).toEqual([["true"]]);
  expect(await rows("SELECT name FROM system.lakeflow.pipelines ORDER BY 1")).toEqual([["orders"], ["returns-import"]]);
});

test("the catalog is listed, and cannot be changed", async () => {
  expect(await rows("SHOW SCHEMAS IN system")).toEqual([
    ["access"],
    ["billing"],
    ["compute"],
    ["information_schema"],
    ["lakeflow"],
    ["query"],
  ]);
  expect(await rows("SHOW TABLES IN system.billing")).toEqual([
    ["billing", "list_prices", "false"],
    ["billing", "usage", "false"],
  ]);
  expect(await rows("SELECT count(*) FROM system.information_schema.tables WHERE table_name = 'orders'")).toEqual([
    ["1"],
  ]);
  expect(await session.failure("DROP TABLE system.billing.usage")).toContain("[INSUFFICIENT_PERMISSIONS]");
});
