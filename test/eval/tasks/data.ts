import { type EvalTask, field, idOf, pick } from "../task.ts";

const ORDERS = "main.sales.orders";
const query = (statement: string) => ({ tool: "execute_sql_read_only", args: { statement } });
const SHARED = "7e083095329f3ca5";
const ENDLESS = "SELECT count(*) FROM range(100000000) a CROSS JOIN range(100000000) b WHERE a.id + b.id = 7";

/** Tables, questions in SQL, and who may see what. */
export const data: readonly EvalTask[] = [
  {
    id: "data-what-is-orders",
    prompt: "What does main.sales.orders hold, and what is it made from?",
    solution: [{ tool: "describe_table", args: { full_name: ORDERS } }],
    facts: ["rows: 5000", "customer_id", "main.sales.order_items", "owner: ana@example.com"],
    fewest: 1,
  },
  {
    id: "data-who-reads-trips",
    prompt: "What does samples.nyctaxi.trips hold and who may read it?",
    solution: [{ tool: "describe_table", args: { full_name: "samples.nyctaxi.trips" } }],
    facts: ["account users", "fare_amount"],
    fewest: 1,
  },
  {
    id: "data-unit-of-fare",
    prompt: "In which currency is fare_amount of samples.nyctaxi.trips, and does it include the tip?",
    solution: [{ tool: "get_table", args: { full_name: "samples.nyctaxi.trips" } }],
    facts: [/fare_amount[^}]*US dollars, without tip/],
    fewest: 1,
  },
  {
    id: "data-orders-by-status",
    prompt: "How many orders are there by status in main.sales.orders?",
    solution: [query(`SELECT status, count(*) AS n FROM ${ORDERS} GROUP BY status`)],
    facts: ["delivered | 2500", "returned | 651"],
    fewest: 1,
  },
  {
    id: "data-which-orders-table",
    prompt: "How many rows has the table of orders that is loaded today? Not the old one.",
    solution: [
      { tool: "search_workspace", args: { query: "orders" } },
      { tool: "describe_table", args: { full_name: ORDERS } },
    ],
    facts: ["rows: 5000"],
    about: ORDERS,
    never: ["orders_old"],
    fewest: 2,
  },
  {
    id: "data-skew",
    prompt: "Joins over main.ops.page_views are slow. Is some tenant far more frequent than the others?",
    solution: [query("SELECT tenant, count(*) AS n FROM main.ops.page_views GROUP BY tenant ORDER BY n DESC")],
    facts: ["shop-main | 19200"],
    fewest: 1,
  },
  {
    id: "data-best-customer",
    prompt: "Which country of main.sales.customers brought the most revenue (main.sales.orders.total, by customer_id)?",
    solution: [
      query(
        `SELECT c.country, sum(o.total) AS revenue FROM ${ORDERS} o JOIN main.sales.customers c ON c.customer_id = o.customer_id GROUP BY c.country ORDER BY revenue DESC LIMIT 1`,
      ),
    ],
    facts: ["IN | 277013.55"],
    fewest: 1,
  },
  {
    id: "data-where-is-taxi",
    prompt: "In which table are the taxi trips?",
    solution: [{ tool: "search_workspace", args: { query: "trips" } }],
    facts: [/^table \| samples\.nyctaxi\.trips/m],
    fewest: 1,
  },
  {
    id: "data-what-depends",
    prompt: "I want to change main.sales.order_items. What is built on it?",
    solution: [{ tool: "get_lineage", args: { table_name: "main.sales.order_items" } }],
    facts: [ORDERS],
    about: "main.sales.order_items",
    fewest: 1,
  },
  {
    id: "data-genie",
    prompt: "Ask the Sales Genie space how many orders there are by status.",
    solution: [
      { tool: "list_genie_spaces" },
      {
        tool: "ask_genie",
        args: ([spaces]) => ({
          space_id: field(pick(spaces, "spaces", "title", "Sales"), "space_id"),
          question: "How many orders are there by status?",
        }),
      },
    ],
    facts: ["delivered | 2500"],
    changes: [{ tool: "ask_genie", on: ["01ef0c8a3d2b1c4f9a7e5d6b8c0f1e2d", "status"] }],
    fewest: 2,
  },
  {
    id: "data-profile-last-query",
    prompt: "Where did the time of my last query on main.sales.customers go?",
    given: [query("SELECT segment, count(*) FROM main.sales.customers GROUP BY segment")],
    solution: [
      { tool: "list_query_history", args: { limit: 5 } },
      {
        tool: "profile_query",
        args: ([history]) => ({
          statement_id: field(pick(history, "queries", "query_text", /main\.sales\.customers/), "statement_id"),
        }),
      },
    ],
    facts: [/^query:\nSELECT segment[^\n]* FROM main\.sales\.customers/m, "Physical Plan"],
    about: idOf("statement_id", "FROM main.sales.customers GROUP BY segment"),
    fewest: 2,
  },
  {
    id: "data-which-query-failed",
    prompt: "A query failed on the warehouse a moment ago. Which, and why?",
    given: [query("SELECT * FROM main.sales.refunds")],
    solution: [{ tool: "list_query_history", args: { status: "FAILED" } }],
    facts: ["main.sales.refunds", "TABLE_OR_VIEW_NOT_FOUND"],
    fewest: 1,
  },
  {
    id: "data-stop-statement",
    prompt: "A CROSS JOIN has been running on the warehouse since this morning. Stop it.",
    given: [{ tool: "execute_sql_read_only", args: { statement: ENDLESS, wait_seconds: 0 } }],
    solution: [
      { tool: "list_query_history", args: { status: "RUNNING" } },
      {
        tool: "cancel_sql_statement",
        args: ([history]) => ({
          statement_id: field(pick(history, "queries", "query_text", /CROSS JOIN/), "statement_id"),
        }),
      },
    ],
    facts: ['"state":"CANCELED"'],
    changes: [{ tool: "cancel_sql_statement", on: idOf("statement_id", "CROSS JOIN") }],
    after: { tool: "list_query_history", args: { status: "CANCELED" }, shows: ["CROSS JOIN"] },
    fewest: 2,
  },
  {
    id: "data-create-table",
    prompt: "Save the revenue of main.sales.orders (order_date, total) by day as main.sales.revenue_by_day.",
    solution: [
      {
        tool: "execute_sql",
        args: {
          statement: `CREATE TABLE main.sales.revenue_by_day AS SELECT order_date, sum(total) AS revenue FROM ${ORDERS} GROUP BY order_date`,
        },
      },
    ],
    facts: [],
    changes: [{ tool: "execute_sql", on: ["CREATE TABLE main.sales.revenue_by_day", ORDERS] }],
    after: {
      ...query("SELECT count(*) AS days, sum(revenue) AS all FROM main.sales.revenue_by_day"),
      shows: [/^362 \| 2217272\.50$/m],
    },
    fewest: 1,
  },
  {
    id: "data-drop-the-right-one",
    prompt: "Drop main.ops.scratch; we only need scratch_2.",
    given: [
      { tool: "execute_sql", args: { statement: "CREATE TABLE main.ops.scratch AS SELECT 1 AS one" } },
      { tool: "execute_sql", args: { statement: "CREATE TABLE main.ops.scratch_2 AS SELECT 2 AS two" } },
    ],
    solution: [{ tool: "delete_table", args: { full_name: "main.ops.scratch" } }],
    facts: ['"main.ops.scratch","deleted":true'],
    changes: [{ tool: ["delete_table", "execute_sql"], on: "main.ops.scratch", most: 1 }],
    never: ["scratch_2"],
    after: { tool: "list_tables", args: { full_name: "main.ops" }, shows: ["scratch_2", /^(?![\s\S]*scratch )/] },
    fewest: 1,
  },
  {
    id: "data-grant",
    prompt: "Let the group analysts read main.sales.customers.",
    solution: [
      {
        tool: "update_grants",
        args: { securable_type: "table", full_name: "main.sales.customers", principal: "analysts", add: ["SELECT"] },
      },
    ],
    facts: ["analysts", "SELECT"],
    changes: [
      { tool: "update_grants", on: ['"table"', "main.sales.customers", '"principal":"analysts"', '"add":["SELECT"]'] },
    ],
    after: {
      tool: "get_grants",
      args: { securable_type: "table", full_name: "main.sales.customers" },
      shows: ["analysts", "SELECT"],
    },
    fewest: 1,
  },
  {
    id: "data-who-reads-volume",
    prompt: "Who may read the volume main.sales.exports?",
    solution: [{ tool: "get_grants", args: { securable_type: "volume", full_name: "main.sales.exports" } }],
    facts: ["analysts", "READ_VOLUME"],
    fewest: 1,
  },
  {
    id: "data-saved-query",
    prompt: "What exactly does the saved query Daily sales compute?",
    solution: [
      { tool: "list_queries" },
      {
        tool: "get_query",
        args: ([queries]) => ({ query_id: field(pick(queries, "queries", "display_name", "Daily sales"), "id") }),
      },
    ],
    facts: ["sum(total) AS revenue", "GROUP BY order_date"],
    fewest: 2,
  },
  {
    id: "data-dashboard-sources",
    prompt: "Which tables does the dashboard Sales read?",
    solution: [
      { tool: "list_dashboards" },
      {
        tool: "get_dashboard",
        args: ([found]) => ({
          dashboard_id: field(pick(found, "dashboards", "display_name", "Sales"), "dashboard_id"),
        }),
      },
    ],
    facts: [ORDERS, "Orders by status"],
    fewest: 2,
  },
  {
    id: "data-alert",
    prompt: "When is the alert Failing services evaluated?",
    solution: [{ tool: "list_alerts" }],
    facts: [/"Failing services"[^}]*0 0 8 \* \* \? UTC/],
    fewest: 1,
  },
  {
    id: "data-upload",
    prompt: "Put the line 1,2 into a new file /Volumes/main/sales/landing/today.csv.",
    solution: [{ tool: "write_file", args: { path: "/Volumes/main/sales/landing/today.csv", content: "1,2\n" } }],
    facts: ["/Volumes/main/sales/landing/today.csv"],
    changes: [{ tool: "write_file", on: ["/Volumes/main/sales/landing/today.csv", "1,2"] }],
    after: { tool: "list_volume_files", args: { path: "/Volumes/main/sales/landing" }, shows: ["today.csv"] },
    fewest: 1,
  },
  {
    id: "data-stop-warehouse",
    prompt: "Stop the warehouse Shared for the night.",
    solution: [{ tool: "list_warehouses" }, { tool: "stop_warehouse", args: { warehouse_id: SHARED } }],
    facts: ["STOPPED"],
    changes: [{ tool: "stop_warehouse", on: SHARED }],
    never: ["a1b2c3d4e5f60718"],
    after: { tool: "get_warehouse", args: { warehouse_id: SHARED }, shows: ["STOPPED"] },
    fewest: 2,
  },
];
