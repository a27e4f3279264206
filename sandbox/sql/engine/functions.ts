import type { Session } from "./names.ts";
import { duckdbPattern } from "./patterns.ts";

type Node = Readonly<Record<string, unknown>>;

/** A call in the parser's tree, which requires every field. */
export function callFunction(name: string, args: readonly unknown[]): Node {
  const flags = { distinct: false, trailing_comments: [], use_bracket_syntax: false, no_parens: false, quoted: false };
  return { function: { name, args, ...flags } };
}

export function functionName(call: Node): string {
  return typeof call.name === "string" ? call.name.toLowerCase() : "";
}

/**
 * Functions of DuckDB that Databricks does not have and that tell about, or reach for, the machine below. The locked
 * configuration is what keeps files and network away; this keeps the engine's inside out of sight.
 */
const ENGINE_FUNCTION =
  /^(duckdb_|pragma_|sniff_|parquet_|scan_|seq_scan|index_scan|arrow_scan|sqlite_|postgres_|mysql_|iceberg_|delta_scan|test_|icu_|pg_|json_execute|json_serialize|read_(?!files$)|read_files$|glob$|query$|query_table$|current_setting$|getenv$|getvariable$|set_config$|which_secret$|checkpoint$|force_checkpoint$|sql_auto_complete$|summary$|version$|write_log$|parse_duckdb_log|enable_|disable_|txid_current$|current_(query|connection|transaction)_id$|spark_)/;

export function deniedFunction(name: string): boolean {
  return ENGINE_FUNCTION.test(name.split(".").at(-1) ?? name);
}

/** Type names that are functions: `int('4')` is a cast. */
export const castFunctions: ReadonlyMap<string, string> = new Map([
  ["tinyint", "tiny_int"],
  ["smallint", "small_int"],
  ["int", "int"],
  ["bigint", "big_int"],
  ["string", "string"],
  ["boolean", "boolean"],
  ["double", "double"],
  ["float", "float"],
  ["date", "date"],
]);

/** Nodes that the parser knows by name but translates incorrectly between these dialects. */
export const nodeMacros: ReadonlyMap<string, string> = new Map([
  ["day_of_week", "spark_dayofweek"],
  ["initcap", "spark_initcap"],
  ["element_at", "spark_element_at"],
  ["add_months", "spark_add_months"],
  ["typeof", "spark_typeof"],
]);

const MACROS: ReadonlySet<string> = new Set([
  "dayname",
  "hex",
  "isnotnull",
  "add_months",
  "array_join",
  "base64",
  "bround",
  "date_add",
  "date_sub",
  "dayofweek",
  "element_at",
  "format_number",
  "from_unixtime",
  "get_json_object",
  "initcap",
  "monotonically_increasing_id",
  "pmod",
  "range",
  "sequence",
  "sha2",
  "slice",
  "substring_index",
  "trunc",
  "typeof",
  "unbase64",
  "unix_timestamp",
  "weekday",
]);

/** Functions that have another name in DuckDB. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  // The translation skips the inside of FROM VALUES, where this name has to be correct already.
  ["array", "list_value"],
  ["transform", "list_transform"],
  ["current_timestamp", "now"],
  ["any", "bool_or"],
  ["some", "bool_or"],
  ["std", "stddev"],
]);

export function aggregateName(name: string): string | undefined {
  return name === "approx_percentile" ? "approx_quantile" : undefined;
}

/** The macro that implements a Spark function (`macros.ts`), or its name in DuckDB. */
export function sparkMacro(name: string, count: number): string | undefined {
  const renamed = RENAMED.get(name);
  if (renamed !== undefined) return renamed;
  if (name === "datediff" && count === 2) return "spark_datediff";
  if (name === "date_trunc" && count === 2) return "spark_date_trunc";
  return MACROS.has(name) ? `spark_${name}` : undefined;
}

/** Values of the session: the user, and the catalog and schema for unqualified names. */
export function sessionValue(name: string, session: Session): string | undefined {
  if (name === "current_user" || name === "user" || name === "session_user") return session.user;
  if (name === "current_catalog") return session.catalog;
  return name === "current_schema" || name === "current_database" ? session.schema : undefined;
}

/** Formats and parses with a Java datetime pattern if it is a literal. */
export function withPattern(name: string, args: readonly unknown[]): Node | undefined {
  const [value, pattern] = args;
  const java = literalText(pattern);
  if (java === undefined || args.length !== 2) return undefined;
  if (!/^(date_format|to_date|to_timestamp|from_unixtime)$/.test(name)) return undefined;
  return callFunction(`spark_${name}`, [value, { literal: { literal_type: "string", value: duckdbPattern(java) } }]);
}

function literalText(node: unknown): string | undefined {
  if (typeof node !== "object" || node === null || !("literal" in node)) return undefined;
  const { literal } = node;
  if (typeof literal !== "object" || literal === null || !("value" in literal) || !("literal_type" in literal))
    return undefined;
  return literal.literal_type === "string" && typeof literal.value === "string" ? literal.value : undefined;
}
