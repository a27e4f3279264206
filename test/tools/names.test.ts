import { describe, expect, test } from "vitest";
import { catalogue } from "../../src/tools/index.ts";
import { looksLikeId, namedArguments } from "../../src/tools/names.ts";
import { connect, textOf, yes } from "../support/harness.ts";
import { on, platformError, useWorkspace } from "../support/workspace.ts";

useWorkspace();

const LIST = "GET /api/2.2/jobs/list";
const GET = "GET /api/2.2/jobs/get";
const DELETE = "POST /api/2.2/jobs/delete";
const job = (job_id: number, name: string, creator_user_name = "ana@example.com") => ({
  job_id,
  creator_user_name,
  settings: { name },
});

describe("a name in the place of an ID", () => {
  test("is looked up, exactly", async () => {
    const listed = on(LIST, { jobs: [job(11, "Nightly"), job(12, "nightly")] });
    const seen = on(GET, job(12, "nightly"));
    const { call } = await connect();
    const { structuredContent } = await call("get_job", { job_id: "nightly" });
    expect(structuredContent).toMatchObject({ job_id: "12", name: "nightly" });
    expect(listed[0]?.query).toMatchObject({ name: "nightly" });
    expect(seen[0]?.query).toEqual({ job_id: "12" });
  });

  test.each(["pl", "x", "2024"])("%s that could be an ID is one only if the workspace has it", async (name) => {
    const listed = on(LIST, { jobs: [job(12, name)] });
    on(GET, ({ query }) =>
      query.job_id === "12"
        ? job(12, name)
        : platformError(
            400,
            "INVALID_PARAMETER_VALUE",
            /^\d/.test(name) ? `Job ${name} does not exist.` : "Not an integer.",
          ),
    );
    const deleted = on(DELETE, ({ body }) =>
      (body as { job_id: unknown }).job_id === 12 ? {} : platformError(400, "INVALID_PARAMETER_VALUE", "No."),
    );
    const { call, questions } = await connect({ answer: yes, contract: false });
    expect((await call("get_job", { job_id: name })).structuredContent).toMatchObject({ job_id: "12", name });
    expect(listed[0]?.query).toMatchObject({ name });
    expect((await call("delete_job", { job_id: name })).isError).toBeUndefined();
    expect(questions).toEqual([expect.stringContaining(`job "${name}" (id 12`)]);
    expect(deleted.at(-1)?.body).toEqual({ job_id: 12 });
    // Neither an ID nor a name: what the platform says about a number can be about anything.
    expect(textOf(await call("get_job", { job_id: "7" }))).toContain("INVALID_PARAMETER_VALUE");
    const text = textOf(await call("get_job", { job_id: "q" }));
    expect(text).toMatch(/^\d/.test(name) ? /INVALID_PARAMETER_VALUE/ : /No job that/);
  });

  test("an error about another argument stays the platform's, also if the ID is a short number", async () => {
    on("POST /api/2.0/mlflow/runs/search", () =>
      platformError(400, "INVALID_PARAMETER_VALUE", "Invalid clause(s) in filter string: 'or'"),
    );
    on("GET /api/2.0/mlflow/experiments/get-by-name", () =>
      platformError(404, "RESOURCE_DOES_NOT_EXIST", "Could not find experiment"),
    );
    on("POST /api/2.0/mlflow/experiments/search", {});
    const { call } = await connect();
    const answer = textOf(
      await call("search_runs", { experiment_ids: ["3042111"], filter: "metrics.auc > 0.8 or params.a = 'x'" }),
    );
    expect(answer).toContain("Invalid clause(s) in filter string: 'or'");
    expect(answer).not.toContain("No experiment");
  });

  test("is accepted under the usual names", async () => {
    on(LIST, { jobs: [job(12, "nightly")] });
    on(GET, job(12, "nightly"));
    const { call } = await connect();
    for (const args of [{ job_name: "nightly" }, { job: "nightly" }]) {
      expect((await call("get_job", args)).structuredContent).toMatchObject({ job_id: "12" });
    }
  });

  test("may differ in case if it is the only one", async () => {
    on(LIST, { jobs: [job(11, "Nightly")] });
    on(GET, job(11, "Nightly"));
    const { call } = await connect();
    expect((await call("get_job", { job_id: "nightly" })).structuredContent).toMatchObject({ job_id: "11" });
  });

  test("of several objects is refused, with their IDs", async () => {
    on(LIST, { jobs: [job(11, "nightly", "ben@example.com"), job(12, "nightly")] });
    const deleted = on(DELETE, {});
    const { call } = await connect({ answer: yes });
    const { isError, content } = await call("delete_job", { job_id: "nightly" });
    const text = textOf({ content });
    expect(isError).toBe(true);
    expect(text).toContain("2 objects of kind job have this name; nothing was done. Call again with the ID");
    expect(text).toContain("nightly: 11, created by ben@example.com\nnightly: 12, created by ana@example.com");
    expect(deleted).toEqual([]);
  });

  test("that no object has is refused with the nearest names", async () => {
    on(LIST, { jobs: [] }, { jobs: [job(11, "nightly-etl"), job(12, "weekly"), job(13, "etl-of-sales")] });
    const { call } = await connect();
    const text = textOf(await call("run_job", { job_id: "nightly etl" }));
    expect(text).toContain("No job that this server's identity can see has this name or ID; nothing was done.");
    expect(text).toContain("nightly-etl: 11, created by ana@example.com\netl-of-sales: 13");
    expect(text).not.toContain("weekly");
  });

  test("is resolved before the user is asked, and must mean the same object afterwards", async () => {
    on(LIST, { jobs: [job(12, "nightly")] }, { jobs: [job(99, "nightly")] });
    on(GET, job(12, "nightly"));
    const deleted = on(DELETE, {});
    const { call, questions } = await connect({ answer: yes });
    const refused = await call("delete_job", { job_id: "nightly" });
    expect(JSON.stringify(questions)).toContain('job \\"nightly\\" (id 12');
    expect(textOf(refused)).toContain("since the user was asked, what this call changes has changed");
    expect(deleted).toEqual([]);
  });

  test("deletes the object that the question named", async () => {
    on(LIST, { jobs: [job(12, "nightly")] });
    on(GET, job(12, "nightly"));
    const deleted = on(DELETE, {});
    const { call } = await connect({ answer: yes });
    expect((await call("delete_job", { job_id: "nightly" })).structuredContent).toMatchObject({ job_id: "12" });
    expect(deleted[0]?.body).toEqual({ job_id: 12 });
  });

  test.each([[{ answer: yes }], [{ settings: { confirm: "never" as const, protect: ["other"] } }]])(
    "is not meant by an ID that exists: %j",
    async (options) => {
      on(LIST, { jobs: [job(99, "7")] });
      on(GET, ({ query }) => (query.job_id === "7" ? job(7, "seven") : job(99, "7")));
      const sent = on("POST /api/2.2/jobs/update", () =>
        platformError(400, "INVALID_PARAMETER_VALUE", "No such field."),
      );
      const { call } = await connect(options);
      await call("update_job", { job_id: "7", fields_to_remove: ["tagz"] });
      // The error is about another argument: the job with this name is neither asked about nor changed.
      expect(sent.map(({ body }) => body)).toEqual([{ job_id: 7, fields_to_remove: ["tagz"] }]);
    },
  );

  test("is taken by lists of IDs", async () => {
    on("GET /api/2.0/mlflow/experiments/get-by-name", { experiment: { experiment_id: "7", name: "/Users/a/churn" } });
    const seen = on("POST /api/2.0/mlflow/runs/search", { runs: [] });
    const { call } = await connect();
    await call("search_runs", { experiment_ids: ["/Users/a/churn", "9"] });
    expect(seen[0]?.body).toMatchObject({ experiment_ids: ["7", "9"] });
  });
});

