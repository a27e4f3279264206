import { SqlFailure } from "../../../engine/failure.ts";
import { array, BOOLEAN, INT, type SparkType, STRING, struct, VARIANT } from "../../data-types.ts";
import { currentDay } from "../../values/calendar.ts";
import { isArray, type JsonNode, JsonObject } from "../../values/json/node.ts";
import { JsonSyntaxError, parseJson } from "../../values/json/parser.ts";
import { type PathStep, parsePath } from "../../values/json/path.ts";
import type { Value } from "../../values/value.ts";
import { hasVariantForm, variantOf } from "../../values/variant.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "../contract.ts";
import { aggregate, generator, notConstant, scalar, typed, unexpectedInput } from "../define.ts";
import { sessionZone } from "../json/functions.ts";
import { typeOf } from "../json/schema-argument.ts";
import { sqlTypeText } from "../json/type-text.ts";
import { exactly, strictly } from "../strict.ts";
import { DuplicateKeyError, variantText } from "./canonical.ts";
import { castVariant } from "./cast.ts";
import { mergeSchemas, schemaOfNode, schemaText } from "./schema.ts";

const NULL: Typed = typed(VARIANT, "CAST(NULL AS VARCHAR)");

function parse(text: string, lenient: boolean): string | null {
  try {
    return variantText(parseJson(text));
  } catch (error) {
    if (!(error instanceof JsonSyntaxError || error instanceof DuplicateKeyError)) throw error;
    if (lenient) return null;
    throw new SqlFailure(
      "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
      `Malformed records are detected in record parsing: ${text}. Parse Mode: FAILFAST. To process malformed records as null result, try setting the option 'mode' as 'PERMISSIVE'.`,
      "22023",
    );
  }
}

const parsing = (name: string, lenient: boolean): FunctionDefinition =>
  strictly(name, "jsonStr", [STRING], VARIANT, (text: string) => parse(text, lenient));

function variantArgument(name: string, args: readonly Typed[]): Typed {
  const [argument = NULL] = args;
  if (argument.type.kind === "void") return NULL;
  if (argument.type.kind !== "variant") throw unexpectedInput(name, argument, 0, '"VARIANT"');
  return argument;
}

function extract(node: JsonNode, steps: readonly PathStep[]): JsonNode | undefined {
  let current: JsonNode | undefined = node;
  for (const step of steps) {
    if (typeof step === "string" || current === undefined) return undefined;
    if ("index" in step) current = isArray(current) ? current[step.index] : undefined;
    else current = current instanceof JsonObject ? current.entries.find(([key]) => key === step.field)?.[1] : undefined;
  }
  return current;
}

function variantGet(name: string, lenient: boolean): FunctionDefinition {
  return scalar(name, "v path type?", (args, context) => {
    const value = variantArgument(name, args);
    const [, pathArgument = typed(STRING, "NULL"), typeArgument] = args;
    const type = targetType(typeArgument);
    if (!isVariantTarget(type)) throw noCast(name, VARIANT, type);
    const dates = {
      zone: sessionZone(context),
      // Read for each value, because the function outlives the statement.
      get today() {
        return currentDay();
      },
    };
    const path = exactly(name, pathArgument, 1, STRING, context);
    const literal = path.literal?.value;
    if (typeof literal === "string") stepsOf(literal, name);
    return context.call(`${name} in ${context.timeZone}`, [value, path], type, (json: string, given: string) => {
      const found = extract(parseJson(json), stepsOf(given, name));
      return found === undefined ? null : castVariant(found, type, lenient, dates);
    });
  });
}

function targetType(argument: Typed | undefined): SparkType {
  if (argument === undefined) return VARIANT;
  const text = argument.literal?.value;
  if (typeof text === "string") return typeOf(text);
  throw notConstant("variant_get", "type");
}

