import type { Notebook } from "./notebook.ts";

/** A realistic nightly pipeline: Python with cells in SQL and Markdown. */
export const loadOrders: Notebook = {
  language: "PYTHON",
  cells: [
    {
      source:
        "%md\n# Load orders\n\nTakes the day's orders from the landing volume into `main.sales.orders`.\n\n* **Runs**: nightly at 02:05 UTC, job *load_orders*\n* **Owner**: data platform",
    },
    {
      title: "Parameters",
      source:
        'from datetime import date, timedelta\n\nday = date.today() - timedelta(days=1)\nprint(f"loading {day:%Y-%m-%d}")',
      output: "loading 2026-01-14\n",
    },
    {
      source:
        'def parse_line(line: str) -> dict:\n    """One line of the export: id|customer|amount|currency."""\n    order_id, customer_id, amount, currency = line.rstrip("\\n").split("|")\n    return {\n        "order_id": int(order_id),\n        "customer_id": int(customer_id),\n        "amount": round(float(amount), 2),\n        "currency": currency,\n    }',
    },
    {
      title: "Check the parser",
      source:
        'sample = ["1001|17|129.90|EUR", "1002|4|15.00|USD"]\nrows = [parse_line(line) for line in sample]\nassert rows[0]["amount"] == 129.9\ndisplay(rows)',
    },
    {
      source:
        "%sql\nSELECT order_date, count(*) AS orders\nFROM main.sales.orders\nGROUP BY order_date\nORDER BY order_date DESC\nLIMIT 7",
    },
    {
      source:
        "%md\nRows that fail the checks go to `main.ops.events` with the reason; nobody is paged for fewer than ten.",
    },
  ],
};

export const dailyRevenue: Notebook = {
  language: "SQL",
  cells: [
    { source: "%md\n# Daily revenue\nFeeds the *Sales today* dashboard." },
    {
      source:
        "SELECT order_date, sum(total) AS revenue, count(*) AS orders\nFROM main.sales.orders\nGROUP BY order_date\nORDER BY order_date DESC",
    },
    {
      title: "Best customers",
      source:
        "SELECT c.name, sum(o.total) AS revenue\nFROM main.sales.orders o\nJOIN main.sales.customers c ON c.customer_id = o.customer_id\nGROUP BY c.name\nORDER BY revenue DESC\nLIMIT 10",
    },
    { source: '%python\nprint("the dashboard refreshes at six")', output: "the dashboard refreshes at six\n" },
  ],
};

export const streamEvents: Notebook = {
  language: "SCALA",
  cells: [
    { source: "%md\n## Event stream\nStructured streaming from the landing volume into `main.ops.events`." },
    {
      source:
        'val checkpoint = "/Volumes/main/ops/checkpoints/events"\nval source = "/Volumes/main/ops/landing/events"',
    },
    {
      source:
        'spark.readStream\n  .format("cloudFiles")\n  .option("cloudFiles.format", "json")\n  .load(source)\n  .writeStream\n  .option("checkpointLocation", checkpoint)\n  .toTable("main.ops.events")',
    },
  ],
};
