import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSql, type SqlSession } from "../../session.ts";

let session: SqlSession;
beforeAll(async () => {
  session = await openSql();
  await session.rows("CREATE SCHEMA main.changes");
});
afterAll(() => session.close());

const rows = (statement: string) => session.rows(statement);

describe("INSERT", () => {
  test("overwrites a table from itself", async () => {
    await rows("CREATE TABLE changes.own (a INT, b STRING)");
    expect(await rows("INSERT INTO changes.own VALUES (1, 'x'), (2, 'y'), (3, 'z')")).toEqual([["3", "3"]]);
    expect(await rows("INSERT OVERWRITE changes.own SELECT a * 10, upper(b) FROM changes.own WHERE a > 1")).toEqual([
      ["2", "2"],
    ]);
    expect(await rows("SELECT * FROM changes.own ORDER BY a")).toEqual([
      ["20", "Y"],
      ["30", "Z"],
    ]);
    expect(await rows("SELECT count(*) FROM changes.own VERSION AS OF 1")).toEqual([["3"]]);
  });

  test("replaces the rows of a condition only", async () => {
    await rows(
      "CREATE TABLE changes.days AS SELECT * FROM VALUES (DATE '2024-01-01', 1), (DATE '2024-01-02', 2) t(d, n)",
    );
    await rows("INSERT INTO changes.days REPLACE WHERE d = '2024-01-02' SELECT DATE '2024-01-02', 20");
    expect(await rows("SELECT * FROM changes.days ORDER BY d")).toEqual([
      ["2024-01-01", "1"],
      ["2024-01-02", "20"],
    ]);
    expect(
      await session.failure("INSERT INTO changes.days REPLACE WHERE d = '2024-01-02' SELECT DATE '2024-01-03', 3"),
    ).toContain("[DELTA_REPLACE_WHERE_MISMATCH]");
    await rows("INSERT INTO changes.days REPLACE USING (d) VALUES (DATE '2024-01-01', 100)");
    expect(await rows("SELECT n FROM changes.days ORDER BY d")).toEqual([["100"], ["20"]]);
    await rows("INSERT OVERWRITE changes.days PARTITION (d = '2024-01-01') SELECT 7");
    expect(await rows("SELECT n FROM changes.days ORDER BY d")).toEqual([["7"], ["20"]]);
  });

  test("fills defaults, identities and generated columns", async () => {
    await rows(`CREATE TABLE changes.made (id BIGINT GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 5), name STRING DEFAULT 'none',
      at TIMESTAMP, day DATE GENERATED ALWAYS AS (CAST(at AS DATE)))`);
    await rows("INSERT INTO changes.made (at) VALUES (TIMESTAMP '2024-05-06 07:08:09')");
    await rows("INSERT INTO changes.made (name, at) VALUES ('a', NULL), (DEFAULT, TIMESTAMP '2024-01-01')");
    expect(await rows("SELECT id, name, day FROM changes.made ORDER BY id")).toEqual([
      ["10", "none", "2024-05-06"],
      ["15", "a", null],
      ["20", "none", "2024-01-01"],
    ]);
    expect(await session.failure("INSERT INTO changes.made (id) VALUES (1)")).toContain(
      "DELTA_IDENTITY_COLUMNS_EXPLICIT_INSERT_NOT_SUPPORTED",
    );
    expect(
      await session.failure("INSERT INTO changes.made (at, day) VALUES (TIMESTAMP '2024-01-01', DATE '2024-01-02')"),
    ).toContain("[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES] CHECK constraint Generated Column");
  });

  test("maps columns by position, by list and by name, and counts them", async () => {
    await rows("CREATE TABLE changes.mapped (a INT, b STRING, c DOUBLE)");
    await rows("INSERT INTO changes.mapped BY NAME SELECT 'x' AS b, 1 AS a");
    await rows("INSERT INTO changes.mapped (c, a) VALUES (2.5, 2)");
    expect(await rows("SELECT * FROM changes.mapped ORDER BY a")).toEqual([
      ["1", "x", null],
      ["2", null, "2.5"],
    ]);
    expect(await session.failure("INSERT INTO changes.mapped VALUES (1, 'a')")).toContain(
      "[INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS]",
    );
    expect(await session.failure("INSERT INTO changes.mapped VALUES ('x', 'a', 1)")).toContain("[CAST_INVALID_INPUT]");
    expect(await session.failure("INSERT INTO changes.mapped VALUES (date'2026-01-01', 'a', 1)")).toContain(
      "[DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION]",
    );
    expect(await session.failure("INSERT INTO changes.mapped VALUES (12345678901, 'a', 1)")).toMatch(/CAST_OVERFLOW/);
    await rows("INSERT WITH SCHEMA EVOLUTION INTO changes.mapped BY NAME SELECT 3 AS a, true AS fresh");
    expect(await rows("SELECT a, fresh FROM changes.mapped WHERE fresh")).toEqual([["3", "true"]]);
  });

  test("enforces NOT NULL, CHECK and lengths, and changes nothing when it refuses", async () => {
    await rows("CREATE TABLE changes.checked (a INT NOT NULL, v VARCHAR(3), CONSTRAINT positive CHECK (a > 0))");
    expect(await session.failure("INSERT INTO changes.checked VALUES (NULL, 'x')")).toContain(
      "[DELTA_NOT_NULL_CONSTRAINT_VIOLATED]",
    );
    expect(await session.failure("INSERT INTO changes.checked VALUES (1, 'x'), (-5, 'y')")).toContain(
      "CHECK constraint positive (a > 0) violated by row with values:\n - a : -5",
    );
    expect(await session.failure("INSERT INTO changes.checked VALUES (1, 'long')")).toContain(
      "[DELTA_EXCEED_CHAR_VARCHAR_LIMIT]",
    );
    expect(await rows("SELECT count(*) FROM changes.checked")).toEqual([["0"]]);
    await rows("INSERT INTO changes.checked VALUES (1, 'x')");
    expect(await session.failure("UPDATE changes.checked SET a = -a")).toContain(
      "DELTA_VIOLATE_CONSTRAINT_WITH_VALUES",
    );
    expect(await session.failure("ALTER TABLE changes.checked ADD CONSTRAINT big CHECK (a > 100)")).toContain(
      "DELTA_NEW_CHECK_CONSTRAINT_VIOLATION",
    );
    await rows("ALTER TABLE changes.checked DROP CONSTRAINT positive");
    await rows("UPDATE changes.checked SET a = -a");
  });
});

