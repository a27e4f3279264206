import { type Token, tokenize } from "../../sql/engine/tokens.ts";
import { closingOf, piecesOf, type Stream } from "./streams.ts";

/** A rule for the rows of a dataset, and what happens to a row that breaks it. */
export interface Expectation {
  readonly name: string;
  readonly condition: string;
  readonly action: "ALLOW" | "DROP" | "FAIL";
}

/** A dataset that a statement of a pipeline defines. */
export interface Definition {
  readonly kind: "streaming table" | "materialized view" | "view";
  /** As it is written, without `LIVE.`. */
  readonly name: string;
  readonly comment: string | undefined;
  readonly expectations: readonly Expectation[];
  /** The query, without the keywords that only pipelines know: `STREAM` and `LIVE`. */
  readonly query: string;
  /** The relations that the query reads as streams. */
  readonly streams: readonly Stream[];
  /** The query with other relations in place of its streams. */
  queryOf(relation: (stream: Stream) => string): string;
  /** Whether new rows of a stream change earlier rows of the result. */
  readonly isStateful: boolean;
  /** Names that the query mentions, in lower case. */
  readonly mentions: ReadonlySet<string>;
}

/** A statement that cannot be part of a pipeline, with the reason. */
export interface Refused {
  readonly refused: string;
}

const KINDS: readonly (readonly [words: RegExp, kind: Definition["kind"]])[] = [
  [/^STREAMING (LIVE )?TABLE\b/, "streaming table"],
  [/^(LIVE TABLE|MATERIALIZED VIEW|TABLE)\b/, "materialized view"],
  [/^(STREAMING )?(LIVE )?VIEW\b/, "view"],
];

const STATEFUL: ReadonlySet<string> = new Set(["GROUP", "DISTINCT", "OVER"]);

const word = (token: Token | undefined): string => (token?.kind === "word" ? token.value.toUpperCase() : "");

/** Reads one statement of a pipeline's source code. For a setting, which defines no dataset, it returns nothing. */
export function readDefinition(statement: string): Definition | Refused | undefined {
  const tokens = tokenize(statement);
  const words = tokens.map(word);
  if (words[0] === "SET" || words[0] === "USE") return undefined;
  const start = words[0] === "CREATE" ? afterModifiers(words) : -1;
  const rest = words.slice(start, start + 4).join(" ");
  const known = start < 0 ? undefined : KINDS.find(([pattern]) => pattern.test(rest));
  const count = known?.[0].exec(rest)?.[0].split(" ").length ?? 0;
  if (known === undefined) return refuse(statement);
  let at = start + count;
  if (words[at] === "IF") at += 3;
  const nameEnd = endOfName(tokens, at);
  const name = tokens
    .slice(at, nameEnd)
    .map(({ text }) => text)
    .join("")
    .replace(/^LIVE\./i, "");
  const as = bodyStart(tokens, nameEnd);
  if (as < 0)
    return {
      refused: `The definition of ${name} has no query: streaming tables that flows fill are not available here.`,
    };
  const head = tokens.slice(nameEnd, as);
  const pieces = piecesOf(statement, tokens.slice(as + 1));
  const queryOf: Definition["queryOf"] = (relation) =>
    pieces
      .map((piece) => (typeof piece === "string" ? piece : relation(piece)))
      .join("")
      .trim();
  return {
    kind: known[1],
    name,
    comment: commentIn(head),
    expectations: expectationsIn(statement, head),
    query: queryOf(({ text }) => text),
    streams: pieces.filter((piece) => typeof piece !== "string"),
    queryOf,
    isStateful: tokens.slice(as + 1).some((token) => STATEFUL.has(word(token))),
    mentions: new Set(tokens.slice(as + 1).map(({ value }) => value.toLowerCase())),
  };
}

/** The index after `CREATE [OR REFRESH | OR REPLACE] [PRIVATE | TEMPORARY | INCREMENTAL]`. */
function afterModifiers(words: readonly string[]): number {
  let at = words[1] === "OR" ? 3 : 1;
  while (["PRIVATE", "TEMPORARY", "TEMP", "INCREMENTAL"].includes(words[at] ?? "")) at += 1;
  return at;
}

const refuse = (statement: string): Refused => ({
  refused: `A pipeline can only define streaming tables, materialized views and views, not: ${statement.trim().slice(0, 80)}`,
});

function endOfName(tokens: readonly Token[], from: number): number {
  let at = from + 1;
  while (tokens[at]?.text === ".") at += 2;
  return at;
}

/** The index of the AS before the query, outside of parentheses; -1 without one. */
function bodyStart(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const { text } = tokens[at] ?? { text: "" };
    if (text === "(") depth += 1;
    if (text === ")") depth -= 1;
    if (depth === 0 && word(tokens[at]) === "AS") return at;
  }
  return -1;
}

function commentIn(head: readonly Token[]): string | undefined {
  let depth = 0;
  for (const [at, token] of head.entries()) {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (depth === 0 && word(token) === "COMMENT") return head[at + 1]?.value;
  }
  return undefined;
}

/** `CONSTRAINT name EXPECT (condition) [ON VIOLATION DROP ROW | FAIL UPDATE]`, among the columns. */
function expectationsIn(statement: string, head: readonly Token[]): readonly Expectation[] {
  return head.flatMap((token, at): readonly Expectation[] => {
    if (word(token) !== "CONSTRAINT" || word(head[at + 2]) !== "EXPECT" || head[at + 3]?.text !== "(") return [];
    const close = closingOf(head, at + 3);
    const condition = statement.slice(head[at + 3]?.end ?? 0, head[close]?.start ?? 0);
    const [on, violation, action] = [head[close + 1], head[close + 2], head[close + 3]].map(word);
    const acts = on === "ON" && violation === "VIOLATION";
    const name = head[at + 1]?.value ?? "";
    return [{ name, condition, action: acts ? (action === "FAIL" ? "FAIL" : "DROP") : "ALLOW" }];
  });
}
