import { join } from "node:path";
import { database, firstCatalogs, literal, quote } from "./names.ts";

/** DuckDB SQL that opens the databases of the first tables: in memory, or as the files of a folder. */
const openDatabases = (folder: string | undefined): readonly string[] =>
  ["workspace", ...firstCatalogs].map((name) => {
    const place = folder === undefined ? ":memory:" : join(folder, `${name}.duckdb`);
    return `ATTACH ${literal(place)} AS ${quote(database(name))}`;
  });

/** DuckDB SQL of the databases in which the first tables are made. Comments on schemas are noted in a table. */
export const attachCatalogs = (folder?: string): readonly string[] => [
  ...openDatabases(folder),
  'CREATE TABLE "@workspace".main.schema_comments (catalog VARCHAR, schema VARCHAR, comment VARCHAR)',
  ...firstCatalogs.map((catalog) => `CREATE SCHEMA ${quote(database(catalog))}."default"`),
];

/** DuckDB SQL that opens the databases of a workspace that is not new. */
export const reattachCatalogs = (folder: string): readonly string[] => openDatabases(folder);
