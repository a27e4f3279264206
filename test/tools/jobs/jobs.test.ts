import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, server, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const EXPORT = "GET /api/2.0/workspace/export";
const LIST = "GET /api/2.2/jobs/list";
const GET = "GET /api/2.2/jobs/get";
const CREATE = "POST /api/2.2/jobs/create";
const UPDATE = "POST /api/2.2/jobs/update";
const WAREHOUSE = "GET /api/2.0/sql/warehouses/w1";
const RESET = "POST /api/2.2/jobs/reset";
const DELETE = "POST /api/2.2/jobs/delete";

const ID = "620471903311642";
const load = { task_key: "load", notebook_task: { notebook_path: "/Users/ana@example.com/load" } };
const onMain = { ...load, job_cluster_key: "main" };
const nightly = {
  job_id: 620471903311642,
  creator_user_name: "ana@example.com",
  run_as_user_name: "etl@example.com",
  created_time: 1768400000000,
  settings: {
    name: "nightly",
    format: "MULTI_TASK",
    timeout_seconds: 0,
    max_concurrent_runs: 1,
    email_notifications: {},
    schedule: { quartz_cron_expression: "0 0 2 * * ?", timezone_id: "UTC", pause_status: "PAUSED" },
    tags: { team: "etl" },
    tasks: [{ ...load, run_if: "ALL_SUCCESS", max_retries: 0, email_notifications: {}, job_cluster_key: "main" }],
    job_clusters: [
      {
        job_cluster_key: "main",
        new_cluster: {
          spark_version: "15.4.x-scala2.12",
          num_workers: 2,
          spark_conf: { "fs.azure.account.key.acme": "c2VjcmV0", "spark.sql.ansi.enabled": "true" },
          spark_env_vars: { PIP_TOKEN: "hush-hush", FROM_SCOPE: "{{secrets/etl/key}}" },
        },
      },
    ],
  },
};
const ME = "GET /api/2.0/preview/scim/v2/Me";
/** The job as questions name it. */
const JOB = `job "nightly" (id ${ID}, owner "ana@example.com")`;
const MISSING = platformError(400, "INVALID_PARAMETER_VALUE", `Job ${ID} does not exist.`);
const missing = () => MISSING.clone();

describe("list_jobs", () => {
  test("one malformed job does not hide the others, and is named", async () => {
    const { call } = await connect();
    on(LIST, { jobs: [nightly, { job_id: 7, settings: { name: "broken", schedule: "0 30 6 ? * MON-FRI" } }] });
    const answer = await call("list_jobs", {});
    expect(answer.structuredContent).toMatchObject({ jobs: [{ name: "nightly" }] });
    expect(JSON.stringify(answer.content)).toContain(
      "Left out because this server cannot read the workspace's response: job_id 7 of jobs, for its settings.",
    );
  });

  test("lists jobs by name, and pages", async () => {
    const { call } = await connect();
    const trigger = { periodic: { interval: 2, unit: "HOURS" }, pause_status: "UNPAUSED" };
    const seen = on(LIST, {
      jobs: [
        nightly,
        // Beyond 2^53: every digit must be kept.
        { job_id: 1, settings: { name: "hourly", trigger } },
        { job_id: 2, settings: { continuous: { pause_status: "UNPAUSED" } } },
      ],
      next_page_token: "t2",
    });
    const { structuredContent } = await call("list_jobs", { name: "nightly", limit: 3, page_token: "t1" });
    expect(seen.map(({ query }) => query)).toEqual([{ name: "nightly", limit: "3", page_token: "t1" }]);
    expect(structuredContent).toEqual({
      jobs: [
        {
          job_id: ID,
          name: "nightly",
          starts: "0 0 2 * * ? UTC (PAUSED)",
          creator_user_name: "ana@example.com",
          created_time: "2026-01-14T14:13:20Z",
          tags: { team: "etl" },
        },
        { job_id: "1", name: "hourly", starts: "every 2 HOURS" },
        { job_id: "2", name: "", starts: "continuously" },
      ],
      next_page_token: "t2",
    });
  });

  test("D18 reads on after an empty page with a token, and returns an empty list without jobs", async () => {
    const { call } = await connect();
    const seen = on(LIST, { has_more: true, next_page_token: "t2" }, {});
    expect((await call("list_jobs")).structuredContent).toEqual({ jobs: [] });
    expect(seen.map(({ query }) => query.page_token)).toEqual([undefined, "t2"]);
  });
});

describe("get_job", () => {
  test("returns the settings without defaults and credentials", async () => {
    const { call } = await connect();
    const seen = on(GET, { ...nightly, has_more: true, next_page_token: "more" });
    const result = await call("get_job", { job_id: ID });
    expect(seen[0]?.query).toEqual({ job_id: ID });
    expect(result.structuredContent).toEqual({
      job_id: ID,
      name: "nightly",
      starts: "0 0 2 * * ? UTC (PAUSED)",
      creator_user_name: "ana@example.com",
      created_time: "2026-01-14T14:13:20Z",
      run_as_user_name: "etl@example.com",
      settings: {
        max_concurrent_runs: 1,
        schedule: { quartz_cron_expression: "0 0 2 * * ?", timezone_id: "UTC", pause_status: "PAUSED" },
        tags: { team: "etl" },
        tasks: [{ ...load, job_cluster_key: "main" }],
        job_clusters: [
          {
            job_cluster_key: "main",
            new_cluster: {
              spark_version: "15.4.x-scala2.12",
              num_workers: 2,
              spark_conf: { "fs.azure.account.key.acme": "[redacted]", "spark.sql.ansi.enabled": "true" },
              spark_env_vars: { PIP_TOKEN: "[redacted]", FROM_SCOPE: "{{secrets/etl/key}}" },
            },
          },
        ],
      },
      next_page_token: "more",
    });
    expect(JSON.stringify(result)).not.toMatch(/hush-hush|c2VjcmV0/);
  });

  test("keeps every digit of an ID beyond 2^53", async () => {
    const { call } = await connect();
    const id = "9223372036854775807";
    const answer = () => new Response(`{"job_id":${id}}`, { headers: { "content-type": "application/json" } });
    const seen = on(GET, answer);
    expect((await call("get_job", { job_id: id })).structuredContent).toEqual({ job_id: id, name: "", settings: {} });
    expect(seen[0]?.query).toEqual({ job_id: id });
  });

  test("reports an unknown job as not found, with the tool that finds it", async () => {
    const { call } = await connect();
    on(GET, missing);
    const result = await call("get_job", { job_id: ID });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(/does not have this object.*Find the job_id with list_jobs/);
  });
});

