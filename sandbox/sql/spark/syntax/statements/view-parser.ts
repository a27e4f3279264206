import type { Options, Query } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import { properties } from "../option-parser.ts";
import { columnDefinition, isTableConstraint, tableConstraint } from "./column-parser.ts";
import { newName } from "./create-name-parser.ts";
import type { ColumnDefinition, Constraint, CreateMode, CreateView } from "./definition-ast.ts";
import { clusterColumns, isRefresh, refreshClause } from "./table-parser.ts";

/** The part after `CREATE [OR REPLACE] … VIEW`. */
export function createView(cursor: Cursor, start: number, given: CreateMode, of: CreateView["of"]): CreateView {
  const { name, mode } = newName(cursor, given);
  const columns: ColumnDefinition[] = [];
  const constraints: Constraint[] = [];
  if (cursor.takeSymbol("(")) {
    cursor.list(() => {
      if (isTableConstraint(cursor)) constraints.push(tableConstraint(cursor));
      else columns.push(columnDefinition(cursor));
    });
    cursor.expectSymbol(")");
  }
  if (cursor.take("USING")) {
    const format = cursor.name().join(".").toLowerCase();
    const options: Options = cursor.take("OPTIONS") ? properties(cursor) : [];
    const source = { format, options };
    return {
      kind: "create_view",
      span: cursor.span(start),
      name,
      mode,
      of,
      columns,
      constraints,
      properties: [],
      source,
      text: "",
    };
  }
  const { metrics, ...clauses } = viewClauses(cursor);
  const body = metrics ? metricsText(cursor) : viewQuery(cursor);
  return { kind: "create_view", span: cursor.span(start), name, mode, of, columns, constraints, ...clauses, ...body };
}

/** `AS $$ … $$`: the YAML of a metric view. */
function metricsText(cursor: Cursor): { metrics: true; text: string } {
  cursor.expect("AS");
  return { metrics: true, text: cursor.string() };
}

/** `AS query`. */
export function viewQuery(cursor: Cursor): { query: Query; text: string } {
  cursor.expect("AS");
  const { start } = cursor;
  const query = cursor.grammar.query(cursor);
  const { end } = cursor.span(start);
  return { query, text: cursor.text.slice(start, end) };
}

interface Clauses {
  comment?: string;
  properties: Options;
  refresh?: string;
  metrics: boolean;
}

function viewClauses(cursor: Cursor): Clauses {
  const found: Clauses = { properties: [], metrics: false };
  for (;;) {
    if (cursor.take("COMMENT")) found.comment = cursor.string();
    else if (cursor.take("TBLPROPERTIES")) found.properties = properties(cursor);
    else if (cursor.take("PARTITIONED", "BY")) cursor.bracketed(() => cursor.identifier());
    else if (cursor.take("CLUSTER", "BY")) clusterColumns(cursor);
    else if (isRefresh(cursor)) found.refresh = refreshClause(cursor);
    else if (cursor.take("DEFAULT", "COLLATION")) cursor.identifier();
    else if (cursor.take("WITH", "SCHEMA")) binding(cursor);
    else if (cursor.take("WITH", "METRICS")) found.metrics = true;
    else if (cursor.take("LANGUAGE", "YAML")) continue;
    else return found;
  }
}

function binding(cursor: Cursor): void {
  if (cursor.takeAny("BINDING", "COMPENSATION", "EVOLUTION") === undefined) cursor.expect("TYPE", "EVOLUTION");
}
