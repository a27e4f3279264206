import { syntaxError } from "../../engine/failure.ts";
import type { ColumnType, Expression, Query, Relation } from "./ast.ts";
import { Cursor, type Grammar, type IdentifierReader } from "./cursor.ts";
import { expression, value } from "./expression-parser.ts";
import { tokensOf } from "./lexer.ts";
import { query } from "./query-parser.ts";
import { relation } from "./relation-parser.ts";
import { columnType } from "./type-parser.ts";

const GRAMMAR: Grammar = { expression, value, query, relation };

export interface ParseOptions {
  /** Reads the text of `IDENTIFIER(…)`. By default only a string, or strings put together with `||`. */
  readonly identifier?: IdentifierReader;
}

/** A query alone, such as the text of a view. */
export function parseQuery(text: string, options?: ParseOptions): Query {
  return parseAll(text, query, options);
}

/** An expression alone, such as the condition of a constraint. */
export function parseExpression(text: string, options?: ParseOptions): Expression {
  return parseAll(text, expression, options);
}

/** An item of FROM alone, such as the source of a metric view. */
export function parseRelation(text: string): Relation {
  return parseAll(text, relation);
}

/** A type as in `CAST(x AS type)`. */
export function parseType(text: string): ColumnType {
  return parseAll(text, columnType);
}

/** A parser's result when it reads the whole text. */
export function parseAll<Result>(text: string, parse: (cursor: Cursor) => Result, options?: ParseOptions): Result {
  const cursor = new Cursor(text, tokensOf(text), GRAMMAR, options?.identifier ?? constantText);
  const result = parse(cursor);
  while (cursor.takeSymbol(";"));
  if (!cursor.atEnd()) throw cursor.unexpected();
  return result;
}

function constantText(node: Expression): string {
  if (node.kind === "literal" && typeof node.value === "string") return node.value;
  if (node.kind === "binary" && node.operator === "||") return constantText(node.left) + constantText(node.right);
  throw syntaxError("IDENTIFIER");
}
