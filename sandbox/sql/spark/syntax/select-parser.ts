import type { Expression, NamedWindow, Relation, Select, SelectItem } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { groupBy } from "./grouping-parser.ts";
import { fromClause, lateralViews } from "./relation-parser.ts";
import { selectItems } from "./select-item-parser.ts";
import { windowSpecification } from "./window-parser.ts";

/** `SELECT … FROM … WHERE …`, up to WINDOW. */
export function select(cursor: Cursor): Select {
  const { start } = cursor;
  cursor.expect("SELECT");
  const distinct = isDistinct(cursor);
  const items = selectItems(cursor);
  const from = cursor.isWord("FROM") ? fromClause(cursor) : undefined;
  return rest(cursor, start, distinct, items, from);
}

/** `FROM t SELECT …`, or only `FROM t`. */
export function fromFirst(cursor: Cursor): Select {
  const { start } = cursor;
  const from = fromClause(cursor);
  if (!cursor.take("SELECT")) {
    const expression: Expression = { kind: "star", span: cursor.span(start), qualifier: [], except: [] };
    return { kind: "select", span: cursor.span(start), distinct: false, items: [{ expression }], from, windows: [] };
  }
  const distinct = isDistinct(cursor);
  return rest(cursor, start, distinct, selectItems(cursor), from);
}

/** The SELECT of a pipe: without FROM, its rows come from the pipe. */
export function pipeSelect(cursor: Cursor): Select {
  const { start } = cursor;
  cursor.expect("SELECT");
  const distinct = isDistinct(cursor);
  const items = selectItems(cursor);
  return { kind: "select", span: cursor.span(start), distinct, items, windows: windows(cursor) };
}

function isDistinct(cursor: Cursor): boolean {
  if (cursor.take("DISTINCT")) return true;
  if (cursor.isWord("ALL") && ![",", ".", "("].some((symbol) => cursor.isSymbol(symbol, 1))) cursor.next();
  return false;
}

function rest(
  cursor: Cursor,
  start: number,
  distinct: boolean,
  items: readonly SelectItem[],
  relation: Relation | undefined,
): Select {
  const from = lateralViews(cursor, relation);
  const where = cursor.take("WHERE") ? { where: cursor.grammar.expression(cursor) } : {};
  const grouping = cursor.take("GROUP", "BY") ? { groupBy: groupBy(cursor) } : {};
  const having = cursor.take("HAVING") ? { having: cursor.grammar.expression(cursor) } : {};
  const qualify = cursor.take("QUALIFY") ? { qualify: cursor.grammar.expression(cursor) } : {};
  const named = windows(cursor);
  return {
    kind: "select",
    span: cursor.span(start),
    distinct,
    items,
    ...(from === undefined ? {} : { from }),
    ...where,
    ...grouping,
    ...having,
    ...qualify,
    windows: named,
  };
}

function windows(cursor: Cursor): NamedWindow[] {
  if (!cursor.isWord("WINDOW") || !cursor.isIdentifier(1)) return [];
  cursor.next();
  return cursor.list(() => {
    const name = cursor.identifier();
    cursor.expect("AS");
    return { name, window: windowSpecification(cursor) };
  });
}
