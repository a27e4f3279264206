import { SqlFailure } from "../../engine/failure.ts";
import { BOOLEAN } from "../data-types.ts";
import type { Typed } from "../functions/contract.ts";
import { unexpectedInput } from "../functions/define.ts";
import { requireOrder } from "../functions/strict.ts";
import type { Expression } from "../syntax/ast.ts";
import { BARE_FUNCTIONS } from "../syntax/bare-functions.ts";
import { DecimalValue } from "../values/value.ts";
import { analyzeCall, callFunction } from "./calls.ts";
import { alikeNamed, differentTypes } from "./coercion.ts";
import type { Compiler, Environment } from "./compiler.ts";
import { literalOf } from "./literals.ts";
import { refuseMeasures } from "./measures.ts";
import { arithmetic, bitwise, bitwiseNot, negation } from "./operators/arithmetic.ts";
import { collated, collatedOperands } from "./operators/collations.ts";
import { comparison } from "./operators/comparison.ts";
import { castExpression } from "./operators/conversion.ts";
import { elementAt, pathOf } from "./operators/elements.ts";
import { mistyped, type OperatorContext } from "./operators/operands.ts";
import { likeExpression } from "./operators/patterns.ts";
import { existsIn, inQuery, scalarSubquery } from "./operators/subqueries.ts";
import { typedLiteral } from "./operators/typed-literal.ts";
import { fieldOf, resolveHere, resolveName, unresolvedColumn } from "./scope.ts";
import { titleOf } from "./titles.ts";

const NO_ALIASES: ReadonlyMap<string, Typed> = new Map();

/** Types an expression and writes it in DuckDB SQL. @throws {SqlFailure} */
export function analyzeExpression(expression: Expression, environment: Environment, compiler: Compiler): Typed {
  const known = environment.replace?.(expression);
  if (known !== undefined) return known;
  const analyze = (inner: Expression) => compiler.expression(inner, environment);
  const context = (): OperatorContext => operators(expression, compiler);
  switch (expression.kind) {
    case "literal":
      return literalOf(expression.value, expression.type);
    case "typed_literal":
      return typedLiteral(expression.type, expression.text, compiler);
    case "name":
      return named(expression, environment, compiler);
    case "parameter":
      return compiler.parameters.get(expression.name) ?? unbound(expression.name);
    case "call":
      return analyzeCall(expression, environment, compiler);
    case "cast":
      return castExpression(analyze(expression.operand), expression, environment, compiler);
    case "unary":
      // NOT (a IN …) is a NOT IN …
      if (expression.operator === "not" && expression.operand.kind === "in_query")
        return analyze({ ...expression.operand, negated: !expression.operand.negated });
      return unary(expression, analyze(expression.operand), context(), compiler);
    case "binary":
      return binary(expression, environment, compiler);
    case "between": {
      const [value, low, high] = [expression.operand, expression.low, expression.high].map(analyze);
      if (value === undefined || low === undefined || high === undefined) return nothing(expression);
      const above = comparison(">=", value, low, context()).sql;
      const below = comparison("<=", value, high, context()).sql;
      return boolean(`(${above} AND ${below})`, expression.negated);
    }
    case "in":
      return isIn(expression, environment, compiler);
    case "in_query":
      return inQuery(expression, environment, compiler, context());
    case "like":
      return likeExpression(expression, environment, compiler);
    case "is":
      return test(expression, analyze(expression.operand), compiler);
    case "case":
      return cases(expression, environment, compiler);
    case "subscript":
      return elementAt(analyze(expression.operand), analyze(expression.index), context());
    case "field":
      return fieldOf(analyze(expression.operand), expression.field);
    case "path":
      return pathOf(expression, environment, compiler);
    case "subquery":
      return scalarSubquery(expression.query, environment, compiler);
    case "exists":
      return existsIn(expression.query, environment, compiler);
    case "tuple":
      return callFunction("struct", expression.items.map(analyze), compiler);
    case "aliased":
      return { ...analyze(expression.operand), column: expression.alias };
    case "collate":
      return collated(analyze(expression.operand), expression.collation);
    case "star":
      throw new SqlFailure("INVALID_USAGE_OF_STAR_OR_REGEX", "Invalid usage of '*' in expression.", "42000");
    default:
      return nothing(expression);
  }
}

