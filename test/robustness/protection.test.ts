import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalogue } from "../../src/tools/index.ts";
import { textOf } from "../support/harness.ts";
import { openBench } from "./bench.ts";

const [executeSql, callApi] = ["execute_sql", "call_api"].map((wanted) => {
  const tool = catalogue.find(({ name }) => name === wanted);
  if (!tool) throw new Error(`there is no ${wanted}`);
  return tool;
}) as [(typeof catalogue)[number], (typeof catalogue)[number]];

/** Every kind of statement that changes a table. */
const ON_TABLE = [
  "DELETE FROM %",
  "delete from % as x where x.a = 1",
  "WITH x AS (SELECT 1) DELETE FROM %",
  "UPDATE % SET a = 1 WHERE b = 2",
  "MERGE INTO % AS t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE *",
  "MERGE WITH SCHEMA EVOLUTION INTO % USING s ON true WHEN MATCHED THEN DELETE",
  "INSERT INTO % VALUES (1)",
  "INSERT INTO TABLE % SELECT * FROM s",
  "INSERT INTO % REPLACE WHERE a = 1 SELECT * FROM s",
  "INSERT OVERWRITE % SELECT * FROM s",
  "INSERT OVERWRITE TABLE % PARTITION (a = 1) SELECT * FROM s",
  "FROM s INSERT INTO elsewhere.a.b SELECT 1 INSERT INTO % SELECT 2",
  "TRUNCATE TABLE %",
  "DROP TABLE %",
  "DROP TABLE IF EXISTS %",
  "DROP VIEW %",
  "DROP MATERIALIZED VIEW IF EXISTS %",
  "ALTER TABLE % DROP COLUMN a",
  "ALTER TABLE % SET TBLPROPERTIES ('a' = 'b')",
  "ALTER TABLE % SET OWNER TO `x`",
  "ALTER TABLE % RENAME TO elsewhere.a.b",
  "ALTER TABLE elsewhere.a.b RENAME TO %",
  "ALTER VIEW % AS SELECT 1",
  "ALTER STREAMING TABLE % ADD SCHEDULE EVERY 1 HOUR",
  "CREATE TABLE % (a INT)",
  "CREATE TABLE IF NOT EXISTS % AS SELECT x.a FROM x JOIN y ON x.a = y.a",
  "CREATE OR REPLACE TABLE % AS SELECT 1",
  "CREATE OR REPLACE VIEW % AS SELECT 1",
  "CREATE OR REFRESH STREAMING TABLE % AS SELECT * FROM STREAM s",
  "REPLACE TABLE % AS SELECT 1",
  "COMMENT ON TABLE % IS 'x'",
  "COMMENT ON COLUMN %.a IS NULL",
  "GRANT SELECT ON TABLE % TO `eve@example.com`",
  "GRANT SELECT ON % TO `eve@example.com`",
  "REVOKE ALL PRIVILEGES ON TABLE % FROM `ana@example.com`",
  "DENY SELECT ON TABLE % TO `ana@example.com`",
  "SET TAG ON TABLE % pii = no",
  "UNSET TAG ON COLUMN %.a pii",
  "RESTORE TABLE % TO VERSION AS OF 1",
  "RESTORE % TO TIMESTAMP AS OF '2026-01-01'",
  "VACUUM % RETAIN 0 HOURS",
  "VACUUM %",
  "OPTIMIZE % WHERE a = 1",
  "REORG TABLE % APPLY (PURGE)",
  "FSCK REPAIR TABLE %",
  "MSCK REPAIR TABLE %",
  "ANALYZE TABLE % COMPUTE STATISTICS",
  "REFRESH TABLE %",
  "REFRESH MATERIALIZED VIEW % FULL",
  "UNDROP TABLE %",
  "COPY INTO % FROM '/Volumes/a/b/c' FILEFORMAT = CSV",
  "LOAD DATA INPATH '/Volumes/a/b/c' OVERWRITE INTO TABLE %",
  "ALTER SHARE out ADD TABLE % AS a.b",
  "CREATE POLICY p ON TABLE % ROW FILTER f TO `x`",
  "DROP POLICY p ON TABLE %",
  "CREATE BLOOMFILTER INDEX ON TABLE % FOR COLUMNS (a)",
];
/** Statements that change all that a schema holds. */
const ON_SCHEMA = [
  "DROP SCHEMA % CASCADE",
  "DROP DATABASE IF EXISTS % CASCADE",
  "ALTER SCHEMA % SET OWNER TO `x`",
  "GRANT ALL PRIVILEGES ON SCHEMA % TO `eve@example.com`",
  "COMMENT ON SCHEMA % IS NULL",
  "SET TAG ON SCHEMA % pii = no",
  "ANALYZE TABLES IN % COMPUTE STATISTICS",
  "UNDROP SCHEMA %",
  "ALTER SHARE out ADD SCHEMA %",
];
const ON_CATALOG = [
  "DROP CATALOG % CASCADE",
  "ALTER CATALOG % SET OWNER TO `x`",
  "REVOKE USE CATALOG ON CATALOG % FROM `ana@example.com`",
  "COMMENT ON CATALOG % IS 'x'",
];

/** Words that the grammar also uses elsewhere, and names that need quotes. */
const name = fc.oneof(
  fc.constantFrom("main", "sales", "orders", "Crème", "a-b", "x y", "2026"),
  fc.constantFrom(..."live index model volume table view to set values retain if exists share policy full".split(" ")),
);
const blank = fc.constantFrom("", " ", "\n", "\t ", "/**/", " /* main.other */ ", " -- x\n");

