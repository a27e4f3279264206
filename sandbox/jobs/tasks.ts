import { wheelsOn } from "../compute/libraries.ts";
import { NotInstallable, wheelsOf } from "../compute/packages.ts";
import type { Wheel } from "../compute/python/interpreter.ts";
import { type Fields, isFields, optional } from "../http.ts";
import type { World } from "../world.ts";
import { compare } from "./condition.ts";
import type { Files } from "./files.ts";
import { iterate } from "./iterations.ts";
import { latest, type Run, type TaskOutput, type TaskRun } from "./model.ts";
import { needsPython, openNotebookDriver, runNotebook, stepsOf } from "./notebook.ts";
import { openPython } from "./python.ts";
import { parametersOf, resolve } from "./references.ts";
import { textList, textMap } from "./settings.ts";
import { runStatements, statementsOf } from "./sql.ts";

/** A task that is ready: its compute is running and its files exist. */
export interface Work {
  /** Resolves with `error` in the output if the code of the task failed. */
  run(signal: AbortSignal): Promise<TaskOutput>;
  close(): Promise<void>;
}

/** A task that cannot start. */
export class Unable extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface Surroundings {
  readonly world: World;
  readonly files: Files;
  /** Runs a task that is not one of the job's own: an iteration. */
  runTask(run: Run, task: TaskRun): Promise<void>;
  /** A task run for one input of a `for_each_task`. */
  iteration(spec: TaskRun["spec"], input: unknown): TaskRun;
  /** Starts a run of another job and waits for it; the signal cancels it. */
  runJob(jobId: number, parameters: Readonly<Record<string, string>>, signal: AbortSignal): Promise<TaskOutput>;
}

const KINDS = [
  "notebook_task",
  "spark_python_task",
  "sql_task",
  "condition_task",
  "run_job_task",
  "for_each_task",
  "pipeline_task",
] as const;

/** Prepares a task of any kind. Rejects with `Unable`. */
export async function prepare(around: Surroundings, run: Run, task: TaskRun): Promise<Work> {
  if ("for_each_task" in task.spec) return forEach(around, run, task);
  const resolved = resolve(task.spec, run, task);
  const spec = isFields(resolved) ? resolved : {};
  const kind = KINDS.find((name) => isFields(spec[name]));
  const body = kind === undefined ? undefined : spec[kind];
  if (kind === undefined || !isFields(body)) {
    const asked = Object.keys(spec).find((name) => name.endsWith("_task"));
    throw new Unable("FEATURE_DISABLED", `An embedded workspace runs ${KINDS.join(", ")}; ${asked} is not among them.`);
  }
  switch (kind) {
    case "notebook_task":
      return notebook(around, run, task, body);
    case "spark_python_task":
      return pythonFile(around, run, task, body);
    case "sql_task":
      return sql(around, run, body);
    case "condition_task":
      return work(async () => ({ outcome: String(compare(body)) }));
    case "run_job_task":
      return work((signal) => around.runJob(Number(body.job_id), textMap(body.job_parameters), signal));
    case "pipeline_task":
      return work((signal) => around.files.runPipeline(optional(body, "pipeline_id") ?? "", body, signal));
    case "for_each_task":
      return forEach(around, run, task);
  }
}

function forEach(around: Surroundings, run: Run, task: TaskRun): Work {
  return work((signal) => {
    const perform = (iteration: TaskRun) => around.runTask(run, iteration);
    return iterate(run, task, { add: around.iteration, perform, signal }).catch((error: unknown) => ({
      error: error instanceof Error ? error.message : String(error),
    }));
  });
}

const work = (run: Work["run"], close = async () => {}): Work => ({ run, close });

/** Values set by earlier tasks, by task key. */
const valuesOf = (run: Run): Fields =>
  Object.fromEntries(run.tasks.map((task) => [task.spec.task_key, latest(task).output.values ?? {}]));

