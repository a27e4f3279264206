import { type App, askWorkspace, type Fields, isFields } from "../http.ts";
import { storeArtifact } from "../ml/artifacts.ts";
import { SqlFailure } from "../sql/engine/failure.ts";
import { parquetOf } from "../sql/spark/files/parquet-writer.ts";
import { typeOf } from "../sql/spark/functions/json/schema-argument.ts";
import type { World } from "../world.ts";
import type { Answer } from "./python/bridge.ts";
import { openSparkSession, type SparkSession } from "./spark-session.ts";
import { createWidgets, type Widgets } from "./widgets.ts";

/** The workspace as a Python process sees it. */
export interface Workspace {
  readonly world: World;
  readonly app: App;
  /** Runs a notebook with arguments and returns the value that it exits with. */
  runNotebook(request: NotebookRequest): Promise<string>;
}

export interface NotebookRequest {
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Number of notebooks that wait for this one. */
  readonly depth: number;
  readonly signal: AbortSignal;
}

export interface DriverFacts {
  /** Parameters from outside, which `dbutils.widgets` returns. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Path of the notebook that runs, if one does. */
  readonly notebookPath?: string;
  /** Values of earlier tasks by task key; only in a job. */
  readonly taskValues?: Readonly<Record<string, unknown>>;
  readonly depth?: number;
  readonly clusterId?: string;
}

/** The driver of one notebook, file or execution context: it serves the requests of its Python process. */
export interface Driver {
  readonly session: SparkSession;
  readonly widgets: Widgets;
  readonly answer: Answer;
  /** Text that was printed before the error of the last command. Reading it empties it. */
  takePrinted(): string;
  /** Argument of `dbutils.notebook.exit`. Reading it empties it. */
  takeExit(): string | undefined;
  /** Values that the task set. */
  values(): Readonly<Record<string, unknown>>;
}

type Handlers = Readonly<Record<string, (request: Fields, signal: AbortSignal) => unknown>>;

const DEEPEST_NOTEBOOK = 5;
/** Requests over the limit of the workspace wait, as a client's would. */
const RETRY_MS = 200;
const RETRIES = 50;

