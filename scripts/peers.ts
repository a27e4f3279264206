import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Sandbox, startSandbox } from "../sandbox/index.ts";
import { checkAgreement } from "./peers/agreement.ts";
import { checkBundleTools } from "./peers/bundle-tools.ts";
import { checkDatabricksCli } from "./peers/databricks-cli.ts";
import { checkMcpClients } from "./peers/mcp-clients.ts";
import { python } from "./peers/python.ts";

// `npm run test:peers`: the official Python SDK, the official MLflow client and the Databricks CLI work against the sandbox.
// `npm run test:peers -- jobs secrets` runs some checks of the Python clients, `npm run test:peers -- cli` only the CLI, and
// `npm run test:peers -- agreement` only the SDK and the tools in turn, and `npm run test:peers -- bundle` only the CLI and the
// bundle tools in turn.

const [first, ...others] = process.argv.slice(2);
const sandbox = await startSandbox({ speed: 50, rateLimit: 1000 });
const codes: number[] = [];
if (first !== "cli" && first !== "agreement" && first !== "bundle")
  codes.push(await pythonClients(sandbox, first === undefined ? [] : [first, ...others]));
if (first === undefined || first === "cli") codes.push(await databricksCli(sandbox));
await sandbox.close();
if (first === undefined || first === "agreement") codes.push(await checkAgreement());
if (first === undefined || first === "bundle") codes.push(await checkBundleTools());
if (first === "mcp") codes.push((await checkMcpClients()) === 0 ? 0 : 1);
process.exitCode = Math.max(...codes);

async function pythonClients({ url, token }: Sandbox, names: readonly string[]): Promise<number> {
  const installed = await python();
  if ("problem" in installed) {
    console.log(`Skipped: the official Python clients are not available. ${installed.problem}`);
    return 0;
  }
  const checks = fileURLToPath(new URL("peers/run.py", import.meta.url));
  const child = spawn(installed.bin("python"), [checks, ...names], {
    stdio: "inherit",
    env: {
      ...process.env,
      DATABRICKS_HOST: url,
      DATABRICKS_TOKEN: token,
      DATABRICKS_CONFIG_FILE: "/dev/null",
      MLFLOW_DISABLE_TELEMETRY: "true",
      MLFLOW_LOGGING_LEVEL: "ERROR",
      MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: "true",
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONWARNINGS: "ignore",
    },
  });
  return new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

async function databricksCli(workspace: Sandbox): Promise<number> {
  const failed = await checkDatabricksCli(workspace);
  if (typeof failed === "number") {
    console.log(
      failed === 0 ? "The Databricks CLI passed every step." : `${failed} steps of the Databricks CLI failed.`,
    );
    return failed === 0 ? 0 : 1;
  }
  console.log(`Skipped: the Databricks CLI is not available. ${failed.problem}`);
  return 0;
}
