import type { Notebook } from "./notebooks/notebook.ts";
import { dailyRevenue, loadOrders, streamEvents } from "./notebooks/seed-etl.ts";
import { churnModel, featureCatalogue, survival } from "./notebooks/seed-ml.ts";
import type { Content, Tree } from "./tree.ts";

const CONFIG = `# Read by load_orders; one entry a source.
sources:
  - name: orders
    path: /Volumes/main/sales/landing/orders
    format: csv
    delimiter: "|"
  - name: returns
    path: /Volumes/main/sales/landing/returns
    format: json
alerts:
  email: data-platform@example.com
  failed_rows: 10
`;

const PROJECT = `[project]
name = "etl-pipelines"
version = "1.4.0"
requires-python = ">=3.10"
`;

const MODULE = `"""Checks shared by the pipelines."""


def failed(rows, rule):
    """The rows a rule refuses, with its name."""
    return [{**row, "rule": rule.__name__} for row in rows if not rule(row)]
`;

/** The console that the seeded app runs. */
const APP = `from http.server import BaseHTTPRequestHandler, HTTPServer


class Console(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"What runs, what failed, who is on call")


HTTPServer(("0.0.0.0", 8000), Console).serve_forever()
`;
const APP_CONFIG = `command: ["python", "app.py"]
env:
  - name: WAREHOUSE_ID
    valueFrom: warehouse
`;

/** The source code of the seeded pipeline. */
const dailyOrders: Notebook = {
  language: "SQL",
  cells: [
    { source: "%md\n# Orders by day\nA materialized view for the dashboards." },
    {
      source: `CREATE OR REFRESH MATERIALIZED VIEW daily_orders (
  CONSTRAINT has_revenue EXPECT (revenue > 0) ON VIOLATION DROP ROW
)
COMMENT "Orders and revenue by day"
AS SELECT order_date, count(*) AS orders, sum(total) AS revenue
FROM \${orders.source}
GROUP BY order_date`,
    },
  ],
};

/** The folders, notebooks and files of a new workspace. */
export function seedTree(tree: Tree, user: string): void {
  const home = `/Users/${user}`;
  const repo = `/Repos/${user}/etl-pipelines`;
  for (const folder of [
    "/Shared/apps/ops-console",
    "/Shared/pipelines",
    `${home}/etl`,
    `${home}/ml`,
    `${home}/drafts`,
    "/Shared/dashboards",
    `/Repos/${user}`,
  ]) {
    tree.mkdirs(folder);
  }
  tree.mkdirs("/Users/bruno@example.com");
  tree.put(repo, { type: "REPO" }, false);
  tree.mkdirs(`${repo}/pipelines`);
  const objects: Readonly<Record<string, Content>> = {
    [`${home}/etl/load_orders`]: notebook(loadOrders),
    [`${home}/etl/stream_events`]: notebook(streamEvents),
    [`${home}/etl/sources.yml`]: file(CONFIG),
    [`${home}/ml/churn_model`]: notebook(churnModel),
    [`${home}/ml/feature_catalogue`]: notebook(featureCatalogue),
    [`${home}/ml/survival`]: notebook(survival),
    "/Shared/dashboards/daily_revenue": notebook(dailyRevenue),
    "/Shared/pipelines/daily_orders": notebook(dailyOrders),
    "/Shared/apps/ops-console/app.py": file(APP),
    "/Shared/apps/ops-console/app.yaml": file(APP_CONFIG),
    [`${repo}/pyproject.toml`]: file(PROJECT),
    [`${repo}/pipelines/checks.py`]: file(MODULE),
    [`${repo}/pipelines/load_orders`]: notebook(loadOrders),
  };
  for (const [path, content] of Object.entries(objects)) tree.put(path, content, false);
}

function notebook(value: Notebook): Content {
  return { type: "NOTEBOOK", notebook: value };
}

function file(text: string): Content {
  return { type: "FILE", data: Buffer.from(text) };
}
