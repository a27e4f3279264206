import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const HOME = "/Users/ana@example.com";
const ROOT = `${HOME}/shop`;
const STATE = `${HOME}/.bundle/shop/dev/state`;
const accept = () => ({ action: "accept" as const, content: { confirm: true } });
const YAML = `bundle: { name: shop }
targets: { dev: { mode: development } }
resources:
  schemas: { lab: { catalog_name: main, name: lab, comment: Lab } }
  jobs:
    nightly:
      name: nightly
      run_as: { user_name: bob }
      permissions: [{ level: CAN_VIEW, group_name: all }]
      tasks: [{ task_key: t, notebook_task: { notebook_path: ./hello.py } }]
`;
const base64 = (text: string) => Buffer.from(text).toString("base64");
/** Paths in requests: the platform knows them with and without /Workspace. */
const short = (path: unknown) => String(path).replace(/^\/Workspace/, "");

/** A workspace with these files; what is imported is added. */
function workspace(files: Record<string, string>) {
  const there = new Map(Object.entries({ [`${ROOT}/databricks.yml`]: YAML, [`${ROOT}/hello`]: "print(1)", ...files }));
  const path = ({ query }: Seen) => short(query.path);
  const missing = platformError(404, "RESOURCE_DOES_NOT_EXIST", "no such object");
  on("GET /api/2.0/preview/scim/v2/Me", { id: "1", userName: "ana@example.com" });
  on("GET /api/2.0/workspace/list", (seen) => ({
    objects: [...there.keys()]
      .filter((one) => one.slice(0, one.lastIndexOf("/")) === path(seen))
      .map((one) => ({ path: one, object_type: one.endsWith("hello") ? "NOTEBOOK" : "FILE", language: "PYTHON" })),
  }));
  on("GET /api/2.0/workspace/get-status", (seen) =>
    there.has(path(seen)) ? { path: path(seen), object_type: "FILE" } : missing.clone(),
  );
  on("GET /api/2.0/workspace/export", (seen) => ({ content: base64(there.get(path(seen)) ?? "") }));
  on("POST /api/2.0/workspace/mkdirs", {});
  on("POST /api/2.0/workspace/import", ({ body }) => {
    const { path, content, overwrite } = body as { path: string; content: string; overwrite: boolean };
    if (there.has(short(path)) && !overwrite) return platformError(400, "RESOURCE_ALREADY_EXISTS", "exists");
    there.set(short(path), Buffer.from(content, "base64").toString());
    return {};
  });
  on("POST /api/2.0/workspace/delete", ({ body }) => {
    const { path, recursive } = body as { path: string; recursive: boolean };
    const gone = short(path);
    const isFull = [...there.keys()].some((one) => one.startsWith(`${gone}/`));
    if (isFull && !recursive) return platformError(400, "DIRECTORY_NOT_EMPTY", "not empty");
    for (const one of [...there.keys()]) if (one === gone || one.startsWith(`${gone}/`)) there.delete(one);
    return {};
  });
  return there;
}

const stateFile = (state: object) =>
  JSON.stringify({ state_version: 2, cli_version: "1.13.0", lineage: "l", serial: 4, state });
const stored = (files: Map<string, string>) => JSON.parse(files.get(`${STATE}/resources.json`) ?? "{}");
const args = { path: ROOT };
const LAB = { catalog_name: "main", name: "dev_ana_lab", comment: "Lab" };

describe("plan_bundle of a bundle with problems", () => {
  test("returns where it goes", async () => {
    workspace({});
    const { call } = await connect();
    expect((await call("plan_bundle", args)).structuredContent).toMatchObject({
      name: "shop",
      target: "dev",
      mode: "development",
      deployed_to: `/Workspace${HOME}/.bundle/shop/dev`,
      files: `/Workspace${ROOT}`,
      summary: "2 create",
    });
  });

  test.each([
    [{ [`${ROOT}/databricks.yml`]: "bundle: [" }, "is not valid YAML"],
    [{ [`${ROOT}/databricks.yml`]: "just text" }, "does not contain a map"],
    [{ [`${ROOT}/databricks.yml`]: "include: [no.yml]" }, "included file no.yml is missing"],
    [{ [`${ROOT}/databricks.yml`]: "include: ['../x.yml']" }, "include must stay in the bundle"],
    [{ [`${ROOT}/databricks.yml`]: YAML.replace("./hello.py", "./none.py") }, "none.py, which does not exist"],
    [{ [`${ROOT}/databricks.yml`]: YAML.replace("./hello.py", "../../x.py") }, "outside the bundle"],
  ])("%j: %s", async (files, problem) => {
    workspace(files);
    const { call } = await connect();
    const said = textOf(await call("plan_bundle", args));
    expect(said).toContain("The bundle cannot be deployed as it is. Nothing was changed.");
    expect(said).toContain(problem);
  });

  test("a folder without a bundle", async () => {
    workspace({});
    const { call } = await connect();
    expect(textOf(await call("plan_bundle", { path: HOME }))).toContain("has no databricks.yml");
  });
});

