import { afterAll, beforeAll, expect, test } from "vitest";
import { ENDLESS, finished, NIGHT, openSql, reach, SHARED, type SqlSession } from "./session.ts";

let session: SqlSession;
beforeAll(async () => {
  session = await openSql({ waitScale: 0.01 });
});
afterAll(() => session.close());

const history = async (query = "") => (await session.call("GET", `/api/2.0/sql/history/queries${query}`)).body;

test("lists finished, failed and cancelled statements, newest first, with filters and pages", async () => {
  const done = await finished(session, await session.execute("/* a */ WITH t AS (SELECT 1) SELECT * FROM t"));
  const failed = await finished(session, await session.execute("SELECT * FROM nowhere"));
  const endless = await reach(session, await session.execute(ENDLESS), (state) => state === "RUNNING");
  expect(await history("?filter_by.statuses=RUNNING")).toMatchObject({
    res: [{ query_id: endless.statement_id, is_final: false }],
  });
  await session.call("POST", `/api/2.0/sql/statements/${endless.statement_id}/cancel`);
  await finished(session, endless);

  expect(await history()).toMatchObject({
    res: [
      { query_id: endless.statement_id, status: "CANCELED" },
      {
        query_id: failed.statement_id,
        status: "FAILED",
        error_message: expect.stringContaining("TABLE_OR_VIEW_NOT_FOUND"),
      },
      { query_id: done.statement_id, status: "FINISHED", statement_type: "SELECT", rows_produced: 1, is_final: true },
    ],
    has_next_page: false,
  });
  const first = await history("?max_results=2");
  expect(first).toMatchObject({ has_next_page: true });
  expect(await history(`?max_results=2&page_token=${first.next_page_token}`)).toMatchObject({
    res: [{ query_id: done.statement_id }],
  });
  const two = `?filter_by.statement_ids=${done.statement_id}&filter_by.statement_ids=${failed.statement_id}`;
  expect((await history(two)).res).toHaveLength(2);
  expect((await history(`?filter_by.warehouse_ids=${NIGHT}`)).res).toEqual([]);
  expect((await history(`?filter_by.warehouse_ids=${SHARED}`)).res).toHaveLength(3);
  expect((await history(`?filter_by.query_start_time_range.start_time_ms=${Date.now() + 60_000}`)).res).toEqual([]);
});

test.each(["?max_results=1000", "?max_results=0", "?page_token=nonsense"])("refuses %s", async (query) => {
  expect(await history(query)).toMatchObject({ error_code: "INVALID_PARAMETER_VALUE" });
});

test("an execution has the rows that it read and returned", async () => {
  const [[orders], [items]] = [
    await session.rows("SELECT count(*) FROM main.sales.orders"),
    await session.rows("SELECT count(*) FROM main.sales.order_items"),
  ].map(([row]) => row?.map(Number) ?? []) as [[number], [number]];
  await session.rows("CREATE OR REPLACE VIEW main.default.seen AS SELECT order_id FROM main.sales.orders");
  const read = async (statement: string) => {
    const { statement_id } = await finished(session, await session.execute(statement));
    const { res } = await history(`?include_metrics=true&filter_by.statement_ids=${statement_id}`);
    const [{ rows_produced, metrics = {} } = {}] = res as {
      rows_produced?: number;
      metrics?: Record<string, number>;
    }[];
    return [metrics.rows_read_count, rows_produced];
  };
  expect(await read("SELECT 1")).toEqual([0, 1]);
  expect(await read("SELECT 'FROM main.sales.orders' LIMIT 1")).toEqual([0, 1]);
  expect(await read("SELECT * FROM main.default.seen WHERE order_id < 0")).toEqual([orders, 0]);
  const join = "SELECT count(*) FROM main.sales.orders o JOIN main.sales.order_items i USING (order_id)";
  expect(await read(join)).toEqual([orders + items, 1]);
  expect(await read("SELECT a.order_id FROM main.sales.orders a JOIN main.sales.orders b USING (order_id)")).toEqual([
    2 * orders,
    orders,
  ]);
  await session.rows("CREATE TABLE main.default.counted AS SELECT id FROM range(10)");
  expect(await read("INSERT INTO main.default.counted SELECT order_id FROM main.sales.orders")).toEqual([orders, 1]);
  expect(await read("SELECT * FROM main.default.counted VERSION AS OF 0")).toEqual([10, 10]);
  expect(await read("DELETE FROM main.default.counted WHERE id = 3")).toEqual([orders + 10, 1]);
  expect(await read("BEGIN SELECT 1; SELECT count(*) FROM main.sales.orders; END")).toEqual([orders, 1]);
  const [[system]] = (await session.rows(
    "SELECT read_rows FROM system.query.history WHERE statement_text LIKE 'DELETE FROM main.default.counted%'",
  )) as [[string]];
  expect(Number(system)).toBe(orders + 10);
});
