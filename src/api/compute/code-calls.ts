import type { CommandLanguage } from "./commands.ts";

/** An argument of a call that is written in the code: text, a truth value, or anything else, which is not known. */
export interface CodeArgument {
  /** `overwrite` of `overwrite=True`. */
  readonly name?: string;
  readonly text?: string;
  readonly flag?: boolean;
}

/** A call of a function or method, as far as it is written in the code. */
export interface CodeCall {
  /** The name with what precedes it: `spark.sql`, `dbutils.fs.rm`; `.saveAsTable` for a method of an expression. */
  readonly callee: string;
  readonly args: readonly CodeArgument[];
}

/** A method that runs SQL and is named without a call, `q = spark.sql`: its calls have another name. Modules are left out. */
const UNCALLED = /(?<!(?:^|\.)(?:pyspark|apache\.spark))\.sql$/;

const NAME = /[\w$]+(?:\s{0,20}\.\s{0,20}[\w$]+)*|\.\s{0,20}[\w$]+/y;

/** A bracket that is open: that of a call, with the arguments read so far, or any other. */
interface OpenBracket {
  readonly call: { readonly callee: string; readonly args: CodeArgument[] } | undefined;
  /** Where the current argument begins. */
  from: number;
  /** Whether the current argument has brackets, so that it is not a literal. */
  nested: boolean;
}

/**
 * The calls in a piece of code, in their order, with the arguments that are literals. A `.sql` that is not called counts as one. Comments and the contents of
 * strings are skipped. This is not a parser. Names and statements that code builds at run time are not found. It reads
 * the code once, however deeply it is nested.
 */
export function callsIn(code: string, language: CommandLanguage): CodeCall[] {
  const calls: CodeCall[] = [];
  const open: OpenBracket[] = [];
  let callee = "";
  let at = 0;
  while (at < code.length) {
    const next = skipped(code, at, language);
    if (next > at) {
      noteUncalled(callee, calls);
      callee = "";
      at = next;
      continue;
    }
    NAME.lastIndex = at;
    const name = NAME.exec(code)?.[0];
    if (name !== undefined) {
      noteUncalled(callee, calls);
      callee = name;
      at += name.length;
      continue;
    }
    const char = code.charAt(at);
    const inner = open.at(-1);
    if (!/[\s(]/.test(char)) noteUncalled(callee, calls);
    if ("([{".includes(char)) {
      if (inner) inner.nested = true;
      const call = char === "(" && callee !== "" ? { callee: callee.replace(/\s+/g, ""), args: [] } : undefined;
      if (call) calls.push(call);
      open.push({ call, from: at + 1, nested: false });
    } else if (inner && (char === "," || ")]}".includes(char))) {
      endArgument(code, at, inner, language);
      if (char !== ",") open.pop();
    }
    if (!/\s/.test(char)) callee = "";
    at += 1;
  }
  noteUncalled(callee, calls);
  return calls;
}

function noteUncalled(name: string, calls: CodeCall[]): void {
  const callee = name.replace(/\s+/g, "");
  if (UNCALLED.test(callee)) calls.push({ callee, args: [] });
}

/** An argument is longer than this only if it is code. */
const MAX_ARGUMENT = 100_000;

function endArgument(code: string, at: number, bracket: OpenBracket, language: CommandLanguage): void {
  const { call, from, nested } = bracket;
  bracket.from = at + 1;
  bracket.nested = false;
  if (!call) return;
  const written = nested || at - from > MAX_ARGUMENT ? undefined : code.slice(from, at).trim();
  if (written === undefined) call.args.push(nameOf(code.slice(from, from + 100)));
  else if (written !== "") call.args.push(argument(written, language));
}

/** Only the name of an argument whose value is not a literal. */
const nameOf = (written: string): CodeArgument => {
  const name = /^\s*([A-Za-z_]\w*)\s*=(?!=)/.exec(written)?.[1];
  return name === undefined ? {} : { name };
};

/** The place after a comment or string that begins here, or the place itself. */
function skipped(code: string, at: number, language: CommandLanguage): number {
  const rest = code.slice(at, at + 2);
  if (language === "scala" ? rest === "//" : rest[0] === "#") {
    const end = code.indexOf("\n", at);
    return end < 0 ? code.length : end;
  }
  if (language === "scala" && rest === "/*") {
    const end = code.indexOf("*/", at + 2);
    return end < 0 ? code.length : end + 2;
  }
  return stringAt(code, at, language)?.end ?? at;
}

interface CodeString {
  readonly end: number;
  /** `undefined` if parts of it are filled in at run time. */
  readonly text: string | undefined;
}

const OPENING = /([A-Za-z]{0,2})("""|'''|"|'|`)/y;

function stringAt(code: string, at: number, language: CommandLanguage): CodeString | undefined {
  // A prefix belongs to a string only where a name does not end in it.
  if (at > 0 && /[\w$]/.test(code.charAt(at - 1))) return undefined;
  OPENING.lastIndex = at;
  const [opening, prefix = "", quote = ""] = OPENING.exec(code) ?? [];
  if (opening === undefined || (quote === "`" && language === "python")) return undefined;
  if (language === "scala" && quote.startsWith("'")) return undefined;
  const long = quote.length === 3;
  const raw = /r/i.test(prefix) || (language === "scala" && (long || prefix === "raw"));
  let end = at + opening.length;
  while (end < code.length && !code.startsWith(quote, end)) {
    if (!long && code[end] === "\n" && language !== "r") return undefined;
    end += code[end] === "\\" && !(raw && language === "scala") ? 2 : 1;
  }
  const body = code.slice(at + opening.length, end);
  const filled = language === "scala" ? prefix !== "" && body.includes("$") : /f/i.test(prefix) && body.includes("{");
  return { end: Math.min(code.length, end + quote.length), text: filled ? undefined : raw ? body : unescaped(body) };
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
};

const unescaped = (body: string): string =>
  body.replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([^ux]))/g, (whole, wide, narrow, one) => {
    const code: unknown = wide ?? narrow;
    if (typeof code === "string") return String.fromCharCode(Number.parseInt(code, 16));
    return ESCAPES[String(one)] ?? whole;
  });

/** Adjacent string literals are one in Python. */
function argument(written: string, language: CommandLanguage): CodeArgument {
  const [, name, value = written] = /^([A-Za-z_]\w*)\s*=(?!=)\s*([\s\S]*)$/.exec(written) ?? [];
  const named = name === undefined ? {} : { name };
  if (/^(true|TRUE|True)$/.test(value)) return { ...named, flag: true };
  if (/^(false|FALSE|False)$/.test(value)) return { ...named, flag: false };
  let [at, text] = [0, ""];
  while (at < value.length) {
    const literal = stringAt(value, at, language);
    if (literal?.text === undefined) return named;
    text += literal.text;
    at = literal.end;
    const space = /\s*/y;
    space.lastIndex = at;
    at += space.exec(value)?.[0].length ?? 0;
  }
  return { ...named, text };
}
