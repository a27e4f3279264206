import { SqlFailure } from "../../engine/failure.ts";
import { STRING } from "../data-types.ts";
import type { Call, CallArgument, Expression, NameParts } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { columnType } from "./type-parser.ts";
import { sortItems, windowSpecification } from "./window-parser.ts";
import { DATE_UNITS } from "./words.ts";

/** Whether a one-part function name and its bracket come next. */
export function isCall(cursor: Cursor): boolean {
  return cursor.isIdentifier() && cursor.isSymbol("(", 1) && !cursor.isWord("IDENTIFIER");
}

/** A function call. `name` is given when it has more than one part and was read before. */
export function call(cursor: Cursor, start: number, name?: NameParts): Expression {
  if (name === undefined && cursor.peek().kind === "word") {
    const special = SPECIAL[cursor.peek().value]?.(cursor, start);
    if (special !== undefined) return special;
  }
  return functionCall(cursor, start, name ?? [cursor.identifier()]);
}

/** The call of a function that has no keyword form, with its FILTER, OVER and so on. */
export function functionCall(cursor: Cursor, start: number, name: NameParts): Call {
  cursor.expectSymbol("(");
  const distinct = cursor.take("DISTINCT");
  if (!distinct && cursor.isWord("ALL") && !cursor.isSymbol(")", 1) && !cursor.isSymbol(",", 1)) cursor.next();
  const empty = cursor.isSymbol(")");
  const args = empty ? [] : cursor.list(() => argument(cursor, name));
  const inner = nullsOption(cursor);
  cursor.expectSymbol(")");
  const { name: known, args: given } = withUnit(name, args);
  return withSuffix(cursor, start, known, given, distinct, inner);
}

function withSuffix(
  cursor: Cursor,
  start: number,
  name: NameParts,
  args: readonly CallArgument[],
  distinct: boolean,
  ignoreNulls: boolean,
): Call {
  const within = cursor.take("WITHIN", "GROUP") ? withinGroup(cursor) : undefined;
  const filter = cursor.isWord("FILTER") && cursor.isSymbol("(", 1) ? filterOf(cursor) : undefined;
  const ignore = nullsOption(cursor) || ignoreNulls;
  const over = isOver(cursor) ? windowSpecification(cursor) : undefined;
  return {
    kind: "call",
    span: cursor.span(start),
    name,
    args,
    distinct,
    ignoreNulls: ignore,
    ...(within === undefined ? {} : { withinGroup: within }),
    ...(filter === undefined ? {} : { filter }),
    ...(over === undefined ? {} : { over }),
  };
}

function argument(cursor: Cursor, name: NameParts): CallArgument {
  if (cursor.isIdentifier() && cursor.isSymbol("=>", 1)) {
    const key = cursor.identifier();
    cursor.next();
    return { name: key, value: argument(cursor, name).value };
  }
  const { start } = cursor;
  if (cursor.isWord("TABLE") && (cursor.isSymbol("(", 1) || cursor.isIdentifier(1))) {
    cursor.next();
    const relation = cursor.grammar.relation(cursor);
    return { value: { kind: "table_argument", span: cursor.span(start), relation } };
  }
  const value = cursor.grammar.expression(cursor);
  if (name.length === 1 && name[0]?.toLowerCase() === "struct" && (cursor.isWord("AS") || cursor.isIdentifier())) {
    cursor.take("AS");
    const alias = cursor.identifier();
    return { value: { kind: "aliased", span: cursor.span(start), operand: value, alias } };
  }
  return { value };
}

function nullsOption(cursor: Cursor): boolean {
  if (cursor.take("IGNORE", "NULLS")) return true;
  cursor.take("RESPECT", "NULLS");
  return false;
}

function withinGroup(cursor: Cursor) {
  cursor.expectSymbol("(");
  cursor.expect("ORDER", "BY");
  const items = sortItems(cursor);
  cursor.expectSymbol(")");
  return items;
}

function filterOf(cursor: Cursor): Expression {
  cursor.next();
  cursor.expectSymbol("(");
  cursor.expect("WHERE");
  const condition = cursor.grammar.expression(cursor);
  cursor.expectSymbol(")");
  return condition;
}

const isOver = (cursor: Cursor) =>
  cursor.isWord("OVER") && (cursor.isSymbol("(", 1) || cursor.isIdentifier(1)) && cursor.take("OVER");

type SpecialForm = (cursor: Cursor, start: number) => Expression | undefined;

const SPECIAL: Readonly<Record<string, SpecialForm | undefined>> = {
  CAST: (cursor, start) => cast(cursor, start, false),
  TRY_CAST: (cursor, start) => cast(cursor, start, true),
  EXTRACT: extract,
  TRIM: trim,
  SUBSTR: substring,
  SUBSTRING: substring,
  OVERLAY: overlay,
  POSITION: position,
};

function cast(cursor: Cursor, start: number, safe: boolean): Expression {
  cursor.next();
  cursor.expectSymbol("(");
  const operand = cursor.grammar.expression(cursor);
  cursor.expect("AS");
  const target = columnType(cursor);
  cursor.expectSymbol(")");
  return { kind: "cast", span: cursor.span(start), operand, target, safe };
}

