import type * as z from "zod";
import { CALL_DEADLINE_MS } from "../../limits.ts";
import type { OperationId } from "../reference/operation-id.ts";
import { guardedLookup } from "./address.ts";
import { authorize } from "./authorize.ts";
import type {
  CallBinding,
  Client,
  ClientOptions,
  Content,
  ExternalLink,
  RequestOptions,
  WorkspaceClient,
} from "./client.ts";
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
      const deadlineAt = until ?? clock.now() + (options.deadlineMs ?? CALL_DEADLINE_MS);
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
      return {
        operation: undefined,
        method: "GET",
        url,
        path: "cloud storage",
        headers: all,
        replaySafe: true,
        lane: "bulk",
      };
    }

    const verb =
      (method: string) =>
      async <S extends z.ZodType>(
        operation: OperationId,
        path: string,
        schema: S,
        request: RequestOptions = {},
      ): Promise<z.output<S>> => {
        const frame = { origin, userAgent, traceparent: binding.traceparent };
        const prepared = prepare(frame, { operation, method, path, ...request });
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
      async bytes(operation, method, path, request = {}) {
        const frame = { origin, userAgent, traceparent: binding.traceparent };
        const prepared = prepare(frame, { operation, method, path, ...request }, BYTES);
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
