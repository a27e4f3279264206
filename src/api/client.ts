import type * as z from "zod";
import { admit, enter } from "./admit.ts";
import type { Credentials } from "./auth/credentials.ts";
import { authorize } from "./authorize.ts";
import { type Clock, systemClock } from "./clock.ts";
import { limited } from "./deadline.ts";
import { decode } from "./decode.ts";
import { ApiError } from "./errors.ts";
import { assertLink, guardedLookup, storage } from "./external-link.ts";
import { isLoopback } from "./host.ts";
import { createLanes, type LaneOptions } from "./lanes.ts";
import { createRateGate, type RateOptions } from "./limit.ts";
import { assertPath } from "./path.ts";
import { multipart, queryString } from "./query.ts";
import { retry } from "./retry.ts";
import { compose, type Outgoing, type Send } from "./send.ts";
import { createTransport, type TransportOptions } from "./transport.ts";

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

/** The client of one workspace and one principal, with its own connections, rate and lanes. */
export function createClient(options: ClientOptions): WorkspaceClient {
  const { host, credentials, log, tuning = {} } = options;
  const clock = tuning.clock ?? systemClock;
  const origin = new URL(host);
  const direct = options.insecureLoopback === true && isLoopback(origin.hostname);
  const transport = createTransport({ direct, ...tuning.transport });
  const storageTransport = createTransport({
    direct,
    ...(direct ? {} : { lookup: guardedLookup() }),
    ...tuning.transport,
  });
  const lanes = createLanes(tuning.lanes);
  const gate = createRateGate({ clock, ...tuning.rate });
  const again = retry({
    clock,
    onRetry: (error, { method, path }, wait) =>
      log?.debug("retry", { method, path, kind: error.kind, status: error.status, wait_ms: Math.round(wait) }),
  });
  const call: Send<unknown> = compose(
    again,
    authorize(credentials),
    admit(lanes, gate),
  )(decode(transport.send, clock.wall));
  const fetchLink: Send<Uint8Array> = compose(again, enter(lanes))(storage(storageTransport.send, clock.wall));

  function bound(binding: CallBinding, until: number | undefined): Client {
    const deadlineAt = () => until ?? clock.now() + (options.deadlineMs ?? DEADLINE_MS);

    /** Runs one request under the call's signal and deadline. */
    async function within<R>(send: Send<R>, request: Omit<Outgoing, "signal" | "deadlineAt" | "usage" | "session">) {
      const end = deadlineAt();
      const { signal, end: release } = limited(binding.signal, end - clock.now());
      const { usage, session } = binding;
      try {
        return await send({ ...request, signal, deadlineAt: end, usage, session });
      } finally {
        release();
      }
    }

    const verb =
      (method: string) =>
      async <S extends z.ZodType>(path: string, schema: S, request: RequestOptions = {}): Promise<z.output<S>> => {
        const outgoing = prepare(method, path, request);
        await transport.ready();
        const value = await within(call, outgoing);
        const parsed = schema.safeParse(value);
        if (parsed.success) return parsed.data;
        const issue = parsed.error.issues[0];
        throw misfit(outgoing, issue?.path.join(".") ?? "", issue?.message ?? "");
      };

    function prepare(method: string, path: string, { query, body, form, replay, lane = "quick" }: RequestOptions) {
      const search = queryString(query);
      const target = assertPath(path) + (search && (path.includes("?") ? "&" : "?") + search);
      const url = origin.origin + target;
      if (new URL(url).origin !== origin.origin) throw new Error("a path cannot change the origin");
      return {
        method,
        url,
        path: path.split("?")[0] ?? path,
        headers: {
          accept: "application/json",
          "user-agent": options.userAgent,
          ...(body !== undefined && { "content-type": "application/json" }),
          ...(binding.traceparent !== undefined && { traceparent: binding.traceparent }),
        },
        ...(form !== undefined ? { body: multipart(form) } : body !== undefined && { body: JSON.stringify(body) }),
        replaySafe: replay === undefined ? method === "GET" : replay !== "never",
        lane,
      };
    }

    return {
      host,
      get: verb("GET"),
      post: verb("POST"),
      put: verb("PUT"),
      patch: verb("PATCH"),
      delete: verb("DELETE"),
      async download(link) {
        const { url, headers } = assertLink(link, options);
        const request = { method: "GET", url, path: "cloud storage", headers, replaySafe: true, lane: "bulk" } as const;
        return within(fetchLink, request);
      },
      bind({ deadlineMs, ...rest }) {
        const own = deadlineMs === undefined ? undefined : clock.now() + deadlineMs;
        const soonest = own === undefined || until === undefined ? (own ?? until) : Math.min(own, until);
        return bound({ ...binding, ...rest }, soonest);
      },
    };
  }

  return {
    ...bound({}, undefined),
    async close() {
      lanes.close();
      gate.close();
      await Promise.all([transport.close(), storageTransport.close()]);
    },
  };
}

const misfit = (request: Omit<Outgoing, "signal" | "deadlineAt">, field: string, problem: string): ApiError =>
  new ApiError({
    kind: "bad-response",
    method: request.method,
    path: request.path,
    outcome: request.replaySafe ? "failed" : "unknown",
    message: `The answer has an unexpected shape${field && ` at ${field}`}: ${problem}.`,
    next: "The workspace may run another API version; report this to the server's maintainers.",
  });
