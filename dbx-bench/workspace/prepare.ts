import { at, type Json, type Workspace } from "./rest.ts";

export const HOME = "/Users/ana@example.com";

/** Creates a notebook of one language, and its folder. */
export async function addNotebook(
  workspace: Workspace,
  path: string,
  language: "SQL" | "PYTHON",
  source: string,
): Promise<void> {
  await addFolder(workspace, path.slice(0, path.lastIndexOf("/")));
  const content = Buffer.from(source).toString("base64");
  await workspace.post("/api/2.0/workspace/import", { path, language, format: "SOURCE", content });
}

export const addFolder = (workspace: Workspace, path: string) => workspace.post("/api/2.0/workspace/mkdirs", { path });

/** Creates a job and returns its ID. */
export async function addJob(workspace: Workspace, settings: Json): Promise<string> {
  return String((await workspace.post("/api/2.2/jobs/create", settings)).job_id);
}

/** A task of a job that runs a notebook on serverless compute. */
export const notebookTask = (task_key: string, notebook_path: string, ...after: readonly string[]): Json => ({
  task_key,
  notebook_task: { notebook_path },
  ...(after.length > 0 ? { depends_on: after.map((key) => ({ task_key: key })) } : {}),
});

/** Starts a run of a job and returns its ID. */
export async function startRun(workspace: Workspace, job_id: string, more: Json = {}): Promise<string> {
  return String((await workspace.post("/api/2.2/jobs/run-now", { job_id: Number(job_id), ...more })).run_id);
}

/** Runs a job to its end. */
export async function runToEnd(workspace: Workspace, job_id: string, more: Json = {}): Promise<string> {
  const run_id = await startRun(workspace, job_id, more);
  for (;;) {
    const run = await workspace.get("/api/2.2/jobs/runs/get", { run_id });
    if (/TERMINATED|SKIPPED|INTERNAL_ERROR/.test(String(at(run, "state", "life_cycle_state")))) return run_id;
    await new Promise((settle) => setTimeout(settle, 50));
  }
}

/** Writes a text file into a volume. */
export const addFile = (workspace: Workspace, path: string, content: string) =>
  workspace.put(`/api/2.0/fs/files${encodeURI(path)}`, content);
