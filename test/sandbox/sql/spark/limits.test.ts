import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSql, type SqlSession } from "../session.ts";

let session: SqlSession;
beforeAll(async () => {
  session = await openSql();
});
afterAll(() => session.close());

const TOO_MUCH = /^\[(INSUFFICIENT_MEMORY|QUERY_EXECUTION_TIMEOUT_EXCEEDED)\]/;

describe("a statement cannot take the machine", () => {
  test.each([
    ["a replacement that grows", "SELECT length(replace(repeat('a', 10000), 'a', repeat('b', 100000)))"],
    ["a pattern's replacement", "SELECT length(regexp_replace(repeat('a', 100000), 'a', repeat('b', 10000)))"],
    ["repetition and padding", "SELECT length(lpad(repeat('a', 1000000000), 2000000000, 'x'))"],
    ["rows that are long together", "SELECT sum(length(repeat('a', 1000000))) FROM range(100000)"],
    [
      "one string many times",
      `SELECT length(concat(${Array(200).fill("a").join(", ")})) FROM (SELECT repeat('x', 1000000) AS a)`,
    ],
    ["a string for each element", "SELECT size(transform(sequence(1, 100000), x -> repeat('x', 10000) || x))"],
    ["a string that doubles", "SELECT length(aggregate(sequence(1, 100), 'a', (acc, x) -> acc || acc))"],
  ])(
    "%s",
    async (_, statement) => {
      expect(await session.failure(statement)).toMatch(TOO_MUCH);
      expect(await session.rows("SELECT 1")).toEqual([["1"]]);
    },
    60_000,
  );

  test("a regular expression without end is ended, and others are served", async () => {
    const endless = "SELECT regexp_like(repeat('a', 60) || 'c', '(a+)+b')";
    expect(await session.failure(endless)).toMatch(/^\[QUERY_EXECUTION_TIMEOUT_EXCEEDED\]/);
    expect(await session.rows("SELECT regexp_like('aab', '(a+)+b')")).toEqual([["true"]]);
  }, 60_000);

  test("a recursion ends after its steps", async () => {
    const endless = "WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r) SELECT count(*) FROM r";
    expect(await session.failure(endless)).toMatch(/^\[RECURSION_LEVEL_LIMIT_EXCEEDED\]/);
    const steps = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100) SELECT max(n) FROM r";
    expect(await session.rows(steps)).toEqual([["100"]]);
  });
});

describe("queries of the platform that Apache Spark does not have", () => {
  test("QUALIFY, recursion, JSON paths of strings and variants", async () => {
    expect(
      await session.rows("SELECT x FROM VALUES (1), (2) t(x) QUALIFY row_number() OVER (ORDER BY x DESC) = 1"),
    ).toEqual([["2"]]);
    expect(
      await session.rows(`SELECT raw:a.b[0], parse_json(raw):a.b[1]::int FROM VALUES ('{"a":{"b":[1,2]}}') t(raw)`),
    ).toEqual([["1", "2"]]);
  });

  test("windows of time: sessions, and windows that overlap", async () => {
    const visits =
      "VALUES (TIMESTAMP '2026-01-01 00:00:00'), (TIMESTAMP '2026-01-01 00:04:00'), (TIMESTAMP '2026-01-01 00:30:00') t(at)";
    expect(
      await session.rows(
        `SELECT session_window.start, count(*) FROM ${visits} GROUP BY session_window(at, '5 minutes') ORDER BY 1`,
      ),
    ).toEqual([
      ["2026-01-01T00:00:00.000Z", "2"],
      ["2026-01-01T00:30:00.000Z", "1"],
    ]);
    const overlapping = `SELECT window.end, count(*) FROM ${visits} GROUP BY window(at, '10 minutes', '5 minutes') ORDER BY 1`;
    expect(await session.rows(overlapping)).toHaveLength(4);
  });
});
