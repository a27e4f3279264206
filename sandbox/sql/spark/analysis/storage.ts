import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  DuckDBArrayType,
  DuckDBDecimalType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
  FLOAT,
  INTEGER,
  INTERVAL,
  LIST,
  MAP,
  SMALLINT,
  STRUCT,
  TIMESTAMP,
  TIMESTAMPTZ,
  TINYINT,
  VARCHAR,
} from "@duckdb/node-api";
import { SqlFailure } from "../../engine/failure.ts";
import { quote } from "../../engine/names.ts";
import { array, decimal, map, type SimpleKind, type SparkType, struct } from "../data-types.ts";

/** How expressions of each simple type are stored in DuckDB. */
const SIMPLE: Readonly<Record<SimpleKind, DuckDBType>> = {
  // A column of nothing but NULL.
  void: INTEGER,
  boolean: BOOLEAN,
  tinyint: TINYINT,
  smallint: SMALLINT,
  int: INTEGER,
  bigint: BIGINT,
  float: FLOAT,
  double: DOUBLE,
  string: VARCHAR,
  binary: BLOB,
  date: DATE,
  timestamp: TIMESTAMPTZ,
  timestamp_ntz: TIMESTAMP,
  interval: INTERVAL,
  variant: VARCHAR,
};

/** DuckDB's type for values of a Spark type. */
export function duckdbType(type: SparkType): DuckDBType {
  switch (type.kind) {
    case "decimal":
      return DECIMAL(type.precision, type.scale);
    case "interval_ym":
      return INTEGER;
    case "interval_dt":
      return BIGINT;
    case "array":
      return LIST(duckdbType(type.element));
    case "map":
      return MAP(duckdbType(type.key), duckdbType(type.value));
    case "struct":
      checkFields(type.fields.map(({ name }) => name));
      return STRUCT(Object.fromEntries(type.fields.map((field) => [field.name, duckdbType(field.type)])));
    default:
      return SIMPLE[type.kind];
  }
}

/** DuckDB's text for the type, as in `CAST(x AS …)`. */
export function storageType(type: SparkType): string {
  return String(duckdbType(type));
}

/** Field names are case-insensitive in DuckDB, and it has no empty struct. */
function checkFields(names: readonly string[]): void {
  const unique = new Set(names.map((name) => name.toLowerCase()));
  if (names.length > 0 && unique.size === names.length && names.every((name) => !/^(?:0|[1-9]\d*)$/.test(name))) return;
  if (names.length > 0 && unique.size === names.length && inNumericOrder(names)) return;
  const detail = names.length === 0 ? "an empty struct" : `a struct with the fields ${names.join(", ")}`;
  throw new SqlFailure("UNSUPPORTED_FEATURE.STRUCT", `The feature is not supported: ${detail}.`, "0A000");
}

/** JavaScript objects list integer keys first and in order, so only such structs keep the order of their fields. */
function inNumericOrder(names: readonly string[]): boolean {
  return Object.keys(Object.fromEntries(names.map((name) => [name, 0]))).every((name, index) => name === names[index]);
}

const FROM_DUCKDB: ReadonlyMap<DuckDBTypeId, SimpleKind> = new Map([
  [DuckDBTypeId.SQLNULL, "void"],
  [DuckDBTypeId.BOOLEAN, "boolean"],
  [DuckDBTypeId.TINYINT, "tinyint"],
  [DuckDBTypeId.SMALLINT, "smallint"],
  [DuckDBTypeId.UTINYINT, "smallint"],
  [DuckDBTypeId.INTEGER, "int"],
  [DuckDBTypeId.USMALLINT, "int"],
  [DuckDBTypeId.BIGINT, "bigint"],
  [DuckDBTypeId.UINTEGER, "bigint"],
  [DuckDBTypeId.UBIGINT, "bigint"],
  [DuckDBTypeId.HUGEINT, "bigint"],
  [DuckDBTypeId.UHUGEINT, "bigint"],
  [DuckDBTypeId.FLOAT, "float"],
  [DuckDBTypeId.DOUBLE, "double"],
  [DuckDBTypeId.BLOB, "binary"],
  [DuckDBTypeId.DATE, "date"],
  [DuckDBTypeId.TIMESTAMP_TZ, "timestamp"],
  [DuckDBTypeId.TIMESTAMP, "timestamp_ntz"],
  [DuckDBTypeId.TIMESTAMP_S, "timestamp_ntz"],
  [DuckDBTypeId.TIMESTAMP_MS, "timestamp_ntz"],
  [DuckDBTypeId.TIMESTAMP_NS, "timestamp_ntz"],
  [DuckDBTypeId.INTERVAL, "interval"],
]);

/** The Spark type of a stored column. A VARIANT is stored as JSON, which keeps it apart from a STRING. */
export function sparkTypeOf(type: DuckDBType): SparkType {
  if (type instanceof DuckDBDecimalType) return decimal(type.width, type.scale);
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) return array(sparkTypeOf(type.valueType));
  if (type instanceof DuckDBMapType) return map(sparkTypeOf(type.keyType), sparkTypeOf(type.valueType));
  if (type instanceof DuckDBStructType) {
    const fields = type.entryNames.map((name, index) => {
      const entry = type.entryTypes[index];
      return { name, type: entry === undefined ? { kind: "string" as const } : sparkTypeOf(entry) };
    });
    return struct(fields);
  }
  if (type.alias === "JSON") return { kind: "variant" };
  return { kind: FROM_DUCKDB.get(type.typeId) ?? "string" };
}

/** The type of a column in a table, which must say the Spark type when it is read back. */
export function columnStorage(type: SparkType): string {
  switch (type.kind) {
    case "variant":
      return "JSON";
    case "array":
      return `${columnStorage(type.element)}[]`;
    case "map":
      return `MAP(${columnStorage(type.key)}, ${columnStorage(type.value)})`;
    case "struct":
      return `STRUCT(${type.fields.map((field) => `${quote(field.name)} ${columnStorage(field.type)}`).join(", ")})`;
    default:
      return storageType(type);
  }
}

/** Whether a stored column differs from expressions of its type, so that reading it needs a cast to `storageType`. */
export function readsWithCast(type: SparkType): boolean {
  return columnStorage(type) !== storageType(type);
}
