import { SqlFailure } from "../../../engine/failure.ts";
import type { Expression } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import type { Block, Script, ScriptBranch, ScriptStatement, Statement } from "./ast.ts";
import { setVariable } from "./session-parser.ts";

type OneStatement = (cursor: Cursor) => Statement;

/** `[label:] BEGIN … END`. */
export function script(cursor: Cursor, one: OneStatement): Script {
  const { start } = cursor;
  const label = labelOf(cursor);
  return { kind: "script", block: block(cursor, one, label), span: cursor.span(start) };
}

function labelOf(cursor: Cursor): string | undefined {
  if (!cursor.isIdentifier() || !cursor.isSymbol(":", 1)) return undefined;
  const label = cursor.identifier();
  cursor.next();
  return label;
}

function block(cursor: Cursor, one: OneStatement, label: string | undefined): Block {
  cursor.expect("BEGIN");
  if (cursor.take("NOT")) cursor.expect("ATOMIC");
  const body = statements(cursor, one, () => cursor.isWord("END"), false);
  cursor.expect("END");
  endLabel(cursor, label);
  return { body, ...(label === undefined ? {} : { label }) };
}

/** @throws {SqlFailure} LABELS_MISMATCH if the label at the end is not the one at the start */
function endLabel(cursor: Cursor, begin: string | undefined): void {
  if (!cursor.isIdentifier()) return;
  const end = cursor.identifier();
  if (end.toLowerCase() === begin?.toLowerCase()) return;
  throw begin === undefined
    ? new SqlFailure(
        "END_LABEL_WITHOUT_BEGIN_LABEL",
        `End label \`${end}\` can not exist without begin label.`,
        "42K0L",
      )
    : new SqlFailure("LABELS_MISMATCH", `Begin label \`${begin}\` does not match the end label \`${end}\`.`, "42K0L");
}

/** Statements that each end with a semicolon. Only a block may be empty. */
function statements(cursor: Cursor, one: OneStatement, ended: () => boolean, some = true): ScriptStatement[] {
  const list: ScriptStatement[] = [];
  while (!ended() || (some && list.length === 0)) {
    if (cursor.atEnd()) throw cursor.unexpected();
    list.push(cursor.nested(() => scriptStatement(cursor, one)));
    if (!cursor.takeSymbol(";")) throw cursor.unexpected();
  }
  return list;
}

function scriptStatement(cursor: Cursor, one: OneStatement): ScriptStatement {
  const { start } = cursor;
  const label = labelOf(cursor);
  if (cursor.isWord("BEGIN")) return { kind: "block", block: block(cursor, one, label), span: cursor.span(start) };
  const named = label === undefined ? {} : { label };
  if (cursor.take("WHILE")) {
    const condition = cursor.grammar.expression(cursor);
    cursor.expect("DO");
    const body = bodyUntilEnd(cursor, one, "WHILE", label);
    return { kind: "while", ...named, condition, body, span: cursor.span(start) };
  }
  if (cursor.isWord("REPEAT") && !cursor.isSymbol("(", 1)) return repeat(cursor, one, start, named);
  if (cursor.take("LOOP"))
    return { kind: "loop", ...named, body: bodyUntilEnd(cursor, one, "LOOP", label), span: cursor.span(start) };
  if (cursor.take("FOR")) return loopOverRows(cursor, one, start, named);
  if (cursor.take("IF")) return conditional(cursor, one, start);
  if (cursor.take("CASE")) return caseStatement(cursor, one, start);
  const jump = cursor.takeAny("LEAVE", "ITERATE");
  if (jump !== undefined) {
    return { kind: jump === "LEAVE" ? "leave" : "iterate", label: cursor.identifier(), span: cursor.span(start) };
  }
  if (cursor.take("SIGNAL")) return signal(cursor, start);
  if (cursor.take("RESIGNAL")) return { kind: "resignal", span: cursor.span(start) };
  return declaration(cursor, one, start) ?? assignment(cursor, start) ?? one(cursor);
}

function bodyUntilEnd(cursor: Cursor, one: OneStatement, word: string, label: string | undefined): ScriptStatement[] {
  const body = statements(cursor, one, () => cursor.isWord("END"));
  cursor.expect("END", word);
  endLabel(cursor, label);
  return body;
}

function repeat(cursor: Cursor, one: OneStatement, start: number, named: { label?: string }): ScriptStatement {
  cursor.expect("REPEAT");
  const body = statements(cursor, one, () => cursor.isWord("UNTIL"));
  cursor.expect("UNTIL");
  const condition = cursor.grammar.expression(cursor);
  cursor.expect("END", "REPEAT");
  endLabel(cursor, named.label);
  return { kind: "repeat", ...named, condition, body, span: cursor.span(start) };
}

