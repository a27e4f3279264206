import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compare, type OracleCase } from "../../../../../scripts/spark/oracle.ts";
import { finished, openSql, type SqlSession } from "../../session.ts";

/** Answers of Apache Spark 4.0.1, as `scripts/spark/answers.py` writes them. */
const cases: readonly OracleCase[] = JSON.parse(
  readFileSync(new URL("../answers/variants.json", import.meta.url), "utf8"),
);

let session: SqlSession;
beforeAll(async () => {
  session = await openSql();
});
afterAll(() => session.close());

test("a VARIANT keeps dates, times, bytes, floats and decimals without a fraction, as in Apache Spark", async () => {
  const different: string[] = [];
  for (const one of cases) {
    const { status, manifest, result } = await finished(session, await session.execute(one.sql));
    const types = manifest?.schema.columns.map(({ type_text }) => type_text) ?? [];
    const answer =
      status.state === "SUCCEEDED" ? { types, rows: result?.data_array ?? [] } : (status.error?.message ?? "");
    const { verdict, detail } = compare(one, answer);
    if (verdict !== "same") different.push(`${verdict}: ${one.sql}\n   ${detail}`);
  }
  expect(different).toEqual([]);
  expect(cases.length).toBeGreaterThan(35);
});

test("a table keeps the types, and a path reads them", async () => {
  await session.rows("CREATE SCHEMA main.variants");
  await session.rows(`CREATE TABLE main.variants.t AS
    SELECT to_variant_object(named_struct('day', DATE'2026-01-02', 'share', 1.0, 'half', 0.5F)) AS v`);
  expect(
    await session.rows("SELECT v, schema_of_variant(v), v:day::DATE, v:day::STRING, v:share FROM main.variants.t"),
  ).toEqual([
    [
      '{"day":"2026-01-02","half":0.5,"share":1}',
      "OBJECT<day: DATE, half: FLOAT, share: DECIMAL(1,0)>",
      "2026-01-02",
      "2026-01-02",
      "1",
    ],
  ]);
});

test("a string that looks like the mark of a scalar stays a string", async () => {
  const text = "\uE000date:2026-01-02";
  expect(
    await session.rows(`SELECT schema_of_variant(CAST('${text}' AS VARIANT)), CAST('${text}' AS VARIANT)`),
  ).toEqual([["STRING", `"${text}"`]]);
});
