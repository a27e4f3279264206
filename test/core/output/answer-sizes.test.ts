import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import * as data from "../../support/responses/data.ts";
import * as work from "../../support/responses/work.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const UC = "/api/2.1/unity-catalog";

interface Answer {
  readonly what: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly request: Parameters<typeof on>[0];
  readonly response: object;
  /** Tokens of the answer. */
  readonly budget: number;
  /** Compared with the API's JSON. Default: half. */
  readonly share?: number;
}

/** Typical answers. A budget is a little over the tokens of today, so that a new field is a decision. */
const ANSWERS: readonly Answer[] = [
  {
    what: "100 clusters",
    tool: "list_clusters",
    args: { limit: 100 },
    request: "GET /api/2.1/clusters/list",
    response: work.clusters(100),
    budget: 9_500,
  },
  {
    what: "a run with 20 tasks",
    tool: "get_job_run",
    args: { run_id: "455000000001" },
    request: "GET /api/2.2/jobs/runs/get",
    response: work.runWithTasks(20),
    budget: 700,
  },
  {
    what: "a table with 80 columns",
    tool: "get_table",
    args: { full_name: "main.sales.orders" },
    request: `GET ${UC}/tables/main.sales.orders`,
    response: data.table(80),
    budget: 950,
  },
  {
    what: "100 rows",
    tool: "execute_sql_read_only",
    args: { statement: "SELECT * FROM main.sales.orders", warehouse_id: "w1" },
    request: "POST /api/2.0/sql/statements",
    response: data.rows(100),
    budget: 3_300,
    // A result consists of its values, and all of them are shown.
    share: 1,
  },
  {
    what: "a failed task with its trace",
    tool: "get_job_run_output",
    args: { run_id: "90000007" },
    request: "GET /api/2.2/jobs/runs/get-output",
    response: work.failedOutput(),
    budget: 800,
  },
  {
    what: "25 jobs",
    tool: "list_jobs",
    args: {},
    request: "GET /api/2.2/jobs/list",
    response: work.jobs(25),
    budget: 1_800,
  },
  {
    what: "25 runs",
    tool: "list_job_runs",
    args: {},
    request: "GET /api/2.2/jobs/runs/list",
    response: work.runs(25),
    budget: 2_400,
  },
  {
    what: "20 warehouses",
    tool: "list_warehouses",
    args: {},
    request: "GET /api/2.0/sql/warehouses",
    response: data.warehouses(20),
    budget: 1_450,
  },
  {
    what: "50 tables",
    tool: "list_tables",
    args: { full_name: "main.sales" },
    request: `GET ${UC}/tables`,
    response: data.tables(50),
    budget: 1_850,
  },
  {
    what: "20 serving endpoints",
    tool: "list_serving_endpoints",
    args: {},
    request: "GET /api/2.0/serving-endpoints",
    response: data.endpoints(20),
    budget: 800,
  },
];

test.each(ANSWERS)(
  "$what: within its budget and its share of the API's JSON",
  async ({ tool, args, request, response, budget, share = 0.5 }) => {
    on(request, response);
    const { call } = await connect();
    const result = await call(tool, args);
    expect(result.isError).toBeFalsy();
    const tokens = countTokens(textOf(result));
    const whole = countTokens(JSON.stringify(response));
    expect(tokens).toBeLessThanOrEqual(budget);
    expect(tokens / whole).toBeLessThanOrEqual(share);
  },
);