function loopOverRows(cursor: Cursor, one: OneStatement, start: number, named: { label?: string }): ScriptStatement {
  const variable = cursor.isWord("AS", 1) ? { variable: cursor.identifier() } : {};
  if ("variable" in variable) cursor.expect("AS");
  const query = cursor.grammar.query(cursor);
  cursor.expect("DO");
  const body = bodyUntilEnd(cursor, one, "FOR", named.label);
  return { kind: "for", ...named, ...variable, query, body, span: cursor.span(start) };
}

const endOfBranch = (cursor: Cursor) => ["ELSEIF", "ELSE", "END", "WHEN"].some((word) => cursor.isWord(word));

function conditional(cursor: Cursor, one: OneStatement, start: number): ScriptStatement {
  const branches: ScriptBranch[] = [];
  do {
    const condition = cursor.grammar.expression(cursor);
    cursor.expect("THEN");
    branches.push({ condition, body: statements(cursor, one, () => endOfBranch(cursor)) });
  } while (cursor.take("ELSEIF"));
  const otherwise = otherwiseOf(cursor, one);
  cursor.expect("END", "IF");
  return { kind: "if", branches, ...otherwise, span: cursor.span(start) };
}

function otherwiseOf(cursor: Cursor, one: OneStatement): { otherwise?: ScriptStatement[] } {
  return cursor.take("ELSE") ? { otherwise: statements(cursor, one, () => cursor.isWord("END")) } : {};
}

function caseStatement(cursor: Cursor, one: OneStatement, start: number): ScriptStatement {
  const operand: { operand?: Expression } = cursor.isWord("WHEN") ? {} : { operand: cursor.grammar.expression(cursor) };
  const branches: ScriptBranch[] = [];
  while (cursor.take("WHEN")) {
    const condition = cursor.grammar.expression(cursor);
    cursor.expect("THEN");
    branches.push({ condition, body: statements(cursor, one, () => endOfBranch(cursor)) });
  }
  const otherwise = otherwiseOf(cursor, one);
  cursor.expect("END", "CASE");
  return { kind: "case_statement", ...operand, branches, ...otherwise, span: cursor.span(start) };
}

function signal(cursor: Cursor, start: number): ScriptStatement {
  const sqlState = cursor.take("SQLSTATE");
  if (sqlState) cursor.take("VALUE");
  const condition = sqlState ? cursor.string() : cursor.name().join(".");
  const message =
    cursor.take("SET", "MESSAGE_TEXT") && cursor.takeSymbol("=") ? { message: cursor.grammar.expression(cursor) } : {};
  return { kind: "signal", condition, ...message, span: cursor.span(start) };
}

/** Conditions and handlers; variables are statements of their own. */
function declaration(cursor: Cursor, one: OneStatement, start: number): ScriptStatement | undefined {
  if (!cursor.isWord("DECLARE")) return undefined;
  const action = cursor.isWord("EXIT", 1) ? "exit" : cursor.isWord("CONTINUE", 1) ? "continue" : undefined;
  if (action !== undefined && cursor.isWord("HANDLER", 2)) {
    cursor.expect("DECLARE", action.toUpperCase(), "HANDLER", "FOR");
    const conditions = cursor.list(() => handled(cursor));
    const body = [cursor.nested(() => scriptStatement(cursor, one))];
    return { kind: "declare_handler", action, conditions, body, span: cursor.span(start) };
  }
  if (!cursor.isWord("CONDITION", 2)) return undefined;
  cursor.expect("DECLARE");
  const name = cursor.identifier();
  cursor.expect("CONDITION");
  const state = cursor.take("FOR") ? { sqlState: sqlState(cursor) } : {};
  return { kind: "declare_condition", name, ...state, span: cursor.span(start) };
}

function sqlState(cursor: Cursor): string {
  cursor.take("SQLSTATE");
  cursor.take("VALUE");
  return cursor.string();
}

function handled(cursor: Cursor): string {
  if (cursor.isWord("SQLSTATE")) return sqlState(cursor);
  if (cursor.take("NOT", "FOUND")) return "NOT FOUND";
  return cursor.name().join(".").toUpperCase();
}

/** `SET a = 1` in a script sets a variable. */
function assignment(cursor: Cursor, start: number): ScriptStatement | undefined {
  const simple =
    cursor.isWord("SET") && ((cursor.isIdentifier(1) && cursor.isSymbol("=", 2)) || cursor.isSymbol("(", 1));
  if (!simple) return undefined;
  cursor.next();
  return setVariable(cursor, start);
}
