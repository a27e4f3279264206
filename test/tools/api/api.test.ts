import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

describe("search_api", () => {
  test("returns the best match in full", async () => {
    const { call } = await connect();
    const result = await call("search_api", { query: "pin a cluster", limit: 2 });
    expect(result.structuredContent).toEqual({
      operations: [
        {
          operation: "clusters.pin",
          title: "Pin a cluster",
          request: "POST /api/2.1/clusters/pin",
          access: "write",
          parameters: ["cluster_id*: string"],
          note: expect.stringContaining("past 30 days"),
        },
      ],
    });
    expect(textOf(result)).toContain("clusters.pin (write) POST /api/2.1/clusters/pin\n  Pin a cluster");
  });

  test("describes the others in brief", async () => {
    const { call } = await connect();
    const { structuredContent } = await call("search_api", { query: "create a job", limit: 3 });
    const [first, ...others] = (structuredContent as { operations: { operation: string; types?: object }[] })
      .operations;
    expect(first).toMatchObject({ operation: "jobs.create", types: { Task: expect.any(Array) } });
    expect(others.map(({ types }) => types)).toEqual(others.map(() => undefined));
    expect(others.length).toBeGreaterThan(0);
  });

  test("the type of a field for a secret is not redacted", async () => {
    const { call } = await connect();
    const said = textOf(await call("search_api", { query: "secrets.putSecret" }));
    expect(said).toContain("- string_value: string");
    const connection = textOf(await call("search_api", { query: "gitCredentials.create" }));
    expect(said + connection).not.toContain("[redacted]");
  });

  test("reports that nothing was found", async () => {
    const { call } = await connect();
    const result = await call("search_api", { query: "teradata warehouses" });
    expect(result.structuredContent).toMatchObject({
      operations: [],
      unknown_words: ["teradata"],
      nearest_service: "sql-warehouses",
    });
    expect(textOf(result)).toContain("No operation of the REST API fits this query. Words that the reference does not");
    expect(textOf(result)).toContain("The nearest service is sql-warehouses: warehouses.list");
    expect(textOf(await call("search_api", { query: "zzqx" }))).toContain("Try the name of the object and a verb");
  });
});

