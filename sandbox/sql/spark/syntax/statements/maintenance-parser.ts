import type { Cursor } from "../cursor.ts";
import { timeTravel } from "../relation-parser.ts";
import type { Description, Maintenance } from "./ast.ts";

export function optimize(cursor: Cursor, start: number): Maintenance {
  cursor.expect("OPTIMIZE");
  const name = cursor.name();
  const full = cursor.take("FULL");
  const where = cursor.take("WHERE") ? { where: cursor.grammar.expression(cursor) } : {};
  const ordered = cursor.take("ZORDER", "BY");
  const zorderBy = ordered
    ? cursor.isSymbol("(")
      ? cursor.bracketed(() => cursor.name())
      : cursor.list(() => cursor.name())
    : [];
  return { kind: "optimize", name, full, ...where, zorderBy, span: cursor.span(start) };
}

export function vacuum(cursor: Cursor, start: number): Maintenance {
  cursor.expect("VACUUM");
  const name = cursor.peek().kind === "string" ? ["delta", cursor.string()] : cursor.name();
  let retainHours: number | undefined;
  let dryRun = false;
  for (;;) {
    if (cursor.take("RETAIN")) {
      retainHours = Number(cursor.next().value);
      cursor.expect("HOURS");
    } else if (cursor.take("DRY", "RUN")) dryRun = true;
    else if (!cursor.take("FULL") && !cursor.take("LITE")) break;
  }
  return {
    kind: "vacuum",
    name,
    dryRun,
    ...(retainHours === undefined ? {} : { retainHours }),
    span: cursor.span(start),
  };
}

export function analyze(cursor: Cursor, start: number): Maintenance {
  cursor.expect("ANALYZE", "TABLE");
  const name = cursor.name();
  if (cursor.take("PARTITION")) cursor.bracketed(() => cursor.grammar.expression(cursor));
  cursor.expect("COMPUTE");
  cursor.take("DELTA");
  cursor.expect("STATISTICS");
  cursor.take("NOSCAN");
  const some = cursor.take("FOR", "COLUMNS");
  if (!some) cursor.take("FOR", "ALL", "COLUMNS");
  const columns = some ? cursor.list(() => cursor.identifier()) : [];
  return { kind: "analyze", name, columns, span: cursor.span(start) };
}

export function restore(cursor: Cursor, start: number): Maintenance {
  cursor.expect("RESTORE");
  cursor.take("TABLE");
  const name = cursor.name();
  cursor.take("TO");
  const to = timeTravel(cursor);
  if (to === undefined) throw cursor.unexpected();
  return { kind: "restore", name, to, span: cursor.span(start) };
}

export function repair(cursor: Cursor, start: number): Maintenance {
  cursor.take("MSCK");
  cursor.expect("REPAIR", "TABLE");
  const name = cursor.name();
  if (cursor.takeAny("ADD", "DROP", "SYNC") !== undefined) cursor.take("PARTITIONS") || cursor.take("METADATA");
  return { kind: "repair", name, span: cursor.span(start) };
}

/** CACHE, UNCACHE and CLEAR CACHE. The workspace has no cache, so what follows them is not read. */
export function cache(cursor: Cursor, start: number): Maintenance {
  while (!cursor.atEnd() && !cursor.isSymbol(";")) cursor.next();
  const span = cursor.span(start);
  return { kind: "cache", text: cursor.text.slice(span.start, span.end), span };
}

export function listFiles(cursor: Cursor, start: number): Description {
  cursor.expect("LIST");
  const path = cursor.peek().kind === "string" ? cursor.string() : cursor.identifier();
  const limit = cursor.take("LIMIT") ? { limit: cursor.integer() } : {};
  return { kind: "list_files", path, ...limit, span: cursor.span(start) };
}
