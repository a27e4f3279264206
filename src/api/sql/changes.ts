import type { SqlToken } from "./lexer.ts";
import { isVolumePath } from "./paths.ts";
import { bare, plain } from "./token.ts";
import { additive, destructive, maintenance, type SqlConsequence, type SqlVerdict } from "./verdict.ts";

/** Statements whose first word alone decides: why they need consent. */
const BY_FIRST_WORD: ReadonlyMap<string, readonly [reason: string, SqlConsequence]> = new Map([
  ["DROP", ["it removes an existing object", "loss"]],
  ["DELETE", ["it removes existing rows", "loss"]],
  ["TRUNCATE", ["it removes all rows of a table", "loss"]],
  ["VACUUM", ["it permanently deletes files that earlier versions of a table need", "loss"]],
  ["REORG", ["it permanently removes what was deleted from a table before", "loss"]],
  ["FSCK", ["it removes missing files from a table's record", "loss"]],
  ["REMOVE", ["it deletes a file", "loss"]],
  ["UPDATE", ["it changes existing rows", "replacement"]],
  ["MERGE", ["it can change or remove existing rows", "replacement"]],
  ["RESTORE", ["it replaces a table's rows with those of an earlier version", "replacement"]],
  ["REPLACE", ["it replaces an existing object", "replacement"]],
  ["LOAD", ["it moves files, and can replace existing rows", "replacement"]],
  ["PUT", ["it can replace an existing file", "replacement"]],
  ["MSCK", ["it changes which partitions a table has", "replacement"]],
  ["REPAIR", ["it changes which partitions a table has", "replacement"]],
  ["REVOKE", ["it takes access from others", "others"]],
  ["DENY", ["it takes access from others", "others"]],
  ["GET", ["it copies a file to another place", "outbound"]],
]);

/** Judges a statement that starts with the verb of a change; `undefined` for any other verb. */
export function judgeChange(tokens: readonly SqlToken[]): SqlVerdict | undefined {
  const verb = bare(tokens[0]);
  switch (verb) {
    case "OPTIMIZE":
      return maintenance(verb, "it rewrites files without changing rows");
    case "ANALYZE":
      return bare(tokens[1]).startsWith("TABLE") ? maintenance(verb, "it only computes statistics") : undefined;
    case "REFRESH":
      return has(tokens, "FULL")
        ? destructive("REFRESH FULL", "it recomputes a table, and rows that its source no longer has are lost", "loss")
        : maintenance(verb, "it brings a table or view up to date with its source");
    case "UNDROP":
      return additive(verb, "it brings back a dropped object");
    case "COMMENT":
      return bare(tokens[1]) === "ON" ? judgeComment(tokens) : undefined;
    case "COPY":
      return judgeCopy(tokens);
    case "ALTER":
      return judgeAlter(tokens);
    case "GRANT":
      return destructive(verb, givenTo(tokens), "others");
    case "SET":
    case "UNSET":
      return /^TAGS?$/.test(bare(tokens[1])) ? destructive(`${verb} TAG`, TAGS, "others") : undefined;
  }
  if (verb === "VACUUM" && bare(tokens.at(-2)) === "DRY" && bare(tokens.at(-1)) === "RUN") {
    return maintenance("VACUUM DRY RUN", "it only lists files that could be deleted");
  }
  const known = BY_FIRST_WORD.get(verb);
  return known && destructive(verb, ...known);
}

const TAGS = "it changes tags, which policies read to decide who sees what";

/** Groups that everyone is in, without being added. */
const EVERYONE: Readonly<Record<string, string>> = { "account users": "account", users: "workspace" };

function givenTo(tokens: readonly SqlToken[]): string {
  const who = tokens[tokens.findLastIndex((token) => bare(token) === "TO") + 1];
  const everyone = who && EVERYONE[plain(who).toLowerCase()];
  return everyone === undefined ? "it gives others access" : `it gives everyone in the ${everyone} access`;
}

