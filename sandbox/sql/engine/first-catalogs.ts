import { database, firstCatalogs, quote } from "./names.ts";

/** DuckDB SQL of the databases in which the first tables are made. Comments on schemas are noted in a table. */
export const attachCatalogs = (): readonly string[] => [
  `ATTACH ':memory:' AS "@workspace"`,
  'CREATE TABLE "@workspace".main.schema_comments (catalog VARCHAR, schema VARCHAR, comment VARCHAR)',
  ...firstCatalogs.flatMap((catalog) => {
    const name = quote(database(catalog));
    return [`ATTACH ':memory:' AS ${name}`, `CREATE SCHEMA ${name}."default"`];
  }),
];
