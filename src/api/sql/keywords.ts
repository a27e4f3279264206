import type { SqlToken } from "./lexer.ts";
import { bare, is, isName } from "./token.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/**
 * Words that are keywords only after an operand (`a IN (1)`, `FROM t WHERE (x)`). Where an operand is expected, each may
 * be the name of a user's function: Databricks reserves almost no word.
 */
const AFTER_OPERAND = words(`
  AND AS BETWEEN DIV ELSE EXCEPT FILTER FOR FROM HAVING ILIKE IN INTERSECT JOIN LATERAL LIKE LIMIT MATCH_CONDITION MINUS
  OFFSET ON OR OVER PARTITION PIVOT QUALIFY REGEXP REPEATABLE RETURN RLIKE SELECT TABLESAMPLE THEN UNION UNPIVOT USING
  VALUES WHEN WHERE WINDOW
`);

/** Keywords by the words that the grammar has directly before them. */
const AFTER_WORD: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    ALL: "SELECT UNION EXCEPT INTERSECT MINUS LIKE ILIKE",
    BY: "GROUP ORDER PARTITION SORT CLUSTER DISTRIBUTE",
    BETWEEN: "NOT ROWS RANGE",
    DISTINCT: "SELECT UNION EXCEPT INTERSECT MINUS",
    EXCEPT: "ALL",
    FROM: "DISTINCT",
    GROUP: "WITHIN",
    ILIKE: "NOT",
    IN: "NOT",
    LIKE: "NOT",
    NULLS: "INCLUDE EXCLUDE",
    OF: "AS",
    OVER: "NULLS",
    REGEXP: "NOT",
    RLIKE: "NOT",
    SELECT: "ALL DISTINCT UNION EXCEPT INTERSECT MINUS AS EXPLAIN FORMATTED EXTENDED CODEGEN COST QUERY RETURN",
    SETS: "GROUPING",
    STREAM: "FROM JOIN",
    TABLE: "FROM JOIN LATERAL",
    VALUES: "FROM JOIN AS",
    WHEN: "CASE",
  }).map(([keyword, before]) => [keyword, words(before)]),
);

/** Words that cannot end an operand: after them the grammar expects one. */
const BEFORE_OPERAND = words(`
  ALL AND ANY AS BETWEEN BOTH BY CASE DISTINCT DIV ELSE ESCAPE EXCEPT EXTEND FILTER FOR FROM GROUP HAVING ILIKE IN
  INTERSECT INTERVAL INTO IS JOIN LATERAL LEADING LIKE LIMIT MAP MATCH_CONDITION MINUS NOT OF OFFSET ON OR ORDER OUTER
  OVER PARTITION QUALIFY RANGE RECURSIVE REDUCE REGEXP RETURN RLIKE ROWS SELECT SET SOME STREAM TABLE THEN TO TRAILING
  UNION USING VALUES VIEW WHEN WHERE WINDOW WITH ZONE AGGREGATE DEFAULT
`);

/** Types with parameters that are not functions as well. */
const TYPES = words("CHARACTER DEC NUMERIC VARCHAR");
const QUERY_STARTS = words("SELECT WITH VALUES FROM TABLE");
/** Words before a list of options in `COPY INTO`. */
const COPY_OPTIONS = words("FORMAT_OPTIONS COPY_OPTIONS");
const UNITS = /^(?:YEAR|QUARTER|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND|MILLISECOND|MICROSECOND|NANOSECOND)S?$/;

/**
 * Whether the word before the parenthesis at `index + 1` is a keyword of the grammar here, and not the name of a function.
 * `close` is the index of the closing parenthesis. Looks at a bounded number of tokens.
 */
export function isKeyword(tokens: readonly SqlToken[], index: number, close: number): boolean {
  const word = bare(tokens[index]);
  const before = tokens[index - 1];
  if (word === "" || is(before, ".")) return false;
  if (AFTER_WORD.get(word)?.has(bare(before)) && !is(tokens[index - 2], ".")) return true;
  if (is(before, "|>")) return AFTER_OPERAND.has(word) || word === "EXTEND" || word === "AGGREGATE";
  const isOption = COPY_OPTIONS.has(word) && bare(tokens[0]) === "COPY";
  if ((AFTER_OPERAND.has(word) || isOption) && endsOperand(tokens, index - 1)) return true;
  if (QUERY_STARTS.has(word)) return beginsQuery(tokens, index - 1);
  switch (word) {
    case "WHERE":
      return is(before, "(") && bare(tokens[index - 2]) === "FILTER";
    case "ALL":
    case "LATERAL":
      return QUERY_STARTS.has(bare(tokens[index + 2]));
    case "DISTINCT":
      return is(before, "(");
    case "CASE":
      return bare(tokens[close + 1]) === "WHEN";
    case "INTERVAL":
      return UNITS.test(bare(tokens[close + 1]));
    default:
      return TYPES.has(word) && isTypePlace(tokens, index - 1);
  }
}

/** Whether the token at `at` ends an operand, so that an operator or the next clause follows it. */
function endsOperand(tokens: readonly SqlToken[], at: number): boolean {
  const token = tokens[at];
  if (token === undefined) return false;
  if (token.kind === "name" || token.kind === "string" || is(token, ")") || is(token, "]")) return true;
  if (is(token, "*")) return isStar(tokens, at);
  if (token.kind !== "word") return false;
  const before = tokens[at - 1];
  return is(before, ".") || is(before, ":") || !BEFORE_OPERAND.has(bare(token));
}

/** `SELECT *`, `count(*)`, `t.*`, and not a multiplication. */
function isStar(tokens: readonly SqlToken[], at: number): boolean {
  const before = tokens[at - 1];
  return ["(", ",", ".", "*/"].some((each) => is(before, each)) || ["SELECT", "DISTINCT", "ALL"].includes(bare(before));
}

/** Whether a query can begin after the token at `at`: at the start, or in a parenthesis that does not hold arguments. */
function beginsQuery(tokens: readonly SqlToken[], at: number): boolean {
  if (at < 0) return true;
  if (!is(tokens[at], "(")) return false;
  const caller = tokens[at - 1];
  return !isName(caller) || BEFORE_OPERAND.has(bare(caller)) || ["EXISTS", "TABLE", "FROM"].includes(bare(caller));
}

/** `CAST(x AS VARCHAR(5))`, `x::VARCHAR(5)`, `ARRAY<VARCHAR(5)>`. */
function isTypePlace(tokens: readonly SqlToken[], at: number): boolean {
  const before = tokens[at];
  return bare(before) === "AS" || is(before, ":") || (is(before, "<") && bare(tokens[at - 1]) === "ARRAY");
}
