import { SqlFailure } from "../../../engine/failure.ts";
import {
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  decimal,
  INT,
  type SparkType,
  STRING,
  struct,
  TIMESTAMP,
  typeText,
} from "../../data-types.ts";
import { digitsOf, MAX_PRECISION, parseDecimal } from "../../values/decimal.ts";
import { parseDouble } from "../../values/java-number.ts";
import { parseInteger } from "../../values/parse.ts";
import type { Value } from "../../values/value.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "../contract.ts";
import { scalar, typed } from "../define.ts";
import { sessionZone } from "../json/functions.ts";
import { type FormatOptions, isOn, optionsArgument, optionsOf, readDateTime } from "../json/options.ts";
import { failsFast, malformedRecord, withCorruptRecord } from "../json/read.ts";
import { schemaOf } from "../json/schema-argument.ts";
import { schemaOfConstant } from "../json/schema-of.ts";
import { sqlTypeText } from "../json/type-text.ts";
import { exactly } from "../strict.ts";
import { csvDialect, readRecord, writeRecord } from "./record.ts";
import { csvText, fromCsvText, isCsvType } from "./values.ts";

const NULL: Typed = typed(STRING, "NULL");

type StructType = SparkType & { readonly kind: "struct" };

function structSchema(argument: Typed | undefined): StructType {
  const schema = schemaOf(argument);
  if (schema.kind === "struct") return schema;
  throw new SqlFailure(
    "INVALID_SCHEMA.NON_STRUCT_TYPE",
    `The input schema "${typeText(schema)}" is not a valid schema string. The input expression should be evaluated to struct type, but got "${sqlTypeText(schema)}".`,
    "42K07",
  );
}

function fromCsv(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  const [csv = NULL, schemaArgument, options] = args;
  const schema = structSchema(schemaArgument);
  const refused = schema.fields.find(({ type }) => !isCsvType(type));
  if (refused !== undefined)
    throw new SqlFailure("UNSUPPORTED_DATATYPE", `Unsupported data type "${sqlTypeText(refused.type)}".`, "0A000");
  const zone = sessionZone(context);
  const text = exactly(name, csv, 0, STRING, context);
  const values = [text, ...optionsArgument(options, context)];
  return context.call(`${name} in ${context.timeZone}`, values, schema, (record: string, given?: Value) => {
    const settings = optionsOf(given);
    const fails = failsFast(settings, name);
    const dialect = csvDialect(settings, false);
    const columns = schema.fields.filter((field) => field.name !== corruptColumn(settings));
    const cells = readRecord(record, dialect);
    let corrupt = record !== "" && cells.length !== columns.length;
    const read = new Map<string, Value>();
    for (const [i, field] of columns.entries()) {
      const cell = cells[i] ?? null;
      const empty = cell === null || cell === dialect.nullValue;
      const value = empty ? null : fromCsvText(cell, field.type, settings, zone);
      if (value === undefined) corrupt = true;
      read.set(field.name, value ?? null);
    }
    if (corrupt && fails) throw malformedRecord(record);
    const row = schema.fields.map((field) => read.get(field.name) ?? null);
    return withCorruptRecord(row, schema, corrupt ? record : null, settings);
  });
}

const corruptColumn = (options: FormatOptions): string => options.get("columnnameofcorruptrecord") ?? "_corrupt_record";

function toCsv(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  const [expr = NULL, options] = args;
  const { type } = expr;
  if (type.kind === "void") return typed(STRING, "CAST(NULL AS VARCHAR)");
  if (type.kind !== "struct" || type.fields.some((field) => field.type.kind === "variant")) {
    throw new SqlFailure(
      "DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE",
      `Cannot resolve "${name}" due to data type mismatch: The input of \`${name}\` can't be "${sqlTypeText(type)}" type data.`,
      "42K09",
    );
  }
  const session = sessionZone(context);
  const values = [expr, ...optionsArgument(options, context)];
  return context.call(`${name} in ${context.timeZone}`, values, STRING, (row: readonly Value[], given?: Value) => {
    const settings = optionsOf(given);
    const cells = type.fields.map((field, i) => csvText(row[i] ?? null, field, settings, session));
    // The library that Spark uses has no text for a record of one empty cell.
    return writeRecord(cells, csvDialect(settings, true)) || null;
  });
}

/** The type of a value of CSV: the first that reads it. */
function inferCsvType(text: string | null, options: FormatOptions): SparkType {
  if (text === null) return STRING;
  if (!/\s/.test(text)) {
    if (parseInteger(text, "int") !== undefined) return INT;
    if (parseInteger(text, "bigint") !== undefined) return BIGINT;
    const exact = /^[+-]?\d+$/.test(text) ? parseDecimal(text) : undefined;
    if (exact !== undefined && digitsOf(exact) <= MAX_PRECISION) return decimal(digitsOf(exact), 0);
  }
  if (/^\s*[+-]?[\d.]|^(?:NaN|-?Infinity|-?Inf)$/.test(text) && parseDouble(text) !== undefined) return DOUBLE;
  if (isOn(options, "preferDate", true) && isDateText(text, options)) return DATE;
  if (readDateTime(text, "timestamp", options, { offset: 0 }) !== undefined) return TIMESTAMP;
  return /^(?:true|false)$/i.test(text) ? BOOLEAN : STRING;
}

const isDateText = (text: string, options: FormatOptions): boolean =>
  readDateTime(text, "date", options, { offset: 0 }) !== undefined &&
  (options.has("dateformat") || !/[ T]/.test(text.trim()));

function schemaText(record: string, given?: Value): string {
  const options = optionsOf(given);
  const cells = readRecord(record, csvDialect(options, false));
  return sqlTypeText(struct(cells.map((cell, i) => ({ name: `_c${i}`, type: inferCsvType(cell, options) }))));
}

/** Records of CSV. */
export const csvFunctions: readonly FunctionDefinition[] = [
  scalar("from_csv", "csvStr schema options?", fromCsv),
  scalar("to_csv", "expr options?", toCsv),
  schemaOfConstant("schema_of_csv", "csv", schemaText),
];
