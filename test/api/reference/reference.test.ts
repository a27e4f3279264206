import { describe, expect, test } from "vitest";
import { checkParameters } from "../../../src/api/reference/check.ts";
import { services } from "../../../src/api/reference/data/services.ts";
import { maskGiven, maskSettings } from "../../../src/api/reference/mask.ts";
import { loadReference, type Operation, serviceSchema } from "../../../src/api/reference/reference.ts";
import { accessAsCalled, accessOf, callOperation, reasonNotCallable } from "../../../src/api/reference/request.ts";
import { sdkServices } from "../../../src/api/reference/sdk/services.ts";
import { operationInWords, operationView } from "../../../src/tools/api/operation-view.ts";
import { apiClient } from "../../support/api-client.ts";
import { HOST, on, useWorkspace } from "../../support/workspace.ts";

const reference = await loadReference();
const operations = [...reference.operations.values()];

function operation(id: string): Operation {
  const found = reference.operations.get(id);
  if (!found) throw new Error(`no operation ${id}`);
  return found;
}

describe("the data", () => {
  test("all services have its notation", () => {
    const all: readonly unknown[] = [...services, ...sdkServices];
    expect(all.flatMap((one) => serviceSchema.safeParse(one).error?.issues ?? [])).toEqual([]);
  });

  test("every operation has a unique request", () => {
    const requests = operations.map(({ method, path, parameters }) => {
      const fixed = parameters.filter(({ type }) => type.startsWith("=")).map(({ name, type }) => name + type);
      return [method, path.replace(/\{(\+?)\w+(=[^}]+)?\}/g, "{$1$2}"), ...fixed].join(" ");
    });
    expect(requests.filter((request, at) => requests.indexOf(request) !== at)).toEqual([]);
  });

  test("work that takes longer names the operation to poll, which only reads", () => {
    // A long-running operation of the platform has a name of its own, which is the path to read.
    const waiting = operations.filter(({ wait = "" }) => wait !== "" && !wait.includes("{name}"));
    expect(waiting.length).toBeGreaterThanOrEqual(40);
    for (const { id, wait = "" } of waiting) {
      const polled = wait.match(/[\w.-]+\.\w+(?= until|$| \()/)?.[0] ?? "";
      expect(reference.operations.get(polled)?.access, `${id}: ${wait}`).toBe("read");
    }
  });

  test.each(operations.map((one) => [one.id, one] as const))("%s follows the notation", (id, one) => {
    expect(id).toMatch(/^[\w.-]+\.[\w]+$/);
    expect(one.title).toMatch(/^\S/);
    for (const { name, type, required, in: place } of one.parameters) {
      expect(name, id).toMatch(/^[\w.:$-]+$/);
      const base = type.replace(/(\[\])+$/, "");
      const known =
        /^(string|bool|int|int64|number|any|object|=[\w-]+)$|^map<.+>$|^\{.*\}$|^[\w.-]+(\|[\w.-]+)+$/s.test(base) ||
        reference.typeOf(one.service, base) !== undefined;
      expect(known, `${id} ${name}: ${type}`).toBe(true);
      if (place === "path") expect(required).toBe(true);
    }
    if (one.sql) expect(one.parameters.map(({ name }) => name)).toContain(one.sql);
    if (one.key) expect(one.parameters.map(({ name }) => name)).toContain(one.key);
    if (one.method === "GET" || one.method === "DELETE") {
      expect(one.parameters.filter((parameter) => parameter.in === "body")).toEqual([]);
    }
    expect(one.instead !== undefined, "`instead` is given exactly for operations that are not callable").toBe(
      reasonNotCallable(one) !== undefined,
    );
  });

  test("operations that delete, revoke or grant are destructive", () => {
    const low = operations.filter(
      ({ method, id, access }) =>
        access !== "destructive" &&
        (method === "DELETE" || /permanentDelete|[Rr]evoke|grants\.update|^permissions\.(set|update)/.test(id)),
    );
    expect(low.map(({ id }) => id)).toEqual([]);
  });

  test("a GET is a read, unless it discloses a secret", () => {
    expect(
      operations.filter(({ method, access }) => method === "GET" && access !== "read").map(({ id }) => id),
    ).toEqual([]);
  });
});

