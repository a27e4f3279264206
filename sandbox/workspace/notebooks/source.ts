import { type Cell, DIALECTS, type Notebook, type NotebookLanguage } from "./notebook.ts";

/** The notebook as a source file: a header line, COMMAND lines between cells, other languages in MAGIC comments. */
export function toSource({ language, cells }: Notebook): string {
  const { comment } = DIALECTS[language];
  const print = ({ source, title }: Cell) => {
    const body = source.startsWith("%") ? lines(source, (line) => `${comment} MAGIC ${line}`.trimEnd()) : source;
    return title === undefined ? body : `${comment} DBTITLE 1,${title}\n${body}`;
  };
  return `${header(language)}\n${cells.map(print).join(`\n\n${separator(language)}\n\n`)}\n`;
}

/** Reads a source file. Without the header line it is a single cell. */
export function fromSource(text: string, language: NotebookLanguage): Notebook {
  const plain = text.replaceAll("\r\n", "\n");
  const [first = "", ...rest] = plain.split("\n");
  if (first.trimEnd() !== header(language)) return { language, cells: [{ source: plain.trimEnd() }] };
  const parts = rest.join("\n").split(new RegExp(`^${separator(language)}[ \\t]*$`, "m"));
  return { language, cells: parts.map((part) => cell(part.replace(/^\n+|\s+$/g, ""), language)) };
}

export function hasHeader(text: string, language: NotebookLanguage): boolean {
  return text.split(/\r?\n/, 1)[0]?.trimEnd() === header(language);
}

function cell(text: string, language: NotebookLanguage): Cell {
  const { comment } = DIALECTS[language];
  const titled = new RegExp(`^${comment} DBTITLE \\d,(.*)\\n?`).exec(text);
  const body = titled === null ? text : text.slice(titled[0].length);
  const magic = new RegExp(`^${comment} MAGIC ?`);
  const source = magic.test(body) ? lines(body, (line) => line.replace(magic, "")) : body;
  return titled === null ? { source } : { source, title: titled[1] ?? "" };
}

function header(language: NotebookLanguage): string {
  return `${DIALECTS[language].comment} Databricks notebook source`;
}

function separator(language: NotebookLanguage): string {
  return `${DIALECTS[language].comment} COMMAND ----------`;
}

function lines(text: string, change: (line: string) => string): string {
  return text.split("\n").map(change).join("\n");
}
