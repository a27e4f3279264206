import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sparkType } from "../../../sandbox/compute/commands-spark-type.ts";
import { eventually, openRepl, openSession, type Session } from "./session.ts";

let session: Session;
let sql: Awaited<ReturnType<typeof openRepl>>;
beforeAll(async () => {
  session = await openSession();
  sql = await openRepl(session, "0115-093012-abcd1234", "sql");
});
afterAll(() => session.close());

describe("SQL commands", () => {
  test("return tables with Spark's types and plain values", async () => {
    const table = await sql.run(
      "SELECT 1 AS a, CAST(9007199254740993 AS BIGINT) AS b, CAST(1.5 AS DECIMAL(10, 2)) AS c, true AS t, DATE'2026-01-01' AS d, array('x') AS e, CAST(NULL AS STRING) AS n",
    );
    expect(table?.schema?.map(({ name, type }) => [name, JSON.parse(type)])).toEqual([
      ["a", "integer"],
      ["b", "long"],
      ["c", "decimal(10,2)"],
      ["t", "boolean"],
      ["d", "date"],
      ["e", { type: "array", elementType: "string", containsNull: true }],
      ["n", "string"],
    ]);
    expect(table?.data).toEqual([[1, expect.any(Number), "1.50", true, "2026-01-01", ["x"], null]]);
  });

  test("keep the digits of a long", async () => {
    const command = await sql.execute("SELECT CAST(9007199254740993 AS BIGINT) AS b");
    await sql.ended(command);
    expect((await sql.status(command)).text).toContain('"data":[[9007199254740993]]');
  });

  test("return at most a thousand rows", async () => {
    const table = await sql.run("SELECT * FROM samples.nyctaxi.trips");
    expect([table?.truncated, Array.isArray(table?.data) && table.data.length]).toEqual([true, 1000]);
  });

  test("end as Finished with the platform's message for an invalid statement", async () => {
    const results = await sql.run("SELECT * FROM main.sales.nothing");
    expect(results?.summary).toMatch(/^\[TABLE_OR_VIEW_NOT_FOUND\]/);
    expect(results?.cause).toContain("AnalysisException");
  });

  test("can be cancelled", async () => {
    const command = await sql.execute("SELECT count(*) FROM range(1000000) a, range(1000000) b, range(1000) c");
    await eventually(
      () => sql.status(command),
      ({ body }) => body.status === "Running",
    );
    await sql.cancel(command);
    expect((await sql.ended(command)).status).toBe("Cancelled");
  });

  test("of the seeded notebooks run", async () => {
    const query = { path: "/Shared/dashboards/daily_revenue", format: "SOURCE" };
    const { body } = await session.get("/api/2.0/workspace/export", query);
    const cells = Buffer.from(String(body.content), "base64").toString().split("-- COMMAND ----------");
    const statements = cells.filter((cell) => cell.includes("SELECT"));
    expect(statements).toHaveLength(2);
    for (const statement of statements) expect((await sql.run(statement))?.resultType).toBe("table");
  });
});

test.each([
  [
    "MAP<STRING, ARRAY<INT>>",
    {
      type: "map",
      keyType: "string",
      valueType: { type: "array", elementType: "integer", containsNull: true },
      valueContainsNull: true,
    },
  ],
  [
    "STRUCT<a: DECIMAL(10,2), b: BIGINT>",
    {
      type: "struct",
      fields: [
        { name: "a", type: "decimal(10,2)", nullable: true, metadata: {} },
        { name: "b", type: "long", nullable: true, metadata: {} },
      ],
    },
  ],
])("%s in the schema's form", (text, schema) => {
  expect(sparkType(text)).toEqual(schema);
});