describe("the last part of a path", () => {
  const BY_NAME = "GET /api/2.0/mlflow/experiments/get-by-name";
  const experiments = (...names: string[]) =>
    on("POST /api/2.0/mlflow/experiments/search", {
      experiments: names.map((name, index) => ({ experiment_id: String(index + 7), name })),
    });

  test("stands for the one object whose path ends with it", async () => {
    on(BY_NAME, platformError(404, "RESOURCE_DOES_NOT_EXIST", "no"));
    const searched = experiments("/Users/a/churn", "/Users/a/more-churn");
    const seen = on("POST /api/2.0/mlflow/runs/search", { runs: [] });
    const { call } = await connect();
    await call("search_runs", { experiment_ids: "churn" });
    expect(searched[0]?.body).toMatchObject({ filter: "name LIKE '%/churn'" });
    expect(seen[0]?.body).toMatchObject({ experiment_ids: ["7"] });
  });

  test("of two objects is not guessed", async () => {
    on(BY_NAME, platformError(404, "RESOURCE_DOES_NOT_EXIST", "no"));
    experiments("/Users/a/churn", "/Users/b/churn");
    const { call } = await connect();
    const text = textOf(await call("search_runs", { experiment_ids: "churn" }));
    expect(text).toContain("2 objects of kind experiment have this name; nothing was done.");
    expect(text).toContain("/Users/a/churn: 7\n/Users/b/churn: 8");
  });

  test("finds a deleted object if no active one ends with it", async () => {
    on(BY_NAME, platformError(404, "RESOURCE_DOES_NOT_EXIST", "no"));
    const searched = on("POST /api/2.0/mlflow/experiments/search", ({ body }) =>
      Object(body).view_type === "DELETED_ONLY"
        ? { experiments: [{ experiment_id: "7", name: "/Users/a/churn" }] }
        : { experiments: [] },
    );
    const restored = on("POST /api/2.0/mlflow/experiments/restore", {});
    const { call } = await connect();
    await call("restore_experiment", { experiment_id: "churn" });
    expect(restored[0]?.body).toMatchObject({ experiment_id: "7" });
    expect(searched).toHaveLength(2);
  });

  test("stands for an experiment in the permissions tools too", async () => {
    on(BY_NAME, platformError(404, "RESOURCE_DOES_NOT_EXIST", "no"));
    experiments("/Users/a/churn");
    on("GET /api/2.0/mlflow/experiments/get", { experiment: { experiment_id: "7", name: "/Users/a/churn" } });
    const seen = on("GET /api/2.0/permissions/experiments/7", { access_control_list: [] });
    const { call } = await connect();
    expect((await call("get_permissions", { object_type: "experiments", object_id: "churn" })).isError).toBeFalsy();
    expect(seen).toHaveLength(1);
  });
});

