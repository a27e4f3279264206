import { describe, expect, it } from "vitest";
import { parseStatement } from "../../../../../sandbox/sql/spark/syntax/statements/statement-parser.ts";

/** Statements and the kind of tree they give, with the fields that matter most. */
const STATEMENTS: readonly (readonly [sql: string, expected: object])[] = [
  ["INSERT INTO main.s.t VALUES (1, 'a'), (2, DEFAULT)", { kind: "insert", mode: "into", target: ["main", "s", "t"] }],
  ["INSERT INTO t (a, b) SELECT 1, 2", { kind: "insert", columns: ["a", "b"] }],
  ["INSERT INTO t (SELECT 1)", { kind: "insert", columns: [] }],
  ["INSERT OVERWRITE TABLE t SELECT * FROM t", { kind: "insert", mode: "overwrite" }],
  ["INSERT OVERWRITE t PARTITION (day = '2024-01-01', hour) SELECT 1", { kind: "insert", mode: "overwrite" }],
  ["INSERT INTO t REPLACE WHERE d >= '2024-01-01' SELECT * FROM s", { kind: "insert", mode: "replace_where" }],
  ["INSERT INTO t BY NAME SELECT 1 AS a", { kind: "insert", byName: true }],
  ["WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", { kind: "insert" }],
  ["INSERT WITH SCHEMA EVOLUTION INTO t SELECT 1", { kind: "insert", schemaEvolution: true }],
  ["UPDATE t AS x SET a = a + 1, b = DEFAULT WHERE x.a > 1", { kind: "update", alias: "x" }],
  ["DELETE FROM t WHERE a IN (SELECT a FROM u)", { kind: "delete" }],
  ["TRUNCATE TABLE t", { kind: "truncate" }],
  [
    `MERGE WITH SCHEMA EVOLUTION INTO t USING (SELECT 1 AS id) s ON t.id = s.id
     WHEN MATCHED AND s.x = 1 THEN DELETE WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)
     WHEN NOT MATCHED BY SOURCE AND t.id < 3 THEN UPDATE SET a = 1`,
    { kind: "merge", schemaEvolution: true },
  ],
  [
    "COPY INTO t FROM '/Volumes/a/b/c' FILEFORMAT = CSV FILES = ('a.csv') FORMAT_OPTIONS ('header' = 'true') COPY_OPTIONS ('mergeSchema' = 'true')",
    { kind: "copy_into", format: "csv", files: ["a.csv"], from: { path: "/Volumes/a/b/c" } },
  ],
  ["COPY INTO t FROM (SELECT a::int FROM '/Volumes/x') FILEFORMAT = JSON PATTERN = '*.json'", { kind: "copy_into" }],
  [
    `CREATE TABLE IF NOT EXISTS t (id BIGINT GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 5), name STRING NOT NULL COMMENT 'n',
     d DATE GENERATED ALWAYS AS (CAST(ts AS DATE)), ts TIMESTAMP DEFAULT current_timestamp(), v VARCHAR(10), CONSTRAINT pk PRIMARY KEY (id) RELY,
     CONSTRAINT fk FOREIGN KEY (name) REFERENCES u (name), CONSTRAINT c CHECK (id > 0)) USING DELTA PARTITIONED BY (d) COMMENT 'x'
     TBLPROPERTIES ('a.b' = 'c', delta.enableChangeDataFeed = true)`,
    { kind: "create_table", mode: "if_not_exists", format: "delta", partitionedBy: ["d"] },
  ],
  ["CREATE OR REPLACE TABLE t CLUSTER BY AUTO AS SELECT 1 AS a", { kind: "create_table", mode: "or_replace" }],
  ["CREATE TABLE t SHALLOW CLONE s VERSION AS OF 3", { kind: "create_table", clone: { shallow: true, source: ["s"] } }],
  ["CREATE TABLE t LIKE s", { kind: "create_table", like: ["s"] }],
  ["CREATE OR REFRESH STREAMING TABLE t AS SELECT * FROM STREAM read_files('/Volumes/x')", { of: "streaming_table" }],
  [
    "CREATE MATERIALIZED VIEW m SCHEDULE EVERY 1 HOUR AS SELECT 1 AS a",
    { of: "materialized_view", text: "SELECT 1 AS a" },
  ],
  ["CREATE OR REPLACE TEMP VIEW v (a COMMENT 'x') AS SELECT 1", { kind: "create_view", of: "temp_view" }],
  [
    "CREATE FUNCTION f(x INT DEFAULT 1, y STRING) RETURNS STRING COMMENT 'c' RETURN x || y",
    { kind: "create_function" },
  ],
  ["CREATE FUNCTION f() RETURNS TABLE (a INT) RETURN SELECT 1", { kind: "create_function" }],
  [
    "CREATE FUNCTION f(s STRING) RETURNS STRING LANGUAGE PYTHON AS $$ return s $$",
    { language: "python", text: " return s " },
  ],
  ["CREATE SCHEMA IF NOT EXISTS main.s COMMENT 'x'", { kind: "create_schema", comment: "x" }],
  ["CREATE CATALOG c", { kind: "create_catalog" }],
  ["CREATE VOLUME main.s.v", { kind: "create_volume" }],
  ["DROP TABLE IF EXISTS t", { kind: "drop", object: "table", ifExists: true }],
  ["DROP SCHEMA s CASCADE", { kind: "drop", object: "schema", cascade: true }],
  ["UNDROP TABLE t", { kind: "undrop", object: "table" }],
  ["ALTER TABLE t ADD COLUMNS (a INT COMMENT 'x' AFTER b, c STRING FIRST)", { action: { kind: "add_columns" } }],
  ["ALTER TABLE t RENAME COLUMN a TO b", { action: { kind: "rename_column", to: "b" } }],
  ["ALTER TABLE t ALTER COLUMN a SET TAGS ('pii' = 'email')", { action: { kind: "alter_column" } }],
  ["ALTER TABLE t SET ROW FILTER f ON (a, b)", { action: { kind: "set_row_filter" } }],
  ["ALTER TABLE t DROP PRIMARY KEY IF EXISTS CASCADE", { action: { kind: "drop_constraint", of: "primary_key" } }],
  ["ALTER TABLE t SET TBLPROPERTIES ('a' = 1)", { action: { kind: "set_properties" } }],
  ["ALTER SCHEMA s OWNER TO `a@b.c`", { action: { kind: "owner", to: "a@b.c" } }],
  ["ALTER VIEW v AS SELECT 2", { action: { kind: "view_query", text: "SELECT 2" } }],
  ["SHOW TABLES IN main.s LIKE 'a*'", { kind: "show", what: "tables", pattern: "a*" }],
  ["SHOW GRANTS `a@b.c` ON SCHEMA main.s", { kind: "show_grants", principal: "a@b.c" }],
  ["SHOW GRANTS ON TABLE t", { kind: "show_grants" }],
  ["SHOW CREATE TABLE t", { kind: "show", what: "create_table" }],
  ["SHOW COLUMNS IN t", { kind: "show", what: "columns" }],
  ["SHOW SYSTEM FUNCTIONS LIKE 'a*'", { kind: "show", what: "functions", scope: "system" }],
  ["DESCRIBE HISTORY t LIMIT 5", { kind: "describe_history", limit: 5 }],
  ["DESC TABLE EXTENDED main.s.t AS JSON", { kind: "describe", extended: true, asJson: true }],
  ["DESCRIBE t a", { kind: "describe", column: ["a"] }],
  ["DESCRIBE FUNCTION EXTENDED upper", { kind: "describe", object: "function" }],
  ["DESCRIBE SELECT 1", { kind: "describe_query" }],
  ["GRANT SELECT, MODIFY ON TABLE t TO `data-team`", { kind: "grant", privileges: ["SELECT", "MODIFY"] }],
  ["REVOKE ALL PRIVILEGES ON CATALOG main FROM `a@b.c`", { kind: "revoke", privileges: ["ALL PRIVILEGES"] }],
  ["COMMENT ON COLUMN t.a IS NULL", { kind: "comment", comment: null }],
  ["SET TAG ON TABLE t `cost` = `x`", { kind: "tag", key: "cost", value: "x" }],
  ["OPTIMIZE t WHERE d > 1 ZORDER BY (a, b)", { kind: "optimize" }],
  ["VACUUM t RETAIN 168 HOURS DRY RUN", { kind: "vacuum", retainHours: 168, dryRun: true }],
  ["ANALYZE TABLE t COMPUTE STATISTICS FOR ALL COLUMNS", { kind: "analyze" }],
  ["RESTORE TABLE t TO VERSION AS OF 1", { kind: "restore", to: { kind: "version" } }],
  ["LIST '/Volumes/a/b/c' LIMIT 3", { kind: "list_files", path: "/Volumes/a/b/c" }],
  ["USE CATALOG main", { kind: "use", object: "catalog" }],
  ["USE main.s", { kind: "use", object: "schema", name: ["main", "s"] }],
  ["SET spark.sql.shuffle.partitions = 8", { kind: "set_option", key: "spark.sql.shuffle.partitions", value: "8" }],
  ["SET TIME ZONE 'Europe/Berlin'", { kind: "set_time_zone" }],
  ["SET VAR a = 1, b = 2", { kind: "set_variable" }],
  ["DECLARE OR REPLACE VARIABLE x INT DEFAULT 5", { kind: "declare_variable", names: ["x"], replace: true }],
  ["EXECUTE IMMEDIATE 'SELECT ?' INTO x USING 1", { kind: "execute_immediate", into: ["x"] }],
  ["EXPLAIN FORMATTED SELECT 1", { kind: "explain", mode: "formatted" }],
  ["SELECT 1;", { kind: "query" }],
  [
    `BEGIN DECLARE x INT DEFAULT 0; WHILE x < 3 DO SET x = x + 1; IF x = 2 THEN LEAVE l; ELSE SELECT x; END IF; END WHILE;
     FOR r AS SELECT a FROM t DO INSERT INTO u VALUES (r.a); END FOR; END`,
    { kind: "script" },
  ],
];

