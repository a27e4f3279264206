import { lex, type SqlToken } from "../lexer.ts";
import { quotedPart } from "../names.ts";
import { numberOf } from "../quantities.ts";
import type { Row } from "../rows/rows.ts";
import { bare, is, isName, namesOfWith, plain } from "../token.ts";

/** One side of a join: a table as the query names it, and the columns that must be equal, in order. */
export interface JoinSide {
  readonly table: readonly string[];
  readonly columns: readonly string[];
  /** Whether the query adds up or counts columns of this table. */
  readonly summed?: boolean;
}

/** Two tables that a query joins by equal columns. */
export interface EqualityJoin {
  readonly left: JoinSide;
  readonly right: JoinSide;
}

/** The rows that a join makes of its tables, without the other conditions of the query. */
export interface JoinMeasure extends EqualityJoin {
  readonly rows: readonly [left: number, right: number];
  readonly joined: number;
  /** The most frequent value of the columns on each side, with its rows. */
  readonly top: readonly [left: TopValue, right: TopValue];
}
export interface TopValue {
  readonly value: string;
  readonly rows: number;
}

/** Words that end the conditions of a join, or a list of tables. */
const CLAUSES = new Set(
  `WHERE GROUP ORDER HAVING LIMIT OFFSET UNION INTERSECT EXCEPT MINUS QUALIFY WINDOW JOIN INNER LEFT RIGHT FULL CROSS SEMI
   ANTI NATURAL SORT CLUSTER DISTRIBUTE LATERAL PIVOT UNPIVOT TABLESAMPLE ON USING SELECT FROM`.split(/\s+/),
);

/**
 * The joins of a query between tables that it names, by columns with the alias of their table. Tables of `WITH`, subqueries,
 * and conditions with OR are left out: what they join is known only to the platform. Accepts any text; takes linear time.
 */
export function joinsOf(sql: string): EqualityJoin[] {
  const { tokens, fault } = lex(sql);
  if (fault !== undefined) return [];
  const named = tablesOf(tokens);
  const pairs = new Map<string, { left: string; right: string; columns: [string, string][] }>();
  for (const [first, second] of equalitiesOf(tokens)) {
    const [a, b] = [first.alias, second.alias];
    if (a === b || !named.has(a) || !named.has(b)) continue;
    const known = pairs.get(`${a} ${b}`) ?? pairs.get(`${b} ${a}`);
    const pair = known ?? { left: a, right: b, columns: [] };
    if (!known) pairs.set(`${a} ${b}`, pair);
    pair.columns.push(pair.left === a ? [first.column, second.column] : [second.column, first.column]);
  }
  const summed = summedAliases(tokens);
  const side = (alias: string, columns: readonly string[]): JoinSide => ({
    table: named.get(alias) ?? [],
    columns,
    ...(summed.has(alias) && { summed: true }),
  });
  return [...pairs.values()].map(({ left, right, columns }) => ({
    left: side(
      left,
      columns.map(([one]) => one),
    ),
    right: side(
      right,
      columns.map(([, one]) => one),
    ),
  }));
}

/** Tables of which `sum`, `avg` or `count` takes a column, by alias: `sum(o.total)`. DISTINCT counts no row twice. */
const summedAliases = (tokens: readonly SqlToken[]): ReadonlySet<string> =>
  new Set(
    tokens.flatMap((token, at) => {
      const column = /^(?:SUM|AVG|COUNT)$/.test(bare(token)) && is(tokens[at + 1], "(") && columnAt(tokens, at + 2);
      return column ? [column.alias] : [];
    }),
  );