/** A full name as people, programs and attackers write it, with the arguments that complete it. */
interface Written {
  readonly text: string;
  readonly place: Readonly<Record<string, unknown>>;
}

function writing(parts: readonly string[], plainly: boolean): fc.Arbitrary<Written> {
  const quotedPart = (part: string) => fc.constant(`\`${part}\``);
  const part = (of: string) =>
    /^[a-z]\w*$/i.test(of)
      ? fc.oneof(fc.constant(of), quotedPart(of), fc.constant(plainly ? of : of.toUpperCase()))
      : quotedPart(of);
  const dotted = (of: readonly string[]) =>
    fc
      .tuple(fc.tuple(...of.map(part)), fc.array(blank, { minLength: 2 * of.length, maxLength: 2 * of.length }))
      .map(([names, blanks]) =>
        names
          .map(
            (each, at) =>
              `${at > 0 ? (blanks[2 * at] ?? "") : ""}${each}${at < of.length - 1 ? blanks[2 * at + 1] : ""}`,
          )
          .join("."),
      );
  const whole = parts.map((each) => (/^[a-z]\w*$/i.test(each) ? each : `\`${each}\``)).join(".");
  const full = dotted(parts).map((text): Written => ({ text, place: {} }));
  const literal = fc.nat(whole.length).map(
    (cut): Written => ({
      text: `IDENTIFIER('${whole.slice(0, cut)}' || '${whole.slice(cut)}')`,
      place: {},
    }),
  );
  const parameter = fc.constant<Written>({
    text: "IDENTIFIER(:target)",
    place: { parameters: [{ name: "target", value: whole }] },
  });
  // Names are completed by the arguments, or by defaults that are not known here.
  const completed = fc.nat(parts.length - 1).chain((given) =>
    dotted(parts.slice(given)).map((text): Written => {
      const [catalog, schema] = parts.slice(0, given);
      return { text, place: { ...(catalog && { catalog }), ...(schema && { schema }) } };
    }),
  );
  const unknown = dotted(parts.slice(-1)).map((text): Written => ({ text, place: {} }));
  const choices = [full, literal, parameter, ...(parts.length > 1 ? [completed] : [])];
  return fc.oneof(...choices, ...(parts.length > 1 && !plainly ? [unknown] : []));
}

const openWarehouse = (settings: { readonly protect: readonly string[] }) =>
  openBench(
    ({ method, url }) => {
      const path = new URL(url).pathname;
      const missing = method === "GET" && path.startsWith("/api/2.1/unity-catalog/");
      const body = missing
        ? { error_code: "TABLE_DOES_NOT_EXIST", message: "none" }
        : { statement_id: "s1", status: { state: "SUCCEEDED" }, manifest: { schema: { columns: [] } } };
      const headers = { "content-type": "application/json" };
      return new Response(JSON.stringify(body), { status: missing ? 404 : 200, headers });
    },
    { confirm: "never", ...settings },
  );

/** How often the statement reached the warehouse, by each of the two ways, and what was answered. */
async function run(protect: readonly string[], templated: string, { text, place }: Written) {
  const statement = templated.replace("%", () => text);
  const parameters = { statement, warehouse_id: "w1", ...place };
  const answers: { readonly sent: number; readonly text: string }[] = [];
  const bench = openWarehouse({ protect });
  for (const [tool, args] of [
    [executeSql, parameters],
    [callApi, { operation: "statementExecution.executeStatement", parameters }],
  ] as const) {
    bench.clear();
    const outcome = await bench.call(tool, args);
    const sent = bench.sent.filter(({ url }) => url.includes("/sql/statements")).length;
    answers.push({ sent, text: "result" in outcome ? textOf(outcome.result) : "" });
  }
  return answers;
}

const patterns = ([catalog, schema, table]: readonly string[]) => [
  `${catalog}.${schema}.${table}`,
  `${catalog}.${schema}.*`,
  `${catalog}.*`,
  `*.${table}`,
];

const forms: readonly (readonly [level: string, templates: readonly string[], parts: number])[] = [
  ["table", ON_TABLE, 3],
  ["schema", ON_SCHEMA, 2],
  ["catalog", ON_CATALOG, 1],
];

describe.each(forms)("R3 a protected table and the statements on its %s", (_, templates, count) => {
  const cases = fc
    .tuple(name, name, name)
    .chain((names) =>
      fc.tuple(
        fc.constantFrom(...patterns(names)),
        fc.constantFrom(...templates),
        writing(names.slice(0, count), false),
      ),
    );

  test("none of them is sent, however the name is written", { timeout: 60_000 }, () =>
    fc.assert(
      fc.asyncProperty(cases, async ([pattern, template, written]) => {
        for (const { sent, text } of await run([pattern], template, written)) {
          expect(text).toContain("Refused: the operator protects");
          expect(sent).toBe(0);
        }
      }),
      { numRuns: 150, seed: 10 },
    ),
  );

  const other = ["lake", "raw", "events"].slice(0, count);
  test.each(templates)("the same on another one is sent: %s", { timeout: 60_000 }, (template) =>
    fc.assert(
      fc.asyncProperty(writing(other, true), async (written) => {
        for (const { sent, text } of await run(["main.sales.*", "elsewhere.q"], template, written)) {
          expect([sent, text.includes("Refused")]).toEqual([1, false]);
        }
      }),
      { numRuns: 3, seed: 10 },
    ),
  );
});
