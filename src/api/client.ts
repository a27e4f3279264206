import type * as z from "zod";

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
  /**
   * May this request be sent twice? GETs may. `"safe"`: a POST that only reads, or that does nothing the second
   * time. `"keyed"`: it carries an idempotency key the platform honours. Default for other methods: `"never"`.
   */
  readonly replay?: "safe" | "keyed" | "never";
  /** Which concurrency lane it takes: quick calls (default), long polls, bulk transfers. */
  readonly lane?: "quick" | "poll" | "bulk";
}

/**
 * The workspace's REST API. Paths come from the `path` tag or are literals; answers are checked against `schema`,
 * which lists the fields we read and accepts the rest. Every failure is an `ApiError` (`api/errors.ts`).
 */
export interface Client {
  /** Origin of the workspace. */
  readonly host: string;
  get<S extends z.ZodType>(path: string, schema: S, options?: RequestOptions): Promise<z.output<S>>;
  post<S extends z.ZodType>(path: string, schema: S, options?: RequestOptions): Promise<z.output<S>>;
  put<S extends z.ZodType>(path: string, schema: S, options?: RequestOptions): Promise<z.output<S>>;
  patch<S extends z.ZodType>(path: string, schema: S, options?: RequestOptions): Promise<z.output<S>>;
  delete<S extends z.ZodType>(path: string, schema: S, options?: RequestOptions): Promise<z.output<S>>;
  /** GETs a presigned cloud-storage link: no credential, no redirect, allow-listed hosts, own dispatcher. */
  download(link: ExternalLink): Promise<Uint8Array>;
  /** The same client for one call: its signal, its total deadline, its trace. */
  bind(call: CallBinding): Client;
}

export interface CallBinding {
  readonly signal?: AbortSignal;
  /** Total time for everything this call sends, in milliseconds from now. */
  readonly deadlineMs?: number;
  /** W3C `traceparent` to continue upstream. */
  readonly traceparent?: string;
  /** Counts what was sent for this call (audit line, "1 retry"). */
  readonly usage?: Usage;
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
