import { afterAll, beforeAll, expect, test } from "vitest";
import { openSql, type SqlSession } from "../../session.ts";

let session: SqlSession;
beforeAll(async () => {
  session = await openSql();
  await session.rows("CREATE SCHEMA main.loaded");
  await session.rows("CREATE VOLUME main.loaded.files");
  await put("a.csv", 'id,name,at,price\n1,Ana,2024-01-02 03:04:05,1.5\n2,"O""Neil, J",,\n');
  await put("day/b.json", '{"id": 3, "tags": ["x"], "place": {"city": "Oslo"}}\n{"id": 4, "extra": true}\n');
});
afterAll(() => session.close());

const rows = (statement: string) => session.rows(statement);
const put = async (path: string, text: string) => {
  const response = await fetch(`${session.url}/api/2.0/fs/files/Volumes/main/loaded/files/${path}?overwrite=true`, {
    method: "PUT",
    headers: { authorization: `Bearer ${session.token}` },
    body: text,
  });
  expect(response.status).toBe(204);
};
const ROOT = "/Volumes/main/loaded/files";

test("read_files infers types, and files are tables by their format", async () => {
  expect(await rows(`DESCRIBE SELECT * FROM read_files('${ROOT}/a.csv')`)).toEqual([
    ["id", "int", null],
    ["name", "string", null],
    ["at", "timestamp", null],
    ["price", "double", null],
    ["_rescued_data", "string", null],
  ]);
  expect(
    await rows(`SELECT id, name, price FROM read_files('${ROOT}/*.csv', format => 'csv', header => true) ORDER BY id`),
  ).toEqual([
    ["1", "Ana", "1.5"],
    ["2", 'O"Neil, J', null],
  ]);
  expect(
    await rows(`SELECT id, tags[0], place.city, extra, _metadata.file_name FROM json.\`${ROOT}/day\` ORDER BY id`),
  ).toEqual([
    ["3", "x", "Oslo", null, "b.json"],
    ["4", null, null, "true", "b.json"],
  ]);
  expect(await rows(`SELECT _c0 FROM csv.\`${ROOT}/a.csv\` WHERE _c0 <> 'id' ORDER BY 1`)).toEqual([["1"], ["2"]]);
  expect(
    await rows(
      `SELECT a + 1 FROM read_files('${ROOT}/a.csv', schema => 'a INT, b STRING', header => false) WHERE a IS NOT NULL ORDER BY 1`,
    ),
  ).toEqual([["2"], ["3"]]);
  expect(await session.failure("SELECT * FROM read_files('/Volumes/main/loaded/files/none.csv')")).toContain(
    "[PATH_NOT_FOUND]",
  );
  expect(await session.failure("SELECT * FROM read_files('/etc/passwd')")).toContain("[UNSUPPORTED_FEATURE.STORAGE]");
  expect(await session.failure("SELECT * FROM text.`/Volumes/main/loaded/files/../../../../../../etc/passwd`")).toMatch(
    /PATH_NOT_FOUND/,
  );
});

test("_metadata is a column of files and tables only where it is named", async () => {
  const header = async (query: string) => (await rows(`DESCRIBE QUERY ${query}`)).map(([name]) => name);
  const file = `read_files('${ROOT}/a.csv')`;
  expect(await header(`SELECT *, _metadata.file_name FROM ${file}`)).toEqual([
    ...(await header(`SELECT * FROM ${file}`)),
    "file_name",
  ]);
  expect(await header(`SELECT f.*, f._metadata.file_size AS n FROM ${file} AS f`)).not.toContain("_metadata");
  expect(await header(`SELECT _metadata FROM ${file}`)).toEqual(["_metadata"]);
  await rows("CREATE OR REPLACE TABLE main.loaded.described AS SELECT id, 'x' AS b FROM range(2)");
  const table = "main.loaded.described";
  expect(await header(`SELECT *, _metadata.file_name FROM ${table} d`)).toEqual(["id", "b", "file_name"]);
  expect(
    await rows(`SELECT count(*), count(DISTINCT _metadata.file_path), max(_metadata.file_size) > 0 FROM ${table}`),
  ).toEqual([["2", "1", "true"]]);
  expect(
    await rows(`SELECT _metadata.file_name LIKE 'part-%.parquet' FROM ${table} VERSION AS OF 0 ORDER BY id LIMIT 1`),
  ).toEqual([["true"]]);
  expect(await session.failure(`SELECT metadata FROM ${table}`)).not.toContain("_metadata");
});

test("singleVariantColumn reads each record as one value", async () => {
  const query = `SELECT * FROM read_files('${ROOT}/day', format => 'json', singleVariantColumn => 'v')`;
  expect((await rows(`DESCRIBE QUERY ${query}`)).map(([name, type]) => [name, type])).toEqual([["v", "variant"]]);
  expect(
    await rows(
      `SELECT v:id::int FROM read_files('${ROOT}/day', format => 'json', singleVariantColumn => 'v') ORDER BY 1`,
    ),
  ).toEqual([["3"], ["4"]]);
});

