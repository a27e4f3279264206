import type { FrameBound, SortItem, WindowFrame, WindowSpecification } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

export function sortItems(cursor: Cursor): SortItem[] {
  return cursor.list(() => sortItem(cursor));
}

function sortItem(cursor: Cursor): SortItem {
  const expression = cursor.grammar.expression(cursor);
  return { expression, ...direction(cursor) };
}

/** `[ASC | DESC] [NULLS FIRST | LAST]`. */
export function direction(cursor: Cursor): { descending: boolean; nullsFirst: boolean } {
  const descending = cursor.takeAny("ASC", "DESC") === "DESC";
  if (!cursor.take("NULLS")) return { descending, nullsFirst: !descending };
  const order = cursor.takeAny("FIRST", "LAST");
  if (order === undefined) throw cursor.unexpected();
  return { descending, nullsFirst: order === "FIRST" };
}

/** The window of OVER or of a WINDOW clause. */
export function windowSpecification(cursor: Cursor): WindowSpecification {
  const { start } = cursor;
  if (!cursor.isSymbol("("))
    return { base: cursor.identifier(), partitionBy: [], orderBy: [], span: cursor.span(start) };
  cursor.expectSymbol("(");
  if (cursor.isIdentifier() && cursor.isSymbol(")", 1)) {
    const base = cursor.identifier();
    cursor.next();
    return { base, partitionBy: [], orderBy: [], span: cursor.span(start) };
  }
  const clustered = cursor.take("CLUSTER", "BY");
  const partitioned = clustered || cursor.take("PARTITION", "BY") || cursor.take("DISTRIBUTE", "BY");
  const partitionBy = partitioned ? cursor.list(() => cursor.grammar.expression(cursor)) : [];
  const ordered = !clustered && (cursor.take("ORDER", "BY") || cursor.take("SORT", "BY"));
  const orderBy = ordered ? sortItems(cursor) : [];
  const frame = frameOf(cursor);
  cursor.expectSymbol(")");
  return { partitionBy, orderBy, span: cursor.span(start), ...(frame === undefined ? {} : { frame }) };
}

function frameOf(cursor: Cursor): WindowFrame | undefined {
  const word = cursor.takeAny("ROWS", "RANGE");
  if (word === undefined) return undefined;
  const unit = word === "ROWS" ? "rows" : "range";
  if (!cursor.take("BETWEEN")) return { unit, start: bound(cursor), end: { kind: "current_row" } };
  const start = bound(cursor);
  cursor.expect("AND");
  return { unit, start, end: bound(cursor) };
}

function bound(cursor: Cursor): FrameBound {
  if (cursor.take("CURRENT", "ROW")) return { kind: "current_row" };
  if (cursor.take("UNBOUNDED", "PRECEDING")) return { kind: "unbounded_preceding" };
  if (cursor.take("UNBOUNDED", "FOLLOWING")) return { kind: "unbounded_following" };
  const offset = cursor.grammar.value(cursor);
  const side = cursor.takeAny("PRECEDING", "FOLLOWING");
  if (side === undefined) throw cursor.unexpected();
  return { kind: side === "PRECEDING" ? "preceding" : "following", offset };
}
