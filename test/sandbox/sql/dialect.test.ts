import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSql, type SqlSession } from "./session.ts";

let session: SqlSession;
beforeAll(async () => {
  session = await openSql();
});
afterAll(() => session.close());

/** Databricks expressions and their values on the platform, as text. */
const expressions: readonly (readonly [expression: string, value: string | null])[] = [
  ["7 / 2", "3.5"],
  ["7 div 2", "3"],
  ["-7 % 3", "-1"],
  ["pmod(-7, 3)", "2"],
  ["1 / NULL", null],
  ["try_divide(1, 0)", null],
  ["try_cast('abc' AS INT)", null],
  ["int('42') + 1", "43"],
  ["'5'::int", "5"],
  ["CAST(1e10 AS DOUBLE)", "1.0E10"],
  ["CAST(0.1 AS FLOAT)", "0.1"],
  ["CAST('-0.0' AS DOUBLE)", "-0.0"],
  ["-0e0 = 0", "true"],
  ["array('a', 'b', 'c')[0]", "a"],
  ["map('k', 1)['k']", "1"],
  ["named_struct('a', 1, 'b', 'x')", '{"a":1,"b":"x"}'],
  ["element_at(array(5, 6), 1)", "5"],
  ["size(array(1, 2, 3))", "3"],
  [
    "(SELECT approx_top_k(x, 2) FROM VALUES ('a'), ('b'), (NULL), ('b'), (NULL), ('b') t(x))",
    '[{"item":"b","count":3},{"item":null,"count":2}]',
  ],
  ["transform(array(1, 2), x -> x * 10)", "[10,20]"],
  ["filter(array(1, 2, 3), x -> x > 1)", "[2,3]"],
  ["sequence(1, 4)", "[1,2,3,4]"],
  ["sequence(DATE '2026-01-31', DATE '2026-02-02')", '["2026-01-31","2026-02-01","2026-02-02"]'],
  ["sequence(DATE '2026-01-01', DATE '2026-03-01', INTERVAL 1 MONTH)", '["2026-01-01","2026-02-01","2026-03-01"]'],
  ["split('a,b', ',')", '["a","b"]'],
  ["concat_ws('-', 'a', 'b')", "a-b"],
  ["initcap('hello wORLD')", "Hello World"],
  ["substring_index('a.b.c', '.', 2)", "a.b"],
  ["format_number(1234567.891, 2)", "1,234,567.89"],
  ["regexp_extract('abc123', '([0-9]+)', 1)", "123"],
  ["base64('abc')", "YWJj"],
  ["md5('a')", "0cc175b9c0f1b6a831c399e269772661"],
  ["get_json_object('{\"a\":{\"b\":7}}', '$.a.b')", "7"],
  ["nvl(NULL, 'x')", "x"],
  ["if(1 > 2, 'yes', 'no')", "no"],
  ["!false", "true"],
  ["date_add(DATE '2024-02-28', 2)", "2024-03-01"],
  ["datediff(DATE '2024-03-01', DATE '2024-02-01')", "29"],
  ["add_months(DATE '2024-01-31', 1)", "2024-02-29"],
  ["date_trunc('MONTH', DATE '2024-02-15')", "2024-02-01T00:00:00.000Z"],
  ["trunc(DATE '2024-02-15', 'MM')", "2024-02-01"],
  ["dayofweek(DATE '2024-02-04')", "1"],
  ["weekday(DATE '2024-02-04')", "6"],
  ["date_format(TIMESTAMP '2024-02-03 14:05:00', 'MMM d, yyyy HH:mm')", "Feb 3, 2024 14:05"],
  ["to_date('03/02/2024', 'dd/MM/yyyy')", "2024-02-03"],
  ["to_timestamp('2024-02-03 14:05:06')", "2024-02-03T14:05:06.000Z"],
  ["unix_timestamp(TIMESTAMP '1970-01-02 00:00:00')", "86400"],
  ["from_unixtime(86400)", "1970-01-02 00:00:00"],
  ["INTERVAL 1 DAY", "INTERVAL '1' DAY"],
  ["X'1F'", "Hw=="],
  ["typeof('a')", "string"],
  ["from_unixtime(86400, 'yyyy/MM')", "1970/01"],
  ["current_date = current_date()", "true"],
  ["current_user()", "ana@example.com"],
  ["current_catalog()", "main"],
];

test("expressions have the values they have in Databricks", async () => {
  const [row = []] = await session.rows(`SELECT ${expressions.map(([expression]) => expression).join(",\n")}`);
  const answered = expressions.map(([expression], i) => [expression, row[i]]);
  expect(answered).toEqual(expressions);
});

