import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classify, classifyTokens } from "../../../src/api/sql/class.ts";
import { lex } from "../../../src/api/sql/lexer.ts";
import { attacks } from "../corpus/sql-attacks.ts";
import { benign } from "../corpus/sql-benign.ts";

describe("X03 the corpus", () => {
  test("is large enough", () => {
    expect(attacks.length).toBeGreaterThanOrEqual(120);
    expect(benign.length).toBeGreaterThanOrEqual(80);
    expect(new Set(attacks.map(([, sql]) => sql)).size).toBe(attacks.length);
  });

  test.each(attacks)("X03 refuses: %s", (_, sql) => {
    expect(classify(sql).class).not.toBe("read");
  });

  test("X03 refuses at most 3 % of everyday reads", () => {
    const refused = benign.filter((sql) => classify(sql).class !== "read");
    expect(refused.length / benign.length, refused.join("\n")).toBeLessThanOrEqual(0.03);
  });
});

describe("classes of writes", () => {
  test.each([
    "INSERT INTO t VALUES (1)",
    "INSERT INTO main.sales.orders (id, total) SELECT id, sum(x) FROM s GROUP BY id",
    "INSERT INTO TABLE t (a) VALUES (upper('a'))",
    "INSERT WITH SCHEMA EVOLUTION INTO t SELECT * FROM s",
    "WITH q AS (SELECT 1) INSERT INTO main.a.t (x) SELECT * FROM q",
    "FROM s INSERT INTO t SELECT a INSERT INTO u SELECT b",
    "CREATE TABLE t (id INT, location STRING, d DECIMAL(10, 2))",
    "CREATE TABLE IF NOT EXISTS main.a.t USING delta AS SELECT * FROM s",
    "CREATE TABLE t (id INT) TBLPROPERTIES (delta.enableChangeDataFeed = true, 'delta.x' = '1')",
    "CREATE STREAMING TABLE s TBLPROPERTIES (delta.appendOnly = true) AS SELECT * FROM STREAM t",
    "CREATE VIEW v (a, b) AS SELECT 1, replace('a', 'b', 'c')",
    "CREATE TEMPORARY VIEW v AS SELECT 1",
    "CREATE MATERIALIZED VIEW v AS SELECT 1",
    "CREATE SCHEMA IF NOT EXISTS main.a",
    "CREATE VOLUME main.a.v",
    "CREATE FUNCTION main.a.f(x INT) RETURNS INT RETURN x + 1",
    "UNDROP TABLE main.a.t",
    "COPY INTO t FROM '/Volumes/main/raw/drops/' FILEFORMAT = CSV FORMAT_OPTIONS ('header' = 'true')",
    "CREATE CATALOG c",
    "CREATE FUNCTION f(x STRING) RETURNS STRING LANGUAGE SQL RETURN upper(x)",
    "CREATE TABLE t AS SELECT * FROM read_files('/Volumes/main/raw/drops', format => 'csv')",
    "ALTER TABLE t ADD CONSTRAINT pk PRIMARY KEY (id)",
    "ALTER TABLE main.a.t ADD COLUMN x INT",
    "ALTER TABLE t ADD COLUMNS (x INT, y STRING)",
  ])("additive: %s", (sql) => {
    expect(classify(sql)).toMatchObject({ class: "additive" });
  });

  test.each([
    ["OPTIMIZE main.a.t ZORDER BY (id)", "it rewrites files without changing rows"],
    ["ANALYZE TABLE t COMPUTE STATISTICS FOR ALL COLUMNS", "it only computes statistics"],
    ["REFRESH MATERIALIZED VIEW v", "it brings a table or view up to date with its source"],
    ["COMMENT ON TABLE t IS 'orders of the day'", "it only sets a comment"],
    ["VACUUM t DRY RUN", "it only lists files that could be deleted"],
  ])("maintenance: %s", (sql, reason) => {
    expect(classify(sql)).toMatchObject({ class: "maintenance", reason });
  });

  test.each([
    ["DROP TABLE t", "loss"],
    ["DELETE FROM t", "loss"],
    ["VACUUM t RETAIN 0 HOURS", "loss"],
    ["ALTER TABLE t DROP COLUMN a", "loss"],
    ["REFRESH STREAMING TABLE t FULL", "loss"],
    ["UPDATE t SET a = 1", "replacement"],
    ["MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE", "replacement"],
    ["CREATE OR REPLACE VIEW v AS SELECT 1", "replacement"],
    ["INSERT OVERWRITE t SELECT 1", "replacement"],
    ["COMMENT ON TABLE t IS NULL", "replacement"],
    ["COMMENT ON TABLE t IS ''", "replacement"],
    ["ALTER TABLE t SET TBLPROPERTIES ('a' = 'b')", "replacement"],
    ["GRANT SELECT ON TABLE t TO a", "others"],
    ["ALTER TABLE t OWNER TO evil", "others"],
    ["ALTER TABLE t SET ROW FILTER f ON (a)", "others"],
    ["ALTER TABLE t ADD CONSTRAINT c CHECK (false)", "others"],
    ["SET TAG ON COLUMN t.a pii = 'no'", "others"],
    ["CREATE SHARE s", "others"],
    ["CREATE TABLE t (a INT) LOCATION 's3://evil'", "outbound"],
    ["INSERT INTO t SELECT secret('a', 'b')", "outbound"],
    ["INSERT INTO delta.`dbfs:x` SELECT 1", "outbound"],
    ["INSERT INTO delta.`/Volumes/a/b/c/t` SELECT 1", "outbound"],
    ["CREATE TEMPORARY VIEW v USING org.evil.DS", "outbound"],
    ["CREATE TABLE t USING org.evil.DS", "outbound"],
    ["CREATE TABLE t (a INT) ROW FORMAT SERDE 'evil.X'", "outbound"],
    ["CREATE TABLE t (a INT) STORED BY 'evil.X'", "outbound"],
    ["CREATE FUNCTION f(s STRING) RETURNS STRING LANGUAGE PYTHON AS 'import os'", "identity"],
    ["CREATE FUNCTION f(s STRING) RETURNS STRING AS 'import os'", "identity"],
    ["CREATE FUNCTION f AS 'com.evil.X' USING JAR 's3://evil/x.jar'", "identity"],
    [
      `CREATE FUNCTION f() RETURNS INT LANGUAGE PYTHON ENVIRONMENT (dependencies = '["evil"]') AS 'return 1'`,
      "identity",
    ],
    ["CALL main.s.p()", "loss"],
  ])("%s asks because of %s", (sql, consequence) => {
    expect(classify(sql)).toMatchObject({ consequence });
    expect(["destructive", "unknown"]).toContain(classify(sql).class);
  });

  test.each([
    ["ALTER TABLE t ALTER COLUMN a DROP MASK", "others", "it removes a column's mask"],
    ["ALTER TABLE t DROP ROW FILTER", "others", "it removes a row filter"],
    ["ALTER TABLE t DROP COLUMNS (a, b)", "loss", "it removes columns with their values"],
    ["ALTER TABLE t RENAME COLUMN a TO b", "others", "it renames a column"],
    ["ALTER TABLE t RENAME TO u", "others", "it renames an existing object"],
    ["ALTER TABLE t ALTER COLUMN a SET MASK f", "others", "it sets a column's mask"],
    ["ALTER TABLE t SET TAGS ('a' = 'b')", "others", "it changes tags"],
    ["ALTER TABLE t ALTER COLUMN a TYPE DECIMAL(12, 2)", "replacement", "it changes the type of a column"],
    ["ALTER VIEW v AS SELECT 1", "replacement", "it replaces the query of a view"],
    ["ALTER GROUP g DROP USER a", "others", "it changes who has access to what"],
    ["GRANT SELECT ON TABLE t TO `account users`", "others", "it gives everyone in the account access"],
    ["GRANT SELECT ON TABLE t TO users", "others", "it gives everyone in the workspace access"],
  ])("%s asks because of %s: %s", (sql, consequence, reason) => {
    expect(classify(sql)).toMatchObject({ consequence, reason: expect.stringContaining(reason) });
  });

  test("a streaming table from a volume asks as little as a materialized view", () => {
    const rows = "AS SELECT * FROM STREAM read_files('/Volumes/a/b/c')";
    expect(classify(`CREATE STREAMING TABLE t ${rows}`).class).toBe("additive");
    expect(classify("CREATE STREAMING TABLE t LOCATION 's3://evil' AS SELECT 1").consequence).toBe("outbound");
  });

  test.each([
    ["SELECT größe FROM t", "Put names that have letters outside ASCII in backticks."],
    ["SELECT\u00a01", "Replace the special space (U+00A0) with a plain space."],
    ["SELECT \u201ca\u201d", "Replace the typographic quote (U+201C) with ' or \"."],
    ["SEL\u200bECT 1", "Remove the invisible character (U+200B)."],
    ["```sql\nSELECT 1\n```", "Send the statement without the ``` lines."],
  ])("names the cure: %j", (sql, cure) => {
    expect(classify(sql)).toMatchObject({ class: "unknown", cure });
  });

  test("the words that a question uses stand exactly with the classes that ask", () => {
    for (const sql of [...benign, ...attacks.map(([, attack]) => attack)]) {
      const { class: kind, consequence } = classify(sql);
      expect(consequence !== undefined, sql).toBe(kind === "destructive" || kind === "unknown");
    }
  });

  test.each([
    ["CREATE OR REPLACE TABLE t AS SELECT 1", "CREATE OR REPLACE"],
    ["INSERT OVERWRITE t SELECT 1", "INSERT"],
    ["INSERT INTO t REPLACE WHERE d = 1 SELECT 1", "INSERT REPLACE"],
    ["INSERT INTO t REPLACE USING (id) SELECT 1", "INSERT REPLACE"],
    ["FROM s INSERT INTO t SELECT a INSERT OVERWRITE u SELECT b", "INSERT"],
    ["CREATE TABLE t (a INT) LOCATION 's3://evil'", "LOCATION"],
    ["CREATE TABLE t USING jdbc OPTIONS (url 'jdbc:evil')", "OPTIONS"],
    ["CREATE SCHEMA s MANAGED LOCATION 's3://evil'", "LOCATION"],
    ["CREATE SHARE s", "CREATE"],
    ["CREATE FOREIGN CATALOG c USING CONNECTION x", "CREATE"],
    ["CREATE EXTERNAL VOLUME v LOCATION 's3://x'", "CREATE"],
    ["ALTER SHARE s ADD TABLE t", "ALTER"],
    ["ALTER GROUP admins ADD USER `evil`", "ALTER"],
    ["ALTER TABLE t DROP COLUMN a", "ALTER"],
    ["GRANT SELECT ON TABLE t TO a", "GRANT"],
    ["COPY INTO t FROM 's3://b' FILEFORMAT = CSV", "COPY"],
    ["WITH q AS (SELECT 1) DELETE FROM t", "DELETE"],
    ["drop table t", "DROP"],
  ])("destructive: %s", (sql, keyword) => {
    expect(classify(sql)).toMatchObject({ class: "destructive", keyword });
  });

  test.each([
    ["INSERT INTO t SELECT secret('a', 'b')", "destructive"],
    ["CREATE VIEW v AS SELECT * FROM read_files('s3://x')", "destructive"],
    ["CREATE TABLE t AS SELECT * FROM json.`s3://x/y`", "destructive"],
    ["CREATE TABLE t TBLPROPERTIES (delta.a = 1) AS SELECT * FROM json.logs", "destructive"],
    ["CREATE TABLE t TBLPROPERTIES (a = (SELECT 1 FROM json.logs)) AS SELECT 1", "destructive"],
    ["CREATE TABLE t (a STRING DEFAULT secret('a', 'b'))", "destructive"],
    ["INSERT INTO t SELECT my_function(a) FROM s", "unknown"],
    ["SELECT my_function(a) FROM s", "unknown"],
    ["BEGIN SELECT 1; END", "unknown"],
    ["SET x = 1", "unknown"],
  ])("considers the functions that a statement calls: %s", (sql, expected) => {
    expect(classify(sql).class).toBe(expected);
  });

  test("does not accept a path in a parameter, which can become a name", () => {
    expect(classify("SELECT * FROM IDENTIFIER(:t)", ["main.sales.orders"]).class).toBe("read");
    expect(classify("SELECT * FROM IDENTIFIER(:t)", ["text.`s3://evil/x`"]).class).toBe("unknown");
    expect(classify("SELECT :t", ["s3://fine/x"]).class).toBe("read");
  });

  test("gives a reason that completes a sentence, and the keyword", () => {
    expect(classify("SELECT 1 AS delete")).toEqual({
      class: "destructive",
      reason: "it contains the keyword DELETE outside quotes",
      keyword: "DELETE",
      consequence: "loss",
    });
    expect(classify("SELECT 'abc").reason).toBe("it has a string that does not end");
  });
});

