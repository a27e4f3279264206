import { SqlFailure } from "../../../engine/failure.ts";
import { BOOLEAN, STRING } from "../../data-types.ts";
import type { Typed } from "../../functions/contract.ts";
import type { Like } from "../../syntax/ast.ts";
import { callFunction } from "../calls.ts";
import type { Compiler, Environment } from "../compiler.ts";
import { literalOf, textLiteral } from "../literals.ts";

/** LIKE, ILIKE and RLIKE with one pattern, ANY or ALL of several. */
export function likeExpression(expression: Like, environment: Environment, compiler: Compiler): Typed {
  const value = compiler.expression(expression.operand, environment);
  const escaping = expression.escape ?? "\\";
  if (escaping.length !== 1)
    throw new SqlFailure(
      "INVALID_ESC",
      `Found an invalid escape string: '${escaping}'. The escape string must contain only one character.`,
      "42604",
    );
  const tests = expression.patterns.map((one) => {
    const pattern = compiler.expression(one, environment);
    return (
      inDuckDB(expression.operator, value, pattern, escaping, compiler) ??
      inTypeScript(expression, value, pattern, compiler)
    );
  });
  const each = expression.negated && expression.quantifier !== undefined ? tests.map((one) => `(NOT ${one})`) : tests;
  const joined =
    each.length === 1 ? (each[0] ?? "NULL") : `(${each.join(expression.quantifier === "all" ? " AND " : " OR ")})`;
  return { type: BOOLEAN, sql: expression.negated && expression.quantifier === undefined ? `(NOT ${joined})` : joined };
}

function inTypeScript(expression: Like, value: Typed, pattern: Typed, compiler: Compiler): string {
  const extra =
    expression.operator === "rlike" || expression.escape === undefined ? [] : [literalOf(expression.escape, STRING)];
  return callFunction(expression.operator, [value, pattern, ...extra], compiler).sql;
}

/** A known pattern, in which DuckDB's LIKE means the same. */
function inDuckDB(
  operator: Like["operator"],
  value: Typed,
  pattern: Typed,
  escaping: string,
  compiler: Compiler,
): string | undefined {
  const text = pattern.literal?.value;
  if (operator === "rlike" || typeof text !== "string" || text.includes("\0")) return undefined;
  checkEscapes(text, escaping);
  const subject = compiler.context.coerce(value, STRING, { function: operator, index: 0 });
  const clause = text.includes(escaping) ? ` ESCAPE ${textLiteral(escaping)}` : "";
  return `(${subject.sql} ${operator.toUpperCase()} ${textLiteral(text)}${clause})`;
}

/** An escape character must stand before `%`, `_` or itself. */
function checkEscapes(pattern: string, escaping: string): void {
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] !== escaping) continue;
    const next = pattern[++at];
    if (next === "%" || next === "_" || next === escaping) continue;
    const [condition, reason] =
      next === undefined
        ? ["ESC_AT_THE_END", "the escape character is not allowed to end with"]
        : ["ESC_IN_THE_MIDDLE", `the escape character is not allowed to precede '${next}'`];
    throw new SqlFailure(
      `INVALID_FORMAT.${condition}`,
      `The format is invalid: '${pattern}'. The ${reason.slice(4)}.`,
      "42601",
    );
  }
}
