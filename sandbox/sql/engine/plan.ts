import type { Column } from "./column-types.ts";

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Runs one DuckDB statement of a plan, parameters bound. */
export type Query = (sql: string) => Promise<Table>;

/** How a statement is carried out: one DuckDB statement whose rows stream, or some steps that end in a small table. */
export type Plan =
  | { readonly kind: "stream"; readonly sql: string; readonly counts?: readonly string[] }
  | { readonly kind: "steps"; run(query: Query): Promise<Table> };

export const nothing: Table = { columns: [], rows: [] };

/** Statements run for their effect alone. */
export function steps(...sqls: readonly string[]): Plan {
  return {
    kind: "steps",
    async run(query) {
      for (const sql of sqls) await query(sql);
      return nothing;
    },
  };
}