describe("plan_bundle", () => {
  test("compares with the state of the CLI", async () => {
    const job = {
      name: "[dev ana] nightly",
      run_as: { user_name: "bob" },
      queue: { enabled: true },
      format: "MULTI_TASK",
      edit_mode: "UI_LOCKED",
      deployment: { metadata_file_path: `/Workspace${STATE}/metadata.json`, kind: "BUNDLE" },
    };
    workspace({
      [`${STATE}/resources.json`]: stateFile({
        "resources.schemas.lab": { __id__: "main.dev_ana_lab", state: LAB },
        "resources.jobs.nightly": { __id__: "12345678901234567", state: job },
        "resources.volumes.old": {
          __id__: "main.a.old",
          state: { catalog_name: "main", schema_name: "a", name: "old" },
        },
      }),
    });
    on("GET /api/2.1/unity-catalog/schemas/main.dev_ana_lab", LAB);
    on("GET /api/2.2/jobs/get", { job_id: 1 });
    const { call } = await connect();
    expect((await call("plan_bundle", args)).structuredContent).toMatchObject({
      summary: "1 update, 1 delete, 1 unchanged",
      actions: [
        { action: "delete", resource: "volumes.old", name: "main.a.old" },
        { action: "unchanged", resource: "schemas.lab" },
        {
          action: "update",
          resource: "jobs.nightly",
          id: "12345678901234567",
          fields: ["max_concurrent_runs", "tags", "tasks"],
        },
      ],
      permissions: ["jobs.nightly"],
    });
  });

  test("another name of a schema means a new one; an object that is gone is created", async () => {
    workspace({
      [`${STATE}/resources.json`]: stateFile({
        "resources.schemas.lab": { __id__: "main.other", state: { ...LAB, name: "other" } },
        "resources.jobs.nightly": { __id__: "1", state: {} },
      }),
    });
    on("GET /api/2.1/unity-catalog/schemas/main.other", LAB);
    on("GET /api/2.2/jobs/get", platformError(404, "RESOURCE_DOES_NOT_EXIST", "gone"));
    const { call } = await connect();
    expect((await call("plan_bundle", args)).structuredContent).toMatchObject({ summary: "1 create, 1 recreate" });
  });

  test.each([
    [{ [`${STATE}/terraform.tfstate`]: "{}" }, "bundle deployment migrate"],
    [
      { [`${STATE}/resources.json`]: stateFile({}).replace('"state_version":2', '"state_version":9') },
      "newer Databricks CLI",
    ],
    [{ [`${STATE}/resources.json`]: "{" }, "cannot be read"],
  ])("a state that only the CLI can use: %j", async (files, problem) => {
    workspace(files);
    const { call } = await connect();
    expect(textOf(await call("plan_bundle", args))).toContain(problem);
  });
});

