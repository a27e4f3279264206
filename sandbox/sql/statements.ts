import { catalogEngine } from "../catalog/engine.ts";
import { fail, invalid } from "../failure.ts";
import { type App, type Fields, readJson } from "../http.ts";
import type { SqlTable, World } from "../world.ts";
import { canceled, SqlFailure } from "./engine/failure.ts";
import type { Execution, QueryHistory, QuerySource } from "./query-history.ts";
import { type StatementRequest, statementRequest } from "./statement-request.ts";
import { createResult, type StatementResult } from "./statement-result.ts";
import type { Warehouses } from "./warehouses.ts";

type State = "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELED" | "CLOSED";

/** Runs statements for services of the workspace, as the API does for its callers. */
export interface Statements {
  /** Checks and starts a statement with the defaults of the API. `table` rejects if it fails or is cancelled. */
  run(fields: Fields, source: QuerySource): { readonly id: string; readonly table: Promise<SqlTable> };
  /** `StatementResponse`; 404 for a statement that is unknown or has expired. */
  view(id: string): object;
}

interface Statement {
  readonly id: string;
  readonly execution: Execution;
  readonly abort: AbortController;
  state: State;
  failure?: SqlFailure;
  result?: StatementResult;
  endedAt?: number;
}

const PATH = "/api/2.0/sql/statements";
const ACCEPT_MS = 100;
const INLINE_BYTES = 25 * 1024 * 1024;
/** The platform allows 100 GiB in storage, but this storage is in memory. */
const LINKED_BYTES = 128 * 1024 * 1024;
/** Maximum total of finished results. The oldest are closed first. */
const KEPT_BYTES = 256 * 1024 * 1024;
const KEPT_STATEMENTS = 1000;
const KEPT_MS = 12 * 3600 * 1000;

export function statementRoutes(app: App, world: World, warehouses: Warehouses, history: QueryHistory): Statements {
  const statements = new Map<string, Statement>();
  const running = new Set<Promise<void>>();
  const engine = catalogEngine(world);
  world.onClose(async () => {
    for (const statement of statements.values()) statement.abort.abort();
    await Promise.all(running);
  });

  const carryOut = async (statement: Statement, request: StatementRequest): Promise<SqlTable> => {
    const { signal } = statement.abort;
    await world.delay(ACCEPT_MS);
    if (!(await warehouses.running(request.warehouseId, signal))) throw signal.aborted ? canceled() : stopped();
    let stoppedUnder = false;
    const unwatch = warehouses.onStop(request.warehouseId, () => {
      stoppedUnder = true;
      statement.abort.abort();
    });
    try {
      // The start of the engine is not part of the statement: a statement cancelled during it ends at once.
      const ready = await Promise.race([engine(), aborted(signal)]);
      const result = await ready.run(request.statement, {
        session: { catalog: request.catalog, schema: request.schema, user: world.user },
        parameters: request.parameters,
        signal,
        onStart: () => {
          statement.state = "RUNNING";
          statement.execution.status = "RUNNING";
        },
        ...(request.rowLimit === undefined ? {} : { rowLimit: request.rowLimit }),
        ...(request.byteLimit === undefined ? {} : { byteLimit: request.byteLimit }),
        maxBytes: request.disposition === "INLINE" ? INLINE_BYTES : LINKED_BYTES,
      });
      statement.execution.rows = result.rows.length;
      if (result.rowsRead !== undefined) statement.execution.rowsRead = result.rowsRead;
      statement.result = createResult(statement.id, result, request.disposition, request.format, world);
      statement.state = "SUCCEEDED";
      return { columns: result.columns.map(({ name, type_text }) => ({ name, type: type_text })), rows: result.rows };
    } catch (error) {
      throw stoppedUnder ? stopped() : error;
    } finally {
      unwatch();
    }
  };

  const begin = (request: StatementRequest, source: QuerySource = {}) => {
    const id = `01f0${world.uuid().slice(4)}`;
    const execution = history.add({ id, text: request.statement, warehouseId: request.warehouseId, source });
    const statement: Statement = { id, execution, abort: new AbortController(), state: "PENDING" };
    statements.set(statement.id, statement);
    const table = carryOut(statement, request).catch((error: unknown) => {
      settle(statement, error);
      throw error;
    });
    const done = table
      .then(
        () => {},
        () => {},
      )
      .finally(() => {
        statement.endedAt = Date.now();
        finish(statement);
        running.delete(done);
        forget(statements);
      });
    running.add(done);
    return { statement, table, done };
  };

  const find = (id: string): Statement => {
    const statement = statements.get(id);
    if (statement !== undefined && Date.now() - (statement.endedAt ?? Date.now()) < KEPT_MS) return statement;
    return fail(404, "NOT_FOUND", `The statement ${id} was not found.`);
  };

  app.post(PATH, async (c) => {
    const request = statementRequest(await readJson(c));
    warehouses.check(request.warehouseId);
    const { statement, done } = begin(request);
    const finished = request.waitSeconds > 0 && (await within(done, request.waitSeconds * 1000 * world.waitScale));
    if (!finished && request.cancelAfterWait) {
      statement.abort.abort();
      await done;
    }
    return c.json(view(statement));
  });
  app.get(`${PATH}/:id`, (c) => c.json(view(find(c.req.param("id")))));
  app.get(`${PATH}/:id/result/chunks/:index`, (c) => {
    const statement = find(c.req.param("id"));
    const index = Number(c.req.param("index"));
    if (statement.state === "CLOSED")
      return fail(404, "NOT_FOUND", `The result of statement ${statement.id} is closed and no longer available.`);
    const { result } = statement;
    if (result === undefined)
      return fail(
        400,
        "INVALID_STATE",
        `The statement ${statement.id} is in state ${statement.state}: it has no result to fetch.`,
      );
    if (!Number.isSafeInteger(index) || index < 0 || index >= result.chunkCount) {
      return invalid(
        `The chunk index ${c.req.param("index")} is out of range: the result has ${result.chunkCount} chunks.`,
      );
    }
    return c.json(result.chunk(index));
  });
  app.post(`${PATH}/:id/cancel`, (c) => {
    find(c.req.param("id")).abort.abort();
    return c.json({});
  });

  return {
    run(fields, source) {
      const request = statementRequest(fields);
      warehouses.check(request.warehouseId);
      const { statement, table } = begin(request, source);
      return { id: statement.id, table };
    },
    view: (id) => view(find(id)),
  };
}