/** The tables after FROM, JOIN and commas, by alias. An alias that is used twice, in two subqueries, is left out. */
function tablesOf(tokens: readonly SqlToken[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const twice = new Set<string>();
  const inWith = namesOfWith(tokens);
  let inFrom = false;
  for (let at = 0; at < tokens.length; at += 1) {
    const word = is(tokens[at - 1], ".") ? "" : bare(tokens[at]);
    if (word === "FROM") inFrom = true;
    else if (CLAUSES.has(word) && word !== "JOIN") inFrom = false;
    if (word !== "FROM" && word !== "JOIN" && !(inFrom && is(tokens[at], ","))) continue;
    const { parts, alias, end } = tableAt(tokens, at + 1);
    at = end - 1;
    if (alias === undefined || (parts.length === 1 && inWith.has(parts[0]?.toLowerCase() ?? ""))) continue;
    if (found.has(alias)) twice.add(alias);
    found.set(alias, parts);
  }
  for (const alias of twice) found.delete(alias);
  return found;
}

/** A name with its alias, e.g. `main.sales.orders AS o`; without an alias where it is not a table: a subquery, a function. */
function tableAt(tokens: readonly SqlToken[], start: number) {
  const parts: string[] = [];
  let at = start;
  for (let token = tokens[at]; isName(token) && !CLAUSES.has(bare(token)); token = tokens[at]) {
    parts.push(plain(token));
    at += is(tokens[at + 1], ".") ? 2 : 1;
    if (!is(tokens[at - 1], ".")) break;
  }
  if (parts.length === 0 || is(tokens[at], "(") || is(tokens[at], "@")) {
    return { parts, alias: undefined, end: Math.max(at, start) };
  }
  if (bare(tokens[at]) === "AS") at += 1;
  const next = tokens[at];
  const aliased = isName(next) && !CLAUSES.has(bare(next));
  return { parts, alias: aliased ? nameKey(next) : parts.at(-1)?.toLowerCase(), end: aliased ? at + 1 : at };
}

const nameKey = (token: SqlToken): string => plain(token).toLowerCase();

interface ColumnOf {
  readonly alias: string;
  readonly column: string;
}

/** `a.x = b.y` in conditions that all must hold: a clause that contains OR or NOT is left out. */
function equalitiesOf(tokens: readonly SqlToken[]): [ColumnOf, ColumnOf][] {
  let found: [ColumnOf, ColumnOf][] = [];
  let clause: [ColumnOf, ColumnOf][] = [];
  let certain = true;
  const close = () => {
    if (certain) found = found.concat(clause);
    clause = [];
    certain = true;
  };
  let inCondition = false;
  for (const [at, token] of tokens.entries()) {
    const word = is(tokens[at - 1], ".") ? "" : bare(token);
    if (CLAUSES.has(word)) {
      close();
      inCondition = word === "ON" || word === "WHERE";
    }
    if (word === "OR" || word === "NOT" || word === "CASE") certain = false;
    if (!inCondition || !is(token, "=")) continue;
    const [left, right] = [columnBefore(tokens, at), columnAfter(tokens, at)];
    if (left && right) clause.push([left, right]);
  }
  close();
  return found;
}

const BEFORE = new Set(["ON", "WHERE", "AND"]);

function columnBefore(tokens: readonly SqlToken[], at: number): ColumnOf | undefined {
  const before = tokens[at - 4];
  return BEFORE.has(bare(before)) || is(before, "(") ? columnAt(tokens, at - 3) : undefined;
}

function columnAfter(tokens: readonly SqlToken[], at: number): ColumnOf | undefined {
  const after = tokens[at + 4];
  const ends = after === undefined || is(after, ")") || is(after, ";") || is(after, ",");
  return ends || bare(after) === "AND" || CLAUSES.has(bare(after)) ? columnAt(tokens, at + 1) : undefined;
}

function columnAt(tokens: readonly SqlToken[], at: number): ColumnOf | undefined {
  const [alias, dot, column] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  return isName(alias) && is(dot, ".") && isName(column) ? { alias: nameKey(alias), column: plain(column) } : undefined;
}

const quoted = (parts: readonly string[]): string => parts.map(quotedPart).join(".");

/** Counts of a join by its columns, as one row that `joinMeasureOf` reads. It reads only these columns of both tables. */
export function joinStatement({ left, right }: EqualityJoin): string {
  const side = (name: string, { table, columns }: JoinSide) => {
    const keys = columns.map((column, index) => `${quotedPart(column)} AS k${index}`).join(", ");
    const groups = columns.map(quotedPart).join(", ");
    return `${name} AS (SELECT ${keys}, count(*) AS n FROM ${quoted(table)} GROUP BY ${groups})`;
  };
  const shown = left.columns.map((_, index) => `CAST(k${index} AS STRING)`).join(", ");
  const top = (name: string) =>
    `(SELECT max(n) FROM ${name}), (SELECT max_by(concat_ws(', ', ${shown}), n) FROM ${name})`;
  const on = left.columns.map((_, index) => `a.k${index} = b.k${index}`).join(" AND ");
  return [
    `WITH ${side("a", left)},`,
    `${side("b", right)}`,
    `SELECT (SELECT sum(n) FROM a), (SELECT sum(n) FROM b),`,
    `(SELECT sum(CAST(a.n AS DOUBLE) * b.n) FROM a JOIN b ON ${on}), ${top("a")}, ${top("b")}`,
  ].join("\n");
}

/** The measure in the row of `joinStatement`; `undefined` if a count is missing. */
export function joinMeasureOf(join: EqualityJoin, row: Row = []): JoinMeasure | undefined {
  const [left, right, joined, leftTop, leftValue, rightTop, rightValue] = row;
  const counts = [left, right, joined ?? "0", leftTop, rightTop].map(numberOf);
  if (counts.some((one) => one === undefined)) return undefined;
  const [a = 0, b = 0, both = 0, topA = 0, topB = 0] = counts;
  const top = (value: string | null | undefined, rows: number) => ({ value: value ?? "NULL", rows });
  return { ...join, rows: [a, b], joined: both, top: [top(leftValue, topA), top(rightValue, topB)] };
}