describe("deploy_bundle", () => {
  const creating = () => {
    const schema = on("POST /api/2.1/unity-catalog/schemas", { full_name: "main.dev_ana_lab" });
    const job = on("POST /api/2.2/jobs/create", { job_id: 77 });
    const granted = on("PATCH /api/2.0/permissions/:type/:id", {});
    return { schema, job, granted };
  };

  test("shows the plan in the question, then creates, keeps the state and frees the lock", async () => {
    const files = workspace({});
    const { schema, job, granted } = creating();
    const { call, questions } = await connect({ answer: accept });
    const result = await call("deploy_bundle", args);
    expect(questions).toHaveLength(1);
    for (const part of [
      'Deploy 4 objects:\n- bundle "shop"',
      'Target "dev": 2 create.',
      "create schemas.lab (main.dev_ana_lab)",
      "create jobs.nightly ([dev ana] nightly)",
      'permissions of jobs.nightly: [{"level":"CAN_VIEW","group_name":"all"}]',
      "bob",
    ]) {
      expect(questions[0]).toContain(part);
    }
    expect(schema[0]?.body).toEqual(LAB);
    expect(job[0]?.body).toMatchObject({
      name: "[dev ana] nightly",
      tasks: [{ notebook_task: { notebook_path: `/Workspace${ROOT}/hello` } }],
    });
    expect(granted[0]).toMatchObject({
      path: "/api/2.0/permissions/jobs/77",
      body: { access_control_list: [{ group_name: "all", permission_level: "CAN_VIEW" }] },
    });
    expect(result.structuredContent).toMatchObject({
      summary: "2 create",
      done: ["create schemas.lab (id main.dev_ana_lab)", "create jobs.nightly (id 77)", "permissions of jobs.nightly"],
    });
    expect(stored(files)).toMatchObject({
      state_version: 2,
      serial: 3,
      state: {
        "resources.schemas.lab": { __id__: "main.dev_ana_lab", state: LAB },
        "resources.jobs.nightly": { __id__: "77" },
      },
    });
    expect([...files.keys()].some((path) => path.endsWith("deploy.lock"))).toBe(false);
  });

  test("a change that is refused keeps what was done, and says so", async () => {
    const files = workspace({});
    creating();
    on("POST /api/2.2/jobs/create", platformError(400, "INVALID_PARAMETER_VALUE", "No such user bob"));
    const { call } = await connect({ answer: accept });
    const said = textOf(await call("deploy_bundle", args));
    expect(said).toContain("stopped at create jobs.nightly. Done before: create schemas.lab.");
    expect(said).toContain("No such user bob");
    expect(Object.keys(stored(files).state)).toEqual(["resources.schemas.lab"]);
    expect([...files.keys()].some((path) => path.endsWith("deploy.lock"))).toBe(false);
  });

  test("permissions that are refused are a step like the others", async () => {
    workspace({});
    creating();
    on("PATCH /api/2.0/permissions/:type/:id", platformError(404, "RESOURCE_DOES_NOT_EXIST", "No such group all"));
    const { call } = await connect({ answer: accept });
    expect(textOf(await call("deploy_bundle", args))).toContain(
      "stopped at permissions of jobs.nightly. Done before: create schemas.lab; create jobs.nightly.",
    );
  });

  test("not while someone else deploys", async () => {
    workspace({ [`${STATE}/deploy.lock`]: "{}" });
    const { call } = await connect({ answer: accept });
    expect(textOf(await call("deploy_bundle", args))).toContain("Someone else is deploying this bundle");
  });

  test("the question has what the tools for one object would ask about", async () => {
    const yaml = `bundle: { name: shop }
resources:
  volumes: { raw: { catalog_name: main, schema_name: a, name: raw, storage_location: "s3://elsewhere/x" } }
  clusters:
    big: { cluster_name: big, spark_version: "15", num_workers: 1, autotermination_minutes: 0, ssh_public_keys: [ssh-eve] }
  dashboards: { sales: { display_name: sales, serialized_dashboard: "{}", embed_credentials: true } }
  jobs:
    nightly:
      name: nightly
      access_control_list: [{ group_name: users, permission_level: CAN_MANAGE }]
      job_clusters: [{ job_cluster_key: c, new_cluster: { spark_env_vars: { LD_PRELOAD: /Volumes/a/b/c/x.so } } }]
      tasks: [{ task_key: p, pipeline_task: { pipeline_id: p1, full_refresh: true } }]
`;
    workspace({ [`${ROOT}/databricks.yml`]: yaml });
    on("GET /api/2.0/pipelines/p1", { pipeline_id: "p1", name: "orders" });
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    await call("deploy_bundle", args);
    for (const line of [
      '"volumes.raw": It sets storage_location to "s3://elsewhere/x".',
      '"clusters.big": It sets ssh_public_keys[0] to "ssh-eve".',
      '"clusters.big": It never terminates while idle.',
      '"dashboards.sales": It sets embed_credentials to "true".',
      '"jobs.nightly": It sets access_control_list[0].permission_level to "CAN_MANAGE".',
      '"jobs.nightly": Its pipelines empty tables and rebuild them: rows that their sources no longer have are permanently lost.',
      '"jobs.nightly": These Spark settings and variables decide which code runs on its nodes.',
    ]) {
      expect(questions[0]).toContain(line);
    }
    expect(questions[0]).toContain('to "/Volumes/a/b/c/x.so".');
  });

  test("a protected pipeline that a task runs is not touched, and resources of the bundle are part of its plan", async () => {
    const tasks = (pipeline_id: string) =>
      YAML.replace(
        /tasks: .*/,
        `tasks: [{ task_key: p, pipeline_task: { pipeline_id: ${pipeline_id}, full_refresh: true } }]`,
      );
    const own = "  pipelines: { etl: { name: etl, catalog: main, schema: a, libraries: [] } }\n";
    workspace({ [`${ROOT}/databricks.yml`]: tasks("p1") });
    on("GET /api/2.0/pipelines/p1", { pipeline_id: "p1", name: "orders" });
    const { call } = await connect({ answer: accept, settings: { protect: ["orders"] } });
    expect(textOf(await call("deploy_bundle", args))).toContain("the operator protects this object");
    workspace({ [`${ROOT}/databricks.yml`]: `${tasks(`"\${resources.pipelines.etl.id}"`)}${own}` });
    const other = await connect({ answer: () => ({ action: "decline" }) });
    await other.call("deploy_bundle", args);
    expect(other.questions[0]).toContain("Its pipelines empty tables and rebuild them");
  });

  test("a name cannot pose as a line of the plan", async () => {
    const name = JSON.stringify("x)\ndelete schemas.tmp (tmp");
    workspace({ [`${ROOT}/databricks.yml`]: YAML.replace("name: nightly", `name: ${name}`) });
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    await call("deploy_bundle", args);
    expect(questions[0]).toContain("delete schemas.tmp (tmp");
    expect(questions[0]).not.toContain("\n| delete");
  });

  test("the question says if a job that gets other code runs as someone else", async () => {
    const yaml = YAML.replace("      run_as: { user_name: bob }\n", "").replace(/^.*permissions.*\n/m, "");
    workspace({
      [`${ROOT}/databricks.yml`]: yaml,
      [`${STATE}/resources.json`]: stateFile({ "resources.jobs.nightly": { __id__: "1", state: { name: "x" } } }),
    });
    on("GET /api/2.2/jobs/get", { job_id: 1, run_as_user_name: "bob@example.com", settings: { name: "nightly" } });
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    await call("deploy_bundle", args);
    expect(questions[0]).toContain('"jobs.nightly": It runs as "bob@example.com", and so does the code that it gets.');
  });

  test("declined, nothing is sent", async () => {
    const files = workspace({});
    const { schema } = creating();
    const { call } = await connect({ answer: () => ({ action: "decline" as const }) });
    await call("deploy_bundle", args);
    expect(schema).toHaveLength(0);
    expect(files.has(`${STATE}/resources.json`)).toBe(false);
  });

  test("a protected object is not touched", async () => {
    workspace({});
    const { call } = await connect({ answer: accept, settings: { protect: ["main.dev_ana_lab"] } });
    expect(textOf(await call("deploy_bundle", args))).toContain("--protect main.dev_ana_lab");
  });

  test("updates, recreates and deletes ask about what is lost", async () => {
    const files = workspace({
      [`${STATE}/resources.json`]: stateFile({
        "resources.schemas.lab": { __id__: "main.other", state: { ...LAB, name: "other" } },
        "resources.jobs.nightly": { __id__: "1", state: {} },
        "resources.volumes.old": { __id__: "main.a.old", state: { name: "old" } },
      }),
    });
    creating();
    on("GET /api/2.1/unity-catalog/schemas/main.other", LAB);
    on("GET /api/2.2/jobs/get", { job_id: 1 });
    const dropped = on("DELETE /api/2.1/unity-catalog/schemas/main.other", {});
    const removed = on("DELETE /api/2.1/unity-catalog/volumes/main.a.old", platformError(404, "NOT_FOUND", "gone"));
    const reset = on("POST /api/2.2/jobs/reset", {});
    const { call, questions } = await connect({ answer: accept });
    const result = await call("deploy_bundle", args);
    expect(questions[0]).toContain("Its tables, views, volumes and models are lost with it.");
    expect(questions[0]).toContain('Changes made outside the bundle to these are lost: "jobs.nightly".');
    expect([dropped.length, removed.length]).toEqual([1, 1]);
    expect(reset[0]?.body).toMatchObject({ job_id: 1, new_settings: { name: "[dev ana] nightly" } });
    expect(result.structuredContent).toMatchObject({ summary: "1 update, 1 recreate, 1 delete" });
    expect(Object.keys(stored(files).state).sort()).toEqual([
      "resources.jobs.nightly",
      "resources.jobs.nightly.permissions",
      "resources.schemas.lab",
    ]);
  });
});

