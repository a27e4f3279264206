import type * as z from "zod";
import type { OperationId } from "../reference/operation-id.ts";
import type { Clock } from "./clock.ts";
import type { Credentials } from "./credentials.ts";
import type { LaneOptions } from "./limiter/lanes.ts";
import type { RateOptions } from "./limiter/rate-gate.ts";
import type { TransportOptions } from "./transport.ts";

/** Query parameters: arrays repeat the key, nested objects flatten with dots, `undefined` is left out. */
export type Query = { readonly [name: string]: QueryValue };
export type QueryValue = string | number | boolean | undefined | readonly (string | number | boolean)[] | Query;

/** One part of a multipart form; a part with `fileName` is sent as a file. */
export interface FormPart {
  readonly name: string;
  readonly value: string | Uint8Array;
  readonly fileName?: string;
}

export interface RequestOptions {
  readonly query?: Query;
  /** JSON body. */
  readonly body?: object;
  /** Multipart body, instead of `body`. */
  readonly form?: readonly FormPart[];
  /** Bytes as they are, instead of `body`. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  /** Asks for `length` bytes from `offset` on (`Range`); the platform may answer with more. */
  readonly range?: { readonly offset: number; readonly length: number };
  /**
   * May this request be sent twice? GETs may. `"safe"`: a POST that only reads, or that does nothing the second
   * time. `"keyed"`: it carries an idempotency key the platform honours. Default for other methods: `"never"`.
   */
  readonly replay?: "safe" | "keyed" | "never";
  /** Which concurrency lane it takes: quick calls (default), long polls, bulk transfers. */
  readonly lane?: "quick" | "poll" | "bulk";
}

/**
 * Sends one request and reads its JSON.
 *
 * @param operation - The operation's id in the reference: what was reached is recorded, never guessed from paths.
 * @param path - A literal, or made by the `path` tag, which encodes its values.
 * @param schema - The fields we read of the response; it accepts the rest.
 * @throws {ApiError} For every failure, with its kind, its outcome and the next step.
 */
export type JsonRequest = <S extends z.ZodType>(
  operation: OperationId,
  path: string,
  schema: S,
  options?: RequestOptions,
) => Promise<z.output<S>>;

/**
 * The workspace's REST API. Paths come from the `path` tag or are literals; answers are checked against `schema`,
 * which lists the fields we read and accepts the rest. Every failure is an `ApiError` (`api/errors.ts`).
 */
export interface Client {
  /** Origin of the workspace. */
  readonly host: string;
  get: JsonRequest;
  post: JsonRequest;
  put: JsonRequest;
  patch: JsonRequest;
  delete: JsonRequest;
  /** GETs (or HEADs) bytes as they are, with the headers that describe them; any 2xx is an answer. */
  bytes(operation: OperationId, method: "GET" | "HEAD", path: string, options?: RequestOptions): Promise<Content>;
  /** GETs a presigned cloud-storage link: no credential, no redirect, allow-listed hosts, own dispatcher. */
  download(link: ExternalLink): Promise<Uint8Array>;
  /**
   * The same as it arrives; leaving the loop closes the connection. `from` asks for the bytes from there on, which
   * storage may ignore: each piece says where it is. What breaks off is not asked for again.
   */
  stream(link: ExternalLink, from?: number): AsyncIterable<Piece>;
  /** The same client for one call: its signal, its total deadline, its trace. */
  bind(call: CallBinding): Client;
}

/** An answer that is no JSON. */
export interface Content {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** Some bytes of a larger object. */
export interface Piece {
  readonly bytes: Uint8Array;
  /** Where they start in the object. */
  readonly offset: number;
  /** Bytes of the whole object, when the answer tells. */
  readonly size: number | undefined;
}

export interface CallBinding {
  readonly signal?: AbortSignal;
  /** Total time for everything this call sends, in milliseconds from now. */
  readonly deadlineMs?: number;
  /** W3C `traceparent` to continue upstream. */
  readonly traceparent?: string;
  /** Counts what was sent for this call (audit line, "1 retry"). */
  readonly usage?: Usage;
  /** Drops a request that still waits for its turn; one on its way goes on. */
  readonly unsent?: AbortSignal;
  /** Whose place in the queue this takes (per-session fairness and quota). */
  readonly session?: string;
}

export interface Usage {
  requests: number;
  retries: number;
}

export interface ExternalLink {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiLog {
  debug(event: string, fields?: Readonly<Record<string, string | number | boolean | undefined>>): void;
}

export interface ClientOptions {
  /** Origin of the workspace, as `parseHost` gives it. */
  readonly host: string;
  readonly credentials: Credentials;
  readonly userAgent: string;
  readonly log?: ApiLog | undefined;
  /** Allows `http://` on loopback, for the workspace and for its storage links. */
  readonly insecureLoopback?: boolean | undefined;
  /** Further domain suffixes of cloud storage. */
  readonly storageHosts?: readonly string[] | undefined;
  /** Total time of one call. MCP clients give up after 60 s. */
  readonly deadlineMs?: number | undefined;
  /** For tests and measurements. */
  readonly tuning?: { clock?: Clock; rate?: RateOptions; lanes?: LaneOptions; transport?: Partial<TransportOptions> };
}

export type WorkspaceClient = Client & { close(): Promise<void> };
