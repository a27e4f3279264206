import { PIPE_INPUT, type SelectItem } from "../../syntax/ast.ts";
import type { CompiledQuery, Compiler, Environment, Field } from "../compiler.ts";
import { resolveHere, unresolvedColumn } from "../scope.ts";
import { NO_ORDER } from "./order.ts";
import { type Pipe, pipedSelect } from "./piped-select.ts";
import { relationRows } from "./relations.ts";
import { rowsOf } from "./rows.ts";
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
    case "relation": {
      const rows = relationRows(operator.relation, environment, compiler);
      const columns = rows.fields.filter((field) => field.hidden !== true);
      return { columns, sql: `SELECT ${columns.map(one).join(", ")} FROM ${rows.from}` };
    }
    case "set_operation": {
      const { operator: word, all, right } = operator.operation;
      const other = compiler.query(
        { span, recursive: false, commonTables: [], body: right, order: NO_ORDER },
        environment,
      );
      return combine(word, all, [source, other], compiler);
    }
    default:
      return compiler.query({ span, recursive: false, commonTables: [], ...pipedSelect(operator, span) }, environment);
  }
}

const one = ({ sql }: Field): string => sql;

/** `|> SET column = value`. */
function replaced(
  source: CompiledQuery,
  items: readonly SelectItem[],
  compiler: Compiler,
  environment: Environment,
): CompiledQuery {
  const rows = rowsOf(source, [], compiler);
  const before = rows.fields.map((field, index) => ({ ...field, qualifier: source.columns[index]?.qualifier ?? [] }));
  const scope = { fields: before, outer: environment.scope };
  const values = new Map(rows.fields.map((field) => [field.sql, { type: field.type, sql: field.sql }]));
  for (const { expression, alias = "" } of items) {
    const target = resolveHere([alias], scope);
    if (target === undefined) throw unresolvedColumn([alias], scope);
    values.set(target.sql, compiler.expression(expression, { ...environment, scope }));
  }
  const columns = before.map(({ name, type, sql, qualifier }) => ({
    name,
    type: values.get(sql)?.type ?? type,
    sql: compiler.fresh(),
    qualifier,
  }));
  const list = rows.fields.map(({ sql }, index) => `${values.get(sql)?.sql} AS ${columns[index]?.sql}`);
  return { columns, sql: `SELECT ${list.join(", ")} FROM ${rows.from}` };
}
