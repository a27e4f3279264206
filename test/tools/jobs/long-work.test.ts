import { describe, expect, test } from "vitest";
import { catalogue } from "../../../src/tools/index.ts";
import { connect, textOf } from "../../support/harness.ts";
import { type Answer, on, platformError, useWorkspace } from "../../support/workspace.ts";

// The behaviour that all waiting tools share: they start the work, read its state, wait up to the budget with progress,
// and return the end or the next step. Everything else is tested in the file of the tool.

useWorkspace();

type Route = Parameters<typeof on>[0];

interface Long {
  readonly args: Record<string, unknown>;
  /** Responses to other requests than the reads. */
  readonly also?: Readonly<Record<Route, Answer>>;
  /** The route of the reads, and the responses there before the first read: of the facts, and of a call that looks first. */
  readonly looks: Route;
  readonly before?: readonly Answer[];
  readonly going: Answer;
  readonly over: Answer;
  /** Reads of a call that does not wait: none if the response that started the work has the state. */
  readonly atOnce?: 0;
  /** Reads after the end: a repair needs the history of the run first, and then its latest attempts. */
  readonly after?: 1;
  /** The IDs in the output. */
  readonly handle: Readonly<Record<string, string>>;
  /** The progress message. */
  readonly words: RegExp;
  /** The call creates the object, which the workspace may not find at first. */
  readonly made?: true;
  readonly missing?: () => Response;
}

const cluster_id = "0115-093012-abcd1234";
const cluster = (state: string) => ({ cluster_id, cluster_name: "etl", state });
const CLUSTER = "GET /api/2.1/clusters/get";
const noCluster = () => platformError(400, "INVALID_PARAMETER_VALUE", `Cluster ${cluster_id} does not exist`);
const ofCluster = { looks: CLUSTER, handle: { cluster_id }, words: /etl is \w+ING/ } as const;

const context = { cluster_id, context_id: "c1" };
const ofCommand = {
  looks: "GET /api/1.2/commands/status",
  going: { id: "m1", status: "Running", results: null },
  over: { id: "m1", status: "Finished", results: { resultType: "text", data: "1" } },
  handle: { ...context, command_id: "m1" },
  words: /command is Running/,
  missing: () => platformError(404, "CommandNotFound", "Command m1 does not exist"),
} as const;

const statement = (state: string) => ({ statement_id: "s1", status: { state } });
const ofStatement = {
  looks: "GET /api/2.0/sql/statements/s1",
  going: statement("RUNNING"),
  over: {
    ...statement("SUCCEEDED"),
    manifest: { schema: { columns: [{ name: "a", type_text: "INT" }] }, total_row_count: 1, total_chunk_count: 1 },
    result: { chunk_index: 0, row_offset: 0, row_count: 1, data_array: [["1"]] },
  },
  handle: { statement_id: "s1" },
} as const;
const executed = {
  ...ofStatement,
  args: { statement: "SELECT 1", warehouse_id: "w1" },
  also: {
    "POST /api/2.0/sql/statements": statement("PENDING"),
    "GET /api/2.0/sql/warehouses/w1": { id: "w1", name: "Shared", state: "RUNNING" },
  },
  atOnce: 0,
  words: /Waiting for the warehouse/,
  made: true,
} as const;

const warehouse = (state: string) => ({ id: "w1", name: "Shared", state });
const ofWarehouse = { looks: "GET /api/2.0/sql/warehouses/w1", handle: { id: "w1" } } as const;

const run = (life_cycle_state: string, more: object = {}) => ({
  run_id: 71,
  run_name: "nightly",
  state: { life_cycle_state, ...(life_cycle_state === "TERMINATED" ? { result_state: "SUCCESS" } : {}) },
  tasks: [{ task_key: "a", run_id: 72, state: { life_cycle_state } }],
  ...more,
});
const ofRun = {
  looks: "GET /api/2.2/jobs/runs/get",
  going: run("RUNNING"),
  over: run("TERMINATED"),
  handle: { run_id: "71" },
  words: /RUNNING|0 of 1/,
  missing: () => platformError(400, "INVALID_PARAMETER_VALUE", "Run 71 does not exist."),
} as const;
const tasks = [{ task_key: "a", notebook_task: { notebook_path: "/a" } }];
const repaired = { repair_history: [{ type: "REPAIR", id: 9 }] };

