import { SqlFailure } from "../../engine/failure.ts";
import { BINARY } from "../data-types.ts";
import type { Expression } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { type IntervalPart, intervalUnit, rangeInterval, textInterval, unitsInterval } from "./interval-literal.ts";
import { bytesOfHex } from "./string-literal.ts";

/** `DATE '…'`, `X'…'`: `word` is the type. */
export function typedLiteral(cursor: Cursor, start: number, word: string): Expression {
  cursor.next();
  const text = cursor.string();
  const span = cursor.span(start);
  switch (word) {
    case "DATE":
      return { kind: "typed_literal", span, type: "date", text };
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return { kind: "typed_literal", span, type: "timestamp", text };
    case "TIMESTAMP_NTZ":
      return { kind: "typed_literal", span, type: "timestamp_ntz", text };
    case "X": {
      const value = bytesOfHex(text);
      if (value !== undefined) return { kind: "literal", span, type: BINARY, value };
      throw new SqlFailure(
        "INVALID_TYPED_LITERAL",
        `The value of the typed literal "X" is invalid: '${text}'.`,
        "42604",
      );
    }
    default:
      throw new SqlFailure(
        "UNSUPPORTED_TYPED_LITERAL",
        `Literals of the type "${word}" are not supported. Supported types are "DATE", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP", "INTERVAL", "X".`,
        "0A000",
      );
  }
}

/** `INTERVAL …`. */
export function interval(cursor: Cursor, start: number): Expression {
  cursor.next();
  const parts: IntervalPart[] = [];
  while (["string", "number"].includes(cursor.peek().kind) || (isSign(cursor) && startsPart(cursor, 1))) {
    const negative = isSign(cursor) && cursor.next().value === "-";
    const amount = cursor.next();
    const word = cursor.peek();
    if (amount.kind === "string" && parts.length === 0 && intervalUnit(word.text) === undefined) {
      const span = cursor.span(start);
      return { kind: "literal", span, ...textInterval(amount.value, cursor.text.slice(span.start, span.end)) };
    }
    if (word.kind !== "word" || intervalUnit(word.value) === undefined) throw cursor.unexpected();
    cursor.next();
    if (parts.length === 0 && cursor.take("TO")) {
      const to = cursor.next().text.toLowerCase();
      const range = rangeInterval(amount.value, negative, word.text.toLowerCase(), to);
      return { kind: "literal", span: cursor.span(start), ...range };
    }
    parts.push({ negative, amount: amount.value, unit: word.text });
  }
  if (parts.length === 0) throw cursor.unexpected();
  const span = cursor.span(start);
  return { kind: "literal", span, ...unitsInterval(parts, cursor.text.slice(span.start, span.end)) };
}

const isSign = (cursor: Cursor) => cursor.isSymbol("-") || cursor.isSymbol("+");

/** After the first part a sign may also be an operator: it belongs to the interval only before `number unit`. */
const startsPart = (cursor: Cursor, ahead: number) =>
  ["string", "number"].includes(cursor.peek(ahead).kind) && intervalUnit(cursor.peek(ahead + 1).text) !== undefined;
