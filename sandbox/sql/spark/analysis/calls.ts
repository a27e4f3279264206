import { SqlFailure, unresolvedRoutine } from "../../engine/failure.ts";
import { measure } from "../execution/sizes.ts";
import type {
  AggregateCall,
  AggregateFunction,
  Argument,
  FunctionDefinition,
  Lambda,
  Typed,
  TypedAggregate,
  WindowFunction,
} from "../functions/contract.ts";
import type { Call, Expression } from "../syntax/ast.ts";
import type { Value } from "../values/value.ts";
import { refuseAbsent } from "./absent-functions.ts";
import { orderedArguments } from "./call-arguments.ts";
import type { Compiler, Environment } from "./compiler.ts";
import { predicate } from "./predicates.ts";
import { isConstant, mentionsAny } from "./queries/keys.ts";
import { callRoutine } from "./routines.ts";
import { fieldsOf } from "./scope.ts";
import { sortSql } from "./sorting.ts";
import { titleOf } from "./titles.ts";
import { windowSql } from "./windows.ts";

/** A call in an expression. @throws {SqlFailure} UNRESOLVED_ROUTINE and what the function refuses */
export function analyzeCall(call: Call, environment: Environment, compiler: Compiler): Typed {
  const definition = findFunction(call, compiler);
  if (definition === undefined) return callRoutine(call, environment, compiler) ?? unresolved(call, compiler);
  switch (definition.kind) {
    case "scalar": {
      if (call.distinct || call.filter !== undefined || call.over !== undefined) throw notAggregate(call);
      const args = orderedArguments(call, definition).map((value) => argument(value, environment, compiler));
      return definition.resolve(expanded(args, call, definition), compiler.context);
    }
    case "aggregate":
      if (call.over !== undefined) return overWindow(call, definition, environment, compiler);
      if (environment.aggregate === undefined) throw misplaced(call, environment);
      return environment.aggregate(call);
    case "window":
      return overWindow(call, definition, environment, compiler);
    case "generator":
      throw new SqlFailure(
        "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS",
        `The generator is not supported: nested in expressions "${titleOf(call)}".`,
        "42K0E",
      );
  }
}

/** The built-in function that a call means, also as `builtin.abs(…)`. */
export function findFunction({ name }: Call, { functions }: Compiler): FunctionDefinition | undefined {
  const parts = name.map((part) => part.toLowerCase());
  const prefix = parts.slice(0, -1).join(".");
  if (prefix !== "" && prefix !== "builtin" && prefix !== "system.builtin") return undefined;
  return functions.get(parts.at(-1) ?? "");
}

/** Calls a scalar function that the compiler itself needs. */
export function callFunction(name: string, args: readonly Argument[], compiler: Compiler): Typed {
  const definition = compiler.functions.get(name);
  if (definition?.kind !== "scalar") throw unresolvedRoutine(name, compiler.context);
  return definition.resolve(args, compiler.context);
}

function unresolved({ name }: Call, compiler: Compiler): never {
  refuseAbsent(name);
  throw unresolvedRoutine(name.join("`.`"), compiler.context);
}

/** A star as an argument stands for the columns it means; `count(*)` has no argument. */
function argument(value: Expression, environment: Environment, compiler: Compiler): Argument | readonly Typed[] {
  if (value.kind === "lambda") return lambdaOf(value, environment, compiler);
  if (value.kind !== "star") return compiler.expression(value, environment);
  return fieldsOf(environment.scope, value.qualifier).map(({ type, sql, name }) => ({ type, sql, column: name }));
}

function lambdaOf(
  { parameters, body }: Extract<Expression, { kind: "lambda" }>,
  environment: Environment,
  compiler: Compiler,
): Lambda {
  return {
    parameters,
    bind(values) {
      const variables = new Map(environment.scope.variables);
      for (const [index, name] of parameters.entries()) {
        const value = values[index];
        if (value !== undefined) variables.set(name.toLowerCase(), { ...value, column: name });
      }
      const inner = { ...environment, scope: { ...environment.scope, variables } };
      const { replace } = environment;
      // A parameter may have the name of a grouped column, which is not meant.
      const named = (one: Expression) => (mentionsAny(one, variables) ? undefined : replace?.(one));
      const result = compiler.expression(body, replace === undefined ? inner : { ...inner, replace: named });
      return values.some(({ sql }) => sql === result.sql) ? result : checked(result, compiler);
    },
  };
}

