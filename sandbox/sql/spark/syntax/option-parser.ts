import { BOOLEAN, STRING } from "../data-types.ts";
import type { Expression, Options } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

/** `(key = value, 'a.b' 'c', …)`: TBLPROPERTIES, OPTIONS, TAGS. A key without a value is true. */
export function properties(cursor: Cursor): Options {
  cursor.expectSymbol("(");
  if (cursor.takeSymbol(")")) return [];
  const list = cursor.list(() => property(cursor));
  cursor.expectSymbol(")");
  return list;
}

function property(cursor: Cursor): { key: string; value: Expression } {
  const { start } = cursor;
  const key = optionKey(cursor);
  const assigned = cursor.takeSymbol("=") || cursor.takeSymbol("=>");
  if (!assigned && (cursor.isSymbol(",") || cursor.isSymbol(")"))) {
    return { key, value: { kind: "literal", span: cursor.span(start), type: BOOLEAN, value: true } };
  }
  return { key, value: cursor.grammar.expression(cursor) };
}

/** A string, or words with dots. */
export function optionKey(cursor: Cursor): string {
  return cursor.peek().kind === "string" ? cursor.string() : cursor.name().join(".");
}

/** The text of an option's value: a word without quotes too. */
function optionText(value: Expression): string {
  if (value.kind === "literal") return value.value === null ? "" : String(value.value);
  return value.kind === "name" ? value.parts.join(".") : "";
}

/** The keys of `('a', 'b')`, as the values of tags are left out in UNSET. */
export function keys(cursor: Cursor): string[] {
  return cursor.bracketed(() => optionKey(cursor));
}

export const stringLiteral = (value: string, span: { start: number; end: number }): Expression => ({
  kind: "literal",
  span,
  type: STRING,
  value,
});

/** Keys and values as text. */
export const optionsText = (options: Options): Readonly<Record<string, string>> =>
  Object.fromEntries(options.map(({ key, value }) => [key, optionText(value)]));
