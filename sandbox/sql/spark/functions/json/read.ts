import { SqlFailure } from "../../../engine/failure.ts";
import type { SparkType } from "../../data-types.ts";
import { isArray, type JsonNode, JsonObject } from "../../values/json/node.ts";
import { tryParseJson } from "../../values/json/parser.ts";
import type { Value } from "../../values/value.ts";
import type { Zone } from "../../values/zones.ts";
import { BadValueError, fromNode, type NodeReader, toStruct } from "./from-node.ts";
import { dialectOf, type FormatOptions } from "./options.ts";

/** Whether records that cannot be read are errors. @throws {SqlFailure} for a mode that functions do not have */
export function failsFast(options: FormatOptions, name: string): boolean {
  const mode = (options.get("mode") ?? "PERMISSIVE").toUpperCase();
  if (mode !== "DROPMALFORMED") return mode === "FAILFAST";
  throw new SqlFailure(
    "PARSE_MODE_UNSUPPORTED",
    `The function \`${name}\` doesn't support the DROPMALFORMED mode. Acceptable modes are PERMISSIVE and FAILFAST.`,
    "42601",
  );
}

export function malformedRecord(record: string): SqlFailure {
  return new SqlFailure(
    "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
    `Malformed records are detected in record parsing: ${record}. Parse Mode: FAILFAST. To process malformed records as null result, try setting the option 'mode' as 'PERMISSIVE'.`,
    "22023",
  );
}

/** Replaces the column for corrupt records by the text of the record, if it is one. */
export function withCorruptRecord(
  values: readonly Value[],
  schema: SparkType & { readonly kind: "struct" },
  record: string | null,
  options: FormatOptions,
): readonly Value[] {
  const column = options.get("columnnameofcorruptrecord") ?? "_corrupt_record";
  return values.map((value, i) => (schema.fields[i]?.name === column ? record : value));
}

/** `from_json`. A record that is not JSON of the schema has NULL in every field, or is NULL if it has none. */
export function readJson(text: string, schema: SparkType, options: FormatOptions, zone: Zone, name: string): Value {
  const fails = failsFast(options, name);
  if (text.trim() === "") return null;
  const node = tryParseJson(text, dialectOf(options));
  const reader: NodeReader = { options, zone, corrupt: node === undefined };
  const value = node === undefined ? null : read(node, schema, reader);
  if (reader.corrupt && fails) throw malformedRecord(text);
  if (schema.kind !== "struct") return value;
  const values = Array.isArray(value) ? value : schema.fields.map(() => null);
  return withCorruptRecord(values, schema, reader.corrupt ? text : null, options);
}

function read(node: JsonNode, schema: SparkType, reader: NodeReader): Value {
  try {
    if (schema.kind === "struct") {
      if (node instanceof JsonObject) return toStruct(node, schema.fields, reader);
      reader.corrupt = node !== null;
      return null;
    }
    const single = schema.kind === "array" && schema.element.kind === "struct" && !isArray(node) && node !== null;
    return fromNode(single ? [node] : node, schema, reader);
  } catch (error) {
    if (!(error instanceof BadValueError)) throw error;
    reader.corrupt = true;
    return null;
  }
}
