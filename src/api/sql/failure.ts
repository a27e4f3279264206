import type { Statement } from "./statements.ts";

/** Why a statement failed. */
export interface SqlFailure {
  /** Error class such as `TABLE_OR_VIEW_NOT_FOUND`, or the API's error code if the message has no class. */
  readonly errorClass: string;
  readonly sqlState?: string;
  /** The platform's message without the statement that it repeats. */
  readonly message: string;
  readonly next?: string;
}

const NEXT: Readonly<Record<string, string>> = {
  TABLE_OR_VIEW_NOT_FOUND: "Use the full name catalog.schema.table. SHOW TABLES IN a schema lists the tables.",
  NO_SUCH_CATALOG_EXCEPTION: "SHOW CATALOGS lists the catalogs.",
  SCHEMA_NOT_FOUND: "SHOW SCHEMAS IN a catalog lists the schemas.",
  UNRESOLVED_COLUMN: "DESCRIBE the table to see its columns.",
  UNRESOLVED_ROUTINE: "SHOW FUNCTIONS lists the functions.",
  PARSE_SYNTAX_ERROR: "Correct the syntax near the place named below.",
  UNBOUND_SQL_PARAMETER: "Pass a value in parameters for every :name in the statement.",
  INSUFFICIENT_PERMISSIONS: "Ask the object's owner for the privilege named below.",
};

/** Explains why a statement FAILED in the platform's terms, without the statement's text that parse errors repeat. */
export function explainFailure({ status }: Statement): SqlFailure {
  const text = status.error?.message ?? "";
  const [message = ""] = text.split(/\n?== SQL/);
  const named = /^\s*\[([A-Z][A-Z0-9_.]{2,120})\]/.exec(text)?.[1];
  const code = status.error?.error_code ?? "";
  const errorClass = named ?? (/^[A-Z_]{1,60}$/.test(code) ? code : "UNKNOWN");
  const state = status.sql_state ?? /SQLSTATE:\s*([0-9A-Z]{5})\b/.exec(text)?.[1] ?? "";
  const next = NEXT[errorClass.split(".")[0] ?? ""];
  return {
    errorClass,
    message: message.trim(),
    ...(/^[0-9A-Z]{5}$/.test(state) ? { sqlState: state } : {}),
    ...(next ? { next } : {}),
  };
}
