import type { OperationId } from "../reference/operation-id.ts";
import type { FormPart, QueryParameters, QueryValue, RequestOptions } from "./client.ts";
import { ApiError } from "./errors.ts";
import { assertPath } from "./path.ts";
import type { OutgoingRequest } from "./send.ts";

/** A request before it is bound to the call that sends it. */
export type PreparedRequest = Omit<OutgoingRequest, "signal" | "deadlineAt" | "usage" | "session" | "unsent" | "bytes">;

/** Parts that all requests of a client have in common. */
export interface RequestFrame {
  /** Origin of the workspace. */
  readonly origin: string;
  readonly userAgent: string;
  /** W3C trace context. */
  readonly traceparent?: string | undefined;
}

/** The operation of the reference, with its method and path. */
export interface RequestLine {
  readonly operation: OperationId;
  readonly method: string;
  readonly path: string;
}

const JSON_TYPE = "application/json";

/**
 * Joins origin, path and query, and serialises the body. `accept`: the media type to ask for.
 * @throws {ApiError} `invalid` for a path or query that is unsafe; nothing is sent
 */
export function prepareRequest(
  { origin, userAgent, traceparent }: RequestFrame,
  { operation, method, path, query, body, form, bytes, range, replay, lane = "quick" }: RequestLine & RequestOptions,
  accept = JSON_TYPE,
): PreparedRequest {
  const effect = replay ?? (method === "GET" || method === "HEAD" ? "read" : "never");
  const search = queryString(query);
  const separator = search === "" ? "" : path.includes("?") ? "&" : "?";
  return {
    operation,
    method,
    url: `${origin}${assertPath(path)}${separator}${search}`,
    path: path.split("?")[0] ?? path,
    headers: {
      accept,
      // Content-Length must count the bytes themselves. For a range request `fetch` sends `identity` on its own.
      ...(accept !== JSON_TYPE && range === undefined && { "accept-encoding": "identity" }),
      "user-agent": userAgent,
      ...(body !== undefined && { "content-type": JSON_TYPE }),
      ...(bytes !== undefined && { "content-type": "application/octet-stream" }),
      ...(range !== undefined && { range: `bytes=${range.offset}-${range.offset + range.length - 1}` }),
      ...(traceparent !== undefined && { traceparent }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(form !== undefined && { body: multipartForm(form) }),
    ...(bytes !== undefined && { body: bytes }),
    replaySafe: effect !== "never",
    changes: effect !== "read",
    lane,
  };
}

/** `a=1&filter.x=y`, with spaces as `%20`. */
function queryString(query: QueryParameters | undefined): string {
  const pairs = query === undefined ? [] : Object.entries(query).flatMap(([name, value]) => pairsOf(name, value));
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeValue(name, value)}`).join("&");
}

function encodeValue(name: string, value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    throw new ApiError({
      kind: "invalid",
      outcome: "not-executed",
      message: `Refused to build a request: ${name} contains half of a character (a lone surrogate).`,
      next: "Send the complete text.",
    });
  }
}

function pairsOf(name: string, value: QueryValue): [string, string][] {
  if (value === undefined) return [];
  if (isList(value)) return value.map((item) => [name, String(item)]);
  if (typeof value === "object") return Object.entries(value).flatMap(([key, item]) => pairsOf(`${name}.${key}`, item));
  return [[name, String(value)]];
}

const isList = (value: QueryValue): value is readonly (string | number | boolean)[] => Array.isArray(value);

/** A multipart body. `fetch` chooses its boundary. */
function multipartForm(parts: readonly FormPart[]): FormData {
  const form = new FormData();
  for (const { name, value, fileName } of parts) {
    if (fileName !== undefined) form.append(name, new Blob([value]), fileName);
    else form.append(name, typeof value === "string" ? value : new Blob([value]));
  }
  return form;
}
