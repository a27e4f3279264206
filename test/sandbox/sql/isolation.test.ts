import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLockedInstance } from "../../../sandbox/sql/engine/engine.ts";
import { attachCatalogs } from "../../../sandbox/sql/engine/first-catalogs.ts";
import { openSql, type SqlSession } from "./session.ts";

let session: SqlSession;
let folder: string;
let secret: string;
beforeAll(async () => {
  session = await openSql();
  folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  secret = join(folder, "secret.csv");
  writeFileSync(secret, "word\nxyzzy\n");
});
afterAll(async () => {
  await session.close();
  rmSync(folder, { recursive: true });
});

/** FAILED, with a message that reveals nothing about the host. */
async function refused(statement: string): Promise<string> {
  const message = await session.failure(statement);
  expect(message).toMatch(/^(\[[A-Z_.]+\]|[A-Z_]+:) /);
  expect(message).not.toContain("xyzzy");
  expect(message).not.toMatch(/root:/);
  return message;
}

describe("files of the host", () => {
  const reads = (path: string) => [
    `SELECT * FROM read_csv('${path}')`,
    `SELECT * FROM read_csv_auto('${path}')`,
    `SELECT * FROM READ_TEXT('${path}')`,
    `SELECT * FROM read_blob('${path}')`,
    `SELECT * FROM read_json('${path}')`,
    `SELECT * FROM read_parquet('${path}')`,
    `SELECT * FROM parquet_scan('${path}')`,
    `SELECT * FROM sniff_csv('${path}')`,
    `SELECT * FROM glob('${path}')`,
    `SELECT * FROM read_files('${path}')`,
    `SELECT * FROM TABLE(read_csv('${path}'))`,
    `SELECT * FROM system.main.read_csv('${path}')`,
    `SELECT * FROM \`read_csv\`('${path}')`,
    `SELECT * FROM '${path}'`,
    `SELECT * FROM \`${path}\``,
    `SELECT * FROM csv.\`${path}\``,
    `SELECT * FROM main.default.\`${path}\``,
    `WITH x AS (SELECT * FROM read_csv('${path}')) SELECT * FROM x`,
    `SELECT (SELECT max(word) FROM read_csv('${path}'))`,
    `CREATE TABLE stolen AS SELECT * FROM read_csv('${path}')`,
    `CREATE VIEW stolen AS SELECT * FROM read_csv('${path}')`,
    `INSERT INTO main.sales.customers SELECT * FROM read_csv('${path}')`,
    `COPY main.sales.customers FROM '${path}'`,
    `COPY INTO main.sales.customers FROM '${path}'`,
    `IMPORT DATABASE '${path}'`,
    `DESCRIBE SELECT * FROM read_csv('${path}')`,
    `SELECT * FROM query('SELECT * FROM read_csv(''${path}'')')`,
    `SELECT * FROM query_table('${path}')`,
    `EXECUTE IMMEDIATE 'SELECT * FROM read_csv(''${path}'')'`,
  ];
  test("no statement can read them", async () => {
    for (const statement of [...reads(secret), ...reads("/etc/passwd")]) await refused(statement);
  });

  test.each(["", "EXTENDED", "FORMATTED"])(
    "EXPLAIN %s shows the error as Spark does, and nothing of them",
    async (mode) => {
      for (const path of [secret, "/etc/passwd"]) {
        const [[plan] = []] = await session.rows(`EXPLAIN ${mode} SELECT * FROM read_csv('${path}')`);
        expect(plan).toMatch(/\[[A-Z_.]+\]/);
        expect(plan).not.toMatch(/xyzzy|root:|FileScan/);
      }
    },
  );

  test("cannot be written", async () => {
    const target = join(folder, "out");
    for (const statement of [
      `COPY main.sales.customers TO '${target}'`,
      `COPY (SELECT 1) TO '${target}' (FORMAT PARQUET)`,
      "COPY main.sales.customers TO '.tmp/out.csv'",
      `EXPORT DATABASE '${target}'`,
      `ATTACH '${target}.db' AS stolen`,
      `ATTACH '${target}.db'`,
      `CREATE TABLE out (a INT) LOCATION '${target}'`,
      `CREATE TABLE out USING CSV LOCATION '${target}' AS SELECT 1`,
    ]) {
      await refused(statement);
    }
    expect(readdirSync(folder)).toEqual(["secret.csv"]);
    expect(existsSync(".tmp")).toBe(false);
  });
});