/** The context of an operator in an expression. */
export function operators(expression: Expression, compiler: Compiler): OperatorContext {
  const { context, parsing } = compiler;
  return {
    parsing,
    call: context.call,
    get subject() {
      return titleOf(expression);
    },
  };
}

function nothing(expression: Expression): never {
  throw new SqlFailure("INVALID_EXPRESSION", `The expression ${titleOf(expression)} is not allowed here.`, "42000");
}

function unbound(name: string): never {
  throw new SqlFailure(
    "UNBOUND_SQL_PARAMETER",
    `Found the unbound parameter: ${name}. Please, fix \`args\` and provide a mapping of the parameter to either a SQL literal or collection constructor functions such as \`map()\`, \`array()\`, \`struct()\`.`,
    "42P02",
  );
}

export const boolean = (sql: string, negated = false): Typed => ({
  type: BOOLEAN,
  sql: negated ? `(NOT ${sql})` : sql,
});

function named(expression: Extract<Expression, { kind: "name" }>, environment: Environment, compiler: Compiler): Typed {
  const { parts } = expression;
  const found = resolveName(parts, environment.scope);
  if (found !== undefined) {
    const { ungrouped, scope, clause } = environment;
    refuseMeasures(scope.fields.filter(({ sql }) => sql === found.sql));
    const isVariable = scope.variables?.has(parts[0]?.toLowerCase() ?? "") === true;
    if (ungrouped === undefined || isVariable) return found;
    // After GROUP BY, the name can only be an alias or a column of an outer query.
    const other = resolveName(parts, { ...scope, fields: [] });
    if (
      other === undefined ||
      (clause === "SELECT" && resolveHere(parts, { ...scope, aliases: NO_ALIASES }) !== undefined)
    )
      throw ungrouped(parts);
    return other;
  }
  const variable = variableOf(parts, compiler);
  if (variable !== undefined) return variable;
  const [only = ""] = parts;
  if (parts.length === 1 && BARE_FUNCTIONS.has(only.toLowerCase()))
    return callFunction(only.toLowerCase(), [], compiler);
  throw unresolvedColumn(parts, environment.scope);
}

/** `x`, `session.x` or `system.session.x` of a variable, or a field in it. */
function variableOf(parts: readonly string[], { variables }: Compiler): Typed | undefined {
  const lower = parts.map((part) => part.toLowerCase());
  const skipped = lower[0] === "session" ? 1 : lower[0] === "system" && lower[1] === "session" ? 2 : 0;
  const found = variables.get(lower[skipped] ?? "");
  return found && parts.slice(skipped + 1).reduce(fieldOf, found);
}

function unary(
  { operator, operand }: Extract<Expression, { kind: "unary" }>,
  value: Typed,
  context: OperatorContext,
  compiler: Compiler,
): Typed {
  switch (operator) {
    case "not":
      return boolean(`(NOT ${condition(value, compiler).sql})`);
    case "~":
      return bitwiseNot(value, context);
    case "+":
      return value;
    default:
      return (operand.kind === "literal" ? negated(value) : undefined) ?? negation(value, context);
  }
}

/** A literal with a minus is a literal: `-2147483648` is an INT. */
function negated({ type, literal }: Typed): Typed | undefined {
  const value = literal?.value;
  if (value instanceof DecimalValue) {
    if (value.scale === 0 && value.unscaled === 2n ** 63n) return literalOf(-(2n ** 63n), { kind: "bigint" });
    return literalOf(new DecimalValue(-value.unscaled, value.scale), type);
  }
  if (typeof value === "bigint") {
    if (type.kind === "bigint" && value === 2n ** 31n) return literalOf(-(2 ** 31), { kind: "int" });
    return literalOf(-value, type);
  }
  return typeof value === "number" ? literalOf(-value, type) : undefined;
}

/** The expression as a condition. @throws {SqlFailure} for what is not a boolean */
export function condition(value: Typed, { context }: Compiler, name = "and"): Typed {
  return context.coerce(value, BOOLEAN, { function: name, index: 0 });
}