/** Records the outcome in the history. */
function finish({ execution, state, failure, endedAt }: Statement): void {
  execution.status =
    state === "SUCCEEDED" || state === "CLOSED" ? "FINISHED" : state === "FAILED" ? "FAILED" : "CANCELED";
  execution.endedAt = endedAt;
  execution.error = failure?.message;
}

/** Whether it ended in that time. */
async function within(done: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([done.then(() => true), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function settle(statement: Statement, error: unknown): void {
  if (error instanceof SqlFailure && error.code === "CANCELLED") {
    statement.state = "CANCELED";
    return;
  }
  statement.state = "FAILED";
  if (error instanceof SqlFailure) {
    statement.failure = error;
    return;
  }
  process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
  statement.failure = new SqlFailure(
    "INTERNAL_ERROR",
    "The statement failed for a reason of the warehouse's own.",
    "XX000",
    "INTERNAL_ERROR",
  );
}

/** Closes the oldest results when there are too many or they are too large in total. */
function forget(statements: Map<string, Statement>): void {
  const results = [...statements.values()].filter((statement) => statement.result !== undefined);
  let bytes = results.reduce((sum, statement) => sum + (statement.result?.bytes ?? 0), 0);
  for (const statement of results.slice(0, -1)) {
    if (bytes <= KEPT_BYTES) break;
    bytes -= statement.result?.bytes ?? 0;
    statement.result?.close();
    delete statement.result;
    statement.state = "CLOSED";
  }
  for (const statement of [...statements.values()].slice(0, -KEPT_STATEMENTS)) {
    if (statement.endedAt === undefined) continue;
    statement.result?.close();
    statements.delete(statement.id);
  }
}

function view({ id, state, failure, result }: Statement): object {
  const error =
    failure === undefined
      ? {}
      : { error: { error_code: failure.code, message: failure.message }, sql_state: failure.sqlState };
  const answer = { statement_id: id, status: { state, ...error } };
  return result === undefined || state !== "SUCCEEDED"
    ? answer
    : { ...answer, manifest: result.manifest(), result: result.chunk(0) };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(canceled());
    signal.addEventListener("abort", () => reject(canceled()), { once: true });
  });
}

function stopped(): SqlFailure {
  return new SqlFailure(
    "WAREHOUSE_STOPPED",
    "The SQL warehouse was stopped or deleted while the statement was waiting or running. Start it and run the statement again.",
    "HY000",
    "ABORTED",
  );
}
