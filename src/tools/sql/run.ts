import type { Client } from "../../api/http/client.ts";
import { ApiError } from "../../api/http/errors.ts";
import * as api from "../../api/sql/statements.ts";
import { onCancel, onCancelOnceStarted } from "../../core/calls/cancel.ts";
import type { Context } from "../../core/calls/context.ts";
import { waitFor, watchCancelled } from "../waiting.ts";
import { type ChosenWarehouse, forgetWarehouse } from "./choice.ts";

const SUBMIT_MS = 30_000;

/** A statement without the warehouse and the wait, which `runStatement` adds. */
export type StatementRequest = Omit<api.NewStatement, "warehouse_id" | "wait_seconds">;

/**
 * Runs a statement and waits until it ends or `budgetMs` is over. When the call is cancelled, the statement is cancelled
 * once in the background, even if its id arrives only later.
 */
export async function runStatement(
  ctx: Context,
  request: StatementRequest,
  { place, readsOnly, budgetMs }: { place: ChosenWarehouse; readsOnly: boolean; budgetMs: number },
): Promise<api.Statement> {
  const until = performance.now() + budgetMs;
  // wait_seconds 0: the response carries the id, and without the id a cancelled call could not cancel the statement.
  const first = await submit(ctx, { ...request, warehouse_id: place.id, wait_seconds: 0 }, readsOnly);
  const { statement_id } = first;
  if (!readsOnly)
    ctx.accepted({ what: "The statement was started", ids: { statement_id }, followUp: "poll_sql_result" });
  if (api.isOver(first)) return first;
  const ended = onCancel(ctx, pollKey(first), (client) => cancelUpstream(ctx, client, first));
  try {
    return await awaitStatement(ctx, first, Math.max(0, until - performance.now()), first);
  } finally {
    ended();
  }
}

/** Key under which everything that waits for the statement shares its polls. */
const pollKey = ({ statement_id }: { statement_id: string }): string => `statement ${statement_id}`;

async function submit(ctx: Context, request: api.NewStatement, readsOnly: boolean): Promise<api.Statement> {
  ctx.signal.throwIfAborted();
  // Not bound to the call's own signal: an aborted request could leave a statement running whose id is unknown.
  const client = ctx.client.bind({ signal: AbortSignal.timeout(SUBMIT_MS), unsent: ctx.signal });
  const sent = api.executeStatement(client, request, readsOnly);
  const ended = onCancelOnceStarted(ctx, "a statement just sent", sent.catch(neverSent), async (undoing, statement) => {
    if (statement && !api.isOver(statement)) await cancelUpstream(ctx, undoing, statement);
  });
  try {
    const statement = await Promise.race([sent, aborted(ctx.signal)]);
    ctx.signal.throwIfAborted();
    return statement;
  } catch (error) {
    if (error instanceof ApiError && error.kind === "not-found") forgetWarehouse(ctx);
    throw error;
  } finally {
    ended();
  }
}

/** A statement that was never executed does not need to be cancelled. */
function neverSent(error: unknown): undefined {
  if (error instanceof ApiError && error.outcome === "not-executed") return undefined;
  throw error;
}

/** Rejects when the signal aborts. The listener lives no longer than the call, which owns the signal. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));

/** Waits until a statement ends or `budgetMs` is over, and reports its state as progress. */
export async function awaitStatement(
  ctx: Context,
  { statement_id }: { statement_id: string },
  budgetMs: number,
  /** The response to its submission, if this call submitted it. */
  first?: api.Statement,
): Promise<api.Statement> {
  const { value } = await waitFor(
    ctx,
    pollKey({ statement_id }),
    () => api.getStatement(ctx.client, { statement_id }),
    {
      done: api.isOver,
      words: ({ status }) => (status.state === "PENDING" ? "Waiting for the warehouse" : "The statement is running"),
      budgetMs,
      ...(first ? { made: true, seen: first } : { recent: true }),
    },
  );
  return value;
}

/** Requests the cancellation once and watches for its effect; a log line reports a platform that ignores it. */
async function cancelUpstream(ctx: Context, client: Client, { statement_id }: api.Statement): Promise<void> {
  await api.cancelStatement(client, { statement_id });
  await watchCancelled(ctx, pollKey({ statement_id }), () => api.getStatement(client, { statement_id }), {
    done: api.isOver,
    state: ({ status }) => status.state,
  });
}
