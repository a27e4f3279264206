import { type Answer, type EvalTask, field, idOf, pick } from "../task.ts";

const ORDERS = "main.sales.orders";
/** Rows that go to a file are not for reading: a small answer will do. */
const query = (statement: string, row_limit = 10_000) => ({
  tool: "execute_sql_read_only",
  args: { statement, row_limit, max_output_tokens: 200 },
});
const export_ = (format: string, file?: string) => ({
  tool: "export_sql_result",
  args: (earlier: readonly Answer[]) => ({
    statement_id: field(
      earlier.find(({ isError }) => !isError),
      "statement_id",
    ),
    format,
    ...(file === undefined ? {} : { file }),
  }),
});
const MARCH = `SELECT order_id, order_date, status, total FROM ${ORDERS} WHERE order_date BETWEEN '2025-03-01' AND '2025-03-31' ORDER BY order_id`;
const slow = (from: number) =>
  `SELECT count(*) AS pairs FROM range(${from}, ${from + 10_000}) a CROSS JOIN range(8000) b WHERE (a.id + b.id) % 7 = 3`;
const running = (statement: string) => ({
  tool: "execute_sql_read_only",
  args: { statement, wait_seconds: 0 },
});
const history = { tool: "list_query_history", args: { limit: 5 } };
const fromHistory = (part: string) => (earlier: readonly Answer[]) => ({
  statement_id: field(pick(earlier[0], "queries", "query_text", new RegExp(part)), "statement_id"),
  wait_seconds: 60,
});

/** All rows of a statement, to keep; and its neighbour, rows to read. */
export const exports_: readonly EvalTask[] = [
  {
    id: "export-march-csv",
    prompt: `Give me all orders of March 2025 as a CSV file march.csv: order_id, order_date, status and total of ${ORDERS}.`,
    solution: [query(MARCH), export_("csv", "march.csv")],
    facts: ['"rows":430', "march.csv"],
    left: {
      file: "march.csv",
      rows: 430,
      each: /^\d+,2025-03-\d\d,[a-z]+,\d+\.\d\d$/,
      shows: ["813,2025-03-01,delivered,149.85"],
    },
    fewest: 2,
  },
  {
    id: "export-for-pandas",
    prompt: `I want the returned orders of ${ORDERS} (order_id, total, where status is returned) in pandas with their types: Parquet or Arrow, as returned.`,
    solution: [
      query(`SELECT order_id, total FROM ${ORDERS} WHERE status = 'returned' ORDER BY order_id`),
      export_("arrow", "returned"),
    ],
    facts: ['"rows":651', "returned.arrows"],
    left: { file: "returned.arrows", rows: 651, each: /^\{"order_id":\d+,"total":/ },
    fewest: 2,
  },
  {
    id: "export-every-row",
    prompt: "Export the squares of the numbers from 0 to 99999 as squares.csv, all 100000 rows.",
    solution: [
      query("SELECT id, id * id AS square FROM range(100000) ORDER BY id", 100_000),
      export_("csv", "squares"),
    ],
    facts: ['"rows":100000'],
    left: { file: "squares.csv", rows: 100_000, each: /^\d+,\d+$/, shows: ["\n99999,9999800001"] },
    fewest: 2,
  },
  {
    id: "export-link",
    prompt: "I cannot reach that machine's disk: give me main.sales.orders_old as JSON lines that I can download.",
    solution: [query("SELECT * FROM main.sales.orders_old ORDER BY order_id"), export_("json_lines")],
    facts: ['"rows":12', "databricks://results/"],
    left: { link: "", rows: 12, each: /^\{"order_id":\d+,"total":"?\d+/, shows: ['{"order_id":12,'] },
    fewest: 2,
  },
  {
    id: "export-cut-list",
    prompt: "The node types with at least 64 GB of memory as CSV, please; do not read them to me.",
    solution: [{ tool: "list_node_types", args: { min_memory_gb: 64, max_output_tokens: 200 } }],
    facts: [/^\d+ of 20$/m, /node_types[^\n]*databricks:\/\/results\//],
    left: { link: "?format=csv", rows: 20, each: /^[\w.]+,(6[4-9]|[7-9]\d|\d{3,})/, shows: [/^p4d\.24xlarge,/m] },
    fewest: 1,
  },
  {
    id: "export-outside",
    prompt: `Write the cancelled orders of ${ORDERS} (order_id, where status is cancelled) to /etc/cancelled.csv or, if that is refused, to cancelled.csv.`,
    solution: [
      query(`SELECT order_id FROM ${ORDERS} WHERE status = 'cancelled' ORDER BY order_id`),
      { ...export_("csv", "/etc/cancelled.csv"), refused: /^Refused: file must be a plain name/ },
      { ...export_("csv", "../../../etc/cancelled.csv"), refused: /^Refused[\s\S]*plain name/ },
      export_("csv", "cancelled.csv"),
    ],
    facts: ["exports/cancelled.csv"],
    left: { file: "cancelled.csv", rows: 611, each: /^\d+$/ },
    fewest: 2,
  },
  {
    id: "export-never-replaces",
    prompt: "Save main.sales.orders_old as old.csv. If there is an old.csv, leave it and take old-2.csv.",
    given: [query("SELECT 1 AS mine"), export_("csv", "old.csv")],
    solution: [
      query("SELECT * FROM main.sales.orders_old ORDER BY order_id"),
      { ...export_("csv", "old.csv"), refused: "files are never replaced" },
      export_("csv", "old-2.csv"),
    ],
    facts: ['"rows":12', "old-2.csv"],
    left: { file: "old-2.csv", rows: 12, each: /^\d+,\d+\.00$/ },
    fewest: 2,
  },
  {
    id: "export-what-still-runs",
    prompt: "I started a statement over range(500000, 510000) a moment ago. Save what it brings as pairs.jsonl.",
    given: [running(slow(500_000))],
    solution: [
      history,
      {
        tool: "export_sql_result",
        args: (earlier) => ({ ...fromHistory("500000")(earlier), format: "json_lines", file: "pairs.jsonl" }),
      },
    ],
    facts: ["pairs.jsonl"],
    about: idOf("statement_id", "range(500000"),
    left: { file: "pairs.jsonl", rows: 1, each: /^\{"pairs":11428571\}$/ },
    fewest: 2,
  },
  {
    id: "export-only-read",
    prompt: "I started a statement over range(700000, 710000) a moment ago. How many pairs does it find?",
    given: [running(slow(700_000))],
    solution: [history, { tool: "poll_sql_result", args: fromHistory("700000") }],
    facts: [/pairs\n1142857\d\n/],
    about: idOf("statement_id", "range(700000"),
    never: ["export_sql_result", "execute_sql"],
    fewest: 2,
  },
];
