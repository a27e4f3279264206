/** One cell of a notebook: its text with the magic line it may begin with (`%sql`, `%md` …), and its title. */
export interface NotebookCell {
  readonly source: string;
  readonly title?: string;
}

/** Magics that say what a cell is written in; any other (`%timeit`) is a line of the notebook's own language. */
const LANGUAGE_MAGICS: Readonly<Record<string, string>> = {
  python: "python",
  sql: "sql",
  scala: "scala",
  r: "r",
  md: "md",
  "md-sandbox": "md",
  sh: "sh",
  fs: "fs",
  pip: "pip",
  conda: "conda",
  run: "run",
};

/** What a cell is written in: its magic's language (`sql`, `md`, `sh`, `pip` …), else the notebook's. */
export function cellLanguage(source: string, notebookLanguage: string): string {
  const magic = /^%([a-z][a-z-]*)/.exec(source)?.[1] ?? "";
  const known = Object.hasOwn(LANGUAGE_MAGICS, magic) ? LANGUAGE_MAGICS[magic] : undefined;
  return known ?? notebookLanguage.toLowerCase();
}

export const sameCell = (a: NotebookCell | undefined, b: NotebookCell | undefined): boolean =>
  a !== undefined && b !== undefined && (a.title ?? "") === (b.title ?? "") && ends(a.source) === ends(b.source);

/** Blank space at a cell's end is not the cell's: the platform writes and drops it as it likes. */
const ends = (source: string): string => source.replaceAll("\r\n", "\n").trimEnd();
