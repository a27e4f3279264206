export const NOTEBOOK_LANGUAGES = ["PYTHON", "SQL", "SCALA", "R"] as const;
export type NotebookLanguage = (typeof NOTEBOOK_LANGUAGES)[number];

/** One command of a notebook: its text, a magic line (`%md`, `%sql` …) included, and what it last printed. */
export interface Cell {
  readonly source: string;
  readonly title?: string;
  readonly output?: string;
}

export interface Notebook {
  readonly language: NotebookLanguage;
  readonly cells: readonly Cell[];
}

/** File extension, line comment and Jupyter name of each language. */
export const DIALECTS: Readonly<Record<NotebookLanguage, { extension: string; comment: string; jupyter: string }>> = {
  PYTHON: { extension: "py", comment: "#", jupyter: "python" },
  SQL: { extension: "sql", comment: "--", jupyter: "sql" },
  SCALA: { extension: "scala", comment: "//", jupyter: "scala" },
  R: { extension: "r", comment: "#", jupyter: "r" },
};

/** The magic at the start of a cell and the rest: `%md # Title` → `["md", "# Title"]`. */
export function magicOf(source: string): readonly [magic: string, rest: string] | undefined {
  const match = /^%([a-z_-]+)[ \t]*\n?([\s\S]*)$/.exec(source);
  return match === null ? undefined : [match[1] ?? "", match[2] ?? ""];
}

export function languageOfExtension(extension: string): NotebookLanguage | undefined {
  return NOTEBOOK_LANGUAGES.find((language) => DIALECTS[language].extension === extension.toLowerCase());
}
