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

/** A number from 0 to below `below`, derived from the row number and a salt, so that it is always the same. */
export function draw(row: string, salt: string, below: number): string {
  // Hashed as one text: separate hashes of number and salt share their low bits, and columns would be correlated.
  return `CAST(hash(${literal(salt)} || CAST((${row}) AS VARCHAR)) % ${below} AS INTEGER)`;
}

/** One of a list of texts, chosen the same way. Repeating a text makes it more likely. */
export function pick(row: string, salt: string, texts: readonly string[]): string {
  return `([${texts.map(literal).join(", ")}])[${draw(row, salt, texts.length)} + 1]`;
}
