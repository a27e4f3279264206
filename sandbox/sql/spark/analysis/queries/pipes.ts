import { SqlFailure } from "../../../engine/failure.ts";
import { PIPE_INPUT, type SelectItem } from "../../syntax/ast.ts";
import type { CompiledQuery, Compiler, Environment } from "../compiler.ts";
import { resolveHere, unresolvedColumn } from "../scope.ts";
import { titleOf } from "../titles.ts";
import { hasAggregate } from "./grouping.ts";
import { NO_ORDER } from "./order.ts";
import { type Pipe, pipedSelect } from "./piped-select.ts";
import { relationRows } from "./relations.ts";
import { rowsOf, wholeRows } from "./rows.ts";
import { combine } from "./set-operations.ts";

/** `query |> operator`. */
export function compilePipe({ input, operator, span }: Pipe, around: Environment, compiler: Compiler): CompiledQuery {
  const source = compiler.query(input, around);
  const commonTables = new Map(around.commonTables).set(PIPE_INPUT, source);
  const environment: Environment = { ...around, commonTables };
  switch (operator.kind) {
    case "set":
      return replaced(source, operator.items, compiler, environment);
    case "as": {
      const { name } = operator.alias;
      return { ...source, columns: source.columns.map((column) => ({ ...column, qualifier: [name] })) };
    }
    case "relation":
      return wholeRows(relationRows(operator.relation, environment, compiler), compiler);
    case "set_operation": {
      const { operator: word, all, right } = operator.operation;
      const other = compiler.query(
        { span, recursive: false, commonTables: [], body: right, order: NO_ORDER },
        environment,
      );
      return combine(word, all, [source, other], compiler);
    }
    default:
      checkAggregates(operator, compiler);
      return compiler.query({ span, recursive: false, commonTables: [], ...pipedSelect(operator, span) }, environment);
  }
}

/** Aggregates belong into AGGREGATE, where every item but the grouped ones has one. */
function checkAggregates(operator: Pipe["operator"], compiler: Compiler): void {
  const items = operator.kind === "select" ? operator.select.items : "items" in operator ? operator.items : [];
  const aggregates = operator.kind === "aggregate";
  const wrong = items.find(({ expression }) => hasAggregate(expression, compiler) !== aggregates);
  if (wrong === undefined) return;
  const title = titleOf(wrong.expression);
  throw aggregates
    ? new SqlFailure(
        "PIPE_OPERATOR_AGGREGATE_EXPRESSION_CONTAINS_NO_AGGREGATE_FUNCTION",
        `Non-grouping expression ${title} is provided as an argument to the |> AGGREGATE pipe operator but does not contain any aggregate function; please update it to include an aggregate function and then retry the query again.`,
        "0A000",
      )
    : new SqlFailure(
        "PIPE_OPERATOR_CONTAINS_AGGREGATE_FUNCTION",
        `Aggregate function ${title} is not allowed when using the pipe operator |> ${operator.kind.toUpperCase()} clause; please use the pipe operator |> AGGREGATE clause instead.`,
        "0A000",
      );
}

/** `|> SET column = value`, one after another: a value sees the columns that were set before it. */
function replaced(
  source: CompiledQuery,
  items: readonly SelectItem[],
  compiler: Compiler,
  environment: Environment,
): CompiledQuery {
  return items.reduce((query, item) => withColumn(query, item, compiler, environment), source);
}

function withColumn(
  source: CompiledQuery,
  { expression, alias = "" }: SelectItem,
  compiler: Compiler,
  environment: Environment,
): CompiledQuery {
  const rows = rowsOf(source, [], compiler);
  const before = rows.fields.map((field, index) => ({ ...field, qualifier: source.columns[index]?.qualifier ?? [] }));
  const scope = { fields: before, outer: environment.scope };
  const target = resolveHere([alias], scope);
  if (target === undefined) throw unresolvedColumn([alias], scope);
  const value = compiler.expression(expression, { ...environment, scope });
  const columns = before.map(({ name, type, sql, qualifier }) => {
    const isSet = sql === target.sql;
    return { name, type: isSet ? value.type : type, sql: compiler.fresh(), qualifier: isSet ? [] : qualifier };
  });
  const list = before.map(({ sql }, index) => `${sql === target.sql ? value.sql : sql} AS ${columns[index]?.sql}`);
  return { columns, sql: `SELECT ${list.join(", ")} FROM ${rows.from}` };
}
