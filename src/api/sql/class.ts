import type { Access } from "../../access.ts";
import { findHazard, type Hazard } from "./calls.ts";
import { judgeChange } from "./changes.ts";
import { lex, type SqlToken } from "./lexer.ts";
import { isVolumePath } from "./paths.ts";
import { bare, brackets } from "./token.ts";
import { additive, destructive, read, type SqlClass, type SqlVerdict, unknown } from "./verdict.ts";

const SQL_ACCESS: Readonly<Record<SqlClass, Access>> = {
  read: "read",
  additive: "write",
  maintenance: "write",
  destructive: "destructive",
  unknown: "destructive",
};

/** The access that a statement of this class requires. This is the only place that decides it. */
export const sqlAccess = (verdict: SqlVerdict): Access => SQL_ACCESS[verdict.class];

const QUERY = new Set(["SELECT", "WITH", "VALUES", "TABLE", "FROM"]);
/** Words that begin or belong to a write wherever they occur without quotes. Queries never need them as names. */
const WRITES = new Set(
  "INSERT DELETE UPDATE MERGE OVERWRITE INTO CREATE DROP ALTER TRUNCATE GRANT REVOKE EXECUTE".split(" "),
);
/** Kinds of objects that `CREATE` may add without a question, because they stay inside the catalog. */
const ADDED = new Set("TABLE VIEW CATALOG SCHEMA DATABASE VOLUME FUNCTION".split(" "));
const CREATE_ADJECTIVES = new Set("TEMPORARY TEMP GLOBAL MATERIALIZED STREAMING MANAGED".split(" "));
/** Operators of a query after `|>`, where DROP and SET only shape its rows. */
const PIPED = new Set(
  `SELECT EXTEND SET DROP AS WHERE AGGREGATE PIVOT UNPIVOT TABLESAMPLE JOIN CROSS INNER LEFT RIGHT FULL SEMI ANTI
   NATURAL LATERAL UNION EXCEPT INTERSECT MINUS ORDER SORT CLUSTER DISTRIBUTE LIMIT OFFSET WINDOW`.split(/\s+/),
);
const EXPLAIN_MODES = new Set("LOGICAL FORMATTED EXTENDED CODEGEN COST".split(" "));

/**
 * Classifies a statement by its text alone (R5). This is a guardrail in addition to the identity's grants, not a
 * replacement for them. `values`: the values of parameters, which `IDENTIFIER(:name)` can turn into names. Accepts any
 * text, takes linear time, and returns `unknown` in case of doubt.
 */
export function classify(sql: string, values: readonly string[] = []): SqlVerdict {
  const { tokens, fault, cure } = lex(sql);
  if (!fault) return classifyTokens(tokens, values);
  return { ...unknown(fault), ...(cure !== undefined && { cure }) };
}

/** Classifies the tokens of a statement. Reads each token a bounded number of times. */
export function classifyTokens(all: readonly SqlToken[], values: readonly string[] = []): SqlVerdict {
  const tokens = withoutEnd(all);
  if (tokens.length === 0) return unknown("it does not contain a statement");
  if (tokens.some(({ kind, text }) => kind === "symbol" && text === ";")) {
    return unknown("it contains more than one statement");
  }
  const pairs = brackets(tokens);
  if (!pairs) return unknown("its brackets do not match");
  const first = tokens.findIndex(({ text }) => text !== "(");
  const verdict = byKeywords(tokens, Math.max(first, 0));
  if (verdict.class === "destructive" || verdict.class === "unknown") return verdict;
  const hazard = findHazard(
    tokens,
    pairs,
    verdict.class !== "read" ? bodyOf(tokens) : bare(tokens[0]) === "EXPLAIN" ? 2 : 0,
    values,
  );
  return hazard ? withHazard(hazard) : verdict;
}

const withHazard = ({ kind, reason, cure }: Hazard): SqlVerdict =>
  kind === "reaching"
    ? { class: "destructive", reason, consequence: "outbound", ...(cure !== undefined && { cure }) }
    : unknown(reason);

function withoutEnd(tokens: readonly SqlToken[]): readonly SqlToken[] {
  let end = tokens.length;
  while (end > 0 && tokens[end - 1]?.text === ";") end -= 1;
  return tokens.slice(0, end);
}

/** Index at which the query of a statement begins; the number of tokens if it has none. */
function bodyOf(tokens: readonly SqlToken[]): number {
  const found = tokens.findIndex((token, at) => at > 0 && QUERY.has(bare(token)) && bare(token) !== "TABLE");
  const start = QUERY.has(bare(tokens[0])) ? 0 : found;
  return start === -1 ? tokens.length : start;
}

function byKeywords(tokens: readonly SqlToken[], first: number): SqlVerdict {
  const keyword = bare(tokens[first]);
  if (QUERY.has(keyword)) return judgeQuery(tokens, first, keyword);
  if (first > 0) return unknown("it does not start with a query");
  if (keyword === "DESCRIBE" || keyword === "DESC") return judgeQuery(tokens, 1, keyword);
  // SHOW CREATE TABLE and SHOW GRANTS contain the keyword of a write.
  if (keyword === "SHOW") return judgeQuery(tokens, 2, keyword);
  if (keyword === "EXPLAIN") return judgeExplain(tokens);
  if (keyword === "CREATE") return judgeCreate(tokens);
  if (keyword === "INSERT") return judgeInsert(tokens, 0);
  if (keyword === "LIST" && isVolumePath(tokens[1]) && isLimited(tokens)) return read(keyword);
  const change = judgeChange(tokens);
  if (change) return change;
  return unknown(keyword ? `it starts with ${keyword.slice(0, 40)}` : "it does not start with a keyword", keyword);
}

