import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSql, type SqlSession } from "../../session.ts";

let session: SqlSession;
beforeAll(async () => {
  session = await openSql();
  await session.rows("CREATE SCHEMA main.made");
});
afterAll(() => session.close());

const rows = (statement: string, more?: object) => session.rows(statement, more);

describe("views", () => {
  test("look names up where they were made", async () => {
    await rows("CREATE TABLE made.base AS SELECT 1 AS a, 'x' AS b");
    await rows("CREATE VIEW main.made.v (n COMMENT 'number', w) AS SELECT a, b FROM base", { schema: "made" });
    expect(await rows("SELECT n, w FROM main.made.v")).toEqual([["1", "x"]]);
    expect(await rows("DESCRIBE made.v")).toEqual([
      ["n", "int", "number"],
      ["w", "string", null],
    ]);
    expect(await session.failure("CREATE VIEW made.v AS SELECT 1")).toContain("[TABLE_OR_VIEW_ALREADY_EXISTS]");
    await rows("ALTER VIEW made.v AS SELECT 2 AS n");
    expect(await rows("SELECT * FROM made.v")).toEqual([["2"]]);
    expect((await rows("SHOW CREATE TABLE made.v"))[0]?.[0]).toContain("CREATE VIEW main.made.v");
    expect(await session.failure("DROP TABLE made.v")).toContain("[EXPECT_TABLE_NOT_VIEW");
    expect(await session.failure("CREATE VIEW made.broken AS SELECT nothing FROM made.base")).toContain(
      "[UNRESOLVED_COLUMN",
    );
  });

  test("masks and row filters apply to every reader", async () => {
    await rows(
      "CREATE TABLE made.people AS SELECT * FROM VALUES ('ana@x.com', 'EU', 1), ('bo@y.org', 'US', 2) t(email, region, n)",
    );
    await rows("CREATE FUNCTION made.hide(text STRING) RETURN regexp_replace(text, '^[^@]+', '***')");
    await rows("CREATE FUNCTION made.only_eu(region STRING) RETURN region = 'EU'");
    await rows("ALTER TABLE made.people ALTER COLUMN email SET MASK made.hide");
    await rows("ALTER TABLE made.people SET ROW FILTER made.only_eu ON (region)");
    expect(await rows("SELECT email, n FROM made.people")).toEqual([["***@x.com", "1"]]);
    expect(await rows("SELECT count(*) FROM made.people p JOIN made.people q USING (n)")).toEqual([["1"]]);
    expect(await rows("SELECT column_name, mask_name FROM information_schema.column_masks")).toEqual([
      ["email", "main.made.hide"],
    ]);
    await rows("ALTER TABLE made.people DROP ROW FILTER");
    await rows("ALTER TABLE made.people ALTER COLUMN email DROP MASK");
    expect(await rows("SELECT email FROM made.people WHERE n = 2")).toEqual([["bo@y.org"]]);
  });
});

describe("functions of SQL", () => {
  test("return values and rows", async () => {
    await rows(
      "CREATE FUNCTION made.area(w DOUBLE, h DOUBLE DEFAULT 2) RETURNS DOUBLE COMMENT 'w times h' RETURN w * h",
    );
    expect(await rows("SELECT main.made.area(3), made.area(3, 4), made.area(h => 1, w => 5)")).toEqual([
      ["6.0", "12.0", "5.0"],
    ]);
    await rows("CREATE FUNCTION made.up_to(n INT) RETURNS TABLE (i BIGINT) RETURN SELECT id FROM range(n)");
    expect(await rows("SELECT sum(i) FROM made.up_to(4)")).toEqual([["6"]]);
    expect((await rows("DESCRIBE FUNCTION EXTENDED made.area")).flat()).toContain("Returns: DOUBLE");
    expect(await rows("SHOW USER FUNCTIONS IN main.made LIKE 'a*'")).toEqual([["main.made.area"]]);
    expect(await session.failure("CREATE FUNCTION made.area() RETURN 1")).toContain("[ROUTINE_ALREADY_EXISTS]");
    await rows("DROP FUNCTION made.area");
    expect(await session.failure("SELECT made.area(1)")).toContain("[UNRESOLVED_ROUTINE]");
  });
});