const sourceOf = (text: string) => ({ content: Buffer.from(text).toString("base64") });

const PIPELINES = "GET /api/2.0/pipelines";

describe("create_job", () => {
  beforeEach(() => {
    on(EXPORT, sourceOf("print(1)"));
    on(GET, { job_id: 1, settings: { name: "nightly", tasks: [load] } });
  });

  test.each([
    ["import dlt\n@dlt.table\ndef orders():\n  return spark.range(1)", true],
    ["from pyspark import pipelines as dp\n@dp.materialized_view\ndef a(): ...", true],
    ["-- Databricks notebook source\nCREATE OR REFRESH STREAMING TABLE orders AS SELECT 1", true],
    ["import dlt\np = dlt.pipeline(destination='duckdb')", false],
    ["CREATE OR REPLACE TABLE main.sales.orders AS SELECT 1", false],
  ])("warns of a notebook that is the source of a pipeline: %s", async (source, isPipeline) => {
    const { call } = await connect();
    on(LIST, {});
    on(CREATE, { job_id: 1 });
    const seen = on(EXPORT, sourceOf(source));
    const filters = on(PIPELINES, {}, { statuses: [{ pipeline_id: "p1", name: "orders" }] });
    const { structuredContent } = await call("create_job", { name: "nightly", tasks: [load] });
    expect(seen.map(({ query }) => query)).toEqual([{ path: load.notebook_task.notebook_path, format: "SOURCE" }]);
    const warning = `${load.notebook_task.notebook_path} is the source of a pipeline, and fails as a notebook task. Use a pipeline_task with its pipeline: orders (pipeline_id p1).`;
    if (isPipeline) expect(structuredContent).toMatchObject({ check: [warning] });
    else expect(structuredContent).not.toHaveProperty("check");
    // The platform knows a notebook under the path that the pipeline was given.
    const path = load.notebook_task.notebook_path;
    expect(filters.map(({ query }) => query.filter)).toEqual(
      isPipeline ? [`notebook='${path}'`, `notebook='/Workspace${path}'`] : [],
    );
  });

  test("says that a notebook is the source of a pipeline that does not exist yet", async () => {
    const { call } = await connect();
    on(LIST, {});
    on(CREATE, { job_id: 1 });
    on(EXPORT, sourceOf("import dlt\n@dlt.table\ndef orders():\n  return spark.range(1)"));
    on(PIPELINES, {});
    expect((await call("create_job", { name: "nightly", tasks: [load] })).structuredContent).toMatchObject({
      check: [expect.stringContaining("Use a pipeline_task with its pipeline: one of create_pipeline.")],
    });
  });

  test("warns of a notebook that does not exist, and of none that cannot be read", async () => {
    const { call } = await connect();
    on(LIST, {});
    on(CREATE, { job_id: 1 });
    on(EXPORT, () => platformError(404, "RESOURCE_DOES_NOT_EXIST", "no"));
    const { structuredContent } = await call("create_job", { name: "nightly", tasks: [load] });
    expect(structuredContent).toMatchObject({
      check: [expect.stringMatching(`^${load.notebook_task.notebook_path} does not exist in this workspace`)],
    });
    on(EXPORT, () => platformError(403, "PERMISSION_DENIED", "no"));
    const unread = await call("create_job", { name: "nightly", tasks: [load] });
    expect(unread.structuredContent).toMatchObject({ job_id: "1" });
    expect(unread.structuredContent).not.toHaveProperty("check");
  });

  test("warns of a pipeline, query, warehouse or file that does not exist, but not of what parameters name", async () => {
    const { call } = await connect();
    on(LIST, {});
    on(CREATE, { job_id: 1 });
    on(EXPORT, sourceOf("print(1)"));
    const no = () => platformError(404, "RESOURCE_DOES_NOT_EXIST", "no");
    on("GET /api/2.0/pipelines/p1", no);
    on("GET /api/2.0/sql/queries/q1", no);
    on(WAREHOUSE, () => platformError(403, "PERMISSION_DENIED", "no"));
    const looked = on("GET /api/2.0/workspace/get-status", no);
    const file = (path: string, more = {}) => ({ warehouse_id: "w1", file: { path, ...more } });
    const tasks = [
      { task_key: "a", pipeline_task: { pipeline_id: "p1" } },
      { task_key: "b", sql_task: { warehouse_id: "w1", query: { query_id: "q1" } } },
      { task_key: "c", for_each_task: { inputs: "[1]", task: { task_key: "d", sql_task: file("/Shared/q.sql") } } },
      { task_key: "e", sql_task: file("/Shared/git.sql", { source: "GIT" }) },
      { task_key: "f", spark_python_task: { python_file: "/Shared/{{job.parameters.file}}" } },
      { ...load, notebook_task: { ...load.notebook_task, base_parameters: { path: "/data", pipeline_id: "other" } } },
    ];
    const { structuredContent } = await call("create_job", { name: "nightly", tasks });
    expect(structuredContent).toMatchObject({
      check: [
        "Pipeline p1 does not exist in this workspace",
        "Query q1 does not exist in this workspace",
        expect.stringContaining("/Shared/q.sql does not exist in this workspace"),
      ],
    });
    expect(looked.map(({ query }) => query.path)).toEqual(["/Shared/q.sql"]);
  });

  test("creates it if no job has the name", async () => {
    const { call } = await connect();
    on(WAREHOUSE, { id: "w1" });
    const lists = on(LIST, {});
    const creates = on(CREATE, { job_id: 620471903311642 });
    const settings = { parameters: [{ name: "day", default: "today" }], max_concurrent_runs: 2 };
    const check = { task_key: "check", depends_on: [{ task_key: "load" }], sql_task: { warehouse_id: "w1" } };
    // For a moment a workspace may not find a new job.
    const read = { ...nightly, settings: { ...nightly.settings, ...settings, tasks: [load, check] } };
    const reads = on(GET, MISSING.clone(), read);
    const { structuredContent } = await call("create_job", { name: "nightly", tasks: [load, check], settings });
    expect(lists[0]?.query).toEqual({ name: "nightly", limit: "1" });
    expect(creates.map(({ body }) => body)).toEqual([{ name: "nightly", tasks: [load, check], ...settings }]);
    expect(reads).toHaveLength(2);
    expect(structuredContent).toEqual({
      job_id: ID,
      name: "nightly",
      note: "Created, and read back.",
      starts: "0 0 2 * * ? UTC (PAUSED)",
      run_as_user_name: "etl@example.com",
      tasks: ["load", "check after load"],
      settings: { ...settings, tasks: [load, check] },
    });
  });

  test("reports a job that cannot be read as created", async () => {
    const { call } = await connect();
    on(LIST, {});
    on(CREATE, { job_id: 12 });
    on(GET, platformError(403, "PERMISSION_DENIED", "no"));
    expect(textOf(await call("create_job", { name: "nightly", tasks: [load] }))).toContain(
      "The job was created (job_id 12): continue with get_job, and do not call create_job again",
    );
  });

  test.each([
    [{ notebook_path: "/a", base_parameters: { day: "1" } }, "notebook_task"],
    [{ python_file: "/a.py", parameters: ["--strict"] }, "spark_python_task"],
    [{ pipeline_id: "p1", full_refresh: true }, "pipeline_task"],
  ])("takes the work of a task without the object around it: %j", async (work, kind) => {
    const { call } = await connect({ answer: yes });
    on(LIST, {});
    on("GET /api/2.0/workspace/get-status", { path: "/a.py", object_type: "FILE" });
    on("GET /api/2.0/pipelines/p1", { pipeline_id: "p1" });
    const creates = on(CREATE, { job_id: 1 });
    const more = { task_key: "load", depends_on: [], max_retries: 1 };
    await call("create_job", { name: "nightly", tasks: [{ ...more, ...work }] });
    expect(creates[0]?.body).toEqual({ name: "nightly", tasks: [{ ...more, [kind]: work }] });
  });

  test("asks before the job runs as another user", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(LIST, {});
    on(CREATE, { job_id: 1 });
    on(GET, missing);
    await call("create_job", { name: "nightly", tasks: [load], run_as: { user_name: "root@example.com" } });
    expect(questions).toEqual([asked('Create job "nightly"?', 'It sets run_as.user_name to "root@example.com".')]);
  });

  const PERMISSIONS = "GET /api/2.0/permissions/notebooks/3042";
  const admins = { group_name: "admins", all_permissions: [{ permission_level: "CAN_MANAGE", inherited: true }] };
  const closed = `etl@example.com has no direct permission on ${load.notebook_task.notebook_path}. Unless one of its groups has one, the task fails`;

  test.each<[string, object[], readonly string[]]>([
    ["warns if it has none", [{ ...admins, user_name: "ana@example.com", group_name: undefined }, admins], [closed]],
    ["does not warn if it has one", [{ ...admins, user_name: "Etl@example.com", group_name: undefined }], []],
    ["does not warn if all users have one", [admins, { ...admins, group_name: "users" }], []],
  ])("reads the permissions of the user that the job runs as: %s", async (_, access_control_list, check) => {
    const { call } = await connect({ settings: { confirm: "never" } });
    on(LIST, {});
    on(CREATE, { job_id: 1 });
    on(GET, nightly);
    on(UPDATE, {});
    on(EXPORT, sourceOf("print(1)"));
    on("GET /api/2.0/workspace/get-status", { path: "/x", object_type: "NOTEBOOK", object_id: 3042 });
    on(PERMISSIONS, { access_control_list });
    const run_as = { user_name: "etl@example.com" };
    const created = await call("create_job", { name: "nightly", tasks: [load], run_as });
    const changed = await call("update_job", { job_id: ID, run_as });
    for (const { structuredContent } of [created, changed]) {
      expect((structuredContent as { check?: unknown }).check ?? []).toEqual(check);
    }
  });

  test("refuses settings that contradict arguments", async () => {
    const { call } = await connect();
    const result = await call("create_job", { name: "nightly", tasks: [load], settings: { name: "other" } });
    expect(textOf(result)).toContain("settings: must not contain name, tasks");
  });

  test("refuses a name that is taken, because creation has no idempotency token", async () => {
    const { call } = await connect();
    on(LIST, { jobs: [nightly] });
    const creates = on(CREATE, { job_id: 1 });
    const result = await call("create_job", { name: "nightly", tasks: [load] });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(
      `Job ${ID} already has this name. Nothing was created. Change that job with update_job`,
    );
    expect(creates.length).toBe(0);
  });

  test("does not repeat a request whose response is lost", async () => {
    const { call } = await connect();
    on(LIST, {});
    const creates = on(CREATE, () => platformError(503, "TEMPORARILY_UNAVAILABLE", "later"));
    const result = await call("create_job", { name: "nightly", tasks: [load] });
    expect(textOf(result)).toContain("It is unknown whether this call took effect");
    expect(creates.length).toBe(1);
  });

  test("refuses invalid tasks before anything is sent", async () => {
    const { call } = await connect();
    const refused = async (task: object) => textOf(await call("create_job", { name: "x", tasks: [task] }));
    expect(await refused({ task_key: "a" })).toContain(
      "tasks.0: must be a complete task: a task_key and exactly one of notebook_task",
    );
    expect(await refused({ ...load, sql_task: {} })).toContain("exactly one");
    expect(await refused({ notebook_task: {} })).toContain("must be a complete task");
    const masked = { ...load, new_cluster: { spark_env_vars: { A: "[redacted]" } } };
    expect(await refused(masked)).toContain("contains [redacted], which masks a credential");
  });
});

