import type { Cursor } from "../cursor.ts";
import type { Governance, Securable, SecurableKind } from "./ast.ts";

const KINDS: readonly (readonly [words: readonly string[], kind: SecurableKind])[] = [
  [["MATERIALIZED", "VIEW"], "materialized_view"],
  [["EXTERNAL", "LOCATION"], "external_location"],
  [["STORAGE", "CREDENTIAL"], "storage_credential"],
  [["METASTORE"], "metastore"],
  [["CATALOG"], "catalog"],
  [["SCHEMA"], "schema"],
  [["DATABASE"], "schema"],
  [["TABLE"], "table"],
  [["VIEW"], "view"],
  [["FUNCTION"], "function"],
  [["VOLUME"], "volume"],
  [["CONNECTION"], "connection"],
  [["SHARE"], "share"],
];

/** `TABLE t`, `SCHEMA s`, `CATALOG`, or only a name: a table. */
export function securable(cursor: Cursor): Securable {
  const kind = KINDS.find(([words]) => cursor.isWords(...words) && cursor.take(...words))?.[1] ?? "table";
  if (kind === "metastore") return { kind, name: [] };
  const ended = kind === "catalog" && !cursor.isIdentifier();
  return { kind, name: ended ? [] : cursor.name() };
}

export function principal(cursor: Cursor): string {
  if (cursor.takeAny("USER", "GROUP") !== undefined && cursor.isIdentifier()) return cursor.identifier();
  return cursor.peek().kind === "string" ? cursor.string() : cursor.identifier();
}

/** `GRANT privilege, … ON object TO principal` and REVOKE. */
export function grant(cursor: Cursor, start: number): Governance {
  const kind = cursor.take("GRANT") ? "grant" : "revoke";
  if (kind === "revoke") cursor.expect("REVOKE");
  const privileges = cursor.list(() => privilege(cursor));
  const on: Securable = cursor.take("ON") ? securable(cursor) : { kind: "metastore", name: [] };
  cursor.expect(kind === "grant" ? "TO" : "FROM");
  return { kind, privileges, on, principal: principal(cursor), span: cursor.span(start) };
}

/** Words up to the next comma or ON: `USE CATALOG`, `ALL PRIVILEGES`. */
function privilege(cursor: Cursor): string {
  const words = [cursor.identifier().toUpperCase()];
  while (cursor.isIdentifier() && !["ON", "TO", "FROM"].some((word) => cursor.isWord(word)))
    words.push(cursor.identifier().toUpperCase());
  return words.join(" ");
}

export function comment(cursor: Cursor, start: number): Governance {
  cursor.expect("COMMENT", "ON");
  const on = commented(cursor);
  cursor.expect("IS");
  const text = cursor.take("NULL") ? null : cursor.string();
  return { kind: "comment", on, comment: text, span: cursor.span(start) };
}

function commented(cursor: Cursor): Extract<Governance, { kind: "comment" | "tag" }>["on"] {
  return cursor.take("COLUMN") ? { kind: "column", name: cursor.name() } : securable(cursor);
}

/** `SET TAG ON object key = value`, `UNSET TAG ON object key`. */
export function tag(cursor: Cursor, start: number): Governance {
  const remove = cursor.take("UNSET");
  if (!remove) cursor.expect("SET");
  cursor.expect("TAG", "ON");
  const on = commented(cursor);
  const key = cursor.peek().kind === "string" ? cursor.string() : cursor.name().join(".");
  if (!cursor.takeSymbol("=")) return { kind: "tag", on, key, remove, span: cursor.span(start) };
  const value = cursor.peek().kind === "string" ? cursor.string() : cursor.identifier();
  return { kind: "tag", on, key, value, remove, span: cursor.span(start) };
}
