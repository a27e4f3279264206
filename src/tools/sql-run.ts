import type { Client } from "../api/client.ts";
import { ApiError } from "../api/errors.ts";
import { poll } from "../api/poll.ts";
import * as api from "../api/sql-statements.ts";
import { onCancel, onCancelOf } from "../core/cancel.ts";
import type { Context } from "../core/context.ts";
import { forgetWarehouse, type Place } from "./sql-choice.ts";
import { waitFor } from "./waiting.ts";

const SUBMIT_MS = 30_000;
const CANCEL_WATCH_MS = 8000;
/**
 * The least the platform waits before it answers a submission. Short on purpose: until then nobody has the statement's
 * id, and without it a cancelled call cannot cancel the statement.
 */
const FIRST_WAIT_S = 5;

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
  const wait_seconds = budgetMs >= FIRST_WAIT_S * 1000 ? FIRST_WAIT_S : 0;
  const first = await submit(ctx, { ...request, warehouse_id: place.id, wait_seconds }, readsOnly);
  if (api.isOver(first)) return first;
  const ended = onCancel(ctx, what(first), (client) => cancelUpstream(client, first));
  try {
    return await follow(ctx, first, Math.max(0, until - performance.now()));
  } finally {
    ended();
  }
}

const what = ({ statement_id }: api.Statement): string => `statement ${statement_id}`;

async function submit(ctx: Context, request: api.NewStatement, readsOnly: boolean): Promise<api.Statement> {
  ctx.signal.throwIfAborted();
  // Not under the call's own signal: cut off half way it would leave a statement whose id nobody knows.
  const client = ctx.client.bind({ signal: AbortSignal.timeout(SUBMIT_MS), unsent: ctx.signal });
  const sent = api.executeStatement(client, request, readsOnly);
  const ended = onCancelOf(ctx, "a statement just sent", sent.catch(neverSent), async (undoing, statement) => {
    if (statement && !api.isOver(statement)) await cancelUpstream(undoing, statement);
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
): Promise<api.Statement> {
  const { value } = await waitFor(ctx, () => api.getStatement(ctx.client, { statement_id }), {
    done: api.isOver,
    words: ({ status }) => (status.state === "PENDING" ? "Waiting for the warehouse" : "The statement is running"),
    budgetMs,
  });
  return value;
}

/** Asks once, then watches until it is so: a log line tells when the platform ignored it. */
async function cancelUpstream(client: Client, { statement_id }: api.Statement): Promise<void> {
  await api.cancelStatement(client, { statement_id });
  const { value, finished } = await poll(() => api.getStatement(client, { statement_id }), {
    done: api.isOver,
    budgetMs: CANCEL_WATCH_MS,
    signal: AbortSignal.timeout(CANCEL_WATCH_MS),
  });
  if (!finished) throw new Error(`statement ${statement_id} is still ${value.status.state}`);
}
