import { printName, SqlFailure } from "./failure.ts";

/** The catalog and schema in which a statement looks up unqualified names. */
export interface Session {
  readonly catalog: string;
  readonly schema: string;
  readonly user: string;
  /** The existing catalogs; defaults to those of a new workspace. */
  readonly catalogs?: readonly string[];
}

/** Catalogs of a new workspace. Each is a database of its own in DuckDB. */
export const firstCatalogs: readonly string[] = ["hive_metastore", "main", "samples"];

/** Catalogs a statement may name. */
export const catalogsOf = ({ catalogs = firstCatalogs }: Session): readonly string[] => catalogs;

/** Names such as `main` are reserved in DuckDB, so the database of a catalog has a prefix that SQL names cannot have. */
const MARK = "@";

/** The schema that DuckDB adds to every database and that the platform does not have. */
export const builtinSchema = "main";

/** `information_schema` is reserved in DuckDB too. */
export const informationSchema = `${MARK}information_schema`;

export type TableName = readonly [catalog: string, schema: string, table: string];

/** Completes a table's name of one to three parts. */
export function tableName(parts: readonly string[], session: Session): TableName {
  const [a, b, c] = parts.map((part) => part.toLowerCase());
  if (a === undefined || parts.length > 3) {
    throw new SqlFailure(
      "REQUIRES_SINGLE_PART_NAMESPACE",
      `spark_catalog requires a single-part namespace, but got ${printName(parts)}.`,
      "42K05",
    );
  }
  if (b === undefined) return [session.catalog, session.schema, a];
  if (c === undefined) return [session.catalog, a, b];
  return [a, b, c];
}

/** Completes a schema's name of one or two parts. */
export function schemaName(parts: readonly string[], session: Session): readonly [catalog: string, schema: string] {
  const [a, b] = parts.map((part) => part.toLowerCase());
  if (a === undefined || parts.length > 2) {
    throw new SqlFailure(
      "REQUIRES_SINGLE_PART_NAMESPACE",
      `spark_catalog requires a single-part namespace, but got ${printName(parts)}.`,
      "42K05",
    );
  }
  return b === undefined ? [session.catalog, a] : [a, b];
}

/** A known catalog, in its own spelling. */
export function knownCatalog(name: string, session: Session): string {
  const known = catalogsOf(session).find((catalog) => catalog === name.toLowerCase());
  if (known !== undefined) return known;
  throw new SqlFailure(
    "NO_SUCH_CATALOG_EXCEPTION",
    `Catalog '${name}' was not found. Please verify the catalog name and then retry the query or command again.`,
    "42704",
  );
}

export function database(catalog: string): string {
  return `${MARK}${catalog}`;
}

export function physicalSchema(schema: string): string {
  return schema === "information_schema" ? informationSchema : schema;
}

/** DuckDB identifier, always quoted: `default` and friends are keywords there. */
export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function physicalName([catalog, schema, table]: TableName): string {
  return [database(catalog), physicalSchema(schema), table].map(quote).join(".");
}

/** Removes the prefix from database names in DuckDB's messages, so that callers never see it. */
export function withoutMarks(text: string): string {
  return text.replaceAll(MARK, "");
}
