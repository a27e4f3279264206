import type { Column } from "./column-types.ts";

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Runs one DuckDB statement of a plan with its parameters. */
export type Query = (sql: string) => Promise<Table>;

/** How a statement is executed: one DuckDB statement with streamed rows, or several steps with a small table as result. */
export type Plan =
  | { readonly kind: "stream"; readonly sql: string; readonly counts?: readonly string[] }
  | { readonly kind: "steps"; run(query: Query): Promise<Table> };

export const nothing: Table = { columns: [], rows: [] };

/** Statements that are run only for their effect. */
export function steps(...sqls: readonly string[]): Plan {
  return {
    kind: "steps",
    async run(query) {
      for (const sql of sqls) await query(sql);
      return nothing;
    },
  };
}
