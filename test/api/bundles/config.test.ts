import { describe, expect, test } from "vitest";
import { assembleBundle, type BundleChoice } from "../../../src/api/bundles/config.ts";
import { type BundleFile, BundleProblem } from "../../../src/api/bundles/files.ts";
import { referencesIn, replaceReferences } from "../../../src/api/bundles/references.ts";
import { mergeConfig } from "../../../src/api/bundles/values.ts";

const ROOT = "/Workspace/Users/ana@example.com/shop";
const choice: BundleChoice = { root: ROOT, variables: {}, user: "ana.b@example.com" };
const file = (config: object, name = "databricks.yml"): BundleFile => ({
  path: `${ROOT}/${name}`,
  config: config as BundleFile["config"],
});
const assemble = (config: object, more: Partial<BundleChoice> = {}) =>
  assembleBundle([file({ bundle: { name: "shop" }, ...config })], { ...choice, ...more });
const job = (fields: object) => ({ resources: { jobs: { nightly: { name: "nightly", ...fields } } } });

describe("values", () => {
  test("maps are merged, lists joined, and tasks merged by their key", () => {
    expect(
      mergeConfig(
        { a: { x: 1, y: 2 }, list: [1], tasks: [{ task_key: "t", a: 1 }, { task_key: "u" }] },
        { a: { y: 3 }, list: [2], tasks: [{ task_key: "t", b: 2 }, { task_key: "v" }] },
      ),
    ).toEqual({
      a: { x: 1, y: 3 },
      list: [1, 2],
      tasks: [{ task_key: "t", a: 1, b: 2 }, { task_key: "u" }, { task_key: "v" }],
    });
  });

  test("a text that is one reference takes its type; others are filled in; unknown ones stay", () => {
    const look = (path: string) => ({ "var.n": 3, "var.s": "x" })[path];
    expect(
      replaceReferences({ a: `\${var.n}`, b: `n=\${var.n}, s=\${var.s}`, c: `\${var.no}`, d: "{{job.id}}" }, look),
    ).toEqual({
      a: 3,
      b: "n=3, s=x",
      c: `\${var.no}`,
      d: "{{job.id}}",
    });
    expect(referencesIn([`\${a.b}`, { c: `x \${d.e[0].f}` }])).toEqual(["a.b", "d.e[0].f"]);
  });
});

describe("targets", () => {
  const targets = { dev: { mode: "development" }, prod: { mode: "production" } };
  test.each([
    [{}, undefined, "default"],
    [{ only: {} }, undefined, "only"],
    [{ ...targets, dev: { default: true } }, undefined, "dev"],
    [targets, "prod", "prod"],
  ])("%j, %s", (all, target, chosen) => {
    expect(assemble({ targets: all }, { target }).target).toBe(chosen);
  });

  test.each([
    [{ targets }, {}, "choose one of: dev, prod"],
    [{ targets }, { target: "x" }, "no target x. It has: dev, prod"],
    [{ targets: { dev: { mode: "test" } } }, {}, "mode must be development or production"],
    [{ bundle: {} }, {}, "bundle.name is missing"],
    [{ artifacts: { wheel: {} } }, {}, "artifacts needs the Databricks CLI"],
    [{ resources: { apps: { a: {} } } }, {}, "resources.apps needs the Databricks CLI"],
    [{ variables: { v: {} } }, {}, "Variable v has no value"],
    [{ variables: { v: { lookup: { cluster: "c" } } } }, {}, "looks up an object"],
    [{}, { variables: { w: 1 } }, "declares no variable w"],
    [job({ permissions: [{ group_name: "all" }] }), {}, "jobs.nightly has permissions that are not a list"],
    [job({ description: `\${var.none}` }), {}, `jobs.nightly refers to \${var.none}, which has no value`],
    [job({ description: `\${resources.jobs.none.id}` }), {}, "which the bundle does not define"],
    [{ resources: { schemas: { s: { name: "s", grants: [{ principal: "p" }] } } } }, {}, "use update_grants"],
    [
      { variables: { a: { default: `\${var.b}` }, b: { default: `\${var.a}` } }, ...job({ x: `\${var.a}` }) },
      {},
      "circle",
    ],
  ])("%j %j: %s", (config, more, problem) => {
    expect(() => assemble(config, more)).toThrow(problem);
    expect(() => assemble(config, more)).toThrow(BundleProblem);
  });

  test("the same resource in two files is a mistake", () => {
    const files = [file({ bundle: { name: "shop" }, ...job({}) }), file(job({}), "resources/more.yml")];
    expect(() => assembleBundle(files, choice)).toThrow("jobs.nightly is defined twice, the second time in");
  });
});

