import { printName, SqlFailure } from "./failure.ts";

export const missingTable = (parts: readonly string[]) =>
  new SqlFailure(
    "TABLE_OR_VIEW_NOT_FOUND",
    `The table or view ${printName(parts)} cannot be found. Verify the spelling and correctness of the schema and catalog.\nIf you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog.\nTo tolerate the error on drop use DROP VIEW IF EXISTS or DROP TABLE IF EXISTS.`,
    "42P01",
  );

export const missingSchema = (parts: readonly string[]) =>
  new SqlFailure(
    "SCHEMA_NOT_FOUND",
    `The schema ${printName(parts)} cannot be found. Verify the spelling and correctness of the schema and catalog.`,
    "42704",
  );

export const missingColumn = (name: string, message: string) => {
  const candidates = /Candidate (?:bindings|tables|Entries)[^:]*: (.+)/i.exec(message)?.[1];
  const names = [...(candidates ?? "").matchAll(/"([^"]+)"/g)].map((match) => `\`${match[1]}\``);
  const what = `A column, variable, or function parameter with name ${printName(name.split("."))} cannot be resolved.`;
  if (names.length === 0) return new SqlFailure("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", what, "42703");
  return new SqlFailure(
    "UNRESOLVED_COLUMN.WITH_SUGGESTION",
    `${what} Did you mean one of the following? [${names.join(", ")}].`,
    "42703",
  );
};

export const badCast = (value: string, target: string) =>
  new SqlFailure(
    "CAST_INVALID_INPUT",
    `The value '${value}' of the type "STRING" cannot be cast to "${sparkType(target)}" because it is malformed. Correct the value as per the syntax, or change its target type. Use \`try_cast\` to tolerate malformed input and return NULL instead.`,
    "22018",
  );

export const overflow = (what: string) =>
  new SqlFailure(
    "ARITHMETIC_OVERFLOW",
    `${what}. Use 'try_' functions to tolerate overflow and return NULL instead.`,
    "22003",
  );

const SPARK_TYPES: Readonly<Record<string, string>> = {
  INT8: "TINYINT",
  INT16: "SMALLINT",
  INT32: "INT",
  INT64: "BIGINT",
  INT128: "BIGINT",
  BOOL: "BOOLEAN",
};

export function sparkType(type: string): string {
  const upper = type.toUpperCase();
  return SPARK_TYPES[upper] ?? upper;
}
