import { syntaxError } from "../../../engine/failure.ts";
import type { Expression } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import { stringLiteral } from "../option-parser.ts";
import { columnType } from "../type-parser.ts";
import { QUERY_START } from "../words.ts";
import type { DeclareVariable, SessionStatement } from "./ast.ts";

export function use(cursor: Cursor, start: number): SessionStatement {
  cursor.expect("USE");
  const word =
    cursor.isIdentifier(1) || cursor.peek(1).kind === "string"
      ? cursor.takeAny("CATALOG", "SCHEMA", "DATABASE", "NAMESPACE")
      : undefined;
  const name = cursor.peek().kind === "string" ? [cursor.string()] : cursor.name();
  return { kind: "use", object: word === "CATALOG" ? "catalog" : "schema", name, span: cursor.span(start) };
}

export function set(cursor: Cursor, start: number): SessionStatement {
  cursor.expect("SET");
  if (cursor.atEnd() || cursor.isSymbol(";")) return { kind: "set_option", span: cursor.span(start) };
  if (cursor.take("CATALOG")) {
    const name = cursor.peek().kind === "string" ? cursor.string() : cursor.identifier();
    return { kind: "use", object: "catalog", name: [name], span: cursor.span(start) };
  }
  if (cursor.take("TIME", "ZONE")) return { kind: "set_time_zone", zone: zone(cursor), span: cursor.span(start) };
  if (cursor.takeAny("VARIABLE", "VAR") !== undefined) return setVariable(cursor, start);
  return option(cursor, start);
}

function zone(cursor: Cursor): Expression {
  const { start } = cursor;
  if (cursor.take("LOCAL")) return stringLiteral("UTC", cursor.span(start));
  return cursor.grammar.expression(cursor);
}

/** `SET VAR a = 1`, `SET VAR (a, b) = (SELECT …)`. */
export function setVariable(cursor: Cursor, start: number): SessionStatement {
  if (cursor.isSymbol("(")) {
    const variables = cursor.bracketed(() => variable(cursor));
    cursor.expectSymbol("=");
    const [query] = cursor.bracketed(() => cursor.grammar.query(cursor));
    if (query === undefined) throw cursor.unexpected();
    return { kind: "set_variable", assignments: [{ variables, value: { query } }], span: cursor.span(start) };
  }
  const assignments = cursor.list(() => {
    const name = variable(cursor);
    cursor.expectSymbol("=");
    return { variables: [name], value: cursor.grammar.expression(cursor) };
  });
  return { kind: "set_variable", assignments, span: cursor.span(start) };
}

/** The last part: the schema of a variable is always `session`. */
const variable = (cursor: Cursor) => cursor.name().at(-1) ?? "";

/** `SET a.b = text to the end`. */
function option(cursor: Cursor, start: number): SessionStatement {
  const from = cursor.start;
  let split: number | undefined;
  while (!cursor.atEnd() && !cursor.isSymbol(";")) {
    const token = cursor.next();
    if (split === undefined && token.kind === "symbol" && token.value === "=") split = token.start;
  }
  const { end } = cursor.span(start);
  const key = clean(cursor.text.slice(from, split ?? end));
  if (key === "") throw syntaxError("=");
  if (split === undefined) return { kind: "set_option", key, span: cursor.span(start) };
  return { kind: "set_option", key, value: clean(cursor.text.slice(split + 1, end)), span: cursor.span(start) };
}

const clean = (text: string) => text.trim().replace(/^`(.*)`$/, "$1");

export function reset(cursor: Cursor, start: number): SessionStatement {
  cursor.expect("RESET");
  const key = cursor.isIdentifier() ? { key: cursor.name().join(".") } : {};
  return { kind: "reset_option", ...key, span: cursor.span(start) };
}

export function declare(cursor: Cursor, start: number): DeclareVariable {
  cursor.expect("DECLARE");
  const replace = cursor.take("OR", "REPLACE");
  if (cursor.isIdentifier(1)) cursor.takeAny("VARIABLE", "VAR");
  const names = cursor.list(() => variable(cursor));
  const typed = cursor.isIdentifier() && !cursor.isWord("DEFAULT") ? { type: columnType(cursor) } : {};
  const value = cursor.take("DEFAULT") || cursor.takeSymbol("=") ? { default: cursor.grammar.expression(cursor) } : {};
  return { kind: "declare_variable", names, replace, ...typed, ...value, span: cursor.span(start) };
}

export function executeImmediate(cursor: Cursor, start: number): SessionStatement {
  cursor.expect("EXECUTE", "IMMEDIATE");
  const text = cursor.grammar.value(cursor);
  const into = cursor.take("INTO") ? cursor.list(() => variable(cursor)) : [];
  const one = () => {
    const value = cursor.grammar.expression(cursor);
    return cursor.take("AS") ? { name: cursor.identifier(), value } : { value };
  };
  const using = !cursor.take("USING") ? [] : cursor.isSymbol("(") ? cursor.bracketed(one) : cursor.list(one);
  return { kind: "execute_immediate", text, into, using, span: cursor.span(start) };
}

export function callProcedure(cursor: Cursor, start: number): SessionStatement {
  cursor.expect("CALL");
  const name = cursor.name();
  cursor.expectSymbol("(");
  const args = cursor.isSymbol(")")
    ? []
    : cursor.list(() => {
        const key = cursor.isIdentifier() && cursor.isSymbol("=>", 1) ? { name: cursor.identifier() } : {};
        cursor.takeSymbol("=>");
        return { ...key, value: cursor.grammar.expression(cursor) };
      });
  cursor.expectSymbol(")");
  return { kind: "call_procedure", name, args, span: cursor.span(start) };
}

export const beginsQuery = (cursor: Cursor) => cursor.isAnyWord(QUERY_START) || cursor.isSymbol("(");
