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
   MODEL INDEX COLUMN CREDENTIAL LOCATION GROUP`.split(/\s+/),
);
/** Words between a verb and the kind of its object. */
const ADJECTIVES = new Set(
  `OR REPLACE REFRESH TEMPORARY TEMP GLOBAL MATERIALIZED MANAGED EXTERNAL FOREIGN STREAMING LIVE PRIVATE STORAGE SERVICE
   BLOOMFILTER SEARCH VECTOR REPAIR`.split(/\s+/),
);
/** Kinds that hold others. */
const CONTAINERS = new Set(["SCHEMA", "DATABASE", "CATALOG", "VOLUME", "SHARE"]);
/** Kinds whose names have one part: they belong to the metastore. */
const NAMELESS = new Set("CONNECTION SHARE RECIPIENT PROVIDER CREDENTIAL LOCATION GROUP POLICY".split(" "));

/** Statements that write rows of the tables after INTO, OVERWRITE, UPDATE and DELETE FROM. */
const WRITING = new Set("WITH FROM INSERT DELETE UPDATE MERGE COPY LOAD SELECT VALUES TABLE EXPLAIN".split(" "));
/** Verbs that the kind and name of their object follow. */
const WITH_KIND = new Set("CREATE DROP ALTER TRUNCATE UNDROP REORG FSCK MSCK REPAIR ANALYZE REPLACE".split(" "));
/** Verbs that the name of their object follows, with or without its kind. */
const WITHOUT_KIND = new Set("RESTORE VACUUM OPTIMIZE REFRESH".split(" "));
/** Verbs whose object follows ON. */
const BEFORE_ON = new Set("GRANT REVOKE DENY COMMENT SET UNSET".split(" "));
/** Words that can follow the name in a DROP. */
const AFTER_DROP = new Set("CASCADE RESTRICT PURGE FORCE".split(" "));
const MORE_NAMES = "it may name further objects";
/** Words that can follow a name: before one of them, a kind or TABLE can itself be the name. */
const AFTER_NAME = new Set(
  `TO FROM SET UNSET ADD IS AS RETAIN DRY FULL LITE WHERE ZORDER VERSION TIMESTAMP SYNC ASYNC USING VALUES SELECT WITH
   REPLACE PARTITION BY RENAME APPLY COMPUTE`.split(/\s+/),
);

/**
 * The objects that a statement other than a plain read changes. They are found in its tokens, as the platform's parser
 * finds them: names in quotes, with blanks or comments between their parts, and `IDENTIFIER()` of a known name. Where two
 * readings are possible, the objects of both are returned. Accepts any text and takes linear time. Targets that cannot be
 * determined, and statements that are not known, are reported in `unresolved`.
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
    const last = tokens.findLastIndex(({ text }) => text !== ";");
    this.#tokens = tokens.slice(0, last + 1);
    this.#scope = scope;
  }

  read(): SqlTargets {
    while (this.#tokens[this.#at]?.text === "(") this.#at += 1;
    const verb = this.#word();
    if (this.#tokens.some(({ text }) => text === ";")) this.#unresolved = "it contains more than one statement";
    else if (WRITING.has(verb)) this.#writes();
    else if (WITH_KIND.has(verb) || WITHOUT_KIND.has(verb)) this.#changes(verb);
    else if (BEFORE_ON.has(verb)) this.#rights(verb);
    if (this.#targets.length === 0) this.#unresolved ??= "it does not name what it changes";
    return { targets: this.#targets, ...(this.#unresolved !== undefined && { unresolved: this.#unresolved }) };
  }

  #word(ahead = 0): string {
    return bare(this.#tokens[this.#at + ahead]);
  }

  #text(ahead = 0): string | undefined {
    return this.#tokens[this.#at + ahead]?.text;
  }

  #writes(): void {
    while (this.#at < this.#tokens.length) {
      const word = this.#word();
      const before = this.#tokens[this.#at - 1];
      this.#at += 1;
      if (before?.text === "." || word === "") continue;
      if (word === "INTO" || word === "OVERWRITE") this.#written();
      else if (word === "UPDATE" && bare(before) !== "THEN") this.#named("TABLE");
      else if (word === "DELETE" && this.#word() === "FROM") {
        this.#at += 1;
        this.#named("TABLE");
      }
    }
  }

  /** `INSERT INTO [TABLE] t`, `OVERWRITE [TABLE] t`, `MERGE INTO t`; a directory is a place, not an object. */
  #written(): void {
    if (this.#word() === "INTO") return;
    if (this.#word() === "TABLE") this.#skipKind("TABLE");
    if (["DIRECTORY", "LOCAL"].includes(this.#word())) this.#unresolved ??= "it writes files by their path";
    else this.#named("TABLE");
  }

  #changes(verb: string): void {
    this.#at += 1;
    const kind = this.#object(WITH_KIND.has(verb));
    if (kind === "INDEX" || kind === "POLICY") {
      if (this.#find("ON")) this.#object(false);
      else if (kind === "POLICY") this.#unresolved ??= "it does not name what its policy is on";
    }
    if (this.#word() === "RENAME" && this.#word(1) === "TO") {
      this.#at += 2;
      this.#named(kind);
    }
    if (kind === "SHARE" && ["ADD", "REMOVE", "ALTER"].includes(this.#word())) {
      this.#at += 1;
      this.#object(true);
    }
    if (WITHOUT_KIND.has(verb)) this.#mustEnd();
    if (kind === "INDEX" && this.#word() === "FOR") this.#at = this.#tokens.findIndex(({ text }) => text === ")") + 1;
    if (verb.endsWith("DROP") ? !this.#isLast() : this.#text() === ",") this.#unresolved ??= MORE_NAMES;
  }

  /** `GRANT … ON`, `COMMENT ON`, `SET TAG ON`. */
  #rights(verb: string): void {
    if (verb.endsWith("SET") && !/^TAGS?$/.test(this.#word(1))) return;
    if (!this.#find("ON")) return;
    const grants = ["GRANT", "REVOKE", "DENY"].includes(verb);
    this.#object(!grants);
    if (grants) this.#mustEnd();
  }

  /** Goes to the token after the next bare `word`. */
  #find(word: string): boolean {
    for (let at = this.#at; at < this.#tokens.length; at += 1) {
      if (bare(this.#tokens[at]) !== word || this.#tokens[at - 1]?.text === ".") continue;
      this.#at = at + 1;
      return true;
    }
    return false;
  }

  /** Whether words follow that can end a DROP, and no others. */
  #isLast(): boolean {
    return this.#tokens.slice(this.#at).every((token) => AFTER_DROP.has(bare(token)));
  }

  /** Without a kind, a word before the name looks like a name itself: the word after it must be one that follows names. */
  #mustEnd(): void {
    if (this.#at < this.#tokens.length && !AFTER_NAME.has(this.#word())) {
      this.#unresolved ??= "it does not clearly name what it changes";
    }
  }

  /** `OR REPLACE TEMPORARY`, the kind, `IF NOT EXISTS` and the name; returns the kind. */
  #object(kindRequired: boolean): string {
    const isPrefix = (word: string) => OBJECT_KINDS.has(word) || ADJECTIVES.has(word) || word === "TABLES";
    while (ADJECTIVES.has(this.#word()) && isPrefix(this.#word(1))) this.#at += 1;
    let kind = "";
    if (this.#word() === "TABLES" && ["IN", "FROM"].includes(this.#word(1))) {
      // ANALYZE TABLES IN schema: a list of objects that only the platform knows.
      kind = "SCHEMA";
      this.#at += 2;
    } else if (OBJECT_KINDS.has(this.#word()) && this.#text(1) !== "." && this.#text(1) !== undefined) {
      kind = this.#word();
      this.#skipKind(kind);
    } else if (kindRequired) {
      this.#unresolved ??= "it changes a kind of object that is not known";
      return kind;
    }
    if (this.#word() === "IF" && this.#word(1) === "EXISTS") this.#at += 2;
    if (this.#word() === "IF" && this.#word(1) === "NOT" && this.#word(2) === "EXISTS") this.#at += 3;
    if (this.#word() === "WITH") this.#unresolved ??= "it names an object by its id";
    else if (kind !== "INDEX" || this.#word() !== "ON") this.#named(kind);
    return kind;
  }

  /** `VACUUM index RETAIN …`: a kind before such a word may be the name. */
  #skipKind(kind: string): void {
    const next = this.#word(1);
    if (AFTER_NAME.has(next) || this.#text(1) === "(") this.#push(kind, [this.#text() ?? ""]);
    this.#at += 1;
  }

  #named(kind: string): void {
    const parts = this.#parts();
    if (parts === undefined) this.#unresolved ??= "it computes a name inside IDENTIFIER()";
    else if (parts.length === 0) this.#unresolved ??= "it does not clearly name what it changes";
    else if (parts.some((part) => /[/:]/.test(part))) this.#unresolved ??= "it changes files by their path";
    else this.#push(kind, parts);
  }

  #push(kind: string, parts: readonly string[]): void {
    const target = (name: readonly string[]): SqlTarget => ({
      kind: kind === "" ? "object" : kind === "DATABASE" ? "schema" : kind.toLowerCase(),
      name: name.join("."),
      fullName: this.#qualified(kind, name),
      container: CONTAINERS.has(kind),
    });
    this.#targets.push(target(parts));
    // `a.b.c` in one pair of quotes: whether that is one name or three depends on the catalog.
    const split = parts.flatMap((part) => part.split("."));
    if (split.length > parts.length) this.#targets.push(target(split));
  }

  /** `a . b /* *\/ . \`c\``, `IDENTIFIER('a.b').c`; undefined where a part cannot be read. */
  #parts(): string[] | undefined {
    const parts: string[] = [];
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined || token.kind === "symbol") return parts;
      if (bare(token) === "IDENTIFIER" && this.#text(1) === "(") {
        const computed = this.#computed();
        if (computed === undefined) return undefined;
        for (const part of computed) parts.push(part);
      } else {
        if (token.kind === "string" && !isPlainText(token)) return undefined;
        parts.push(plain(token));
        this.#at += 1;
      }
      if (this.#text() !== ".") return parts;
      this.#at += 1;
    }
  }

  /** The name in `IDENTIFIER('…')` or `IDENTIFIER(:p)`, joined by `||`; undefined where it cannot be read. */
  #computed(): string[] | undefined {
    let name = "";
    for (this.#at += 2; this.#text() !== ")"; this.#at += 1) {
      const token = this.#tokens[this.#at];
      if (token === undefined) return undefined;
      if (token.kind === "string" && isPlainText(token)) name += plain(token);
      else if (token.text === ":") {
        this.#at += 1;
        const { parameters = {} } = this.#scope;
        const parameter = plain(this.#tokens[this.#at] ?? token);
        if (!Object.hasOwn(parameters, parameter)) return undefined;
        name += parameters[parameter];
      } else if (token.text !== "||") return undefined;
    }
    this.#at += 1;
    const { tokens, fault } = lex(name);
    const isName = tokens.every(({ kind, text }, index) => (index % 2 === 1 ? text === "." : kind !== "symbol"));
    if (fault || !isName || tokens.length % 2 === 0) return undefined;
    return tokens.filter((_, index) => index % 2 === 0).map(plain);
  }

  #qualified(kind: string, parts: readonly string[]): string {
    const { catalog = "*", schema = "*" } = this.#scope;
    const defaults = [catalog, schema].slice(0, PARTS[kind] ?? (NAMELESS.has(kind) ? 0 : 2));
    const full = defaults.length + (kind === "COLUMN" ? 2 : 1);
    return [...defaults.slice(0, Math.max(0, full - parts.length)), ...parts].join(".");
  }
}

/** How many defaults complete a name. */
const PARTS: Readonly<Record<string, number>> = { CATALOG: 0, SCHEMA: 1, DATABASE: 1 };

/** Text in quotes that means itself: no escapes, no quotes within, not raw. */
const isPlainText = ({ text }: SqlToken): boolean => /^(['"])[^'"\\]*\1$/.test(text);
