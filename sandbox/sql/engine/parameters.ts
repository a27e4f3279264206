import type { DuckDBConnection, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { SqlFailure } from "./failure.ts";

/** A named parameter of the statement API; without a value it is NULL. */
export interface Parameter {
  readonly name: string;
  readonly value?: string | null;
  readonly type?: string;
}

export interface Bindings {
  readonly values: Record<string, DuckDBValue>;
  readonly types: Record<string, DuckDBType>;
}

/** The types that a parameter may have, with DuckDB's names. Others are refused before they reach a statement. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ["BINARY", "BLOB"],
  ["BOOLEAN", "BOOLEAN"],
  ["BYTE", "TINYINT"],
  ["TINYINT", "TINYINT"],
  ["SHORT", "SMALLINT"],
  ["SMALLINT", "SMALLINT"],
  ["INT", "INTEGER"],
  ["INTEGER", "INTEGER"],
  ["LONG", "BIGINT"],
  ["BIGINT", "BIGINT"],
  ["FLOAT", "FLOAT"],
  ["REAL", "FLOAT"],
  ["DOUBLE", "DOUBLE"],
  ["DECIMAL", "DECIMAL(10, 0)"],
  ["NUMERIC", "DECIMAL(10, 0)"],
  ["DEC", "DECIMAL(10, 0)"],
  ["DATE", "DATE"],
  ["TIMESTAMP", "TIMESTAMPTZ"],
  ["TIMESTAMP_NTZ", "TIMESTAMP"],
  ["INTERVAL", "INTERVAL"],
  ["STRING", "VARCHAR"],
  ["VOID", "VARCHAR"],
]);

/** Values for the markers of a statement. DuckDB parses each as its declared type; none is inserted into the text. */
export async function bindings(
  connection: DuckDBConnection,
  used: ReadonlySet<string>,
  given: readonly Parameter[],
): Promise<Bindings> {
  const values: Record<string, DuckDBValue> = {};
  const types: Record<string, DuckDBType> = {};
  for (const name of used) {
    const parameter = given.find((candidate) => candidate.name === name);
    if (parameter === undefined) {
      throw new SqlFailure(
        "UNBOUND_SQL_PARAMETER",
        `Found the unbound parameter: ${name}. Please, fix \`args\` and provide a mapping of the parameter to either a SQL literal or collection constructor functions such as \`map()\`, \`array()\`, \`struct()\`.`,
        "42P02",
      );
    }
    const text = parameter.value ?? null;
    const reader = await connection.runAndReadAll(`SELECT TRY_CAST($1 AS ${duckdbType(parameter)})`, [text]);
    const value = reader.getRows()[0]?.[0] ?? null;
    if (value === null && text !== null) {
      throw new SqlFailure(
        "INVALID_PARAMETER_MARKER_VALUE.INVALID_VALUE_FOR_DATA_TYPE",
        `An invalid parameter mapping was provided: The value '${text}' for parameter '${name}' cannot be cast to ${parameter.type} because it is malformed.`,
        "22023",
      );
    }
    values[name] = value;
    types[name] = reader.columnType(0);
  }
  return { values, types };
}

function duckdbType(parameter: Parameter): string {
  const type = (parameter.type ?? "STRING").trim().toUpperCase();
  const known = TYPES.get(type);
  if (known !== undefined) return known;
  const decimal = /^(?:DECIMAL|NUMERIC|DEC)\s*\(\s*(\d{1,2})\s*(?:,\s*(\d{1,2})\s*)?\)$/.exec(type);
  const precision = Number(decimal?.[1]);
  const scale = Number(decimal?.[2] ?? 0);
  if (decimal !== null && precision >= 1 && precision <= 38 && scale <= precision)
    return `DECIMAL(${precision}, ${scale})`;
  if (/^INTERVAL\b[A-Z ]*$/.test(type)) return "INTERVAL";
  if (/^(VARCHAR|CHAR)\s*\(\s*\d+\s*\)$/.test(type)) return "VARCHAR";
  throw new SqlFailure(
    "INVALID_PARAMETER_MARKER_VALUE.INVALID_DATA_TYPE",
    `An invalid parameter mapping was provided: the data type '${parameter.type}' of parameter '${parameter.name}' is not a valid or supported SQL data type.`,
    "22023",
  );
}