const PIPELINE = "/api/2.0/pipelines/p1";
const update = (state: string) => ({ update: { update_id: "u1", pipeline_id: "p1", state, cause: "API_CALL" } });
const ofUpdate = {
  looks: `GET ${PIPELINE}/updates/u1`,
  going: update("RUNNING"),
  over: update("COMPLETED"),
  handle: { pipeline_id: "p1", update_id: "u1" },
  words: /u1 is RUNNING/,
} as const;

const message = (status: string) => ({ message_id: "m1", conversation_id: "c1", space_id: "g1", content: "?", status });
const ofAnswer = {
  looks: "GET /api/2.0/genie/spaces/g1/conversations/c1/messages/m1",
  going: message("ASKING_AI"),
  over: message("COMPLETED"),
  handle: { conversation_id: "c1", message_id: "m1" },
  words: /ASKING_AI/,
} as const;

const serving = (config_update: string) => ({ name: "churn", state: { ready: "NOT_READY", config_update } });
const ofServing = {
  looks: "GET /api/2.0/serving-endpoints/churn",
  going: serving("IN_PROGRESS"),
  over: serving("NOT_UPDATING"),
  handle: { name: "churn" },
  words: /IN_PROGRESS/,
} as const;
const served_entities = [{ entity_name: "main.ml.churn", entity_version: "4", workload_size: "Small" }];

const app = (state: string) => ({
  name: "ops",
  id: "8f",
  url: "https://ops.aws.databricksapps.com",
  compute_status: { state },
});
const ofApp = { looks: "GET /api/2.0/apps/ops", handle: { name: "ops" }, words: /ops is (STARTING|STOPPING)/ } as const;
const deployment = (state: string) => ({ deployment_id: "d1", mode: "SNAPSHOT", status: { state } });

const index = (ready: boolean) => ({
  name: "main.a.idx",
  endpoint_name: "vs",
  primary_key: "id",
  status: { ready, message: "Indexing" },
});
const vector = (state: string) => ({ name: "vs", endpoint_type: "STANDARD", endpoint_status: { state } });
const version = (status: string) => ({ model_version: { name: "churn", version: "4", status } });
const pandas = { pypi: { package: "pandas" } };
const library = (status: string) => ({ cluster_id, library_statuses: [{ library: pandas, status }] });

const LAKEBASE = "/api/2.0/postgres/projects";
const change = (done: boolean) => ({ name: "projects/shop/operations/1", done });
const ofLakebase = {
  looks: `GET ${LAKEBASE}/shop/operations/1`,
  going: change(false),
  over: change(true),
  atOnce: 0,
} as const;

const REFRESHES = "/api/data-quality/v1/monitors/table/t1/refreshes";
const refresh = (state: string) => ({ refresh_id: "7", state: `MONITOR_REFRESH_STATE_${state}` });

