import { judgeFunction } from "./functions.ts";
import { isKeyword } from "./keywords.ts";
import type { SqlToken } from "./lexer.ts";
import { createClauseReader, isFileName, isVolumePath, namesFiles } from "./paths.ts";
import { bare, is, isName, plain } from "./token.ts";

/** A reason not to run a statement without a question. `reaching`: it reaches beyond tables or reads secrets. */
export interface Hazard {
  readonly kind: "reaching" | "unproven";
  /** A clause that completes "…, because". */
  readonly reason: string;
  /** Another way to reach the goal, as a sentence. */
  readonly cure?: string;
}

const BY_PATH: Hazard = { kind: "reaching", reason: "it reads or writes files by their path" };

/**
 * The first hazard among `tokens`. Before index `body` only reaching calls count, because in the head of a CREATE or
 * INSERT a name with a parenthesis is a table with its columns. `values`: the values of parameters.
 */
export function findHazard(
  tokens: readonly SqlToken[],
  pairs: ReadonlyMap<number, number>,
  body: number,
  values: readonly string[],
): Hazard | undefined {
  let inHint = false;
  const clause = createClauseReader();
  for (const [index, token] of tokens.entries()) {
    if (is(token, "/*+") || is(token, "*/")) inHint = !inHint;
    if (inHint) continue;
    clause.step(token);
    const close = pairs.get(index + 1);
    const hazard =
      (isName(token) && is(tokens[index + 1], "(") && close !== undefined
        ? judgeCall(tokens, index, close, body, values)
        : undefined) ?? judgeName(tokens, index, { inTables: clause.inTables(), written: index < body });
    if (hazard) return hazard;
  }
  return undefined;
}

function judgeCall(
  tokens: readonly SqlToken[],
  index: number,
  close: number,
  body: number,
  values: readonly string[],
): Hazard | undefined {
  const token = tokens[index];
  if (!token) return undefined;
  const dotted = is(tokens[index - 1], ".");
  if (bare(token) === "IDENTIFIER" && !dotted) return judgeComputedName(tokens, index, close, values);
  if (isKeyword(tokens, index, close)) return undefined;
  const name = plain(token).split(".").at(-1)?.trim() ?? "";
  if (readsVolume(tokens, index)) return undefined;
  const verdict = judgeFunction(name);
  if (verdict === "model") {
    const reason = `it calls ${shownName(name)}(), which sends data to a model that is billed and can be outside the workspace`;
    return { kind: "reaching", reason, cure: ASK_ENDPOINT };
  }
  const shown = shownName(name);
  if (verdict === "reaching") {
    return { kind: "reaching", reason: `it calls ${shown}(), which reads secrets or files, calls out, or runs code` };
  }
  if (index < body || (verdict === "pure" && !dotted) || isColumnList(tokens, index, close, dotted)) return undefined;
  return { kind: "unproven", reason: `it calls ${shown}(), which is not a built-in function known to be harmless` };
}

const ASK_ENDPOINT =
  "Use execute_sql, which asks the user, or query_serving_endpoint or query_vector_search_index, which ask only if data leaves the workspace.";

const shownName = (name: string): string => name.replace(/[^A-Za-z0-9_]/g, "?").slice(0, 60);

/** `read_files('/Volumes/…', …)`: the grants of the volume decide who reads it, as with a table. */
function readsVolume(tokens: readonly SqlToken[], index: number): boolean {
  const after = tokens[index + 3];
  return (
    bare(tokens[index]) === "READ_FILES" &&
    !is(tokens[index - 1], ".") &&
    isVolumePath(tokens[index + 2]) &&
    (is(after, ",") || is(after, ")"))
  );
}

/** Judges `IDENTIFIER(:table)`, which is fine for a table whose name is known, but not for a function or a file. */
function judgeComputedName(
  tokens: readonly SqlToken[],
  index: number,
  close: number,
  values: readonly string[],
): Hazard | undefined {
  const inner = tokens.slice(index + 2, close);
  const readable = inner.every(
    (token, at) => token.kind === "string" || is(token, "||") || is(token, ":") || is(inner[at - 1], ":"),
  );
  if (!readable || computesFileName(inner, values)) {
    return { kind: "unproven", reason: "it computes a name inside IDENTIFIER()" };
  }
  if (is(tokens[close + 1], "(") || is(tokens[close + 1], ".")) {
    return { kind: "unproven", reason: "it calls a function whose name is computed by IDENTIFIER()" };
  }
  return undefined;
}

