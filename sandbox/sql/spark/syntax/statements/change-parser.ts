import type { Expression, NameParts, Options, Query, Relation } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import { properties } from "../option-parser.ts";
import { queryAfter, type WithClause, withClause } from "../query-parser.ts";
import { relationPrimary, tableAlias } from "../relation-parser.ts";
import type { Assignment, CopyInto, Delete, Insert, Truncate, Update } from "./change-ast.ts";

/** `INSERT …`. The common tables of a WITH before it belong to its query. */
export function insert(cursor: Cursor, start: number, before: WithClause): Insert {
  cursor.expect("INSERT");
  const schemaEvolution = cursor.take("WITH", "SCHEMA", "EVOLUTION");
  const overwrite = cursor.takeAny("INTO", "OVERWRITE") === "OVERWRITE";
  if (!overwrite) cursor.take("OVERWRITE");
  if (overwrite) cursor.take("INTO");
  cursor.take("TABLE");
  const target = cursor.name();
  const alias = !cursor.isWord("REPLACE") && cursor.take("AS") ? { alias: cursor.identifier() } : {};
  const partition = cursor.take("PARTITION") ? cursor.bracketed(() => partitionValue(cursor)) : [];
  const ifNotExists = cursor.take("IF", "NOT", "EXISTS");
  const replace = replaceClause(cursor);
  const columns = isColumnList(cursor) ? cursor.identifiers() : [];
  const byName = columns.length === 0 && cursor.take("BY", "NAME");
  const query = before.commonTables.length > 0 ? queryAfter(cursor, start, before) : source(cursor);
  return {
    kind: "insert",
    span: cursor.span(start),
    target,
    ...alias,
    columns,
    using: [],
    mode: overwrite ? "overwrite" : "into",
    ...replace,
    partition,
    byName,
    ifNotExists,
    schemaEvolution,
    query,
  };
}

function source(cursor: Cursor): Query {
  const { start } = cursor;
  return queryAfter(cursor, start, withClause(cursor));
}

function partitionValue(cursor: Cursor): { column: string; value?: Expression } {
  const column = cursor.identifier();
  return cursor.takeSymbol("=") ? { column, value: cursor.grammar.expression(cursor) } : { column };
}

type Replacement = Pick<Insert, "mode"> & Partial<Pick<Insert, "condition" | "using">>;

function replaceClause(cursor: Cursor): Replacement | undefined {
  if (!cursor.take("REPLACE")) return undefined;
  if (cursor.take("WHERE")) return { mode: "replace_where", condition: cursor.grammar.expression(cursor) };
  if (cursor.take("USING")) return { mode: "replace_using", using: cursor.identifiers() };
  cursor.expect("ON");
  return { mode: "replace_on", condition: cursor.grammar.expression(cursor) };
}

/** `(a, b)` before the query, which may itself begin with a bracket. */
function isColumnList(cursor: Cursor): boolean {
  if (!cursor.isSymbol("(") || !cursor.isIdentifier(1)) return false;
  return cursor.isSymbol(",", 2) || cursor.isSymbol(")", 2);
}

export function update(cursor: Cursor, start: number): Update {
  cursor.expect("UPDATE");
  const target = cursor.name();
  const alias = targetAlias(cursor);
  cursor.expect("SET");
  const list = assignments(cursor);
  const where = cursor.take("WHERE") ? { where: cursor.grammar.expression(cursor) } : {};
  return { kind: "update", span: cursor.span(start), target, ...alias, assignments: list, ...where };
}

export function remove(cursor: Cursor, start: number): Delete {
  cursor.expect("DELETE", "FROM");
  const target = cursor.name();
  const alias = targetAlias(cursor);
  const where = cursor.take("WHERE") ? { where: cursor.grammar.expression(cursor) } : {};
  return { kind: "delete", span: cursor.span(start), target, ...alias, ...where };
}

export function truncate(cursor: Cursor, start: number): Truncate {
  cursor.expect("TRUNCATE", "TABLE");
  const target = cursor.name();
  return { kind: "truncate", span: cursor.span(start), target };
}

export function targetAlias(cursor: Cursor): { alias?: string } {
  const alias = tableAlias(cursor);
  return alias === undefined ? {} : { alias: alias.name };
}

export function assignments(cursor: Cursor): Assignment[] {
  return cursor.list(() => {
    const target: NameParts = cursor.name();
    cursor.expectSymbol("=");
    return { target, value: cursor.grammar.expression(cursor) };
  });
}

/** The table or subquery of MERGE … USING. */
export function mergeSource(cursor: Cursor): Relation {
  return relationPrimary(cursor);
}

export function copyInto(cursor: Cursor, start: number): CopyInto {
  cursor.expect("COPY", "INTO");
  const target = cursor.name();
  const columns = isColumnList(cursor) ? cursor.identifiers() : [];
  if (cursor.take("BY")) cursor.expect("POSITION");
  cursor.expect("FROM");
  const from = copySource(cursor);
  cursor.expect("FILEFORMAT");
  cursor.expectSymbol("=");
  const format = cursor.identifier().toLowerCase();
  return { kind: "copy_into", target, columns, from, format, ...copyClauses(cursor), span: cursor.span(start) };
}

function copySource(cursor: Cursor): CopyInto["from"] {
  if (cursor.isSymbol("(")) {
    cursor.readsPaths = true;
    const [query] = cursor.bracketed(() => cursor.grammar.query(cursor));
    cursor.readsPaths = false;
    if (query === undefined) throw cursor.unexpected();
    return { query };
  }
  const path = cursor.peek().kind === "string" ? cursor.string() : cursor.identifier();
  if (cursor.take("WITH")) skipBrackets(cursor);
  return { path };
}

/** Credentials, which are not needed here. */
function skipBrackets(cursor: Cursor): void {
  cursor.expectSymbol("(");
  for (let depth = 1; depth > 0; ) {
    const token = cursor.next();
    if (token.kind === "end") throw cursor.unexpected(token);
    if (token.kind === "symbol" && token.value === "(") depth += 1;
    if (token.kind === "symbol" && token.value === ")") depth -= 1;
  }
}

function copyClauses(cursor: Cursor) {
  let validate: "all" | number | undefined;
  let files: string[] = [];
  let pattern: string | undefined;
  let formatOptions: Options = [];
  let copyOptions: Options = [];
  while (!cursor.atEnd() && !cursor.isSymbol(";")) {
    const word = cursor.takeAny("VALIDATE", "FILES", "PATTERN", "FORMAT_OPTIONS", "COPY_OPTIONS");
    if (word === "VALIDATE") validate = validation(cursor);
    else if (word === "FORMAT_OPTIONS") formatOptions = properties(cursor);
    else if (word === "COPY_OPTIONS") copyOptions = properties(cursor);
    else if (word === "FILES") {
      cursor.expectSymbol("=");
      files = cursor.bracketed(() => cursor.string());
    } else if (word === "PATTERN") {
      cursor.expectSymbol("=");
      pattern = cursor.string();
    } else throw cursor.unexpected();
  }
  return {
    files,
    formatOptions,
    copyOptions,
    ...(validate === undefined ? {} : { validate }),
    ...(pattern === undefined ? {} : { pattern }),
  };
}

function validation(cursor: Cursor): "all" | number {
  if (cursor.take("ALL")) return "all";
  if (cursor.peek().kind !== "number") return "all";
  const rows = cursor.integer();
  cursor.expect("ROWS");
  return rows;
}
