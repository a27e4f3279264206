import type { Question } from "./session.ts";

const LOAD_ORDERS = "/Users/ana@example.com/etl/load_orders";
const RETURNS = "5b7d9a20-cc61-11eb-b8bc-0242ac130003";

/** Jobs, pipelines, notebooks and clusters. */
export const engineering: readonly Question[] = [
  {
    ask: "Which jobs failed in the last few days?",
    run: (call) => call("list_job_runs", { completed_only: true, limit: 4 }),
    answer:
      "One run failed: `nightly-etl` on 27 December, run 88190377, because the code of task `load_orders` raised an error. The run of 25 December was cancelled by a user. The latest run succeeded.",
  },
  {
    ask: "Why did run 88190377 fail, and would a repair run help?",
    run: (call) => call("diagnose_job_run", { run_id: "88190377" }),
    answer:
      "A line of `2025-12-26.csv` has one field where `parse_line` expects 4. The notebook was modified after the last success. A repair is probably not needed, because run 88213409 succeeded later.",
  },
  {
    ask: "Where else do we use parse_line?",
    run: (call) => call("search_workspace", { query: "parse_line", content: true, path: "/Users/ana@example.com" }),
    answer: `In your folder only in \`${LOAD_ORDERS}\`, line 20, where it is defined.`,
  },
  {
    ask: "Show me the cells of the daily revenue notebook, then run it.",
    async run(call) {
      await call("read_notebook", { path: "/Shared/dashboards/daily_revenue" });
      await call("run_notebook", { notebook_path: "/Shared/dashboards/daily_revenue" });
    },
    answer:
      "It has 4 cells: a title, revenue by day, the best customers, and a line of Python. It ran through, and printed “the dashboard refreshes at six”.",
  },
  {
    ask: "Why does the cluster gpu-training not start?",
    run: (call) => call("diagnose_cluster", { cluster_id: "0112-080001-gputrain" }),
    answer:
      "AWS had no `p4d.24xlarge` machines in `us-west-2a`. Start it later, or use another node type or availability zone. Nothing is wrong with the cluster's configuration.",
  },
  {
    ask: "The pipeline returns-import is red. What is wrong with it?",
    async run(call) {
      await call("list_pipeline_events", { pipeline_id: RETURNS, limit: 5 });
      await call("get_pipeline", { pipeline_id: RETURNS });
    },
    answer:
      "Its update failed because the catalog `archive_2024` does not exist. That catalog is the target in its settings. Create it, or point the pipeline to another one.",
  },
  {
    ask: "Count the orders by channel in Python, on the analytics cluster.",
    run: (call) =>
      call("execute_command", {
        cluster_id: "0115-093012-abcd1234",
        language: "python",
        command:
          "orders = spark.table('main.sales.orders')\norders.groupBy('channel').count().orderBy('count', ascending=False).show()",
      }),
    answer: "`web` 2463, `app` 1284, `store` 1253. The variable `orders` stays defined for the next command.",
  },
];