/** The other kinds: a tool, the list that it is looked up in, and the request with the ID that was found. */
const KINDS: readonly [tool: string, args: object, list: `GET /${string}`, listed: object, `GET /${string}`, object][] =
  [
    [
      "get_cluster",
      { cluster_id: "shared" },
      "GET /api/2.1/clusters/list",
      { clusters: [{ cluster_id: "0115-093012-abcd1234", cluster_name: "shared", state: "RUNNING" }] },
      "GET /api/2.1/clusters/get",
      { cluster_id: "0115-093012-abcd1234", cluster_name: "shared", state: "RUNNING" },
    ],
    [
      "get_warehouse",
      { warehouse_id: "Shared" },
      "GET /api/2.0/sql/warehouses",
      { warehouses: [{ id: "7e083095329f3ca5", name: "Shared", state: "RUNNING" }] },
      "GET /api/2.0/sql/warehouses/7e083095329f3ca5",
      { id: "7e083095329f3ca5", name: "Shared", state: "RUNNING" },
    ],
    [
      "get_pipeline",
      { pipeline_id: "daily" },
      "GET /api/2.0/pipelines",
      { statuses: [{ pipeline_id: "e0f01758-cc61-11eb-b8bc-0242ac130003", name: "daily", state: "IDLE" }] },
      "GET /api/2.0/pipelines/e0f01758-cc61-11eb-b8bc-0242ac130003",
      { pipeline_id: "e0f01758-cc61-11eb-b8bc-0242ac130003", name: "daily", state: "IDLE" },
    ],
    [
      "get_alert",
      { alert_id: "Low stock" },
      "GET /api/2.0/alerts",
      { alerts: [{ id: "01f0f3a1-7c3e-1a2b-9d4e-5f60718293a4", display_name: "Low stock" }] },
      "GET /api/2.0/alerts/01f0f3a1-7c3e-1a2b-9d4e-5f60718293a4",
      { id: "01f0f3a1-7c3e-1a2b-9d4e-5f60718293a4", display_name: "Low stock" },
    ],
    [
      "get_query",
      { query_id: "Revenue" },
      "GET /api/2.0/sql/queries",
      { results: [{ id: "01f0f3a1-7c3e-1a2b-9d4e-5f60718293a4", display_name: "Revenue" }] },
      "GET /api/2.0/sql/queries/01f0f3a1-7c3e-1a2b-9d4e-5f60718293a4",
      { id: "01f0f3a1-7c3e-1a2b-9d4e-5f60718293a4", display_name: "Revenue" },
    ],
    [
      "get_genie_space",
      { space_id: "Sales" },
      "GET /api/2.0/genie/spaces",
      { spaces: [{ space_id: "01f0f3a17c3e1a2b9d4e5f60718293a4", title: "Sales" }] },
      "GET /api/2.0/genie/spaces/01f0f3a17c3e1a2b9d4e5f60718293a4",
      { space_id: "01f0f3a17c3e1a2b9d4e5f60718293a4", title: "Sales" },
    ],
    [
      "get_instance_pool",
      { instance_pool_id: "workers" },
      "GET /api/2.0/instance-pools/list",
      { instance_pools: [{ instance_pool_id: "0115-100000-pool42-pool-AbCdEf12", instance_pool_name: "workers" }] },
      "GET /api/2.0/instance-pools/get",
      { instance_pool_id: "0115-100000-pool42-pool-AbCdEf12", instance_pool_name: "workers", node_type_id: "m5" },
    ],
    [
      "get_cluster_policy",
      { policy_id: "Small" },
      "GET /api/2.0/policies/clusters/list",
      { policies: [{ policy_id: "ABCD1234567890EF", name: "Small" }] },
      "GET /api/2.0/policies/clusters/get",
      { policy_id: "ABCD1234567890EF", name: "Small" },
    ],
    [
      "get_ip_access_list",
      { list_id: "head office" },
      "GET /api/2.0/ip-access-lists",
      { ip_access_lists: [{ list_id: "d8b1f0a2-1111-2222-3333-444455556666", label: "head office" }] },
      "GET /api/2.0/ip-access-lists/d8b1f0a2-1111-2222-3333-444455556666",
      { ip_access_list: { list_id: "d8b1f0a2-1111-2222-3333-444455556666", label: "head office" } },
    ],
    [
      "get_global_init_script",
      { script_id: "certs" },
      "GET /api/2.0/global-init-scripts",
      { scripts: [{ script_id: "223C6A5C0E4B1F2D", name: "certs" }] },
      "GET /api/2.0/global-init-scripts/223C6A5C0E4B1F2D",
      { script_id: "223C6A5C0E4B1F2D", name: "certs", script: "IyEvYmluL2Jhc2g=" },
    ],
    [
      "get_notification_destination",
      { id: "on-call" },
      "GET /api/2.0/notification-destinations",
      { results: [{ id: "9a1f0000-1111-2222-3333-444455556666", display_name: "on-call" }] },
      "GET /api/2.0/notification-destinations/9a1f0000-1111-2222-3333-444455556666",
      { id: "9a1f0000-1111-2222-3333-444455556666", display_name: "on-call" },
    ],
    [
      "get_repo",
      { repo_id: "/Users/a/etl" },
      "GET /api/2.0/repos",
      { repos: [{ id: 42, path: "/Users/a/etl" }] },
      "GET /api/2.0/repos/42",
      { id: 42, path: "/Users/a/etl" },
    ],
    [
      "get_permissions",
      { object_type: "pipelines", object_id: "daily" },
      "GET /api/2.0/pipelines",
      { statuses: [{ pipeline_id: "e0f01758-cc61-11eb-b8bc-0242ac130003", name: "daily" }] },
      "GET /api/2.0/permissions/pipelines/e0f01758-cc61-11eb-b8bc-0242ac130003",
      { access_control_list: [] },
    ],
  ];

