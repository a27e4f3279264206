import { builtinSchema, database, firstCatalogs, informationSchema, literal, quote } from "./names.ts";

/** DuckDB does not store comments on schemas. They are in a table of a database that statements cannot name. */
const NOTES = `"@workspace".main.schema_comments`;

export function commentOnSchema(catalog: string, schema: string, comment: string): string {
  return `INSERT OR REPLACE INTO ${NOTES} VALUES (${literal(catalog)}, ${literal(schema)}, ${literal(comment)})`;
}

export function schemaComment(catalog: string, schema: string): string {
  return `SELECT comment FROM ${NOTES} WHERE catalog = ${literal(catalog)} AND schema = ${literal(schema)}`;
}

/** The platform's names for DuckDB's types, as far as a view can compute them. */
const TYPE = `CASE
  WHEN data_type = 'INTEGER' THEN 'INT'
  WHEN data_type = 'VARCHAR' THEN 'STRING'
  WHEN data_type = 'BLOB' THEN 'BINARY'
  WHEN data_type = 'HUGEINT' THEN 'BIGINT'
  WHEN data_type LIKE 'TIMESTAMP%' THEN 'TIMESTAMP'
  WHEN data_type LIKE '%[]' THEN 'ARRAY'
  WHEN data_type LIKE 'STRUCT%' THEN 'STRUCT'
  WHEN data_type LIKE 'MAP%' THEN 'MAP'
  ELSE regexp_replace(data_type, '\\(.*', '') END`;

const visible = (catalog: string) =>
  `database_name = ${literal(database(catalog))} AND schema_name <> ${literal(builtinSchema)} AND NOT internal`;
const SCHEMA = "replace(schema_name, '@', '')";

/** Databases, default schemas and the `information_schema` of every catalog. */
export function createCatalogs(user: string): readonly string[] {
  const notes = [
    "ATTACH ':memory:' AS \"@workspace\"",
    `CREATE TABLE ${NOTES} (catalog VARCHAR, schema VARCHAR, comment VARCHAR, PRIMARY KEY (catalog, schema))`,
  ];
  return [...notes, ...firstCatalogs.flatMap((catalog) => createCatalog(catalog, user))];
}

/** The database of one catalog, with its default schema and `information_schema`. */
export function createCatalog(catalog: string, user: string): readonly string[] {
  const db = quote(database(catalog));
  const view = (name: string, query: string) => `CREATE VIEW ${db}.${quote(informationSchema)}.${name} AS ${query}`;
  const name = literal(catalog);
  const owner = literal(user);
  return [
    `ATTACH ':memory:' AS ${db}`,
    `CREATE SCHEMA ${db}."default"`,
    `CREATE SCHEMA ${db}.${quote(informationSchema)}`,
    view(
      "catalogs",
      `SELECT substr(database_name, 2) AS catalog_name, ${owner} AS catalog_owner FROM duckdb_databases()
       WHERE database_name LIKE '@%' AND database_name <> '@workspace'`,
    ),
    view(
      "schemata",
      `SELECT ${name} AS catalog_name, ${SCHEMA} AS schema_name, ${owner} AS schema_owner, (SELECT n.comment FROM ${NOTES} n WHERE n.catalog = ${name} AND n.schema = ${SCHEMA}) AS comment
       FROM duckdb_schemas() WHERE ${visible(catalog)}`,
    ),
    view(
      "tables",
      `SELECT ${name} AS table_catalog, ${SCHEMA} AS table_schema, table_name, 'MANAGED' AS table_type, 'YES' AS is_insertable_into, ${owner} AS table_owner, comment, 'DELTA' AS data_source_format
       FROM duckdb_tables() WHERE ${visible(catalog)}
       UNION ALL
       SELECT ${name}, ${SCHEMA}, view_name, 'VIEW', 'NO', ${owner}, comment, NULL FROM duckdb_views() WHERE ${visible(catalog)}`,
    ),
    view(
      "views",
      `SELECT ${name} AS table_catalog, ${SCHEMA} AS table_schema, view_name AS table_name, 'NONE' AS check_option, 'NO' AS is_updatable
       FROM duckdb_views() WHERE ${visible(catalog)}`,
    ),
    view(
      "columns",
      `SELECT ${name} AS table_catalog, ${SCHEMA} AS table_schema, table_name, column_name, column_index - 1 AS ordinal_position, CASE WHEN is_nullable THEN 'YES' ELSE 'NO' END AS is_nullable, ${TYPE} AS data_type, comment
       FROM duckdb_columns() WHERE ${visible(catalog)}`,
    ),
  ];
}
