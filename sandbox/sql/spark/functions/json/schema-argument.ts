import { SqlFailure } from "../../../engine/failure.ts";
import { array, map, type SparkType, type StructField, struct } from "../../data-types.ts";
import { parseType } from "../../syntax/parser.ts";
import { isArray, type JsonNode, JsonObject } from "../../values/json/node.ts";
import { tryParseJson } from "../../values/json/parser.ts";
import type { Typed } from "../contract.ts";

/**
 * The type that a schema argument names: columns (`a INT, b STRING`), a type (`ARRAY<INT>`) or a schema in JSON.
 * @throws {SqlFailure} if it is not a constant string or not a schema
 */
export function schemaOf(argument: Typed | undefined): SparkType {
  const text = argument?.literal?.value;
  if (typeof text !== "string") {
    throw new SqlFailure(
      "INVALID_SCHEMA.NON_STRING_LITERAL",
      `The input schema "${text === null ? "NULL" : (argument?.sql ?? "")}" is not a valid schema string. The input expression must be string literal and not null.`,
      "42K07",
    );
  }
  return schemaFromText(text);
}

function schemaFromText(text: string): SparkType {
  const json = /^\s*[{"]/.test(text) ? tryParseJson(text) : undefined;
  if (json !== undefined) return fromJson(json);
  try {
    // Columns have no colon after their names, unlike the fields of a STRUCT.
    if (!/^\s*(?:\w+|`[^`]*`)\s*:/.test(text)) return parseType(`STRUCT<${text}>`).type;
  } catch (error) {
    if (!(error instanceof SqlFailure)) throw error;
  }
  return typeOf(text);
}

/** A type by its text. @throws {SqlFailure} */
export function typeOf(text: string): SparkType {
  try {
    return parseType(text).type;
  } catch (error) {
    if (!(error instanceof SqlFailure) || !/^\s*\w+\s*$/.test(text)) throw error;
    throw new SqlFailure("UNSUPPORTED_DATATYPE", `Unsupported data type "${text.trim().toUpperCase()}".`, "0A000");
  }
}

const NAMES: Readonly<Record<string, string>> = { long: "bigint", integer: "int", short: "smallint", byte: "tinyint" };

/** Spark's own JSON of a type. */
function fromJson(node: JsonNode): SparkType {
  if (typeof node === "string") return typeOf(NAMES[node] ?? node);
  const member = (name: string): JsonNode =>
    node instanceof JsonObject ? (node.entries.find(([key]) => key === name)?.[1] ?? null) : null;
  switch (member("type")) {
    case "struct": {
      const fields = member("fields");
      return struct(isArray(fields) ? fields.map(fieldFromJson) : []);
    }
    case "array":
      return array(fromJson(member("elementType")));
    case "map":
      return map(fromJson(member("keyType")), fromJson(member("valueType")));
    default:
      throw new SqlFailure("INVALID_JSON_DATA_TYPE", "Failed to convert the JSON string to a data type.", "22032");
  }
}

function fieldFromJson(node: JsonNode): StructField {
  const member = (name: string): JsonNode =>
    node instanceof JsonObject ? (node.entries.find(([key]) => key === name)?.[1] ?? null) : null;
  return { name: String(member("name")), type: fromJson(member("type")) };
}
