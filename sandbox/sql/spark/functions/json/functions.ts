import { SqlFailure } from "../../../engine/failure.ts";
import { array, INT, map, type SparkType, STRING } from "../../data-types.ts";
import { isArray, type JsonNode, JsonObject } from "../../values/json/node.ts";
import { nodeText } from "../../values/json/node-text.ts";
import { type JsonDialect, JsonSyntaxError, parseJson, tryParseJson } from "../../values/json/parser.ts";
import { parsePath } from "../../values/json/path.ts";
import { jsonText } from "../../values/json-text.ts";
import type { Value } from "../../values/value.ts";
import { type Zone, zoneOf } from "../../values/zones.ts";
import type { FunctionContext, FunctionDefinition, GeneratedRows, Typed } from "../contract.ts";
import { aggregate, generator, scalar, typed } from "../define.ts";
import { exactly, strictly } from "../strict.ts";
import { inferJsonType } from "./infer.ts";
import { dialectOf, type FormatOptions, isOn, optionsArgument, optionsOf, writeDateTime, zoneIn } from "./options.ts";
import { valueAt } from "./path-values.ts";
import { readJson } from "./read.ts";
import { schemaOf } from "./schema-argument.ts";
import { schemaOfConstant } from "./schema-of.ts";
import { sqlTypeText } from "./type-text.ts";

const NULL: Typed = typed(STRING, "NULL");

/** The dialect of the functions over JSON text. */
const HIVE: JsonDialect = { allowSingleQuotes: true, allowUnquotedControlChars: true };

export const sessionZone = (context: FunctionContext): Zone => zoneOf(context.timeZone) ?? { offset: 0 };

function getJsonObject(text: string, path: string): string | null {
  const steps = parsePath(path);
  const node = steps === undefined ? undefined : tryParseJson(text, HIVE);
  return steps === undefined || node === undefined ? null : valueAt(node, steps);
}

function arrayLength(text: string): number | null {
  const node = tryParseJson(text, HIVE);
  return node !== undefined && isArray(node) ? node.length : null;
}

function objectKeys(text: string): string[] | null {
  const node = tryParseJson(text, HIVE);
  return node instanceof JsonObject ? node.entries.map(([key]) => key) : null;
}

/** `json_tuple`: one row with a column for each field name. */
function jsonTuple(args: readonly Typed[], context: FunctionContext, name: string): GeneratedRows {
  if (args.some(({ type }) => type.kind !== "string" && type.kind !== "void")) {
    throw new SqlFailure(
      "DATATYPE_MISMATCH.NON_STRING_TYPE",
      `Cannot resolve "${name}" due to data type mismatch: all arguments of the function \`${name}\` must be strings.`,
      "42K09",
    );
  }
  const [first = NULL, ...names] = args.map((argument) => context.cast(argument, STRING));
  const values = context.call(
    name,
    [first, ...names],
    array(STRING),
    (text: string | null, ...fields: readonly (string | null)[]) => {
      const node = text === null ? undefined : tryParseJson(text, HIVE);
      return fields.map((field) => (node instanceof JsonObject && field !== null ? member(node, field) : null));
    },
    { seesNulls: true },
  );
  const item = context.parameter(array(STRING)).sql;
  const cells = names.map((_, i) => `'c${i}': ${item}[${i + 1}]`).join(", ");
  return {
    columns: names.map((_, i) => ({ name: `c${i}`, type: STRING })),
    list: `list_transform([${values.sql}], lambda ${item}: {${cells}})`,
    outer: false,
  };
}

function member(node: JsonObject, name: string): string | null {
  const value: JsonNode = node.entries.find(([key]) => key === name)?.[1] ?? null;
  return value === null || typeof value === "string" ? value : nodeText(value);
}

function fromJson(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  const [json = NULL, schemaArgument, options] = args;
  const schema = schemaOf(schemaArgument);
  if (!isComplex(schema)) throw invalidSchema(name, schema);
  const zone = sessionZone(context);
  const text = exactly(name, json, 0, STRING, context);
  const values = [text, ...optionsArgument(options, context)];
  return context.call(`${name} in ${context.timeZone}`, values, schema, (value: string, settings?: Value) =>
    readJson(value, schema, optionsOf(settings), zone, name),
  );
}

const isComplex = ({ kind }: SparkType): boolean =>
  kind === "struct" || kind === "array" || kind === "map" || kind === "variant";

function invalidSchema(name: string, type: SparkType): SqlFailure {
  return new SqlFailure(
    "DATATYPE_MISMATCH.INVALID_JSON_SCHEMA",
    `Cannot resolve "${name}" due to data type mismatch: Input schema "${sqlTypeText(type)}" must be a struct, an array, a map or a variant.`,
    "42K09",
  );
}

function toJson(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  const [expr = NULL, options] = args;
  if (expr.type.kind === "void") return typed(STRING, "CAST(NULL AS VARCHAR)");
  if (!isComplex(expr.type)) throw invalidSchema(name, expr.type);
  const session = sessionZone(context);
  const { type } = expr;
  const values = [expr, ...optionsArgument(options, context)];
  return context.call(`${name} in ${context.timeZone}`, values, STRING, (value: Value, given?: Value) => {
    const settings = optionsOf(given);
    return jsonText(value, type, {
      zone: zoneIn(settings, session),
      ignoreNulls: isOn(settings, "ignoreNullFields", true),
      pretty: isOn(settings, "pretty"),
      dateTime: (moment, kind) => writeDateTime(moment, kind, settings, session),
    });
  });
}

const schemaText = (text: string, settings?: Value): string => {
  const options = optionsOf(settings);
  return sqlTypeText(inferJsonType(parsed(text, options), options));
};

function parsed(text: string, options: FormatOptions): JsonNode {
  try {
    return parseJson(text, dialectOf(options));
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new SqlFailure(
      "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
      `Malformed JSON: ${error.message}.`,
      "22023",
    );
  }
}

/** `schema_of_json_agg`: the schema that reads every value. */
function schemaOfAll(texts: readonly (string | null)[] | null, settings: Value): string {
  const options = optionsOf(settings);
  const nodes = (texts ?? []).filter((text) => text !== null).map((text) => parsed(text, options));
  const type = inferJsonType(nodes, options);
  return sqlTypeText(type.kind === "array" ? type.element : type);
}

/** JSON as text. */
export const jsonFunctions: readonly FunctionDefinition[] = [
  strictly("get_json_object", "json_txt path", [STRING, STRING], STRING, getJsonObject),
  strictly("json_array_length", "jsonArray", [STRING], INT, arrayLength),
  strictly("json_object_keys", "json_object", [STRING], array(STRING), objectKeys),
  generator("json_tuple", "jsonStr p1 ...", jsonTuple),
  scalar("from_json", "jsonStr schema options?", fromJson),
  scalar("to_json", "expr options?", toJson),
  schemaOfConstant("schema_of_json", "json", schemaText),
  aggregate("schema_of_json_agg", "json options?", ([json = NULL, options], _, context, name) => {
    const text = context.coerce(json, STRING, { function: name, index: 0 });
    const [settings = typed(map(STRING, STRING), "CAST(NULL AS MAP(VARCHAR, VARCHAR))")] = optionsArgument(
      options,
      context,
    );
    const call = (suffix: string) =>
      context.call(name, [typed(array(STRING), `list(${text.sql})${suffix}`), settings], STRING, schemaOfAll, {
        seesNulls: true,
      });
    return { type: STRING, sql: (suffix) => call(suffix).sql };
  }),
];