/** `LIST '/Volumes/…' [LIMIT n]`. */
const isLimited = (tokens: readonly SqlToken[]): boolean =>
  tokens.length === 2 || (tokens.length === 4 && bare(tokens[2]) === "LIMIT" && /^\d+$/.test(tokens[3]?.text ?? ""));

function judgeQuery(tokens: readonly SqlToken[], from: number, keyword: string): SqlVerdict {
  for (let at = from; at < tokens.length; at++) {
    const word = bare(tokens[at]);
    if (tokens[at - 1]?.text === "|>") {
      if (!PIPED.has(word)) return unknown("it has a pipe step that is not known to only read", word);
      continue;
    }
    if (!WRITES.has(word) || isField(tokens, at)) continue;
    if (word === "INSERT" && (keyword === "WITH" || keyword === "FROM")) return judgeInsert(tokens, at);
    return containsWrite(word);
  }
  return read(keyword);
}

const containsWrite = (word: string): SqlVerdict =>
  destructive(
    word,
    `it contains the keyword ${word} outside quotes`,
    word === "GRANT" || word === "REVOKE"
      ? "others"
      : ["UPDATE", "MERGE", "ALTER", "OVERWRITE"].includes(word)
        ? "replacement"
        : "loss",
  );

/** Whether a token is a field, such as `update` in `t.update`. Not after a number: `1.` ends there and a keyword may follow. */
function isField(tokens: readonly SqlToken[], at: number): boolean {
  const [owner, dot, field] = [tokens[at - 2], tokens[at - 1], tokens[at]];
  if (dot?.text !== "." || owner?.end !== dot.start || dot.end !== field?.start) return false;
  return owner.kind === "name" || (owner.kind === "word" && !/^[0-9]/.test(owner.text));
}

/** `EXPLAIN` of a write only plans it, but the effects of planning cannot be proven here. */
function judgeExplain(tokens: readonly SqlToken[]): SqlVerdict {
  const start = EXPLAIN_MODES.has(bare(tokens[1])) ? 2 : 1;
  const inner = tokens.slice(start);
  const first = inner.findIndex(({ text }) => text !== "(");
  if (!QUERY.has(bare(inner[first]))) return unknown("it explains a statement that is not a query", "EXPLAIN");
  const verdict = judgeQuery(inner, first, bare(inner[first]));
  return verdict.class === "read" ? read("EXPLAIN") : unknown(`it explains a write: ${verdict.reason}`, "EXPLAIN");
}

/** Judges the statement from `INSERT` at index `at`: it may add rows, even to several tables, and must not write otherwise. */
function judgeInsert(tokens: readonly SqlToken[], at: number): SqlVerdict {
  for (let i = at; i < tokens.length; i++) {
    const word = bare(tokens[i]);
    const next = bare(tokens[i + 1]);
    if (word === "INSERT") {
      const evolves = next === "WITH" && bare(tokens[i + 2]) === "SCHEMA" && bare(tokens[i + 3]) === "EVOLUTION";
      const into = evolves ? i + 4 : i + 1;
      if (bare(tokens[into]) !== "INTO") {
        return destructive("INSERT", "it replaces existing rows or files", "replacement");
      }
      i = into;
    } else if (word === "REPLACE" && tokens[i + 1]?.text !== "(" && !isField(tokens, i)) {
      return destructive("INSERT REPLACE", "it replaces existing rows", "replacement");
    } else if (WRITES.has(word) && !isField(tokens, i)) {
      return containsWrite(word);
    }
  }
  return additive("INSERT INTO");
}

function judgeCreate(tokens: readonly SqlToken[]): SqlVerdict {
  let at = 1;
  if (bare(tokens[at]) === "OR")
    return destructive("CREATE OR REPLACE", "it replaces an existing object", "replacement");
  while (CREATE_ADJECTIVES.has(bare(tokens[at]))) at += 1;
  const kind = bare(tokens[at]);
  if (!ADDED.has(kind)) {
    return destructive(
      "CREATE",
      "it creates an object that can give others access to data or move it outside",
      "others",
    );
  }
  const body = kind === "FUNCTION" ? tokens.length : bodyOf(tokens);
  for (const [index, token] of tokens.entries()) {
    const word = bare(token);
    const next = tokens[index + 1];
    const value = next?.kind === "string" || next?.text === ":";
    if ((word === "LOCATION" && value) || (word === "OPTIONS" && next?.text === "(")) {
      return destructive(word, "it writes outside the catalog's own storage", "outbound");
    }
    if (kind === "VIEW" && word === "USING" && index < body) {
      return destructive("USING", "its rows come from a data source outside the catalog", "outbound");
    }
    if (kind === "FUNCTION" && isForeignCode(tokens, index)) {
      return destructive(
        "CREATE FUNCTION",
        "it defines code other than SQL, which runs for everyone who calls it",
        "identity",
      );
    }
    if (index > 0 && WRITES.has(word) && !isField(tokens, index)) return containsWrite(word);
  }
  return additive(`CREATE ${kind}`);
}

/** `LANGUAGE PYTHON`, `AS 'class'`, `USING JAR '…'`, `ENVIRONMENT (…)`, `HANDLER '…'`. */
function isForeignCode(tokens: readonly SqlToken[], index: number): boolean {
  const word = bare(tokens[index]);
  const next = tokens[index + 1];
  if (isField(tokens, index)) return false;
  if (word === "LANGUAGE") return bare(next) !== "SQL";
  if (word === "AS") return next?.kind === "string";
  if (word === "USING") return ["JAR", "FILE", "ARCHIVE"].includes(bare(next));
  if (word === "ENVIRONMENT") return next?.text === "(";
  return word === "HANDLER" && next?.kind === "string";
}