describe("UPDATE, DELETE and MERGE", () => {
  test("change the rows they name, and count them", async () => {
    await rows("CREATE TABLE changes.target AS SELECT id, 'old' AS word FROM range(5)");
    expect(
      await rows("UPDATE changes.target t SET word = concat('new', t.id) WHERE id IN (SELECT id FROM range(2))"),
    ).toEqual([["2"]]);
    expect(await rows("DELETE FROM changes.target WHERE id = 4")).toEqual([["1"]]);
    expect(await rows("UPDATE changes.target SET word = 'x' WHERE id > 100")).toEqual([["0"]]);
    expect(await rows("SELECT * FROM changes.target ORDER BY id")).toEqual([
      ["0", "new0"],
      ["1", "new1"],
      ["2", "old"],
      ["3", "old"],
    ]);
    expect((await rows("DESCRIBE HISTORY changes.target")).map((row) => row[4])).toEqual([
      "DELETE",
      "UPDATE",
      "CREATE TABLE AS SELECT",
    ]);
  });

  test("merge with every kind of clause", async () => {
    await rows("CREATE TABLE changes.merged AS SELECT * FROM VALUES (1, 'a'), (2, 'b'), (3, 'c') t(id, v)");
    expect(
      await rows(`MERGE INTO changes.merged t USING (SELECT * FROM VALUES (1, 'gone'), (2, 'B'), (9, 'new') s(id, v)) s ON t.id = s.id
        WHEN MATCHED AND s.v = 'gone' THEN DELETE WHEN MATCHED THEN UPDATE SET v = s.v || '!'
        WHEN NOT MATCHED THEN INSERT (id, v) VALUES (s.id, upper(s.v)) WHEN NOT MATCHED BY SOURCE THEN UPDATE SET v = 'orphan'`),
    ).toEqual([["4", "2", "1", "1"]]);
    expect(await rows("SELECT * FROM changes.merged ORDER BY id")).toEqual([
      ["2", "B!"],
      ["3", "orphan"],
      ["9", "NEW"],
    ]);
    expect(
      await session.failure(
        "MERGE INTO changes.merged t USING (SELECT * FROM VALUES (2), (2) AS q(id)) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET v = 'x'",
      ),
    ).toContain("[DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE]");
    await rows(`MERGE WITH SCHEMA EVOLUTION INTO changes.merged t USING (SELECT 2 AS id, 'z' AS v, 1.5 AS extra) s ON t.id = s.id
      WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *`);
    expect(await rows("SELECT * FROM changes.merged WHERE id = 2")).toEqual([["2", "z", "1.5"]]);
  });
});