describe("destroy_bundle", () => {
  test("asks, deletes in reverse order and removes what is left", async () => {
    const files = workspace({
      [`${STATE}/resources.json`]: stateFile({
        "resources.schemas.lab": { __id__: "main.dev_ana_lab", state: LAB },
        "resources.jobs.nightly": { __id__: "1", state: { name: "nightly" } },
        "resources.jobs.nightly.permissions": { __id__: "/jobs/1", state: {} },
      }),
    });
    on("GET /api/2.2/jobs/get", { job_id: 1, settings: { name: "nightly" } });
    on("DELETE /api/2.1/unity-catalog/schemas/main.dev_ana_lab", {});
    on("POST /api/2.2/jobs/delete", {});
    const { call, questions } = await connect({ answer: accept });
    const result = await call("destroy_bundle", args);
    expect(questions[0]).toContain('Destroy 4 objects:\n- bundle "shop"');
    expect(questions[0]).toContain("Its run history is lost with it.");
    expect(result.structuredContent).toMatchObject({ done: ["delete jobs.nightly", "delete schemas.lab"] });
    expect([...files.keys()].sort()).toEqual([`${ROOT}/databricks.yml`, `${ROOT}/hello`]);
  });
});

describe("destroy_bundle of a state with", () => {
  const deployed = (state: object) => workspace({ [`${STATE}/resources.json`]: stateFile(state) });
  const gone = platformError(404, "RESOURCE_DOES_NOT_EXIST", "gone");

  test("a job whose key starts with permissions, and grants, which go with their schema", async () => {
    deployed({
      "resources.schemas.lab": { __id__: "main.dev_ana_lab", state: LAB },
      "resources.schemas.lab.grants": { __id__: "schema/main.dev_ana_lab", state: {} },
      "resources.jobs.permissions_sync": { __id__: "7", state: { name: "sync" } },
    });
    on("GET /api/2.2/jobs/get", () => gone.clone());
    on("DELETE /api/2.1/unity-catalog/schemas/main.dev_ana_lab", gone.clone());
    const deleted = on("POST /api/2.2/jobs/delete", {});
    const { call } = await connect({ answer: accept });
    expect((await call("destroy_bundle", args)).structuredContent).toMatchObject({
      done: ["delete jobs.permissions_sync", "delete schemas.lab"],
    });
    expect(deleted[0]?.body).toEqual({ job_id: 7 });
  });

  test("a kind that only the CLI deletes: nothing is deleted, and the state stays", async () => {
    const files = deployed({ "resources.apps.shop": { __id__: "shop", state: {} } });
    const { call } = await connect({ answer: accept });
    expect(textOf(await call("destroy_bundle", args))).toContain("apps.shop needs the Databricks CLI");
    expect(files.has(`${STATE}/resources.json`)).toBe(true);
  });

  test("a job that cannot be deleted: the next step is destroy_bundle", async () => {
    deployed({ "resources.jobs.nightly": { __id__: "1", state: { name: "nightly" } } });
    on("GET /api/2.2/jobs/get", { job_id: 1, settings: { name: "nightly" } });
    on("POST /api/2.2/jobs/delete", platformError(403, "PERMISSION_DENIED", "not yours"));
    const { call } = await connect({ answer: accept });
    const said = textOf(await call("destroy_bundle", args));
    expect(said).toContain("stopped at delete jobs.nightly. Nothing was changed before.");
    expect(said).toContain("call destroy_bundle again");
  });
});

