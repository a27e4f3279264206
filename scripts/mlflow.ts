import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { startTrackingServer } from "./peers/mlflow-server.ts";
import { registry, toolsOf, tracking } from "./peers/mlflow-tools.ts";
import { python } from "./peers/python.ts";

// `npm run test:mlflow`: the built server's MLflow tools against MLflow's own tracking server.

const ARGS = ["dist/cli.js", "--toolsets", "mlflow,models", "--access", "destructive", "--confirm", "never"];

const installed = await python();
if ("problem" in installed) {
  console.log(`Skipped: no MLflow server to test against. ${installed.problem}`);
} else {
  const server = await startTrackingServer(installed.bin("mlflow"));
  const client = new Client({ name: "mlflow-test", version: "1.0.0" });
  try {
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [...ARGS, "--insecure-loopback", "--log-level", "warning"],
        env: { PATH: process.env.PATH ?? "", DATABRICKS_HOST: server.url, DATABRICKS_TOKEN: "no-token-needed" },
        stderr: "inherit",
      }),
    );
    const tools = toolsOf(client);
    await tracking(tools, server.url);
    console.log("ok    tracking: experiments, runs, metrics, artifacts");
    await registry(tools);
    console.log("ok    the workspace registry: models and versions");
  } finally {
    await client.close();
    await server.close();
  }
}
