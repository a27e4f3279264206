import type { JoinKind, Relation } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

/** A join with `left`, or undefined if none comes next. */
export function join(
  cursor: Cursor,
  start: number,
  left: Relation,
  right: (cursor: Cursor) => Relation,
): Relation | undefined {
  const before = cursor.position;
  const natural = cursor.take("NATURAL");
  const kind = joinKind(cursor);
  if (!cursor.take("JOIN")) {
    cursor.return(before);
    return undefined;
  }
  const other = right(cursor);
  const on = !natural && cursor.take("ON") ? { on: cursor.grammar.expression(cursor) } : {};
  const using = !natural && !("on" in on) && cursor.take("USING") ? { using: cursor.identifiers() } : {};
  return { kind: "join", span: cursor.span(start), join: kind, natural, left, right: other, ...on, ...using };
}

function joinKind(cursor: Cursor): JoinKind {
  const word = cursor.takeAny("INNER", "CROSS", "LEFT", "RIGHT", "FULL", "SEMI", "ANTI");
  switch (word) {
    case undefined:
    case "INNER":
      return "inner";
    case "CROSS":
      return "cross";
    case "SEMI":
      return "semi";
    case "ANTI":
      return "anti";
    case "LEFT": {
      const side = cursor.takeAny("OUTER", "SEMI", "ANTI");
      return side === "SEMI" ? "semi" : side === "ANTI" ? "anti" : "left";
    }
    default:
      cursor.take("OUTER");
      return word === "RIGHT" ? "right" : "full";
  }
}