describe("statements of Databricks SQL", () => {
  it.each(STATEMENTS)("parses %s", (sql, expected) => {
    expect(parseStatement(sql)).toMatchObject(expected);
  });

  it.each([
    ["SELEC 1", "'SELEC'"],
    ["SELECT 1 FROM", "end of input"],
    ["CREATE TABL t (a INT)", "'TABL'"],
    ["SELECT 1; SELECT 2", "'SELECT'"],
    ["DROP TABLE t x", "'x'"],
    ["INSERT t VALUES (1))", "')'"],
  ])("reports where %s is wrong", (sql, near) => {
    expect(() => parseStatement(sql)).toThrow(`[PARSE_SYNTAX_ERROR] Syntax error at or near ${near}`);
  });

  it("refuses nesting that would end the stack", () => {
    const deep = `SELECT ${"(".repeat(5000)}1${")".repeat(5000)}`;
    expect(() => parseStatement(deep)).toThrow("FAILED_TO_PARSE_TOO_COMPLEX");
    expect(() => parseStatement(`SELECT ${"NOT ".repeat(5000)}true`)).toThrow("FAILED_TO_PARSE_TOO_COMPLEX");
    expect(() => parseStatement(`SELECT ${"- ".repeat(5000)}a`)).toThrow("FAILED_TO_PARSE_TOO_COMPLEX");
    expect(() => parseStatement(`SELECT 1${" + 1".repeat(5000)}`)).toThrow("FAILED_TO_PARSE_TOO_COMPLEX");
    expect(() => parseStatement(`SELECT 1${" UNION ALL SELECT 1".repeat(5000)}`)).toThrow(
      "FAILED_TO_PARSE_TOO_COMPLEX",
    );
    expect(() => parseStatement(`SELECT ${"(".repeat(100)}1${")".repeat(100)}`)).not.toThrow();
    expect(() => parseStatement(`SELECT ${"CASE WHEN ".repeat(5000)}`)).toThrow("FAILED_TO_PARSE_TOO_COMPLEX");
  });

  it("reads the text of IDENTIFIER", () => {
    expect(parseStatement("SELECT * FROM IDENTIFIER('main.' || '`a b`.t')")).toMatchObject({
      query: { body: { from: { name: ["main", "a b", "t"] } } },
    });
    const identifier = () => "main.x";
    expect(parseStatement("DROP TABLE IDENTIFIER(:table)", { identifier })).toMatchObject({ name: ["main", "x"] });
  });
});
