import { Dialect, generate, parse, transpile } from "@polyglot-sql/sdk";
import { SqlFailure, syntaxError } from "./failure.ts";
import type { Session } from "./names.ts";
import { isNode, rewrite } from "./rewrite.ts";
import type { Token } from "./tokens.ts";

const SOURCE = Dialect.Databricks;
const TARGET = Dialect.DuckDB;

/** Prefix of a parameter's name in DuckDB. */
export const parameterMark = "p_";

/** Parentheses deeper than this overflow the translator's stack before DuckDB could refuse them. */
const DEEPEST_NESTING = 200;

export interface Translation {
  /** The statement's kind as the parser names it: `select`, `insert`, `create_view` … */
  readonly kind: string;
  readonly sql: string;
}

/** Translates one Databricks statement to DuckDB. Parameters stay parameters (`$name`). */
export function translate(tokens: readonly Token[], session: Session): Translation {
  const text = compose(tokens);
  const parsed = guarded(() => parse(text, SOURCE));
  if (!parsed.success) throw syntaxError(nearOf(parsed, text));
  const roots: unknown[] = Array.isArray(parsed.ast) ? parsed.ast : [];
  const [root] = roots;
  if (roots.length !== 1 || !isNode(root)) throw syntaxError(";");
  const kind = Object.keys(root)[0] ?? "";
  const rewritten = rewrite(roots, { session, ctes: new Set(), describe: describeExpression });
  const spark = guarded(() => generate(rewritten, SOURCE));
  const [source] = spark.sql ?? [];
  if (!spark.success || source === undefined) throw syntaxError("");
  const result = guarded(() => transpile(source, SOURCE, TARGET));
  const [sql] = result.sql ?? [];
  if (!result.success || sql === undefined || result.sql?.length !== 1) throw syntaxError("");
  return { kind, sql: finish(sql) };
}

/** Translates a data type to DuckDB, e.g. `ARRAY<STRING>` → `TEXT[]`. */
export function translateType(tokens: readonly Token[]): string {
  const text = `SELECT CAST(NULL AS ${compose(tokens)})`;
  const result = guarded(() => transpile(text, SOURCE, TARGET));
  const type = /^SELECT (?:TRY_)?CAST\(NULL AS (.+)\)$/s.exec(result.sql?.[0] ?? "")?.[1];
  if (!result.success || type === undefined)
    throw new SqlFailure("UNSUPPORTED_DATATYPE", `Unsupported data type "${compose(tokens).toUpperCase()}".`, "0A000");
  return finish(type);
}

/** The platform's name for a column without an alias: its expression. */
function describeExpression(select: unknown): string | undefined {
  const result = guarded(() => generate([select], SOURCE));
  const text = result.sql?.[0]?.replace(/^SELECT /, "");
  return text
    ?.replace(/\b(?!CAST|TRY_CAST)[A-Z_][A-Z_0-9]*(?=\()/g, (name) => name.toLowerCase())
    .replace(/\bcount\(\*\)/g, "count(1)")
    .replace(/\(\$p_(\w+)\)/g, ":$1")
    .replace(/`/g, "");
}

/** The statement without comments, which would be copied into the other dialect, and with strings in one notation. */
function compose(tokens: readonly Token[]): string {
  let text = "";
  let depth = 0;
  let last = tokens[0]?.start ?? 0;
  for (const [i, token] of tokens.entries()) {
    if (token.start > last) text += " ";
    last = token.end;
    if (token.text === "(" && ++depth > DEEPEST_NESTING) {
      throw new SqlFailure(
        "FAILED_TO_PARSE_TOO_COMPLEX",
        "The statement, including potential SQL functions and referenced views, was too complex to parse.",
        "54001",
      );
    }
    if (token.text === ")") depth--;
    text += spell(token, tokens[i + 1]);
  }
  return text;
}

function spell(token: Token, next: Token | undefined): string {
  if (token.kind === "string") return `'${token.value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  // With a prefix, because `$from` would be a keyword there; in brackets, because the parser rejects a bare marker after LIMIT.
  if (token.kind === "parameter") return `($${parameterMark}${token.value})`;
  // Only our own markers may carry a dollar into DuckDB.
  if (token.text === "$" || token.text === ";") throw syntaxError(token.text);
  if (token.text === "!" && next?.text !== "=") return " NOT ";
  return token.text;
}

/** Remaining differences outside quotes: ANSI casts throw, and the plain timestamp has one name. */
function finish(sql: string): string {
  return sql.replace(
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|\bTRY_CAST\(|\bSPARK_TRY\(|\bTIMESTAMP_?NTZ\b|\bLEFT (?:ANTI|SEMI) JOIN\b|\bTHEN UPDATE \*/gi,
    (piece) => {
      if (/^TRY_CAST/i.test(piece)) return "CAST(";
      if (/^SPARK_TRY/i.test(piece)) return "TRY(";
      if (/^LEFT/i.test(piece)) return piece.slice("LEFT ".length);
      if (/^THEN/i.test(piece)) return "THEN UPDATE SET *";
      return /^TIMESTAMP/i.test(piece) ? "TIMESTAMP" : piece;
    },
  );
}

function nearOf(failure: { errorStart?: number; errorEnd?: number }, text: string): string {
  const near = text.slice(failure.errorStart ?? text.length, failure.errorEnd ?? text.length).trim();
  return near.split(/\s/)[0] ?? "";
}

/** The translator is WebAssembly. A statement that makes it trap counts as a syntax error. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SqlFailure) throw error;
    throw syntaxError("");
  }
}
