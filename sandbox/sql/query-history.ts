import { isAdmin, principalId } from "../admin/directory.ts";
import { invalid } from "../failure.ts";
import { type App, flag, integer } from "../http.ts";
import { pageOf } from "../paging.ts";
import type { World } from "../world.ts";

/** The source of a statement: `{genie_space_id: "…"}`, or empty for a caller of the API. */
export type QuerySource = Readonly<Record<string, string>>;

/** One statement in the history. The code that runs it updates its outcome. */
export interface Execution {
  readonly id: string;
  readonly text: string;
  readonly warehouseId: string;
  /** Who ran it. */
  readonly user: string;
  readonly source: QuerySource;
  readonly startedAt: number;
  status: "QUEUED" | "RUNNING" | "FINISHED" | "FAILED" | "CANCELED";
  endedAt?: number | undefined;
  rows?: number;
  rowsRead?: number;
  error?: string | undefined;
}

export interface QueryHistory {
  /** Adds a statement when it is accepted. */
  add(execution: Pick<Execution, "id" | "text" | "warehouseId" | "source">): Execution;
}

const KEPT = 10_000;
const MOST = 999;
const LONGEST_RANGE_MS = 30 * 24 * 3600 * 1000;
const FILTER = "filter_by.";

/** Statements that a restart interrupted have ended. */
function afterRestart(executions: Execution[]): void {
  for (const execution of executions) {
    if (execution.endedAt !== undefined) continue;
    Object.assign(execution, { status: "CANCELED", endedAt: Date.now() });
  }
}

/** The history of statements run on the workspace's warehouses, in memory. */
export function queryHistory(app: App, world: World): QueryHistory {
  const executions = world.kept("query history", (): Execution[] => [], afterRestart);

  app.get("/api/2.0/sql/history/queries", (c) => {
    const size = integer(c.req.query(), "max_results") ?? 100;
    if (size < 1 || size > MOST) invalid(`Field 'max_results' must be from 1 to ${MOST}.`);
    const wanted = (name: string): readonly string[] => c.req.queries(FILTER + name) ?? [];
    const statements = wanted("statement_ids");
    const places = wanted("warehouse_ids");
    const statuses = wanted("statuses");
    const users = wanted("user_ids");
    const from = integer(c.req.query(), `${FILTER}query_start_time_range.start_time_ms`) ?? 0;
    const to = integer(c.req.query(), `${FILTER}query_start_time_range.end_time_ms`) ?? Number.MAX_SAFE_INTEGER;
    if (from > 0 && to < Number.MAX_SAFE_INTEGER && to - from > LONGEST_RANGE_MS) {
      invalid("The query start time range must not be longer than 30 days.");
    }
    const mayMonitor = isAdmin(world);
    const among = (values: readonly string[], value: string) => values.length === 0 || values.includes(value);
    const found = executions
      .filter(
        (execution) =>
          among(statements, execution.id) &&
          among(places, execution.warehouseId) &&
          among(statuses, execution.status) &&
          (mayMonitor || execution.user === world.user) &&
          among(users, String(principalId(world, execution.user))) &&
          execution.startedAt >= from &&
          execution.startedAt <= to,
      )
      .toReversed();
    const page = pageOf(found, "query-history", size, c.req.query("page_token") || undefined);
    const withMetrics = flag(c.req.query(), "include_metrics") ?? false;
    return c.json({
      res: page.items.map((execution) => view(execution, principalId(world, execution.user), withMetrics)),
      has_next_page: page.next !== "",
      ...(page.next === "" ? {} : { next_page_token: page.next }),
    });
  });

  return {
    add(started) {
      const execution: Execution = { ...started, user: world.user, startedAt: Date.now(), status: "QUEUED" };
      executions.push(execution);
      if (executions.length > KEPT) executions.shift();
      return execution;
    },
  };
}

/** `QueryInfo`. */
function view(execution: Execution, userId: number, withMetrics: boolean): object {
  const { id, text, status, error, warehouseId, source, startedAt, endedAt, rows, rowsRead, user } = execution;
  const duration = (endedAt ?? Date.now()) - startedAt;
  return {
    query_id: id,
    status,
    is_final: endedAt !== undefined,
    query_text: text,
    statement_type: statementType(text),
    warehouse_id: warehouseId,
    endpoint_id: warehouseId,
    user_id: userId,
    user_name: user,
    executed_as_user_id: userId,
    executed_as_user_name: user,
    query_start_time_ms: startedAt,
    ...(endedAt === undefined ? {} : { execution_end_time_ms: endedAt, query_end_time_ms: endedAt }),
    duration,
    ...(rows === undefined ? {} : { rows_produced: rows }),
    ...(error === undefined ? {} : { error_message: error }),
    ...(Object.keys(source).length === 0 ? {} : { query_source: source }),
    ...(withMetrics && endedAt !== undefined
      ? {
          metrics: {
            total_time_ms: duration,
            execution_time_ms: duration,
            rows_produced_count: rows ?? 0,
            ...(rowsRead === undefined ? {} : { rows_read_count: rowsRead }),
          },
        }
      : {}),
  };
}

/** The type of a statement by its first word, as in the history. */
export function statementType(text: string): string {
  const bare = text.replace(/\/\*[\s\S]*?\*\/|--[^\n]*/g, " ");
  const word = /[A-Za-z]+/.exec(bare)?.[0]?.toUpperCase() ?? "OTHER";
  return ["WITH", "FROM", "VALUES", "TABLE"].includes(word) ? "SELECT" : word;
}
