import { SqlFailure } from "../../../engine/failure.ts";
import type { GeneratorFunction, Typed } from "../../functions/contract.ts";
import type { Call, Expression, NameParts } from "../../syntax/ast.ts";
import { orderedArguments } from "../call-arguments.ts";
import { findFunction } from "../calls.ts";
import type { Compiler, Environment, Field } from "../compiler.ts";
import { extended, type Rows } from "./rows.ts";

/** The generator that an expression calls, if it does. */
export function generatorOf(expression: Expression, compiler: Compiler): GeneratorFunction | undefined {
  if (expression.kind !== "call") return undefined;
  const definition = findFunction(expression, compiler);
  return definition?.kind === "generator" ? definition : undefined;
}

export interface Generated {
  readonly qualifier: NameParts;
  /** Names given to the columns; empty for the generator's own. */
  readonly names: readonly string[];
  /** A row of NULLs for an empty list: LATERAL VIEW OUTER. */
  readonly outer: boolean;
}

/** The columns that a generator adds to rows, and how they are added. */
export interface GeneratedFields {
  readonly fields: readonly Field[];
  /** One row for each of the generator's, with the columns of the row it comes from. */
  onto(rows: Rows): Rows;
}

export function generator(
  call: Call,
  { qualifier, names, outer }: Generated,
  environment: Environment,
  compiler: Compiler,
): GeneratedFields {
  const definition = generatorOf(call, compiler);
  if (definition === undefined) throw notGenerator(call);
  const args = orderedArguments(call, definition).map((value): Typed => compiler.expression(value, environment));
  const result = definition.resolve(args, compiler.context);
  if (names.length > 0 && names.length !== result.columns.length)
    throw wrongAliases(names.length, result.columns.length);
  const row = compiler.fresh();
  const list = outer || result.outer ? orOne(result.list) : result.list;
  const fields = result.columns.map(({ name, type }, index) => ({
    name: names[index] ?? name,
    type,
    sql: `struct_extract(${row}, 'c${index}')`,
    qualifier,
  }));
  return {
    fields,
    onto: (rows) => ({
      from: extended(rows, [`unnest(${list}) AS ${row}`], compiler),
      fields: [...rows.fields, ...fields],
    }),
  };
}

/** The list, or one row of NULLs when it has none. */
function orOne(list: string): string {
  return `CASE WHEN len(${list}) > 0 THEN ${list} ELSE [NULL] END`;
}

function notGenerator(call: Call): SqlFailure {
  return new SqlFailure(
    "UNRESOLVED_TABLE_VALUED_FUNCTION",
    `Cannot resolve \`${call.name.join(".")}\` to a table-valued function. If you expect the name to be a table-valued function, check that it is spelled correctly.`,
    "42883",
  );
}

function wrongAliases(given: number, expected: number): SqlFailure {
  return new SqlFailure(
    "UDTF_ALIAS_NUMBER_MISMATCH",
    `The number of aliases supplied in the AS clause does not match the number of columns output by the UDTF. Expected ${expected} aliases, but got ${given}. Please ensure that the number of aliases provided matches the number of columns output by the UDTF.`,
    "42802",
  );
}
