import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { finished, openSql, type SqlSession } from "../../session.ts";

describe("functions that are written in Python", () => {
  let sql: SqlSession;
  beforeAll(async () => {
    sql = await openSql();
    await sql.rows(
      "CREATE FUNCTION main.sales.half(x DOUBLE) RETURNS DOUBLE LANGUAGE PYTHON AS $$\n  return None if x is None else x / 2\n$$",
    );
    await sql.rows(
      "CREATE FUNCTION main.sales.inverse(x INT) RETURNS DOUBLE LANGUAGE PYTHON AS $$\n  def f(a):\n    return 1 / a\n  return f(x)\n$$",
    );
  });
  afterAll(async () => {
    await sql.close();
  });

  it("are called by position and by name, with NULL as None", async () => {
    expect(await sql.rows("SELECT main.sales.half(5), main.sales.half(x => 3), main.sales.half(NULL)")).toEqual([
      ["2.5", "1.5", null],
    ]);
  });

  it("are called for many rows, in conditions, groups, aggregates, other functions and changes", async () => {
    await sql.rows("CREATE TABLE main.sales.halves AS SELECT id, main.sales.half(id) AS half FROM range(5000)");
    await sql.rows("UPDATE main.sales.halves SET half = main.sales.half(half) WHERE main.sales.half(id) = 4");
    expect(
      await sql.rows(
        "SELECT main.sales.half(id % 2) AS part, count(*), sum(half) FROM main.sales.halves WHERE main.sales.half(id) < 2000 GROUP BY ALL ORDER BY part",
      ),
    ).toEqual([
      ["0.0", "2000", "1998998.0"],
      ["0.5", "2000", "2000000.0"],
    ]);
    await sql.rows("CREATE FUNCTION main.sales.quarter(y DOUBLE) RETURN main.sales.half(main.sales.half(y))");
    expect(await sql.rows("SELECT main.sales.quarter(10)")).toEqual([["2.5"]]);
  });

  it("are not called for rows that a condition leaves out", async () => {
    expect(
      await sql.rows(
        "SELECT CASE WHEN id = 0 THEN NULL ELSE main.sales.inverse(CAST(id AS INT)) END AS x FROM range(3) ORDER BY id",
      ),
    ).toEqual([[null], ["1.0"], ["0.5"]]);
  });

  it("take and return values of every type that Python has", async () => {
    const types =
      "a BIGINT, b DECIMAL(20,3), c STRING, d DATE, e TIMESTAMP, f ARRAY<INT>, g MAP<STRING, BIGINT>, h STRUCT<p: INT, q: STRING>, i BINARY, j BOOLEAN, k FLOAT";
    await sql.rows(
      `CREATE FUNCTION main.sales.echo(${types}) RETURNS STRUCT<${types.replace(/\b([a-k]) (?=[A-Z])/g, "$1: ")}> LANGUAGE PYTHON AS $$ return (a, b, c, d, e, f, g, h, i, j, k) $$`,
    );
    const values =
      "9223372036854775807, 12345678901234567.123, 'ä\"', DATE'2024-02-29', TIMESTAMP'1969-12-31 23:59:59.5', array(1, NULL), map('a', 1L), named_struct('p', 1, 'q', NULL), X'00ff', true, 1.5";
    expect(await sql.rows(`SELECT to_json(main.sales.echo(${values}))`)).toEqual([
      [
        '{"a":9223372036854775807,"b":12345678901234567.123,"c":"ä\\"","d":"2024-02-29","e":"1969-12-31T23:59:59.500Z","f":[1,null],"g":{"a":1},"h":{"p":1},"i":"AP8=","j":true,"k":1.5}',
      ],
    ]);
    await sql.rows(
      "CREATE FUNCTION main.sales.shape(f FLOAT, d DECIMAL(5,2), h STRUCT<p: INT>, t TIMESTAMP) RETURNS STRING LANGUAGE PYTHON AS $$ return f'{f} {d!r} {h.p} {t.isoformat()}' $$",
    );
    expect(
      await sql.rows(
        "SELECT main.sales.shape(CAST('NaN' AS FLOAT), 1.5, named_struct('p', 7), TIMESTAMP'2024-01-01 12:00:00')",
      ),
    ).toEqual([["nan Decimal('1.50') 7 2024-01-01T12:00:00"]]);
  });

  it("fail with the exception and the lines of the body", async () => {
    expect(await sql.failure("SELECT main.sales.inverse(0)")).toBe(
      '[UDF_USER_CODE_ERROR.GENERIC] Execution of function main.sales.inverse failed.\n== Error ==\nZeroDivisionError: division by zero\n== Stacktrace ==\n  File "<udfbody>", line 4, in main\n    return f(x)\n  File "<udfbody>", line 3, in f\n    return 1 / a SQLSTATE: 39000',
    );
    await sql.rows("CREATE FUNCTION main.sales.wrong() RETURNS INT LANGUAGE PYTHON AS $$ return 2 ** 40 $$");
    expect(await sql.failure("SELECT main.sales.wrong()")).toMatch(
      /^\[UDF_USER_CODE_ERROR\.RESULT_CONVERSION\].*main\.sales\.wrong failed[\s\S]*int 1099511627776 is not a value of the type INT/,
    );
  });

  it("end when they take too much time or memory, and the next statement works", async () => {
    await sql.rows("CREATE FUNCTION main.sales.endless() RETURNS INT LANGUAGE PYTHON AS $$\nwhile True: pass\n$$");
    expect(await sql.failure("SELECT main.sales.endless()")).toMatch(
      /QUERY_EXECUTION_TIMEOUT_EXCEEDED.*main\.sales\.endless needed more than 5 seconds/,
    );
    await sql.rows(
      "CREATE FUNCTION main.sales.huge() RETURNS INT LANGUAGE PYTHON AS $$\nx = bytearray(900000000)\nreturn 1\n$$",
    );
    expect(await sql.failure("SELECT main.sales.huge()")).toMatch(/UDF_USER_CODE_ERROR\.OOM/);
    expect(await sql.rows("SELECT main.sales.half(1)")).toEqual([["0.5"]]);
  });

  it("run in several statements at once, and end when a statement is cancelled", async () => {
    const sum = (count: number) => sql.rows(`SELECT sum(main.sales.half(id)) FROM range(${count})`);
    expect((await Promise.all([sum(3), sum(5), sum(2000)])).flat(2)).toEqual(["1.5", "5.0", "999500.0"]);
    const { statement_id: id } = await sql.execute("SELECT sum(main.sales.half(id)) FROM range(100000000)", {
      wait_timeout: "0s",
    });
    await sql.call("POST", `/api/2.0/sql/statements/${id}/cancel`);
    expect((await finished(sql, await sql.get(id))).status.state).toBe("CANCELED");
  });

  it("cannot reach the workspace or other functions' variables", async () => {
    await sql.rows(
      "CREATE FUNCTION main.sales.reach() RETURNS STRING LANGUAGE PYTHON AS $$\nfrom databricks.sdk.runtime import spark\nreturn str(spark.sql('SELECT 1').collect())\n$$",
    );
    expect(await sql.failure("SELECT main.sales.reach()")).toContain("not connected to a workspace");
  });

  it("that this workspace cannot run are refused with the reason", async () => {
    await sql.rows("CREATE FUNCTION main.sales.v(a VARIANT) RETURNS INT LANGUAGE PYTHON AS $$ return 1 $$");
    expect(await sql.failure("SELECT main.sales.v(parse_json('1'))")).toContain("the type VARIANT in the Python");
    const create = "CREATE FUNCTION main.sales.p(a INT) RETURNS INT LANGUAGE PYTHON";
    expect(await sql.failure(`${create} PARAMETER STYLE PANDAS HANDLER 'h' AS $$ x $$`)).toContain("Write its code as");
    expect(
      await sql.failure(`${create} ENVIRONMENT (dependencies = '["x==1"]', environment_version = 'None') AS $$ x $$`),
    ).toContain("packages of a Python function");
    await sql.rows(`${create} ENVIRONMENT (environment_version = 'None') AS $$ return a $$`);
    expect(await sql.rows("SELECT main.sales.p(1)")).toEqual([["1"]]);
  });
});
