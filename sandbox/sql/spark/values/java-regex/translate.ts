import { classEscape, readClass } from "./character-class.ts";
import { BOUNDARY_WORD, LINE_END, VERTICAL } from "./classes.ts";
import { RegexSyntaxError } from "./failure.ts";
import { escapedCharacter, literal, PatternReader, type RegexFlags } from "./reader.ts";

const START = "(?<![\\s\\S])";
const END = "(?![\\s\\S])";
const NOT_INSIDE_CRLF = "(?<!\\r(?=\\n))";
const LAST_LINE_END = `${NOT_INSIDE_CRLF}(?=(?:\\r\\n|[${LINE_END}])?${END})`;
const LINE_START = `(?:${START}|(?<=[\\n\\x85\\u2028\\u2029]|\\r(?!\\n))(?=[\\s\\S]))`;
const LINE_STOP = `${NOT_INSIDE_CRLF}(?=[${LINE_END}]|${END})`;
const BOUNDARY = `(?:(?<=[${BOUNDARY_WORD}])(?![${BOUNDARY_WORD}])|(?<![${BOUNDARY_WORD}])(?=[${BOUNDARY_WORD}]))`;
const NO_BOUNDARY = `(?:(?<=[${BOUNDARY_WORD}])(?=[${BOUNDARY_WORD}])|(?<![${BOUNDARY_WORD}])(?![${BOUNDARY_WORD}]))`;

export interface TranslatedRegex {
  readonly source: string;
  /** The group of JavaScript for each group of the pattern; groups that emulate Java's syntax come between. */
  readonly groups: readonly number[];
  readonly names: ReadonlyMap<string, number>;
}

/** Java's syntax as source for JavaScript's `v` flag. @throws {RegexSyntaxError} */
export function translateRegex(pattern: string): TranslatedRegex {
  return new Translator(pattern).run();
}

interface Atom {
  readonly source: string;
  /** Source in front that a quantifier does not apply to. */
  readonly before?: string;
  /** An assertion, which JavaScript quantifies only inside a group. */
  readonly assertion?: boolean;
  /** Nothing that a quantifier could follow: flags or a comment. */
  readonly empty?: boolean;
}

class Translator {
  private readonly reader: PatternReader;
  private flags: RegexFlags = { ignoreCase: false, dotAll: false, multiline: false, comments: false };
  private readonly groups: number[] = [0];
  private readonly names = new Map<string, number>();
  private emitted = 0;

  constructor(pattern: string) {
    this.reader = new PatternReader(pattern);
  }

  run(): TranslatedRegex {
    const source = this.alternatives();
    if (!this.reader.done) throw new RegexSyntaxError("Unmatched closing ')'");
    return { source, groups: this.groups, names: this.names };
  }

  private alternatives(): string {
    const parts = [this.sequence()];
    while (this.reader.accept("|")) parts.push(this.sequence());
    return parts.join("|");
  }

  private sequence(): string {
    let source = "";
    for (;;) {
      if (this.flags.comments) this.reader.skipComments();
      const next = this.reader.peek();
      if (next === "" || next === "|" || next === ")") return source;
      const before = this.emitted;
      const atom = this.atom();
      source += (atom.before ?? "") + (atom.empty === true ? atom.source : this.quantified(atom, before));
    }
  }

