import type { NotebookLanguage } from "../workspace.ts";
import type { NotebookCell } from "./cell.ts";
import type { CellFile } from "./cell-file.ts";

const COMMENT: Readonly<Record<NotebookLanguage, string>> = { PYTHON: "#", SQL: "--", SCALA: "//", R: "#" };

/**
 * Parses a notebook in SOURCE format: a header line, COMMAND lines between cells, titles in DBTITLE comments, magics in
 * MAGIC comments.
 */
export function readSource(text: string, language: NotebookLanguage): CellFile {
  const comment = COMMENT[language];
  const eol = /\r?\n/.exec(text)?.[0] ?? "\n";
  const header = `${comment} Databricks notebook source`;
  const first = /^\ufeff?[^\n]*\n?/.exec(text)?.[0] ?? "";
  // The platform does not treat a text without the header as a notebook: it becomes one cell.
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
  /** The COMMAND line before the cell, without its line end. */
  readonly separator: string;
  /** Blank lines before the body; `trail` is the blank space after it. */
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

/** Whole lines only: the indentation of the first line belongs to the cell. */
const BLANK_LINES = /^(?:[ \t\r]*\n)+/;

/** The text without blank space at the end. A regular expression would take quadratic time. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && " \t\r\n".includes(text[end - 1] ?? "x")) end -= 1;
  return text.slice(0, end);
}

/** The text of a new cell without blank lines around it, which the format cannot hold. */
export const trimmedSource = (source: string): string => withoutEnd(source.replace(BLANK_LINES, ""));

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
