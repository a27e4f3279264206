import type { Cursor } from "./cursor.ts";
import { resolveTable, schemaMustExist } from "./ddl.ts";
import { unsupported } from "./failure.ts";
import {
  builtinSchema,
  catalogsOf,
  database,
  knownCatalog,
  literal,
  physicalName,
  physicalSchema,
  type Session,
  schemaName,
  withoutMarks,
} from "./names.ts";
import type { Plan, Query, Table } from "./plan.ts";

/** `SHOW …`: lists objects of the catalog with the platform's column names. */
export function show(cursor: Cursor, session: Session): Plan {
  if (cursor.take("CATALOGS")) {
    const matches = pattern(cursor);
    return table(async () =>
      named(
        ["catalog"],
        catalogsOf(session)
          .filter(matches)
          .map((name) => [name]),
      ),
    );
  }
  if (cursor.take("SCHEMAS") || cursor.take("DATABASES")) return schemas(cursor, session);
  if (cursor.take("TABLES"))
    return relations(cursor, session, ["database", "tableName", "isTemporary"], "tables", "views");
  if (cursor.take("VIEWS")) return relations(cursor, session, ["namespace", "viewName", "isTemporary"], "views");
  if (cursor.take("COLUMNS")) return columns(cursor, session);
  if (cursor.take("CREATE", "TABLE")) return createStatement(cursor, session);
  throw unsupported("SHOW", `SHOW ${cursor.peek()?.text ?? ""} is not available in this workspace`);
}

function schemas(cursor: Cursor, session: Session): Plan {
  const catalog = knownCatalog(inClause(cursor)?.join(".") ?? session.catalog, session);
  const matches = pattern(cursor);
  return table(async (query) => {
    const where = `database_name = ${literal(database(catalog))} AND schema_name NOT IN (${literal(builtinSchema)}, 'information_schema', 'pg_catalog')`;
    const { rows } = await query(`SELECT schema_name FROM duckdb_schemas() WHERE ${where}`);
    const names = rows.map(([name]) => withoutMarks(name ?? "")).filter(matches);
    return named(
      ["databaseName"],
      names.sort().map((name) => [name]),
    );
  });
}

function relations(
  cursor: Cursor,
  session: Session,
  header: readonly string[],
  ...kinds: readonly ("tables" | "views")[]
): Plan {
  const parts = inClause(cursor);
  const [given, schema] = parts === undefined ? [session.catalog, session.schema] : schemaName(parts, session);
  const catalog = knownCatalog(given, session);
  const matches = pattern(cursor);
  return table(async (query) => {
    await query(schemaMustExist(catalog, schema));
    const where = `database_name = ${literal(database(catalog))} AND schema_name = ${literal(physicalSchema(schema))}`;
    const names: string[] = [];
    for (const kind of kinds) {
      const name = kind === "tables" ? "table_name" : "view_name";
      const { rows } = await query(`SELECT ${name} FROM duckdb_${kind}() WHERE ${where} AND NOT internal`);
      names.push(...rows.map((row) => row[0] ?? ""));
    }
    const extra = header[0] === "namespace" ? [...header, "isMaterialized"] : header;
    return named(
      extra,
      names
        .filter(matches)
        .sort()
        .map((name) => [schema, name, ...extra.slice(2).map(() => "false")]),
    );
  });
}

function columns(cursor: Cursor, session: Session): Plan {
  const name = inClause(cursor) ?? cursor.name();
  const schema = inClause(cursor);
  cursor.end();
  const resolved = resolveTable([...(schema ?? []), ...name], session);
  return table(async (query) => {
    const { columns: found } = await query(`SELECT * FROM ${physicalName(resolved)} LIMIT 0`);
    return named(
      ["col_name"],
      found.map((column) => [column.name]),
    );
  });
}

function createStatement(cursor: Cursor, session: Session): Plan {
  const name = resolveTable(cursor.name(), session);
  cursor.end();
  return table(async (query) => {
    const { columns: found } = await query(`SELECT * FROM ${physicalName(name)} LIMIT 0`);
    const lines = found.map((column) => `  ${column.name} ${column.type_text}`).join(",\n");
    return named(["createtab_stmt"], [[`CREATE TABLE ${name.join(".")} (\n${lines})\nUSING delta\n`]]);
  });
}

function inClause(cursor: Cursor): readonly string[] | undefined {
  return cursor.take("IN") || cursor.take("FROM") ? cursor.name() : undefined;
}

/** The optional pattern of a SHOW: `*` matches anything, `|` separates alternatives, case is ignored. */
function pattern(cursor: Cursor): (name: string) => boolean {
  if (!cursor.take("LIKE") && cursor.peek()?.kind !== "string") {
    cursor.end();
    return () => true;
  }
  const alternatives = cursor.string().toLowerCase().split("|");
  cursor.end();
  return (name) => alternatives.some((alternative) => wildcard(alternative.split("*"), name.toLowerCase()));
}

/** Matches the pieces in order, the first at the start and the last at the end, in linear time for any pattern. */
function wildcard(pieces: readonly string[], name: string): boolean {
  const [first = "", ...others] = pieces;
  if (others.length === 0) return name === first;
  const last = others.pop() ?? "";
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of others) {
    const found = name.indexOf(piece, at);
    if (found === -1 || found + piece.length > name.length - last.length) return false;
    at = found + piece.length;
  }
  return true;
}

/** A table of text columns. */
export function named(names: readonly string[], rows: readonly (readonly (string | null)[])[]): Table {
  const isFlag = (name: string) => name.startsWith("is");
  const columns = names.map((name) =>
    isFlag(name)
      ? { name, type_name: "BOOLEAN", type_text: "BOOLEAN" }
      : { name, type_name: "STRING", type_text: "STRING" },
  );
  return { columns, rows };
}

export function table(run: (query: Query) => Promise<Table>): Plan {
  return { kind: "steps", run };
}
