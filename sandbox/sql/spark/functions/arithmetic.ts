import type { SparkType } from "../data-types.ts";
import type { FunctionDefinition, Operator } from "./contract.ts";
import { NONE, scalar, typed } from "./define.ts";

/** An operator as a function; the lenient form gives NULL where the operator fails. */
function operation(names: string, operator: Operator, lenient: boolean): FunctionDefinition {
  return scalar(names, "left right", ([left = NONE, right = NONE], context, name) =>
    context.operate(operator, left, right, name, lenient),
  );
}

/** The remainder that has the sign of the divisor. */
const pmod = scalar("pmod", "dividend divisor", ([dividend = NONE, divisor = NONE], context, name) => {
  const remainder = context.operate("%", dividend, divisor, name);
  const by: SparkType = remainder.type;
  const modulus = context.cast(divisor, by);
  const shifted = context.operate("%", typed(by, `(${remainder.sql} + ${modulus.sql})`), modulus, name);
  return typed(by, `CASE WHEN ${remainder.sql} < 0 THEN ${context.cast(shifted, by).sql} ELSE ${remainder.sql} END`);
});

export const arithmeticFunctions: readonly FunctionDefinition[] = [
  operation("try_add", "+", true),
  operation("try_subtract", "-", true),
  operation("try_multiply", "*", true),
  operation("try_divide", "/", true),
  operation("try_mod", "%", true),
  operation("mod", "%", false),
  operation("div", "div", false),
  pmod,
];
