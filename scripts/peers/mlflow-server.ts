import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../test/support/free-port.ts";

export interface TrackingServer {
  readonly url: string;
  close(): Promise<void>;
}

/** The first start creates the database's tables. */
const START_MS = 90_000;

/** Starts MLflow's own tracking server on loopback, with its database and artifacts in a temporary folder. */
export async function startTrackingServer(program: string): Promise<TrackingServer> {
  const folder = mkdtempSync(join(tmpdir(), "mlflow-server-"));
  const url = `http://127.0.0.1:${await freePort()}`;
  const args = ["server", "--host", "127.0.0.1", "--port", new URL(url).port, "--workers", "1"];
  const store = ["--backend-store-uri", `sqlite:///${join(folder, "mlflow.db")}`];
  const child = spawn(program, [...args, ...store, "--artifacts-destination", join(folder, "artifacts")], {
    stdio: ["ignore", "ignore", "pipe"],
    // In its own process group, so that the workers it starts end with it.
    detached: true,
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true", MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false" },
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const close = async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };

  const until = Date.now() + START_MS;
  while (!(await answers(url))) {
    if (child.exitCode !== null || Date.now() > until) {
      await close();
      throw new Error(`The MLflow server did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return { url, close };
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  );
