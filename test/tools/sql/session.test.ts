import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { useWorkspace } from "../../support/workspace.ts";

useWorkspace();

describe("a statement that cannot have an effect is refused without a question", () => {
  test.each([
    ["USE CATALOG main", "Pass catalog and schema with each statement."],
    ["USE main.sales", "Pass catalog and schema with each statement."],
    ["DECLARE VARIABLE a INT DEFAULT 1", "Pass parameters with the statement"],
    ["SET VARIABLE a = 1", "Pass parameters with the statement"],
    ["CREATE OR REPLACE TEMPORARY VIEW v AS SELECT 1", "Use WITH in the statement"],
    ["CREATE TEMP TABLE t AS SELECT 1", "without TEMPORARY"],
    ["SELECT 1; SELECT 2", "Send them one by one"],
  ])("%s", async (statement, next) => {
    const { call, questions } = await connect({ answer: yes });
    const answer = textOf(await call("execute_sql", { statement, warehouse_id: "w1" }));
    expect(answer).toContain("nothing was sent");
    expect(answer).toContain(next);
    expect(questions).toEqual([]);
  });

  test("a block of statements is asked about", async () => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    await call("execute_sql", { statement: "BEGIN DECLARE a INT; SELECT a; END", warehouse_id: "w1" });
    expect(questions).toHaveLength(1);
  });
});
