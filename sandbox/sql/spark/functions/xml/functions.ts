import { SqlFailure } from "../../../engine/failure.ts";
import { STRING, typeText } from "../../data-types.ts";
import type { Value } from "../../values/value.ts";
import { parseXml, type XmlElement, XmlSyntaxError } from "../../values/xml/parser.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "../contract.ts";
import { scalar, typed, unexpectedInput } from "../define.ts";
import { sessionZone } from "../json/functions.ts";
import { optionsArgument, optionsOf } from "../json/options.ts";
import { failsFast, malformedRecord, withCorruptRecord } from "../json/read.ts";
import { schemaOf } from "../json/schema-argument.ts";
import { schemaOfConstant } from "../json/schema-of.ts";
import { sqlTypeText } from "../json/type-text.ts";
import { exactly } from "../strict.ts";
import { inferXmlType } from "./infer.ts";
import { xmlSettings } from "./options.ts";
import { toFields, type XmlReader } from "./read.ts";
import { xmlText } from "./write.ts";

const NULL: Typed = typed(STRING, "NULL");

function tryParse(text: string): XmlElement | undefined {
  try {
    return parseXml(text);
  } catch (error) {
    if (error instanceof XmlSyntaxError) return undefined;
    throw error;
  }
}

function fromXml(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  const [xml = NULL, schemaArgument, options] = args;
  const schema = schemaOf(schemaArgument);
  if (schema.kind !== "struct") {
    throw new SqlFailure(
      "INVALID_SCHEMA.NON_STRUCT_TYPE",
      `The input schema "${typeText(schema)}" is not a valid schema string. The input expression should be evaluated to struct type, but got "${sqlTypeText(schema)}".`,
      "42K07",
    );
  }
  const zone = sessionZone(context);
  const text = exactly(name, xml, 0, STRING, context);
  const values = [text, ...optionsArgument(options, context)];
  return context.call(`${name} in ${context.timeZone}`, values, schema, (record: string, given?: Value) => {
    const settings = optionsOf(given);
    const fails = failsFast(settings, name);
    const root = tryParse(record);
    const reader: XmlReader = { settings: xmlSettings(settings), zone, corrupt: root === undefined };
    const row = root === undefined ? schema.fields.map(() => null) : toFields(root, schema.fields, reader);
    if (reader.corrupt && fails) throw malformedRecord(record);
    return withCorruptRecord(row, schema, reader.corrupt ? record : null, settings);
  });
}

function toXml(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  const [expr = NULL, options] = args;
  const { type } = expr;
  if (type.kind === "void") return typed(STRING, "CAST(NULL AS VARCHAR)");
  if (type.kind !== "struct") throw unexpectedInput(name, expr, 0, '"STRUCT"');
  const session = sessionZone(context);
  const values = [expr, ...optionsArgument(options, context)];
  return context.call(`${name} in ${context.timeZone}`, values, STRING, (value: Value, given?: Value) =>
    xmlText(value, type, xmlSettings(optionsOf(given)), session),
  );
}

function schemaText(record: string, given?: Value): string {
  const options = optionsOf(given);
  const root = tryParse(record);
  if (root === undefined) return `STRUCT<${options.get("columnnameofcorruptrecord") ?? "_corrupt_record"}: STRING>`;
  return sqlTypeText(inferXmlType(root, xmlSettings(options)));
}

/** Rows of XML. */
export const xmlFunctions: readonly FunctionDefinition[] = [
  scalar("from_xml", "xmlStr schema options?", fromXml),
  scalar("to_xml", "expr options?", toXml),
  schemaOfConstant("schema_of_xml", "xml", schemaText),
];
