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
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;

/**
 * Every comment, string and template of a TypeScript file, in order. A small lexer: TypeScript 7 has no stable API for
 * reading a file yet. Neighbouring line comments are one text.
 */
export function sourceTexts(source: string): SourceText[] {
  const found: SourceText[] = [];
  /** Depth of braces at which each open template continues. */
  const templates: number[] = [];
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
  /** Reads a template from behind its backtick or closing brace up to its end or next expression. */
  const template = (start: number, text: string) => {
    const part = /(?:[^\\`$]|\\[\s\S]|\$(?!\{))*/y;
    const piece = take(part) ?? "";
    skip(piece);
    if (source.startsWith("${", at)) {
      skip("${");
      templates.push(depth);
      open.push({ start, text: `${text}${unescaped(piece)}…`, before });
      before = "(";
      return;
    }
    found.push({ kind: "template", text: text + unescaped(piece), line: start, before });
    before = '""';
    skip("`");
  };
  const open: { start: number; text: string; before: string }[] = [];

  while (at < source.length) {
    const char = source[at] ?? "";
    const comment = char === "/" ? take(COMMENT) : undefined;
    if (comment !== undefined) {
      addComment(found, { text: comment, line, before });
      skip(comment);
    } else if (char === '"' || char === "'") {
      const text = take(STRING) ?? char;
      found.push({ kind: "string", text: unescaped(text.slice(1, -1)), line, before });
      skip(text);
      before = '""';
    } else if (char === "/" && BEFORE_REGEX.test(before)) {
      code(take(REGEX) ?? char);
    } else if (char === "`") {
      const start = line;
      skip(char);
      template(start, "");
    } else if (char === "}" && templates.at(-1) === depth) {
      templates.pop();
      const { start, text, before: outer } = open.pop() ?? { start: line, text: "", before: "" };
      before = outer;
      skip(char);
      template(start, text);
    } else if (/\s/.test(char)) {
      skip(char);
      if (/\w$/.test(before) && /\w/.test(source[at] ?? "")) before += " ";
    } else {
      if (char === "{") depth += 1;
      if (char === "}") depth -= 1;
      code(char);
    }
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
