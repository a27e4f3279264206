import { type SourceText, sourceTexts } from "./source-texts.ts";

export interface Text {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

const lexed = new Map<string, readonly SourceText[]>();

function textsOf(path: string, source: string): readonly SourceText[] {
  const texts = lexed.get(path) ?? sourceTexts(source);
  lexed.set(path, texts);
  return texts;
}

/** Words with a space between them, one of them in lower case. */
const isProse = (text: string) => /\s/.test(text) && /(?:^|\s)[a-z]+(?:\s|$|[.,:;?!])/.test(text);

/** Strings and templates that look like prose. */
export const literals = (path: string, source: string): Text[] =>
  textsOf(path, source)
    .filter(({ kind, text }) => kind !== "comment" && isProse(text))
    .map(({ text, line }) => ({ path, line, text }));

export const comments = (path: string, source: string): Text[] =>
  textsOf(path, source)
    .filter(({ kind }) => kind === "comment")
    .map(({ text, line }) => ({ path, line, text }));

/** Titles of tests: the first argument of `test(`, `describe(` and what `.each(…)` returns. */
export const titles = (path: string, source: string): Text[] =>
  textsOf(path, source)
    .filter(({ kind, before }) => kind !== "comment" && /(?:\b(?:test|describe|it)(?:\.\w+)*|\))\($/.test(before))
    .map(({ text, line }) => ({ path, line, text }));

/** Markdown without code, links' targets, and the marks of generated regions. A heading is not a sentence. */
export function markdown(path: string, source: string): Text[] {
  const blank = (text: string) => text.replace(/[^\n]/g, " ");
  const prose = source
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, blank)
    .replace(/`[^`\n]*`/g, (code) => `x${blank(code.slice(1))}`)
    .replace(/<!--[\s\S]*?-->/g, blank)
    .replace(/\]\([^)\s]*\)/g, blank)
    .replace(/^#.*$/gm, (heading) => heading.replace(/\bWhat\b/g, "what"));
  // Paragraphs, list items and table cells, so that a sentence never runs across them.
  let line = 1;
  return prose.split(/(\n\s*\n|\n(?=\s*[-*|\d])|\|)/).flatMap((part) => {
    const text = { path, line, text: part };
    line += part.split("\n").length - 1;
    return part.trim() === "" ? [] : [text];
  });
}
