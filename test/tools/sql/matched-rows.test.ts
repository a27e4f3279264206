import { describe, expect, test } from "vitest";
import { countOf } from "../../../src/api/sql/matched-rows.ts";
import { connect, yes } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const STATEMENTS = "POST /api/2.0/sql/statements";
const WAREHOUSE = "GET /api/2.0/sql/warehouses/w1";
const statement = "DELETE FROM main.sales.orders WHERE order_date >= :day";
const parameters = [{ name: "day", value: "2026-11-01", type: "DATE" }];

describe("the question of a DELETE or UPDATE says how many rows match", () => {
  const ask = async () => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    await call("execute_sql", { statement, parameters, warehouse_id: "w1" });
    return questions.join("");
  };

  test("on a running warehouse, with the parameters of the statement", async () => {
    on(WAREHOUSE, { id: "w1", state: "RUNNING" });
    const sent = on(STATEMENTS, {
      statement_id: "01ef",
      status: { state: "SUCCEEDED" },
      manifest: { schema: { columns: [{ name: "n", type_name: "LONG" }] }, total_row_count: 1 },
      result: { data_array: [["1394"]] },
    });
    expect(await ask()).toContain("It removes existing rows.\n1,394 rows match now.");
    expect(sent.map(({ body }) => body)).toMatchObject([
      { statement: "SELECT count(*) FROM main.sales.orders\nWHERE order_date >= :day", parameters },
    ]);
  });

  test("once, for the question and its answer", async () => {
    on(WAREHOUSE, { id: "w1", state: "RUNNING" });
    const done = { statement_id: "01ef", status: { state: "SUCCEEDED" }, manifest: { schema: { columns: [] } } };
    const sent = on(STATEMENTS, { ...done, result: { data_array: [["7"]] } }, { ...done, result: {} });
    const { call } = await connect({ answer: yes });
    await call("execute_sql", { statement, parameters, warehouse_id: "w1" });
    expect(sent.map(({ body }) => (body as { statement: string }).statement.slice(0, 6))).toEqual(["SELECT", "DELETE"]);
  });

  test("or that they could not be counted; a warehouse that is stopped is not started for it", async () => {
    on(WAREHOUSE, { id: "w1", state: "RUNNING" });
    on(STATEMENTS, { statement_id: "01ef", status: { state: "FAILED", error: { message: "no" } } });
    expect(await ask()).toContain("Its rows could not be counted in time.");
    on(WAREHOUSE, { id: "w1", state: "STOPPED" });
    const sent = on(STATEMENTS, {});
    expect(await ask()).not.toContain("counted");
    expect(sent).toEqual([]);
  });
});

test.each([
  ["DELETE FROM a.b.c", "SELECT count(*) FROM a.b.c"],
  [
    "DELETE FROM t AS x WHERE x.id IN (SELECT id FROM u WHERE a) ;",
    "SELECT count(*) FROM t AS x\nWHERE x.id IN (SELECT id FROM u WHERE a)",
  ],
  ["UPDATE t SET a = (SELECT max(b) FROM u WHERE c), d = 1 WHERE e = 2", "SELECT count(*) FROM t\nWHERE e = 2"],
  ["UPDATE t x SET a = 1 -- all\n", "SELECT count(*) FROM t x"],
  ["TRUNCATE TABLE a.b.c", "SELECT count(*) FROM a.b.c"],
  ["MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE", undefined],
  ["DROP TABLE t", undefined],
  ["DELETE FROM t WHERE 'open", undefined],
])("%s is counted by %s", (sql, counted) => expect(countOf(sql)).toBe(counted));