describe("create_job from another job", () => {
  beforeEach(() => {
    on(EXPORT, sourceOf("print(1)"));
    on(WAREHOUSE, { id: "w1" });
    on("GET /api/2.0/sql/queries/q1", { id: "q1" });
  });

  test("copies all of its settings, also those that are masked for the model, and pauses its schedule", async () => {
    const { call } = await connect();
    on(LIST, {});
    const running = { ...nightly.settings.schedule, pause_status: "UNPAUSED" };
    const more = { task_key: "check", sql_task: { warehouse_id: "w1", query: { query_id: "q1" } } };
    const settings = {
      ...nightly.settings,
      schedule: running,
      run_as: { user_name: "root@example.com" },
      deployment: { kind: "BUNDLE" },
      edit_mode: "UI_LOCKED",
    };
    const gets = on(
      GET,
      { ...nightly, settings, next_page_token: "t2" },
      { job_id: nightly.job_id, settings: { tasks: [more] } },
      { job_id: 7, settings: { name: "nightly copy", tags: { team: "ml" }, tasks: settings.tasks } },
    );
    const creates = on(CREATE, { job_id: 7 });
    const args = { name: "nightly copy", from_job_id: ID, settings: { tags: { team: "ml" } } };
    const result = await call("create_job", args);
    expect(gets.map(({ query }) => query)).toEqual([{ job_id: ID }, { job_id: ID, page_token: "t2" }, { job_id: "7" }]);
    const { tasks, job_clusters, schedule, max_concurrent_runs } = settings;
    expect(creates[0]?.body).toEqual({
      name: "nightly copy",
      timeout_seconds: 0,
      email_notifications: {},
      max_concurrent_runs,
      job_clusters,
      schedule: { ...schedule, pause_status: "PAUSED" },
      tags: { team: "ml" },
      tasks: [...tasks, more],
    });
    expect(result.structuredContent).toEqual({
      job_id: "7",
      name: "nightly copy",
      note: expect.stringContaining("Its schedule is paused"),
      tasks: ["load"],
      settings: { tags: { team: "ml" } },
    });
    expect(JSON.stringify(result)).not.toContain("hush-hush");
  });

  test("of another workspace, names the ids that it refers to there, and code that is missing here", async () => {
    const { call } = await connect({ workspaces: { prod: {}, dev: {} } });
    const created: unknown[] = [];
    const looked: string[] = [];
    server.use(
      http.get("https://prod.cloud.databricks.com/api/2.2/jobs/list", () => HttpResponse.json({})),
      http.get("https://dev.cloud.databricks.com/api/2.2/jobs/get", () =>
        HttpResponse.json({
          job_id: 5,
          settings: {
            name: "n",
            tasks: [
              { ...load, existing_cluster_id: "0115-a" },
              { task_key: "next", run_job_task: { job_id: 620114587321 } },
              { task_key: "git", notebook_task: { notebook_path: "/in/git", source: "GIT" } },
              { task_key: "py", spark_python_task: { python_file: "/Shared/main.py" } },
              { task_key: "hidden", notebook_task: { notebook_path: "/hidden" } },
              { task_key: "cloud", spark_python_task: { python_file: "s3://b/a.py" } },
            ],
          },
        }),
      ),
      http.get("https://prod.cloud.databricks.com/api/2.0/workspace/get-status", ({ request }) => {
        const path = new URL(request.url).searchParams.get("path") ?? "";
        looked.push(path);
        return HttpResponse.json({ path, object_type: "FILE" });
      }),
      http.get("https://prod.cloud.databricks.com/api/2.0/workspace/export", ({ request }) => {
        const path = new URL(request.url).searchParams.get("path") ?? "";
        looked.push(path);
        const status = path === "/hidden" ? 403 : 404;
        const error_code = status === 403 ? "PERMISSION_DENIED" : "RESOURCE_DOES_NOT_EXIST";
        return HttpResponse.json({ error_code, message: "no" }, { status });
      }),
      http.get("https://prod.cloud.databricks.com/api/2.2/jobs/get", () =>
        HttpResponse.json({ job_id: 9, settings: { name: "n" } }),
      ),
      http.post("https://prod.cloud.databricks.com/api/2.2/jobs/create", async ({ request }) => {
        created.push(await request.json());
        return HttpResponse.json({ job_id: 9 });
      }),
    );
    const result = await call("create_job", { name: "n", from_job_id: "5", from_workspace: "dev" });
    expect(created).toMatchObject([{ name: "n", tasks: [{ existing_cluster_id: "0115-a" }, {}, {}, {}, {}, {}] }]);
    expect(looked.sort()).toEqual(["/Shared/main.py", "/hidden", load.notebook_task.notebook_path].sort());
    expect(result.structuredContent).toMatchObject({
      job_id: "9",
      note: "Created as a copy; it runs as its creator.",
      check: [
        "tasks.load.existing_cluster_id 0115-a is an ID of the other workspace: replace it if this one has no such object",
        "tasks.next.run_job_task.job_id 620114587321 is an ID of the other workspace: replace it if this one has no such object",
        `${load.notebook_task.notebook_path} does not exist in this workspace. From another one, copy_file with from_workspace copies it`,
      ],
    });
    expect(textOf(await call("create_job", { name: "n", from_job_id: "5", from_workspace: "test" }))).toContain(
      "Use one of prod, dev.",
    );
  });

  test("is judged by the settings that it copies", async () => {
    const tasks = [
      { ...load, new_cluster: { spark_env_vars: { LD_PRELOAD: "/Volumes/a/b/c/x.so" } } },
      { task_key: "p", pipeline_task: { pipeline_id: "p1", full_refresh: true } },
    ];
    const reads = on(GET, { ...nightly, settings: { ...nightly.settings, tasks } });
    on("GET /api/2.0/pipelines/p1", { pipeline_id: "p1", name: "orders" });
    const args = { name: "copy", from_job_id: ID };
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    await call("create_job", args);
    expect(questions[0]).toContain('to "/Volumes/a/b/c/x.so".');
    expect(questions[0]).toContain("Its pipelines empty tables and rebuild them");
    expect(reads).toHaveLength(1);
    const guarded = await connect({ settings: { protect: ["orders"], confirm: "never" } });
    expect(textOf(await guarded.call("create_job", args))).toContain("protects this object");
  });

  test("requires tasks or a job to copy", async () => {
    const { call } = await connect();
    expect(textOf(await call("create_job", { name: "n" }))).toContain(
      "tasks: is required, unless from_job_id is given",
    );
  });
});

