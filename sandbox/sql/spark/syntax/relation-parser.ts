import type { Expression, Options, Relation, RelationAlias, Sample, TimeTravel } from "./ast.ts";
import { functionCall, isCall } from "./call-parser.ts";
import type { Cursor } from "./cursor.ts";
import { join } from "./join-parser.ts";
import { properties } from "./option-parser.ts";
import { pivot, unpivot } from "./pivot-parser.ts";
import { isAlias } from "./select-item-parser.ts";
import { QUERY_START } from "./words.ts";

/** The first part of the name of the files that COPY INTO reads; the second is their path. */
export const COPY_SOURCE = "'";

/** `FROM a, b LATERAL VIEW … PIVOT …`. */
export function fromClause(cursor: Cursor): Relation {
  cursor.expect("FROM");
  const { start } = cursor;
  let from = relation(cursor);
  while (cursor.takeSymbol(",")) {
    const right = relation(cursor);
    from = { kind: "join", span: cursor.span(start), join: "cross", natural: false, left: from, right };
  }
  const viewed = lateralViews(cursor, from) ?? from;
  return pivots(cursor, start, viewed);
}

/** A relation with its joins. */
export function relation(cursor: Cursor): Relation {
  return cursor.nested(() => {
    const { start } = cursor;
    return cursor.chain(pivots(cursor, start, relationPrimary(cursor)), (left) => {
      const joined = join(cursor, start, left, relationPrimary);
      return joined === undefined ? undefined : pivots(cursor, start, joined);
    });
  });
}

function pivots(cursor: Cursor, start: number, input: Relation): Relation {
  let result = input;
  for (;;) {
    if (cursor.isWord("PIVOT") && cursor.isSymbol("(", 1)) {
      const spread = pivot(cursor);
      result = withAlias(cursor, { kind: "pivot", span: cursor.span(start), input: result, pivot: spread });
    } else if (cursor.isWord("UNPIVOT")) {
      const gathered = unpivot(cursor);
      result = withAlias(cursor, { kind: "unpivot", span: cursor.span(start), input: result, unpivot: gathered });
    } else return result;
  }
}

export function lateralViews(cursor: Cursor, input: Relation | undefined): Relation | undefined {
  let result = input;
  while (cursor.isWords("LATERAL", "VIEW")) {
    const start = result?.span.start ?? cursor.start;
    cursor.expect("LATERAL", "VIEW");
    const outer = cursor.isWord("OUTER") && !cursor.isSymbol("(", 1) && cursor.take("OUTER");
    const callStart = cursor.start;
    const call = functionCall(cursor, callStart, cursor.name());
    const alias = !cursor.isWord("AS") && isAlias(cursor) ? cursor.identifier() : undefined;
    const named = cursor.take("AS") || (alias !== undefined && isAlias(cursor));
    const columns = named ? cursor.list(() => cursor.identifier()) : [];
    result = {
      kind: "lateral_view",
      span: cursor.span(start),
      outer,
      call,
      columns,
      ...(result === undefined ? {} : { input: result }),
      ...(alias === undefined ? {} : { alias }),
    };
  }
  return result;
}

/** One relation without its joins. */
export function relationPrimary(cursor: Cursor): Relation {
  const { start } = cursor;
  const lateral = cursor.isWord("LATERAL") && !cursor.isWord("VIEW", 1) && cursor.take("LATERAL");
  if (cursor.isSymbol("(")) return sampled(cursor, bracketed(cursor, start, lateral));
  if (cursor.isWord("VALUES")) {
    const rows = inlineTable(cursor);
    return withAlias(cursor, { kind: "inline", span: cursor.span(start), rows });
  }
  if (isStream(cursor)) return stream(cursor, start);
  if (cursor.readsPaths && cursor.peek().kind === "string") {
    const name = [COPY_SOURCE, cursor.string()];
    return withAlias(cursor, { kind: "named", span: cursor.span(start), name, stream: false, options: [] });
  }
  return sampled(cursor, tableOrFunction(cursor, start, lateral, false));
}

const isStream = (cursor: Cursor) =>
  cursor.isWord("STREAM") &&
  (cursor.isSymbol("(", 1) || (cursor.isIdentifier(1) && !cursor.isWord("AS", 1) && isNameAhead(cursor)));

/** `STREAM orders` reads a stream; `FROM stream WHERE …` and `FROM stream s` read a table of that name. */
const isNameAhead = (cursor: Cursor) =>
  cursor.isSymbol(".", 2) || cursor.isSymbol("(", 2) || (!isAliasEnd(cursor) && isAlias(cursor));

const isAliasEnd = (cursor: Cursor) =>
  ["WHERE", "GROUP", "ORDER", "LIMIT", "HAVING", "JOIN", "ON", "UNION"].some((word) => cursor.isWord(word, 1));

function stream(cursor: Cursor, start: number): Relation {
  cursor.next();
  const inBrackets = cursor.takeSymbol("(");
  const source = tableOrFunction(cursor, start, false, true);
  if (inBrackets) cursor.expectSymbol(")");
  return inBrackets && (source.kind === "named" || source.kind === "function") ? withAlias(cursor, source) : source;
}

