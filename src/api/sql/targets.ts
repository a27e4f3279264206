import { lex, type SqlToken } from "./lexer.ts";
import { bare, plain } from "./token.ts";

/** An object that a statement creates, changes or removes. */
export interface SqlTarget {
  /** `table`, `schema`, `volume` …; `object` where the statement does not say. */
  readonly kind: string;
  /** As written, without quotes: `orders`, `sales.orders`. */
  readonly name: string;
  /** The full name; `*` for a part that only the session's defaults decide. */
  readonly fullName: string;
  /** Everything in it is changed as well: a schema, catalog or share. */
  readonly container: boolean;
}

/** Where a statement runs: what completes its names. */
export interface SqlScope {
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
  /** Values of named parameters, which `IDENTIFIER(:name)` can turn into names. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface SqlTargets {
  readonly targets: readonly SqlTarget[];
  /** Why there may be further targets, as a clause that completes "…, because". */
  readonly unresolved?: string;
}

const OBJECT_KINDS = new Set(
  `TABLE VIEW SCHEMA DATABASE CATALOG VOLUME FUNCTION PROCEDURE CONNECTION SHARE RECIPIENT PROVIDER POLICY
   MODEL INDEX SERVICE COLUMN CREDENTIAL LOCATION GROUP`.split(/\s+/),
);
/** Words between a verb and the kind or name of its object. */
const ADJECTIVES = new Set(
  `OR REPLACE REFRESH TEMPORARY TEMP GLOBAL MATERIALIZED MANAGED EXTERNAL FOREIGN STREAMING LIVE PRIVATE IF NOT EXISTS
   STORAGE BLOOMFILTER SEARCH FLOW`.split(/\s+/),
);
/** Kinds that hold others. */
const CONTAINERS = new Set(["SCHEMA", "DATABASE", "CATALOG", "VOLUME", "SHARE"]);
/** Verbs that are followed by the kind (optional) and the name of what they change. */
const VERBS = new Set(
  "CREATE DROP ALTER TRUNCATE RESTORE UNDROP VACUUM OPTIMIZE REORG FSCK MSCK REPAIR ANALYZE REFRESH REPLACE".split(" "),
);

/**
 * The objects that a statement other than a plain read changes. They are found in its tokens, as the platform's parser
 * finds them: names in quotes, with blanks or comments between their parts, and `IDENTIFIER()` of a known name. Accepts any
 * text and takes linear time. Targets that cannot be determined are reported in `unresolved`.
 */
export function targetsOf(sql: string, scope: SqlScope = {}): SqlTargets {
  const { tokens, fault } = lex(sql);
  if (fault) return { targets: [], unresolved: fault };
  const reader = new TargetReader(tokens, scope);
  return reader.read();
}

/** One pass over the tokens; a class because the place in them is its state. */
class TargetReader {
  readonly #tokens: readonly SqlToken[];
  readonly #scope: SqlScope;
  readonly #targets: SqlTarget[] = [];
  #unresolved: string | undefined;
  #at = 0;

  constructor(tokens: readonly SqlToken[], scope: SqlScope) {
    this.#tokens = tokens;
    this.#scope = scope;
  }

