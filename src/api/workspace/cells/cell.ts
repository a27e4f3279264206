/** One cell of a notebook: its text, including a leading magic (`%sql`, `%md` …) if it has one, and its title. */
export interface NotebookCell {
  readonly source: string;
  readonly title?: string;
}

/** Magics that set the language of a cell. Any other (`%timeit`) is a line in the notebook's own language. */
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

/** The language of a cell in lower case: that of its magic (`sql`, `md`, `sh`, `pip` …), else the notebook's. */
export function cellLanguage(source: string, notebookLanguage: string): string {
  const magic = /^%([a-z][a-z-]*)/.exec(source)?.[1] ?? "";
  const known = Object.hasOwn(LANGUAGE_MAGICS, magic) ? LANGUAGE_MAGICS[magic] : undefined;
  return known ?? notebookLanguage.toLowerCase();
}

/** Whether two cells have the same title and source, apart from line ends and blank space at the end. */
export const sameCell = (a: NotebookCell | undefined, b: NotebookCell | undefined): boolean =>
  a !== undefined && b !== undefined && cellKey(a) === cellKey(b);

/** A text that two cells have in common exactly if they are the same. */
export const cellKey = ({ title = "", source }: NotebookCell): string => JSON.stringify([title, normalized(source)]);

/** Blank space at the end is ignored: the platform adds and removes it. */
const normalized = (source: string): string => source.replaceAll("\r\n", "\n").trimEnd();
