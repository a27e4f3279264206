import { afterAll, beforeAll, expect, test } from "vitest";
import { openSql, type SqlSession } from "../../session.ts";

let session: SqlSession;
beforeAll(async () => {
  session = await openSql();
});
afterAll(() => session.close());

const feed = (table: string, ...range: readonly (number | string)[]) =>
  session.rows(
    `SELECT id, v, _change_type, _commit_version FROM table_changes('${[table, ...range].join("', '")}') ORDER BY ALL`.replace(
      /'(\d+)'/g,
      "$1",
    ),
  );

test("table_changes lists the inserted, updated and deleted rows of each version", async () => {
  await session.rows(
    "CREATE TABLE main.default.feed (id INT, v STRING) TBLPROPERTIES (delta.enableChangeDataFeed = true)",
  );
  await session.rows("INSERT INTO main.default.feed VALUES (1, 'a'), (2, 'b'), (3, 'c')");
  await session.rows("UPDATE main.default.feed SET v = 'b' WHERE id = 2");
  await session.rows("DELETE FROM main.default.feed WHERE id = 1");
  await session.rows(
    "MERGE INTO main.default.feed t USING (SELECT * FROM VALUES (2, 'B', false), (3, '', true), (4, 'd', false) AS q(id, v, gone)) s ON t.id = s.id WHEN MATCHED AND gone THEN DELETE WHEN MATCHED THEN UPDATE SET v = s.v WHEN NOT MATCHED THEN INSERT (id, v) VALUES (s.id, s.v)",
  );
  await session.rows("INSERT OVERWRITE main.default.feed SELECT id, upper(v) FROM main.default.feed WHERE id = 4");
  await session.rows("ALTER TABLE main.default.feed ADD COLUMN w INT");
  await session.rows("INSERT INTO main.default.feed VALUES (5, 'e', 1)");
  expect(await feed("main.default.feed", 1)).toEqual([
    ["1", "a", "delete", "3"],
    ["1", "a", "insert", "1"],
    ["2", "B", "delete", "5"],
    ["2", "B", "update_postimage", "4"],
    ["2", "b", "insert", "1"],
    ["2", "b", "update_postimage", "2"],
    ["2", "b", "update_preimage", "2"],
    ["2", "b", "update_preimage", "4"],
    ["3", "c", "delete", "4"],
    ["3", "c", "insert", "1"],
    ["4", "D", "insert", "5"],
    ["4", "d", "delete", "5"],
    ["4", "d", "insert", "4"],
    ["5", "e", "insert", "7"],
  ]);
  expect(await feed("main.default.feed", 2, 3)).toHaveLength(3);
  expect(
    await session.rows(
      "SELECT c.w, typeof(_commit_timestamp), _commit_timestamp > current_timestamp() - INTERVAL 1 DAY FROM table_changes('feed', 7) c",
    ),
  ).toEqual([["1", "timestamp", "true"]]);
  expect(
    await session.rows("SELECT count(*) FROM table_changes('feed', '2020-01-01', '2020-01-02')").catch(String),
  ).toMatch(/DELTA_INVALID_CDC_RANGE/);
});

test("table_changes refuses versions of which no changes were recorded", async () => {
  await session.rows("CREATE TABLE main.default.late AS SELECT 1 AS id, 'a' AS v");
  expect(await session.failure("SELECT * FROM table_changes('main.default.late', 0)")).toMatch(
    /^\[DELTA_MISSING_CHANGE_DATA\] .*not recorded for version \[0\]/,
  );
  await session.rows("ALTER TABLE main.default.late SET TBLPROPERTIES (delta.enableChangeDataFeed = true)");
  await session.rows("INSERT INTO main.default.late VALUES (2, 'b')");
  expect(await feed("main.default.late", 1)).toEqual([["2", "b", "insert", "2"]]);
  expect(await session.failure("SELECT * FROM table_changes('main.default.late', 9)")).toMatch(
    /^\[DELTA_INVALID_CDC_RANGE\]/,
  );
  expect(await session.failure("SELECT * FROM table_changes('main.default.absent', 0)")).toMatch(
    /TABLE_OR_VIEW_NOT_FOUND/,
  );
});
