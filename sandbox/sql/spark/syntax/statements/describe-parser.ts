import type { Cursor } from "../cursor.ts";
import { QUERY_START } from "../words.ts";
import type { Description } from "./ast.ts";

export function describe(cursor: Cursor, start: number): Description {
  if (cursor.takeAny("DESCRIBE", "DESC") === undefined) throw cursor.unexpected();
  if (cursor.take("HISTORY")) {
    const name = described(cursor);
    const limit = cursor.take("LIMIT") ? { limit: cursor.integer() } : {};
    return { kind: "describe_history", span: cursor.span(start), name, ...limit };
  }
  if (cursor.take("DETAIL")) return { kind: "describe_detail", name: described(cursor), span: cursor.span(start) };
  if (cursor.take("QUERY") || cursor.isAnyWord(QUERY_START_WORDS)) {
    return { kind: "describe_query", query: cursor.grammar.query(cursor), span: cursor.span(start) };
  }
  if (cursor.take("FUNCTION")) {
    const extended = cursor.take("EXTENDED");
    return {
      kind: "describe",
      object: "function",
      name: functionName(cursor),
      extended,
      asJson: false,
      span: cursor.span(start),
    };
  }
  const container = cursor.takeAny("CATALOG", "SCHEMA", "DATABASE", "NAMESPACE", "VOLUME");
  if (container !== undefined) {
    const extended = cursor.take("EXTENDED");
    const object = container === "CATALOG" ? "catalog" : container === "VOLUME" ? "volume" : "schema";
    return { kind: "describe", object, name: cursor.name(), extended, asJson: false, span: cursor.span(start) };
  }
  return relation(cursor, start);
}

const QUERY_START_WORDS: ReadonlySet<string> = new Set([...QUERY_START].filter((word) => word !== "TABLE"));

function relation(cursor: Cursor, start: number): Description {
  cursor.take("TABLE");
  const extended = cursor.takeAny("EXTENDED", "FORMATTED") !== undefined;
  const name = cursor.name();
  if (cursor.take("PARTITION")) cursor.bracketed(() => cursor.grammar.expression(cursor));
  const asJson = cursor.take("AS", "JSON");
  const column = cursor.isIdentifier() ? { column: cursor.name() } : {};
  return { kind: "describe", object: "relation", name, extended, asJson, ...column, span: cursor.span(start) };
}

/** A table, also one by its path: '/path' or delta.`/path`. */
function described(cursor: Cursor) {
  cursor.take("TABLE");
  return cursor.peek().kind === "string" ? ["delta", cursor.string()] : cursor.name();
}

/** A name, or an operator such as `!=`. */
function functionName(cursor: Cursor) {
  const token = cursor.peek();
  if (token.kind !== "symbol") return token.kind === "string" ? [cursor.string()] : cursor.name();
  cursor.next();
  return [token.text];
}

export function explain(cursor: Cursor): Extract<Description, { kind: "explain" }>["mode"] {
  cursor.expect("EXPLAIN");
  const word = cursor.takeAny("EXTENDED", "CODEGEN", "COST", "FORMATTED");
  switch (word) {
    case undefined:
      return "simple";
    case "EXTENDED":
      return "extended";
    case "CODEGEN":
      return "codegen";
    case "COST":
      return "cost";
    case "FORMATTED":
      return "formatted";
  }
}
