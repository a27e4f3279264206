import { SqlFailure } from "../../../engine/failure.ts";
import type { Cursor } from "../cursor.ts";
import { keys, properties } from "../option-parser.ts";
import { columnType } from "../type-parser.ts";
import {
  columnDefinition,
  columnMask,
  columnPosition,
  isTableConstraint,
  rowFilter,
  tableConstraint,
} from "./column-parser.ts";
import type { Alter, AlterAction, ColumnChange, ColumnDefinition } from "./definition-ast.ts";
import { clusterColumns, isRefresh, refreshClause } from "./table-parser.ts";

export function alter(cursor: Cursor, start: number): Alter {
  cursor.expect("ALTER");
  const object = alterObject(cursor);
  const name = cursor.name();
  const action = actionOf(cursor);
  return { kind: "alter", object, name, action, span: cursor.span(start) };
}

function alterObject(cursor: Cursor): Alter["object"] {
  if (cursor.take("MATERIALIZED", "VIEW")) return "materialized_view";
  if (cursor.take("STREAMING", "TABLE")) return "streaming_table";
  const word = cursor.takeAny("TABLE", "VIEW", "SCHEMA", "DATABASE", "NAMESPACE", "CATALOG", "VOLUME");
  switch (word) {
    case undefined:
      throw cursor.unexpected();
    case "TABLE":
      return "table";
    case "VIEW":
      return "view";
    case "CATALOG":
      return "catalog";
    case "VOLUME":
      return "volume";
    default:
      return "schema";
  }
}

function actionOf(cursor: Cursor): AlterAction {
  const word = cursor.takeAny("RENAME", "ADD", "DROP", "ALTER", "CHANGE", "SET", "UNSET", "CLUSTER", "AS", "OWNER");
  switch (word) {
    case "RENAME":
      return rename(cursor);
    case "ADD":
      if (isRefresh(cursor)) return { kind: "refresh", text: refreshClause(cursor) };
      return add(cursor);
    case "DROP":
      return drop(cursor);
    case "ALTER":
    case "CHANGE":
      if (isRefresh(cursor)) return { kind: "refresh", text: refreshClause(cursor) };
      cursor.take("COLUMN");
      return { kind: "alter_column", column: cursor.name(), change: columnChange(cursor) };
    case "SET":
      return set(cursor);
    case "UNSET":
      return unset(cursor);
    case "CLUSTER":
      cursor.expect("BY");
      return { kind: "cluster_by", columns: clusterColumns(cursor) };
    case "OWNER":
      cursor.expect("TO");
      return { kind: "owner", to: cursor.identifier() };
    case "AS": {
      if (cursor.peek().kind === "string") return { kind: "view_metrics", text: cursor.string() };
      const from = cursor.start;
      const query = cursor.grammar.query(cursor);
      return { kind: "view_query", query, text: cursor.text.slice(from, cursor.span(from).end) };
    }
    default:
      return setting(cursor);
  }
}

/** Settings without effect here are skipped. */
function setting(cursor: Cursor): AlterAction {
  const { start } = cursor;
  const known = ["ENABLE", "DISABLE", "INHERIT", "RECOVER", "REPLACE", "DEFAULT", "PARTITION"].some((each) =>
    cursor.isWord(each),
  );
  if (!known) throw cursor.unexpected();
  return skipped(cursor, start);
}

function skipped(cursor: Cursor, start: number): AlterAction {
  while (!cursor.atEnd() && !cursor.isSymbol(";")) cursor.next();
  const { end } = cursor.span(start);
  return { kind: "setting", text: cursor.text.slice(start, end) };
}

function rename(cursor: Cursor): AlterAction {
  if (cursor.take("COLUMN")) {
    const from = cursor.name();
    cursor.expect("TO");
    return { kind: "rename_column", from, to: cursor.identifier() };
  }
  cursor.expect("TO");
  return { kind: "rename", to: cursor.name() };
}

function add(cursor: Cursor): AlterAction {
  if (isTableConstraint(cursor)) return { kind: "add_constraint", constraint: tableConstraint(cursor) };
  if (cursor.isWord("PARTITION") || cursor.isWord("IF")) return skipped(cursor, cursor.start);
  if (cursor.takeAny("COLUMN", "COLUMNS") === undefined) throw cursor.unexpected();
  const one = () => positioned(cursor);
  return { kind: "add_columns", columns: cursor.isSymbol("(") ? cursor.bracketed(one) : cursor.list(one) };
}

