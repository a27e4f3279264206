import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openTools } from "./open-tools.ts";

// The bundle tools and the Databricks CLI take turns with one bundle, as a project folder here and as a folder in the
// workspace: neither finds a change after the other. `npm run test:peers -- bundle`

const ROOT = "/Users/ana@example.com/agreed";
const SQL = "-- Databricks notebook source\n";
const FILES: Readonly<Record<string, string>> = {
  "databricks.yml": `bundle: { name: agreed }
variables:
  comment: { default: From the bundle }
targets:
  dev:
    mode: development
    default: true
    presets: { source_linked_deployment: false }
resources:
  schemas:
    lab: { catalog_name: main, name: agreed_lab, comment: "\${var.comment}" }
  volumes:
    drops: { catalog_name: main, schema_name: "\${resources.schemas.lab.name}", name: drops, volume_type: MANAGED }
  pipelines:
    daily:
      name: agreed-daily
      catalog: main
      schema: sales
      serverless: true
      libraries: [{ notebook: { path: ./src/daily.sql } }]
  jobs:
    nightly:
      name: agreed-nightly
      tasks:
        - task_key: hello
          notebook_task: { notebook_path: ./src/hello.sql }
        - task_key: refresh
          depends_on: [{ task_key: hello }]
          pipeline_task: { pipeline_id: "\${resources.pipelines.daily.id}" }
`,
  "src/hello.sql": `${SQL}SELECT 1`,
  "src/daily.sql": `${SQL}CREATE OR REFRESH MATERIALIZED VIEW agreed AS SELECT 1 AS n`,
};

type Run = (args: readonly string[]) => Promise<string>;

/** The CLI in a folder with the project, for a workspace. */
function cliIn(folder: string, { url, token }: { readonly url: string; readonly token: string }): Run {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    DATABRICKS_HOST: url,
    DATABRICKS_TOKEN: token,
    DATABRICKS_CONFIG_FILE: "/dev/null",
    DATABRICKS_BUNDLE_ENGINE: "direct",
    NO_COLOR: "1",
  };
  const program = process.env.DATABRICKS_CLI ?? "databricks";
  return (args) =>
    new Promise((resolve) => {
      execFile(program, args, { cwd: folder, env, timeout: 120_000 }, (error, stdout, stderr) =>
        resolve(`${error ? `exit code ${error.code}\n` : ""}${stdout}${stderr}`),
      );
    });
}

/** Returns 0 if they agree, or if the CLI is not available, and 1 otherwise. */
export async function checkBundleTools(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "bundle-tools-"));
  const { sandbox, tools, close } = await openTools();
  const { call } = tools;
  const cli = cliIn(folder, sandbox);
  try {
    if (!(await cli(["version"])).includes("Databricks CLI")) {
      console.log("Skipped: the Databricks CLI cannot be run. Set DATABRICKS_CLI to its path.");
      return 0;
    }
    for (const [name, content] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    await call("call_api", { operation: "workspace.mkdirs", parameters: { path: `${ROOT}/src` } });
    await call("write_file", { path: `${ROOT}/databricks.yml`, content: FILES["databricks.yml"] });
    for (const name of ["hello", "daily"]) {
      const content = FILES[`src/${name}.sql`];
      await call("import_notebook", { path: `${ROOT}/src/${name}`, content, language: "SQL", format: "SOURCE" });
    }
    const summary = async (variables = {}) => String((await call("plan_bundle", { path: ROOT, variables })).summary);
    const steps: readonly (readonly [name: string, shown: () => Promise<string>, expected: string])[] = [
      ["deploy_bundle", async () => String((await call("deploy_bundle", { path: ROOT })).summary), "4 create"],
      ["the CLI's plan after it", () => cli(["bundle", "plan"]), "4 unchanged"],
      ["a change deployed by the CLI", () => cli(["bundle", "deploy", "--var", "comment=Changed"]), "1 changed"],
      ["plan_bundle with the same change", () => summary({ comment: "Changed" }), "4 unchanged"],
      ["plan_bundle without it", () => summary(), "1 update, 3 unchanged"],
      [
        "deploy_bundle of that",
        async () => JSON.stringify(await call("deploy_bundle", { path: ROOT })),
        "update schemas.lab",
      ],
      ["the CLI's plan after that", () => cli(["bundle", "plan"]), "4 unchanged"],
      ["the CLI's end of it", () => cli(["bundle", "destroy", "--auto-approve"]), "4 deleted"],
      ["plan_bundle after the end", () => summary(), "4 create"],
    ];
    let failed = 0;
    for (const [name, shown, expected] of steps) {
      const text = await shown();
      const fine = text.includes(expected);
      if (!fine) failed += 1;
      console.log(fine ? `ok    ${name}` : `FAIL  ${name}: expected ${JSON.stringify(expected)}\n${text}`);
    }
    return failed === 0 ? 0 : 1;
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}
