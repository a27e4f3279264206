import { SqlFailure } from "../../../engine/failure.ts";
import { compileTopQuery } from "../../analysis/compile.ts";
import type { VolumeFile } from "../../files/volume-files.ts";
import type { StoredTable } from "../../metastore/objects.ts";
import type { KnownTable } from "../../metastore/session-catalog.ts";
import type { Query, Relation } from "../../syntax/ast.ts";
import { optionsText } from "../../syntax/option-parser.ts";
import { parseQuery } from "../../syntax/parser.ts";
import { COPY_SOURCE } from "../../syntax/relation-parser.ts";
import type { CopyInto } from "../../syntax/statements/change-ast.ts";
import { type Rows, type StatementContext, textRows } from "../context.ts";
import { loadFiles } from "../loading.ts";
import { appendRows, checkRows } from "./commits.ts";
import { addNewColumns } from "./evolution.ts";
import { stageRows } from "./insert.ts";
import { columnOf, targetTable } from "./targets.ts";

/** Loads the files that the table has not loaded before. */
export async function copyInto(statement: CopyInto, context: StatementContext): Promise<Rows> {
  const table = targetTable(statement.target, context);
  return context.locked(table.name, async () => {
    const options = lowerCase(optionsText(statement.formatOptions));
    const copying = lowerCase(optionsText(statement.copyOptions));
    const path = "path" in statement.from ? statement.from.path : pathOf(statement.from.query);
    const { table: loaded, files } = await loadFiles(
      {
        path: patterned(path, statement),
        format: statement.format,
        options,
        inferTypes: options.get("inferschema") === "true" || statement.format !== "csv",
        header: options.get("header") === "true",
        rescued: false,
        only: (file) =>
          isWanted(file, path, statement) && (copying.get("force") === "true" || !table.loaded.has(fingerprint(file))),
      },
      context,
    );
    if (files.length === 0) return counts(0);
    context.files.named.set(`${COPY_SOURCE}.${path}`, loaded);
    const query = "query" in statement.from ? statement.from.query : selectAll(path);
    const count = await append(query, statement, table, copying.get("mergeschema") === "true", loaded, context);
    for (const file of files) table.loaded.add(fingerprint(file));
    return counts(count);
  });
}

const counts = (rows: number): Rows =>
  textRows(
    ["num_affected_rows BIGINT", "num_inserted_rows BIGINT", "num_skipped_corrupt_files BIGINT"],
    [[String(rows), String(rows), "0"]],
  );

const lowerCase = (options: Readonly<Record<string, string>>) =>
  new Map(Object.entries(options).map(([key, value]) => [key.toLowerCase(), value]));

/** A file that is written again counts as another. */
export const fingerprint = ({ path, size, modified }: VolumeFile): string => `${path} ${size} ${modified}`;

const patterned = (path: string, { pattern }: CopyInto) =>
  pattern === undefined ? path : `${path.replace(/\/+$/, "")}/${pattern}`;

function isWanted(file: VolumeFile, path: string, { files }: CopyInto): boolean {
  return (
    files.length === 0 ||
    files.some((name) => file.path === `${path.replace(/^dbfs:/, "").replace(/\/+$/, "")}/${name}`)
  );
}

function selectAll(path: string): Query {
  const query = parseQuery("SELECT * FROM t");
  const from: Relation = { kind: "named", span: query.span, name: [COPY_SOURCE, path], stream: false, options: [] };
  return query.body.kind === "select" ? { ...query, body: { ...query.body, from } } : query;
}

/** The path in the query of COPY INTO. */
function pathOf(query: Query): string {
  const from = query.body.kind === "select" ? query.body.from : undefined;
  if (from?.kind === "named" && from.name[0] === COPY_SOURCE) return from.name[1] ?? "";
  throw new SqlFailure("PARSE_SYNTAX_ERROR", "Syntax error: the query of COPY INTO reads one path.", "42601");
}

async function append(
  query: Query,
  { columns }: CopyInto,
  table: StoredTable,
  merges: boolean,
  loaded: KnownTable,
  context: StatementContext,
): Promise<number> {
  const compiled = compileTopQuery(query, context.compiler);
  // A table without columns takes those of its first files.
  if (merges || table.columns.length === 0) await addNewColumns(table, compiled.columns, context);
  const given = new Map(
    compiled.columns.map((column, index) => {
      const name = columns.length > 0 ? (columns[index] ?? column.name) : column.name;
      const { compiler } = context;
      const target = columnOf(table, name);
      // Texts of files become what the column is.
      const value =
        column.type.kind === "string"
          ? compiler.context.cast({ type: column.type, sql: column.sql }, target.type)
          : { type: column.type, sql: column.sql };
      return [target.physical, value] as const;
    }),
  );
  const staged = await stageRows(table, compiled, given, context);
  await checkRows(table, staged, context);
  const metrics = { numFiles: "1", numOutputRows: String(staged.count) };
  await appendRows(
    table,
    staged,
    { operation: "COPY INTO", parameters: { source: String(loaded.name[1]) }, metrics },
    context,
  );
  return staged.count;
}