describe("names of other kinds", () => {
  test.each(KINDS)("%s %j", async (tool, args, list, listed, get, found) => {
    on("GET /api/2.0/pipelines/e0f01758-cc61-11eb-b8bc-0242ac130003", {
      pipeline_id: "e0f01758-cc61-11eb-b8bc-0242ac130003",
      name: "daily",
    });
    on("GET /api/2.0/genie/spaces/01f0f3a17c3e1a2b9d4e5f60718293a4/conversations", {});
    on(list, listed);
    const seen = on(get, found);
    const { call } = await connect();
    const result = await call(tool, { ...args });
    expect([textOf(result), result.isError]).toEqual([expect.any(String), undefined]);
    expect(seen).toHaveLength(1);
  });
});

test("the platform's IDs are not looked up", () => {
  for (const id of [
    "620471903311642",
    "0115-093012-abcd1234",
    "7e083095329f3ca5",
    "e0f01758-cc61-11eb-b8bc-0242ac130003",
    "01f0f3a17c3e1a2b9d4e5f60718293a4",
    "0115-100000-pool42-pool-AbCdEf12",
  ]) {
    expect([id, looksLikeId(id)]).toEqual([id, true]);
  }
  for (const name of ["nightly-etl", "Shared", "2026 budget", "/Users/a/churn", "etl", "0115-load"]) {
    expect([name, looksLikeId(name)]).toEqual([name, false]);
  }
});

test("every required argument with the ID of an object that people know by name takes the name", () => {
  const known =
    /^(job|cluster|warehouse|pipeline|dashboard|space|experiment|alert|query|instance_pool|repo|list|script)_ids?$/;
  const arguments_ = catalogue.flatMap((tool) =>
    Object.keys(tool.input.shape)
      .filter((argument) => known.test(argument) && !namedArguments(tool).includes(argument))
      .map((argument) => `${tool.name}(${argument})`),
  );
  expect(arguments_).toEqual([]);
});