describe("governance", () => {
  test("grants, tags and comments are those of the REST API", async () => {
    await rows("CREATE TABLE made.owned (id BIGINT NOT NULL, note STRING)");
    await rows("GRANT SELECT, MODIFY ON TABLE made.owned TO `data-eng`");
    await rows("GRANT USE SCHEMA ON SCHEMA main.made TO analysts");
    await rows("REVOKE MODIFY ON TABLE made.owned FROM `data-eng`");
    expect(await rows("SHOW GRANTS ON TABLE made.owned")).toContainEqual([
      "data-eng",
      "SELECT",
      "TABLE",
      "main.made.owned",
    ]);
    expect(await rows("SHOW GRANTS analysts ON TABLE made.owned")).toEqual([
      ["analysts", "USE SCHEMA", "SCHEMA", "main.made"],
    ]);
    const { body } = await session.call("GET", "/api/2.1/unity-catalog/permissions/table/main.made.owned");
    expect(body).toEqual({ privilege_assignments: [{ principal: "data-eng", privileges: ["SELECT"] }] });
    await rows("ALTER TABLE made.owned SET TAGS ('cost' = 'x', 'pii')");
    await rows("ALTER TABLE made.owned ALTER COLUMN note SET TAGS ('pii' = 'no')");
    await rows("ALTER TABLE made.owned UNSET TAGS ('pii')");
    expect(
      await rows("SELECT tag_name, tag_value FROM information_schema.table_tags WHERE table_name = 'owned'"),
    ).toEqual([["cost", "x"]]);
    expect(
      await rows("SELECT column_name, tag_value FROM information_schema.column_tags WHERE table_name = 'owned'"),
    ).toEqual([["note", "no"]]);
    await rows("COMMENT ON TABLE made.owned IS 'ours'");
    await rows("COMMENT ON COLUMN made.owned.id IS 'key'");
    await rows("COMMENT ON SCHEMA made IS 'schema of a test'");
    const table = await session.call("GET", "/api/2.1/unity-catalog/tables/main.made.owned");
    expect(table.body).toMatchObject({
      comment: "ours",
      columns: [{ name: "id", comment: "key", nullable: false }, {}],
    });
    expect(await rows("DESCRIBE SCHEMA made")).toContainEqual(["Comment", "schema of a test"]);
  });

  test("principals that do not exist get neither privileges nor objects", async () => {
    await rows("CREATE TABLE made.given (id BIGINT)");
    const missing = "PRINCIPAL_DOES_NOT_EXIST: Could not find principal with name data-team.";
    for (const statement of [
      "GRANT SELECT ON TABLE made.given TO `data-team`",
      "ALTER TABLE made.given OWNER TO `data-team`",
      "ALTER SCHEMA made OWNER TO `data-team`",
    ])
      expect(await session.failure(statement)).toBe(missing);
    // Privileges of a principal that was deleted can be revoked.
    await rows("REVOKE SELECT ON TABLE made.given FROM `data-team`");
  });

  test("keys are informational and listed", async () => {
    await rows("CREATE TABLE made.parent (id BIGINT, CONSTRAINT parent_pk PRIMARY KEY (id) RELY)");
    await rows("CREATE TABLE made.child (id BIGINT, p BIGINT CONSTRAINT child_fk REFERENCES made.parent)");
    await rows("INSERT INTO made.parent VALUES (1), (1)");
    expect(
      await rows(
        "SELECT constraint_name, constraint_type FROM information_schema.table_constraints WHERE table_schema = 'made' ORDER BY 1",
      ),
    ).toEqual([
      ["child_fk", "FOREIGN KEY"],
      ["parent_pk", "PRIMARY KEY"],
    ]);
    expect(
      await rows("SELECT column_name FROM information_schema.key_column_usage WHERE constraint_name = 'child_fk'"),
    ).toEqual([["p"]]);
    expect((await rows("SHOW CREATE TABLE made.child"))[0]?.[0]).toContain(
      "FOREIGN KEY (`p`) REFERENCES main.made.parent (`id`)",
    );
    expect(await session.failure("INSERT INTO made.parent VALUES (NULL)")).toContain(
      "[DELTA_NOT_NULL_CONSTRAINT_VIOLATED]",
    );
    await rows("ALTER TABLE made.parent DROP PRIMARY KEY");
  });
});

