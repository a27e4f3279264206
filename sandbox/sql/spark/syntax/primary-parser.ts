import { BOOLEAN, STRING, VOID } from "../data-types.ts";
import type { CaseBranch, Expression, NameParts, PathStep } from "./ast.ts";
import { call, isCall } from "./call-parser.ts";
import type { Cursor } from "./cursor.ts";
import { interval, typedLiteral } from "./literal-parser.ts";
import { numberLiteral } from "./number-literal.ts";
import { columnType } from "./type-parser.ts";
import { NOT_COLUMN, QUERY_START } from "./words.ts";

/** An operand with everything that may follow it: fields, subscripts, paths, `::` casts. */
export function primary(cursor: Cursor, first?: Expression): Expression {
  const { start } = first?.span ?? cursor;
  return cursor.chain(first ?? operandOf(cursor), (operand) => postfix(cursor, start, operand));
}

function postfix(cursor: Cursor, start: number, operand: Expression): Expression | undefined {
  if (cursor.takeSymbol("::")) {
    const target = columnType(cursor);
    return { kind: "cast", span: cursor.span(start), operand, target, safe: false };
  }
  if (cursor.takeSymbol("?::")) {
    const target = columnType(cursor);
    return { kind: "cast", span: cursor.span(start), operand, target, safe: true };
  }
  if (cursor.takeSymbol("[")) {
    const index = cursor.grammar.expression(cursor);
    cursor.expectSymbol("]");
    return { kind: "subscript", span: cursor.span(start), operand, index };
  }
  if (cursor.isSymbol(":") && (cursor.isIdentifier(1) || cursor.isSymbol("[", 1))) {
    cursor.next();
    const steps = pathSteps(cursor);
    return { kind: "path", span: cursor.span(start), operand, steps };
  }
  if (cursor.isSymbol(".") && cursor.isIdentifier(1)) {
    cursor.next();
    const field = cursor.identifier();
    return { kind: "field", span: cursor.span(start), operand, field };
  }
  if (cursor.take("COLLATE")) {
    const collation = cursor.identifier();
    return { kind: "collate", span: cursor.span(start), operand, collation };
  }
  return undefined;
}

function pathSteps(cursor: Cursor): PathStep[] {
  const steps: PathStep[] = cursor.isSymbol("[") ? [] : [key(cursor)];
  for (;;) {
    if (cursor.takeSymbol("[")) steps.push(bracketStep(cursor));
    else if (cursor.isSymbol(".") && cursor.isIdentifier(1)) {
      cursor.next();
      steps.push(key(cursor));
    } else return steps;
  }
}

function key(cursor: Cursor): PathStep {
  const quoted = cursor.peek().kind === "quoted";
  return { kind: "key", name: cursor.identifier(), quoted };
}

function bracketStep(cursor: Cursor): PathStep {
  const token = cursor.peek();
  let step: PathStep;
  if (cursor.takeSymbol("*")) step = { kind: "every" };
  else if (token.kind === "string") step = { kind: "key", name: cursor.string(), quoted: true };
  else step = { kind: "index", index: cursor.integer() };
  cursor.expectSymbol("]");
  return step;
}

function operandOf(cursor: Cursor): Expression {
  const { start } = cursor;
  const token = cursor.peek();
  switch (token.kind) {
    case "number": {
      cursor.next();
      return { kind: "literal", span: cursor.span(start), ...numberLiteral(token.value, false) };
    }
    case "string": {
      const text = cursor.string();
      return { kind: "literal", span: cursor.span(start), type: STRING, value: text };
    }
    case "symbol":
      return symbolOperand(cursor, start);
    case "quoted":
      return named(cursor, start);
    case "word":
      return wordOperand(cursor, start, token.value);
    case "end":
      throw cursor.unexpected();
  }
}

function symbolOperand(cursor: Cursor, start: number): Expression {
  if (cursor.isSymbol("(")) return bracketed(cursor, start);
  if (cursor.takeSymbol("*")) return star(cursor, start, []);
  if (cursor.takeSymbol("?")) {
    const name = String(cursor.parameters);
    cursor.parameters += 1;
    return { kind: "parameter", span: cursor.span(start), name };
  }
  if (cursor.isSymbol(":") && cursor.isIdentifier(1)) {
    cursor.next();
    const name = cursor.identifier();
    return { kind: "parameter", span: cursor.span(start), name };
  }
  throw cursor.unexpected();
}

