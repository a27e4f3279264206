import type { Cursor } from "../cursor.ts";
import type { SessionStatement } from "./ast.ts";
import type { Definition, ObjectKind } from "./definition-ast.ts";

const OBJECTS: readonly (readonly [words: readonly string[], object: ObjectKind])[] = [
  [["MATERIALIZED", "VIEW"], "materialized_view"],
  [["STREAMING", "TABLE"], "table"],
  [["TABLE"], "table"],
  [["VIEW"], "view"],
  [["FUNCTION"], "function"],
  [["SCHEMA"], "schema"],
  [["DATABASE"], "schema"],
  [["NAMESPACE"], "schema"],
  [["CATALOG"], "catalog"],
  [["VOLUME"], "volume"],
];

export function drop(cursor: Cursor, start: number): Definition | SessionStatement {
  cursor.expect("DROP");
  const temporary = cursor.take("TEMPORARY") || cursor.take("TEMP");
  if (cursor.take("VARIABLE")) {
    const ifExists = cursor.take("IF", "EXISTS");
    const parts = cursor.name();
    return { kind: "drop_variable", span: cursor.span(start), name: parts.at(-1) ?? "", ifExists };
  }
  const object = OBJECTS.find(([words]) => cursor.take(...words))?.[1];
  if (object === undefined) throw cursor.unexpected();
  const ifExists = cursor.take("IF", "EXISTS");
  const name = cursor.name();
  const cascade = cursor.takeAny("RESTRICT", "CASCADE", "PURGE") === "CASCADE";
  return { kind: "drop", span: cursor.span(start), object, name, ifExists, cascade, temporary };
}

export function undrop(cursor: Cursor, start: number): Definition {
  cursor.expect("UNDROP");
  cursor.take("MATERIALIZED");
  const word = cursor.takeAny("TABLE", "VIEW", "SCHEMA", "CATALOG", "VOLUME");
  if (word === undefined) throw cursor.unexpected();
  const object =
    word === "TABLE" || word === "VIEW"
      ? "table"
      : word === "SCHEMA"
        ? "schema"
        : word === "CATALOG"
          ? "catalog"
          : "volume";
  if (cursor.take("WITH", "ID"))
    return { kind: "undrop", object, name: [], id: cursor.string(), span: cursor.span(start) };
  return { kind: "undrop", object, name: cursor.name(), span: cursor.span(start) };
}

export function refresh(cursor: Cursor, start: number): Definition {
  cursor.expect("REFRESH");
  if (cursor.take("FUNCTION"))
    return { kind: "refresh", object: "view", name: cursor.name(), full: false, span: cursor.span(start) };
  const streaming = cursor.take("STREAMING", "TABLE");
  const view = !streaming && cursor.take("MATERIALIZED", "VIEW");
  if (!streaming && !view) cursor.take("TABLE");
  const name = cursor.name();
  const full = cursor.take("FULL");
  cursor.takeAny("SYNC", "ASYNC");
  const object = streaming ? "streaming_table" : view ? "view" : "table";
  return { kind: "refresh", object, name, full, span: cursor.span(start) };
}
