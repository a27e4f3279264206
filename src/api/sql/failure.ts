import type { Statement } from "./statements.ts";

export interface SqlFailure {
  /** `TABLE_OR_VIEW_NOT_FOUND`, or the API's own code where the message has no class. */
  readonly errorClass: string;
  readonly sqlState?: string;
  /** The platform's words without the statement they repeat. */
  readonly message: string;
  readonly next?: string;
}

const NEXT: Readonly<Record<string, string>> = {
  TABLE_OR_VIEW_NOT_FOUND: "Give the full catalog.schema.table; SHOW TABLES IN a schema lists them.",
  NO_SUCH_CATALOG_EXCEPTION: "SHOW CATALOGS lists them.",
  SCHEMA_NOT_FOUND: "SHOW SCHEMAS IN a catalog lists them.",
  UNRESOLVED_COLUMN: "DESCRIBE the table to see its columns.",
  UNRESOLVED_ROUTINE: "SHOW FUNCTIONS lists what there is.",
  PARSE_SYNTAX_ERROR: "Correct the syntax near the place named below.",
  UNBOUND_SQL_PARAMETER: "Give every :name of the statement a value in parameters.",
  INSUFFICIENT_PERMISSIONS: "Ask the object's owner for the privilege named below.",
};

/** Why a statement FAILED, in the platform's terms. The statement's text, which parse errors repeat, is left out. */
export function explainFailure({ status }: Statement): SqlFailure {
  const text = status.error?.message ?? "";
  const [said = ""] = text.split(/\n?== SQL/);
  const named = /^\s*\[([A-Z][A-Z0-9_.]{2,120})\]/.exec(text)?.[1];
  const code = status.error?.error_code ?? "";
  const errorClass = named ?? (/^[A-Z_]{1,60}$/.test(code) ? code : "UNKNOWN");
  const state = status.sql_state ?? /SQLSTATE:\s*([0-9A-Z]{5})\b/.exec(text)?.[1] ?? "";
  const next = NEXT[errorClass.split(".")[0] ?? ""];
  return {
    errorClass,
    message: said.trim(),
    ...(/^[0-9A-Z]{5}$/.test(state) ? { sqlState: state } : {}),
    ...(next ? { next } : {}),
  };
}
