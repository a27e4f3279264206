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

/** The days by which the data moves: its last day is the one on which the workspace was created, or the day before. */
export interface SeedDays {
  /** Whole days after the days in the queries. */
  readonly shift: number;
}

const DAY = 86_400_000;
/** The last day of the data in the queries, and the time of that day at which it ends. */
const LAST_DAY = Date.UTC(2025, 11, 28);
const LAST_HOUR = 9 * 3_600_000;

/** The move that lets the data end before `now`, but at most a day before it. */
export const seedDays = (now: number): SeedDays => ({
  shift: Math.floor((now - LAST_HOUR) / DAY) - LAST_DAY / DAY,
});

/** A number from 0 to below `below`, derived from the row number and a salt, so that it is always the same. */
export function draw(row: string, salt: string, below: number): string {
  // Hashed as one text: separate hashes of number and salt share their low bits, and columns would be correlated.
  return `CAST(hash(${literal(salt)} || CAST((${row}) AS VARCHAR)) % ${below} AS INTEGER)`;
}

/** One of a list of texts, chosen the same way. Repeating a text makes it more likely. */
export function pick(row: string, salt: string, texts: readonly string[]): string {
  return `([${texts.map(literal).join(", ")}])[${draw(row, salt, texts.length)} + 1]`;
}
