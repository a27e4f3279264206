/** A comment or a literal of a TypeScript file. */
export interface SourceText {
  readonly kind: "comment" | "string" | "template";
  /** Without quotes or comment markers. An expression in a template is `…`. */
  readonly text: string;
  /** Where the text begins, from 1. */
  readonly line: number;
  /** Code directly before it, without whitespace: at most 80 characters. */
  readonly before: string;
}

/** A slash after one of these begins a regular expression; after anything else it divides. */
const BEFORE_REGEX =
  /(?:^|[([{}=:;,!&|?+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else|void|delete|await|yield|throw))$/;
const REGEX = /\/(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const STRING = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y;
const TEMPLATE = /(?:[^\\`$]|\\[\s\S]|\$(?!\{))*/y;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;

/**
 * Every comment, string and template of a TypeScript file, in order. A small lexer: TypeScript 7 has no stable API for
 * reading a file yet. Neighbouring line comments are one text.
 */
export function sourceTexts(source: string): SourceText[] {
  const found: SourceText[] = [];
  /** Templates that continue after an expression, and the depth of braces at which they do. */
  const open: { depth: number; start: number; text: string; before: string }[] = [];
  let depth = 0;
  let before = "";
  let line = 1;
  let at = 0;

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const skip = (text: string) => {
    at += text.length;
    line += text.split("\n").length - 1;
  };
  const code = (text: string) => {
    before = (before + text).slice(-80);
    skip(text);
  };
  const string = (char: string) => {
    const text = take(STRING) ?? char;
    found.push({ kind: "string", text: unescaped(text.slice(1, -1)), line, before });
    skip(text);
    before = '""';
  };
  /** Reads a template from behind its backtick or closing brace up to its end or next expression. */
  const template = (start: number, begun: string) => {
    const piece = take(TEMPLATE) ?? "";
    const text = begun + unescaped(piece);
    skip(piece);
    if (source.startsWith("${", at)) {
      skip("${");
      open.push({ depth, start, text: `${text}…`, before });
      before = "(";
    } else {
      found.push({ kind: "template", text, line: start, before });
      skip("`");
      before = '""';
    }
  };
  const restOfTemplate = () => {
    const { start, text, before: outer } = open.pop() ?? { start: line, text: "", before };
    before = outer;
    skip("}");
    template(start, text);
  };
  const space = (char: string) => {
    skip(char);
    if (/\w$/.test(before) && /\w/.test(source[at] ?? "")) before += " ";
  };
  const symbol = (char: string) => {
    if (char === "{") depth += 1;
    if (char === "}") depth -= 1;
    code(char);
  };
  const slash = () => {
    const comment = take(COMMENT);
    if (comment === undefined) return code((BEFORE_REGEX.test(before) ? take(REGEX) : undefined) ?? "/");
    addComment(found, { text: comment, line, before });
    skip(comment);
  };

  while (at < source.length) {
    const char = source[at] ?? "";
    if (char === "/") slash();
    else if (char === '"' || char === "'") string(char);
    else if (char === "`") {
      skip(char);
      template(line, "");
    } else if (char === "}" && open.at(-1)?.depth === depth) restOfTemplate();
    else if (/\s/.test(char)) space(char);
    else symbol(char);
  }
  return found;
}

function addComment(found: SourceText[], { text, line, before }: Omit<SourceText, "kind">): void {
  const bare = text.startsWith("//")
    ? text.slice(2).trim()
    : text
        .slice(2, -2)
        .replace(/^\s*\*+ ?/gm, "")
        .trim();
  const last = found.at(-1);
  const continues =
    last?.kind === "comment" &&
    text.startsWith("//") &&
    last.before === before &&
    line === last.line + last.text.split("\n").length;
  if (continues) found.splice(-1, 1, { ...last, text: `${last.text}\n${bare}` });
  else found.push({ kind: "comment", text: bare, line, before });
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

const unescaped = (text: string): string =>
  text.replace(/\\([\s\S])/g, (_, char: string) => ESCAPES[char] ?? (/[\w\n]/.test(char) ? " " : char));