/** The packages of the cluster that runs the task, and those of the task itself. */
async function packagesOf(world: World, { spec }: TaskRun): Promise<readonly Wheel[]> {
  const own = Array.isArray(spec.libraries) ? spec.libraries.filter(isFields) : [];
  try {
    const wheels = await Promise.all(own.map((library) => wheelsOf(world, library)));
    return [...wheelsOn(world, optional(spec, "existing_cluster_id") ?? ""), ...wheels.flat()];
  } catch (error) {
    if (!(error instanceof NotInstallable)) throw error;
    throw new Unable("LIBRARY_INSTALLATION_ERROR", error.message);
  }
}

async function notebook({ world, files }: Surroundings, run: Run, task: TaskRun, body: Fields): Promise<Work> {
  const path = optional(body, "notebook_path") ?? "";
  const found = files.notebook(path);
  if (found === undefined) {
    const message = `Unable to access the notebook "${path}". Either it does not exist, or the identity used to run this job, ${world.user}, lacks the required permissions.`;
    throw new Unable("RESOURCE_NOT_FOUND", message);
  }
  const parameters = {
    ...textMap(body.base_parameters),
    ...textMap(run.overriding.notebook_params),
    ...parametersOf(run),
  };
  const steps = stepsOf(found, path, files.notebook);
  const wheels = await packagesOf(world, task);
  const facts = { parameters, notebookPath: path, taskValues: valuesOf(run) };
  const driver = openNotebookDriver(world, facts, wheels);
  const python = needsPython(steps) ? await openPython(driver, { argv: [path], wheels }) : undefined;
  const about = { name: path.slice(path.lastIndexOf("/") + 1), language: found.language };
  return work(
    (signal) => runNotebook(world, about, steps, python, driver, signal),
    async () => python?.close(),
  );
}

async function pythonFile({ world, files }: Surroundings, run: Run, task: TaskRun, body: Fields): Promise<Work> {
  const path = optional(body, "python_file") ?? "";
  const source = await files.text(path);
  if (source === undefined) throw new Unable("RESOURCE_NOT_FOUND", `Cannot read the python file ${path}.`);
  const given = run.overriding.python_params === undefined ? body.parameters : run.overriding.python_params;
  const argv = [path, ...textList(given)];
  const wheels = await packagesOf(world, task);
  const driver = openNotebookDriver(world, { taskValues: valuesOf(run) }, wheels);
  const python = await openPython(driver, { argv, file: path, wheels });
  return work(
    async () => {
      // The last line prevents the shell from printing the value of the file's last expression.
      const { output, error, trace } = await python.run(path, `${source}\nNone`);
      const logs = output === "" ? {} : { logs: output };
      return { ...logs, ...(error !== undefined && { error, trace: trace ?? error }), values: driver.values() };
    },
    () => python.close(),
  );
}

async function sql({ world, files }: Surroundings, run: Run, body: Fields): Promise<Work> {
  const warehouseId = optional(body, "warehouse_id");
  if (warehouseId === undefined) throw new Unable("INVALID_RUN_CONFIGURATION", "A SQL task needs a warehouse_id.");
  const parameters = { ...textMap(body.parameters), ...textMap(run.overriding.sql_params), ...parametersOf(run) };
  const text = await sqlText(files, body);
  return work(async (signal) => {
    try {
      const statements = statementsOf(text, parameters);
      await runStatements(world, statements, signal);
      return { query: { text, warehouseId, statements: statements.map(() => world.uuid()) } };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { error: message, query: { text, warehouseId, statements: [] } };
    }
  });
}

async function sqlText(files: Files, { file, query }: Fields): Promise<string> {
  if (isFields(file)) {
    const path = optional(file, "path") ?? "";
    const text = await files.text(path);
    if (text === undefined) throw new Unable("RESOURCE_NOT_FOUND", `Cannot read the SQL file ${path}.`);
    return text;
  }
  if (isFields(query)) {
    const id = optional(query, "query_id") ?? "";
    const text = await files.query(id);
    if (text === undefined) throw new Unable("RESOURCE_NOT_FOUND", `The query ${id} does not exist.`);
    return text;
  }
  throw new Unable("FEATURE_DISABLED", "An embedded workspace runs SQL tasks of a file or a query.");
}