describe("check", () => {
  const check = (id: string, given: Record<string, unknown>) => checkParameters(reference, operation(id), given);

  test.each([
    ["clusters.pin", {}, "cluster_id is missing (string)."],
    [
      "clusters.pin",
      { cluster_id: "a", clusterid: "b" },
      "clusterid is not a parameter of this operation. Did you mean cluster_id?",
    ],
    ["clusters.pin", { cluster_id: 7 }, "cluster_id must be a string."],
    ["jobs.get", { job_id: "seven" }, "job_id must be an integer."],
    ["jobs.list", { expand_tasks: "yes" }, "expand_tasks must be true or false."],
    ["jobs.create", { tasks: [{ notebook_task: {} }] }, "tasks[0].task_key is missing (string)."],
    ["jobs.create", { tasks: {} }, "tasks must be an array (Task[])."],
    ["clusters.create", { spark_conf: { a: 1 } }, "spark_conf.a must be a string."],
    ["warehouses.createDefaultWarehouseOverride", { type: "MINE" }, "type must be one of CUSTOM, LAST_SELECTED."],
    [
      "jobs.create",
      { schedule: "0 0 2 * * ?" },
      "schedule must be an object ({quartz_cron_expression*, timezone_id*, pause_status PAUSED|UNPAUSED, sql_condition}).",
    ],
    ["jobs.create", { schedule: { quartz_cron_expression: "0 0 2 * * ?" } }, "schedule.timezone_id is missing."],
    [
      "jobs.create",
      { email_notifications: { on_failure: "a@b.c" } },
      "email_notifications.on_failure must be an array.",
    ],
    [
      "jobs.create",
      { environments: [{ environment_key: "a", spec: "x" }] },
      /^environments\[0\]\.spec must be an object/,
    ],
  ])("%s %j", (id, given, problem) => expect(check(id, given).join("\n")).toMatch(problem));

  test("alternatives in words do not refuse what fits one of them", () => {
    const trigger = { periodic: { interval: 1, unit: "DAYS" } };
    const git_source = { git_url: "https://example.com", git_provider: "gitHub", git_branch: "main" };
    expect(check("jobs.create", { trigger, git_source, run_as: { user_name: "a" }, queue: { enabled: true } })).toEqual(
      [],
    );
    expect(check("pipelines.create", { libraries: [{ file: { path: "/a.sql" } }] })).toEqual([]);
    expect(check("queries.create", { query: "select 1" })).toEqual([expect.stringMatching(/^query must be an object/)]);
  });

  test("64-bit IDs may be strings; unknown fields of a type are accepted", () => {
    expect(check("jobs.get", { job_id: "998877665544332211" })).toEqual([]);
    expect(check("repos.get", { repo_id: 12 })).toEqual([]);
    expect(check("repos.get", { repo_id: 12.5 })).toEqual(["repo_id must be a string."]);
    expect(check("jobs.create", { tasks: [{ task_key: "a", brand_new: 1 }] })).toEqual([]);
  });

  test("an open body accepts any name", () =>
    expect(check("workspaceConf.setStatus", { enableIpAccessLists: "true" })).toEqual([]));

  test("a value that the operation sets itself is not required", () => {
    expect(check("files.initiateUpload", { file_path: "/Volumes/a/b/c/d" })).toEqual([]);
  });
});

describe("access", () => {
  test.each([
    ["SELECT 1", "read"],
    ["CREATE TABLE a.b.c (d INT)", "write"],
    ["DROP TABLE a.b.c", "destructive"],
    ["SELECT 1; SELECT 2", "destructive"],
  ])("%s is %s", (statement, access) => {
    expect(accessOf(operation("statementExecution.executeStatement"), { statement })).toBe(access);
  });

  test.each([
    ["workspace.import", { overwrite: true }, "destructive"],
    ["workspace.import", { overwrite: false }, "write"],
    ["alertsV2.createAlert", { evaluation: { notification: {} } }, "destructive"],
    ["alertsV2.createAlert", { evaluation: {} }, "write"],
    ["alertsV2.createAlert", { query_text: "DELETE FROM a.b.c" }, "destructive"],
    ["alertsV2.createAlert", { query_text: "SELECT 1" }, "write"],
    ["queries.update", { query: { query_text: "DROP TABLE a.b.c" } }, "destructive"],
    ["queries.update", { query: { query_text: "SELECT 1" } }, "write"],
    ["groupsV2.patch", { Operations: [] }, "destructive"],
    ["lakeview.publish", {}, "write"],
  ])("%s with %j is %s through call_api", (id, given, access) =>
    expect(accessAsCalled(operation(id), given)).toBe(access),
  );

  test("`asks` lists parameters, among them every one that replaces, discards or transfers", () => {
    const strangers = operations.flatMap(({ id, asks, parameters }) =>
      asks.filter((name) => !parameters.some((one) => one.name === name.split(".")[0])).map((name) => `${id} ${name}`),
    );
    expect(strangers).toEqual([]);
    const risky = /^(overwrite|owner|run_as|full_refresh|archive_existing_versions|embed_credentials|dangerously_.*)$/;
    const silent = operations
      .filter(({ access, raw }) => access === "write" && raw === undefined)
      .flatMap(({ id, asks, parameters }) =>
        parameters.filter(({ name }) => risky.test(name) && !asks.includes(name)).map(({ name }) => `${id} ${name}`),
      );
    expect(silent).toEqual([]);
  });

  test("without a statement the access is the highest", () => {
    expect(accessOf(operation("statementExecution.executeStatement"), {})).not.toBe("read");
  });
});

