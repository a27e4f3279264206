/** How far a streaming table has read its sources. */
export interface Progress {
  /** ID of the table: another table of this name has read nothing. */
  readonly table: string;
  readonly sources: Offsets;
}

/** By the text of a source: the version of a table, or what was read of a path. */
export type Offsets = Readonly<Record<string, number | Files>>;

export interface Files {
  readonly files: readonly string[];
  /** Types by column. They stay as they were first inferred: a value of another type is NULL. */
  readonly columns: Readonly<Record<string, string>>;
}