  read(): SqlTargets {
    while (this.#at < this.#tokens.length) this.#step();
    if (this.#targets.length === 0) this.#unresolved ??= "it does not name what it changes";
    return { targets: this.#targets, ...(this.#unresolved !== undefined && { unresolved: this.#unresolved }) };
  }

  #word(ahead = 0): string {
    return bare(this.#tokens[this.#at + ahead]);
  }

  #step(): void {
    const word = this.#word();
    const field = this.#tokens[this.#at - 1]?.text === ".";
    this.#at += 1;
    if (field || word === "") return;
    if (VERBS.has(word) && this.#beginsStatement()) this.#object();
    else if (word === "INTO" || word === "OVERWRITE") this.#written();
    else if (word === "UPDATE" && this.#word() !== "SET") this.#named("TABLE");
    else if (word === "DELETE" && this.#word() === "FROM") {
      this.#at += 1;
      this.#named("TABLE");
    } else if (word === "ON" && this.#changesRights()) this.#object();
    else if (word === "IMMEDIATE" || word === "CALL") this.#unresolved ??= `it runs code that ${word} decides`;
    else if (word === "PUT" || word === "REMOVE") this.#unresolved ??= "it changes files by their path";
  }

  /** Verbs are only verbs where a statement or its body can begin. */
  #beginsStatement(): boolean {
    const before = this.#tokens[this.#at - 2];
    return (
      before === undefined ||
      [";", ")", "("].includes(before.text) ||
      ["BEGIN", "THEN", "DO", "ELSE"].includes(bare(before))
    );
  }

  /** `COMMENT ON`, `GRANT … ON`, `SET TAG ON`: the verb is the first word. */
  #changesRights(): boolean {
    return ["GRANT", "REVOKE", "DENY", "COMMENT", "SET", "UNSET", "CREATE", "DROP"].includes(bare(this.#tokens[0]));
  }

  /** Skips to the name: `OR REPLACE TEMPORARY`, the kind, `IF NOT EXISTS`. */
  #object(): void {
    let kind = "";
    for (; ADJECTIVES.has(this.#word()) || OBJECT_KINDS.has(this.#word()); this.#at += 1) {
      if (this.#tokens[this.#at + 1]?.text === "." || (kind !== "" && OBJECT_KINDS.has(this.#word()))) break;
      if (OBJECT_KINDS.has(this.#word())) kind = this.#word();
    }
    // ANALYZE TABLES IN schema, DROP … FROM: a list of objects that only the platform knows.
    if (["TABLES", "IN"].includes(this.#word())) {
      this.#at += this.#word() === "TABLES" ? 2 : 1;
      kind = "SCHEMA";
    }
    if (this.#word() === "WITH") this.#unresolved ??= "it names an object by its id";
    else this.#named(kind);
  }

  /** `INSERT INTO [TABLE] t`, `OVERWRITE [TABLE] t`, `MERGE INTO t`; a directory is a place, not an object. */
  #written(): void {
    if (this.#word() === "TABLE") this.#at += 1;
    if (["DIRECTORY", "LOCAL"].includes(this.#word())) this.#unresolved ??= "it writes files by their path";
    else if (this.#word() !== "INTO") this.#named("TABLE");
  }

  #named(kind: string): void {
    const parts = this.#word() === "IDENTIFIER" ? this.#computed() : this.#parts();
    if (parts === undefined) this.#unresolved ??= "it computes a name inside IDENTIFIER()";
    else if (parts.length > 0) {
      this.#targets.push({
        kind: kind === "" ? "object" : kind === "DATABASE" ? "schema" : kind.toLowerCase(),
        name: parts.join("."),
        fullName: this.#qualified(kind, parts),
        container: CONTAINERS.has(kind),
      });
    }
  }

  /** `a . b /* *\/ . \`c\``; with one part in quotes that holds dots, as it is. */
  #parts(): string[] {
    const parts: string[] = [];
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined || token.kind === "symbol") return parts;
      parts.push(plain(token));
      this.#at += 1;
      if (this.#tokens[this.#at]?.text !== ".") return parts;
      this.#at += 1;
    }
  }

  /** The name in `IDENTIFIER('…')` or `IDENTIFIER(:p)`, joined by `||`; undefined where it cannot be read. */
  #computed(): string[] | undefined {
    let name = "";
    for (this.#at += 2; this.#tokens[this.#at]?.text !== ")"; this.#at += 1) {
      const token = this.#tokens[this.#at];
      if (token === undefined) return undefined;
      if (token.kind === "string") name += plain(token);
      else if (token.text === ":") {
        this.#at += 1;
        const value = this.#scope.parameters?.[plain(this.#tokens[this.#at] ?? token)];
        if (value === undefined) return undefined;
        name += value;
      } else if (token.text !== "||") return undefined;
    }
    this.#at += 1;
    const inner = lex(name);
    if (inner.fault) return undefined;
    return inner.tokens.filter(({ text }) => text !== ".").map(plain);
  }

  #qualified(kind: string, parts: readonly string[]): string {
    const { catalog = "*", schema = "*" } = this.#scope;
    const full = kind === "CATALOG" ? 1 : kind === "SCHEMA" || kind === "DATABASE" ? 2 : NAMELESS.has(kind) ? 1 : 3;
    const defaults = full === 3 ? [catalog, schema] : full === 2 ? [catalog] : [];
    return [...defaults.slice(0, Math.max(0, full - parts.length)), ...parts].join(".");
  }
}

/** Kinds whose names have one part: they belong to the metastore. */
const NAMELESS = new Set("CONNECTION SHARE RECIPIENT PROVIDER CREDENTIAL LOCATION GROUP POLICY SERVICE".split(" "));
