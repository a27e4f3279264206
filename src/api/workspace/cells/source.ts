import type { Language } from "../workspace.ts";
import type { NotebookCell } from "./cell.ts";
import type { CellFile } from "./cell-file.ts";

const COMMENT: Readonly<Record<Language, string>> = { PYTHON: "#", SQL: "--", SCALA: "//", R: "#" };

/** A notebook's SOURCE form: a header line, cells parted by COMMAND lines, titles in DBTITLE, magics behind MAGIC. */
export function readSource(text: string, language: Language): CellFile {
  const comment = COMMENT[language];
  const eol = /\r?\n/.exec(text)?.[0] ?? "\n";
  const header = `${comment} Databricks notebook source`;
  const first = /^\ufeff?[^\n]*\n?/.exec(text)?.[0] ?? "";
  // Without its header a text is no notebook to the platform: all of it is one cell.
  const hasHeader = first.replace("\ufeff", "").trimEnd() === header;
  const parts = split(hasHeader ? text.slice(first.length) : text, hasHeader ? `${comment} COMMAND ----------` : null);
  const [{ lead, body, trail }, ...rest] = parts;
  const head = (hasHeader ? first : "") + lead;
  const bodies = [body, ...rest.map((part) => part.body)];
  const trails = [trail, ...rest.map((part) => part.trail)];
  const fresh = hasHeader ? head : `${header}${eol}${head}`;
  return {
    head,
    bodies,
    gaps: rest.map((part, index) => (trails[index] ?? "") + part.separator + part.lead),
    tail: trails.at(-1) ?? "",
    start: fresh.endsWith("\n") ? fresh : fresh + eol,
    gap: `${eol}${eol}${comment} COMMAND ----------${eol}${eol}`,
    cells: bodies.map((one) => decode(one, comment)),
    print: (cell) => encode(cell, comment, eol),
  };
}

interface Part {
  /** The COMMAND line before it, without its line end. */
  readonly separator: string;
  /** Blank lines before the body, blank space after it. */
  readonly lead: string;
  readonly body: string;
  readonly trail: string;
}

function split(text: string, separator: string | null): [Part, ...Part[]] {
  const marks =
    separator === null ? [] : [...text.matchAll(new RegExp(`(?<![^\\n])${separator}[ \\t]*(?=\\r?\\n|\\r?$)`, "g"))];
  const part = (mark: string, from: number, to: number): Part => {
    const whole = text.slice(from, to);
    const body = whole.replace(BLANK_LINES, "");
    const kept = withoutEnd(body);
    return {
      separator: mark,
      lead: whole.slice(0, whole.length - body.length),
      body: kept,
      trail: body.slice(kept.length),
    };
  };
  const starts = marks.map(({ index }) => index);
  return [
    part("", 0, starts[0] ?? text.length),
    ...marks.map(([mark], at) => part(mark, (starts[at] ?? 0) + mark.length, starts[at + 1] ?? text.length)),
  ];
}

/** Whole lines only: what the first line is indented by is the cell's. */
const BLANK_LINES = /^(?:[ \t\r]*\n)+/;

/** Without blank space at the end; a loop, because a pattern would look again from every blank. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && " \t\r\n".includes(text[end - 1] ?? "x")) end -= 1;
  return text.slice(0, end);
}

/** A new cell's text as it will be there: no blank lines around it. */
export const trimmed = (source: string): string => withoutEnd(source.replace(BLANK_LINES, ""));

function decode(body: string, comment: string): NotebookCell {
  const [line = "", title] = new RegExp(`^${comment} DBTITLE \\d,([^\\r\\n]*)(?:\\r?\\n|$)`).exec(body) ?? [];
  const text = body.slice(line.length);
  const magic = `${comment} MAGIC`;
  const strip = (each: string) => {
    if (each.startsWith(`${magic} `)) return each.slice(magic.length + 1);
    return each === magic || each === `${magic}\r` ? each.slice(magic.length) : each;
  };
  const isMagic = strip(text.split("\n", 1)[0] ?? "") !== (text.split("\n", 1)[0] ?? "");
  return { source: isMagic ? text.split("\n").map(strip).join("\n") : text, ...(title ? { title } : {}) };
}

function encode({ source, title }: NotebookCell, comment: string, eol: string): string {
  const lines = source.split(/\r?\n/);
  const magic = (line: string) => (line === "" ? `${comment} MAGIC` : `${comment} MAGIC ${line}`);
  const body = source.startsWith("%") ? lines.map(magic) : lines;
  return [...(title ? [`${comment} DBTITLE 1,${title}`] : []), ...body].join(eol);
}
