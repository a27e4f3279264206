import type { NameParts } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import type { CreateMode } from "./definition-ast.ts";

/** `[IF NOT EXISTS] name`. */
export function newName(cursor: Cursor, mode: CreateMode): { name: NameParts; mode: CreateMode } {
  const ifNotExists = cursor.take("IF", "NOT", "EXISTS");
  return { name: cursor.name(), mode: ifNotExists ? "if_not_exists" : mode };
}
