import { lex, type SqlToken } from "./lexer.ts";
import { bare, isName, namesOfWith, plain } from "./token.ts";

/** A table or view to look for, and where names without a catalog or schema are looked up. */
export interface SoughtTable {
  /** `catalog.schema.table` */
  readonly full_name: string;
  readonly column?: string | undefined;
  /** Defaults of the place that the text runs in; unknown for notebooks. */
  readonly catalog?: string | null | undefined;
  readonly schema?: string | null | undefined;
}

/** The first place in a text where it uses a table. */
export interface TableMention {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** The name is complete, or completed by known defaults. */
  readonly certain: boolean;
  /** How the text uses the column, if one was asked for: by its name, by `*`, or not visibly. */
  readonly column: "named" | "all" | "unseen";
}

/** Words that the name of a table follows. */
const BEFORE_TABLE = new Set("FROM JOIN INTO UPDATE TABLE USING OVERWRITE DESCRIBE REFRESH OPTIMIZE LIVE".split(" "));
const LINE = 120;

/** Where SQL uses a table: in its tokens, so that comments and texts do not count. `undefined` if it does not. */
export function mentionInSql(sql: string, sought: SoughtTable): TableMention | undefined {
  const { tokens, fault } = lex(sql);
  // Text that cannot be split with certainty is searched like code.
  if (fault) return mentionInCode(sql, sought);
  const temporary = namesOfWith(tokens);
  let possible: number | undefined;
  const found = (start: number, certain: boolean) => ({
    ...lineAt(sql, start),
    certain,
    column: columnIn(tokens, sought.column),
  });
  for (let at = 0; at < tokens.length; at += 1) {
    const name = nameAt(tokens, at);
    const first = tokens[at];
    if (name === undefined || first === undefined) continue;
    const certain = isSought(name, sought, { named: opensTable(tokens, at), temporary });
    if (certain) return found(first.start, true);
    if (certain === false) possible ??= first.start;
    at += 2 * (name.length - 1);
  }
  return possible === undefined ? undefined : found(possible, false);
}

/**
 * The tables and views that SQL names where a table is expected, each once and as far as they are known to be of the
 * catalog: names of WITH are left out, and so are names that the defaults do not complete. Empty for text that cannot be
 * split with certainty.
 */
export function tablesInSql(
  sql: string,
  { catalog, schema }: { readonly catalog?: string | undefined; readonly schema?: string | undefined },
): readonly string[] {
  const { tokens, fault } = lex(sql);
  if (fault) return [];
  const temporary = namesOfWith(tokens);
  const names = tokens.flatMap((_, at) => {
    const name = opensTable(tokens, at) ? nameAt(tokens, at) : undefined;
    if (name === undefined || name.length > 3 || (name.length === 1 && temporary.has(name[0] ?? ""))) return [];
    const full = [...[catalog, schema].slice(0, 3 - name.length), ...name];
    return full.includes(undefined) ? [] : [full.join(".")];
  });
  return [...new Set(names)];
}

/** `a.b.c` at a token that no dot precedes. */
function nameAt(tokens: readonly SqlToken[], at: number): readonly string[] | undefined {
  if (!isName(tokens[at]) || tokens[at - 1]?.text === ".") return undefined;
  const parts: string[] = [];
  for (let next = at; ; next += 2) {
    const token = tokens[next];
    if (!isName(token)) break;
    parts.push(plain(token).toLowerCase());
    if (tokens[next + 1]?.text !== ".") break;
  }
  return parts;
}

/** `FROM name`, and `FROM other, name`, where the comma is one between tables. */
function opensTable(tokens: readonly SqlToken[], at: number): boolean {
  for (let before = at - 1; before >= 0; before -= 1) {
    const token = tokens[before];
    const word = bare(token);
    if (BEFORE_TABLE.has(word)) return before === at - 1 || tokens[at - 1]?.text === ",";
    if (token?.text === "(" || token?.text === ")" || CLAUSES.has(word)) return false;
  }
  return false;
}
const CLAUSES = new Set("SELECT WHERE GROUP ORDER HAVING ON SET LIMIT WINDOW QUALIFY VALUES".split(" "));

/** Whether a name is certainly (`true`) or possibly (`false`) the table; `undefined` if it is another. */
function isSought(
  name: readonly string[],
  { full_name, catalog, schema }: SoughtTable,
  { named, temporary }: { readonly named: boolean; readonly temporary: ReadonlySet<string> },
): boolean | undefined {
  const wanted = full_name.toLowerCase().split(".");
  const [wantedCatalog, wantedSchema, wantedTable] = wanted;
  // A column may follow, and before it the name is that of the table as well.
  if (name.length >= 3) return wanted.every((part, at) => name[at] === part) ? true : undefined;
  if (!named) return undefined;
  const [first, second] = name;
  const isDefault = (value: string | null | undefined, part: string | undefined) =>
    value ? value.toLowerCase() === part : undefined;
  if (name.length === 2) {
    if (first !== wantedSchema || second !== wantedTable) return undefined;
    const same = isDefault(catalog, wantedCatalog);
    return same === false ? undefined : same === true;
  }
  if (first !== wantedTable || temporary.has(first ?? "")) return undefined;
  const same = [isDefault(catalog, wantedCatalog), isDefault(schema, wantedSchema)];
  return same.includes(false) ? undefined : !same.includes(undefined);
}