describe("versions of a table", () => {
  test("can be read, listed and restored", async () => {
    await rows("CREATE TABLE changes.versions (a INT)");
    await rows("INSERT INTO changes.versions VALUES (1)");
    await rows("INSERT INTO changes.versions VALUES (2), (3)");
    await rows("DELETE FROM changes.versions WHERE a = 1");
    for (const [version, count] of [
      ["0", "0"],
      ["1", "1"],
      ["2", "3"],
      ["3", "2"],
    ]) {
      expect(await rows(`SELECT count(*) FROM changes.versions VERSION AS OF ${version}`)).toEqual([[count]]);
      expect(await rows(`SELECT count(*) FROM changes.versions@v${version}`)).toEqual([[count]]);
    }
    expect(await session.failure("SELECT * FROM changes.versions VERSION AS OF 9")).toContain(
      "[DELTA_VERSION_NOT_FOUND]",
    );
    await rows("RESTORE TABLE changes.versions TO VERSION AS OF 1");
    expect(await rows("SELECT a FROM changes.versions")).toEqual([["1"]]);
    await rows("INSERT INTO changes.versions VALUES (7)");
    expect(await rows("SELECT a FROM changes.versions ORDER BY a")).toEqual([["1"], ["7"]]);
    expect(await rows("SELECT count(*) FROM changes.versions VERSION AS OF 2")).toEqual([["3"]]);
    const times = (await rows("DESCRIBE HISTORY changes.versions")).map((row) => row[1]);
    expect(await rows(`SELECT count(*) FROM changes.versions TIMESTAMP AS OF '${times[0]}'`)).toEqual([["2"]]);
    expect(await rows(`SELECT count(*) FROM changes.versions TIMESTAMP AS OF timestamp('${times[3]}')`)).toEqual([
      ["3"],
    ]);
    expect(
      await session.failure("SELECT * FROM changes.versions TIMESTAMP AS OF current_timestamp() + INTERVAL 1 DAY"),
    ).toContain("[DELTA_TIMESTAMP_GREATER_THAN_COMMIT]");
    const history = await rows("DESCRIBE HISTORY changes.versions LIMIT 3");
    expect(history.map((row) => [row[0], row[4]])).toEqual([
      ["5", "WRITE"],
      ["4", "RESTORE"],
      ["3", "DELETE"],
    ]);
  });

  test("survive changes of the columns", async () => {
    await rows("CREATE TABLE changes.shape AS SELECT 1 AS a, 'x' AS b");
    await rows("ALTER TABLE changes.shape ADD COLUMN c INT COMMENT 'third' AFTER a");
    expect(await session.failure("ALTER TABLE changes.shape RENAME COLUMN b TO word")).toContain(
      "DELTA_UNSUPPORTED_RENAME_COLUMN",
    );
    expect(await session.failure("ALTER TABLE changes.shape DROP COLUMN a")).toContain("DELTA_UNSUPPORTED_DROP_COLUMN");
    await rows("ALTER TABLE changes.shape SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')");
    await rows("ALTER TABLE changes.shape RENAME COLUMN b TO word");
    await rows("INSERT INTO changes.shape VALUES (2, 20, 'y')");
    await rows("ALTER TABLE changes.shape DROP COLUMN a");
    expect(await rows("SELECT * FROM changes.shape ORDER BY word")).toEqual([
      [null, "x"],
      ["20", "y"],
    ]);
    expect(await rows("SELECT * FROM changes.shape VERSION AS OF 0")).toEqual([["1", "x"]]);
    expect(await session.failure("ALTER TABLE changes.shape ALTER COLUMN c TYPE BIGINT")).toContain(
      "DELTA_UNSUPPORTED_ALTER_TABLE_CHANGE_COL_OP",
    );
    await rows("ALTER TABLE changes.shape SET TBLPROPERTIES ('delta.enableTypeWidening' = 'true')");
    await rows("ALTER TABLE changes.shape ALTER COLUMN c TYPE BIGINT");
    await rows("INSERT INTO changes.shape VALUES (12345678901, 'z')");
    expect(await rows("SELECT max(c) FROM changes.shape")).toEqual([["12345678901"]]);
    expect(await session.failure("ALTER TABLE changes.shape ALTER COLUMN word TYPE INT")).toContain(
      "DELTA_UNSUPPORTED_ALTER_TABLE_CHANGE_COL_OP",
    );
  });

  test("show how the table is clustered and which features it uses", async () => {
    const detail = async () => {
      const [row = []] = await rows("DESCRIBE DETAIL changes.clustered");
      return [row[8], row[12], row[13], row[14]];
    };
    await rows("CREATE TABLE changes.clustered (id INT, day DATE, place STRUCT<city: STRING>) CLUSTER BY (Day)");
    expect(await detail()).toEqual(['["day"]', "1", "7", '["appendOnly","clustering","domainMetadata","invariants"]']);
    await rows("ALTER TABLE changes.clustered CLUSTER BY (id, place.city)");
    for (const statement of [
      "ALTER TABLE changes.clustered CLUSTER BY (day, region)",
      "CREATE TABLE changes.never (a INT) CLUSTER BY (nope)",
      "CREATE TABLE changes.never CLUSTER BY (nope) AS SELECT 1 AS a",
      "CREATE TABLE changes.never PARTITIONED BY (nope) AS SELECT 1 AS a",
    ])
      expect(await session.failure(statement), statement).toContain("[DELTA_COLUMN_NOT_FOUND]");
    expect(
      await session.failure("CREATE TABLE changes.never (a INT, b INT) PARTITIONED BY (a) CLUSTER BY (b)"),
    ).toContain("[DELTA_CLUSTER_BY_WITH_PARTITIONED_BY]");
    expect((await detail())[0]).toBe('["id","place.city"]');
    await rows("ALTER TABLE changes.clustered CLUSTER BY AUTO");
    expect(await rows("SHOW TBLPROPERTIES changes.clustered")).toEqual([["clusterByAuto", "true"]]);
    await rows("ALTER TABLE changes.clustered CLUSTER BY NONE");
    await rows(
      "ALTER TABLE changes.clustered SET TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true', 'delta.columnMapping.mode' = 'name')",
    );
    expect(await detail()).toEqual(["[]", "2", "7", '["appendOnly","changeDataFeed","columnMapping","invariants"]']);
  });

  test("are shared by a shallow clone, which then goes its own way", async () => {
    await rows("CREATE TABLE changes.source AS SELECT id FROM range(3)");
    expect(await rows("CREATE TABLE changes.deep DEEP CLONE changes.source")).toEqual([
      ["24", "1", "0", "1", "0", "24"],
    ]);
    expect(await rows("CREATE TABLE changes.clone SHALLOW CLONE changes.source")).toEqual([
      ["24", "1", "0", "0", "0", "0"],
    ]);
    await rows("INSERT INTO changes.source VALUES (100)");
    await rows("INSERT INTO changes.clone VALUES (200)");
    await rows("DROP TABLE changes.source");
    expect(await rows("SELECT id FROM changes.clone ORDER BY id")).toEqual([["0"], ["1"], ["2"], ["200"]]);
    await rows("UNDROP TABLE changes.source");
    expect(await rows("SELECT id FROM changes.source ORDER BY id")).toEqual([["0"], ["1"], ["2"], ["100"]]);
  });

  test("of a temporary table are part of one session", async () => {
    const script = [
      "CREATE TEMPORARY TABLE tt AS SELECT 1 AS x",
      "INSERT INTO tt VALUES (2), (3)",
      "UPDATE tt SET x = 20 WHERE x = 2",
      "DELETE FROM tt WHERE x = 3",
      "CREATE OR REPLACE TEMP TABLE tt AS SELECT x + 1 AS x FROM tt",
      "CREATE TEMP TABLE empty (x INT)",
      "INSERT INTO empty SELECT x FROM tt",
      "SELECT sum(x) FROM empty",
    ].join("; ");
    expect(await rows(`BEGIN ${script}; END`)).toEqual([["23"]]);
    expect(await rows("BEGIN CREATE TEMP TABLE tt AS SELECT 1 AS x; SHOW TABLES LIKE 'tt'; END")).toEqual([
      ["", "tt", "true"],
    ]);
    expect(
      await session.failure("BEGIN CREATE TEMP TABLE tt AS SELECT 1 AS x; CREATE TEMP TABLE tt AS SELECT 2 AS x; END"),
    ).toContain("TEMP_TABLE_OR_VIEW_ALREADY_EXISTS");
    expect(
      await session.failure("BEGIN CREATE TEMP TABLE tt AS SELECT 1 AS x; DROP TABLE tt; SELECT * FROM tt; END"),
    ).toContain("TABLE_OR_VIEW_NOT_FOUND");
    expect(await session.failure("SELECT * FROM tt")).toContain("TABLE_OR_VIEW_NOT_FOUND");
    expect(await rows("SHOW TABLES LIKE 'tt'")).toEqual([]);
  });

  test("go when VACUUM says so", async () => {
    await rows("CREATE TABLE changes.vacuumed AS SELECT 1 AS a");
    await rows("INSERT OVERWRITE changes.vacuumed SELECT 2");
    await rows("VACUUM changes.vacuumed");
    expect(await rows("SELECT * FROM changes.vacuumed VERSION AS OF 0")).toEqual([["1"]]);
    for (const hours of [0, 167]) {
      expect(await session.failure(`VACUUM changes.vacuumed RETAIN ${hours} HOURS`)).toContain(
        "[DELTA_VACUUM_RETENTION_PERIOD_TOO_SHORT]",
      );
    }
    expect(await rows("SELECT * FROM changes.vacuumed VERSION AS OF 0")).toEqual([["1"]]);
    await rows(
      "ALTER TABLE changes.vacuumed SET TBLPROPERTIES ('delta.deletedFileRetentionDuration' = 'interval 0 hours')",
    );
    await rows("VACUUM changes.vacuumed RETAIN 0 HOURS");
    expect(await session.failure("SELECT * FROM changes.vacuumed VERSION AS OF 0")).toContain(
      "[DELTA_VERSION_NOT_FOUND]",
    );
    expect(await rows("SELECT * FROM changes.vacuumed")).toEqual([["2"]]);
  });
});