describe("call", () => {
  useWorkspace();
  const call = (id: string, given: Record<string, unknown>) => callOperation(apiClient(HOST), operation(id), given);

  test("path values are single segments, files are paths", async () => {
    const repo = on("GET /api/2.0/repos/:id", {});
    await call("repos.get", { repo_id: "12/../3" }).catch(() => {});
    expect(repo).toEqual([]);
    const files = on("DELETE /api/2.0/fs/files/*", {});
    await call("files.delete", { file_path: "/Volumes/main/raw/in/a b.csv" });
    expect(files[0]?.path).toBe("/api/2.0/fs/files/Volumes/main/raw/in/a%20b.csv");
  });

  test("query objects take dots, arrays repeat", async () => {
    const seen = on("GET /api/2.1/clusters/list", { clusters: [] });
    await call("clusters.list", { filter_by: { cluster_states: ["RUNNING", "PENDING"] }, page_size: 5 });
    expect(seen[0]?.query).toEqual({ "filter_by.cluster_states": ["RUNNING", "PENDING"], page_size: "5" });
  });

  test("a run gets an idempotency key; the caller's own is kept", async () => {
    const seen = on("POST /api/2.2/jobs/run-now", { run_id: 1 });
    await call("jobs.runNow", { job_id: "7" });
    await call("jobs.runNow", { job_id: "7", idempotency_token: "mine" });
    expect(seen.map(({ body }) => body)).toEqual([
      { job_id: "7", idempotency_token: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      { job_id: "7", idempotency_token: "mine" },
    ]);
  });

  test("fixed values are sent; without body fields the body is empty", async () => {
    const upload = on("POST /api/2.0/fs/files/*", {});
    await call("files.initiateUpload", { file_path: "/Volumes/a/b/c/d" });
    expect(upload[0]?.query).toEqual({ action: "initiate-upload" });
    const stop = on("POST /api/2.0/pipelines/:id/stop", {});
    await call("pipelines.stop", { pipeline_id: "p" });
    expect(stop[0]?.body).toEqual({});
  });

  test.each([
    ["PUT", "pipelines.update", { pipeline_id: "p", name: "n" }, { name: "n" }],
    [
      "PATCH",
      "permissions.update",
      { object_type: "jobs", object_id: "1", access_control_list: [] },
      { access_control_list: [] },
    ],
  ] as const)("%s", async (method, id, given, body) => {
    const seen = on(`${method} /api/*`, {});
    await call(id, given);
    expect(seen[0]?.body).toEqual(body);
  });
});

describe("mask", () => {
  test("credentials in settings and all environment values are masked, references to secrets are not", () => {
    expect(
      maskSettings({
        clusters: [
          { spark_env_vars: { A: "1", B: "{{secrets/s/k}}" }, spark_conf: { "fs.account.key.x": "k", ok: "1" } },
        ],
        env_vars: [{ name: "TOKEN", value: "v" }],
        options: { password: "p", host: "h" },
        next_page_token: "t",
      }),
    ).toEqual({
      clusters: [
        {
          spark_env_vars: { A: "[redacted]", B: "{{secrets/s/k}}" },
          spark_conf: { "fs.account.key.x": "[redacted]", ok: "1" },
        },
      ],
      env_vars: [{ name: "TOKEN", value: "[redacted]" }],
      options: { password: "[redacted]", host: "h" },
      next_page_token: "t",
    });
  });
});

describe("arguments in a question", () => {
  test("credentials are masked at any depth, references are not", () => {
    expect(
      maskGiven({
        scope: "s",
        key: "k",
        string_value: "v",
        token_id: "t",
        git: { personal_access_token: "p", openai_api_key_plaintext: "o" },
        config: { slack: { url: "https://hooks.example.com/x" }, pagerduty: { integrationKey: "i" } },
        data_access_config: [{ key: "spark.some", value: "v" }],
        pairs: [
          { key: "a.password", value: "v" },
          { key: "ANSI_MODE", value: "true" },
        ],
      }),
    ).toEqual({
      scope: "s",
      key: "k",
      string_value: "[redacted]",
      token_id: "t",
      git: { personal_access_token: "[redacted]", openai_api_key_plaintext: "[redacted]" },
      config: { slack: { url: "[redacted]" }, pagerduty: { integrationKey: "[redacted]" } },
      data_access_config: [{ key: "spark.some", value: "[redacted]" }],
      pairs: [
        { key: "a.password", value: "[redacted]" },
        { key: "ANSI_MODE", value: "true" },
      ],
    });
  });
});

describe("describe", () => {
  test("full: notes and the fields of named types; brief: neither", () => {
    const whole = operationView(reference, operation("jobs.create"), false);
    expect(whole.types).toHaveProperty("Task");
    expect(whole.types).toHaveProperty("NotebookTask");
    const brief = operationView(reference, operation("jobs.create"), true);
    expect(brief).not.toHaveProperty("types");
    expect(JSON.stringify(brief).length).toBeLessThan(JSON.stringify(whole).length / 3);
  });

  test("in words", () => {
    expect(operationInWords(operationView(reference, operation("clusters.start"), false)).split("\n")).toEqual([
      "clusters.start (write) POST /api/2.1/clusters/start",
      "  Start a terminated cluster",
      expect.stringMatching(/^ {2}No-op unless TERMINATED/),
      "  Poll: clusters.get until RUNNING",
      "  - cluster_id*: string",
    ]);
    expect(operationInWords(operationView(reference, operation("secrets.getSecret"), false))).toContain(
      "Not callable with call_api: its response contains the value of a secret. Read the secret",
    );
  });
});
