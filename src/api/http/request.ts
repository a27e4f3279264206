import type { OperationId } from "../reference/operation-id.ts";
import type { RequestOptions } from "./client.ts";
import { assertPath } from "./path.ts";
import { multipart, queryString } from "./query-string.ts";
import type { Outgoing } from "./send.ts";

/** What a request is before the call it belongs to is known. */
export type Prepared = Omit<Outgoing, "signal" | "deadlineAt" | "usage" | "session" | "unsent">;

export interface RequestFrame {
  readonly origin: string;
  readonly userAgent: string;
  readonly traceparent?: string | undefined;
}

/** What is asked for: the operation of the reference, and how it is addressed. */
export interface RequestLine {
  readonly operation: OperationId;
  readonly method: string;
  readonly path: string;
}

const JSON_TYPE = "application/json";

/** Joins origin, path and query, and serialises the body. Throws `ApiError` (`invalid`) for a path that leads elsewhere. */
export function prepare(
  { origin, userAgent, traceparent }: RequestFrame,
  { operation, method, path, query, body, form, bytes, range, replay, lane = "quick" }: RequestLine & RequestOptions,
  accept = JSON_TYPE,
): Prepared {
  const search = queryString(query);
  const separator = search === "" ? "" : path.includes("?") ? "&" : "?";
  return {
    operation,
    method,
    url: `${origin}${assertPath(path)}${separator}${search}`,
    path: path.split("?")[0] ?? path,
    headers: {
      accept,
      // Lengths are those of the bytes themselves; for a range `fetch` asks that on its own.
      ...(accept !== JSON_TYPE && range === undefined && { "accept-encoding": "identity" }),
      "user-agent": userAgent,
      ...(body !== undefined && { "content-type": JSON_TYPE }),
      ...(bytes !== undefined && { "content-type": "application/octet-stream" }),
      ...(range !== undefined && { range: `bytes=${range.offset}-${range.offset + range.length - 1}` }),
      ...(traceparent !== undefined && { traceparent }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(form !== undefined && { body: multipart(form) }),
    ...(bytes !== undefined && { body: bytes }),
    replaySafe: replay === undefined ? method === "GET" || method === "HEAD" : replay !== "never",
    lane,
  };
}
