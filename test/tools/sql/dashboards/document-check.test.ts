import { expect, test } from "vitest";
import { connect } from "../../../support/harness.ts";
import { on, type Seen, useWorkspace } from "../../../support/workspace.ts";

useWorkspace();

const PATH = "/api/2.0/lakeview/dashboards";
const statementOf = ({ body }: Seen): string => String(Object(body).statement);

const widget = (name: string, datasetName: string, fields: readonly string[], shown: readonly string[] = fields) => ({
  widget: {
    name,
    queries: [
      { name: "q", query: { datasetName, fields: fields.map((one) => ({ name: one, expression: `\`${one}\`` })) } },
    ],
    spec: { widgetType: "table", encodings: { columns: shown.map((fieldName) => ({ fieldName })) } },
  },
});
const serialized = (...layout: readonly object[]) =>
  JSON.stringify({
    datasets: [
      {
        name: "d1",
        displayName: "Revenue",
        queryLines: ["SELECT day, total\n", "FROM main.sales.daily;"],
        columns: [{ displayName: "share", expression: "total / 2" }],
      },
      { name: "d2", displayName: "Broken", queryLines: ["SELECT * FROM nowhere"] },
      { name: "d3", displayName: "Filtered", queryLines: ["SELECT * FROM t WHERE day = :day"] },
    ],
    pages: [{ name: "p", displayName: "P", layout }],
  });

function workspace(state: string): readonly Seen[] {
  on(`POST ${PATH}`, { dashboard_id: "d1" });
  on(`PATCH ${PATH}/d1`, { dashboard_id: "d1" });
  on(`GET ${PATH}/d1`, { dashboard_id: "d1" });
  on("GET /api/2.0/sql/warehouses/w1", { id: "w1", state });
  return on("POST /api/2.0/sql/statements", (seen) => {
    const columns = ["day", "Total"].map((name) => [name]);
    const fails = { error_code: "BAD_REQUEST", message: "[TABLE_OR_VIEW_NOT_FOUND] It cannot be found." };
    return statementOf(seen).includes("nowhere")
      ? { statement_id: "s2", status: { state: "FAILED", error: fails } }
      : {
          statement_id: "s1",
          status: { state: "SUCCEEDED" },
          manifest: { schema: { columns: [{ name: "col_name" }] }, total_row_count: 2 },
          result: { chunk_index: 0, row_offset: 0, row_count: 2, data_array: columns },
        };
  });
}

const draft = serialized(
  widget("fine", "d1", ["day", "total", "share"]),
  widget("typo", "d1", ["totl"]),
  widget("lost", "d9", ["day"]),
  widget("hidden", "d1", ["day"], ["day", "total"]),
  widget("unknown", "d3", ["anything"]),
);

test.each([
  "SELECT 1; DROP TABLE main.sales.daily",
  "SELECT * FROM read_files('s3://elsewhere/x')",
  "QUERY SELECT 1",
  "DROP TABLE main.sales.daily",
])("R5 a dataset that could do more than be described is not sent: %s", async (query) => {
  const asked = workspace("RUNNING");
  const datasets = [{ name: "d1", displayName: "Revenue", queryLines: [query] }];
  const serialized_dashboard = JSON.stringify({ datasets, pages: [{ name: "p", displayName: "P", layout: [] }] });
  const { call } = await connect();
  await call("create_dashboard", { display_name: "Sales", warehouse_id: "w1", serialized_dashboard });
  expect(asked).toEqual([]);
});

test("a draft whose datasets fail or whose widgets show what is not there is stored, with what does not work", async () => {
  const asked = workspace("RUNNING");
  const { call } = await connect();
  const fields = { warehouse_id: "w1", serialized_dashboard: draft };
  const created = await call("create_dashboard", { display_name: "Sales", ...fields });
  const changed = await call("update_dashboard", { dashboard_id: "d1", etag: "1", ...fields });
  for (const { structuredContent } of [created, changed]) {
    expect(Object(structuredContent).check).toEqual([
      expect.stringMatching(/^Dataset Broken fails: .*It cannot be found\.$/),
      "Widget typo selects totl, which dataset Revenue does not return",
      "Widget lost selects from dataset d9, which is not defined",
      "Widget hidden shows field total, which none of its queries selects",
    ]);
  }
  // Nothing is run, and a dataset with parameters is left alone.
  expect(asked.slice(0, 2).map(statementOf).sort()).toEqual([
    "DESCRIBE QUERY SELECT * FROM nowhere",
    "DESCRIBE QUERY SELECT day, total\nFROM main.sales.daily",
  ]);
});

test("without a running warehouse, only the document is checked", async () => {
  const asked = workspace("STOPPED");
  const { call } = await connect();
  const { structuredContent } = await call("create_dashboard", {
    display_name: "Sales",
    warehouse_id: "w1",
    serialized_dashboard: draft,
  });
  expect(Object(structuredContent).check).toEqual([
    "Widget lost selects from dataset d9, which is not defined",
    "Widget hidden shows field total, which none of its queries selects",
  ]);
  expect(asked).toEqual([]);
});
