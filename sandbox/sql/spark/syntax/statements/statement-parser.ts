import type { Query } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import { type ParseOptions, parseAll } from "../parser.ts";
import { queryAfter, withClause } from "../query-parser.ts";
import { alter } from "./alter-parser.ts";
import type { Statement } from "./ast.ts";
import { copyInto, insert, remove, truncate, update } from "./change-parser.ts";
import { create } from "./create-parser.ts";
import { describe, explain } from "./describe-parser.ts";
import { drop, refresh, undrop } from "./drop-parser.ts";
import { comment, grant, tag } from "./governance-parser.ts";
import { analyze, cache, listFiles, optimize, repair, restore, vacuum } from "./maintenance-parser.ts";
import { merge } from "./merge-parser.ts";
import { script } from "./script-parser.ts";
import { beginsQuery, callProcedure, declare, executeImmediate, reset, set, use } from "./session-parser.ts";
import { show } from "./show-parser.ts";

/** One statement, which may end with semicolons. @throws SqlFailure PARSE_SYNTAX_ERROR */
export function parseStatement(text: string, options?: ParseOptions): Statement {
  return parseAll(text, (cursor) => (isScript(cursor) ? script(cursor, statement) : statement(cursor)), options);
}

const isScript = (cursor: Cursor) =>
  (cursor.isWord("BEGIN") && !cursor.isWord("TRANSACTION", 1)) ||
  (cursor.isIdentifier() && cursor.isSymbol(":", 1) && cursor.isWord("BEGIN", 2));

type StatementParser = (cursor: Cursor, start: number) => Statement;

const PARSERS: Readonly<Record<string, StatementParser | undefined>> = {
  WITH: withStatement,
  INSERT: (cursor, start) => insert(cursor, start, { recursive: false, commonTables: [] }),
  UPDATE: update,
  DELETE: remove,
  MERGE: merge,
  TRUNCATE: truncate,
  COPY: copyInto,
  CREATE: create,
  REPLACE: create,
  ALTER: alter,
  DROP: drop,
  UNDROP: undrop,
  REFRESH: refresh,
  SHOW: show,
  DESCRIBE: describe,
  DESC: describe,
  LIST: listFiles,
  OPTIMIZE: optimize,
  VACUUM: vacuum,
  ANALYZE: analyze,
  RESTORE: restore,
  MSCK: repair,
  REPAIR: repair,
  FSCK: repair,
  CACHE: cache,
  UNCACHE: cache,
  CLEAR: cache,
  GRANT: grant,
  REVOKE: grant,
  COMMENT: comment,
  UNSET: tag,
  USE: use,
  RESET: reset,
  DECLARE: declare,
  EXECUTE: executeImmediate,
  CALL: callProcedure,
  SET: (cursor, start) => (cursor.isWords("SET", "TAG", "ON") ? tag(cursor, start) : set(cursor, start)),
  EXPLAIN: (cursor, start) => {
    const mode = explain(cursor);
    return { kind: "explain", mode, statement: statement(cursor), span: cursor.span(start) };
  },
};

function statement(cursor: Cursor): Statement {
  const { start } = cursor;
  const token = cursor.peek();
  const parse = token.kind === "word" ? PARSERS[token.value] : undefined;
  if (parse !== undefined) return parse(cursor, start);
  if (!beginsQuery(cursor)) throw cursor.unexpected();
  return queryStatement(cursor.grammar.query(cursor));
}

/** The common tables of a WITH before INSERT belong to its query. */
function withStatement(cursor: Cursor, start: number): Statement {
  const clause = withClause(cursor);
  if (cursor.isWord("INSERT")) return insert(cursor, start, clause);
  return queryStatement(queryAfter(cursor, start, clause));
}

const queryStatement = (query: Query): Statement => ({ kind: "query", span: query.span, query });
