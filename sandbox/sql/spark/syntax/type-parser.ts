import { SqlFailure } from "../../engine/failure.ts";
import {
  array,
  BIGINT,
  BINARY,
  BOOLEAN,
  DATE,
  type DayTimeField,
  DOUBLE,
  dayTime,
  decimal,
  FLOAT,
  INT,
  map,
  SMALLINT,
  type SparkType,
  STRING,
  type StructField,
  struct,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  TINYINT,
  VARIANT,
  VOID,
  yearMonth,
} from "../data-types.ts";
import type { ColumnType } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

const SIMPLE: Readonly<Record<string, SparkType>> = {
  BOOLEAN,
  TINYINT,
  BYTE: TINYINT,
  SMALLINT,
  SHORT: SMALLINT,
  INT,
  INTEGER: INT,
  BIGINT,
  LONG: BIGINT,
  FLOAT,
  REAL: FLOAT,
  DOUBLE,
  DATE,
  TIMESTAMP,
  TIMESTAMP_LTZ: TIMESTAMP,
  TIMESTAMP_NTZ,
  STRING,
  BINARY,
  VOID,
  VARIANT,
};

/** A type as SQL writes it: `DECIMAL(10, 2)`, `MAP<STRING, ARRAY<INT>>`, `VARCHAR(20)`. */
export function columnType(cursor: Cursor): ColumnType {
  const word = cursor.peek();
  if (word.kind === "word" && (word.value === "CHAR" || word.value === "CHARACTER" || word.value === "VARCHAR")) {
    cursor.next();
    const kind = word.value === "VARCHAR" ? "varchar" : "char";
    if (!cursor.isSymbol("(")) {
      throw new SqlFailure(
        "DATATYPE_MISSING_SIZE",
        `DataType "${word.value}" requires a length parameter, for example "${word.value}"(10). Please specify the length.`,
        "42K01",
      );
    }
    const [length = 0] = cursor.bracketed(() => cursor.integer());
    return { type: STRING, text: { kind, length } };
  }
  return { type: sparkType(cursor) };
}

function sparkType(cursor: Cursor): SparkType {
  return cursor.nested(() => {
    const token = cursor.peek();
    if (token.kind !== "word") throw cursor.unexpected();
    cursor.next();
    switch (token.value) {
      case "ARRAY":
        return angled(cursor, token.text, () => array(nestedType(cursor)));
      case "MAP":
        return angled(cursor, token.text, () => {
          const key = nestedType(cursor);
          cursor.expectSymbol(",");
          return map(key, nestedType(cursor));
        });
      case "STRUCT":
        if (cursor.takeSymbol("<>")) return struct([]);
        return angled(cursor, token.text, () =>
          struct(cursor.isSymbol(">") ? [] : cursor.list(() => structField(cursor))),
        );
      case "DECIMAL":
      case "DEC":
      case "NUMERIC":
        return decimalType(cursor);
      case "INTERVAL":
        return intervalType(cursor);
      default: {
        const type = SIMPLE[token.value];
        if (type === undefined) throw unsupportedType(token.text, cursor);
        if (token.value === "STRING" && cursor.take("COLLATE")) collation(cursor);
        if (cursor.isSymbol("(") && cursor.peek(1).kind === "number") throw unsupportedType(token.text, cursor);
        return type;
      }
    }
  });
}

/** CHAR and VARCHAR inside other types are strings. */
const nestedType = (cursor: Cursor) => columnType(cursor).type;

function angled(cursor: Cursor, name: string, parse: () => SparkType): SparkType {
  if (!cursor.isSymbol("<")) {
    const upper = name.toUpperCase();
    const example = upper === "MAP" ? "MAP<INT, STRING>" : upper === "STRUCT" ? "STRUCT<name: STRING>" : "ARRAY<INT>";
    throw new SqlFailure(
      `INCOMPLETE_TYPE_DEFINITION.${upper}`,
      `Incomplete complex type: The definition of "${upper}" type is incomplete. You must provide an element type. For example: "${example}".`,
      "42K01",
    );
  }
  cursor.next();
  const type = parse();
  cursor.closeAngle();
  return type;
}

function structField(cursor: Cursor): StructField {
  const name = cursor.identifier();
  cursor.takeSymbol(":");
  const type = nestedType(cursor);
  if (cursor.take("NOT")) cursor.expect("NULL");
  if (cursor.take("COMMENT")) cursor.string();
  return { name, type };
}

function decimalType(cursor: Cursor): SparkType {
  if (!cursor.isSymbol("(")) return decimal(10, 0);
  const [precision = 10, scale = 0] = cursor.bracketed(() => cursor.integer());
  if (precision > 38) {
    throw new SqlFailure(
      "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
      `Decimal precision ${precision} exceeds max precision 38.`,
      "22003",
    );
  }
  if (scale > precision) {
    throw new SqlFailure("", `Decimal scale (${scale}) cannot be greater than precision (${precision}).`, "42000");
  }
  return decimal(precision, scale);
}

function intervalType(cursor: Cursor): SparkType {
  const ym = cursor.takeAny("YEAR", "MONTH");
  if (ym === "MONTH") return yearMonth("month", "month");
  if (ym === "YEAR") return cursor.take("TO", "MONTH") ? yearMonth("year", "month") : yearMonth("year", "year");
  const from = cursor.takeAny("DAY", "HOUR", "MINUTE", "SECOND");
  if (from === undefined) return { kind: "interval" };
  const first = field(from);
  if (!cursor.take("TO")) return dayTime(first, first);
  const to = cursor.takeAny("HOUR", "MINUTE", "SECOND");
  if (to === undefined) throw cursor.unexpected();
  return dayTime(first, field(to));
}

const FIELDS: Readonly<Record<"DAY" | "HOUR" | "MINUTE" | "SECOND", DayTimeField>> = {
  DAY: "day",
  HOUR: "hour",
  MINUTE: "minute",
  SECOND: "second",
};

const field = (word: "DAY" | "HOUR" | "MINUTE" | "SECOND"): DayTimeField => FIELDS[word];

/** Only the default collation, which compares bytes, is available. */
function collation(cursor: Cursor): void {
  const name = cursor.identifier();
  if (name.toUpperCase() !== "UTF8_BINARY") {
    throw new SqlFailure("UNSUPPORTED_FEATURE.COLLATION", `The collation ${name} is not supported here.`, "0A000");
  }
}

function unsupportedType(name: string, cursor: Cursor): SqlFailure {
  if (cursor.isSymbol("(")) {
    const sizes = cursor.bracketed(() => cursor.integer());
    return new SqlFailure(
      "UNSUPPORTED_DATATYPE",
      `Unsupported data type "${name.toUpperCase()}(${sizes.join(",")})".`,
      "0A000",
    );
  }
  return new SqlFailure("UNSUPPORTED_DATATYPE", `Unsupported data type "${name.toUpperCase()}".`, "0A000");
}
