import type { SelectItem } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { NOT_ALIAS } from "./words.ts";

export function selectItems(cursor: Cursor): SelectItem[] {
  return cursor.list(() => selectItem(cursor));
}

/** An expression with its alias. `stop` is a word that ends it here, such as FOR in a PIVOT. */
export function selectItem(cursor: Cursor, stop?: string): SelectItem {
  const expression = cursor.grammar.expression(cursor);
  const as = cursor.take("AS");
  if (as && cursor.isSymbol("(")) return { expression, aliases: cursor.identifiers() };
  if (as || isAlias(cursor, stop)) return { expression, alias: cursor.identifier() };
  return { expression };
}

/** Whether an alias without AS comes next. */
export function isAlias(cursor: Cursor, stop?: string): boolean {
  if (!cursor.isIdentifier() || (stop !== undefined && cursor.isWord(stop))) return false;
  return !cursor.isAnyWord(NOT_ALIAS);
}