describe("variables and scripts", () => {
  test("a script declares, loops and ends with its last result", async () => {
    expect(
      await rows(`BEGIN
        DECLARE total INT DEFAULT 0; DECLARE i INT = 0;
        outer_loop: WHILE true DO
          SET i = i + 1;
          IF i > 5 THEN LEAVE outer_loop; ELSEIF i = 3 THEN ITERATE outer_loop; END IF;
          SET total = total + i;
        END WHILE;
        FOR r AS SELECT id FROM range(2) DO SET total = total + CAST(r.id AS INT) * 100; END FOR;
        SELECT total, i;
      END`),
    ).toEqual([["112", "6"]]);
  });

  test("a handler catches an error", async () => {
    expect(
      await rows(`BEGIN DECLARE msg STRING DEFAULT 'none';
        BEGIN DECLARE EXIT HANDLER FOR DIVIDE_BY_ZERO SET msg = 'caught'; SELECT 1 / 0; SET msg = 'not here'; END;
        SELECT msg; END`),
    ).toEqual([["caught"]]);
  });

  test("EXECUTE IMMEDIATE and IDENTIFIER take parameters", async () => {
    await rows("CREATE TABLE made.named AS SELECT 7 AS a");
    expect(await rows("EXECUTE IMMEDIATE 'SELECT a + ? FROM made.named' USING 3")).toEqual([["10"]]);
    const parameters = [{ name: "t", value: "main.made.named" }];
    expect(await rows("SELECT * FROM IDENTIFIER(:t)", { parameters })).toEqual([["7"]]);
    await rows("INSERT INTO IDENTIFIER(:t) VALUES (8)", { parameters });
    expect(await rows("SELECT max(a) FROM made.named")).toEqual([["8"]]);
  });
});

describe("describing", () => {
  test("shows details, history and what is dropped", async () => {
    await rows("CREATE TABLE made.shown (a INT, d DATE) PARTITIONED BY (d) COMMENT 'c' TBLPROPERTIES ('k' = 'v')");
    await rows("INSERT INTO made.shown VALUES (1, DATE '2024-01-01'), (2, DATE '2024-01-02')");
    expect(await rows("SHOW PARTITIONS made.shown")).toEqual([["2024-01-01"], ["2024-01-02"]]);
    expect(await rows("SHOW TBLPROPERTIES made.shown")).toEqual([["k", "v"]]);
    const [detail] = await rows("DESCRIBE DETAIL made.shown");
    expect(detail?.slice(2, 4)).toEqual(["main.made.shown", "c"]);
    expect(detail?.[7]).toBe('["d"]');
    expect(await rows("SHOW COLUMNS IN made.shown")).toEqual([["a"], ["d"]]);
    await rows("DROP TABLE made.shown");
    expect((await rows("SHOW TABLES DROPPED IN made")).map((row) => row[2])).toContain("shown");
    expect(await rows("SHOW VOLUMES IN main.sales")).toEqual([
      ["sales", "exports"],
      ["sales", "landing"],
    ]);
    expect(await rows("OPTIMIZE sales.orders")).toHaveLength(1);
    expect(await session.failure("DELETE FROM samples.nyctaxi.trips")).toContain("[INSUFFICIENT_PERMISSIONS]");
  });
});

describe("names of new objects", () => {
  test.each([
    "CREATE TABLE made.`a b` (id INT)",
    "CREATE TABLE made.`a.b` AS SELECT 1 AS id",
    "CREATE VIEW made.`a/b` AS SELECT 1 AS id",
    "CREATE SCHEMA main.`s t`",
    "CREATE CATALOG `c.d`",
    "ALTER TABLE made.named RENAME TO made.`n m`",
  ])("Unity Catalog refuses %s", async (statement) => {
    await rows("CREATE TABLE IF NOT EXISTS made.named (id INT)");
    expect(await session.failure(statement)).toMatch(/^\[INVALID_PARAMETER_VALUE\] .* is not a valid name/);
  });

  test("columns with blanks or brackets need column mapping", async () => {
    const refused = "[DELTA_INVALID_CHARACTERS_IN_COLUMN_NAMES]";
    expect(await session.failure("CREATE TABLE made.columns1 (`x y` INT)")).toContain(refused);
    expect(await session.failure("CREATE TABLE made.columns1 AS SELECT count(*) FROM range(3)")).toContain("count(1)");
    await rows("CREATE TABLE made.columns1 (x INT, `ä-z` INT)");
    expect(await session.failure("ALTER TABLE made.columns1 ADD COLUMN `p,q` INT")).toContain(refused);
    const mapped = "TBLPROPERTIES ('delta.columnMapping.mode' = 'name')";
    await rows(`CREATE TABLE made.columns2 (\`x y\` INT) ${mapped}`);
    await rows("ALTER TABLE made.columns2 ADD COLUMN `p,q` INT");
    expect(await rows("SELECT `x y`, `p,q` FROM made.columns2")).toEqual([]);
    await rows("CREATE VIEW made.spaced AS SELECT 1 AS `x y`");
  });
});
