import { findFunction, resolveAggregate } from "../../analysis/calls.ts";
import { type Compiler, type Environment, type Field, plainEnvironment, type Scope } from "../../analysis/compiler.ts";
import { TOP } from "../../analysis/queries/relations.ts";
import { type SparkType, STRING } from "../../data-types.ts";
import type { Call, CommonTable, Expression, NameParts, Query, WindowSpecification } from "../../syntax/ast.ts";
import type { Plan } from "../logical.ts";

/** A plan, and the columns that names above it can mean. */
export interface Planned {
  readonly plan: Plan;
  readonly fields: readonly Field[];
}

/** The plan of a subquery, by the text that stands for it in an expression. */
export interface Subquery {
  readonly kind: "scalar" | "in" | "exists";
  readonly plan: Plan;
  /** The left side of IN. */
  readonly operand?: Expression;
}

/** State that the plan of one statement shares. */
export interface Planning {
  number(): number;
  readonly subqueries: Map<string, Subquery>;
  /** The number of the next recursion. */
  loops(): number;
  /** Number of rows of a stored table. */
  rows(name: NameParts): number;
  query(query: Query, place: Place): Planned;
}

/** A table of WITH, and where its query is. */
export interface PlacedTable {
  readonly table: CommonTable;
  readonly place: Place;
  /** The number of the recursion, if the name is inside its own query. The table then has the first part of it. */
  readonly loop?: number;
}

/** Where a part of a statement is: what its names can mean. */
export interface Place {
  readonly planning: Planning;
  readonly compiler: Compiler;
  readonly commonTables: ReadonlyMap<string, PlacedTable>;
  readonly windows: ReadonlyMap<string, WindowSpecification>;
  /** The columns of the query around a subquery. */
  readonly outer?: Scope;
}

/** A new column: `name#12`, with an L for BIGINT. */
export function newField(name: string, type: SparkType, { planning }: Place, qualifier: NameParts = []): Field {
  return { name, type, qualifier, sql: `${name}#${planning.number()}${type.kind === "bigint" ? "L" : ""}` };
}

export const scopeAt = (fields: readonly Field[], { outer }: Place): Scope =>
  outer === undefined ? { fields } : { fields, outer };

/** The surroundings of an expression over these columns, in which aggregates and window functions have a type. */
export function environmentAt(fields: readonly Field[], place: Place): Environment {
  const { compiler, windows } = place;
  const environment = plainEnvironment(scopeAt(fields, place), "SELECT", { ...TOP, windows });
  const aggregate = (call: Call) => {
    const definition = findFunction(call, compiler);
    if (definition?.kind !== "aggregate") return { type: STRING, sql: "" };
    return { type: resolveAggregate(call, definition, environment, compiler).aggregate.type, sql: "" };
  };
  return { ...environment, aggregate, allowsWindows: true };
}

/** The type of an expression as it is written. An expression that has no type alone counts as text, which only changes how the plan looks. */
export function typeIn(expression: Expression, fields: readonly Field[], place: Place): SparkType {
  try {
    return place.compiler.expression(expression, environmentAt(fields, place)).type;
  } catch {
    return STRING;
  }
}
