import type { CommonTable, Query, QueryBody, RowOrder, SetOperation } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { pipeOperator } from "./pipe-parser.ts";
import { inlineTable, tableAlias } from "./relation-parser.ts";
import { rowOrder } from "./row-order-parser.ts";
import { fromFirst, select } from "./select-parser.ts";

export interface WithClause {
  readonly recursive: boolean;
  readonly commonTables: readonly CommonTable[];
}

export function query(cursor: Cursor): Query {
  return cursor.nested(() => {
    const { start } = cursor;
    return queryAfter(cursor, start, withClause(cursor));
  });
}

/** `WITH name AS (…), …`, if it is there. */
export function withClause(cursor: Cursor): WithClause {
  if (!cursor.take("WITH")) return { recursive: false, commonTables: [] };
  const recursive =
    cursor.isWord("RECURSIVE") && cursor.isIdentifier(1) && !cursor.isWord("AS", 1) && cursor.take("RECURSIVE");
  return { recursive, commonTables: cursor.list(() => commonTable(cursor)) };
}

function commonTable(cursor: Cursor): CommonTable {
  const name = cursor.identifier();
  const columns = cursor.isSymbol("(") && !isQueryBracket(cursor) ? cursor.identifiers() : [];
  const limited = cursor.take("MAX", "RECURSION", "LEVEL");
  const level = limited ? { maxRecursion: cursor.integer() } : {};
  cursor.take("AS");
  cursor.expectSymbol("(");
  const body = query(cursor);
  cursor.expectSymbol(")");
  return { name, columns, query: body, ...level };
}

/** `WITH t (SELECT …)`: AS may be left out. */
const isQueryBracket = (cursor: Cursor) =>
  ["SELECT", "FROM", "VALUES", "WITH", "TABLE"].some((word) => cursor.isWord(word, 1)) &&
  !cursor.isSymbol(",", 2) &&
  !cursor.isSymbol(")", 2);

export function queryAfter(cursor: Cursor, start: number, clause: WithClause): Query {
  let body = setOperations(cursor);
  let order = rowOrder(cursor);
  while (cursor.takeSymbol("|>")) {
    const span = cursor.span(start);
    const input: Query = { span, recursive: false, commonTables: [], body, order };
    const operator = pipeOperator(cursor, queryPrimary);
    body = { kind: "pipe", span: cursor.span(start), input, operator };
    order = NO_ORDER;
  }
  return { span: cursor.span(start), ...clause, body, order };
}

const NO_ORDER: RowOrder = { orderBy: [], sortBy: [], distributeBy: [] };

function setOperations(cursor: Cursor): QueryBody {
  const { start } = cursor;
  return cursor.chain(intersections(cursor), (left) => {
    const word = cursor.takeAny("UNION", "EXCEPT", "MINUS");
    if (word === undefined) return undefined;
    return setOperation(cursor, start, word === "UNION" ? "union" : "except", left, intersections);
  });
}

function intersections(cursor: Cursor): QueryBody {
  const { start } = cursor;
  return cursor.chain(queryPrimary(cursor), (left) =>
    cursor.take("INTERSECT") ? setOperation(cursor, start, "intersect", left, queryPrimary) : undefined,
  );
}

function setOperation(
  cursor: Cursor,
  start: number,
  operator: SetOperation["operator"],
  left: QueryBody,
  next: (cursor: Cursor) => QueryBody,
): QueryBody {
  const all = cursor.takeAny("ALL", "DISTINCT") === "ALL";
  const right = next(cursor);
  return { kind: "set", span: cursor.span(start), operator, all, left, right };
}

function queryPrimary(cursor: Cursor): QueryBody {
  const { start } = cursor;
  if (cursor.takeSymbol("(")) {
    const nested = query(cursor);
    cursor.expectSymbol(")");
    return { kind: "nested", span: cursor.span(start), query: nested };
  }
  if (cursor.isWord("SELECT")) return select(cursor);
  if (cursor.isWord("FROM")) return fromFirst(cursor);
  if (cursor.take("TABLE")) {
    const nameStart = cursor.start;
    const name = cursor.name();
    const relation = { kind: "named", span: cursor.span(nameStart), name, stream: false, options: [] } as const;
    return { kind: "table", span: cursor.span(start), relation };
  }
  if (cursor.isWord("VALUES")) {
    const rows = inlineTable(cursor);
    const alias = tableAlias(cursor);
    const span = cursor.span(start);
    if (alias === undefined) return { kind: "values", span, rows };
    return { kind: "table", span, relation: { kind: "inline", span, rows, alias } };
  }
  throw cursor.unexpected();
}
