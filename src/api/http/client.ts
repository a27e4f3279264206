import type * as z from "zod";
import { guardedLookup } from "./address.ts";
import { authorize } from "./authorize.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Credentials } from "./credentials.ts";
import { accept, decode } from "./decode.ts";
import { assertLink } from "./external-link.ts";
import { isLoopback } from "./host.ts";
import { admit, enter, hold } from "./limiter/admit.ts";
import { createLanes, type LaneOptions } from "./limiter/lanes.ts";
import { createRateGate, type RateOptions } from "./limiter/rate-gate.ts";
import { type Prepared, prepare } from "./request.ts";
import { limited } from "./request-signal.ts";
import { retry } from "./retry.ts";
import { type Arriving, compose, failure, lost, type Outgoing, type Send } from "./send.ts";
import { pieces, storage } from "./storage.ts";
import { createTransport, type TransportOptions, whole } from "./transport.ts";

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
  /** GETs (or HEADs) bytes as they are, with the headers that describe them; any 2xx is an answer. */
  bytes(method: "GET" | "HEAD", path: string, options?: RequestOptions): Promise<Content>;
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

const DEADLINE_MS = 50_000;
const BYTES = "application/octet-stream";

/** The client of one workspace and one principal, with its own connections, rate and lanes. */
export function createClient(options: ClientOptions): WorkspaceClient {
  const { host, credentials, userAgent, log, tuning = {} } = options;
  const clock = tuning.clock ?? systemClock;
  const { origin, hostname, protocol } = new URL(host);
  const direct = options.insecureLoopback === true && isLoopback(hostname);
  if (protocol !== "https:" && !direct) throw new Error("a workspace is reached over https only");
  const transport = createTransport({ direct, ...tuning.transport });
  const links = createTransport({ direct, ...tuning.transport, lookup: guardedLookup(tuning.transport?.lookup) });
  const lanes = createLanes(tuning.lanes);
  const gate = createRateGate({ clock, ...tuning.rate });
  const calls = new Set<() => void>();

  const again = retry({
    clock,
    onRetry: (error, { method, path }, wait) =>
      log?.debug("retry", { method, path, kind: error.kind, status: error.status, wait_ms: Math.round(wait) }),
  });
  const onion = compose(again, authorize(credentials), admit(lanes, gate));
  const accepted = accept(transport.send, clock.wall);
  const sendRequest: Send<unknown> = onion(decode(accepted));
  const sendForBytes: Send<Content> = onion(accepted);
  const openLink = storage(links.open, clock.wall);
  const sendLink: Send<Uint8Array> = compose(again, enter(lanes))(async (link) => whole((await openLink(link)).body));
  const streamLink: Send<Arriving> = again(hold(lanes)(openLink));

  function bound(binding: CallBinding, until: number | undefined): Client {
    /** A request under the call's signal and what is left of its time; `end` when nothing of it is awaited any more. */
    function begin(request: Prepared): { outgoing: Outgoing; end(): void } {
      const deadlineAt = until ?? clock.now() + (options.deadlineMs ?? DEADLINE_MS);
      const { signal, abort, end } = limited(binding.signal, deadlineAt - clock.now());
      calls.add(abort);
      const { usage, session, unsent } = binding;
      return {
        outgoing: { ...request, signal, deadlineAt, usage, session, unsent },
        end() {
          calls.delete(abort);
          end();
        },
      };
    }

    async function within<R>(send: Send<R>, request: Prepared): Promise<R> {
      const { outgoing, end } = begin(request);
      try {
        return await send(outgoing);
      } finally {
        end();
      }
    }

    function toStorage(link: ExternalLink, range = {}): Prepared {
      const { url, headers } = assertLink(link, options);
      const all = { ...headers, ...range };
      return { method: "GET", url, path: "cloud storage", headers: all, replaySafe: true, lane: "bulk" };
    }

    const verb =
      (method: string) =>
      async <S extends z.ZodType>(path: string, schema: S, request: RequestOptions = {}): Promise<z.output<S>> => {
        const prepared = prepare({ origin, userAgent, traceparent: binding.traceparent }, method, path, request);
        await transport.ready();
        return checked(prepared, schema, await within(sendRequest, prepared));
      };

    return {
      host,
      get: verb("GET"),
      post: verb("POST"),
      put: verb("PUT"),
      patch: verb("PATCH"),
      delete: verb("DELETE"),
      async bytes(method, path, request = {}) {
        const prepared = prepare({ origin, userAgent, traceparent: binding.traceparent }, method, path, request, BYTES);
        await transport.ready();
        return within(sendForBytes, prepared);
      },
      async download(link) {
        return within(sendLink, toStorage(link));
      },
      async *stream(link, from = 0) {
        const { outgoing, end } = begin(toStorage(link, from > 0 ? { range: `bytes=${from}-` } : {}));
        try {
          yield* pieces(outgoing, await streamLink(outgoing), from);
        } finally {
          end();
        }
      },
      bind({ deadlineMs = Number.POSITIVE_INFINITY, ...rest }) {
        const soonest = Math.min(until ?? Number.POSITIVE_INFINITY, clock.now() + deadlineMs);
        return bound({ ...binding, ...rest }, Number.isFinite(soonest) ? soonest : undefined);
      },
    };
  }

  return {
    ...bound({}, undefined),
    async close() {
      lanes.close();
      gate.close();
      for (const abort of calls) abort();
      await Promise.all([transport.close(), links.close()]);
    },
  };
}

function checked<S extends z.ZodType>(request: Prepared, schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  throw failure(request, {
    kind: "bad-response",
    outcome: lost(request),
    message: `The answer has an unexpected shape${field && ` at ${field}`}: ${issue?.message ?? "invalid"}.`,
    next: "The workspace may run another version of this API: report it to the server's maintainers.",
  });
}
