import * as fc from "fast-check";
import { expect, test } from "vitest";
import { explainFailure } from "../../../src/api/sql/failure.ts";

const failed = (message: string, error_code = "BAD_REQUEST", sql_state?: string) =>
  explainFailure({
    statement_id: "s",
    status: { state: "FAILED", error: { error_code, message }, ...(sql_state ? { sql_state } : {}) },
  });

test("D02 returns error class, SQLSTATE and the next step", () => {
  expect(failed("[UNRESOLVED_COLUMN.WITH_SUGGESTION] No column `a`. SQLSTATE: 42703; line 1 pos 7")).toEqual({
    errorClass: "UNRESOLVED_COLUMN.WITH_SUGGESTION",
    sqlState: "42703",
    message: "[UNRESOLVED_COLUMN.WITH_SUGGESTION] No column `a`. SQLSTATE: 42703; line 1 pos 7",
    next: "DESCRIBE the table to see its columns.",
  });
});

test("D02 omits the statement that a parse error repeats", () => {
  const { message } = failed(
    "[PARSE_SYNTAX_ERROR] Syntax error at or near 'FORM'.(line 1)\n\n== SQL ==\nSELECT 1 FORM t",
  );
  expect(message).toBe("[PARSE_SYNTAX_ERROR] Syntax error at or near 'FORM'.(line 1)");
});

test("uses the error code of the API for a message without an error class", () => {
  expect(failed("Something broke", "INTERNAL_ERROR", "XX000")).toEqual({
    errorClass: "INTERNAL_ERROR",
    sqlState: "XX000",
    message: "Something broke",
  });
  expect(explainFailure({ statement_id: "s", status: { state: "FAILED" } })).toEqual({
    errorClass: "UNKNOWN",
    message: "",
  });
});

test("class and SQLSTATE never contain user text, for any message", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (message, code, state) => {
      const { errorClass, sqlState } = failed(message, code, state);
      expect(errorClass).toMatch(/^[A-Z][A-Z0-9_.]*$|^[A-Z_]+$/);
      if (sqlState !== undefined) expect(sqlState).toMatch(/^[0-9A-Z]{5}$/);
    }),
  );
});