  /** `before` is the number of groups when the atom began. */
  private quantified(atom: Atom, before: number): string {
    if (this.flags.comments) this.reader.skipComments();
    const quantifier = this.quantifier();
    if (quantifier === undefined) return atom.source;
    let source = (atom.assertion === true ? `(?:${atom.source})` : atom.source) + quantifier;
    if (this.reader.accept("+")) source = this.atomic(source, before);
    else if (this.reader.accept("?")) source += "?";
    const next = this.reader.peek();
    if (/^[?*+{]$/.test(next)) throw new RegexSyntaxError(`Dangling meta character '${next}'`);
    return source;
  }

  private quantifier(): string | undefined {
    const { reader } = this;
    const next = reader.peek();
    if (next === "?" || next === "*" || next === "+") {
      reader.take();
      return next;
    }
    if (!reader.accept("{")) return undefined;
    const least = reader.while(/[0-9]/);
    const comma = reader.accept(",");
    const most = comma ? reader.while(/[0-9]/) : least;
    if (least === "" || !reader.accept("}")) throw new RegexSyntaxError("Illegal repetition");
    if (most !== "" && Number(most) < Number(least)) throw new RegexSyntaxError("Illegal repetition range");
    return comma ? `{${least},${most}}` : `{${least}}`;
  }

  /** Matches without giving back: a lookahead captures, and a reference consumes. The groups inside move by one. */
  private atomic(source: string, before: number): string {
    this.emitted += 1;
    for (const [java, group] of this.groups.entries()) if (group > before) this.groups[java] = group + 1;
    const name = `atomic${this.emitted}`;
    return `(?:(?=(?<${name}>${source}))\\k<${name}>)`;
  }

  private atom(): Atom {
    const { reader } = this;
    const character = reader.take();
    switch (character) {
      case "\\":
        return this.escape();
      case "[":
        return { source: readClass(reader, this.flags.ignoreCase, this.flags.comments) };
      case "(":
        return this.group();
      case ".":
        return { source: this.flags.dotAll ? "[\\s\\S]" : `[^${LINE_END}]` };
      case "^":
        return { source: this.flags.multiline ? LINE_START : START, assertion: true };
      case "$":
        return { source: this.flags.multiline ? LINE_STOP : LAST_LINE_END, assertion: true };
      case "*":
      case "+":
      case "?":
        throw new RegexSyntaxError(`Dangling meta character '${character}'`);
      case "{":
        throw new RegexSyntaxError("Illegal repetition");
      default:
        return { source: literal(character, this.flags.ignoreCase) };
    }
  }

  private escape(): Atom {
    const { reader } = this;
    const letter = reader.take();
    switch (letter) {
      case "b":
        return { source: BOUNDARY, assertion: true };
      case "B":
        return { source: NO_BOUNDARY, assertion: true };
      case "A":
        return { source: START, assertion: true };
      case "z":
        return { source: END, assertion: true };
      case "Z":
        return { source: LAST_LINE_END, assertion: true };
      case "R":
        return { source: `(?:\\r\\n|[${VERTICAL}])` };
      case "Q": {
        // A quantifier after the quotation applies to its last character.
        const quoted = Array.from(reader.until("\\E", true), (each) => literal(each, this.flags.ignoreCase));
        const last = quoted.pop();
        return last === undefined ? { source: "", empty: true } : { before: quoted.join(""), source: last };
      }
      case "k":
        return this.namedReference();
      default:
    }
    if (/[1-9]/.test(letter)) return this.reference(letter);
    const known = classEscape(letter, reader);
    if (known !== undefined) return { source: known };
    const escaped = escapedCharacter(letter, reader);
    if (escaped === undefined) throw new RegexSyntaxError("Illegal/unsupported escape sequence");
    return { source: literal(escaped, this.flags.ignoreCase) };
  }

  private namedReference(): Atom {
    if (!this.reader.accept("<")) throw new RegexSyntaxError("\\k is not followed by '<' for named capturing group");
    const name = this.reader.until(">");
    if (!this.names.has(name)) throw new RegexSyntaxError(`named capturing group <${name}> does not exist`);
    return this.exactReference(`\\k<${name}>`);
  }

  /** `\11` is group 11 if there is one before, otherwise group 1 and the digit 1. A group that does not exist never matches. */
  private reference(first: string): Atom {
    let digits = first;
    while (/[0-9]/.test(this.reader.peek()) && Number(digits + this.reader.peek()) < this.groups.length)
      digits += this.reader.take();
    const java = Number(digits);
    if (java >= this.groups.length) return { source: "(?!)", assertion: true };
    return this.exactReference(`\\k<group${java}>`);
  }

  private exactReference(source: string): Atom {
    if (this.flags.ignoreCase) throw new RegexSyntaxError("A back reference that ignores case is not supported");
    return { source };
  }

  private group(): Atom {
    const { reader, flags } = this;
    const close = (source: string): string => {
      if (!reader.accept(")")) throw new RegexSyntaxError("Unclosed group");
      this.flags = flags;
      return `${source})`;
    };
    if (!reader.accept("?")) return { source: close(this.capture()) };
    if (reader.accept(":")) return { source: close(`(?:${this.alternatives()}`) };
    if (reader.accept("=")) return { source: close(`(?=${this.alternatives()}`), assertion: true };
    if (reader.accept("!")) return { source: close(`(?!${this.alternatives()}`), assertion: true };
    if (reader.accept(">")) {
      const before = this.emitted;
      return { source: this.atomic(close(`(?:${this.alternatives()}`), before) };
    }
    if (reader.accept("<=")) return { source: close(`(?<=${this.alternatives()}`), assertion: true };
    if (reader.accept("<!")) return { source: close(`(?<!${this.alternatives()}`), assertion: true };
    if (reader.accept("<")) {
      const name = reader.until(">");
      if (!/^[a-zA-Z][a-zA-Z0-9]*$/.test(name)) throw new RegexSyntaxError("capturing group name is not valid");
      if (this.names.has(name)) throw new RegexSyntaxError(`Named capturing group <${name}> is already defined`);
      this.names.set(name, this.groups.length);
      return { source: close(this.capture(name)) };
    }
    return this.inlineFlags(close);
  }

  private capture(name?: string): string {
    const java = this.groups.length;
    this.emitted += 1;
    this.groups.push(this.emitted);
    return `(?<${name ?? `group${java}`}>${this.alternatives()}`;
  }

  private inlineFlags(close: (source: string) => string): Atom {
    const letters = this.reader.while(/[a-zA-Z-]/);
    this.flags = withFlags(this.flags, letters);
    if (this.reader.accept(")")) return { source: "", empty: true };
    if (!this.reader.accept(":")) throw new RegexSyntaxError("Unknown inline modifier");
    return { source: close(`(?:${this.alternatives()}`) };
  }
}

function withFlags(flags: RegexFlags, letters: string): RegexFlags {
  const changed = { ...flags };
  let on = true;
  for (const letter of letters) {
    if (letter === "-") on = false;
    else if (letter === "i") changed.ignoreCase = on;
    else if (letter === "s") changed.dotAll = on;
    else if (letter === "m") changed.multiline = on;
    else if (letter === "x") changed.comments = on;
    else throw new RegexSyntaxError(`The inline modifier ${letter} is not supported`);
  }
  return changed;
}
