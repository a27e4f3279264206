import type { Cursor } from "../cursor.ts";
import { optionKey } from "../option-parser.ts";
import type { Governance, Show } from "./ast.ts";
import { principal, securable } from "./governance-parser.ts";

export function show(cursor: Cursor, start: number): Show | Governance {
  cursor.expect("SHOW");
  if (cursor.takeAny("GRANTS", "GRANT") !== undefined) return showGrants(cursor, start);
  const { what, ...rest } = subject(cursor);
  return { kind: "show", what, ...rest, span: cursor.span(start) };
}

function showGrants(cursor: Cursor, start: number): Governance {
  const who = cursor.isWord("ON") ? {} : { principal: principal(cursor) };
  const on = cursor.take("ON") ? { on: securable(cursor) } : {};
  return { kind: "show_grants", ...who, ...on, span: cursor.span(start) };
}

type Subject = Omit<Show, "kind" | "span">;

function subject(cursor: Cursor): Subject {
  if (cursor.take("CREATE")) {
    if (cursor.takeAny("TABLE", "VIEW") === undefined) throw cursor.unexpected();
    return { what: "create_table", name: cursor.name() };
  }
  if (cursor.take("CURRENT")) {
    if (cursor.takeAny("SCHEMA", "DATABASE", "NAMESPACE") === undefined) throw cursor.unexpected();
    return { what: "current_schema" };
  }
  if (cursor.take("TABLE", "EXTENDED")) return { what: "table_extended", ...place(cursor), ...pattern(cursor) };
  if (cursor.take("TABLES", "DROPPED")) return { what: "tables_dropped", ...place(cursor), ...limited(cursor) };
  if (cursor.take("TBLPROPERTIES")) {
    const name = cursor.name();
    const [key] = cursor.isSymbol("(") ? cursor.bracketed(() => optionKey(cursor)) : [];
    return { what: "properties", name, ...(key === undefined ? {} : { key }) };
  }
  if (cursor.take("PARTITIONS")) {
    const name = cursor.name();
    if (cursor.take("PARTITION")) cursor.bracketed(() => cursor.grammar.expression(cursor));
    return { what: "partitions", name };
  }
  if (cursor.take("COLUMNS")) return columns(cursor);
  const scope = cursor.takeAny("USER", "SYSTEM", "ALL");
  if (cursor.take("FUNCTIONS")) return functions(cursor, scope);
  if (scope !== undefined) throw cursor.unexpected();
  const what = lists(cursor);
  return { what, ...place(cursor), ...pattern(cursor) };
}

function lists(cursor: Cursor): Show["what"] {
  const word = cursor.takeAny(
    "CATALOGS",
    "SCHEMAS",
    "DATABASES",
    "NAMESPACES",
    "TABLES",
    "VIEWS",
    "VOLUMES",
    "USERS",
    "GROUPS",
    "VARIABLES",
  );
  if (word === undefined) throw cursor.unexpected();
  return LISTS[word];
}

const LISTS = {
  CATALOGS: "catalogs",
  SCHEMAS: "schemas",
  DATABASES: "schemas",
  NAMESPACES: "schemas",
  TABLES: "tables",
  VIEWS: "views",
  VOLUMES: "volumes",
  USERS: "users",
  GROUPS: "groups",
  VARIABLES: "variables",
} as const;

function columns(cursor: Cursor): Subject {
  if (cursor.takeAny("FROM", "IN") === undefined) throw cursor.unexpected();
  const table = cursor.name();
  const schema = cursor.takeAny("FROM", "IN") === undefined ? [] : cursor.name();
  return { what: "columns", name: [...schema, ...table] };
}

function functions(cursor: Cursor, scope: "USER" | "SYSTEM" | "ALL" | undefined): Subject {
  const where = place(cursor);
  const named = pattern(cursor);
  const bare = "pattern" in named || !cursor.isIdentifier() ? {} : { pattern: cursor.name().join(".") };
  const kind = scope === "USER" ? "user" : scope === "SYSTEM" ? "system" : "all";
  return { what: "functions", scope: kind, ...where, ...named, ...bare };
}

function place(cursor: Cursor): Pick<Show, "name"> {
  return cursor.takeAny("FROM", "IN") === undefined ? {} : { name: cursor.name() };
}

function pattern(cursor: Cursor): Pick<Show, "pattern"> {
  const like = cursor.take("LIKE");
  if (!like && cursor.peek().kind !== "string") return {};
  return { pattern: cursor.peek().kind === "string" ? cursor.string() : cursor.identifier() };
}

function limited(cursor: Cursor): Record<string, never> {
  if (cursor.take("LIMIT")) cursor.integer();
  return {};
}
