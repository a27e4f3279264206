import type { Query } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import { properties } from "../option-parser.ts";
import { timeTravel } from "../relation-parser.ts";
import { QUERY_START } from "../words.ts";
import { columnDefinition, isTableConstraint, rowFilter, tableConstraint } from "./column-parser.ts";
import { newName } from "./create-name-parser.ts";
import type { ColumnDefinition, Constraint, CreateTable } from "./definition-ast.ts";

/** The part after `CREATE [OR REPLACE] [TEMPORARY] [STREAMING] TABLE`. */
export function createTable(
  cursor: Cursor,
  start: number,
  head: Pick<CreateTable, "mode" | "of" | "temporary">,
): CreateTable {
  const { name, mode } = newName(cursor, head.mode);
  const columns: ColumnDefinition[] = [];
  const constraints: Constraint[] = [];
  if (cursor.takeSymbol("(")) {
    if (!cursor.isSymbol(")")) cursor.list(() => tableElement(cursor, columns, constraints));
    cursor.expectSymbol(")");
  }
  const clauses = tableClauses(cursor);
  cursor.take("FLOW", "AUTO", "CDC");
  const as = cursor.take("AS");
  const query: { query?: Query } =
    as || cursor.isAnyWord(QUERY_START) || cursor.isSymbol("(") ? { query: cursor.grammar.query(cursor) } : {};
  return {
    kind: "create_table",
    ...head,
    mode,
    name,
    columns,
    constraints,
    ...clauses,
    ...query,
    span: cursor.span(start),
  };
}

function tableElement(cursor: Cursor, columns: ColumnDefinition[], constraints: Constraint[]): void {
  if (isTableConstraint(cursor)) {
    constraints.push(tableConstraint(cursor));
    return;
  }
  const column = columnDefinition(cursor);
  columns.push(column);
  constraints.push(...column.constraints);
}

type Clauses = Pick<CreateTable, "partitionedBy" | "clusterBy" | "properties" | "options"> &
  Partial<Pick<CreateTable, "format" | "comment" | "location" | "rowFilter" | "clone" | "like" | "refresh">>;

type Open<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

function tableClauses(cursor: Cursor): Clauses {
  const found: Open<Clauses> = { partitionedBy: [], clusterBy: [], properties: [], options: [] };
  while (tableClause(cursor, found));
  return found;
}

function tableClause(cursor: Cursor, found: Open<Clauses>): boolean {
  if (cursor.take("USING")) found.format = cursor.name().join(".").toLowerCase();
  else if (cursor.take("COMMENT")) found.comment = cursor.string();
  else if (cursor.take("LOCATION")) found.location = cursor.string();
  else if (cursor.take("TBLPROPERTIES")) found.properties = properties(cursor);
  else if (cursor.take("OPTIONS")) found.options = properties(cursor);
  else if (cursor.take("PARTITIONED", "BY")) found.partitionedBy = partitionColumns(cursor);
  else if (cursor.take("CLUSTER", "BY")) found.clusterBy = clusterColumns(cursor);
  else if (cursor.take("WITH", "ROW", "FILTER") || cursor.take("ROW", "FILTER")) found.rowFilter = rowFilter(cursor);
  else if (cursor.take("DEFAULT", "COLLATION")) cursor.identifier();
  else if (isRefresh(cursor)) found.refresh = refreshClause(cursor);
  else if (cursor.take("LIKE")) found.like = cursor.name();
  else if (isClone(cursor)) found.clone = clone(cursor);
  else if (cursor.take("WITH")) found.options = properties(cursor);
  else return false;
  return true;
}

const isClone = (cursor: Cursor) =>
  cursor.isWords("SHALLOW", "CLONE") || cursor.isWords("DEEP", "CLONE") || cursor.isWord("CLONE");

function clone(cursor: Cursor): NonNullable<CreateTable["clone"]> {
  const shallow = cursor.takeAny("SHALLOW", "DEEP") === "SHALLOW";
  cursor.expect("CLONE");
  const source = cursor.name();
  const at = timeTravel(cursor);
  return { source, shallow, ...(at === undefined ? {} : { at }) };
}

function partitionColumns(cursor: Cursor): string[] {
  return cursor.bracketed(() => {
    const name = cursor.identifier();
    // A partition column may have its type here.
    while (!cursor.isSymbol(",") && !cursor.isSymbol(")")) cursor.next();
    return name;
  });
}

/** `(a, b)`, AUTO or NONE. */
export function clusterColumns(cursor: Cursor): readonly string[] | "auto" {
  const word = cursor.takeAny("AUTO", "NONE");
  if (word !== undefined) return word === "AUTO" ? "auto" : [];
  if (cursor.isSymbol("(") && cursor.isSymbol(")", 1)) return [];
  return cursor.bracketed(() => cursor.name().join("."));
}

/** Whether a clause says when a streaming table or materialized view is refreshed. */
export const isRefresh = (cursor: Cursor): boolean =>
  cursor.isWord("SCHEDULE") || cursor.isWords("TRIGGER", "ON", "UPDATE");

/**
 * When a table is refreshed, as text: `EVERY 1 HOUR`, `CRON '…' AT TIME ZONE '…'`, `TRIGGER ON UPDATE AT MOST EVERY INTERVAL 1 HOUR`.
 */
export function refreshClause(cursor: Cursor): string {
  const scheduled = cursor.take("SCHEDULE");
  if (scheduled) cursor.take("REFRESH");
  const { start } = cursor;
  if (!scheduled) {
    cursor.expect("TRIGGER", "ON", "UPDATE");
    if (cursor.take("AT", "MOST", "EVERY")) cursor.grammar.value(cursor);
  } else if (cursor.take("CRON")) {
    cursor.string();
    if (cursor.take("AT", "TIME", "ZONE")) cursor.string();
  } else {
    cursor.expect("EVERY");
    cursor.integer();
    cursor.identifier();
  }
  return cursor.text.slice(start, cursor.span(start).end);
}
