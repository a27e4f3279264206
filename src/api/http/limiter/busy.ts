import { ApiError } from "../errors.ts";

const refused = (message: string, next: string) =>
  new ApiError({ kind: "busy", outcome: "not-executed", message, next });

/** The queue is full. `whose`: "this session's" or "the workspace's". */
export const queueFull = (whose: string, length: number): ApiError =>
  refused(
    `Too many requests wait in ${whose} queue already (${length}).`,
    "Let running calls finish, then try again with fewer calls at once.",
  );

/** A place in the queue did not come up in time. */
export const waitedTooLong = (ms: number): ApiError =>
  refused(`The request waited ${Math.round(ms / 1000)} s for its turn.`, "Try again with fewer calls at once.");

/** The platform asked for a pause that this call cannot wait out. */
export const pausedFor = (ms: number): ApiError =>
  new ApiError({
    kind: "throttled",
    outcome: "not-executed",
    retryAfterMs: Math.ceil(ms),
    message: "The workspace asked for a pause longer than this call may take.",
    next: `Try again in ${Math.ceil(ms / 1000)} s.`,
  });

/** The client was closed. */
export const shutDown = (): ApiError =>
  new ApiError({ kind: "cancelled", outcome: "not-executed", message: "The server is shutting down." });
