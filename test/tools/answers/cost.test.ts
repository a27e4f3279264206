import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

// The figures are checked on seeded data in test/e2e/stories/costs.test.ts.

const SQL = "POST /api/2.0/sql/statements";
const PERIOD = { start_date: "2026-01-05", end_date: "2026-01-11" };

const rows = (statement_id: string, ...data_array: (string | null)[][]) => ({
  statement_id,
  status: { state: "SUCCEEDED" },
  manifest: {
    schema: { columns: (data_array[0] ?? []).map((_, at) => ({ name: `c${at}` })) },
    total_row_count: data_array.length,
  },
  result: { chunk_index: 0, row_offset: 0, row_count: data_array.length, data_array },
});
const statementOf = ({ body }: Seen): string => String(new Map(Object.entries(body ?? {})).get("statement"));
const isTotal = (sql: string) => sql.includes("unpriced_records");
const isCosts = (sql: string) => sql.includes("AS previous_cost") && !isTotal(sql);
const failed = (message: string) => ({
  statement_id: "bad",
  status: { state: "FAILED", error: { error_code: "BAD_REQUEST", message } },
});

function workspace(waste: (sql: string) => object = () => rows("none")) {
  on("GET /api/2.1/unity-catalog/current-metastore-assignment", { workspace_id: 77, metastore_id: "m" });
  return on(SQL, (seen) => {
    const sql = statementOf(seen);
    if (isTotal(sql)) return rows("t", ["12.504", "10", "2.5", "3", "1768176000"]);
    if (isCosts(sql)) return rows("c", ["11", "9.845", null], ["12", "0", "10"]);
    if (sql.startsWith("SELECT job_id")) return rows("n", ["11", "load\nall"]);
    return waste(sql);
  });
}

