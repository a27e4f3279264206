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
