import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alertSettings, evaluate } from "../../../sandbox/sql/alerts-evaluation.ts";
import { openSql, SHARED, type SqlSession } from "./session.ts";

const PATH = "/api/2.0/alerts";
const body = {
  display_name: "Rows",
  query_text: "SELECT 3 AS n",
  warehouse_id: SHARED,
  schedule: { quartz_cron_schedule: "0 0 8 * * ?", timezone_id: "UTC" },
  evaluation: {
    source: { name: "n" },
    comparison_operator: "LESS_THAN",
    threshold: { value: { double_value: 5 } },
  },
};

describe("evaluation", () => {
  const table = {
    columns: [
      { name: "n", type: "INT" },
      { name: "allowed", type: "INT" },
    ],
    rows: [
      ["1", "2"],
      ["4", "2"],
      [null, "2"],
    ],
  };
  const state = (evaluation: object, result = table) =>
    evaluate(alertSettings({ ...body, evaluation: { ...body.evaluation, ...evaluation } }), result);

  test.each([
    ["the first row without an aggregation", {}, "TRIGGERED"],
    [
      "COUNT leaves nulls out",
      {
        source: { name: "n", aggregation: "COUNT" },
        comparison_operator: "EQUAL",
        threshold: { value: { double_value: 2 } },
      },
      "TRIGGERED",
    ],
    [
      "MEDIAN",
      {
        source: { name: "n", aggregation: "MEDIAN" },
        comparison_operator: "EQUAL",
        threshold: { value: { double_value: 2.5 } },
      },
      "TRIGGERED",
    ],
    [
      "another column's value",
      { threshold: { column: { name: "allowed" } }, comparison_operator: "GREATER_THAN" },
      "OK",
    ],
    [
      "a null has no order",
      {
        source: { name: "n", aggregation: "SUM" },
        comparison_operator: "GREATER_THAN",
        threshold: { column: { name: "gone" } },
      },
      "OK",
    ],
    ["IS_NULL needs no threshold", { comparison_operator: "IS_NULL", threshold: undefined }, "OK"],
    [
      "texts are compared as texts",
      { comparison_operator: "NOT_EQUAL", threshold: { value: { string_value: "one" } } },
      "TRIGGERED",
    ],
    ["a column that is not there", { source: { name: "m" } }, "ERROR"],
  ])("%s", (_, evaluation, expected) => expect(state(evaluation)).toBe(expected));

  test("uses the alert's setting for an empty result", () => {
    expect(state({}, { ...table, rows: [] })).toBe("OK");
    expect(state({ empty_result_state: "ERROR" }, { ...table, rows: [] })).toBe("ERROR");
  });
});

describe("the service", () => {
  let session: SqlSession;
  beforeAll(async () => {
    session = await openSql();
  });
  afterAll(() => session.close());

  test.each([
    ["no name", { ...body, display_name: undefined }, "display_name"],
    ["no schedule", { ...body, schedule: undefined }, "schedule"],
    [
      "an operator that does not exist",
      { ...body, evaluation: { ...body.evaluation, comparison_operator: "ABOVE" } },
      "comparison_operator",
    ],
    ["no threshold", { ...body, evaluation: { ...body.evaluation, threshold: undefined } }, "threshold"],
  ])("refuses %s", async (_, fields, word) => {
    const { status, body: answer } = await session.call("POST", PATH, fields);
    expect([status, answer.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    expect(answer.message).toContain(word);
  });

  test("requires an update mask of fields that can be changed", async () => {
    const { id } = (await session.call("POST", PATH, body)).body;
    expect((await session.call("PATCH", `${PATH}/${id}`, body)).body.message).toContain("update_mask");
    expect((await session.call("PATCH", `${PATH}/${id}?update_mask=parent_path`, body)).status).toBe(400);
    expect((await session.call("DELETE", `${PATH}/${id}?purge=true`)).body).toEqual({});
    expect((await session.call("GET", `${PATH}/${id}`)).status).toBe(404);
  });

  test("is in ERROR if its SQL fails, and is not evaluated while paused", async () => {
    const broken = (await session.call("POST", PATH, { ...body, query_text: "SELECT nothing FROM nowhere" })).body;
    const schedule = { ...body.schedule, pause_status: "PAUSED" };
    const paused = (await session.call("POST", PATH, { ...body, schedule })).body;
    for (;;) {
      const { evaluation } = (await session.call("GET", `${PATH}/${broken.id}`)).body;
      if (Object(evaluation).state !== "UNKNOWN") {
        expect(evaluation).toMatchObject({ state: "ERROR", last_evaluated_at: expect.any(String) });
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect((await session.call("GET", `${PATH}/${paused.id}`)).body.evaluation).toMatchObject({ state: "UNKNOWN" });
  });
});
