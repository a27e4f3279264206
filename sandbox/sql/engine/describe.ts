import type { Cursor } from "./cursor.ts";
import { resolveTable, rest, schemaMustExist } from "./ddl.ts";
import { unsupported } from "./failure.ts";
import { schemaComment } from "./information-schema.ts";
import {
  database,
  knownCatalog,
  literal,
  physicalName,
  physicalSchema,
  type Session,
  schemaName,
  type TableName,
} from "./names.ts";
import type { Plan, Query } from "./plan.ts";
import { named, table } from "./show.ts";
import type { Token } from "./tokens.ts";
import { translate } from "./translate.ts";

const HEADER = ["col_name", "data_type", "comment"];

/** `DESCRIBE …` of a table, a schema, a catalog or a query. */
export function describe(cursor: Cursor, tokens: readonly Token[], session: Session): Plan {
  if (cursor.take("CATALOG")) return describeCatalog(cursor, session);
  if (cursor.take("SCHEMA") || cursor.take("DATABASE")) return describeSchema(cursor, session);
  if (cursor.take("QUERY")) return describeQuery(rest(cursor), session);
  const word = cursor.peek()?.text.toUpperCase() ?? "";
  if (/^(SELECT|WITH|VALUES|FROM)$/.test(word)) return describeQuery(tokens.slice(1), session);
  if (/^(HISTORY|DETAIL|FUNCTION|VOLUME)$/.test(word) && tokens.length > 2) {
    throw unsupported("DESCRIBE", `DESCRIBE ${word} is not available in this workspace`);
  }
  cursor.take("TABLE");
  const extended = cursor.take("EXTENDED") || cursor.take("FORMATTED");
  const name = resolveTable(cursor.name(), session);
  cursor.end();
  return describeTable(name, extended, session);
}

function describeTable(name: TableName, extended: boolean, session: Session): Plan {
  const [catalog, schema, relation] = name;
  return table(async (query) => {
    const comments = await columnComments(name, query);
    const { columns } = await query(`SELECT * FROM ${physicalName(name)} LIMIT 0`);
    const rows: (string | null)[][] = columns.map((column) => [
      column.name,
      column.type_text.toLowerCase(),
      comments.get(column.name) ?? null,
    ]);
    if (!extended) return named(HEADER, rows);
    const view = (await query(`SELECT comment FROM duckdb_views() WHERE ${where(name, "view_name")}`)).rows[0];
    const comment = (view ??
      (await query(`SELECT comment FROM duckdb_tables() WHERE ${where(name, "table_name")}`)).rows[0])?.[0];
    const details: (string | null)[][] = [
      ["", "", ""],
      ["# Detailed Table Information", "", ""],
      ["Catalog", catalog, ""],
      ["Database", schema, ""],
      ["Table", relation, ""],
      ["Owner", session.user, ""],
      ["Type", view === undefined ? "MANAGED" : "VIEW", ""],
      ...(comment == null ? [] : [["Comment", comment, ""]]),
      ...(view === undefined ? [["Provider", "delta", ""]] : []),
    ];
    return named(HEADER, [...rows, ...details]);
  });
}

async function columnComments(name: TableName, query: Query): Promise<ReadonlyMap<string, string | null>> {
  const { rows } = await query(`SELECT column_name, comment FROM duckdb_columns() WHERE ${where(name, "table_name")}`);
  return new Map(rows.map(([column, comment]) => [column ?? "", comment ?? null]));
}

function where([catalog, schema, relation]: TableName, column: string): string {
  return `database_name = ${literal(database(catalog))} AND schema_name = ${literal(physicalSchema(schema))} AND ${column} = ${literal(relation)}`;
}

function describeSchema(cursor: Cursor, session: Session): Plan {
  cursor.take("EXTENDED");
  const [given, schema] = schemaName(cursor.name(), session);
  const catalog = knownCatalog(given, session);
  cursor.end();
  return table(async (query) => {
    await query(schemaMustExist(catalog, schema));
    const { rows } = await query(schemaComment(catalog, schema));
    const details = [
      ["Catalog Name", catalog],
      ["Namespace Name", schema],
      ["Comment", rows[0]?.[0] ?? ""],
      ["Owner", session.user],
    ];
    return named(["database_description_item", "database_description_value"], details);
  });
}

function describeCatalog(cursor: Cursor, session: Session): Plan {
  cursor.take("EXTENDED");
  const catalog = knownCatalog(cursor.name().join("."), session);
  cursor.end();
  return table(async () =>
    named(
      ["info_name", "info_value"],
      [
        ["Catalog Name", catalog],
        ["Owner", session.user],
      ],
    ),
  );
}

function describeQuery(tokens: readonly Token[], session: Session): Plan {
  const { sql } = translate(tokens, session);
  return table(async (query) => {
    const { columns } = await query(`SELECT * FROM (${sql}) LIMIT 0`);
    return named(
      HEADER,
      columns.map((column) => [column.name, column.type_text.toLowerCase(), null]),
    );
  });
}
