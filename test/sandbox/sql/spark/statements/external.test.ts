import { afterAll, beforeAll, expect, test } from "vitest";
import { openRest, type RestSession } from "../../../rest-session.ts";

let session: RestSession;
beforeAll(async () => {
  session = await openRest({ speed: 500 });
});
afterAll(() => session.close());

const sql = async (statement: string): Promise<unknown> => {
  const { body } = await session.post("/api/2.0/sql/statements", {
    statement,
    warehouse_id: "7e083095329f3ca5",
    wait_timeout: "30s",
  });
  const { status, result } = Object(body);
  return status.error?.message ?? result?.data_array ?? status.state;
};
const AT = "s3://acme-landing/lake/t";

test("an external table keeps its rows at its location when it is dropped", async () => {
  await sql(`CREATE TABLE main.default.outside (a INT) LOCATION '${AT}'`);
  await sql("INSERT INTO main.default.outside VALUES (1), (2)");
  const { body } = await session.get("/api/2.1/unity-catalog/tables/main.default.outside");
  expect(body).toMatchObject({ table_type: "EXTERNAL", storage_location: AT });
  expect(await sql("SHOW CREATE TABLE main.default.outside")).toMatchObject([
    [expect.stringContaining(`LOCATION '${AT}'`)],
  ]);
  await sql("DROP TABLE main.default.outside");
  expect(await sql(`CREATE TABLE main.default.again (b STRING) LOCATION '${AT}'`)).toMatch("SCHEME_MISMATCH");
  expect(await sql(`CREATE TABLE main.default.again LOCATION '${AT}' AS SELECT 1 AS a`)).toMatch("NON_EMPTY_LOCATION");
  await sql(`CREATE TABLE main.default.again LOCATION '${AT}/'`);
  await sql("INSERT INTO main.default.again VALUES (3)");
  expect(await sql("SELECT sum(a) FROM main.default.again")).toEqual([["6"]]);
  expect(await sql("SELECT count(*) FROM main.default.again VERSION AS OF 1")).toEqual([["2"]]);
  // Its rows belong to the new table now.
  expect(await sql("UNDROP TABLE main.default.outside")).toMatch("TABLE_OR_VIEW_NOT_FOUND");
});

test.each([
  ["/Volumes/main/sales/landing/t", "INVALID_PARAMETER_VALUE: Missing cloud file system scheme"],
  ["dbfs:/tmp/t", "[UC_FILE_SCHEME_FOR_TABLE_CREATION_NOT_SUPPORTED]"],
  [
    "s3://elsewhere/t",
    "[NO_PARENT_EXTERNAL_LOCATION_FOR_PATH] No parent external location was found for path 's3://elsewhere/t'.",
  ],
  ["s3://acme-archive/t", "PERMISSION_DENIED: External Location 'archive' is read only."],
  ["s3://acme-landing/ops/t", "INVALID_PARAMETER_VALUE.LOCATION_OVERLAP"],
])("%s cannot be a table's location", async (location, message) => {
  expect(await sql(`CREATE TABLE main.default.refused (a INT) LOCATION '${location}'`)).toContain(message);
});

test("UNDROP brings back owner and grants, and no keys", async () => {
  await sql("CREATE TABLE main.default.lost (a INT NOT NULL, CONSTRAINT k PRIMARY KEY (a))");
  await sql("GRANT SELECT ON TABLE main.default.lost TO analysts");
  await sql("ALTER TABLE main.default.lost SET TAGS ('kept' = 'yes')");
  await sql("DROP TABLE main.default.lost");
  await sql("UNDROP TABLE main.default.lost");
  expect(JSON.stringify(await sql("SHOW GRANTS ON TABLE main.default.lost"))).toContain("analysts");
  expect(await sql("SELECT tag_name FROM main.information_schema.table_tags WHERE table_name = 'lost'")).toEqual([
    ["kept"],
  ]);
  const { body } = await session.get("/api/2.1/unity-catalog/tables/main.default.lost");
  expect(body).not.toHaveProperty("table_constraints");
  expect(await sql("UNDROP SCHEMA main.none")).toContain("[PARSE_SYNTAX_ERROR]");
});

test("a table of a dropped schema comes back once the schema is there again", async () => {
  await sql("CREATE SCHEMA main.short");
  await sql("CREATE TABLE main.short.t AS SELECT 1 AS a");
  await sql("DROP SCHEMA main.short CASCADE");
  expect(await sql("UNDROP TABLE main.short.t")).toMatch("SCHEMA_NOT_FOUND");
  await sql("CREATE SCHEMA main.short");
  await sql("UNDROP TABLE main.short.t");
  expect(await sql("SELECT * FROM main.short.t")).toEqual([["1"]]);
});