const has = (tokens: readonly SqlToken[], ...words: readonly string[]): boolean =>
  tokens.some((token, at) => tokens[at - 1]?.text !== "." && words.includes(bare(token)));

function judgeComment(tokens: readonly SqlToken[]): SqlVerdict {
  const last = tokens.at(-1);
  const text = last?.kind === "string" && last.text.length > 2;
  return text && bare(tokens.at(-2)) === "IS"
    ? maintenance("COMMENT", "it only sets a comment")
    : destructive("COMMENT", "it removes a comment", "replacement");
}

/** `COPY INTO t FROM '/Volumes/…'` adds rows, whether or not the table has some. Other places are outside the catalog. */
function judgeCopy(tokens: readonly SqlToken[]): SqlVerdict {
  const sources = tokens.filter((token, at) => bare(tokens[at - 1]) === "FROM" && token.text !== "(");
  const inside = sources.length === 1 && isVolumePath(sources[0]);
  if (bare(tokens[1]) === "INTO" && inside && !has(tokens, "CREDENTIAL", "ENCRYPTION")) {
    return additive("COPY INTO", "it only adds rows from files of a volume");
  }
  return destructive("COPY", "it loads files from a place outside the catalog", "outbound");
}

/** Kinds whose every change gives or takes access. */
const GIVING = new Set(["SHARE", "RECIPIENT", "GROUP", "PROVIDER", "CONNECTION", "CREDENTIAL", "POLICY"]);

function judgeAlter(tokens: readonly SqlToken[]): SqlVerdict {
  const kind = bare(tokens[1]);
  let at = 3;
  while (tokens[at]?.text === ".") at += 2;
  const [verb, object] = [bare(tokens[at]), bare(tokens[at + 1])];
  const adds = kind === "TABLE" && verb === "ADD";
  if (adds && (object === "COLUMN" || object === "COLUMNS")) return additive("ALTER ADD");
  if (adds && object === "CONSTRAINT" && !has(tokens, "CHECK")) return additive("ALTER ADD", "it only adds a key");
  if (adds && object === "CONSTRAINT") {
    return destructive("ALTER", "it adds a constraint, and later writes that break it fail", "others");
  }
  const known = ALTERATIONS.find(([words]) => words.every((word) => has(tokens, word)));
  // A word of the list can be a name in a change of another kind, which gives access all the same.
  if (known && !(GIVING.has(kind) && known[2] !== "others")) return destructive("ALTER", known[1], known[2]);
  if (GIVING.has(kind)) return destructive("ALTER", "it changes who has access to what", "others");
  return destructive("ALTER", "it replaces settings of an existing object", "replacement");
}

/** Reasons of changes, by the words in them. The first that fits counts. */
const ALTERATIONS: readonly (readonly [words: readonly string[], reason: string, consequence: SqlConsequence])[] = [
  [["DROP", "MASK"], "it removes a column's mask, and others see its values as they are", "others"],
  [["DROP", "FILTER"], "it removes a row filter, and others see all rows", "others"],
  [["DROP", "COLUMN"], "it removes a column with its values", "loss"],
  [["DROP", "COLUMNS"], "it removes columns with their values", "loss"],
  [["DROP", "PARTITION"], "it removes partitions with their rows", "loss"],
  [["DROP"], "it removes a part of an existing object", "loss"],
  [["RENAME", "COLUMN"], "it renames a column, and queries, views and jobs that use its name fail", "others"],
  [["RENAME"], "it renames an existing object, and queries, views and jobs that use its name fail", "others"],
  [["OWNER"], "it gives an existing object another owner, who decides over it and its grants", "others"],
  [["TAGS"], TAGS, "others"],
  [["MASK"], "it sets a column's mask, which decides which values others see", "others"],
  [["FILTER"], "it sets a row filter, which decides which rows others see", "others"],
  [["COLUMN", "TYPE"], "it changes the type of a column", "replacement"],
  [["VIEW", "AS"], "it replaces the query of a view", "replacement"],
];
