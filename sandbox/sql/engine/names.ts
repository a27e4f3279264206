/** The catalog and schema in which a statement looks up unqualified names. */
export interface Session {
  readonly catalog: string;
  readonly schema: string;
  readonly user: string;
}

/** Catalogs of a new workspace. Their tables are each in a database of DuckDB of their own. */
export const firstCatalogs: readonly string[] = ["hive_metastore", "main", "samples"];

/** Names such as `main` are reserved in DuckDB, so the database of a catalog has a prefix that SQL names cannot have. */
const MARK = "@";

export function database(catalog: string): string {
  return `${MARK}${catalog}`;
}

/** DuckDB identifier, always quoted: `default` and friends are keywords there. */
export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** An identifier of Spark SQL, always quoted. */
export function backquoted(identifier: string): string {
  return `\`${identifier.replaceAll("`", "``")}\``;
}

/** Text of Spark SQL. A backslash begins an escape there, and two literals in a row are one. */
export function sparkLiteral(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** Text of DuckDB. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Removes the prefix from database names in DuckDB's messages, so that callers never see it. */
export function withoutMarks(text: string): string {
  return text.replaceAll(MARK, "");
}