/** The results of a lambda would be outside DuckDB's memory limit. A function in TypeScript has its own limit. */
function checked(result: Typed, { context }: Compiler): Typed {
  if (measure(result.type) === undefined || result.literal !== undefined || result.sql.startsWith('"spark '))
    return result;
  return context.call("lambda", [result], result.type, (value: Value) => value);
}

function expanded(
  args: readonly (Argument | readonly Typed[])[],
  call: Call,
  definition: FunctionDefinition,
): readonly Argument[] {
  const flat = args.flat() as readonly Argument[];
  checkArity(call, definition, flat.length);
  return flat;
}

function checkArity(call: Call, { parameters }: FunctionDefinition, count: number): void {
  const most = parameters.at(-1) === "..." ? Number.POSITIVE_INFINITY : parameters.length;
  const least = parameters.filter((name) => name !== "..." && !name.endsWith("?")).length;
  if (count >= least && count <= most) return;
  const expected =
    most === least ? `${least}` : most === Number.POSITIVE_INFINITY ? `> ${least - 1}` : `[${least}, ${most}]`;
  throw new SqlFailure(
    "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
    `The \`${call.name.at(-1)?.toLowerCase()}\` requires ${expected} parameters but the actual number is ${count}.`,
    "42605",
  );
}

function notAggregate(call: Call): SqlFailure {
  const name = call.name.at(-1) ?? "";
  if (call.over !== undefined) {
    return new SqlFailure(
      "UNSUPPORTED_EXPR_FOR_WINDOW",
      `Expression "${titleOf(call)}" not supported within a window function.`,
      "42P20",
    );
  }
  return new SqlFailure(
    "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX",
    `Invalid SQL syntax: The function \`${name}\` does not support ${call.distinct ? "DISTINCT" : "FILTER clause"}.`,
    "42000",
  );
}

/** The clause of an aggregate's arguments. */
export const IN_AGGREGATE = "aggregate function";

function misplaced(call: Call, { clause }: Environment): SqlFailure {
  if (clause === "GROUP BY")
    return new SqlFailure(
      "GROUP_BY_AGGREGATE",
      `Aggregate functions are not allowed in GROUP BY, but found ${titleOf(call)}.`,
      "42903",
    );
  if (clause === "WHERE")
    return new SqlFailure(
      "INVALID_WHERE_CONDITION",
      `The WHERE condition "${titleOf(call)}" contains invalid expressions: ${titleOf(call)}. Rewrite the query to avoid window functions, aggregate functions, and generator functions in the WHERE clause.`,
      "42903",
    );
  if (clause === IN_AGGREGATE)
    return new SqlFailure(
      "NESTED_AGGREGATE_FUNCTION",
      "It is not allowed to use an aggregate function in the argument of another aggregate function. Please use the inner aggregate function in a sub-query.",
      "42607",
    );
  return new SqlFailure(
    "UNSUPPORTED_EXPR_FOR_OPERATOR",
    `A query operator contains one or more unsupported expressions. Consider to rewrite it to avoid window functions, aggregate functions, and generator functions in the ${clause} clause. Invalid expressions: ["${titleOf(call)}"]`,
    "42K0E",
  );
}

