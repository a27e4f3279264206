import type { Access } from "../../access.ts";
import { bare, brackets, findHazard, type Hazard } from "./calls.ts";
import { lex, type SqlToken } from "./lexer.ts";

/** The effect of a statement, from harmless to unknown. */
export type SqlClass = "read" | "additive" | "destructive" | "unknown";

/** The class of a statement and why it has it. */
export interface SqlVerdict {
  /** `additive`: only adds objects or rows. `unknown`: its text does not prove its effect. */
  readonly class: SqlClass;
  /** A clause that completes "…, because". */
  readonly reason: string;
  /** The keyword that decided the class. */
  readonly keyword?: string;
}

const SQL_ACCESS: Readonly<Record<SqlClass, Access>> = {
  read: "read",
  additive: "write",
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
const ADDED = new Set("TABLE VIEW SCHEMA DATABASE VOLUME FUNCTION".split(" "));
const CREATE_ADJECTIVES = new Set("TEMPORARY TEMP GLOBAL MATERIALIZED MANAGED".split(" "));
/** First words of statements that can change or remove existing objects or data, or give others access. */
const CHANGES = new Set(
  `ALTER CREATE DROP DELETE UPDATE MERGE TRUNCATE GRANT REVOKE DENY INSERT COPY LOAD REPLACE RESTORE VACUUM OPTIMIZE
   REORG FSCK MSCK REPAIR UNDROP PUT REMOVE REFRESH`.split(/\s+/),
);
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
  const { tokens, fault } = lex(sql);
  return fault ? unknown(fault) : classifyTokens(tokens, values);
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
  if (verdict.class !== "read" && verdict.class !== "additive") return verdict;
  const hazard = findHazard(
    tokens,
    pairs,
    verdict.class === "additive" ? bodyOf(tokens) : bare(tokens[0]) === "EXPLAIN" ? 2 : 0,
    values,
  );
  return hazard ? withHazard(hazard) : verdict;
}

function withHazard({ kind, reason }: Hazard): SqlVerdict {
  return kind === "reaching" ? { class: "destructive", reason } : unknown(reason);
}

const unknown = (reason: string, keyword?: string): SqlVerdict => ({
  class: "unknown",
  reason,
  ...(keyword ? { keyword } : {}),
});

const read = (keyword: string): SqlVerdict => ({ class: "read", reason: "it only reads", keyword });
const additive = (keyword: string): SqlVerdict => ({ class: "additive", reason: "it only adds", keyword });
const destructive = (keyword: string, reason: string): SqlVerdict => ({ class: "destructive", reason, keyword });

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
  if (keyword === "COMMENT" && bare(tokens[1]) === "ON") return additive(keyword);
  if (keyword === "ANALYZE" && bare(tokens[1]).startsWith("TABLE")) return additive(keyword);
  if (keyword === "ALTER" && addsColumns(tokens)) return additive("ALTER ADD");
  if (CHANGES.has(keyword))
    return destructive(keyword, `${keyword} can change or remove existing objects or data, or give others access`);
  return unknown(keyword ? `it starts with ${keyword.slice(0, 40)}` : "it does not start with a keyword", keyword);
}

function judgeQuery(tokens: readonly SqlToken[], from: number, keyword: string): SqlVerdict {
  for (let at = from; at < tokens.length; at++) {
    const word = bare(tokens[at]);
    if (tokens[at - 1]?.text === "|>") {
      if (!PIPED.has(word)) return unknown("it has a pipe step that is not known to only read", word);
      continue;
    }
    if (!WRITES.has(word) || isField(tokens, at)) continue;
    if (word === "INSERT" && (keyword === "WITH" || keyword === "FROM")) return judgeInsert(tokens, at);
    return destructive(word, `it contains the keyword ${word} outside quotes`);
  }
  return read(keyword);
}

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
      if (bare(tokens[into]) !== "INTO") return destructive("INSERT", "it inserts other than with INTO");
      i = into;
    } else if (word === "REPLACE" && tokens[i + 1]?.text !== "(" && !isField(tokens, i)) {
      return destructive("INSERT REPLACE", "it replaces existing rows");
    } else if (WRITES.has(word) && !isField(tokens, i)) {
      return destructive(word, `it contains the keyword ${word} outside quotes`);
    }
  }
  return additive("INSERT INTO");
}

function judgeCreate(tokens: readonly SqlToken[]): SqlVerdict {
  let at = 1;
  if (bare(tokens[at]) === "OR") return destructive("CREATE OR REPLACE", "it replaces an existing object");
  while (CREATE_ADJECTIVES.has(bare(tokens[at]))) at += 1;
  const kind = bare(tokens[at]);
  if (!ADDED.has(kind)) {
    return destructive("CREATE", "it creates an object that can give others access to data or move it outside");
  }
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    const value = next?.kind === "string" || next?.text === ":";
    if ((bare(token) === "LOCATION" && value) || (bare(token) === "OPTIONS" && next?.text === "(")) {
      return destructive(bare(token), "it writes outside the catalog's own storage");
    }
    if (index > 0 && WRITES.has(bare(token)) && !isField(tokens, index)) {
      return destructive(bare(token), `it contains the keyword ${bare(token)} outside quotes`);
    }
  }
  return additive(`CREATE ${kind}`);
}

/** Whether it is `ALTER TABLE a.b.c ADD COLUMN …`. ALTER SHARE or GROUP … ADD gives access and does not count. */
function addsColumns(tokens: readonly SqlToken[]): boolean {
  if (bare(tokens[1]) !== "TABLE") return false;
  let at = 3;
  while (tokens[at]?.text === ".") at += 2;
  return bare(tokens[at]) === "ADD" && ["COLUMN", "COLUMNS", "CONSTRAINT"].includes(bare(tokens[at + 1]));
}