describe("explain_cost", () => {
  test("compares the period with the one before, in this workspace, and names the statements", async () => {
    const seen = workspace((sql) =>
      sql.includes("attempts") ? rows("f", ["11", "load", "7", "2", "3", "1.5"]) : rows("none"),
    );
    const { call } = await connect({ settings: { access: "read" } });
    const result = await call("explain_cost", { ...PERIOD, by: "job", warehouse_id: "w1" });
    const [total = ""] = seen.map(statementOf).filter(isTotal);
    expect(total).toContain("u.workspace_id = '77'");
    expect(total).toContain("usage_date BETWEEN DATE'2025-12-29' AND DATE'2026-01-11'");
    expect(total).toContain("FILTER (WHERE usage_date < DATE'2026-01-05')");
    expect(result.structuredContent).toMatchObject({
      period: "2026-01-05 to 2026-01-11",
      previous_period: "2025-12-29 to 2026-01-04",
      total: 12.5,
      previous_total: 10,
      not_attributed: 2.5,
      items: [
        { id: "11", name: "load all", cost: 9.85, previous_cost: 0 },
        { id: "12", cost: 0, previous_cost: 10 },
      ],
      waste: [{ kind: "failed job runs", cost: 1.5, statement: "failed job runs" }],
      usage_through: "2026-01-12T00:00:00Z",
      notes: ["3 records have no list price and are not counted."],
    });
    expect(seen).toHaveLength(7);
    const text = textOf(result);
    expect(text).toContain("US$ 12.50 at list prices in 2026-01-05 to 2026-01-11");
    expect(text).toContain("+25 %");
    expect(text).toContain("[failed job runs] f");
    expect(text).toContain("show_sql: true adds their SQL");
    expect(JSON.stringify(result)).not.toContain("SELECT");
    const whole = textOf(await call("explain_cost", { ...PERIOD, by: "job", warehouse_id: "w1", show_sql: true }));
    // Only the statements that figures rest on are shown whole.
    expect(whole).toContain("-- failed job runs");
    expect(whole).not.toContain("-- idle clusters");
  });

  test("an oversized cluster wastes the machines that it does not need; objects that no longer exist are named as deleted", async () => {
    workspace((sql) => {
      if (sql.includes("spare_cost"))
        return rows("o", ["c1", null, "etl", "30", "9", "23", "29", "594", "264", "false"]);
      return sql.includes("system.query.history")
        ? rows("w", ["w2", "old", "0", "9", "5", "3.5", "true"])
        : rows("none");
    });
    const { call } = await connect();
    expect((await call("explain_cost", { ...PERIOD, warehouse_id: "w1" })).structuredContent).toMatchObject({
      waste: [
        {
          id: "c1",
          cost: 264,
          evidence: expect.stringMatching(/half of them would do\. All of them cost US\$ 594\.00\.$/),
        },
        {
          id: "w2",
          cost: 3.5,
          evidence: expect.stringMatching(/nor in the hour before\. It has been deleted since\.$/),
        },
      ],
    });
  });

  test("the whole account, and a tag whose key is quoted", async () => {
    const seen = workspace();
    const { call } = await connect();
    await call("explain_cost", { ...PERIOD, by: "tag", tag_key: "o'team", all_workspaces: true, warehouse_id: "w1" });
    const sql = seen.map(statementOf);
    expect(sql.find(isTotal)).toContain("custom_tags['o\\'team'] IS NULL");
    expect(sql.filter((one) => one.includes("workspace_id = "))).toEqual([]);
  });

  test("by workspace, it is the whole account, and keys without names have no column for them", async () => {
    const seen = workspace();
    const { call } = await connect();
    const text = textOf(await call("explain_cost", { ...PERIOD, by: "workspace", warehouse_id: "w1" }));
    const sql = seen.map(statementOf);
    expect(sql.find(isCosts)).toContain("SELECT workspace_id AS id");
    expect(sql.filter((one) => one.includes("workspace_id = "))).toEqual([]);
    expect(text).toContain("id | US$ | before | change\n11 | 9.85 | 0.00 | new");
    expect(text).toContain("Not attributed to any workspace: US$ 2.50 [total]");
    await call("explain_cost", { ...PERIOD, by: "workspace", all_workspaces: false, warehouse_id: "w1" });
    expect(statementOf(seen.at(-1) as Seen)).toContain("workspace_id = '77'");
  });

  test("waste that cannot be read is missing, and costs are not", async () => {
    workspace((sql) => {
      if (sql.includes("attempts")) return failed("[TABLE_OR_VIEW_NOT_FOUND] system.lakeflow.job_run_timeline");
      return rows("none");
    });
    const { call } = await connect();
    const { structuredContent } = await call("explain_cost", { ...PERIOD, warehouse_id: "w1" });
    expect(structuredContent).toMatchObject({
      total: 12.5,
      missing: [expect.stringMatching(/^failed job runs: .*TABLE_OR_VIEW_NOT_FOUND/)],
    });
  });

  test("costs that cannot be read are an error with the reason of the platform", async () => {
    on("GET /api/2.1/unity-catalog/current-metastore-assignment", { workspace_id: 77, metastore_id: "m" });
    on(SQL, failed("[INSUFFICIENT_PERMISSIONS] SELECT on system.billing.usage"));
    const { call } = await connect();
    const result = await call("explain_cost", { ...PERIOD, warehouse_id: "w1" });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("INSUFFICIENT_PERMISSIONS");
  });

  test("a statement that does not end in time is named by its id", async () => {
    on("GET /api/2.1/unity-catalog/current-metastore-assignment", { workspace_id: 77, metastore_id: "m" });
    on(SQL, { statement_id: "slow", status: { state: "RUNNING" } });
    on("GET /api/2.0/sql/statements/slow", { statement_id: "slow", status: { state: "RUNNING" } });
    const { call } = await connect();
    const result = await call("explain_cost", { ...PERIOD, warehouse_id: "w1", wait_seconds: 1 });
    expect(textOf(result)).toContain("statement_id slow");
  });

  test.each([
    [{ start_date: "2026-02-30" }, "must be a day"],
    [{ start_date: "2026-01-05", end_date: "2026-01-04" }, "has 0 days"],
    [{ start_date: "2020-01-01", end_date: "2026-01-04" }, "at most 366 days"],
    [{ by: "tag" }, "tag_key"],
    [{ by: "job", tag_key: "team" }, "tag_key"],
  ])("%o is refused before anything runs", async (args, why) => {
    const { call } = await connect();
    const result = await call("explain_cost", args);
    expect([result.isError, textOf(result)]).toEqual([true, expect.stringContaining(why)]);
  });
});
