import {
  DuckDBArrayType,
  DuckDBDecimalType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from "@duckdb/node-api";

/** One column of a result's manifest. */
export interface Column {
  readonly name: string;
  readonly type_name: string;
  readonly type_text: string;
  readonly type_precision?: number;
  readonly type_scale?: number;
}

type Name = readonly [type_name: string, type_text: string];

/** The platform's names for DuckDB's simple types; integers wider than its widest type become that type. */
const SIMPLE: ReadonlyMap<DuckDBTypeId, Name> = new Map([
  [DuckDBTypeId.BOOLEAN, ["BOOLEAN", "BOOLEAN"]],
  [DuckDBTypeId.TINYINT, ["BYTE", "TINYINT"]],
  [DuckDBTypeId.SMALLINT, ["SHORT", "SMALLINT"]],
  [DuckDBTypeId.UTINYINT, ["SHORT", "SMALLINT"]],
  [DuckDBTypeId.INTEGER, ["INT", "INT"]],
  [DuckDBTypeId.USMALLINT, ["INT", "INT"]],
  [DuckDBTypeId.BIGINT, ["LONG", "BIGINT"]],
  [DuckDBTypeId.UINTEGER, ["LONG", "BIGINT"]],
  [DuckDBTypeId.UBIGINT, ["LONG", "BIGINT"]],
  [DuckDBTypeId.HUGEINT, ["LONG", "BIGINT"]],
  [DuckDBTypeId.UHUGEINT, ["LONG", "BIGINT"]],
  [DuckDBTypeId.FLOAT, ["FLOAT", "FLOAT"]],
  [DuckDBTypeId.DOUBLE, ["DOUBLE", "DOUBLE"]],
  [DuckDBTypeId.DATE, ["DATE", "DATE"]],
  [DuckDBTypeId.TIMESTAMP, ["TIMESTAMP", "TIMESTAMP"]],
  [DuckDBTypeId.TIMESTAMP_TZ, ["TIMESTAMP", "TIMESTAMP"]],
  [DuckDBTypeId.TIMESTAMP_S, ["TIMESTAMP", "TIMESTAMP"]],
  [DuckDBTypeId.TIMESTAMP_MS, ["TIMESTAMP", "TIMESTAMP"]],
  [DuckDBTypeId.TIMESTAMP_NS, ["TIMESTAMP", "TIMESTAMP"]],
  [DuckDBTypeId.INTERVAL, ["INTERVAL", "INTERVAL"]],
  [DuckDBTypeId.BLOB, ["BINARY", "BINARY"]],
  [DuckDBTypeId.SQLNULL, ["NULL", "VOID"]],
]);

export function columnOf(name: string, type: DuckDBType): Column {
  const [type_name, type_text] = typeName(type);
  const decimal = type instanceof DuckDBDecimalType ? { type_precision: type.width, type_scale: type.scale } : {};
  return { name, type_name, type_text, ...decimal };
}

function typeName(type: DuckDBType): Name {
  const text = (inner: DuckDBType) => typeName(inner)[1];
  if (type instanceof DuckDBDecimalType) return ["DECIMAL", `DECIMAL(${type.width},${type.scale})`];
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType)
    return ["ARRAY", `ARRAY<${text(type.valueType)}>`];
  if (type instanceof DuckDBMapType) return ["MAP", `MAP<${text(type.keyType)}, ${text(type.valueType)}>`];
  if (type instanceof DuckDBStructType) {
    const fields = type.entryNames.map((name, i) => {
      const entry = type.entryTypes[i];
      return `${name}: ${entry === undefined ? "STRING" : text(entry)}`;
    });
    return ["STRUCT", `STRUCT<${fields.join(", ")}>`];
  }
  return SIMPLE.get(type.typeId) ?? ["STRING", "STRING"];
}
