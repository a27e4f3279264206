import type { Cursor } from "./cursor.ts";
import { syntaxError, unsupported } from "./failure.ts";
import { commentOnSchema } from "./information-schema.ts";
import {
  database,
  knownCatalog,
  literal,
  physicalName,
  physicalSchema,
  quote,
  type Session,
  schemaName,
  type TableName,
  tableName,
} from "./names.ts";
import { nothing, type Plan, steps } from "./plan.ts";
import type { Token } from "./tokens.ts";
import { translate, translateType } from "./translate.ts";

/** Reads the name of a table in an existing catalog. */
export function resolveTable(parts: readonly string[], session: Session): TableName {
  const [catalog, schema, table] = tableName(parts, session);
  return [knownCatalog(catalog, session), schema, table];
}

/** Reads the name of a schema in an existing catalog, as DuckDB writes it. */
function resolveSchema(parts: readonly string[], session: Session): string {
  const [catalog, schema] = schemaName(parts, session);
  return `${quote(database(knownCatalog(catalog, session)))}.${quote(physicalSchema(schema))}`;
}

export function createSchema(cursor: Cursor, session: Session): Plan {
  const unless = cursor.take("IF", "NOT", "EXISTS") ? "IF NOT EXISTS " : "";
  const [given, schema] = schemaName(cursor.name(), session);
  const catalog = knownCatalog(given, session);
  const comment = cursor.take("COMMENT") ? cursor.string() : undefined;
  cursor.end();
  const create = `CREATE SCHEMA ${unless}${quote(database(catalog))}.${quote(schema)}`;
  return comment === undefined ? steps(create) : steps(create, commentOnSchema(catalog, schema, comment));
}

export function dropSchema(cursor: Cursor, session: Session): Plan {
  const exists = cursor.take("IF", "EXISTS") ? "IF EXISTS " : "";
  const schema = resolveSchema(cursor.name(), session);
  const cascade = cursor.take("CASCADE") ? " CASCADE" : "";
  if (cascade === "") cursor.take("RESTRICT");
  cursor.end();
  return steps(`DROP SCHEMA ${exists}${schema}${cascade}`);
}

export function commentOn(cursor: Cursor, session: Session): Plan {
  const column = cursor.take("COLUMN");
  const schema = !column && (cursor.take("SCHEMA") || cursor.take("DATABASE"));
  const view = !column && !schema && cursor.take("VIEW");
  if (!column && !schema && !view) cursor.expect("TABLE");
  const parts = cursor.name();
  cursor.expect("IS");
  const comment = cursor.take("NULL") ? "" : cursor.string();
  const text = comment === "" ? "NULL" : literal(comment);
  cursor.end();
  if (schema) {
    const [given, name] = schemaName(parts, session);
    const catalog = knownCatalog(given, session);
    return steps(schemaMustExist(catalog, name), commentOnSchema(catalog, name, comment));
  }
  if (!column)
    return steps(`COMMENT ON ${view ? "VIEW" : "TABLE"} ${physicalName(resolveTable(parts, session))} IS ${text}`);
  const table = physicalName(resolveTable(parts.slice(0, -1), session));
  return steps(`COMMENT ON COLUMN ${table}.${quote(parts.at(-1) ?? "")} IS ${text}`);
}