describe("update_job takes its fields flat", () => {
  beforeEach(() => {
    on(EXPORT, sourceOf("print(1)"));
  });

  test("name and tasks, and further ones under their own names", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    on(GET, nightly);
    const seen = on(UPDATE, {});
    await call("update_job", { job_id: ID, name: "n", tasks: [load], max_concurrent_runs: 3 });
    await call("update_job", { job_id: ID, settings: { max_concurrent_runs: 3 } });
    expect(seen.map(({ body }) => (body as { new_settings: unknown }).new_settings)).toEqual([
      { name: "n", tasks: [load], max_concurrent_runs: 3 },
      { max_concurrent_runs: 3 },
    ]);
  });
});

describe("update_job", () => {
  beforeEach(() => {
    on(EXPORT, sourceOf("print(1)"));
  });

  test("warns of new code that cannot run", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    on(UPDATE, {});
    on(GET, nightly);
    on(EXPORT, platformError(404, "RESOURCE_DOES_NOT_EXIST", "no"));
    const { structuredContent } = await call("update_job", { job_id: ID, tasks: [load] });
    expect(structuredContent).toMatchObject({ check: [expect.stringContaining("does not exist in this workspace")] });
  });

  test("sends the changes without a question and returns the name of the job", async () => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(UPDATE, {});
    const reads = on(GET, nightly);
    const args = { new_settings: { max_concurrent_runs: 3 } };
    const { structuredContent } = await call("update_job", { job_id: ID, ...args });
    expect(questions).toEqual([]);
    expect(reads).toHaveLength(1);
    expect(seen.map(({ body }) => body)).toEqual([{ job_id: Number(ID), ...args }]);
    expect(structuredContent).toEqual({
      job_id: ID,
      name: "nightly",
      note: "Changed, and read back. get_job returns all settings.",
      starts: "0 0 2 * * ? UTC (PAUSED)",
      run_as_user_name: "etl@example.com",
      tasks: ["load"],
      // As the job has them, not as they were sent.
      settings: { max_concurrent_runs: 1 },
    });
  });

  test("returns the changed settings as they are now, without credentials and of tasks only the given ones", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    on(UPDATE, {});
    const secret = { ...load, new_cluster: { num_workers: 2, spark_env_vars: { TOKEN: "dapi-secret" } } };
    const other = { task_key: "other", notebook_task: { notebook_path: "/o" } };
    on(GET, { ...nightly, settings: { ...nightly.settings, timeout_seconds: 0, tasks: [other, secret] } });
    const change = { tasks: [load], settings: { timeout_seconds: 0 }, fields_to_remove: ["tags"] };
    const result = await call("update_job", { job_id: ID, ...change });
    expect(result.structuredContent).toMatchObject({
      settings: { timeout_seconds: 0, tasks: [{ task_key: load.task_key }] },
    });
    const { settings } = Object(result.structuredContent);
    expect(Object.keys(settings).sort()).toEqual(["tasks", "timeout_seconds"]);
    expect(settings.tasks).toHaveLength(1);
    expect(JSON.stringify(result)).not.toContain("dapi-secret");
  });

  test("a change whose new state cannot be read is reported as done", async () => {
    const { call } = await connect();
    on(UPDATE, {});
    on(GET, platformError(403, "PERMISSION_DENIED", "no"));
    const result = await call("update_job", { job_id: ID, settings: { max_concurrent_runs: 3 } });
    expect(textOf(result)).toContain("The job was changed");
  });

  test.each([
    ["removes a setting", { fields_to_remove: ["schedule"] }, 'Setting "schedule" is permanently removed.'],
    [
      "swaps the code of a task",
      { new_settings: { tasks: [{ ...onMain, notebook_task: { notebook_path: "/Users/eve@example.com/x" } }] } },
      'Task "load" is replaced. Its new code runs as "etl@example.com".\nIt sets notebook_task.notebook_path to "/Users/eve@example.com/x".',
    ],
    [
      "runs as somebody else",
      { new_settings: { run_as: { user_name: "root@example.com" } } },
      'It sets run_as.user_name to "root@example.com".\nIt runs as "etl@example.com" now.',
    ],
    [
      "grants access",
      { new_settings: { access_control_list: [{ group_name: "users", permission_level: "CAN_MANAGE" }] } },
      'It sets access_control_list[0].group_name to "users".\nIt sets access_control_list[0].permission_level to "CAN_MANAGE".',
    ],
  ])("asks before it %s, also through call_api", async (_, change, consequence) => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, nightly);
    on("GET /api/2.0/workspace/get-status", () => platformError(403, "PERMISSION_DENIED", "no"));
    const seen = on(UPDATE, {});
    await call("update_job", { job_id: ID, ...change });
    expect(questions).toEqual([asked(`Change ${JOB}?`, consequence)]);
    await call("call_api", { operation: "jobs.update", parameters: { job_id: ID, ...change } });
    expect(questions[1]).toContain(
      asked(`Call jobs.update (Update a job; POST /api/2.2/jobs/update) on ${JOB}?`, consequence),
    );
    expect(seen).toHaveLength(2);
  });

  test("does not ask for a task that stays as it is, nor for new code if the job runs as this server", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, nightly);
    on(ME, { id: "1", userName: "etl@example.com" });
    on(UPDATE, {});
    const tasks = [onMain, { task_key: "more", notebook_task: { notebook_path: "/b" } }];
    await call("update_job", { job_id: ID, new_settings: { tasks } });
    await call("call_api", { operation: "jobs.update", parameters: { job_id: ID, new_settings: { tasks } } });
    await call("update_job", {
      job_id: ID,
      settings: { git_source: { git_url: "https://git.example.com/x", git_provider: "gitHub" } },
    });
    expect(questions).toEqual([]);
  });

  test.each([
    [
      "a task",
      { tasks: [{ task_key: "more", notebook_task: { notebook_path: "/b" } }] },
      ['Task "more" is new. Its code runs as "etl@example.com".', 'It sets notebook_task.notebook_path to "/b".'],
    ],
    [
      "a repository",
      { git_source: { git_url: "https://git.example.com/x", git_provider: "gitHub" } },
      [
        'Field "git_source" changes. Its code runs as "etl@example.com".',
        'It sets git_source.git_url to "https://git.example.com/x".',
        'It sets git_source.git_provider to "gitHub".',
      ],
    ],
    [
      "a library",
      { environments: [{ environment_key: "d", spec: { dependencies: ["x.whl"] } }] },
      [
        'Field "environments" changes. Its code runs as "etl@example.com".',
        'It sets environments[0].environment_key to "d".',
        'It sets environments[0].spec.dependencies[0] to "x.whl".',
      ],
    ],
    [
      "an init script",
      {
        job_clusters: [{ job_cluster_key: "c", new_cluster: { init_scripts: [{ workspace: { destination: "/e" } }] } }],
      },
      [
        'Field "job_clusters" changes. Its code runs as "etl@example.com".',
        'It sets job_clusters[0].job_cluster_key to "c".',
        'It sets job_clusters[0].new_cluster.init_scripts[0].workspace.destination to "/e".',
        "Its init scripts run as root on every node from the next start on.",
      ],
    ],
  ])("asks before %s is new in a job that runs as someone else", async (_, new_settings, lines) => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    on(GET, nightly);
    on(ME, { id: "1", userName: "ana@example.com" });
    await call("update_job", { job_id: ID, new_settings });
    expect(questions).toEqual([asked(`Change ${JOB}?`, ...lines)]);
    await call("call_api", { operation: "jobs.update", parameters: { job_id: ID, new_settings } });
    expect(questions[1]).toContain(lines.join("\n"));
  });

  test("new code of a job that runs as someone else requires destructive access, as a new run_as does", async () => {
    const { call, questions } = await connect({ answer: yes, settings: { access: "write" } });
    on(GET, nightly);
    on(UPDATE, {});
    on(ME, { id: "1", userName: "ana@example.com" }, { id: "1", userName: "ana@example.com" });
    const new_settings = { tasks: [{ task_key: "more", notebook_task: { notebook_path: "/b" } }] };
    for (const [name, args] of [
      ["update_job", { job_id: ID, new_settings }],
      ["call_api", { operation: "jobs.update", parameters: { job_id: ID, new_settings } }],
    ] as const) {
      expect(textOf(await call(name, args))).toContain("requires destructive access");
    }
    const silent = await connect({ settings: { access: "write", confirm: "never" } });
    expect(textOf(await silent.call("update_job", { job_id: ID, new_settings }))).toContain("requires destructive");
    expect(questions).toEqual([]);
  });

  test("a job that runs as a group runs as someone else, even if this server created it", async () => {
    const { run_as_user_name: _, ...job } = nightly;
    on(GET, { ...job, settings: { ...nightly.settings, run_as: { group_name: "prod" } } });
    on(ME, { id: "1", userName: "ana@example.com" });
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    const new_settings = { tasks: [{ task_key: "more", notebook_task: { notebook_path: "/b" } }] };
    await call("update_job", { job_id: ID, new_settings });
    expect(questions[0]).toContain('Task "more" is new. Its code runs as "prod".');
  });

  test("call_api also asks if the settings have a form that the tool does not take", async () => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }), contract: false });
    on(GET, nightly);
    const seen = on(UPDATE, {});
    const both = { notebook_task: { notebook_path: "/b" }, spark_python_task: { python_file: "/b.py" } };
    const parameters = { job_id: ID, new_settings: { tasks: [{ task_key: "more", ...both }] } };
    await call("call_api", { operation: "jobs.update", parameters });
    expect(questions[0]).toContain("Its arguments have another form than expected, so its effect is not known.");
    expect(seen).toEqual([]);
  });

  test("asks before notifications go to another domain, in every tool that sets them", async () => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    on(GET, nightly);
    on(ME, { id: "1", userName: "etl@example.com" });
    const settings = { email_notifications: { on_failure: ["ana@example.com", "eve@evil.example"] } };
    const tasks = [{ ...onMain, email_notifications: { on_start: ["mallory@evil.example"] } }];
    await call("create_job", { name: "n", tasks, settings });
    await call("update_job", { job_id: ID, settings });
    await call("reset_job", { job_id: ID, name: "n", tasks, settings });
    await call("submit_run", { run_name: "r", tasks, settings });
    const [eve, mallory] = ["eve", "mallory"].map((who) => `Notifications are sent to "${who}@evil.example".`);
    expect(questions[0]).toContain(`${eve}\n${mallory}`);
    expect(questions[1]).toContain(eve);
    expect(questions[2]).toContain(`${eve}\n${mallory}`);
    expect(questions[3]).toContain(`${eve}\n${mallory}`);
    expect(questions.join()).not.toContain('sent to "ana@');
  });

  test.each([
    ["tags", { tags: { x: "y" } }, ['Field "tags" is replaced as a whole: "team" is lost.']],
    [
      "a list in a setting",
      { email_notifications: { on_failure: ["ana@example.com"] } },
      [
        'Field "email_notifications.on_failure" is replaced as a whole: "data-platform@example.com" is lost.',
        'Field "email_notifications" is replaced as a whole: "on_success" is lost.',
      ],
    ],
    [
      "a pause",
      { schedule: { quartz_cron_expression: "0 0 3 * * ?", timezone_id: "UTC" } },
      ["Its schedule is paused now and no longer is."],
    ],
    ["fields of a task", { tasks: [load] }, ['Field "tasks.load" is replaced as a whole: "job_cluster_key" is lost.']],
    [
      "fields of a job cluster",
      { job_clusters: [{ job_cluster_key: "main", new_cluster: { num_workers: 4 } }] },
      ["spark_version", "spark_conf", "spark_env_vars"].map(
        (field) => `Field "job_clusters.main.new_cluster" is replaced as a whole: "${field}" is lost.`,
      ),
    ],
  ])("asks before %s of the job is lost, because a setting is replaced as a whole", async (_, settings, lost) => {
    const { call, questions } = await connect({ answer: yes });
    const email_notifications = { on_failure: ["data-platform@example.com"], on_success: ["ana@example.com"] };
    on(GET, { ...nightly, settings: { ...nightly.settings, email_notifications } });
    on(ME, { id: "1", userName: "etl@example.com" });
    on(UPDATE, {});
    const { structuredContent } = await call("update_job", { job_id: ID, new_settings: settings });
    expect(questions).toEqual([asked(`Change ${JOB}?`, ...lost)]);
    expect(structuredContent).toMatchObject({
      note: ["Changed, and read back. get_job returns all settings.", ...lost].join(" "),
    });
  });

  test("does not ask if the given settings repeat what the job has, or keep its pause", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, nightly);
    on(UPDATE, {});
    await call("update_job", { job_id: ID, tags: { team: "etl", x: "y" } });
    const schedule = { quartz_cron_expression: "0 0 3 * * ?", timezone_id: "UTC" };
    await call("update_job", { job_id: ID, settings: { schedule }, pause_status: "PAUSED" });
    expect(questions).toEqual([]);
  });

  test("compares tasks beyond the first page of a hundred", async () => {
    const { call, questions } = await connect({ answer: yes });
    const far = { task_key: "far", notebook_task: { notebook_path: "/a" } };
    const reads = on(GET, { ...nightly, next_page_token: "t2" }, { ...nightly, settings: { tasks: [far] } });
    on(UPDATE, {});
    const tasks = [{ ...far, notebook_task: { notebook_path: "/b" } }];
    await call("update_job", { job_id: ID, new_settings: { tasks } });
    expect(questions).toEqual([
      asked(
        `Change ${JOB}?`,
        'Task "far" is replaced. Its new code runs as "etl@example.com".',
        'It sets notebook_task.notebook_path to "/b".',
      ),
    ]);
    expect(reads.slice(0, 2).map(({ query }) => query.page_token)).toEqual([undefined, "t2"]);
  });

  test("accepts fields of the job at the top", async () => {
    const { call } = await connect();
    on(GET, nightly);
    const seen = on(UPDATE, {});
    await call("update_job", { id: ID, name: "daily", timeout_seconds: 60 });
    expect(seen[0]?.body).toEqual({ job_id: Number(ID), new_settings: { name: "daily", timeout_seconds: 60 } });
  });

  test("refuses fields in camelCase, which no check would see", async () => {
    const { call } = await connect();
    const result = await call("update_job", { job_id: ID, new_settings: { runAs: { user_name: "a" } } });
    expect(textOf(result)).toContain("fields are in snake_case: run_as");
  });

  test("pauses a schedule with one argument, and keeps the rest of it", async () => {
    const { call } = await connect();
    on(GET, nightly, nightly, { job_id: Number(ID), settings: { name: "manual" } });
    const seen = on(UPDATE, {});
    await call("update_job", { job_id: ID, pause_status: "unpaused" });
    expect(seen[0]?.body).toEqual({
      job_id: Number(ID),
      new_settings: {
        schedule: { quartz_cron_expression: "0 0 2 * * ?", timezone_id: "UTC", pause_status: "UNPAUSED" },
      },
    });
    const refused = await call("update_job", { job_id: ID, pause_status: "PAUSED" });
    expect(textOf(refused)).toContain("The job has no schedule, trigger or continuous mode. Nothing was changed.");
  });

  test("a new schedule with pause_status is paused", async () => {
    const { call } = await connect();
    on(GET, nightly);
    const seen = on(UPDATE, {});
    const schedule = { quartz_cron_expression: "0 0 5 * * ?", timezone_id: "UTC" };
    await call("update_job", { job_id: ID, new_settings: { schedule }, pause_status: "PAUSED" });
    expect(seen[0]?.body).toEqual({
      job_id: Number(ID),
      new_settings: { schedule: { ...schedule, pause_status: "PAUSED" } },
    });
  });

  test("refuses a call without a change", async () => {
    const { call } = await connect();
    for (const args of [{}, { new_settings: {} }, { new_settings: {}, fields_to_remove: [] }]) {
      const refused = await call("update_job", { job_id: ID, ...args });
      expect(textOf(refused)).toContain("pass name, tasks, settings, fields_to_remove or pause_status");
    }
  });

  test("reports an unknown job as not found", async () => {
    const { call } = await connect();
    on(GET, missing);
    const result = await call("update_job", { job_id: ID, new_settings: { tags: {} } });
    expect(textOf(result)).toContain("Find the job_id with list_jobs");
  });
});

