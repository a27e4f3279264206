import { createNatives, type Natives } from "../execution/natives.ts";
import type { FunctionContext, FunctionDefinition, Typed } from "../functions/contract.ts";
import type { Expression, Query } from "../syntax/ast.ts";
import { currentDay } from "../values/calendar.ts";
import type { ParseContext } from "../values/parse.ts";
import { zoneOf } from "../values/zones.ts";
import type { Catalog } from "./catalog.ts";
import { type CompiledQuery, type Compiler, type Field, plainEnvironment } from "./compiler.ts";
import { createContext } from "./context.ts";
import { analyzeExpression } from "./expressions.ts";
import type { Origin } from "./origins.ts";
import { compileQuery } from "./queries/query.ts";
import { TOP } from "./queries/relations.ts";

export interface CompileOptions {
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  readonly catalog: Catalog;
  readonly user: string;
  readonly groups: FunctionContext["groups"];
  readonly currentCatalog: string;
  readonly currentSchema: string;
  readonly parameters: ReadonlyMap<string, Typed>;
  /** Variables of the session, by lower-case name. */
  readonly variables?: ReadonlyMap<string, Typed>;
  /** When the statement started: microseconds since 1970-01-01 UTC. */
  readonly now: bigint;
  /** The number of the statement's Python. */
  readonly python?: number;
}

/** Compiles the queries and expressions of one statement. */
export interface StatementCompiler extends Compiler {
  readonly natives: Natives;
}

/** The session's zone. */
const ZONE = "Etc/UTC";

/** Reads strings as dates and times. Registered functions keep it, so the day is not that of one statement. */
export const parsing: ParseContext = {
  zone: zoneOf(ZONE) ?? { offset: 0 },
  get today() {
    return currentDay();
  },
};

export function createCompiler(options: CompileOptions): StatementCompiler {
  const natives = createNatives(options.python);
  let names = 0;
  const origins = new Map<string, Origin>();
  const fresh = () => `"c${++names}"`;
  const context = createContext({
    user: options.user,
    groups: options.groups,
    catalog: options.currentCatalog,
    schema: options.currentSchema,
    timeZone: ZONE,
    now: options.now,
    parsing,
    natives,
    fresh,
  });
  const at = (catalog: Catalog, depth: number): StatementCompiler => {
    const compiler: StatementCompiler = {
      functions: options.functions,
      parameters: depth === 0 ? options.parameters : new Map(),
      variables: options.variables ?? new Map(),
      context,
      parsing,
      natives,
      catalog,
      depth,
      origins,
      fresh,
      expression: (expression, environment) => analyzeExpression(expression, environment, compiler),
      query: (query, environment) => compileQuery(query, environment, compiler),
      within: (other) => at(other, depth + 1),
    };
    return compiler;
  };
  return at(options.catalog, 0);
}

/** Compiles a whole query. It can name the columns in `fields` besides its own. @throws {SqlFailure} */
export function compileTopQuery(query: Query, compiler: Compiler, fields: readonly Field[] = []): CompiledQuery {
  return compiler.query(query, { ...TOP, scope: { fields } });
}

/** An expression over columns: a condition of DELETE, a value of UPDATE, a default. @throws {SqlFailure} */
export function compileExpression(
  expression: Expression,
  fields: readonly Field[],
  clause: string,
  compiler: Compiler,
): Typed {
  return compiler.expression(expression, plainEnvironment({ fields }, clause, TOP));
}