function stepsOf(path: string, name: string): readonly PathStep[] {
  const steps = parsePath(path, true);
  if (steps !== undefined) return steps;
  throw new SqlFailure(
    "INVALID_VARIANT_GET_PATH",
    `The path \`${path}\` is not a valid variant extraction path in \`${name}\`. A valid path should start with \`$\` and is followed by zero or more segments like \`[123]\`, \`.name\`, \`['name']\`, or \`["name"]\`.`,
    "22023",
  );
}

function explode(name: string, outer: boolean): FunctionDefinition {
  const row = struct([
    { name: "c0", type: INT },
    { name: "c1", type: STRING },
    { name: "c2", type: VARIANT },
  ]);
  return generator(name, "input", (args, context) => {
    const value = variantArgument(name, args);
    const rows = context.call(name, [value], array(row), (json: string) => {
      const node = parseJson(json);
      if (isArray(node)) return node.map((item, i) => [i, null, variantText(item)]);
      return node instanceof JsonObject ? node.entries.map(([key, item], i) => [i, key, variantText(item)]) : [];
    });
    const columns = [
      { name: "pos", type: INT },
      { name: "key", type: STRING },
      { name: "value", type: VARIANT },
    ];
    return { columns, list: rows.sql, outer };
  });
}

function toVariantObject(args: readonly Typed[], context: FunctionContext, name: string): Typed {
  const [expr = NULL] = args;
  const { type } = expr;
  const complex = type.kind === "array" || type.kind === "map" || type.kind === "struct";
  if (!complex || !hasVariantForm(type)) throw noCast(name, type);
  const zone = sessionZone(context);
  return context.call(`${name} in ${context.timeZone}`, [expr], VARIANT, (value: Value) =>
    variantOf(value, type, zone),
  );
}

/** Types that a VARIANT can be cast to. */
function isVariantTarget(type: SparkType): boolean {
  if (type.kind === "array") return isVariantTarget(type.element);
  if (type.kind === "map") return type.key.kind === "string" && isVariantTarget(type.value);
  if (type.kind === "struct") return type.fields.every((field) => isVariantTarget(field.type));
  return !type.kind.startsWith("interval") && type.kind !== "void";
}

function noCast(name: string, type: SparkType, to: SparkType = VARIANT): SqlFailure {
  return new SqlFailure(
    "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION",
    `Cannot resolve "${name}" due to data type mismatch: cannot cast "${sqlTypeText(type)}" to "${sqlTypeText(to)}".`,
    "42K09",
  );
}

/** VARIANT. */
export const variantFunctions: readonly FunctionDefinition[] = [
  parsing("parse_json", false),
  parsing("try_parse_json", true),
  variantGet("variant_get", false),
  variantGet("try_variant_get", true),
  scalar("is_variant_null", "expr", (args, _, name) => {
    const value = variantArgument(name, args);
    return typed(BOOLEAN, `coalesce((${value.sql}) = 'null', false)`);
  }),
  scalar("schema_of_variant", "v", (args, context, name) =>
    context.call(name, [variantArgument(name, args)], STRING, (json: string) =>
      schemaText(schemaOfNode(parseJson(json))),
    ),
  ),
  aggregate("schema_of_variant_agg", "v", (args, call, context, name) => {
    const value = variantArgument(name, args);
    const distinct = call.distinct ? "DISTINCT " : "";
    return {
      type: STRING,
      sql: (suffix) => {
        const list = typed(array(STRING), `list(${distinct}${value.sql})${suffix}`);
        return context.call(
          name,
          [list],
          STRING,
          (all: readonly (string | null)[] | null) =>
            schemaText(
              (all ?? [])
                .filter((json) => json !== null)
                .map((json) => schemaOfNode(parseJson(json)))
                .reduce(mergeSchemas, { kind: "void" }),
            ),
          { seesNulls: true },
        ).sql;
      },
    };
  }),
  scalar("to_variant_object", "expr", toVariantObject),
  explode("variant_explode", false),
  explode("variant_explode_outer", true),
];
