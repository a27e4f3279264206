import type * as z from "zod";
import type { OperationId } from "../reference/operation-id.ts";

/**
 * Query parameters. Arrays repeat the key (`a=1&a=2`), nested objects flatten with dots (`filter.x=1`), and `undefined`
 * is left out.
 */
export type QueryParameters = { readonly [name: string]: QueryValue };
/** Value of one query parameter. */
export type QueryValue =
  | string
  | number
  | boolean
  | undefined
  | readonly (string | number | boolean)[]
  | QueryParameters;

/** One part of a multipart form (RFC 7578). A part with `fileName` is sent as a file. */
export interface FormPart {
  readonly name: string;
  readonly value: string | Uint8Array;
  readonly fileName?: string;
}

/** Query, body and handling of a request. At most one of `body`, `form` and `bytes`. */
export interface RequestOptions {
  readonly query?: QueryParameters;
  /** JSON body. */
  readonly body?: object;
  /** Multipart body. */
  readonly form?: readonly FormPart[];
  /** Binary body, sent unchanged as `application/octet-stream`. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  /** Asks for `length` bytes from `offset` on (RFC 9110, 14.2). The platform may ignore it and return all bytes. */
  readonly range?: { readonly offset: number; readonly length: number };
  /**
   * Whether the request may be sent a second time when its response is lost (`retry-policy.ts`). Default: `"read"` for
   * GET and HEAD, otherwise `"never"`. `"read"`: it changes nothing. `"safe"`: it changes something, but nothing more
   * the second time. `"keyed"`: it carries an idempotency key that the platform honours, such as `idempotency_token` of
   * `jobs/run-now`.
   */
  readonly replay?: "read" | "safe" | "keyed" | "never";
  /** Concurrency limit that applies: `quick` calls (default), long `poll`s, `bulk` transfers. */
  readonly lane?: "quick" | "poll" | "bulk";
}

/**
 * Sends one request and returns its JSON, checked against `schema`. Integers beyond ±(2^53−1) arrive as strings, and an
 * empty body as `{}`.
 *
 * @param operation - The operation's ID in the reference. Tests record it: that is how it is known which tool reaches
 *   which operation.
 * @param path - A literal, or made by the `path` tag, which encodes its values.
 * @param schema - The fields we read of the response. Other fields are accepted: the platform adds some at any time.
 * @returns What the schema makes of the response.
 * @throws {ApiError} Any kind: from the status and error code of the response (`error-kind.ts`, `retry-policy.ts`),
 *   `bad-response` if it does not match the schema, `invalid` for an unsafe path (nothing is sent), `busy` if too many
 *   requests wait, `timeout`, `cancelled` or `transport`. `outcome` says whether the request took effect.
 */
export type JsonRequest = <S extends z.ZodType>(
  operation: OperationId,
  path: string,
  schema: S,
  options?: RequestOptions,
) => Promise<z.output<S>>;

/**
 * The REST API of one workspace (https://docs.databricks.com/api/workspace/introduction). Each request waits for its
 * turn (30 requests per second, limited concurrency), carries the login, and is repeated where that is safe.
 */
export interface Client {
  /** Origin of the workspace, such as `https://adb-1.2.azuredatabricks.net`. */
  readonly host: string;
  /** Reads. Repeated after lost responses. */
  get: JsonRequest;
  /** Creates or runs. If no attempt gets a usable response, `outcome` is `unknown`, unless it only reads. */
  post: JsonRequest;
  /** Replaces. Repeated like `post`. */
  put: JsonRequest;
  /** Changes some fields. Repeated like `post`. */
  patch: JsonRequest;
  /** Deletes. Repeated like `post`. */
  delete: JsonRequest;
  /**
   * Returns the response unparsed, with its headers; any 2xx status is a success. At most 64 MiB.
   * @throws {ApiError} as `get`, and `too-large`
   */
  bytes(
    operation: OperationId,
    method: "GET" | "HEAD",
    path: string,
    options?: RequestOptions,
  ): Promise<BinaryResponse>;
  /**
   * Downloads a presigned cloud-storage link: without the login, without redirects, from known storage hosts only.
   * @throws {ApiError} `link-refused`, `link-expired`, `not-found`, `unavailable`, `too-large`, `bad-response`
   */
  download(link: ExternalLink): Promise<Uint8Array>;
  /**
   * Like `download`, but yields the bytes as they arrive; leaving the loop closes the connection. `from` asks for the
   * bytes from there on, which storage may ignore, so each piece carries its offset. A connection that breaks after the
   * first piece is not repeated: call again with `from`.
   */
  stream(link: ExternalLink, from?: number): AsyncIterable<ObjectPiece>;
  /** The same client for one call, with the call's signal, total deadline and trace. */
  bind(call: CallBinding): Client;
}

/** A response that is not JSON. */
export interface BinaryResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** Consecutive bytes of an object in cloud storage. */
export interface ObjectPiece {
  readonly bytes: Uint8Array;
  /** Offset of the first byte in the object. */
  readonly offset: number;
  /** Bytes of the whole object, if the response says. */
  readonly size: number | undefined;
}

/** Settings that all requests of one call share. */
export interface CallBinding {
  readonly signal?: AbortSignal;
  /** Total time for everything that this call sends, in milliseconds from now. */
  readonly deadlineMs?: number;
  /** W3C `traceparent` to pass on (https://www.w3.org/TR/trace-context/). */
  readonly traceparent?: string;
  /** Incremented with every request and retry, for the audit line and "1 retry". */
  readonly usage?: Usage;
  /** Cancels requests that still wait for their turn. Requests already sent continue. */
  readonly unsent?: AbortSignal;
  /** Session that the requests count for: sessions take turns, and each has its own queue limit. */
  readonly session?: string;
  /** The caller that the requests count for, which may have several sessions. Default: the session. */
  readonly caller?: string;
}

/** Requests sent for a call, how many of them were retries, and what the workspace has accepted. */
export interface Usage {
  requests: number;
  retries: number;
  /** The requests of the call that changed something and were answered as a success, in order. */
  accepted?: AcceptedWrite[];
  /** Rows of lists that were left out because they do not match: `job_id 7 of jobs, for its settings`. */
  unread?: string[];
}

/** A request that changed something in the workspace. */
export interface AcceptedWrite {
  readonly operation: OperationId;
  /** IDs in the response, by field: `{ cluster_id: "1128-…" }`. At most four. */
  readonly ids: Readonly<Record<string, string>>;
}

/** A presigned link to cloud storage, as the platform returns it. */
export interface ExternalLink {
  readonly url: string;
  /** Headers that the platform says to send with it. */
  readonly headers?: Readonly<Record<string, string>>;
}
