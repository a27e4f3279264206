import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compare, type OracleCase } from "../../../../scripts/spark/oracle.ts";
import { finished, openSql, type SqlSession } from "../session.ts";

/** Statements with the answers of Apache Spark 4.0.1, as `scripts/spark/answers.py` writes them. */
const read = (name: string): readonly OracleCase[] =>
  JSON.parse(readFileSync(new URL(`answers/${name}.json`, import.meta.url), "utf8"));

let session: SqlSession;
beforeAll(async () => {
  session = await openSql();
});
afterAll(() => session.close());

/** Files in which a failure has Spark's condition too. */
const WITH_CONDITIONS: ReadonlySet<string> = new Set([
  "aggregates",
  "arguments",
  "compositions",
  "patterns",
  "structures",
  "types",
]);

test.each([
  "aggregates",
  "analysts",
  "answers",
  "arguments",
  "compositions",
  "mistakes",
  "patterns",
  "queries",
  "structures",
  "texts",
  "titles",
  "types",
  "workday",
])(
  "%s: the values, types and titles that Apache Spark gives, or a failure where it fails",
  async (name) => {
    const cases = read(name);
    const different: string[] = [];
    for (const one of cases) {
      const { status, manifest, result } = await finished(session, await session.execute(one.sql));
      const answer =
        status.state === "SUCCEEDED"
          ? {
              names: manifest?.schema.columns.map((column) => column.name) ?? [],
              types: manifest?.schema.columns.map(({ type_text }) => type_text) ?? [],
              rows: result?.data_array ?? [],
            }
          : (status.error?.message ?? status.state);
      const { verdict, detail } = compare(one, answer);
      // Elsewhere, another condition than Spark's is an error all the same.
      if (verdict !== "same" && (verdict !== "condition" || WITH_CONDITIONS.has(name)))
        different.push(`${verdict}: ${one.sql}\n   ${detail}`);
    }
    expect(different).toEqual([]);
    expect(cases.length).toBeGreaterThan(250);
  },
  120_000,
);
