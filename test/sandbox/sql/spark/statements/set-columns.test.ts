import { afterAll, beforeAll, expect, test } from "vitest";
import { openSql, type SqlSession } from "../../session.ts";

let session: SqlSession;
beforeAll(async () => {
  session = await openSql();
  await session.rows("CREATE TABLE main.default.t (id INT, x INT, st STRUCT<x: INT, in: STRUCT<y: STRING, z: INT>>)");
  await session.rows(
    "INSERT INTO main.default.t VALUES (1, 10, named_struct('x', 1, 'in', named_struct('y', 'a', 'z', 5))), (2, 20, NULL)",
  );
});
afterAll(() => session.close());

const rows = (statement: string) => session.rows(statement);

test("UPDATE sets a field inside a column, and not a column that has the name of the field", async () => {
  await rows("UPDATE main.default.t SET st.x = x + 1, st.in.y = concat(st.in.y, '!') WHERE id = 1");
  await rows("UPDATE main.default.t AS u SET u.st.in.z = 7, u.x = 0 WHERE u.id = 2");
  expect(await rows("SELECT id, x, to_json(st) FROM main.default.t ORDER BY id")).toEqual([
    ["1", "10", '{"x":11,"in":{"y":"a!","z":5}}'],
    ["2", "0", '{"in":{"z":7}}'],
  ]);
  await rows(
    "MERGE INTO main.default.t USING (SELECT 1 AS id, 99 AS v) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET t.st.x = s.v",
  );
  expect(await rows("SELECT x, st.x FROM main.default.t WHERE id = 1")).toEqual([["10", "99"]]);
  expect(await session.failure("UPDATE main.default.t SET st.nope = 1")).toContain("[FIELD_NOT_FOUND]");
  expect(await session.failure("UPDATE main.default.t SET id.nope = 1")).toContain("only supported for StructType");
});

test.each([
  ["UPDATE main.default.t SET x = 1, x = 2", "[DELTA_CONFLICT_SET_COLUMN]"],
  ["UPDATE main.default.t SET st.x = 1, st = NULL", "[DELTA_CONFLICT_SET_COLUMN]"],
  ["INSERT INTO main.default.t (id, id) VALUES (1, 2)", "[COLUMN_ALREADY_EXISTS]"],
  [
    "MERGE INTO main.default.t USING (VALUES (1)) s(id) ON t.id = s.id WHEN MATCHED THEN DELETE",
    "[COLUMN_ALIASES_NOT_ALLOWED]",
  ],
  [
    "MERGE INTO main.default.t USING (SELECT 5 AS k) s ON false WHEN NOT MATCHED THEN INSERT (id, x) VALUES (k)",
    "The number of inserted values cannot match the fields",
  ],
  [
    "MERGE INTO main.default.t USING (SELECT 1 AS k) s ON id = k WHEN MATCHED THEN UPDATE SET x = 1, x = 2",
    "[DELTA_CONFLICT_SET_COLUMN]",
  ],
])("%s fails", async (statement, message) => {
  expect(await session.failure(statement)).toContain(message);
});

test("values are cast to the types of columns, as by CAST", async () => {
  await rows(
    "CREATE TABLE main.default.c (i INT, b BOOLEAN, d DATE, ts TIMESTAMP, s STRING, a ARRAY<INT>, n DECIMAL(5,2), st STRUCT<x: INT>)",
  );
  await rows(
    "INSERT INTO main.default.c VALUES ('12', 1, '2026-01-01', '2026-01-01 10:00', array(1), array('7'), '1.255', named_struct('y', '5'))",
  );
  await rows("UPDATE main.default.c SET i = true, d = '2026-02-02'");
  expect(await rows("SELECT i, b, d, ts, s, to_json(a), n, st.x FROM main.default.c")).toEqual([
    ["1", "true", "2026-02-02", "2026-01-01T10:00:00.000Z", "[1]", "[7]", "1.26", "5"],
  ]);
  expect(await session.failure("INSERT INTO main.default.c (d) VALUES ('2026-99-01')")).toContain(
    "[CAST_INVALID_INPUT]",
  );
  expect(await session.failure("INSERT INTO main.default.c (d) VALUES (5)")).toContain("[DATATYPE_MISMATCH");
});