function wordOperand(cursor: Cursor, start: number, word: string): Expression {
  const after = cursor.peek(1);
  switch (word) {
    case "NULL":
      cursor.next();
      return { kind: "literal", span: cursor.span(start), type: VOID, value: null };
    case "TRUE":
    case "FALSE":
      cursor.next();
      return { kind: "literal", span: cursor.span(start), type: BOOLEAN, value: word === "TRUE" };
    case "CASE":
      if (after.kind !== "symbol" || after.value === "(" || after.value === "-") return caseOf(cursor, start);
      break;
    case "INTERVAL":
      if (after.kind === "string" || after.kind === "number" || ["-", "+"].includes(after.value)) {
        return interval(cursor, start);
      }
      break;
    case "EXISTS":
      if (cursor.isSymbol("(", 1) && cursor.isAnyWord(QUERY_START, 2)) {
        cursor.next();
        cursor.next();
        const query = cursor.grammar.query(cursor);
        cursor.expectSymbol(")");
        return { kind: "exists", span: cursor.span(start), query };
      }
      break;
  }
  if (after.kind === "string") return typedLiteral(cursor, start, word);
  if (NOT_COLUMN.has(word) && !isCall(cursor) && !cursor.isSymbol(".", 1)) throw cursor.unexpected();
  return named(cursor, start);
}

/** A column, a call, a lambda of one parameter, or `t.*`. */
function named(cursor: Cursor, start: number): Expression {
  if (cursor.isSymbol("->", 1)) {
    const parameter = cursor.identifier();
    cursor.next();
    const body = cursor.grammar.expression(cursor);
    return { kind: "lambda", span: cursor.span(start), parameters: [parameter], body };
  }
  if (isCall(cursor)) return call(cursor, start);
  const parts = cursor.name();
  if (cursor.isSymbol("(")) return call(cursor, start, parts);
  if (cursor.isSymbol(".") && cursor.isSymbol("*", 1)) {
    cursor.next();
    cursor.next();
    return star(cursor, start, parts);
  }
  return { kind: "name", span: cursor.span(start), parts };
}

function star(cursor: Cursor, start: number, qualifier: NameParts): Expression {
  const excluded = cursor.isWord("EXCEPT") && cursor.isSymbol("(", 1) && !cursor.isAnyWord(QUERY_START, 2);
  if (excluded) cursor.next();
  const except = excluded ? cursor.bracketed(() => cursor.name()) : [];
  return { kind: "star", span: cursor.span(start), qualifier, except };
}

function caseOf(cursor: Cursor, start: number): Expression {
  cursor.next();
  const operand = cursor.isWord("WHEN") ? undefined : cursor.grammar.expression(cursor);
  const branches: CaseBranch[] = [];
  while (cursor.take("WHEN")) {
    const when = cursor.grammar.expression(cursor);
    cursor.expect("THEN");
    branches.push({ when, result: cursor.grammar.expression(cursor) });
  }
  if (branches.length === 0) throw cursor.unexpected();
  const otherwise = cursor.take("ELSE") ? cursor.grammar.expression(cursor) : undefined;
  cursor.expect("END");
  return {
    kind: "case",
    span: cursor.span(start),
    branches,
    ...(operand === undefined ? {} : { operand }),
    ...(otherwise === undefined ? {} : { otherwise }),
  };
}

/** A lambda, a subquery, a tuple, or an expression in brackets. */
function bracketed(cursor: Cursor, start: number): Expression {
  const parameters = lambdaParameters(cursor);
  if (parameters !== undefined) {
    const body = cursor.grammar.expression(cursor);
    return { kind: "lambda", span: cursor.span(start), parameters, body };
  }
  return cursor.nested(() => subquery(cursor, start) ?? tuple(cursor, start));
}

function lambdaParameters(cursor: Cursor): string[] | undefined {
  let ahead = 1;
  while (cursor.isIdentifier(ahead) && cursor.isSymbol(",", ahead + 1)) ahead += 2;
  if (!cursor.isIdentifier(ahead) || !cursor.isSymbol(")", ahead + 1) || !cursor.isSymbol("->", ahead + 2))
    return undefined;
  const parameters = cursor.identifiers();
  cursor.next();
  return parameters;
}

function subquery(cursor: Cursor, start: number): Expression | undefined {
  let ahead = 1;
  while (cursor.isSymbol("(", ahead)) ahead += 1;
  if (!cursor.isAnyWord(QUERY_START, ahead)) return undefined;
  const before = cursor.position;
  try {
    cursor.next();
    const query = cursor.grammar.query(cursor);
    cursor.expectSymbol(")");
    return { kind: "subquery", span: cursor.span(start), query };
  } catch (failure) {
    // `((SELECT 1) + 1)` begins as a query and is not one.
    if (ahead === 1) throw failure;
    cursor.return(before);
    return undefined;
  }
}

function tuple(cursor: Cursor, start: number): Expression {
  cursor.expectSymbol("(");
  const items = cursor.list(() => aliased(cursor));
  cursor.expectSymbol(")");
  const [only] = items;
  if (items.length === 1 && only !== undefined && only.kind !== "aliased") return { ...only, span: cursor.span(start) };
  return { kind: "tuple", span: cursor.span(start), items };
}

function aliased(cursor: Cursor): Expression {
  const { start } = cursor;
  const operand = cursor.grammar.expression(cursor);
  if (!cursor.take("AS")) return operand;
  const alias = cursor.identifier();
  return { kind: "aliased", span: cursor.span(start), operand, alias };
}