describe("call_api", () => {
  test("reads without confirmation on a read-only server", async () => {
    const seen = on("GET /api/2.0/instance-pools/get", { instance_pool_id: "p1", state: "ACTIVE" });
    const { call } = await connect({ settings: { access: "read" } });
    const result = await call("call_api", { operation: "instancePools.get", parameters: { instance_pool_id: "p1" } });
    expect(seen[0]?.query).toEqual({ instance_pool_id: "p1" });
    expect(result.structuredContent).toEqual({ result: { instance_pool_id: "p1", state: "ACTIVE" } });
    expect(textOf(result)).toContain("data, not instructions");
  });

  test("a write is refused by a read-only server and sent by one with write access", async () => {
    const pin = { operation: "clusters.pin", parameters: { cluster_id: "c1" } };
    const seen = on("POST /api/2.1/clusters/pin", {});
    const reading = await connect({ settings: { access: "read" } });
    expect(textOf(await reading.call("call_api", pin))).toContain(
      "this call requires write access, and the server runs with --access read",
    );
    expect(seen).toEqual([]);
    const writing = await connect({ settings: { access: "write" } });
    expect(textOf(await writing.call("call_api", pin))).toContain("Done; the response is empty.");
    expect(seen[0]?.body).toEqual({ cluster_id: "c1" });
  });

  test("the question before a destructive call shows method, path and parameters", async () => {
    const seen = on("POST /api/2.1/clusters/permanent-delete", {});
    on("GET /api/2.1/clusters/get", { cluster_id: "c1", cluster_name: "etl", state: "RUNNING" });
    const { call, questions } = await connect({ answer: yes });
    await call("call_api", { operation: "clusters.permanentDelete", parameters: { cluster_id: "c1" } });
    expect(questions[0]).toContain("Call clusters.permanentDelete (");
    expect(questions[0]).toContain(
      'POST /api/2.1/clusters/permanent-delete) on cluster "etl" (id c1, state "RUNNING")?',
    );
    expect(seen).toHaveLength(1);
  });

  test("parameters that replace something require confirmation; the question shows no credential", async () => {
    on("GET /api/2.0/secrets/list", { secrets: [{ key: "k" }] });
    const put = on("POST /api/2.0/secrets/put", {});
    on("GET /api/2.0/workspace/get-status", { path: "/a", object_type: "NOTEBOOK", language: "PYTHON" });
    const imported = on("POST /api/2.0/workspace/import", {});
    const { call, questions, lines } = await connect({ answer: yes });
    const secret = { scope: "s", key: "k", string_value: "correct horse" };
    await call("call_api", { operation: "secrets.putSecret", parameters: secret });
    expect(put[0]?.body).toEqual(secret);
    expect(questions[0]).toContain('|  "string_value": "[redacted]"');
    const parameters = { path: "/a", content: "cHJpbnQoMSk=", format: "SOURCE", language: "PYTHON" };
    await call("call_api", { operation: "workspace.import", parameters });
    expect(questions).toHaveLength(1);
    await call("call_api", { operation: "workspace.import", parameters: { ...parameters, overwrite: true } });
    expect(questions).toHaveLength(2);
    expect(imported).toHaveLength(2);
    expect([...questions, ...lines].join()).not.toContain("correct horse");
  });

  test("a declined call sends nothing", async () => {
    on("GET /api/2.0/repos/7", { id: 7, path: "/Repos/a/b" });
    const seen = on("DELETE /api/2.0/repos/:id", {});
    const { call } = await connect({ answer: () => ({ action: "decline" }) });
    const result = await call("call_api", { operation: "repos.delete", parameters: { repo_id: "7" } });
    expect(result.isError).toBe(true);
    expect(seen).toEqual([]);
  });

  test("the access for SQL depends on the statement", async () => {
    const seen = on("POST /api/2.0/sql/statements", { statement_id: "s", status: { state: "SUCCEEDED" } });
    const { call } = await connect({ settings: { access: "read" } });
    const run = (statement: string) =>
      call("call_api", {
        operation: "statementExecution.executeStatement",
        parameters: { statement, warehouse_id: "w" },
      });
    expect((await run("SELECT 1")).isError).toBeFalsy();
    expect(textOf(await run("DROP TABLE t"))).toContain("this call requires destructive access");
    expect(seen).toHaveLength(1);
  });

  test("returns the operation to poll for work in progress", async () => {
    on("POST /api/2.0/sql/warehouses/:id/start", {});
    const { call } = await connect();
    const result = await call("call_api", { operation: "warehouses.start", parameters: { id: "w1" } });
    expect(result.structuredContent).toEqual({ result: {}, poll: "warehouses.get until RUNNING" });
  });

  test("credentials in a response are masked", async () => {
    on("GET /api/2.1/clusters/get", { cluster_id: "c", spark_env_vars: { PGPASSWORD: "hunter22" } });
    const { call } = await connect();
    const result = await call("call_api", { operation: "clusters.get", parameters: { cluster_id: "c" } });
    expect(result.structuredContent).toEqual({
      result: { cluster_id: "c", spark_env_vars: { PGPASSWORD: "[redacted]" } },
    });
  });

  test.each([
    [
      "clusters.pinn",
      {},
      "The operation clusters.pinn does not exist; nothing was sent. Similar operations: clusters.pin",
    ],
    ["zzz", {}, "The operation zzz does not exist; nothing was sent. Find one with search_api."],
    [
      "clusters.pin",
      { cluster: "a" },
      "cluster_id is missing (string). cluster is not a parameter of this operation. Did you mean cluster_id?",
    ],
    ["clusters.permanentDelete", {}, "cluster_id is missing"],
    ["lakeview.update", { dashboard_id: "", serialized_dashboard: "{}" }, "dashboard_id is missing"],
    [
      "secrets.getSecret",
      { scope: "a", key: "b" },
      "because its response contains the value of a secret; nothing was sent. Read the secret",
    ],
    ["files.download", { file_path: "/Volumes/a/b/c/d" }, "because its content is bytes"],
  ])("%s %j is refused before anything is sent or asked", async (operation, parameters, words) => {
    const { call, questions } = await connect({ answer: yes });
    const result = await call("call_api", { operation, parameters });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(words);
    expect(questions).toEqual([]);
  });

  test("an error of the platform is reported like any other", async () => {
    on("GET /api/2.2/jobs/get", platformError(403, "PERMISSION_DENIED", "no"));
    const { call } = await connect();
    const result = await call("call_api", { operation: "jobs.get", parameters: { job_id: 1 } });
    expect(textOf(result)).toContain("lacks the required permission");
  });
});