test("variables: given before the target's, those before the default", () => {
  const variables = { a: { default: 1 }, b: { default: 1 }, c: { default: 1 } };
  const config = {
    variables,
    targets: { t: { variables: { b: 2, c: { default: 2 } } } },
    ...job({ v: `\${var.a} \${var.b} \${var.c}` }),
  };
  expect(assemble(config, { variables: { c: 3 } }).resources.get("jobs.nightly")).toMatchObject({ v: "1 2 3" });
});

test("a development target: names, tags, paused schedules, files in place", () => {
  const schedule = { quartz_cron_expression: "0 0 5 * * ?" };
  const config = {
    targets: { dev: { mode: "development", resources: { jobs: { nightly: { timeout_seconds: 60 } } } } },
    resources: {
      jobs: { nightly: { name: "nightly", schedule }, own: { name: "own", trigger: { pause_status: "UNPAUSED" } } },
      schemas: { lab: { catalog_name: "main", name: "lab" } },
      volumes: { drops: { schema_name: `\${resources.schemas.lab.name}`, name: "drops" } },
      experiments: { e: { name: "/Users/x/trials" } },
    },
  };
  const { resources, files, deployed } = assemble(config);
  expect([files, deployed]).toEqual([ROOT, "/Workspace/Users/ana.b@example.com/.bundle/shop/dev"]);
  expect(resources.get("jobs.nightly")).toEqual({
    name: "[dev ana_b] nightly",
    schedule: { ...schedule, pause_status: "PAUSED" },
    timeout_seconds: 60,
    tags: { dev: "ana_b" },
    max_concurrent_runs: 4,
    queue: { enabled: true },
    deployment: { kind: "BUNDLE", metadata_file_path: `${deployed}/state/metadata.json` },
    edit_mode: "UI_LOCKED",
    format: "MULTI_TASK",
  });
  expect(resources.get("jobs.own")).toMatchObject({ trigger: { pause_status: "UNPAUSED" } });
  expect(resources.get("schemas.lab")).toMatchObject({ name: "dev_ana_b_lab" });
  expect(resources.get("volumes.drops")).toMatchObject({ schema_name: "dev_ana_b_lab" });
  expect(resources.get("experiments.e")).toMatchObject({ name: "/Users/x/[dev ana_b] trials" });
});

test("a production target: names as they are, a copy of the files, identity and permissions", () => {
  const bundle = assemble({
    targets: {
      prod: {
        mode: "production",
        workspace: { root_path: `~/deployed/\${bundle.name}` },
        run_as: { service_principal_name: "etl" },
        permissions: [{ level: "CAN_VIEW", group_name: "all" }],
      },
    },
    ...job({ permissions: [{ level: "CAN_MANAGE", user_name: "bob" }], note: `\${workspace.file_path}` }),
  });
  const deployed = "/Workspace/Users/ana.b@example.com/deployed/shop";
  expect([bundle.deployed, bundle.files]).toEqual([deployed, `${deployed}/files`]);
  expect(bundle.resources.get("jobs.nightly")).toMatchObject({
    name: "nightly",
    run_as: { service_principal_name: "etl" },
    note: `${deployed}/files`,
  });
  expect(bundle.permissions.get("jobs.nightly")).toEqual([
    { level: "CAN_MANAGE", user_name: "bob" },
    { level: "CAN_VIEW", group_name: "all" },
  ]);
});