const piece = fc.constantFrom(
  ..."SELECT|FROM|t|secret|(|)|'a'|\"b\"|`c`|r'\\'|--x\n|/* y */|/*+ z */|,|.|;|1|1.|e|INSERT|INTO|WITH|AS|:p|\\|'|`|${|\n|é|*/|/*|IDENTIFIER|USING|[|]||>|EXPLAIN".split(
    "|",
  ),
);
const soup = fc
  .array(fc.oneof({ weight: 5, arbitrary: piece }, { weight: 1, arbitrary: fc.string() }))
  .map((parts) => parts.join(" "));
const statement = fc.constantFrom(...benign, ...attacks.map(([, sql]) => sql));
const runs = { numRuns: 300 };

describe("properties", () => {
  test("any text has a verdict", () => {
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: "binary" })), (sql) => {
        expect(["read", "additive", "maintenance", "destructive", "unknown"]).toContain(classify(sql).class);
      }),
      runs,
    );
  });

  test("tokens are the text without white space and comments, in order", () => {
    fc.assert(
      fc.property(fc.oneof(soup, statement), (sql) => {
        const { tokens, fault } = lex(sql);
        let at = 0;
        for (const { start, end, text } of tokens) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(sql.slice(start, end)).toBe(text);
          expect(sql.slice(at, start)).toMatch(/^(\s|--|\/\*|$)/);
          at = end;
        }
        if (!fault) expect(sql.slice(at)).toMatch(/^(\s|--|\/\*|$)/);
      }),
      runs,
    );
  });

  test("white space and comments between tokens never change the verdict", () => {
    const trivia = fc.constantFrom(" ", "\n\t", "/* SELECT ; DROP ' */", "-- ' ; /* \n", "/* /* */ */", "\r\n");
    fc.assert(
      fc.property(statement, fc.array(trivia, { minLength: 1, maxLength: 5 }), (sql, gaps) => {
        const { tokens, fault } = lex(sql);
        fc.pre(fault === undefined);
        // `t.update` is a field only without spaces, and a hint does not accept comments, so both stay unchanged.
        fc.pre(!sql.includes("/*+") && !tokens.some(({ text }) => text === "."));
        const spaced = tokens.map(({ text }, index) => ` ${gaps[index % gaps.length]}${text}`).join("");
        expect(classify(spaced)).toEqual(classify(sql));
      }),
      runs,
    );
  });

  test("quoting a text never creates a keyword", () => {
    fc.assert(
      fc.property(fc.oneof(soup, statement), (text) => {
        const inString = `'${text.replace(/[\\']/g, "\\$&")}'`;
        const inName = `\`${text.replaceAll("`", "``")}\``;
        fc.pre(!/\$\{/.test(text));
        expect(classify(`SELECT ${inString} AS a`).class).toBe("read");
        expect(classify(`SELECT 1 AS ${inName}`).class).toBe("read");
      }),
      runs,
    );
  });

  test("a refused statement stays refused with any text after it", () => {
    fc.assert(
      fc.property(fc.oneof(soup, statement), statement, (sql, more) => {
        fc.pre(classify(sql).class !== "read" && lex(sql).fault === undefined && lex(sql).tokens.length > 0);
        expect(classify(`${sql}\n; ${more}`).class).not.toBe("read");
      }),
      runs,
    );
  });

  test("upper and lower case make no difference", () => {
    fc.assert(
      fc.property(statement, (sql) => {
        fc.pre(/^[\x20-\x7e\s]*$/.test(sql) && !/['"`]/.test(sql));
        expect(classify(sql.toLowerCase()).class).toBe(classify(sql.toUpperCase()).class);
      }),
      runs,
    );
  });
});

describe("X14 hostile megabytes", () => {
  const shapes: readonly (readonly [string, string])[] = [
    ["brackets", "("],
    ["opened comments", "/* "],
    ["calls", "upper("],
    ["unknown calls", "f(a),"],
    ["computed names", "IDENTIFIER("],
    ["escapes", "'\\'"],
    ["dots", "a."],
    ["aliases", "x AS t(a,b),"],
    ["backticks", "``"],
    ["semicolons", "; "],
    ["explain", "EXPLAIN "],
    ["inserts", "INSERT INTO t "],
    ["dashes", "- "],
    ["digits", "1."],
  ];
  /** Steps of the lexer, one per token, and the number of times the classifier reads a token. */
  const steps = (sql: string): number => {
    let looks = 0;
    const { tokens } = lex(sql);
    const watched = tokens.map((token) => ({
      ...token,
      get kind() {
        looks++;
        return token.kind;
      },
      get text() {
        looks++;
        return token.text;
      },
    }));
    classifyTokens(watched);
    return tokens.length + looks;
  };
  test.each(shapes)("X14 %s take steps in proportion to their length", (_, unit) => {
    const make = (size: number) => `SELECT ${unit.repeat(Math.ceil(size / unit.length))}`;
    // Eight times the text: linear is 8, quadratic 64.
    expect(steps(make(1 << 15))).toBeLessThanOrEqual(8 * steps(make(1 << 12)) + 100);
    // A single slow step, such as a backtracking expression, would exceed the time limit of the test.
    expect(classify(make(1 << 18)).class).toBeTypeOf("string");
  });
});
