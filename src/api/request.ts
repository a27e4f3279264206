import type { RequestOptions } from "./client.ts";
import { assertPath } from "./path.ts";
import { multipart, queryString } from "./query.ts";
import type { Outgoing } from "./send.ts";

/** What a request is before the call it belongs to is known. */
export type Prepared = Omit<Outgoing, "signal" | "deadlineAt" | "usage" | "session">;

export interface RequestFrame {
  readonly origin: string;
  readonly userAgent: string;
  readonly traceparent?: string | undefined;
}

/** Joins origin, path and query, and serialises the body. Throws `ApiError` (`invalid`) for a path that leads elsewhere. */
export function prepare(
  { origin, userAgent, traceparent }: RequestFrame,
  method: string,
  path: string,
  { query, body, form, bytes, range, replay, lane = "quick" }: RequestOptions,
  accept = "application/json",
): Prepared {
  const search = queryString(query);
  const separator = search === "" ? "" : path.includes("?") ? "&" : "?";
  return {
    method,
    url: `${origin}${assertPath(path)}${separator}${search}`,
    path: path.split("?")[0] ?? path,
    headers: {
      accept,
      "user-agent": userAgent,
      ...(body !== undefined && { "content-type": "application/json" }),
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
