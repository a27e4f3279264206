import type { RowOrder, SortItem } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { direction, sortItems } from "./window-parser.ts";

/** ORDER BY, SORT BY, CLUSTER BY, DISTRIBUTE BY, LIMIT and OFFSET, as far as they are there. */
export function rowOrder(cursor: Cursor): RowOrder {
  const ordered = cursor.take("ORDER", "BY");
  const all = ordered && isAll(cursor);
  const everything = all && cursor.take("ALL") ? { all: direction(cursor) } : {};
  const orderBy = ordered && !all ? sortItems(cursor) : [];
  const clustered = cursor.take("CLUSTER", "BY") ? cursor.list(() => ascending(cursor)) : [];
  const distributeBy = cursor.take("DISTRIBUTE", "BY") ? cursor.list(() => cursor.grammar.expression(cursor)) : [];
  const sortBy = cursor.take("SORT", "BY") ? sortItems(cursor) : clustered;
  const limited = cursor.take("LIMIT") && !(cursor.isWord("ALL") && cursor.take("ALL"));
  const limit = limited ? { limit: cursor.grammar.expression(cursor) } : {};
  const offset = cursor.take("OFFSET") ? { offset: cursor.grammar.expression(cursor) } : {};
  return { orderBy, sortBy, distributeBy, ...everything, ...limit, ...offset };
}

/** ALL as the word, not a column of that name. */
export function isAll(cursor: Cursor): boolean {
  return cursor.isWord("ALL") && !["(", ".", ","].some((symbol) => cursor.isSymbol(symbol, 1));
}

function ascending(cursor: Cursor): SortItem {
  return { expression: cursor.grammar.expression(cursor), descending: false, nullsFirst: true };
}