describe("reset_job", () => {
  test("asks with the name of the job, then replaces all settings", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, nightly);
    const seen = on(RESET, {});
    const new_settings = { name: "nightly", tasks: [load] };
    const { structuredContent } = await call("reset_job", { job_id: ID, new_settings });
    expect(questions).toEqual([
      asked(`Replace all settings of ${JOB}?`, "Its current tasks, schedule and other settings are permanently lost."),
    ]);
    expect(seen.map(({ body }) => body)).toEqual([{ job_id: Number(ID), new_settings }]);
    expect(structuredContent).toEqual({ job_id: ID, name: "nightly", note: "Replaced." });
  });

  test("names the identity and the permissions that it sets", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, nightly);
    on(RESET, {});
    const run_as = { service_principal_name: "sp-1" };
    const access_control_list = [{ user_name: "bob@example.com", permission_level: "IS_OWNER" }];
    await call("reset_job", { job_id: ID, new_settings: { name: "n", tasks: [load], run_as, access_control_list } });
    expect(questions).toEqual([
      asked(
        `Replace all settings of ${JOB}?`,
        "Its current tasks, schedule and other settings are permanently lost.",
        'It sets run_as.service_principal_name to "sp-1".',
        'It sets access_control_list[0].user_name to "bob@example.com".',
        'It sets access_control_list[0].permission_level to "IS_OWNER".',
      ),
    ]);
  });

  test("names the tasks that go, change and are new, with their code", async () => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    on(GET, nightly);
    const evil = { task_key: "evil", spark_python_task: { python_file: "/Volumes/x/y/z/evil.py" } };
    await call("reset_job", { job_id: ID, new_settings: { name: "nightly", tasks: [evil] } });
    expect(questions[0]).toContain('Task "load" is removed.');
    expect(questions[0]).toContain('Task "evil" is new. Its code runs as "etl@example.com".');
    expect(questions[0]).toContain('It sets spark_python_task.python_file to "/Volumes/x/y/z/evil.py".');
    const run_as = { service_principal_name: "sp-1" };
    await call("reset_job", { job_id: ID, new_settings: { name: "nightly", tasks: [evil], run_as } });
    expect(questions[1]).toContain('Task "evil" is new. Its code runs as "sp-1".');
  });

  test("refuses settings without a name or tasks", async () => {
    const { call } = await connect();
    const result = await call("reset_job", { job_id: ID, new_settings: { name: "nightly" } });
    expect(textOf(result)).toContain("tasks: is required");
  });
});

