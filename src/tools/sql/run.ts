import type { Client } from "../../api/http/client.ts";
import { ApiError } from "../../api/http/errors.ts";
import * as api from "../../api/sql/statements.ts";
import { onCancel, onCancelOf } from "../../core/calls/cancel.ts";
import type { Context } from "../../core/calls/context.ts";
import { waitFor, watchCancelled } from "../waiting.ts";
import { forgetWarehouse, type Place } from "./choice.ts";

const SUBMIT_MS = 30_000;

export type Request = Omit<api.NewStatement, "warehouse_id" | "wait_seconds">;

/**
 * Runs a statement to its end or the budget's. When the call is cancelled, so is the statement, once, in the
 * background, whether its id is known by then or comes later.
 */
export async function runStatement(
  ctx: Context,
  request: Request,
  { place, readsOnly, budgetMs }: { place: Place; readsOnly: boolean; budgetMs: number },
): Promise<api.Statement> {
  const until = performance.now() + budgetMs;
  // Not waited for: until it answers nobody has the statement's id, and a cancelled call could not cancel the statement.
  const first = await submit(ctx, { ...request, warehouse_id: place.id, wait_seconds: 0 }, readsOnly);
  if (api.isOver(first)) return first;
  const ended = onCancel(ctx, what(first), (client) => cancelUpstream(ctx, client, first));
  try {
    return await follow(ctx, first, Math.max(0, until - performance.now()), first);
  } finally {
    ended();
  }
}

const what = ({ statement_id }: { statement_id: string }): string => `statement ${statement_id}`;

async function submit(ctx: Context, request: api.NewStatement, readsOnly: boolean): Promise<api.Statement> {
  ctx.signal.throwIfAborted();
  // Not under the call's own signal: cut off half way it would leave a statement whose id nobody knows.
  const client = ctx.client.bind({ signal: AbortSignal.timeout(SUBMIT_MS), unsent: ctx.signal });
  const sent = api.executeStatement(client, request, readsOnly);
  const ended = onCancelOf(ctx, "a statement just sent", sent.catch(neverSent), async (undoing, statement) => {
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

/** Of a statement that never left there is nothing to cancel. */
function neverSent(error: unknown): undefined {
  if (error instanceof ApiError && error.outcome === "not-executed") return undefined;
  throw error;
}

/** Rejects when the signal aborts. The signal is the call's own and goes with it. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));

/** Waits for the end of a statement or of the budget, telling the person the state. */
export async function follow(
  ctx: Context,
  { statement_id }: { statement_id: string },
  budgetMs: number,
  /** What its submission answered, when this very call made it. */
  first?: api.Statement,
): Promise<api.Statement> {
  const { value } = await waitFor(ctx, what({ statement_id }), () => api.getStatement(ctx.client, { statement_id }), {
    done: api.isOver,
    words: ({ status }) => (status.state === "PENDING" ? "Waiting for the warehouse" : "The statement is running"),
    budgetMs,
    ...(first ? { made: true, seen: first } : { recent: true }),
  });
  return value;
}

/** Asks once, then watches until it is so: a log line tells when the platform ignored it. */
async function cancelUpstream(ctx: Context, client: Client, { statement_id }: api.Statement): Promise<void> {
  await api.cancelStatement(client, { statement_id });
  await watchCancelled(ctx, what({ statement_id }), () => api.getStatement(client, { statement_id }), {
    done: api.isOver,
    state: ({ status }) => status.state,
  });
}
