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
