import { CALL_DEADLINE_MS } from "../../limits.ts";
import { type Attempt, watchAttempts } from "./attempts.ts";
import { authorize } from "./authorize.ts";
import { type ClientParts, createBoundClient, type Sends } from "./bound-client.ts";
import type { Client } from "./client.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Credentials } from "./credentials.ts";
import { decodeJson, rejectErrorResponses } from "./decode.ts";
import { isLoopback } from "./host.ts";
import { withLane, withLaneAndPermit, withLaneWhileStreaming } from "./limiter/admit.ts";
import { type ByteBudgetOptions, createByteBudget } from "./limiter/byte-budget.ts";
import { createLanes, type LaneOptions } from "./limiter/lanes.ts";
import { createRateGate, type RateOptions } from "./limiter/rate-gate.ts";
import type { SharedRate, SharedRateOptions } from "./limiter/shared-rate.ts";
import { createShares, type ShareOptions } from "./limiter/shares.ts";
import { retry } from "./retry.ts";
import { compose, type Layer } from "./send.ts";
import { createSharedReads } from "./shared-reads.ts";
import { guardedLookup } from "./storage/address.ts";
import { rejectStorageErrors } from "./storage/responses.ts";
import { createTransport, readAll, type TransportOptions } from "./transport.ts";

/** Receives a line for every retry. */
export interface ApiLog {
  debug(event: string, fields?: Readonly<Record<string, string | number | boolean | undefined>>): void;
}

/** Requests that wait and that are in flight now. */
export interface ClientLoad {
  readonly waiting: number;
  readonly inFlight: number;
  /** Bytes of responses in memory. */
  readonly heldBytes: number;
}

/** Options of `createClient`. */
export interface ClientOptions {
  /** Origin of the workspace, as `parseHost` returns it. */
  readonly host: string;
  readonly credentials: Credentials;
  readonly userAgent: string;
  readonly log?: ApiLog | undefined;
  /** Receives every attempt of a request to the workspace. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined;
  /** Allows `http://` on loopback, for the workspace and for its storage links. */
  readonly insecureLoopback?: boolean | undefined;
  /** Domain suffixes of cloud storage in addition to the built-in ones. */
  readonly storageHosts?: readonly string[] | undefined;
  /** Total time of one call in milliseconds. Default: `CALL_DEADLINE_MS`. */
  readonly deadlineMs?: number | undefined;
  /** The rate that this server shares with others. Default: it has the whole rate of the workspace. */
  readonly sharedRate?: ((own: Pick<SharedRateOptions, "clock" | "onRoom">) => SharedRate) | undefined;
  /** For tests and measurements. */
  readonly tuning?: {
    clock?: Clock;
    rate?: RateOptions;
    lanes?: LaneOptions;
    shares?: ShareOptions;
    memory?: ByteBudgetOptions;
    transport?: Partial<TransportOptions>;
  };
}

/** A client that owns its connections. */
export type WorkspaceClient = Client & {
  /** The same client under another login. Both share connections, request rate and lanes. */
  as(credentials: Credentials): Client;
  load(): ClientLoad;
  /** Ends every request, waiting or in flight, with kind `cancelled`, and closes the connections. */
  close(): Promise<void>;
};

/**
 * The client of one workspace and one identity, with its own connections, request rate and lanes.
 * @throws {Error} for a host that is not https, except loopback with `insecureLoopback`
 */
export function createClient(options: ClientOptions): WorkspaceClient {
  const { host, userAgent, log, tuning = {} } = options;
  const clock = tuning.clock ?? systemClock;
  const { origin, hostname, protocol } = new URL(host);
  const direct = options.insecureLoopback === true && isLoopback(hostname);
  if (protocol !== "https:" && !direct) throw new Error("The workspace must be reached over https.");
  const transport = createTransport({ direct, ...tuning.transport });
  const links = createTransport({ direct, ...tuning.transport, lookup: guardedLookup(tuning.transport?.lookup) });
  const lanes = createLanes(tuning.lanes);
  const onRoom = () => lanes.wake();
  const { gate, shares } = options.sharedRate?.({ clock, onRoom }) ?? {
    gate: createRateGate({ clock, ...tuning.rate }),
    shares: createShares(clock, onRoom, { ...tuning.rate, ...tuning.shares }),
  };
  const memory = createByteBudget(tuning.memory);
  const calls = new Set<() => void>();
  const reads = createSharedReads();

  const withRetries = retry({
    clock,
    onRetry: (error, { operation, method, path }, wait) =>
      log?.debug("retry", {
        operation,
        method,
        path,
        kind: error.kind,
        status: error.status,
        wait_ms: Math.round(wait),
      }),
  });
  const sendToWorkspace = rejectErrorResponses(watchAttempts(transport.send, clock, options.onAttempt), clock.wall);
  const stamp: Layer = (next) => (request) => next({ ...request, queuedAt: clock.now() });
  const sendsAs = (credentials: Credentials): Sends => {
    const onion = compose(withRetries, authorize(credentials), stamp, withLaneAndPermit(lanes, gate, shares));
    return { json: onion(decodeJson(sendToWorkspace)), bytes: onion(sendToWorkspace) };
  };
  const openLink = rejectStorageErrors(links.open, clock.wall);
  const parts: ClientParts = {
    host,
    origin,
    userAgent,
    clock,
    deadlineMs: options.deadlineMs ?? CALL_DEADLINE_MS,
    linkRules: options,
    ready: transport.ready,
    memory,
    reads,
    calls,
    download: compose(withRetries, withLane(lanes))(async (link) => readAll((await openLink(link)).body, link)),
    stream: withRetries(withLaneWhileStreaming(lanes)(openLink)),
  };

  const clientAs = (credentials: Credentials): Client => createBoundClient(parts, sendsAs(credentials), {});
  return {
    ...clientAs(options.credentials),
    load: () => ({ waiting: lanes.waiting, inFlight: lanes.inFlight, heldBytes: memory.held }),
    as: clientAs,
    async close() {
      lanes.close();
      gate.close();
      for (const abort of calls) abort();
      await Promise.all([transport.close(), links.close()]);
    },
  };
}
