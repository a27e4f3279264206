import type { Expression, Grouping, GroupingItem, GroupingSet } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { isAll } from "./row-order-parser.ts";

/** The items of GROUP BY. */
export function groupBy(cursor: Cursor): Grouping {
  if (isAll(cursor)) {
    cursor.next();
    return { kind: "all" };
  }
  const items = cursor.list(() => groupingItem(cursor));
  return { kind: "items", items: withLegacyForm(cursor, items) };
}

/** `GROUP BY a, b WITH ROLLUP`, `GROUP BY a, b GROUPING SETS (…)`. */
function withLegacyForm(cursor: Cursor, items: readonly GroupingItem[]): readonly GroupingItem[] {
  const kind = cursor.take("WITH", "ROLLUP") ? "rollup" : cursor.take("WITH", "CUBE") ? "cube" : undefined;
  if (kind !== undefined) {
    return [{ kind, sets: items.map((item) => (item.kind === "expression" ? [item.expression] : [])) }];
  }
  return isGroupingSets(cursor) ? [groupingItem(cursor)] : items;
}

export function groupingItem(cursor: Cursor): GroupingItem {
  return analytics(cursor) ?? { kind: "expression", expression: cursor.grammar.expression(cursor) };
}

const isGroupingSets = (cursor: Cursor) => cursor.isWords("GROUPING", "SETS") && cursor.isSymbol("(", 2);

function analytics(cursor: Cursor): Exclude<GroupingItem, { kind: "expression" }> | undefined {
  if (isGroupingSets(cursor)) {
    cursor.expect("GROUPING", "SETS");
    return { kind: "sets", sets: cursor.bracketed((): GroupingSet => analytics(cursor) ?? set(cursor)) };
  }
  if (!cursor.isSymbol("(", 1)) return undefined;
  const word = cursor.takeAny("ROLLUP", "CUBE");
  if (word === undefined) return undefined;
  return { kind: word === "ROLLUP" ? "rollup" : "cube", sets: cursor.bracketed(() => set(cursor)) };
}

function set(cursor: Cursor): readonly Expression[] {
  if (cursor.isSymbol("(") && cursor.isSymbol(")", 1)) {
    cursor.next();
    cursor.next();
    return [];
  }
  const expression = cursor.grammar.expression(cursor);
  return expression.kind === "tuple" ? expression.items : [expression];
}
