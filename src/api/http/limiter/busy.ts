import { ApiError } from "../errors.ts";

const notAdmitted = (message: string, next: string) =>
  new ApiError({ kind: "busy", outcome: "not-executed", message, next });

/** The queue is full. `whose`: "this session's" or "the workspace's". `length`: requests in it. */
export const queueFullError = (whose: string, length: number): ApiError =>
  notAdmitted(
    `Too many requests are waiting in ${whose} queue already (${length}).`,
    "Let running calls finish, then try again with fewer calls at once.",
  );

/** The request waited `ms` milliseconds and was not sent. */
export const waitedTooLongError = (ms: number): ApiError =>
  notAdmitted(`The request waited ${Math.round(ms / 1000)} s for its turn.`, "Try again with fewer calls at once.");

/** The platform asked for a pause of `ms` more milliseconds, which ends after the call's deadline. */
export const pausedError = (ms: number): ApiError =>
  new ApiError({
    kind: "throttled",
    outcome: "not-executed",
    retryAfterMs: Math.ceil(ms),
    message: "The workspace asked for a pause longer than this call may take.",
  });

/** The client was closed. */
export const shutDownError = (): ApiError =>
  new ApiError({ kind: "cancelled", outcome: "not-executed", message: "The server is shutting down." });