describe("queries", () => {
  test("three-level, two-level and one-level names reach the same table", async () => {
    const count = [["400"]];
    expect(await session.rows("SELECT count(*) FROM main.sales.customers")).toEqual(count);
    expect(await session.rows("SELECT count(*) FROM sales.customers")).toEqual(count);
    expect(await session.rows("SELECT count(*) FROM customers", { schema: "sales" })).toEqual(count);
    expect(await session.rows("SELECT count(*) FROM `Sales`.`Customers`")).toEqual(count);
    expect(await session.rows("SELECT count(*) FROM nyctaxi.trips", { catalog: "samples" })).toEqual([["21932"]]);
    expect(
      await session.rows(
        "SELECT main.sales.customers.customer_id FROM main.sales.customers WHERE customers.customer_id = 3",
      ),
    ).toEqual([["3"]]);
  });

  test("joins over the data set agree: the total of an order is the sum of its lines", async () => {
    const wrong = `SELECT count(*) FROM main.sales.orders o
      JOIN (SELECT order_id, sum(quantity * unit_price) AS total FROM main.sales.order_items GROUP BY order_id) i ON o.order_id = i.order_id
      WHERE o.total <> i.total`;
    expect(await session.rows(wrong)).toEqual([["0"]]);
    const orphans =
      "SELECT count(*) FROM sales.orders o LEFT ANTI JOIN sales.customers c ON o.customer_id = c.customer_id";
    expect(await session.rows(orphans)).toEqual([["0"]]);
  });

  test("the columns of the data set vary independently", async () => {
    const pairs = "SELECT count(*) FROM (SELECT DISTINCT status, channel FROM sales.orders)";
    expect(await session.rows(pairs)).toEqual([["15"]]);
    expect(await session.rows("SELECT current_date, size(x) > 1 FROM VALUES (array(1, 2)) AS t(x)")).toEqual([
      [expect.stringMatching(/^\d{4}-\d\d-\d\d$/), "true"],
    ]);
  });

  test("common table expressions, windows, QUALIFY, EXCEPT, VALUES, LATERAL VIEW, range", async () => {
    const ranked = `WITH t AS (SELECT * FROM VALUES ('a', 1), ('a', 2), ('b', 3) AS v(k, n))
      SELECT * EXCEPT (r) FROM (SELECT k, n, row_number() OVER (PARTITION BY k ORDER BY n DESC) AS r FROM t) WHERE r = 1 ORDER BY k`;
    expect(await session.rows(ranked)).toEqual([
      ["a", "2"],
      ["b", "3"],
    ]);
    expect(await session.rows("SELECT id FROM range(5) QUALIFY row_number() OVER (ORDER BY id DESC) = 1")).toEqual([
      ["4"],
    ]);
    expect(
      await session.rows("SELECT tag FROM (SELECT array('x', 'y') AS tags) t LATERAL VIEW explode(tags) e AS tag"),
    ).toEqual([["x"], ["y"]]);
    expect(await session.rows("SELECT explode(array(1, 2))")).toEqual([["1"], ["2"]]);
    expect(await session.rows("SELECT id FROM range(2, 4)")).toEqual([["2"], ["3"]]);
    expect(await session.rows("SELECT n FROM VALUES (NULL), (1) AS t(n) ORDER BY n")).toEqual([[null], ["1"]]);
  });

  test("an unnamed column is named after its expression", async () => {
    const answer = await session.execute("SELECT count(*), sum(total), max(total) / 2 FROM sales.orders");
    expect(answer.manifest?.schema.columns.map((column) => column.name)).toEqual([
      "count(1)",
      "sum(total)",
      "(max(total) / 2)",
    ]);
  });

  test("names may be reserved words of DuckDB", async () => {
    expect(await session.rows("SELECT max(at) > TIMESTAMP '2025-11-01' FROM ops.events WHERE at IS NOT NULL")).toEqual([
      ["true"],
    ]);
    expect(
      await session.rows(
        "SELECT e.at IS NULL, columns, default FROM (SELECT 1 AS columns, 2 AS default, NULL AS at) e",
      ),
    ).toEqual([["true", "1", "2"]]);
  });

  test("parameters have types, may be NULL, and can be used in LIMIT", async () => {
    const parameters = [
      { name: "from", value: "2025-06-01", type: "DATE" },
      { name: "least", value: "1000.50", type: "DECIMAL(10,2)" },
      { name: "n", value: "3", type: "INT" },
      { name: "none", type: "STRING" },
      { name: "empty", value: "" },
    ];
    const rows = await session.rows(
      "SELECT :from, :least + 0, :none IS NULL, :empty FROM sales.orders WHERE order_date >= :from AND total > :least LIMIT :n",
      { parameters },
    );
    expect(rows).toEqual(Array(3).fill(["2025-06-01", "1000.50", "true", ""]));
    expect(await session.rows("SELECT ':n', `:n`.id FROM range(1) AS `:n`", { parameters })).toEqual([[":n", "0"]]);
  });
});

