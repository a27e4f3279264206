import { SqlFailure } from "../../../engine/failure.ts";
import { STRING } from "../../data-types.ts";
import type { Typed } from "../../functions/contract.ts";
import type { Expression, PathStep } from "../../syntax/ast.ts";
import type { Value } from "../../values/value.ts";
import { callFunction } from "../calls.ts";
import { isIntegral, quotedType } from "../coercion.ts";
import type { Compiler, Environment } from "../compiler.ts";
import { literalOf } from "../literals.ts";
import { fieldOf } from "../scope.ts";
import { convert, type OperatorContext } from "./operands.ts";

/** Longer arrays are not repeated in the SQL of an access. */
const REPEATABLE = 600;

/** `array[index]`, `map[key]`, `struct['field']`. @throws {SqlFailure} */
export function elementAt(container: Typed, index: Typed, context: OperatorContext): Typed {
  const { type } = container;
  if (type.kind === "map") {
    const key = convert(index, type.key, context);
    return { type: type.value, sql: `(${container.sql})[${key.sql}]` };
  }
  if (type.kind === "struct" && typeof index.literal?.value === "string")
    return fieldOf(container, index.literal.value);
  if (type.kind !== "array") {
    throw new SqlFailure(
      "INVALID_EXTRACT_BASE_FIELD_TYPE",
      `Can't extract a value from "${context.subject}". Need a complex type [STRUCT, ARRAY, MAP] but got ${quotedType(type)}.`,
      "42000",
    );
  }
  if (!isIntegral(index.type) && index.type.kind !== "void") {
    throw new SqlFailure(
      "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
      `Cannot resolve "${context.subject}" due to data type mismatch: The second parameter requires the "INTEGRAL" type, however it has the type ${quotedType(index.type)}.`,
      "42K09",
    );
  }
  const { element } = type;
  if (container.sql.length > REPEATABLE) {
    return context.call("subscript", [container, index], element, (items: readonly Value[], at: number | bigint) => {
      const position = Number(at);
      if (position < 0 || position >= items.length) throw outOfBounds(String(at), String(items.length));
      return items[position] ?? null;
    });
  }
  const [list, at] = [container.sql, index.sql];
  const failure = outOfBounds("@index", "@size").message;
  const message = `replace(replace('${failure.replaceAll("'", "''")}', '@index', CAST(${at} AS VARCHAR)), '@size', CAST(len(${list}) AS VARCHAR))`;
  return {
    type: element,
    sql: `CASE WHEN ${at} < 0 OR ${at} >= len(${list}) THEN error(${message}) ELSE (${list})[${at} + 1] END`,
  };
}

function outOfBounds(index: string, size: string): SqlFailure {
  return new SqlFailure(
    "INVALID_ARRAY_INDEX",
    `The index ${index} is out of bounds. The array has ${size} elements. Use the SQL function \`get()\` to tolerate accessing element at invalid index and return NULL instead.`,
    "22003",
  );
}

/** `value:a.b[0]` of a VARIANT, or of a string that holds JSON. */
export function pathOf(
  expression: Extract<Expression, { kind: "path" }>,
  environment: Environment,
  compiler: Compiler,
): Typed {
  const value = compiler.expression(expression.operand, environment);
  const path = literalOf(`$${expression.steps.map(stepText).join("")}`, STRING);
  const found = callFunction(
    value.type.kind === "variant" ? "variant_get" : "get_json_object",
    [value, path],
    compiler,
  );
  const key = expression.steps.findLast((step) => step.kind === "key");
  return key === undefined ? found : { ...found, column: key.name };
}

function stepText(step: PathStep): string {
  if (step.kind === "index") return `[${step.index}]`;
  if (step.kind === "every") return "[*]";
  return /^\w+$/.test(step.name) ? `.${step.name}` : `['${step.name}']`;
}