const LONG: Readonly<Record<string, Long>> = {
  start_cluster: {
    ...ofCluster,
    args: { cluster_id },
    also: { "POST /api/2.1/clusters/start": {} },
    before: [cluster("TERMINATED")],
    going: cluster("PENDING"),
    over: cluster("RUNNING"),
  },
  restart_cluster: {
    ...ofCluster,
    args: { cluster_id },
    also: { "POST /api/2.1/clusters/restart": {} },
    before: [cluster("RUNNING"), cluster("RUNNING")],
    going: cluster("RESTARTING"),
    over: cluster("RUNNING"),
  },
  terminate_cluster: {
    ...ofCluster,
    args: { cluster_id },
    also: { "POST /api/2.1/clusters/delete": {} },
    before: [cluster("RUNNING"), cluster("RUNNING")],
    going: cluster("TERMINATING"),
    over: cluster("TERMINATED"),
  },
  create_cluster: {
    ...ofCluster,
    args: { cluster_name: "etl", spark_version: "15.4.x-scala2.12", workers: "1" },
    also: { "POST /api/2.1/clusters/create": { cluster_id } },
    going: cluster("PENDING"),
    over: cluster("RUNNING"),
    made: true,
    missing: noCluster,
  },
  update_cluster: {
    ...ofCluster,
    args: { cluster_id, settings: { num_workers: 2 } },
    also: { "POST /api/2.1/clusters/update": {} },
    before: [cluster("RUNNING"), cluster("RUNNING")],
    going: cluster("RESTARTING"),
    over: cluster("RUNNING"),
  },
  resize_cluster: {
    ...ofCluster,
    args: { cluster_id, workers: "2" },
    also: { "POST /api/2.1/clusters/resize": {} },
    before: [cluster("RUNNING"), cluster("RUNNING")],
    going: cluster("RESIZING"),
    over: cluster("RUNNING"),
  },
  install_libraries: {
    args: { cluster_id, libraries: [pandas] },
    also: { [CLUSTER]: cluster("RUNNING"), "POST /api/2.0/libraries/install": {} },
    looks: "GET /api/2.0/libraries/cluster-status",
    going: library("INSTALLING"),
    over: library("INSTALLED"),
    handle: { cluster_id },
    words: /1 of 1 still installing/,
  },
  create_execution_context: {
    args: { cluster_id },
    also: { [CLUSTER]: cluster("RUNNING"), "POST /api/1.2/contexts/create": { id: "c1" } },
    looks: "GET /api/1.2/contexts/status",
    going: { id: "c1", status: "Pending" },
    over: { id: "c1", status: "Running" },
    handle: context,
    words: /Opening a python context/,
    made: true,
    missing: () => platformError(404, "ContextNotFound", "Context c1 does not exist"),
  },
  execute_command: {
    ...ofCommand,
    args: { ...context, command: "1" },
    also: { "POST /api/1.2/commands/execute": { id: "m1" } },
    made: true,
  },
  get_command_status: { ...ofCommand, args: { ...context, command_id: "m1" } },
  execute_sql: executed,
  profile_table: {
    ...executed,
    args: { full_name: "main.sales.orders", warehouse_id: "w1" },
    also: {
      ...executed.also,
      "GET /api/2.1/unity-catalog/tables/main.sales.orders": { name: "orders", full_name: "main.sales.orders" },
    },
  },
  plot_sql: {
    ...executed,
    args: { statement: "SELECT city, total FROM t", chart: "bar", warehouse_id: "w1" },
    over: {
      ...statement("SUCCEEDED"),
      manifest: {
        schema: {
          columns: [
            { name: "city", type_text: "STRING" },
            { name: "total", type_text: "INT" },
          ],
        },
        total_row_count: 1,
        total_chunk_count: 1,
      },
      result: { chunk_index: 0, row_offset: 0, row_count: 1, data_array: [["Oslo", "1"]] },
    },
  },
  execute_sql_read_only: executed,
  poll_sql_result: { ...ofStatement, args: { statement_id: "s1" }, words: /statement is running/ },
  export_sql_result: { ...ofStatement, args: { statement_id: "s1", format: "csv" }, words: /statement is running/ },
  start_warehouse: {
    ...ofWarehouse,
    args: { warehouse_id: "w1" },
    also: { "POST /api/2.0/sql/warehouses/w1/start": {} },
    going: warehouse("STARTING"),
    over: warehouse("RUNNING"),
    words: /Shared is STARTING/,
  },
  stop_warehouse: {
    ...ofWarehouse,
    args: { warehouse_id: "w1" },
    also: { "POST /api/2.0/sql/warehouses/w1/stop": {} },
    before: [warehouse("RUNNING")],
    going: warehouse("STOPPING"),
    over: warehouse("STOPPED"),
    words: /Shared is STOPPING/,
  },
  create_warehouse: {
    ...ofWarehouse,
    args: { name: "Shared", cluster_size: "Small" },
    also: { "POST /api/2.0/sql/warehouses": { id: "w1" } },
    going: warehouse("STARTING"),
    over: warehouse("RUNNING"),
    words: /Shared is STARTING/,
    made: true,
  },
  run_job: { ...ofRun, args: { job_id: "5" }, also: { "POST /api/2.2/jobs/run-now": { run_id: 71 } }, made: true },
  submit_run: {
    ...ofRun,
    args: { run_name: "once", tasks },
    also: { "POST /api/2.2/jobs/runs/submit": { run_id: 71 } },
    made: true,
  },
  get_job_run: { ...ofRun, args: { run_id: "71" } },
  repair_job_run: {
    ...ofRun,
    args: { run_id: "71" },
    also: { "POST /api/2.2/jobs/runs/repair": { repair_id: 9 } },
    before: [run("TERMINATED")],
    going: run("RUNNING", repaired),
    over: run("TERMINATED", repaired),
    after: 1,
  },
  run_notebook: {
    ...ofRun,
    args: { path: "/Users/a/load" },
    also: {
      "GET /api/2.0/workspace/get-status": {
        object_type: "NOTEBOOK",
        path: "/Users/a/load",
        language: "PYTHON",
        object_id: 3,
      },
      "POST /api/2.2/jobs/runs/submit": { run_id: 71 },
      "GET /api/2.2/jobs/runs/get-output": { notebook_output: { result: "1", truncated: false } },
      "GET /api/2.2/jobs/runs/export": { views: [] },
    },
    made: true,
  },
  start_pipeline_update: {
    ...ofUpdate,
    args: { pipeline_id: "p1" },
    also: { [`POST ${PIPELINE}/updates`]: { update_id: "u1" } },
    made: true,
  },
  get_pipeline_update: { ...ofUpdate, args: { pipeline_id: "p1", update_id: "u1" } },
  stop_pipeline: {
    args: { pipeline_id: "p1" },
    also: { [`POST ${PIPELINE}/stop`]: {} },
    looks: `GET ${PIPELINE}`,
    going: { pipeline_id: "p1", name: "orders", state: "STOPPING" },
    over: { pipeline_id: "p1", name: "orders", state: "IDLE" },
    handle: { pipeline_id: "p1" },
    words: /orders is STOPPING/,
  },
  ask_genie: {
    ...ofAnswer,
    args: { space_id: "g1", question: "?" },
    also: {
      "POST /api/2.0/genie/spaces/g1/start-conversation": {
        conversation_id: "c1",
        message_id: "m1",
        conversation: { id: "c1" },
        message: message("SUBMITTED"),
      },
    },
    made: true,
  },
  poll_genie_answer: { ...ofAnswer, args: { space_id: "g1", conversation_id: "c1", message_id: "m1" } },
  create_serving_endpoint: {
    ...ofServing,
    args: { name: "churn", served_entities },
    also: { "POST /api/2.0/serving-endpoints": serving("IN_PROGRESS") },
    made: true,
  },
  update_serving_endpoint: {
    ...ofServing,
    args: { name: "churn", served_entities },
    also: { "PUT /api/2.0/serving-endpoints/churn/config": serving("IN_PROGRESS") },
    before: [serving("NOT_UPDATING"), serving("NOT_UPDATING")],
  },
  create_app: {
    ...ofApp,
    args: { name: "ops" },
    also: { "POST /api/2.0/apps": app("STARTING") },
    going: app("STARTING"),
    over: app("ACTIVE"),
    made: true,
  },
  start_app: {
    ...ofApp,
    args: { name: "ops" },
    also: { "POST /api/2.0/apps/ops/start": app("STARTING") },
    before: [app("STOPPED")],
    going: app("STARTING"),
    over: app("ACTIVE"),
  },
  stop_app: {
    ...ofApp,
    args: { name: "ops" },
    also: { "POST /api/2.0/apps/ops/stop": app("STOPPING") },
    before: [app("ACTIVE"), app("ACTIVE")],
    going: app("STOPPING"),
    over: app("STOPPED"),
  },
  deploy_app: {
    args: { name: "ops", source_code_path: "/Workspace/a" },
    also: { "GET /api/2.0/apps/ops": app("ACTIVE"), "POST /api/2.0/apps/ops/deployments": deployment("IN_PROGRESS") },
    looks: "GET /api/2.0/apps/ops/deployments/d1",
    going: deployment("IN_PROGRESS"),
    over: deployment("SUCCEEDED"),
    handle: { name: "ops", deployment_id: "d1" },
    words: /ops: IN_PROGRESS/,
    made: true,
  },
  create_vector_search_endpoint: {
    args: { name: "vs" },
    also: { "POST /api/2.0/vector-search/endpoints": vector("PROVISIONING") },
    looks: "GET /api/2.0/vector-search/endpoints/vs",
    going: vector("PROVISIONING"),
    over: vector("ONLINE"),
    handle: { name: "vs" },
    words: /vs is PROVISIONING/,
    made: true,
  },
  create_vector_search_index: {
    args: {
      name: "main.a.idx",
      endpoint_name: "vs",
      primary_key: "id",
      direct_access_index_spec: { schema_json: "{}", embedding_vector_columns: [] },
    },
    also: { "POST /api/2.0/vector-search/indexes": index(false) },
    looks: "GET /api/2.0/vector-search/indexes/main.a.idx",
    going: index(false),
    over: index(true),
    handle: { name: "main.a.idx" },
    words: /main\.a\.idx: Indexing/,
    made: true,
  },
  create_model_version: {
    args: { name: "churn", source: "runs:/1/model" },
    also: { "POST /api/2.0/mlflow/model-versions/create": version("PENDING_REGISTRATION") },
    looks: "GET /api/2.0/mlflow/model-versions/get",
    going: version("PENDING_REGISTRATION"),
    over: version("READY"),
    handle: { version: "4" },
    words: /PENDING_REGISTRATION/,
    made: true,
  },
  create_database_project: {
    ...ofLakebase,
    args: { project_id: "shop" },
    also: { [`POST ${LAKEBASE}`]: change(false) },
    handle: { project_id: "shop" },
    words: /Creating Lakebase project shop/,
  },
  create_database_branch: {
    ...ofLakebase,
    args: { branch: "projects/shop/branches/dev" },
    also: { [`POST ${LAKEBASE}/shop/branches`]: change(false) },
    handle: { branch: "projects/shop/branches/dev" },
    words: /Creating branch dev/,
  },
  start_quality_refresh: {
    args: { full_name: "main.a.t" },
    also: {
      "GET /api/2.1/unity-catalog/tables/main.a.t": { name: "t", full_name: "main.a.t", table_id: "t1" },
      [`POST ${REFRESHES}`]: refresh("PENDING"),
    },
    looks: `GET ${REFRESHES}/7`,
    going: refresh("RUNNING"),
    over: refresh("SUCCESS"),
    handle: { refresh_id: "7" },
    words: /The refresh is PENDING/,
    atOnce: 0,
    made: true,
  },
  delete_dbfs_file: {
    args: { path: "/tmp/big", recursive: true },
    looks: "POST /api/2.0/dbfs/delete",
    going: () => platformError(503, "PARTIAL_DELETE", "Not all of it."),
    over: {},
    handle: { path: "/tmp/big" },
    words: /still deleting/,
  },
};