function tableOrFunction(cursor: Cursor, start: number, lateral: boolean, isStreamed: boolean): Relation {
  const simple = isCall(cursor);
  const name = simple ? [cursor.identifier()] : cursor.name();
  if (cursor.isSymbol("(") && (simple || !cursor.isWord("WITH"))) {
    const call = functionCall(cursor, start, name);
    return withAlias(cursor, { kind: "function", span: cursor.span(start), call, lateral, stream: isStreamed });
  }
  const at = timeTravel(cursor);
  const options: Options = cursor.isWord("WITH") && cursor.isSymbol("(", 1) ? tableOptions(cursor) : [];
  const table: Relation = {
    kind: "named",
    span: cursor.span(start),
    name,
    stream: isStreamed,
    options,
    ...(at === undefined ? {} : { at }),
  };
  return cursor.isWord("TABLESAMPLE") ? table : withAlias(cursor, table);
}

function tableOptions(cursor: Cursor): Options {
  cursor.expect("WITH");
  return properties(cursor);
}

function bracketed(cursor: Cursor, start: number, lateral: boolean): Relation {
  let ahead = 1;
  while (cursor.isSymbol("(", ahead)) ahead += 1;
  if (cursor.isAnyWord(QUERY_START, ahead)) {
    const before = cursor.position;
    try {
      cursor.next();
      const query = cursor.grammar.query(cursor);
      cursor.expectSymbol(")");
      return aliasUnlessSampled(cursor, { kind: "derived", span: cursor.span(start), query, lateral });
    } catch (failure) {
      // `((SELECT 1) a JOIN b)` begins as a query and is a join.
      if (ahead === 1) throw failure;
      cursor.return(before);
    }
  }
  cursor.expectSymbol("(");
  const inner = relation(cursor);
  cursor.expectSymbol(")");
  return aliasUnlessSampled(cursor, { kind: "grouped", span: cursor.span(start), relation: inner });
}

type Aliased = Extract<Relation, { readonly alias?: RelationAlias }>;

const aliasUnlessSampled = (cursor: Cursor, inner: Aliased) =>
  cursor.isWord("TABLESAMPLE") ? inner : withAlias(cursor, inner);

function withAlias(cursor: Cursor, inner: Aliased): Relation {
  const alias = tableAlias(cursor);
  return alias === undefined ? inner : { ...inner, alias, span: cursor.span(inner.span.start) };
}

/** `[AS] name [(column, …)]`. */
export function tableAlias(cursor: Cursor): RelationAlias | undefined {
  if (!cursor.take("AS") && !isAlias(cursor)) return undefined;
  const name = cursor.identifier();
  const columns = cursor.isSymbol("(") ? cursor.identifiers() : [];
  return { name, columns };
}

function sampled(cursor: Cursor, input: Relation): Relation {
  if (!cursor.take("TABLESAMPLE")) return input;
  const sample = sampleOf(cursor);
  return withAlias(cursor, { kind: "sample", span: cursor.span(input.span.start), input, sample });
}

/** The method of TABLESAMPLE. */
export function sampleOf(cursor: Cursor): Sample {
  cursor.expectSymbol("(");
  let sample: Sample;
  if (cursor.take("BUCKET")) {
    const bucket = cursor.integer();
    cursor.expect("OUT", "OF");
    sample = { kind: "bucket", bucket, of: cursor.integer() };
  } else {
    const size = cursor.grammar.value(cursor);
    const unit = cursor.takeAny("PERCENT", "ROWS");
    if (unit === undefined) throw cursor.unexpected();
    sample = { kind: unit === "ROWS" ? "rows" : "percent", size };
  }
  cursor.expectSymbol(")");
  if (!cursor.take("REPEATABLE")) return sample;
  const [seed = 0] = cursor.bracketed(() => cursor.integer());
  return { ...sample, seed };
}

/** `VERSION AS OF 3`, `TIMESTAMP AS OF '…'`, `@v3`. */
export function timeTravel(cursor: Cursor): TimeTravel | undefined {
  if (cursor.takeSymbol("@")) return shortTravel(cursor);
  const before = cursor.position;
  cursor.take("FOR");
  const word = cursor.takeAny("VERSION", "SYSTEM_VERSION", "TIMESTAMP", "SYSTEM_TIME");
  if (word === undefined || !cursor.take("AS", "OF")) {
    cursor.return(before);
    return undefined;
  }
  const value = cursor.grammar.value(cursor);
  return word.endsWith("VERSION") ? { kind: "version", version: value } : { kind: "timestamp", timestamp: value };
}

/** `t@v3` and `t@20240102030405000`. */
function shortTravel(cursor: Cursor): TimeTravel {
  const { start } = cursor;
  const token = cursor.next();
  const version = /^V(\d+)$/.exec(token.value)?.[1];
  if (version !== undefined) {
    const literal: Expression = {
      kind: "literal",
      span: cursor.span(start),
      type: { kind: "int" },
      value: Number(version),
    };
    return { kind: "version", version: literal };
  }
  const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/.exec(token.value);
  if (digits === null) throw cursor.unexpected(token);
  const [, year, month, day, hour, minute, second, millis] = digits;
  const text = `${year}-${month}-${day} ${hour}:${minute}:${second}.${millis}`;
  return { kind: "timestamp", timestamp: { kind: "typed_literal", span: cursor.span(start), type: "timestamp", text } };
}

/** The rows of `VALUES (1, 2), (3, 4)`, or `VALUES 1, 2`. */
export function inlineTable(cursor: Cursor): Expression[][] {
  cursor.expect("VALUES");
  return cursor.list(() => {
    const row = cursor.grammar.expression(cursor);
    return row.kind === "tuple" ? row.items.map(bare) : [row];
  });
}

const bare = (item: Expression) => (item.kind === "aliased" ? item.operand : item);