export function alterTable(cursor: Cursor, session: Session): Plan {
  const name = resolveTable(cursor.name(), session);
  const alter = `ALTER TABLE ${physicalName(name)}`;
  if (cursor.take("RENAME", "TO")) return rename(alter, name, cursor.name(), session);
  if (cursor.take("RENAME", "COLUMN")) {
    const from = cursor.next().value;
    cursor.expect("TO");
    const to = cursor.next().value;
    cursor.end();
    return steps(`${alter} RENAME COLUMN ${quote(from)} TO ${quote(to)}`);
  }
  if (cursor.take("ADD", "COLUMNS") || cursor.take("ADD", "COLUMN")) return addColumns(alter, name, cursor);
  if (cursor.take("DROP", "COLUMN")) {
    const exists = cursor.take("IF", "EXISTS") ? "IF EXISTS " : "";
    const column = cursor.next().value;
    cursor.end();
    return steps(`${alter} DROP COLUMN ${exists}${quote(column)}`);
  }
  if (cursor.take("ALTER", "COLUMN")) return alterColumn(alter, name, cursor);
  throw unsupported(
    "TABLE_OPERATION",
    `Table ${name.map((part) => `\`${part}\``).join(".")} does not support this form of ALTER TABLE`,
  );
}

function rename(alter: string, name: TableName, parts: readonly string[], session: Session): Plan {
  const target = resolveTable(parts, { ...session, catalog: name[0], schema: name[1] });
  if (target[0] !== name[0] || target[1] !== name[1])
    throw unsupported("TABLE_OPERATION", "a table cannot be renamed into another schema");
  return steps(`${alter} RENAME TO ${quote(target[2])}`);
}

function addColumns(alter: string, name: TableName, cursor: Cursor): Plan {
  const inner = cursor.parenthesised() ?? rest(cursor);
  const sqls = splitColumns(inner).flatMap((column) => {
    const { kept, comment } = withoutComment(column);
    const [first, ...type] = kept;
    if (first === undefined) throw syntaxError("");
    const add = `${alter} ADD COLUMN ${quote(first.value)} ${translateType(type)}`;
    return comment === undefined
      ? [add]
      : [add, `COMMENT ON COLUMN ${physicalName(name)}.${quote(first.value)} IS ${literal(comment)}`];
  });
  return steps(...sqls);
}

function alterColumn(alter: string, name: TableName, cursor: Cursor): Plan {
  const column = cursor.next().value;
  if (cursor.take("COMMENT"))
    return steps(`COMMENT ON COLUMN ${physicalName(name)}.${quote(column)} IS ${literal(cursor.string())}`);
  if (cursor.take("SET", "NOT", "NULL")) return steps(`${alter} ALTER COLUMN ${quote(column)} SET NOT NULL`);
  if (cursor.take("DROP", "NOT", "NULL")) return steps(`${alter} ALTER COLUMN ${quote(column)} DROP NOT NULL`);
  if (cursor.take("TYPE")) return steps(`${alter} ALTER COLUMN ${quote(column)} TYPE ${translateType(rest(cursor))}`);
  throw syntaxError(cursor.peek()?.text ?? "");
}

/** `INSERT OVERWRITE`: replaces all rows in one transaction. */
export function insertOverwrite(tokens: readonly Token[], session: Session): Plan {
  const target = tokens[2]?.text.toUpperCase() === "TABLE" ? 3 : 2;
  const into = tokens
    .map((token, i) => (i === 1 ? { ...token, text: "INTO", value: "INTO" } : token))
    .filter((_, i) => i !== 2 || target === 2);
  const { kind, sql } = translate(into, session);
  const table = /^INSERT INTO ((?:"(?:[^"]|"")*"\.?)+)/.exec(sql)?.[1];
  if (kind !== "insert" || table === undefined) throw syntaxError("OVERWRITE");
  return {
    kind: "steps",
    async run(query) {
      await query("BEGIN");
      try {
        await query(`DELETE FROM ${table}`);
        const inserted = await query(sql);
        await query("COMMIT");
        const count = inserted.rows[0]?.[0] ?? "0";
        const column = (name: string) => ({ name, type_name: "LONG", type_text: "BIGINT" });
        return { columns: [column("num_affected_rows"), column("num_inserted_rows")], rows: [[count, count]] };
      } catch (error) {
        await query("ROLLBACK");
        throw error;
      }
    },
  };
}

/** `USE`: every statement has its own session, so this only checks the name. */
export function useNames(cursor: Cursor, session: Session): Plan {
  const isCatalog = cursor.take("CATALOG");
  if (!isCatalog && !cursor.take("SCHEMA")) cursor.take("DATABASE");
  const parts = cursor.name();
  cursor.end();
  if (isCatalog) {
    knownCatalog(parts.join("."), session);
    return { kind: "steps", run: async () => nothing };
  }
  const [catalog, schema] = schemaName(parts, session);
  return steps(schemaMustExist(knownCatalog(catalog, session), schema));
}

/** A query that fails as DuckDB would if the schema does not exist. */
export function schemaMustExist(catalog: string, schema: string): string {
  const missing = literal(`Schema with name ${schema} does not exist`);
  return `SELECT CASE WHEN count(*) = 0 THEN error(${missing}) END FROM duckdb_schemas() WHERE database_name = ${literal(database(catalog))} AND schema_name = ${literal(physicalSchema(schema))}`;
}

export function rest(cursor: Cursor): readonly Token[] {
  const tokens: Token[] = [];
  while (cursor.peek() !== undefined) tokens.push(cursor.next());
  return tokens;
}

/** The definitions of a table, split at commas that are not inside a type. */
export function splitColumns(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const columns: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "symbol" && (token.text === "(" || token.text === "<")) depth++;
    if (token.kind === "symbol" && (token.text === ")" || token.text === ">")) depth--;
    if (token.kind === "symbol" && token.text === "," && depth === 0) columns.push([]);
    else columns.at(-1)?.push(token);
  }
  return columns;
}

/** A column definition without `COMMENT 'text'`, which DuckDB accepts only as a statement. */
export function withoutComment(column: readonly Token[]): { kept: readonly Token[]; comment: string | undefined } {
  const at = column.findIndex(
    (token, i) => token.kind === "word" && token.text.toUpperCase() === "COMMENT" && column[i + 1]?.kind === "string",
  );
  if (at === -1) return { kept: column, comment: undefined };
  return { kept: [...column.slice(0, at), ...column.slice(at + 2)], comment: column[at + 1]?.value };
}
