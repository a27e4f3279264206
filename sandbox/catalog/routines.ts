import { database, literal, quote } from "../sql/engine/names.ts";
import type { Query } from "../sql/engine/plan.ts";

/** A SQL function. In DuckDB it is a macro, which statements call by its name within the schema. */
export interface Routine {
  readonly catalog: string;
  readonly schema: string;
  readonly name: string;
  readonly type: string;
  readonly comment: string;
  readonly parameters: readonly { readonly name: string; readonly type: string; readonly comment: string }[];
  readonly definition: string;
}

const SALES = { catalog: "main", schema: "sales" } as const;

const ROUTINES: readonly Routine[] = [
  {
    ...SALES,
    name: "mask_email",
    type: "STRING",
    comment: "An address without its person",
    parameters: [{ name: "email", type: "string", comment: "The whole address" }],
    definition: "regexp_replace(email, '^[^@]+', '***')",
  },
  {
    ...SALES,
    name: "net_price",
    type: "DOUBLE",
    comment: "A price without value added tax",
    parameters: [
      { name: "gross", type: "double", comment: "Price with tax" },
      { name: "rate", type: "double", comment: "0.25 for 25 %" },
    ],
    definition: "gross / (1 + rate)",
  },
];

export const routineName = ({ catalog, schema, name }: Routine) => `${catalog}.${schema}.${name}`;
const macro = ({ catalog, schema, name }: Routine) => [database(catalog), schema, name].map(quote).join(".");

/** Statements that create the functions of a new workspace. */
export const seedRoutines = (): readonly string[] =>
  ROUTINES.map((routine) => {
    const names = routine.parameters.map(({ name }) => name).join(", ");
    return `CREATE MACRO ${macro(routine)}(${names}) AS ${routine.definition}`;
  });

/** The functions that DuckDB still has: dropping a schema drops its functions. */
export async function routines(query: Query): Promise<readonly Routine[]> {
  const databases = [...new Set(ROUTINES.map(({ catalog }) => literal(database(catalog))))].join(", ");
  const { rows } = await query(
    `SELECT database_name || '.' || schema_name || '.' || function_name FROM duckdb_functions()
     WHERE database_name IN (${databases}) AND function_type = 'macro' AND NOT internal`,
  );
  const present = new Set(rows.map(([name]) => name));
  return ROUTINES.filter(({ catalog, schema, name }) => present.has(`${database(catalog)}.${schema}.${name}`));
}

export const dropRoutine = (routine: Routine): string => `DROP MACRO ${macro(routine)}`;
