import { literal } from "../sql/engine/names.ts";

/** A table of the data set, written in DuckDB's SQL: the columns with their comments, and the query that fills it. */
export interface SeedTable {
  /** Database, schema and table, e.g. `"@main".sales.orders`. */
  readonly name: string;
  readonly comment: string;
  /** Column name → comment. */
  readonly columns: Readonly<Record<string, string>>;
  readonly query: string;
}

/** A number from 0 below `below`, drawn from the row's number and a salt: the same on every machine and day. */
export function draw(row: string, salt: string, below: number): string {
  // As one text: hashes of a number and a salt apart share their low bits, and columns drawn so would move together.
  return `CAST(hash(${literal(salt)} || CAST((${row}) AS VARCHAR)) % ${below} AS INTEGER)`;
}

/** One of a list of texts, drawn the same way; repeating a text makes it likelier. */
export function pick(row: string, salt: string, texts: readonly string[]): string {
  return `([${texts.map(literal).join(", ")}])[${draw(row, salt, texts.length)} + 1]`;
}
