import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startSandbox } from "../sandbox/index.ts";
import { python } from "./peers/python.ts";

// `npm run test:peers`: the official Python SDK and the official MLflow client work against the sandbox, one check per
// service. `npm run test:peers -- jobs secrets` runs some of them.

const installed = await python();
if ("problem" in installed) {
  console.log(`Skipped: the official Python clients are not available. ${installed.problem}`);
} else {
  const sandbox = await startSandbox({ speed: 50, rateLimit: 1000 });
  const checks = fileURLToPath(new URL("peers/run.py", import.meta.url));
  const child = spawn(installed.bin("python"), [checks, ...process.argv.slice(2)], {
    stdio: "inherit",
    env: {
      ...process.env,
      DATABRICKS_HOST: sandbox.url,
      DATABRICKS_TOKEN: sandbox.token,
      DATABRICKS_CONFIG_FILE: "/dev/null",
      MLFLOW_DISABLE_TELEMETRY: "true",
      MLFLOW_LOGGING_LEVEL: "ERROR",
      MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: "true",
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONWARNINGS: "ignore",
    },
  });
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
  await sandbox.close();
}