/** An aggregate over rows that `environment` describes, without FILTER and OVER. */
export function resolveAggregate(
  call: Call,
  definition: AggregateFunction | WindowFunction,
  environment: Environment,
  compiler: Compiler,
): { readonly aggregate: TypedAggregate; readonly filter: string } {
  const only = call.args.length === 1 ? call.args[0]?.value : undefined;
  if (only?.kind === "star" && only.qualifier.length > 0 && definition.names[0] === "count" && !call.distinct)
    throw new SqlFailure(
      "",
      `count(${titleOf(only)}) is not allowed. Please use count(*) or expand the columns manually, e.g. count(col1, col2)`,
      "42000",
    );
  const everything = only?.kind === "star" && only.qualifier.length === 0;
  const values = everything
    ? []
    : orderedArguments(call, definition).map((value) => argument(value, environment, compiler));
  const args = expanded(values, call, definition) as readonly Typed[];
  const details: AggregateCall = {
    distinct: call.distinct,
    ignoreNulls: call.ignoreNulls,
    ...(call.withinGroup === undefined
      ? {}
      : { orderBy: call.withinGroup.map((item) => sorted(item, environment, compiler)) }),
  };
  const aggregate = definition.resolve(args, details, compiler.context);
  if (call.filter === undefined) return { aggregate, filter: "" };
  const condition = predicate(compiler.expression(call.filter, environment), call.filter, "aggregate filter");
  return { aggregate, filter: ` FILTER (WHERE ${condition})` };
}

function sorted(item: NonNullable<Call["withinGroup"]>[number], environment: Environment, compiler: Compiler) {
  const expression = compiler.expression(item.expression, environment);
  return { expression, sql: sortSql(expression, item), descending: item.descending };
}

/** Arguments of window functions that are the same for all rows, by position. */
const CONSTANTS: Readonly<Record<string, readonly [position: number, parameter: string]>> = {
  ntile: [0, "buckets"],
  lag: [1, "offset"],
  lead: [1, "offset"],
  nth_value: [1, "offset"],
};

function requireConstants(call: Call, definition: AggregateFunction | WindowFunction): void {
  const [position, parameter] = CONSTANTS[definition.names[0] ?? ""] ?? [];
  const value = position === undefined ? undefined : orderedArguments(call, definition)[position];
  if (value === undefined || isConstant(value)) return;
  throw new SqlFailure(
    "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT",
    `Cannot resolve "${titleOf(call)}" due to data type mismatch: the input \`${parameter}\` should be a foldable "INT" expression; however, got "${titleOf(value)}".`,
    "42K09",
  );
}

/** Aggregates over a window that is a whole partition. */
const WHOLE_PARTITION: ReadonlySet<string> = new Set(["median", "percentile_cont", "percentile_disc"]);

function overWindow(
  call: Call,
  definition: AggregateFunction | WindowFunction,
  environment: Environment,
  compiler: Compiler,
): Typed {
  if (call.over === undefined) {
    throw new SqlFailure(
      "WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE",
      `Window function "${titleOf(call)}" requires an OVER clause.`,
      "42601",
    );
  }
  if (!environment.allowsWindows) throw misplaced(call, environment);
  if (call.distinct)
    throw new SqlFailure(
      "DISTINCT_WINDOW_FUNCTION_UNSUPPORTED",
      `Distinct window functions are not supported: "${titleOf(call)}".`,
      "0A000",
    );
  if (call.filter !== undefined)
    throw new SqlFailure("", "Window aggregate function with filter predicate is not supported yet.", "0A000");
  requireConstants(call, definition);
  if (WHOLE_PARTITION.has(definition.names[0] ?? "") && (call.over.orderBy.length > 0 || call.over.frame !== undefined))
    throw new SqlFailure(
      "INVALID_WINDOW_SPEC_FOR_AGGREGATION_FUNC",
      `Cannot specify ORDER BY or a window frame for \`${definition.names[0]}\`.`,
      "42601",
    );
  const inner: Environment = { ...environment, allowsWindows: false };
  const { aggregate, filter } = resolveAggregate(call, definition, inner, compiler);
  const ranked = definition.kind === "window" && definition.names[0] !== "nth_value";
  const window = windowSql(call.over, { ranked, subject: () => titleOf(call) }, inner, compiler);
  return { type: aggregate.type, sql: aggregate.sql(`${filter} OVER ${window}`) };
}