function binary(
  expression: Extract<Expression, { kind: "binary" }>,
  environment: Environment,
  compiler: Compiler,
): Typed {
  const { operator } = expression;
  if (operator === "||") {
    const parts = joined(expression).map((part) => compiler.expression(part, environment));
    return callFunction("concat", parts, compiler);
  }
  const analyze = (one: Expression) => compiler.expression(one, environment);
  const use = /^[<>]=?$/.test(operator) ? "order" : "equality";
  const [left, right] =
    collatedOperands([expression.left, expression.right], use, analyze, compiler) ??
    [expression.left, expression.right].map(analyze);
  if (left === undefined || right === undefined) return nothing(expression);
  const context = operators(expression, compiler);
  switch (operator) {
    case "and":
    case "or": {
      const kinds = [left.type.kind, right.type.kind];
      // A string becomes a condition next to one.
      const others = kinds.filter(
        (kind) => kind !== "boolean" && kind !== (kinds.includes("boolean") ? "string" : "void"),
      );
      if (others.some((kind) => kind !== "void")) throw mistyped(left, right, '"BOOLEAN"', context);
      const [a, b] = [condition(left, compiler, operator), condition(right, compiler, operator)];
      return boolean(`(${a.sql} ${operator.toUpperCase()} ${b.sql})`);
    }
    case "&":
    case "|":
    case "^":
      return bitwise(operator, left, right, context);
    case "<<":
      return callFunction("shiftleft", [left, right], compiler);
    case ">>":
      return callFunction("shiftright", [left, right], compiler);
    case ">>>":
      return callFunction("shiftrightunsigned", [left, right], compiler);
    case "=":
    case "<>":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "<=>":
      return comparison(operator, left, right, context);
    default:
      return arithmetic(operator, left, right, context);
  }
}

/** The operands of `a || b || c`. */
function joined(expression: Expression): readonly Expression[] {
  if (expression.kind !== "binary" || expression.operator !== "||") return [expression];
  return [...joined(expression.left), expression.right];
}

function isIn(expression: Extract<Expression, { kind: "in" }>, environment: Environment, compiler: Compiler): Typed {
  const all = [expression.operand, ...expression.list];
  const analyze = (one: Expression) => compiler.expression(one, environment);
  const values = collatedOperands(all, "equality", analyze, compiler) ?? all.map(analyze);
  const [first] = values;
  const named = alikeNamed(values.map(({ type }) => type));
  const aligned = values.map((value, index) => compiler.context.cast(value, named[index] ?? value.type));
  const { type, args } = compiler.context.unify(aligned, "in");
  requireOrder("in", type, true);
  const [operand, ...list] = args;
  if (operand === undefined || first === undefined) throw differentTypes(titleOf(expression), "in", values);
  return boolean(`(${operand.sql} IN (${list.map(({ sql }) => sql).join(", ")}))`, expression.negated);
}

function test(expression: Extract<Expression, { kind: "is" }>, value: Typed, compiler: Compiler): Typed {
  if (expression.test === "null") return boolean(`(${value.sql} IS ${expression.negated ? "NOT " : ""}NULL)`);
  const word = expression.test === "unknown" ? "NULL" : expression.test.toUpperCase();
  return boolean(`(${condition(value, compiler, "is").sql} IS ${expression.negated ? "NOT " : ""}${word})`);
}

function cases(expression: Extract<Expression, { kind: "case" }>, environment: Environment, compiler: Compiler): Typed {
  const analyze = (inner: Expression) => compiler.expression(inner, environment);
  const operand = expression.operand === undefined ? undefined : analyze(expression.operand);
  const conditions = expression.branches.map(({ when }, index) => {
    const value = analyze(when);
    // Unlike elsewhere, Spark converts nothing to a condition here, not even NULL.
    if (operand === undefined && value.type.kind !== "boolean")
      throw unexpectedInput("casewhen", value, 2 * index, '"BOOLEAN"');
    return operand === undefined ? value : comparison("=", operand, value, operators(expression, compiler));
  });
  const results = expression.branches.map(({ result }) => analyze(result));
  const otherwise = expression.otherwise === undefined ? [] : [analyze(expression.otherwise)];
  const { type, args } = compiler.context.unify([...results, ...otherwise], "casewhen");
  const branches = conditions.map(({ sql }, index) => `WHEN ${sql} THEN ${args[index]?.sql ?? "NULL"}`).join(" ");
  const rest = otherwise.length === 0 ? "" : ` ELSE ${args.at(-1)?.sql ?? "NULL"}`;
  return { type, sql: `CASE ${branches}${rest} END` };
}
