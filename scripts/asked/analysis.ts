import type { Question } from "./session.ts";

const REVENUE = `SELECT date_trunc('MONTH', order_date) AS month, sum(total) AS revenue
FROM main.sales.orders GROUP BY 1 ORDER BY 1`;
const COUNTRIES = `SELECT c.country, count(*) AS orders, sum(o.total) AS revenue
FROM main.sales.orders o JOIN main.sales.customers c USING (customer_id)
GROUP BY c.country ORDER BY revenue DESC LIMIT 5`;

/** SQL, tables and pictures. */
export const analysis: readonly Question[] = [
  {
    ask: "What is in main.sales.orders?",
    run: (call) => call("describe_table", { full_name: "main.sales.orders" }),
    answer:
      "5000 orders, one per row, from January 2025 on: customer, time, status, channel, total in euro and tags. It is built from `main.sales.order_items` and `main.sales.customers`, and owned by `ana@example.com`.",
  },
  {
    ask: "Is the customers table clean enough to join on email?",
    run: (call) => call("profile_table", { full_name: "main.sales.customers", key: ["email"] }),
    answer: "Yes. All 400 rows have an `email`, and no email occurs twice.",
  },
  {
    ask: "Which five countries bring the most revenue?",
    run: (call) => call("execute_sql_read_only", { statement: COUNTRIES }),
    answer: "India leads with 277013.55 from 658 orders, then Poland, Nigeria, France and Japan with 221552.15.",
  },
  {
    ask: "Plot the revenue of 2025 by month.",
    run: (call) => call("plot_sql", { statement: REVENUE, chart: "line", title: "Revenue by month" }),
    answer: "Revenue is steady all year. February is the lowest month, which is also the shortest.",
  },
  {
    ask: "Ask the Sales Genie space which channel brings the most revenue.",
    run: (call) =>
      call("ask_genie", {
        space_id: "01ef0c8a3d2b1c4f9a7e5d6b8c0f1e2d",
        question: "Which channel brings the most revenue?",
      }),
    answer: "`web` with 1080085.05, about as much as `store` and `app` together.",
  },
  {
    ask: "I want to drop the column total of main.sales.orders. What would break?",
    run: (call) => call("analyze_impact", { full_name: "main.sales.orders", column_name: "total" }),
    answer:
      "4 things break for certain: the query `Daily sales`, the dashboard `Sales`, the notebook `/Shared/dashboards/daily_revenue`, and the job `nightly-etl`, which runs that notebook. 4 more read the table without naming the column.",
  },
  {
    ask: "Delete the cancelled orders.",
    reply: "decline",
    run: (call) => call("execute_sql", { statement: "DELETE FROM main.sales.orders WHERE status = 'cancelled'" }),
    answer: "You declined, so nothing was deleted.",
  },
];