describe("delete_job", () => {
  test("asks with the name of the job and the loss, then deletes it", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, nightly);
    const seen = on(DELETE, {});
    expect((await call("delete_job", { job_id: ID })).structuredContent).toEqual({
      job_id: ID,
      name: "nightly",
      deleted: true,
    });
    expect(questions).toEqual([
      asked(`Delete ${JOB}?`, "Its definition and schedule are permanently lost. Active runs continue."),
    ]);
    expect(seen.map(({ body }) => body)).toEqual([{ job_id: Number(ID) }]);
  });

  test("X08 sends nothing without consent", async () => {
    const { call } = await connect();
    on(GET, nightly);
    const seen = on(DELETE, {});
    expect((await call("delete_job", { job_id: ID })).isError).toBe(true);
    expect(seen.length).toBe(0);
  });
});

describe("--protect", () => {
  test("blocks call_api on a job by its name", async () => {
    const { call } = await connect({ settings: { protect: ["nightly"], confirm: "never" } });
    on(GET, nightly);
    for (const operation of ["jobs.delete", "jobs.runNow"]) {
      const result = await call("call_api", { operation, parameters: { job_id: ID } });
      expect(textOf(result)).toContain("the operator protects this object");
    }
  });

  const calls: [string, object][] = [
    ["update_job", { new_settings: { max_concurrent_runs: 3 } }],
    ["reset_job", { new_settings: { name: "n", tasks: [load] } }],
    ["delete_job", {}],
    ["run_job", {}],
    ["cancel_all_job_runs", {}],
  ];

  test.each(calls)("blocks %s on a job by its name, even without questions", async (name, args) => {
    const { call } = await connect({ settings: { protect: ["night*"], confirm: "never" } });
    on(GET, nightly);
    on("GET /api/2.2/jobs/runs/list", {});
    const result = await call(name, { job_id: ID, ...args });
    expect(textOf(result)).toContain("the operator protects this object");
  });

  const P1 = { pipeline_id: "p1", name: "orders", spec: { catalog: "main", schema: "sales" } };
  const refreshing = [{ task_key: "p", pipeline_task: { pipeline_id: "p1", full_refresh: true } }];
  const starting = [
    { task_key: "j", for_each_task: { inputs: "[1]", task: { task_key: "i", run_job_task: { job_id: Number(ID) } } } },
  ];
  const runs: [string, object][] = [
    ["create_job", { name: "n" }],
    ["update_job", { job_id: "7" }],
    ["reset_job", { job_id: "7", name: "n" }],
    ["submit_run", { run_name: "r" }],
  ];

  test.each(runs)("blocks %s with tasks that run a protected job or pipeline", async (name, args) => {
    on(GET, ({ query }) => (query.job_id === ID ? nightly : { job_id: 7, settings: { name: "other" } }));
    on("GET /api/2.0/pipelines/p1", P1);
    for (const [protect, tasks] of [
      ["nightly", starting],
      ["orders", refreshing],
      ["main.sales.x", refreshing],
    ] as const) {
      const { call } = await connect({ settings: { protect: [protect], confirm: "never" } });
      expect(textOf(await call(name, { ...args, tasks }))).toContain("protects this object");
    }
  });

  test.each(runs)("blocks %s with new code on a protected cluster", async (name, args) => {
    on(GET, { job_id: 7, settings: { name: "other" } });
    on("GET /api/2.1/clusters/get", { cluster_id: "c1", cluster_name: "prod", state: "RUNNING" });
    const tasks = [{ ...load, existing_cluster_id: "c1" }];
    const { call } = await connect({ settings: { protect: ["prod"], confirm: "never" } });
    expect(textOf(await call(name, { ...args, tasks }))).toContain("protects this object");
  });

  test.each(runs)("blocks %s with tasks whose jobs are computed", async (name, args) => {
    on(GET, { job_id: 7, settings: { name: "other" } });
    const tasks = [{ task_key: "j", run_job_task: { job_id: "{{tasks.a.values.b}}" } }];
    const { call } = await connect({ settings: { protect: ["x"], confirm: "never" } });
    expect(textOf(await call(name, { ...args, tasks }))).toContain("a task computes the ID");
  });

  test.each([
    ["run_job", {}],
    ["update_job", { pause_status: "UNPAUSED" }],
  ])("blocks %s of a job whose job runs a pipeline with a protected table", async (name, args) => {
    const inner = { job_id: 8, settings: { name: "inner", tasks: refreshing } };
    const tasks = [{ task_key: "j", run_job_task: { job_id: 8 } }];
    on(GET, ({ query }) => (query.job_id === "8" ? inner : { job_id: 7, settings: { name: "outer", tasks } }));
    on("GET /api/2.0/pipelines/p1", P1);
    const { call } = await connect({ settings: { protect: ["main.sales.orders"], confirm: "never" } });
    expect(textOf(await call(name, { job_id: "7", ...args }))).toContain("protects this object");
  });

  test.each(runs)(
    "%s asks before its pipelines empty tables, and needs destructive access for that",
    async (name, args) => {
      on(GET, { job_id: 7, settings: { name: "other", tasks: refreshing } });
      on("GET /api/2.0/pipelines/p1", P1);
      const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
      await call(name, { ...args, tasks: refreshing });
      expect(questions[0]).toContain("Its pipelines empty tables and rebuild them");
      expect(questions[0]).toContain('- pipeline "orders" (id p1)');
      if (name === "reset_job" || name === "submit_run") return;
      const writing = await connect({ settings: { access: "write" } });
      const said = textOf(await writing.call(name, { ...args, tasks: refreshing }));
      expect(said).toContain("requires destructive access");
    },
  );

  test.each([
    ["update_job", { pause_status: "UNPAUSED" }],
    ["update_job", { settings: { continuous: { pause_status: "UNPAUSED" } } }],
    ["run_job", {}],
  ])("%s %j asks if a job that it starts empties tables, at any depth", async (name, args) => {
    const inner = { job_id: 8, settings: { name: "inner", tasks: refreshing } };
    const outer = { job_id: 7, settings: { name: "outer", tasks: [{ task_key: "j", run_job_task: { job_id: 8 } }] } };
    on(GET, ({ query }) => (query.job_id === "8" ? inner : outer));
    on("GET /api/2.0/pipelines/p1", P1);
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    await call(name, { job_id: "7", ...args });
    expect(questions[0]).toContain("Its pipelines empty tables and rebuild them");
    expect(questions[0]).toContain('- pipeline "orders" (id p1)');
    const writing = await connect({ settings: { access: "write" } });
    expect(textOf(await writing.call(name, { job_id: "7", ...args }))).toContain("requires destructive access");
  });

  test("does not ask before a job is paused, even if its tasks empty tables", async () => {
    const settings = { name: "other", tasks: refreshing, schedule: nightly.settings.schedule };
    on(GET, { job_id: 7, settings });
    on(UPDATE, {});
    const { call, questions } = await connect({ answer: yes });
    await call("update_job", { job_id: "7", pause_status: "PAUSED" });
    expect(questions).toEqual([]);
  });

  test("blocks create_job with the name of a protected job", async () => {
    const { call } = await connect({ settings: { protect: ["nightly"], confirm: "never" } });
    expect(textOf(await call("create_job", { name: "nightly", tasks: [load] }))).toContain("protects this object");
  });
});