describe("failures with the platform's messages", () => {
  test.each([
    [
      "SELECT * FROM sales.nope",
      "[TABLE_OR_VIEW_NOT_FOUND] The table or view `main`.`sales`.`nope` cannot be found",
      "42P01",
    ],
    ["SELECT * FROM nope.t", "[TABLE_OR_VIEW_NOT_FOUND] The table or view `main`.`nope`.`t` cannot be found", "42P01"],
    ["SELECT * FROM a.b.c", "[NO_SUCH_CATALOG_EXCEPTION] Catalog 'a' was not found", "42704"],
    [
      "SELECT totl FROM sales.orders",
      "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `totl` cannot be resolved. Did you mean one of the following? [`total`",
      "42703",
    ],
    ["SELECT frobnicate(1)", "[UNRESOLVED_ROUTINE] Cannot resolve routine `frobnicate`", "42883"],
    ["SELEC 1", "[PARSE_SYNTAX_ERROR]", "42601"],
    ["SELECT FROM WHERE", "[PARSE_SYNTAX_ERROR]", "42601"],
    ["SELECT 'open", "[PARSE_SYNTAX_ERROR]", "42601"],
    ["-- nothing", "[PARSE_EMPTY_STATEMENT]", "42617"],
    ["SELECT 1 / 0", "[DIVIDE_BY_ZERO] Division by zero.", "22012"],
    ["SELECT 1 % 0", "[DIVIDE_BY_ZERO]", "22012"],
    [
      "SELECT CAST('abc' AS INT)",
      '[CAST_INVALID_INPUT] The value \'abc\' of the type "STRING" cannot be cast to "INT"',
      "22018",
    ],
    ["SELECT DATE '2024-13-01'", "[INVALID_TYPED_LITERAL]", "42604"],
    ["SELECT CAST(300 AS TINYINT)", "[CAST_OVERFLOW]", "22003"],
    ["SELECT CAST(2147483647 AS INT) + CAST(1 AS INT)", "[ARITHMETIC_OVERFLOW]", "22003"],
    ["SELECT status, count(*) FROM sales.orders", "[MISSING_GROUP_BY]", "42803"],
    ["SELECT status, total FROM sales.orders GROUP BY status", "[MISSING_AGGREGATION]", "42803"],
    [
      "SELECT order_id FROM sales.orders a JOIN sales.orders b ON a.order_id = b.order_id",
      "[AMBIGUOUS_REFERENCE] Reference `order_id` is ambiguous, could be: [`a`.`order_id`, `b`.`order_id`]",
      "42704",
    ],
    ["SELECT (SELECT id FROM range(3))", "[SCALAR_SUBQUERY_TOO_MANY_ROWS]", "21000"],
    ["SELECT * FROM sales.orders VERSION AS OF 3", "[DELTA_VERSION_NOT_FOUND]", "22003"],
    ["SELECT :missing", "[UNBOUND_SQL_PARAMETER] Found the unbound parameter: missing.", "42P02"],
    ["SET spark.sql.ansi.enabled = false", "[CONFIG_NOT_AVAILABLE]", "42K0I"],
  ])("%s", async (statement, message, state) => {
    const words = await session.failure(statement);
    expect(words.startsWith(message), words).toBe(true);
    // Syntax errors continue with their place.
    expect(words).toMatch(new RegExp(` SQLSTATE: ${state}(?: \\(line \\d+, pos \\d+\\)\n\n== SQL ==\n[^]*)?$`));
  });

  test("a parameter that does not match its type, or has an unknown type", async () => {
    const bad = { parameters: [{ name: "n", value: "many", type: "INT" }] };
    expect(await session.failure("SELECT :n", bad)).toContain(
      "[INVALID_PARAMETER_MARKER_VALUE.INVALID_VALUE_FOR_DATA_TYPE]",
    );
    const none = { parameters: [{ name: "n", value: "1", type: "INT); DROP TABLE x; --" }] };
    expect(await session.failure("SELECT :n", none)).toContain("[INVALID_PARAMETER_MARKER_VALUE.INVALID_DATA_TYPE]");
  });
});