const END_OF_WAIT =
  /^The wait ended after 48 s, the maximum of one call that reports no progress; the work continues\. \w/;

/** A client, and the workspace that answers its looks so. Returns the looks. Waits take no time, on a busy machine either. */
async function arrange(name: string, { also = {}, looks, before = [] }: Long, ...answers: Answer[]) {
  const tools = catalogue.filter((tool) => tool.name === name);
  const { client } = await connect({ settings: { confirm: "never" }, tools });
  for (const [route, answer] of Object.entries(also)) on(route as Route, answer);
  const seen = on(looks, ...before, ...answers);
  return { client, looked: () => seen.length - before.length };
}

const absent = () => platformError(404, "RESOURCE_DOES_NOT_EXIST", "Nothing like that is here.");

/** Toolsets whose work is waited for with a tool of another toolset, which is served by default. */
const WAITED_BY: Readonly<Record<string, string>> = { notebooks: "jobs", warehouses: "sql" };

/** These wait for several statements at once, for work that has no ID, or for one of two ways to run code: they have tests of their own. */
const APART = new Set(["explain_cost", "export_dashboard_snapshot", "run_code", "sync_vector_search_index"]);

test("the table lists every tool that waits", () => {
  const waits = catalogue.filter(({ input, name }) => "wait_seconds" in input.shape && !APART.has(name));
  const waiting = waits.map(({ name }) => name);
  expect(Object.keys(LONG).sort()).toEqual(waiting.sort());
});

