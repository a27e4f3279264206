import { FILE_FORMATS } from "./functions.ts";
import { lex, type SqlToken } from "./lexer.ts";
import { bare, is, isName, plain } from "./token.ts";

/** A path in a Unity Catalog volume, whose grants decide who reads it. Without `..`, lists and alternatives. */
const VOLUME_PATH = /^(?:dbfs:)?\/Volumes\/(?!.*\.\.)[^\\:,{}]+$/;

/** Whether a token is a literal path in a volume, with nothing that joins on to it. */
export const isVolumePath = (token: SqlToken | undefined): boolean =>
  token?.kind === "string" && VOLUME_PATH.test(plain(token));

/** Whether a dotted name means files: the first of two parts is a format, or it has a path. */
export function isFileName(name: string): boolean {
  if (/[/\\:*]/.test(name)) return true;
  const { tokens, fault } = lex(name);
  if (fault) return true;
  const parts = tokens.filter((token) => !is(token, ".")).map(plain);
  return parts.length <= 2 && FILE_FORMATS.has(parts[0]?.trim().toLowerCase() ?? "");
}

/** Words after which a table is named. */
const BEFORE_TABLE = new Set(
  "FROM JOIN TABLE INTO OVERWRITE UPDATE STREAM DESCRIBE DESC DETAIL HISTORY FORMATTED EXTENDED LATERAL".split(" "),
);
/** Words that end a list of tables. */
const AFTER_TABLES = new Set(
  "SELECT WHERE ON USING GROUP ORDER HAVING QUALIFY SET VALUES LIMIT WINDOW WHEN".split(" "),
);

/** Words before a parenthesis with settings: `TBLPROPERTIES (delta.enableChangeDataFeed = true)` names no table. */
const BEFORE_SETTINGS = new Set(["TBLPROPERTIES", "DBPROPERTIES"]);

/** Follows which clause the tokens are in, to tell a table from a column or a setting. One step for every token. */
export function createClauseReader(): { step(token: SqlToken): void; inTables(): boolean } {
  const open: boolean[] = [];
  let tables = false;
  let before = "";
  return {
    step(token) {
      const word = bare(token);
      if (is(token, "(")) {
        open.push(tables);
        if (BEFORE_SETTINGS.has(before)) tables = false;
      } else if (is(token, ")")) tables = open.pop() ?? false;
      else if (BEFORE_TABLE.has(word)) tables = true;
      else if (AFTER_TABLES.has(word)) tables = false;
      before = word;
    },
    inTables: () => tables,
  };
}

/**
 * Whether the name that ends at `index` means files: `csv.\`s3://…\``, `text.\`*\`` or `json.logs`. A column may be
 * named like a format, so outside a list of tables only a path counts. A path in a volume is a table's name like others
 * while it is read (`written`: it is not).
 */
export function namesFiles(
  tokens: readonly SqlToken[],
  index: number,
  { inTables, written }: { readonly inTables: boolean; readonly written: boolean },
): boolean {
  const token = tokens[index];
  const source = tokens[index - 2];
  if (!isName(token) || !is(tokens[index - 1], ".") || !isName(source)) return false;
  const name = plain(token);
  const isFormat = FILE_FORMATS.has(plain(source).toLowerCase()) && !is(tokens[index - 3], ".");
  const isLast = !is(tokens[index + 1], ".");
  if (isFormat && isLast && !written && token.kind === "name" && VOLUME_PATH.test(name)) return false;
  if (token.kind !== "word" && (/^\s*\/|:[/\\]/.test(name) || (isFormat && /[/\\:*]/.test(name)))) return true;
  if (!inTables || is(tokens[index - 3], ".") || !isLast) return false;
  return isFormat || (token.kind !== "word" && /[/\\:*]/.test(name));
}