function extract(cursor: Cursor, start: number): Expression | undefined {
  if (!cursor.isIdentifier(2) || !cursor.isWord("FROM", 3)) return undefined;
  const name = cursor.identifier();
  cursor.expectSymbol("(");
  const unit = text(cursor, cursor.start, cursor.identifier());
  cursor.expect("FROM");
  return keywordCall(cursor, start, name, [unit, cursor.grammar.value(cursor)]);
}

function trim(cursor: Cursor, start: number): Expression | undefined {
  const before = cursor.position;
  cursor.next();
  cursor.expectSymbol("(");
  const side = cursor.takeAny("BOTH", "LEADING", "TRAILING");
  const name = side === "LEADING" ? "ltrim" : side === "TRAILING" ? "rtrim" : "trim";
  const characters = cursor.isWord("FROM") ? [] : [cursor.grammar.expression(cursor)];
  if (cursor.take("FROM")) return keywordCall(cursor, start, name, [...characters, cursor.grammar.value(cursor)]);
  cursor.return(before);
  return undefined;
}

function substring(cursor: Cursor, start: number): Expression | undefined {
  const before = cursor.position;
  const name = cursor.identifier();
  cursor.expectSymbol("(");
  const operand = cursor.isSymbol(")") || cursor.isSymbol("=>", 1) ? undefined : cursor.grammar.expression(cursor);
  if (operand !== undefined && cursor.take("FROM")) {
    const from = cursor.grammar.value(cursor);
    const length = cursor.take("FOR") ? [cursor.grammar.value(cursor)] : [];
    return keywordCall(cursor, start, name, [operand, from, ...length]);
  }
  cursor.return(before);
  return undefined;
}

function overlay(cursor: Cursor, start: number): Expression | undefined {
  const before = cursor.position;
  const name = cursor.identifier();
  cursor.expectSymbol("(");
  const operand = cursor.isSymbol(")") || cursor.isSymbol("=>", 1) ? undefined : cursor.grammar.expression(cursor);
  if (operand !== undefined && cursor.take("PLACING")) {
    const replacement = cursor.grammar.value(cursor);
    cursor.expect("FROM");
    const from = cursor.grammar.value(cursor);
    const length = cursor.take("FOR") ? [cursor.grammar.value(cursor)] : [];
    return keywordCall(cursor, start, name, [operand, replacement, from, ...length]);
  }
  cursor.return(before);
  return undefined;
}

function position(cursor: Cursor, start: number): Expression | undefined {
  const before = cursor.position;
  cursor.next();
  cursor.expectSymbol("(");
  if (!cursor.isSymbol(")") && !cursor.isSymbol("=>", 1)) {
    const part = cursor.grammar.value(cursor);
    if (cursor.take("IN")) return keywordCall(cursor, start, "locate", [part, cursor.grammar.value(cursor)]);
  }
  cursor.return(before);
  return undefined;
}

function keywordCall(cursor: Cursor, start: number, name: string, args: readonly Expression[]): Expression {
  cursor.expectSymbol(")");
  return withSuffix(
    cursor,
    start,
    [name],
    args.map((value) => ({ value })),
    false,
    false,
  );
}

const ADD: ReadonlySet<string> = new Set(["timestampadd", "dateadd", "date_add"]);
const DIFFERENCE: ReadonlySet<string> = new Set(["timestampdiff", "datediff", "date_diff", "timediff"]);

/** `dateadd(DAY, 1, d)`: the unit becomes a string. Without a unit these names are other functions. */
function withUnit(name: NameParts, args: readonly CallArgument[]): { name: NameParts; args: readonly CallArgument[] } {
  const lower = name.length === 1 ? (name[0] ?? "").toLowerCase() : "";
  const [unit, ...rest] = args;
  if (!(ADD.has(lower) || DIFFERENCE.has(lower)) || rest.length !== 2 || unit === undefined) return { name, args };
  const { value } = unit;
  if (value.kind === "literal" && value.type.kind === "string") {
    throw new SqlFailure(
      "INVALID_PARAMETER_VALUE.DATETIME_UNIT",
      `The value of parameter(s) \`unit\` in \`${lower}\` is invalid: expects one of the units without quotes YEAR, QUARTER, MONTH, WEEK, DAY, DAYOFYEAR, HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND, but got the string literal '${String(value.value)}'.`,
      "22023",
    );
  }
  const word = value.kind === "name" && value.parts.length === 1 ? (value.parts[0] ?? "").toUpperCase() : "";
  if (!DATE_UNITS.has(word)) return { name, args };
  return {
    name: [ADD.has(lower) ? "timestampadd" : "timestampdiff"],
    args: [{ value: { kind: "literal", span: value.span, type: STRING, value: word } }, ...rest],
  };
}

function text(cursor: Cursor, start: number, value: string): Expression {
  return { kind: "literal", span: cursor.span(start), type: STRING, value: value.toUpperCase() };
}