describe.each(Object.entries(LONG))("%s", (name, long) => {
  const call = { name, arguments: { ...long.args } };

  test("without a wait returns after one read, with the IDs and the next call", async () => {
    const { client, looked } = await arrange(name, long, long.going);
    const result = await client.callTool({ name, arguments: { ...long.args, wait_seconds: 0 } });
    expect(textOf(result)).toBeTruthy();
    expect(result.isError).toBeFalsy();
    expect(looked()).toBe(long.atOnce ?? 1);
    expect(result.structuredContent).toMatchObject(long.handle);
    const { next = "" } = Object(result.structuredContent);
    const own = catalogue.find((tool) => tool.name === name)?.toolset;
    const named = catalogue.filter((tool) => new RegExp(`\\b${tool.name}\\b`).test(next));
    expect(named.map((tool) => tool.name)).not.toEqual([]);
    const place = own?.id ?? "";
    expect(named.map(({ toolset }) => toolset.id)).toContain(WAITED_BY[place] ?? place);
  });

  test("with a budget waits for the end, with state and elapsed time as progress", async () => {
    const { client, looked } = await arrange(name, long, long.going, long.over);
    const words: string[] = [];
    const onprogress = ({ message = "" }) => void words.push(message);
    const result = await client.callTool(
      { ...call, arguments: { ...call.arguments, wait_seconds: 60 } },
      { onprogress },
    );
    expect(result.isError, textOf(result)).toBeFalsy();
    expect(looked()).toBe(2 + (long.after ?? 0));
    expect(words[0]).toMatch(long.words);
    expect(words[0]).toMatch(/\(\d+ s\)$/);
    expect(String(Object(result.structuredContent).next ?? "")).not.toMatch(
      /still|keep waiting|not (?:over|finished|ready|done)/i,
    );
  });

  test("says that the wait ended earlier than was asked for, and that the work continues", async () => {
    const { client } = await arrange(name, long, long.going);
    const result = await client.callTool({ name, arguments: { ...long.args, wait_seconds: 300 } });
    expect(result.structuredContent).toMatchObject({ ...long.handle, next: expect.stringMatching(END_OF_WAIT) });
  });

  if (long.made) {
    test("D17 reads again if the workspace does not find a new object yet", async () => {
      const missing = long.missing ?? absent;
      const { client, looked } = await arrange(name, long, missing, long.over);
      const result = await client.callTool({ ...call, arguments: { ...call.arguments, wait_seconds: 60 } });
      expect(result.isError, textOf(result)).toBeFalsy();
      expect(looked()).toBe(2);
    });
  } else {
    test("D17 reads once if the workspace does not find an object that the caller named", async () => {
      const { client, looked } = await arrange(name, long, long.missing ?? absent);
      const result = await client.callTool({ ...call, arguments: { ...call.arguments, wait_seconds: 60 } });
      expect(result.isError).toBe(true);
      expect(looked()).toBe(1);
    });
  }
});

test("D17 a new object that three more reads do not find is named, and should not be created again", async () => {
  const long = LONG.create_warehouse;
  if (!long) throw new Error("no such row");
  const { client, looked } = await arrange("create_warehouse", long, absent);
  const result = await client.callTool({ name: "create_warehouse", arguments: long.args });
  expect(looked()).toBe(4);
  expect(textOf(result)).toContain("Created, but not visible yet: SQL warehouse w1. Read it again");
});

test("many calls that wait for one run share the reads", async () => {
  const long = LONG.get_job_run;
  if (!long) throw new Error("no such row");
  const { client, looked } = await arrange("get_job_run", long, long.going, long.going, long.over);
  const args = { name: "get_job_run", arguments: { ...long.args, wait_seconds: 60 } };
  const results = await Promise.all(Array.from({ length: 20 }, () => client.callTool(args)));
  for (const { structuredContent } of results) expect(structuredContent).toMatchObject({ result_state: "SUCCESS" });
  // Calls that arrive during the first read share it.
  expect(looked()).toBeLessThanOrEqual(4);
});