test("LIST shows files", async () => {
  expect((await rows(`LIST '${ROOT}'`)).map((row) => row[1])).toEqual(["a.csv", "day/"]);
});

test("COPY INTO loads each file once", async () => {
  await rows("CREATE TABLE loaded.people (id INT, name STRING)");
  const copy = `COPY INTO loaded.people FROM (SELECT id::int, name FROM '${ROOT}') FILEFORMAT = CSV PATTERN = '*.csv' FORMAT_OPTIONS ('header' = 'true')`;
  expect(await rows(copy)).toEqual([["2", "2", "0"]]);
  expect(await rows(copy)).toEqual([["0", "0", "0"]]);
  await put("c.csv", "id,name\n9,Late\n");
  expect(await rows(copy)).toEqual([["1", "1", "0"]]);
  expect(await rows("SELECT name FROM loaded.people WHERE id = 9")).toEqual([["Late"]]);
});

test("streaming tables and materialized views read files, and are refreshed", async () => {
  await put("in/1.json", '{"n": 1}\n{"n": -1}\n');
  await rows(
    `CREATE OR REFRESH STREAMING TABLE loaded.events (CONSTRAINT positive EXPECT (n > 0) ON VIOLATION DROP ROW) AS SELECT n FROM STREAM read_files('${ROOT}/in', format => 'json')`,
  );
  await rows("CREATE OR REPLACE MATERIALIZED VIEW loaded.totals AS SELECT sum(n) AS total FROM loaded.events");
  expect(await rows("SELECT total FROM loaded.totals")).toEqual([["1"]]);
  await put("in/2.json", '{"n": 5}\n');
  await rows("REFRESH STREAMING TABLE loaded.events");
  await rows("REFRESH MATERIALIZED VIEW loaded.totals");
  expect(await rows("SELECT total FROM loaded.totals")).toEqual([["6"]]);
  const { body } = await session.call("GET", "/api/2.1/unity-catalog/tables/main.loaded.totals");
  expect(body).toMatchObject({ table_type: "MATERIALIZED_VIEW" });
});

test("a view over files reads them each time", async () => {
  await rows(`CREATE VIEW loaded.people_files AS SELECT * FROM read_files('${ROOT}/day', format => 'json')`);
  expect(await rows("SELECT count(*) FROM loaded.people_files")).toEqual([["2"]]);
  await put("day/more.json", '{"id": 5}\n');
  expect(await rows("SELECT count(*) FROM loaded.people_files")).toEqual([["3"]]);
});

test("the lineage of a column has the columns of its expression, through queries, views and joins", async () => {
  await rows("CREATE TABLE loaded.pay AS SELECT 1 AS id, 10 AS base, 2 AS bonus, 'x' AS note");
  await rows("CREATE VIEW loaded.named AS SELECT id, upper(name) AS shown FROM loaded.people");
  await rows(`CREATE TABLE loaded.wide AS
    WITH totals AS (SELECT id AS who, sum(base + bonus) AS total FROM loaded.pay WHERE note <> '' GROUP BY id)
    SELECT n.shown AS label, t.total * 2 AS doubled, 'fixed' AS constant FROM loaded.named n JOIN totals t ON t.who = n.id
    UNION ALL SELECT note, base, 'pay' FROM loaded.pay`);
  const upstream = async (column: string) => {
    const query = `table_name=main.loaded.wide&column_name=${column}`;
    const { body } = await session.call("GET", `/api/2.0/lineage-tracking/column-lineage?${query}`);
    return Array.from(
      Object(body).upstream_cols ?? [],
      (one) => `${Object(one).table_name}.${Object(one).name}`,
    ).sort();
  };
  expect(await upstream("label")).toEqual(["named.shown", "pay.note"]);
  expect(await upstream("doubled")).toEqual(["pay.base", "pay.bonus"]);
  expect(await upstream("constant")).toEqual([]);
  await rows("CREATE TABLE loaded.slim (total INT, who STRING)");
  await rows("INSERT INTO loaded.slim (who, total) SELECT note, base FROM loaded.pay");
  const { body } = await session.call(
    "GET",
    "/api/2.0/lineage-tracking/column-lineage?table_name=main.loaded.slim&column_name=who",
  );
  expect(body.upstream_cols).toMatchObject([{ name: "note", table_name: "pay" }]);
});

test("a table made from others has lineage", async () => {
  await rows("CREATE TABLE loaded.derived AS SELECT id, upper(name) AS name FROM loaded.people");
  const { body } = await session.call("GET", "/api/2.0/lineage-tracking/table-lineage?table_name=main.loaded.derived");
  expect(body).toMatchObject({ upstreams: [{ tableInfo: { name: "people" } }] });
});
