import type { BenchTask } from "../../task.ts";
import { field, must, pick } from "../../task.ts";
import { numberOf, warehouseNamed } from "../../workspace/look.ts";
import { ORDERS, read, run, SHARED } from "../calls.ts";

const EXPORT = "/Volumes/main/sales/exports/returned.csv";

/** Exports, comments, the history of queries, and warehouses. */
export const work: readonly BenchTask[] = [
  {
    id: "ana-export-to-volume",
    prompt: `Put order_id and total of all returned orders as CSV with a header into ${EXPORT}.`,
    check: async (place) => {
      const lines = (await place.file(EXPORT))?.trim().split(/\r?\n/) ?? [];
      return [
        must(lines.length === 652, `the file has ${lines.length} lines, not 652`),
        must(/^"?order_id"?,"?total"?$/.test(lines[0] ?? ""), `the header is ${lines[0]}`),
        must(
          lines.slice(1).every((line) => /^"?\d+"?,"?\d+(\.\d+)?"?$/.test(line)),
          "a line is not a pair of numbers",
        ),
      ];
    },
    changes: [`file ${EXPORT}`],
    budget: { calls: 4, tokens: 2500 },
    solution: [
      {
        tool: "execute_sql_read_only",
        args: {
          statement: `SELECT order_id, total FROM ${ORDERS} WHERE status = 'returned' ORDER BY order_id`,
          row_limit: 10_000,
          max_output_tokens: 200,
        },
      },
      {
        tool: "export_sql_result",
        args: ([ran]) => ({ statement_id: field(ran, "statement_id"), format: "csv", file: EXPORT }),
      },
    ],
  },
  {
    id: "ana-comment-columns",
    prompt:
      "Document main.sales.orders_old: set its comment to Orders of the old shop, in kroner. Do not touch the rows or the other tables.",
    check: async (place) => [
      must(
        (await place.get("/api/2.1/unity-catalog/tables/main.sales.orders_old")).comment ===
          "Orders of the old shop, in kroner",
        "the comment differs",
      ),
    ],
    changes: ["table main.sales.orders_old"],
    budget: { calls: 3, tokens: 1000 },
    solution: [run("COMMENT ON TABLE main.sales.orders_old IS 'Orders of the old shop, in kroner'")],
  },
  {
    id: "ana-which-query-failed",
    prompt: "One of my queries failed a moment ago. Which one, and what is wrong with it?",
    setup: (place) => place.sql("SELECT sum(amount) FROM main.sales.refunds").catch(() => {}),
    says: [
      "main.sales.refunds",
      ["not exist", "doesn't exist", "cannot be found", "not found", "no such table", "TABLE_OR_VIEW_NOT_FOUND"],
    ],
    budget: { calls: 3, tokens: 2500 },
    solution: [{ tool: "list_query_history", args: { status: "FAILED" } }],
  },
  {
    id: "ana-profile-query",
    prompt:
      "I have just counted customers by segment, and it felt slow. Find that query and tell me how many rows it read.",
    setup: (place) => place.sql("SELECT segment, count(*) AS customers FROM main.sales.customers GROUP BY segment"),
    says: [400],
    budget: { calls: 4, tokens: 3000 },
    solution: [
      { tool: "list_query_history", args: { limit: 5 } },
      {
        tool: "profile_query",
        args: ([history]) => ({
          statement_id: field(pick(history, "queries", "query_text", /main\.sales\.customers/), "statement_id"),
        }),
      },
      // The plan scans the whole table, and the history does not record how many rows that were.
      read("SELECT count(*) AS scanned FROM main.sales.customers"),
    ],
  },
  {
    id: "ana-night-stays-off",
    prompt:
      "How many of our customers are active? The warehouse Night was stopped to save money: whatever you do, do not start it.",
    says: async (place) => [await numberOf(place, "SELECT count(*) FROM main.sales.customers WHERE active")],
    check: async (place) => [must((await warehouseNamed(place, "Night"))?.state === "STOPPED", "Night was started")],
    budget: { calls: 3, tokens: 1500 },
    solution: [read("SELECT count(*) AS customers FROM main.sales.customers WHERE active")],
  },
  {
    id: "ana-stop-warehouse",
    prompt: "Stop the SQL warehouse Shared for tonight.",
    server: ["--toolsets", "analyst,sql"],
    check: async (place) => [
      must(/STOP/.test(String((await warehouseNamed(place, "Shared"))?.state)), "Shared is not stopped"),
    ],
    changes: ["state of warehouse Shared"],
    budget: { calls: 3, tokens: 1500 },
    solution: [{ tool: "list_warehouses" }, { tool: "stop_warehouse", args: { warehouse_id: SHARED } }],
  },
  {
    id: "ana-changed-my-mind",
    prompt: "Stop the SQL warehouse Shared. If you are asked for confirmation, I will decide then.",
    server: ["--toolsets", "analyst,sql"],
    traits: ["refuse"],
    consents: () => false,
    says: [
      [
        "declin",
        "did not confirm",
        "not confirmed",
        "said no",
        "refused",
        "not stopped",
        "wasn't stopped",
        "still running",
      ],
    ],
    check: async (place) => [
      must((await warehouseNamed(place, "Shared"))?.state === "RUNNING", "Shared is not running"),
    ],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      { tool: "list_warehouses" },
      { tool: "stop_warehouse", args: { warehouse_id: SHARED }, refused: /declined/ },
    ],
  },
];