export function openDriver(workspace: Workspace, facts: DriverFacts = {}): Driver {
  const { world } = workspace;
  const { user } = world;
  const session = openSparkSession(world);
  const widgets = createWidgets(facts.parameters);
  const values: Record<string, unknown> = {};
  let printed = "";
  let exit: string | undefined;

  const serve: Handlers = {
    async sql({ text }, signal) {
      const { columns, rows } = await session.sql(textOf(text), { signal });
      return { columns: columns.map(({ name, type_text }) => [name, type_text]), rows };
    },
    /** The rows of a query as a Parquet file. `columns` are names and types, because the query returns times as text. */
    async parquet({ text, columns }, signal) {
      const { rows } = await session.sql(textOf(text), { signal });
      const types = Array.isArray(columns) ? columns : [];
      const file = await parquetOf(
        types.map(([name, type]) => ({ name: textOf(name), type: typeOf(textOf(type)) })),
        rows,
      );
      return { data: Buffer.from(file).toString("base64") };
    },
    async view({ name, query, replace }) {
      if (query === null || query === undefined) return { dropped: await session.dropView(textOf(name)) };
      await session.createView(textOf(name), textOf(query), replace !== false);
      return {};
    },
    rest: (request, signal) => callRest(workspace, request, signal),
    widget({ act, name, default: value }) {
      if (act === "make") widgets.define(textOf(name), textOf(value));
      if (act === "remove") widgets.remove(typeof name === "string" ? name : undefined);
      return { values: widgets.values() };
    },
    artifact({ run_id, path, data }) {
      storeArtifact(world, textOf(run_id), textOf(path), new Uint8Array(Buffer.from(textOf(data), "base64")));
      return {};
    },
    printed({ text }) {
      printed = textOf(text);
      return {};
    },
    exit({ value }) {
      exit = textOf(value);
      return {};
    },
    "task-value"({ key, value }) {
      values[textOf(key)] = value;
      return {};
    },
    "task-values": () => ({ job: facts.taskValues !== undefined, values: facts.taskValues ?? {} }),
    context: () => ({
      userName: user,
      notebookPath: facts.notebookPath,
      clusterId: facts.clusterId,
      apiUrl: world.origin,
      browserHostName: new URL(world.origin || "http://127.0.0.1").hostname,
    }),
    async notebook({ path, timeout, arguments: given }, signal) {
      const depth = (facts.depth ?? 0) + 1;
      if (depth > DEEPEST_NOTEBOOK) throw new Error(`Notebooks can run each other ${DEEPEST_NOTEBOOK} levels deep.`);
      const limit = new AbortController();
      const seconds = typeof timeout === "number" ? timeout : 0;
      // Real seconds: code runs at the speed of the machine, not of the workspace.
      const timer = seconds > 0 ? setTimeout(() => limit.abort(), seconds * 1000) : undefined;
      const request = {
        path: absolutePath(textOf(path), facts.notebookPath),
        parameters: textsOf(given),
        depth,
        signal: AbortSignal.any([signal, limit.signal]),
      };
      try {
        return { exit: await workspace.runNotebook(request) };
      } catch (error) {
        if (limit.signal.aborted) throw new Error(`Notebook ${request.path} did not finish within ${seconds} seconds.`);
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
  };

  const answered = async (text: string, signal: AbortSignal): Promise<string> => {
    try {
      const request: unknown = JSON.parse(text);
      const op = isFields(request) ? textOf(request.op) : "";
      const handle = Object.hasOwn(serve, op) ? serve[op] : undefined;
      if (handle === undefined || !isFields(request)) throw new Error("The workspace does not know this request.");
      return JSON.stringify(await handle(request, signal));
    } catch (error) {
      return JSON.stringify({ error: errorOf(error) });
    }
  };

  return {
    session,
    widgets,
    // A message from the process has no request.
    answer: (text, signal) => world.as(user, () => answered(text, signal)),
    takePrinted() {
      const taken = printed;
      printed = "";
      return taken;
    },
    takeExit() {
      const taken = exit;
      exit = undefined;
      return taken;
    },
    values: () => values,
  };
}

/** Sends a request to a service of the same workspace. Nothing leaves the process. */
async function callRest({ app, world }: Workspace, request: Fields, signal: AbortSignal): Promise<Fields> {
  const path = textOf(request.path);
  if (!path.startsWith("/api/")) throw new Error(`${path} is not a path of the REST API.`);
  const query = new URLSearchParams(textsOf(request.query));
  const body =
    typeof request.data === "string"
      ? Buffer.from(request.data, "base64")
      : request.body === undefined
        ? undefined
        : Buffer.from(JSON.stringify(request.body));
  const headers = {
    ...(body !== undefined && { "content-length": String(body.length) }),
    ...(request.body !== undefined && { "content-type": "application/json" }),
  };
  for (let tried = 0; ; tried++) {
    const url = query.size > 0 ? `${path}?${query}` : path;
    const sent = { method: textOf(request.method), headers, ...(body !== undefined && { body: new Uint8Array(body) }) };
    const answer = await askWorkspace(app, world, url, sent, true);
    if (answer.status === 429 && tried < RETRIES && !signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      continue;
    }
    return { status: answer.status, data: Buffer.from(await answer.arrayBuffer()).toString("base64") };
  }
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw new Error("The request lacks a text.");
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return isFields(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)])) : {};
}

function errorOf(error: unknown): Fields {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof SqlFailure ? { kind: error.condition, state: error.sqlState, message } : { message };
}

/** A path that may be relative to the notebook that names it. */
export function absolutePath(path: string, from: string | undefined): string {
  if (path.startsWith("/") || from === undefined) return path;
  const steps = from.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") steps.pop();
    else if (part !== "." && part !== "") steps.push(part);
  }
  return steps.join("/") || "/";
}