function positioned(cursor: Cursor) {
  const definition: ColumnDefinition = columnDefinition(cursor);
  const position = columnPosition(cursor);
  const rest = cursor.take("COMMENT") ? { comment: cursor.string() } : {};
  return position === undefined ? definition : { ...definition, position, ...rest };
}

function drop(cursor: Cursor): AlterAction {
  if (cursor.take("ROW", "FILTER")) return { kind: "drop_row_filter" };
  if (cursor.take("SCHEDULE") || cursor.take("TRIGGER", "ON", "UPDATE")) return { kind: "refresh" };
  if (cursor.isWord("PARTITION")) throw unsupportedPartition();
  const columns = cursor.takeAny("COLUMN", "COLUMNS") !== undefined;
  if (columns) {
    const ifExists = cursor.take("IF", "EXISTS");
    const one = () => cursor.name();
    return { kind: "drop_columns", columns: cursor.isSymbol("(") ? cursor.bracketed(one) : cursor.list(one), ifExists };
  }
  if (cursor.take("CONSTRAINT")) {
    const ifExists = cursor.take("IF", "EXISTS");
    const name = cursor.identifier();
    cursor.takeAny("RESTRICT", "CASCADE");
    return { kind: "drop_constraint", name, of: "named", columns: [], ifExists };
  }
  return dropKey(cursor);
}

function dropKey(cursor: Cursor): AlterAction {
  const primary = cursor.take("PRIMARY", "KEY");
  if (!primary) cursor.expect("FOREIGN", "KEY");
  const ifExists = cursor.take("IF", "EXISTS");
  const columns = primary ? [] : cursor.identifiers();
  cursor.takeAny("RESTRICT", "CASCADE");
  return { kind: "drop_constraint", of: primary ? "primary_key" : "foreign_key", columns, ifExists };
}

function columnChange(cursor: Cursor): ColumnChange {
  if (cursor.take("TYPE")) return { kind: "type", type: columnType(cursor) };
  if (cursor.take("COMMENT")) return { kind: "comment", comment: cursor.take("NULL") ? null : cursor.string() };
  if (cursor.take("SET", "NOT", "NULL")) return { kind: "set_not_null" };
  if (cursor.take("DROP", "NOT", "NULL")) return { kind: "drop_not_null" };
  if (cursor.take("SET", "DEFAULT")) return { kind: "default", value: cursor.grammar.expression(cursor) };
  if (cursor.take("DROP", "DEFAULT")) return { kind: "drop_default" };
  if (cursor.take("SET", "MASK")) return { kind: "mask", mask: columnMask(cursor) };
  if (cursor.take("DROP", "MASK")) return { kind: "drop_mask" };
  if (cursor.take("SET", "TAGS")) return { kind: "set_tags", tags: properties(cursor) };
  if (cursor.take("UNSET", "TAGS")) return { kind: "unset_tags", keys: keys(cursor) };
  if (cursor.take("SYNC", "IDENTITY")) return { kind: "sync_identity" };
  const position = columnPosition(cursor);
  if (position !== undefined) return { kind: "position", position };
  throw cursor.unexpected();
}

function set(cursor: Cursor): AlterAction {
  if (cursor.take("TBLPROPERTIES") || cursor.take("DBPROPERTIES") || cursor.take("PROPERTIES")) {
    return { kind: "set_properties", properties: properties(cursor) };
  }
  if (cursor.take("TAGS")) return { kind: "set_tags", tags: properties(cursor) };
  if (cursor.take("ROW", "FILTER")) return { kind: "set_row_filter", filter: rowFilter(cursor) };
  if (cursor.take("OWNER", "TO")) return { kind: "owner", to: cursor.identifier() };
  const { start } = cursor;
  const known = ["LOCATION", "MANAGED", "SERDE", "SERDEPROPERTIES", "DEFAULT"].some((each) => cursor.isWord(each));
  if (!known) throw cursor.unexpected();
  return skipped(cursor, start);
}

function unset(cursor: Cursor): AlterAction {
  if (cursor.take("TAGS")) return { kind: "unset_tags", keys: keys(cursor) };
  if (!cursor.take("TBLPROPERTIES") && !cursor.take("DBPROPERTIES")) cursor.expect("PROPERTIES");
  const ifExists = cursor.take("IF", "EXISTS");
  return { kind: "unset_properties", keys: keys(cursor), ifExists };
}

const unsupportedPartition = () =>
  new SqlFailure(
    "DELTA_OPERATION_NOT_ALLOWED",
    "Operation not allowed: `ALTER TABLE DROP PARTITION` is not supported for Delta tables. Use DELETE instead.",
    "0AKDC",
  );
