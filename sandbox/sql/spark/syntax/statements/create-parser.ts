import type { Options } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import { properties } from "../option-parser.ts";
import { newName } from "./create-name-parser.ts";
import type { CreateMode, Definition } from "./definition-ast.ts";
import { createFunction } from "./function-parser.ts";
import { createTable } from "./table-parser.ts";
import { createView } from "./view-parser.ts";

/** `CREATE …` and `REPLACE TABLE`. */
export function create(cursor: Cursor, start: number): Definition {
  const replace = cursor.take("CREATE") ? undefined : cursor.take("REPLACE");
  const mode: CreateMode =
    replace || cursor.take("OR", "REPLACE") ? "or_replace" : cursor.take("OR", "REFRESH") ? "or_refresh" : "create";
  const global = cursor.take("GLOBAL");
  const temporary = cursor.take("TEMPORARY") || cursor.take("TEMP");
  cursor.take("EXTERNAL");
  cursor.take("MANAGED");
  cursor.take("FOREIGN");
  cursor.take("LIVE");
  if (cursor.take("STREAMING")) {
    cursor.take("LIVE");
    cursor.expect("TABLE");
    return createTable(cursor, start, { mode, of: "streaming_table", temporary });
  }
  if (cursor.take("PRIVATE") || cursor.isWord("MATERIALIZED")) {
    cursor.expect("MATERIALIZED", "VIEW");
    return createView(cursor, start, mode, "materialized_view");
  }
  if (cursor.take("TABLE")) return createTable(cursor, start, { mode, of: "table", temporary });
  if (cursor.take("VIEW"))
    return createView(cursor, start, mode, global ? "global_temp_view" : temporary ? "temp_view" : "view");
  if (cursor.take("FUNCTION")) return createFunction(cursor, start, mode, temporary);
  const word = cursor.takeAny("CATALOG", "SCHEMA", "DATABASE", "NAMESPACE", "VOLUME");
  if (word === undefined) throw cursor.unexpected();
  const { name, mode: actual } = newName(cursor, mode);
  const clauses = containerClauses(cursor);
  const comment = clauses.comment === undefined ? {} : { comment: clauses.comment };
  const span = cursor.span(start);
  if (word === "CATALOG") return { kind: "create_catalog", span, name: name.join("."), mode: actual, ...comment };
  if (word !== "VOLUME")
    return { kind: "create_schema", span, name, mode: actual, ...comment, properties: clauses.properties };
  const location = clauses.location === undefined ? {} : { location: clauses.location };
  return { kind: "create_volume", span, name, mode: actual, ...comment, ...location };
}

function containerClauses(cursor: Cursor): { comment?: string; location?: string; properties: Options } {
  const found: { comment?: string; location?: string; properties: Options } = { properties: [] };
  for (;;) {
    if (cursor.take("COMMENT")) found.comment = cursor.string();
    else if (cursor.take("MANAGED", "LOCATION") || cursor.take("LOCATION")) found.location = cursor.string();
    else if (cursor.take("WITH", "DBPROPERTIES") || cursor.take("WITH", "PROPERTIES"))
      found.properties = properties(cursor);
    else if (cursor.take("DEFAULT", "COLLATION")) cursor.identifier();
    else return found;
  }
}
