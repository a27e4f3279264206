import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Sandbox, startSandbox } from "../sandbox/index.ts";
import { checkAgreement } from "./peers/agreement.ts";
import { checkBundleTools } from "./peers/bundle-tools.ts";
import { checkDatabricksCli } from "./peers/databricks-cli.ts";
import { checkMcpClients } from "./peers/mcp-clients.ts";
import { python } from "./peers/python.ts";

// `npm run test:peers`: the official Python SDK, the official MLflow client and the Databricks CLI work against the sandbox.
// Arguments after `npm run test:peers --` run one part, or some checks of the Python clients, such as `jobs secrets`.

/** Parts by name. Each returns 0 if it passes or cannot run here. */
const PARTS = new Map<string, () => Promise<number>>([
  ["cli", () => inSandbox(databricksCli)],
  ["agreement", checkAgreement],
  ["bundle", checkBundleTools],
  ["mcp", checkMcpClients],
]);
/** Needs a build, so it runs only by its name. */
const ONLY_BY_NAME = "mcp";

const names = process.argv.slice(2);
const named = PARTS.get(names[0] ?? "");
if (named) process.exitCode = await named();
else {
  const codes = [await inSandbox((sandbox) => pythonClients(sandbox, names))];
  if (names.length === 0) for (const [name, run] of PARTS) if (name !== ONLY_BY_NAME) codes.push(await run());
  process.exitCode = Math.max(...codes);
}

async function inSandbox(check: (sandbox: Sandbox) => Promise<number>): Promise<number> {
  const sandbox = await startSandbox({ speed: 50, rateLimit: 1000 });
  try {
    return await check(sandbox);
  } finally {
    await sandbox.close();
  }
}

async function pythonClients({ url, token }: Sandbox, checked: readonly string[]): Promise<number> {
  const installed = await python();
  if ("problem" in installed) {
    console.log(`Skipped: the official Python clients are not available. ${installed.problem}`);
    return 0;
  }
  const checks = fileURLToPath(new URL("peers/run.py", import.meta.url));
  const child = spawn(installed.bin("python"), [checks, ...checked], {
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