describe("A bundle's files, which anyone who writes in the folder decides,", () => {
  const rooted = (root_path: string, more = "") =>
    `bundle: { name: shop }\ntargets: { dev: { workspace: { root_path: ${root_path} } } }\n${more}`;
  const NIGHTLY = { job_id: 620, settings: { name: "nightly-etl" } };
  const victim = { [`${HOME}/thesis/one`]: "years of work" };

  test("do not have destroy_bundle delete a folder without a deployment", async () => {
    const files = workspace({ ...victim, [`${ROOT}/databricks.yml`]: rooted(`/Workspace${HOME}/thesis`) });
    const { call } = await connect({ settings: { confirm: "never" } });
    expect(textOf(await call("destroy_bundle", args))).toContain("The bundle is not deployed for this target");
    expect(files.has(`${HOME}/thesis/one`)).toBe(true);
  });

  test("have it ask, name the folders and keep other files of the root path", async () => {
    const state = { [`${HOME}/thesis/state/resources.json`]: stateFile({}) };
    const files = workspace({ ...victim, ...state, [`${ROOT}/databricks.yml`]: rooted(`/Workspace${HOME}/thesis`) });
    const { call, questions } = await connect({ answer: accept });
    await call("destroy_bundle", args);
    expect(questions[0]).toContain(`- folder "/Workspace${HOME}/thesis"`);
    expect(questions[0]).toContain(`deleted with all they contain: "/Workspace${HOME}/thesis/state", `);
    expect([...files.keys()].filter((path) => path.startsWith(`${HOME}/thesis/`))).toEqual([`${HOME}/thesis/one`]);
  });

  test.each(["deploy_bundle", "destroy_bundle"])("do not reach a protected folder: %s", async (tool) => {
    const state = { [`${HOME}/thesis/state/resources.json`]: stateFile({}) };
    const before = { ...victim, ...state, [`${ROOT}/databricks.yml`]: rooted(`/Workspace${HOME}/thesis`) };
    const files = [...workspace(before).keys()];
    const { call } = await connect({ answer: accept, settings: { protect: [`${HOME}/thesis/one`] } });
    expect(textOf(await call(tool, args))).toContain("the operator protects this object");
    expect(files).toEqual(expect.arrayContaining(Object.keys(before)));
  });

  test("are copied only after a question, also without other changes", async () => {
    const files = workspace({ [`${ROOT}/databricks.yml`]: rooted(`/Workspace${HOME}/thesis`) });
    const { call, questions } = await connect({ answer: () => ({ action: "decline" as const }) });
    await call("deploy_bundle", args);
    expect(questions[0]).toContain(`Files of the bundle replace those in "/Workspace${HOME}/thesis/files".`);
    expect([...files.keys()].filter((path) => path.startsWith(`${HOME}/thesis/`))).toEqual([]);
  });

  test.each(["/Workspace", "/Workspace/Shared", "/Workspace/Shared/../Users/x", "/Volumes/a/b/c", "Shared/x/y"])(
    "have no root path %s",
    async (root) => {
      workspace({ [`${ROOT}/databricks.yml`]: rooted(root) });
      const { call } = await connect();
      expect(textOf(await call("plan_bundle", args))).toContain("workspace.root_path must be a folder below");
    },
  );

  const forged = {
    "resources.jobs.tmp": { __id__: "0620", state: { name: "scratch" } },
    "resources.schemas.tmp": { __id__: "main.sales", state: { catalog_name: "dev", name: "tmp" } },
  };

  test("do not name the objects of a question: the platform does", async () => {
    workspace({ [`${STATE}/resources.json`]: stateFile(forged) });
    on("GET /api/2.2/jobs/get", NIGHTLY);
    const { call, questions } = await connect({ answer: () => ({ action: "decline" as const }) });
    await call("destroy_bundle", args);
    expect(questions[0]).toContain('- job "nightly-etl" (id 0620)\n- schema "main.sales"');
    expect(questions[0]).toContain("delete jobs.tmp (nightly-etl, id 0620, in the bundle: scratch)");
    expect(questions[0]).toContain('Deletes "nightly-etl".');
  });

  test.each(["nightly-etl", "620", "main.sales.orders"])("do not lift the protection of %s", async (protect) => {
    workspace({ [`${STATE}/resources.json`]: stateFile(forged) });
    on("GET /api/2.2/jobs/get", NIGHTLY);
    const { call } = await connect({ answer: accept, settings: { protect: [protect] } });
    expect(textOf(await call("destroy_bundle", args))).toContain(`--protect ${protect}`);
  });

  test.each([
    [
      "the permissions of an unchanged resource",
      "nightly-etl",
      "jobs: { ok: { permissions: [{ level: CAN_VIEW, group_name: all }] } }",
    ],
    [
      "the logs of a cluster",
      "main.sales.*",
      "clusters: { c: { cluster_name: c, cluster_log_conf: { volumes: { destination: /Volumes/main/sales/x } } } }",
    ],
    ["the tables of a pipeline", "main.sales.orders", "pipelines: { p: { name: p, catalog: main, schema: sales } }"],
    [
      "the folder of a dashboard",
      "/Shared/board",
      "dashboards: { d: { display_name: d, parent_path: /Shared/board } }",
    ],
  ])("do not change what is protected: %s", async (_, protect, resources) => {
    const own = { ...forged["resources.jobs.tmp"], state: {} };
    const state = { [`${STATE}/resources.json`]: stateFile({ "resources.jobs.ok": own }) };
    workspace({
      ...state,
      [`${ROOT}/databricks.yml`]: `bundle: { name: shop }\ntargets: { dev: {} }\nresources: { ${resources} }`,
    });
    on("GET /api/2.2/jobs/get", NIGHTLY);
    const { call } = await connect({ answer: accept, settings: { protect: [protect] } });
    expect(textOf(await call("deploy_bundle", args))).toContain(`--protect ${protect}`);
  });

  test("do not change the plan that the user has confirmed", async () => {
    const files = workspace({
      [`${ROOT}/databricks.yml`]: YAML.replace("resources:", "include: [more.yml]\nresources:"),
    });
    files.set(`${ROOT}/more.yml`, "resources: {}");
    const created = on("POST /api/2.2/jobs/create", { job_id: 77 });
    on("POST /api/2.1/unity-catalog/schemas", { full_name: "main.dev_ana_lab" });
    const { call } = await connect({
      answer: () => {
        files.set(
          `${ROOT}/more.yml`,
          "resources: { jobs: { nightly: { run_as: { user_name: eve } } } }".replace("nightly", "evil"),
        );
        return accept();
      },
    });
    expect(textOf(await call("deploy_bundle", args))).toContain("since the user");
    expect(created).toHaveLength(0);
  });
});

