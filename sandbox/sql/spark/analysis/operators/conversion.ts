import { STRING, typeText } from "../../data-types.ts";
import type { Typed } from "../../functions/contract.ts";
import type { Expression } from "../../syntax/ast.ts";
import { callFunction } from "../calls.ts";
import type { Compiler, Environment } from "../compiler.ts";
import { literalOf } from "../literals.ts";

/** CAST, TRY_CAST and `::`. */
export function castExpression(
  value: Typed,
  { target, safe }: Extract<Expression, { kind: "cast" }>,
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
  return safe ? compiler.context.tryCast(value, type) : compiler.context.cast(value, type);
}