test("extensions, network, settings, variables and engine details are not available", async () => {
  for (const statement of [
    "INSTALL httpfs",
    "LOAD httpfs",
    "INSTALL httpfs; LOAD httpfs",
    "FORCE INSTALL spatial FROM community",
    "SELECT * FROM read_csv('http://127.0.0.1/x.csv')",
    "SELECT * FROM 'https://example.com/x.parquet'",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "SET memory_limit = '64GB'",
    "RESET enable_external_access",
    "PRAGMA enable_external_access",
    "PRAGMA database_list",
    "CALL pragma_version()",
    "SELECT getenv('HOME')",
    "SELECT system.main.getenv('HOME')",
    "SELECT current_setting('home_directory')",
    "SELECT system.main.current_setting('secret_directory')",
    "SELECT ('secret_directory').current_setting()",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_settings",
    "SELECT * FROM duckdb_databases()",
    "SELECT * FROM system.main.duckdb_settings",
    "SELECT * FROM sqlite_master",
    'SELECT * FROM "@workspace".main.schema_comments',
    "SELECT * FROM `@workspace`.main.schema_comments",
    "CREATE SECRET s (TYPE s3)",
    "CREATE MACRO f(x) AS x",
    "DETACH main",
    "CHECKPOINT",
    "SELECT 1; SELECT 2",
    "SELECT 1; COPY main.sales.customers TO 'x'",
    "SELECT $name",
    "SELECT spark_range(3)",
  ]) {
    await refused(statement);
  }
  // The version is Spark's.
  expect((await session.rows("SELECT version()"))[0]?.[0]).toMatch(/^4\./);
  expect(await session.rows("SELECT 1 -- */; ATTACH 'x'\n")).toEqual([["1"]]);
});

test("text in a string, an identifier or a parameter stays text", async () => {
  const evil = `'); COPY main.sales.customers TO 'x'; --`;
  const parameters = [{ name: "a", value: evil }];
  expect(await session.rows("SELECT :a", { parameters })).toEqual([[evil]]);
  expect(await session.rows(`SELECT "${evil.replaceAll('"', '""')}"`)).toEqual([[evil]]);
  expect(await session.rows(`SELECT 1 AS \`${evil}\``)).toEqual([["1"]]);
  expect(await session.rows(String.raw`SELECT 'it\'s', "it's", r'C:\n'`)).toEqual([["it's", "it's", "C:\\n"]]);
});

test("DuckDB itself refuses statements that bypass the translation", async () => {
  const instance = await createLockedInstance(attachCatalogs());
  const connection = await instance.connect();
  try {
    for (const sql of [
      `SELECT * FROM read_csv('${secret}')`,
      `SELECT * FROM '${secret}'`,
      `COPY (SELECT 1) TO '${join(folder, "out.csv")}'`,
      "COPY (SELECT 1) TO '.tmp/out.csv'",
      `ATTACH '${join(folder, "out.db")}'`,
      "INSTALL httpfs",
      "LOAD httpfs",
      "SET enable_external_access = true",
      "SET lock_configuration = false",
      "SET temp_directory = '/tmp'",
      "RESET memory_limit",
    ]) {
      await expect(connection.run(sql), sql).rejects.toThrow();
    }
    const settings = await connection.runAndReadAll(
      "SELECT current_setting('temp_directory'), current_setting('allowed_directories')::VARCHAR, current_setting('memory_limit')",
    );
    expect(settings.getRows()).toEqual([["", "[]", "244.1 MiB"]]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  expect(readdirSync(folder)).toEqual(["secret.csv"]);
});

test("exceeding the memory fails the statement, and the next one works", async () => {
  const hungry = "SELECT count(*) FROM (SELECT DISTINCT repeat(CAST(id AS STRING), 20) AS x FROM range(20000000))";
  expect(await session.failure(hungry, { wait_timeout: "50s" })).toMatch(/^\[INSUFFICIENT_MEMORY\]/);
  expect(await session.rows("SELECT 1")).toEqual([["1"]]);
}, 60_000);

test("refuses a giant array before it is materialised", async () => {
  for (const giant of ["SELECT sequence(1, 5000000)", "SELECT named_struct('a', sequence(1, 5000000))"]) {
    expect(await session.failure(giant)).toMatch(/^\[COLLECTION_SIZE_LIMIT_EXCEEDED/);
  }
  // Together the arrays of one row are as large as a giant one.
  const nested = "SELECT transform(sequence(1, 2000), x -> sequence(1, 2000))";
  expect(await session.failure(nested)).toMatch(
    /^\[(INSUFFICIENT_MEMORY|QUERY_EXECUTION_TIMEOUT_EXCEEDED)\]|A row of the result is too large/,
  );
  expect(await session.rows("SELECT size(sequence(1, 500000))")).toEqual([["500000"]]);
});

test("refuses endless nesting and comments before they reach a parser", async () => {
  expect(await session.failure(`SELECT ${"(".repeat(5000)}1${")".repeat(5000)}`)).toMatch(
    /^\[FAILED_TO_PARSE_TOO_COMPLEX\]/,
  );
  expect(await session.failure("SELECT 1 /* never ends")).toMatch(/^\[UNCLOSED_BRACKETED_COMMENT\]/);
  expect(await session.failure(`SELECT ${"-".repeat(1)} ${"NOT ".repeat(20_000)}true`)).toMatch(/^\[[A-Z_.]+\]/);
  expect(await session.rows("SELECT 1")).toEqual([["1"]]);
});
