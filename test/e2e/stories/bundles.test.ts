import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const ROOT = "/Users/ana@example.com/shop";
const DEV = { path: ROOT };

const main = (comment: string) => `bundle:
  name: shop
include: [resources/*.yml]
variables:
  catalog:
    default: main
targets:
  dev:
    mode: development
    default: true
  prod:
    mode: production
    workspace:
      root_path: /Workspace/Shared/.bundle/\${bundle.name}
    permissions:
      - { level: CAN_VIEW, group_name: analysts }
resources:
  schemas:
    lab:
      catalog_name: \${var.catalog}
      name: bundle_lab
      comment: ${comment}
  volumes:
    drops:
      catalog_name: \${var.catalog}
      schema_name: \${resources.schemas.lab.name}
      name: drops
`;
const JOB = `resources:
  jobs:
    nightly:
      name: nightly-shop
      schedule: { quartz_cron_expression: "0 0 5 * * ?", timezone_id: UTC }
      tasks:
        - task_key: hello
          notebook_task: { notebook_path: ../src/hello.py }
        - task_key: refresh
          depends_on: [{ task_key: hello }]
          pipeline_task: { pipeline_id: "\${resources.pipelines.daily.id}" }
  pipelines:
    daily:
      name: daily-shop
      catalog: \${var.catalog}
      schema: sales
      serverless: true
      libraries:
        - notebook: { path: ../src/daily.sql }
`;

test("a bundle in the workspace: validated, planned, deployed, changed, extended, destroyed", {
  timeout: 60_000,
}, async () => {
  const { call, failure } = story;
  const write = (path: string, content: string) =>
    call("write_file", { path: `${ROOT}/${path}`, content, overwrite: true });
  for (const folder of ["src", "resources"]) {
    await call("call_api", { operation: "workspace.mkdirs", parameters: { path: `${ROOT}/${folder}` } });
  }
  await write("databricks.yml", main("From the bundle"));
  await write("resources/nightly.yml", JOB);
  expect(await failure("plan_bundle", DEV)).toContain("src/hello.py, which does not exist");
  await call("import_notebook", {
    path: `${ROOT}/src/hello`,
    content: "print('hello')",
    language: "PYTHON",
    format: "SOURCE",
  });
  const sql = "CREATE OR REFRESH MATERIALIZED VIEW daily AS SELECT 1 AS n";
  await call("import_notebook", { path: `${ROOT}/src/daily`, content: sql, language: "SQL", format: "SOURCE" });

  const files = `/Workspace${ROOT}`;
  expect(await call("plan_bundle", DEV)).toMatchObject({
    name: "shop",
    target: "dev",
    files,
    summary: "4 create",
    actions: ["schemas.lab", "volumes.drops", "pipelines.daily", "jobs.nightly"].map((resource) => ({ resource })),
  });
  expect(await call("deploy_bundle", DEV)).toMatchObject({
    done: ["schemas.lab", "volumes.drops", "pipelines.daily", "jobs.nightly"].map((key) =>
      expect.stringMatching(new RegExp(`^create ${key} \\(id [\\w.-]+\\)$`)),
    ),
  });
  const planned = await call("plan_bundle", DEV);
  expect(planned).toMatchObject({ summary: "4 unchanged" });
  const ids = Object.fromEntries(
    (planned.actions as { resource: string; id: string }[]).map((one) => [one.resource, one.id]),
  );
  const job_id = ids["jobs.nightly"];
  const settings = JSON.stringify(await call("get_job", { job_id }));
  expect(settings).toContain("[dev ana] nightly-shop");
  expect(settings).toContain("PAUSED");
  expect(settings).toContain(`${files}/src/hello`);
  expect(settings).toContain(ids["pipelines.daily"]);
  expect(await call("list_volumes", { full_name: "main.dev_ana_bundle_lab" })).toMatchObject({
    volumes: [{ name: "drops" }],
  });

  await write("databricks.yml", main("Changed"));
  expect(await call("plan_bundle", DEV)).toMatchObject({
    summary: "1 update, 3 unchanged",
    actions: expect.arrayContaining([expect.objectContaining({ resource: "schemas.lab", fields: ["comment"] })]),
  });
  await call("deploy_bundle", DEV);

  // An existing job comes under the bundle: the deployment then changes it and creates none.
  const task = { task_key: "t", notebook_task: { notebook_path: `${files}/src/hello` } };
  const old = await call("create_job", { name: "by-hand", tasks: [task] });
  const imported = { ...DEV, kind: "jobs", id: old.job_id, key: "by_hand" };
  expect(await call("import_bundle_resource", imported)).toMatchObject({
    file: `${files}/resources/by_hand.job.yml`,
    note: "plan_bundle shows what a deployment would change.",
  });
  expect(await failure("import_bundle_resource", imported)).toContain("has a resource jobs.by_hand already");
  expect(await call("plan_bundle", DEV)).toMatchObject({ summary: expect.stringContaining("1 update") });
  await call("deploy_bundle", DEV);
  expect(await call("get_job", { job_id: old.job_id })).toMatchObject({ name: "[dev ana] by-hand" });

  expect(await call("destroy_bundle", DEV)).toMatchObject({
    done: expect.arrayContaining(["delete jobs.nightly", "delete jobs.by_hand", "delete schemas.lab"]),
  });
  expect(await failure("get_job", { job_id })).toContain("not");
  expect(await call("plan_bundle", DEV)).toMatchObject({ summary: "5 create" });
});

test("a production target has a copy of the files, and permissions", { timeout: 60_000 }, async () => {
  const { call } = story;
  const prod = { path: ROOT, target: "prod" };
  const files = "/Workspace/Shared/.bundle/shop/files";
  expect(await call("deploy_bundle", prod)).toMatchObject({ files, summary: "5 create" });
  const list = await call("call_api", { operation: "workspace.list", parameters: { path: `${files}/src` } });
  expect(JSON.stringify(list)).toContain("hello");
  const { actions } = await call("plan_bundle", prod);
  const job = (actions as { resource: string; id: string }[]).find(({ resource }) => resource === "jobs.nightly");
  expect(await call("get_job", { job_id: job?.id })).toMatchObject({ name: "nightly-shop" });
  const access = await call("get_permissions", { object_type: "jobs", object_id: job?.id });
  expect(JSON.stringify(access)).toContain("analysts");
  await call("destroy_bundle", prod);
});
