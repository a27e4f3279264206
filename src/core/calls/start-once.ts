import { randomUUID } from "node:crypto";
import { ApiError } from "../../api/http/errors.ts";
import { digestArguments } from "../digest.ts";
import type { Context } from "./context.ts";

/** How long a repeated call counts as the same attempt, in milliseconds. */
const SAME_ATTEMPT_MS = 10 * 60_000;

/** The token of an attempt whose outcome is unknown. */
interface OpenAttempt {
  readonly token: string;
  readonly until: number;
}

/**
 * Sends a request that creates or starts something with an idempotency token: for a repeated token, the platform returns
 * what it made before. If the outcome is unknown, the next call with the same request within ten minutes uses the same
 * token. Calls in progress at the same time have tokens of their own: two of them are two starts.
 * @param operation - The operation's id; with `request` it identifies the attempt.
 * @param given - The caller's own token, which is always used.
 * @throws As `start`; `next` names the token if the outcome is unknown
 */
export async function startOnce<T>(
  ctx: Context,
  operation: string,
  request: object,
  given: string | undefined,
  start: (idempotency_token: string) => Promise<T>,
): Promise<T> {
  const open = await ctx.remember(`open attempts ${operation} ${digestArguments(request)}`, async () => {
    const attempts: OpenAttempt[] = [];
    return attempts;
  });
  const token = given ?? takeFrom(open) ?? randomUUID();
  try {
    return await start(token);
  } catch (error) {
    if (!(error instanceof ApiError) || error.outcome !== "unknown") throw error;
    if (given === undefined) open.push({ token, until: Date.now() + SAME_ATTEMPT_MS });
    const same = given === undefined ? "The same call within ten minutes" : "The same call";
    const next = `${same} repeats this attempt with idempotency_token "${token}" and never starts a second one.`;
    throw error.with({ next: error.next === undefined ? next : `${next} ${error.next}` });
  }
}

function takeFrom(open: OpenAttempt[]): string | undefined {
  for (let attempt = open.shift(); attempt !== undefined; attempt = open.shift()) {
    if (attempt.until > Date.now()) return attempt.token;
  }
  return undefined;
}