describe("import_bundle_resource", () => {
  test("does not take a protected job", async () => {
    workspace({});
    on("GET /api/2.2/jobs/get", { job_id: 5, settings: { name: "nightly-etl" } });
    const { call } = await connect({ settings: { protect: ["nightly-etl"] } });
    const said = textOf(await call("import_bundle_resource", { ...args, kind: "jobs", id: "5", key: "old" }));
    expect(said).toContain("--protect nightly-etl");
  });

  test("writes the configuration and records the ID; the question is the deployment's", async () => {
    const files = workspace({});
    on("GET /api/2.2/jobs/get", { job_id: 5, settings: { name: "old", format: "MULTI_TASK", timeout_seconds: 9 } });
    const { call, questions } = await connect({ answer: accept });
    const result = await call("import_bundle_resource", { ...args, kind: "jobs", id: "5", key: "old" });
    expect(questions).toEqual([]);
    expect(result.structuredContent).toEqual({
      file: `/Workspace${ROOT}/resources/old.job.yml`,
      resource: "jobs.old",
      note: expect.stringContaining("Add resources/*.yml to include"),
    });
    expect(files.get(`${ROOT}/resources/old.job.yml`)).toBe(
      "resources:\n  jobs:\n    old:\n      name: old\n      timeout_seconds: 9\n",
    );
    expect(stored(files).state).toMatchObject({ "resources.jobs.old": { __id__: "5" } });
  });

  test("a key that is taken", async () => {
    workspace({});
    on("GET /api/2.2/jobs/get", { job_id: 5, settings: { name: "old" } });
    const { call } = await connect();
    const said = textOf(await call("import_bundle_resource", { ...args, kind: "jobs", id: "5", key: "nightly" }));
    expect(said).toContain("has a resource jobs.nightly already");
  });
});