function columnIn(tokens: readonly SqlToken[], column: string | undefined): TableMention["column"] {
  if (column === undefined) return "unseen";
  if (tokens.some((token) => isName(token) && plain(token).toLowerCase() === column.toLowerCase())) return "named";
  const all = tokens.some(({ text }, at) => {
    const before = tokens[at - 1];
    return (
      text === "*" && (/^(SELECT|DISTINCT|ALL)$/.test(bare(before)) || before?.text === "." || before?.text === ",")
    );
  });
  return all ? "all" : "unseen";
}

/** Between the word and the name of a table in the code of a pipeline: `FROM STREAM(LIVE.orders)`. */
const STREAMED = "(?:stream\\b\\s*\\(?\\s*)?(?:live\\s*\\.\\s*)?";

/**
 * Where code of any language uses a table: its name in a text, in a SQL cell or in a call such as `spark.table("a.b.c")`.
 * A name without its catalog is only possibly the table, unless the defaults of the place complete it, and another one if
 * they differ. Lines that are comments do not count.
 */
export function mentionInCode(code: string, { full_name, column, ...place }: SoughtTable): TableMention | undefined {
  const parts = full_name.split(".");
  const [catalog = "", schema = "", table = ""] = parts.map((part) => `\`?${escaped(part)}\`?`);
  const inCatalog = place.catalog ? place.catalog.toLowerCase() === parts[0]?.toLowerCase() : undefined;
  const inSchema = place.schema ? place.schema.toLowerCase() === parts[1]?.toLowerCase() : undefined;
  const end = "(?![\\w`])";
  const start = "(?<![\\w.`])";
  const forms: readonly [certain: boolean | undefined, pattern: RegExp][] = [
    [true, new RegExp(`${start}${catalog}\\s*\\.\\s*${schema}\\s*\\.\\s*${table}${end}`, "i")],
    [
      inCatalog,
      new RegExp(
        `(?:\\b(?:from|join|into|update|table)\\s+${STREAMED}|\\(\\s*["'])${schema}\\.${table}${end}(?!\\s*\\.)`,
        "i",
      ),
    ],
    [
      inCatalog === false || inSchema === false ? false : inCatalog && inSchema,
      new RegExp(
        `(?:\\b(?:from|join|into|update)\\s+${STREAMED}|\\b(?:table|saveAsTable|insertInto|toTable|read_table|(?:dlt|dp)\\.read(?:_stream)?)\\(\\s*["'](?:LIVE\\.)?)${table}${end}(?!\\s*\\.)`,
        "i",
      ),
    ],
  ];
  const used = codeLines(code);
  for (const [certain, pattern] of forms) {
    // The defaults make it another table.
    if (certain === false) continue;
    const at = used.findIndex((line) => pattern.test(line));
    if (at < 0) continue;
    const found = { line: at + 1, text: shortened(used[at] ?? ""), certain: certain === true };
    return { ...found, column: columnOfCode(used.join("\n"), column) };
  }
  return undefined;
}

/** The lines of code, with those of SQL cells of a notebook; comments and Markdown are empty lines. */
function codeLines(code: string): string[] {
  let markdown = false;
  return code.split("\n").map((line) => {
    const [magic] = /^\s*(?:#|--|\/\/)\s*MAGIC\s?/.exec(line) ?? [];
    const inner = magic === undefined ? line : line.slice(magic.length);
    markdown = magic === undefined ? /^\s*%md\b/.test(line) : markdown || /^\s*%md\b/.test(inner);
    return markdown || /^\s*(?:#|--|\/\/)/.test(inner) ? "" : inner;
  });
}

function columnOfCode(code: string, column: string | undefined): TableMention["column"] {
  if (column === undefined) return "unseen";
  if (new RegExp(`(?<!\\w)${escaped(column)}(?!\\w)`, "i").test(code)) return "named";
  return /\bselect\s+(?:distinct\s+)?(?:\w+\.)?\*/i.test(code) ? "all" : "unseen";
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

function lineAt(text: string, offset: number): { line: number; text: string } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, text: shortened(text.split("\n")[before.length - 1] ?? "") };
}

const shortened = (line: string): string =>
  line.trim().length > LINE ? `${line.trim().slice(0, LINE)}…` : line.trim();
