import type { BinaryOperator, Expression, UnaryOperator } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { numberLiteral } from "./number-literal.ts";
import { primary } from "./primary-parser.ts";

/** Binary operators between values, the tightest first. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ["*", "/", "%", "div"],
  ["+", "-", "||"],
  ["<<", ">>", ">>>"],
  ["&"],
  ["^"],
  ["|"],
  ["=", "<>", "<", "<=", ">", ">=", "<=>"],
];
const LOOSEST = LEVELS.length - 1;

export function expression(cursor: Cursor): Expression {
  return cursor.nested(() => {
    const { start } = cursor;
    return cursor.chain(conjunction(cursor), (left) =>
      cursor.take("OR") ? binary(cursor, start, "or", left, conjunction(cursor)) : undefined,
    );
  });
}

function conjunction(cursor: Cursor): Expression {
  const { start } = cursor;
  return cursor.chain(negation(cursor), (left) =>
    cursor.take("AND") ? binary(cursor, start, "and", left, negation(cursor)) : undefined,
  );
}

function negation(cursor: Cursor): Expression {
  const { start } = cursor;
  if (isNegation(cursor)) {
    cursor.next();
    const operand = cursor.nested(() => negation(cursor));
    return { kind: "unary", span: cursor.span(start), operator: "not", operand };
  }
  return predicate(cursor, start, value(cursor));
}

/** `NOT` before an operand; a column may have that name too. */
function isNegation(cursor: Cursor): boolean {
  if (cursor.isSymbol("!")) return true;
  return cursor.isWord("NOT") && !cursor.isSymbol(".", 1) && !cursor.isSymbol(",", 1) && !cursor.isSymbol(")", 1);
}

/** An expression without AND, OR, NOT and predicates. */
export function value(cursor: Cursor, level = LOOSEST): Expression {
  if (level < 0) return unary(cursor);
  const { start } = cursor;
  return cursor.chain(value(cursor, level - 1), (left) => {
    const operator = operatorOf(cursor, level);
    if (operator === undefined) return undefined;
    cursor.next();
    return binary(cursor, start, operator, left, value(cursor, level - 1));
  });
}

function operatorOf(cursor: Cursor, level: number): BinaryOperator | undefined {
  const token = cursor.peek();
  if (token.kind === "symbol") return LEVELS[level]?.find((operator) => operator === token.value);
  return level === 0 && cursor.isWord("DIV") ? "div" : undefined;
}

function unary(cursor: Cursor): Expression {
  const { start } = cursor;
  const operator = UNARY.find((symbol) => cursor.isSymbol(symbol));
  if (operator === undefined) return primary(cursor);
  if (operator === "-" && cursor.peek(1).kind === "number") {
    cursor.next();
    const digits = cursor.next().value;
    return primary(cursor, { kind: "literal", span: cursor.span(start), ...numberLiteral(digits, true) });
  }
  cursor.next();
  const operand = cursor.nested(() => unary(cursor));
  return { kind: "unary", span: cursor.span(start), operator, operand };
}

const UNARY: readonly UnaryOperator[] = ["-", "+", "~"];

function predicate(cursor: Cursor, start: number, operand: Expression): Expression {
  if (cursor.take("IS")) return isPredicate(cursor, start, operand);
  const negated = (cursor.isWord("NOT") || cursor.isSymbol("!")) && cursor.isAnyWord(PREDICATES, 1);
  if (negated) cursor.next();
  const word = cursor.takeAny("BETWEEN", "IN", "LIKE", "ILIKE", "RLIKE", "REGEXP");
  switch (word) {
    case undefined:
      return operand;
    case "BETWEEN": {
      const low = value(cursor);
      cursor.expect("AND");
      const high = value(cursor);
      return { kind: "between", span: cursor.span(start), operand, low, high, negated };
    }
    case "IN":
      return inPredicate(cursor, start, operand, negated);
    default:
      return like(cursor, start, operand, word, negated);
  }
}

const PREDICATES: ReadonlySet<string> = new Set(["BETWEEN", "IN", "LIKE", "ILIKE", "RLIKE", "REGEXP"]);

function isPredicate(cursor: Cursor, start: number, operand: Expression): Expression {
  const negated = cursor.take("NOT") || cursor.takeSymbol("!");
  if (cursor.take("DISTINCT", "FROM")) {
    const same = binary(cursor, start, "<=>", operand, value(cursor));
    return negated ? same : { kind: "unary", span: same.span, operator: "not", operand: same };
  }
  const test = cursor.takeAny("NULL", "TRUE", "FALSE", "UNKNOWN");
  if (test === undefined) throw cursor.unexpected();
  return { kind: "is", span: cursor.span(start), operand, test: TESTS[test], negated };
}

const TESTS = { NULL: "null", TRUE: "true", FALSE: "false", UNKNOWN: "unknown" } as const;

function inPredicate(cursor: Cursor, start: number, operand: Expression, negated: boolean): Expression {
  cursor.expectSymbol("(");
  if (cursor.isWord("SELECT") || cursor.isWord("WITH") || cursor.isWord("FROM") || cursor.isWord("VALUES")) {
    const query = cursor.grammar.query(cursor);
    cursor.expectSymbol(")");
    return { kind: "in_query", span: cursor.span(start), operand, query, negated };
  }
  const list = cursor.list(() => expression(cursor));
  cursor.expectSymbol(")");
  return { kind: "in", span: cursor.span(start), operand, list, negated };
}

function like(
  cursor: Cursor,
  start: number,
  operand: Expression,
  word: "LIKE" | "ILIKE" | "RLIKE" | "REGEXP",
  negated: boolean,
): Expression {
  const operator = word === "LIKE" ? "like" : word === "ILIKE" ? "ilike" : "rlike";
  const quantified =
    operator !== "rlike" && ["ANY", "SOME", "ALL"].some((each) => cursor.isWord(each)) && cursor.isSymbol("(", 1);
  if (quantified) {
    const quantifier = cursor.next().value === "ALL" ? "all" : "any";
    const patterns = cursor.bracketed(() => expression(cursor));
    return { kind: "like", span: cursor.span(start), operator, operand, patterns, quantifier, negated };
  }
  const pattern = value(cursor);
  if (operator !== "rlike" && cursor.take("ESCAPE")) {
    const escapeCharacter = cursor.string();
    return {
      kind: "like",
      span: cursor.span(start),
      operator,
      operand,
      patterns: [pattern],
      escape: escapeCharacter,
      negated,
    };
  }
  return { kind: "like", span: cursor.span(start), operator, operand, patterns: [pattern], negated };
}

function binary(
  cursor: Cursor,
  start: number,
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
): Expression {
  return { kind: "binary", span: cursor.span(start), operator, left, right };
}
