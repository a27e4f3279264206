import { STRING, typeText } from "../../data-types.ts";
import type { Typed } from "../../functions/contract.ts";
import type { Expression } from "../../syntax/ast.ts";
import { callFunction } from "../calls.ts";
import { isDatetime } from "../coercion.ts";
import type { Compiler, Environment } from "../compiler.ts";
import { literalOf } from "../literals.ts";
import { titleOf } from "../titles.ts";
import { specialTime } from "./typed-literal.ts";

/** CAST, TRY_CAST and `::`. */
export function castExpression(
  value: Typed,
  { target, safe, operand }: Extract<Expression, { kind: "cast" }>,
  _environment: Environment,
  compiler: Compiler,
): Typed {
  const { type } = target;
  if (value.type.kind === "variant" && type.kind !== "variant" && type.kind !== "string") {
    const path = literalOf("$", STRING);
    return callFunction(
      safe ? "try_variant_get" : "variant_get",
      [value, path, literalOf(typeText(type), STRING)],
      compiler,
    );
  }
  const text = value.literal?.value;
  const special =
    typeof text === "string" && isDatetime(type)
      ? specialTime(text.trim().toLowerCase(), type.kind, compiler.context.now)
      : undefined;
  if (special !== undefined) return literalOf(special, type);
  // A refusal names the operand.
  const named = value.column === undefined ? { ...value, column: titleOf(operand) } : value;
  const { column: _, ...result } = (safe ? compiler.context.tryCast : compiler.context.cast)(named, type);
  return value.column === undefined ? result : { ...result, column: value.column };
}