/** Whether the joined name can mean files. `values`: those of all parameters, because any may be the one inserted. */
function computesFileName(inner: readonly SqlToken[], values: readonly string[]): boolean {
  const literals = inner.filter(({ kind }) => kind === "string").map(plain);
  const inserted = inner.filter((token) => is(token, ":")).length;
  if ([...literals, ...values].some((text) => /[/\\:*]/.test(text))) return true;
  if (inserted === 0) return isFileName(literals.join(""));
  const dots = literals.join("").split(".").length - 1;
  // Three parts are a table. With fewer, two parameters could spell a format between them.
  if (dots >= 2) return false;
  if (inserted > 1) return literals.length > 0 || values.length > 0;
  return values.some((value) => isFileName(inner.map((token, at) => pieceOf(token, inner[at - 1], value)).join("")));
}

const pieceOf = (token: SqlToken, before: SqlToken | undefined, value: string): string =>
  token.kind === "string" ? plain(token) : is(before, ":") ? value : "";

/** Whether a parenthesis lists columns: `WITH t(a, b) AS (SELECT …`, `FROM x AS t(a, b)`, `INSERT INTO x.t (a, b)`. */
function isColumnList(tokens: readonly SqlToken[], index: number, close: number, dotted: boolean): boolean {
  const columns = tokens.slice(index + 2, close);
  const listed =
    columns.length % 2 === 1 && columns.every((token, at) => (at % 2 === 0 ? isName(token) : is(token, ",")));
  if (!listed) return false;
  let start = index;
  while (is(tokens[start - 1], ".") && isName(tokens[start - 2])) start -= 2;
  const before = tokens[start - 1];
  if (bare(before) === "INTO" || (bare(before) === "TABLE" && bare(tokens[start - 2]) === "INTO")) return true;
  if (dotted) return false;
  const query = ["SELECT", "WITH", "VALUES", "FROM", "TABLE", "("];
  const opens = (token: SqlToken | undefined) => query.includes(bare(token) || (token?.text ?? ""));
  if (["WITH", "RECURSIVE"].includes(bare(before)) || is(before, ",")) {
    const asked = bare(tokens[close + 1]) === "AS" && is(tokens[close + 2], "(") && opens(tokens[close + 3]);
    return asked && !is(tokens[close + 4], ")") && !is(tokens[close + 4], ",");
  }
  return is(before, ")") || bare(before) === "AS";
}

/** Storage formats that `CREATE TABLE … USING` may name: their tables stay inside the catalog. */
const STORAGE_FORMATS = new Set("DELTA ICEBERG PARQUET ORC AVRO CSV JSON TEXT".split(" "));

/** Judges names: tables that are files, data sources, and code that rows are piped through. */
function judgeName(
  tokens: readonly SqlToken[],
  index: number,
  place: { readonly inTables: boolean; readonly written: boolean },
): Hazard | undefined {
  const token = tokens[index];
  const next = tokens[index + 1];
  const word = is(tokens[index - 1], ".") ? "" : bare(token);
  if (word === "USING") {
    const creates = bare(tokens[0]) === "CREATE" && place.written;
    if (next?.kind === "string" || is(next, ":")) {
      return { kind: "reaching", reason: "it pipes rows through a script (USING)" };
    }
    if (creates && !STORAGE_FORMATS.has(bare(next))) {
      return { kind: "reaching", reason: "it uses a data source or code from outside the catalog (USING)" };
    }
  }
  if ((word === "SERDE" || word === "INPUTFORMAT" || word === "OUTPUTFORMAT") && next?.kind === "string") {
    return { kind: "reaching", reason: `it names a class whose code runs (${word})` };
  }
  if (word === "STORED" && bare(next) === "BY") {
    return { kind: "reaching", reason: "it names a class whose code runs (STORED BY)" };
  }
  if (word === "WITH" && is(next, "(")) {
    return { kind: "reaching", reason: "it gives a table options, which can point elsewhere" };
  }
  if (token?.kind === "string" && /^DESC(RIBE)?$/.test(bare(tokens[0])) && /[/\\:]/.test(token.text)) {
    return isVolumePath(token) ? undefined : BY_PATH;
  }
  const written = place.written || bare(tokens[index - 3]) === "INTO" || bare(tokens[index - 4]) === "INTO";
  return namesFiles(tokens, index, { inTables: place.inTables, written }) ? BY_PATH : undefined;
}
