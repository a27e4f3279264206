import { expect, test } from "vitest";
import { instructionsFor } from "../../src/server/instructions.ts";
import { catalogue } from "../../src/tools/index.ts";

test("the instructions name only tools that are served", () => {
  const sql = catalogue.filter(({ name }) => name === "execute_sql_read_only");
  expect(instructionsFor(sql, ["default"])).toContain("prefer execute_sql_read_only");
  expect(instructionsFor(sql, ["default"])).not.toContain("execute_command");
  expect(instructionsFor(catalogue, ["default"])).toContain("execute_command needs a running cluster");
});
