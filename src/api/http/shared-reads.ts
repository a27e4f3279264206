import type { PreparedRequest } from "./request.ts";
import { interruptedError, type OutgoingRequest, type Send } from "./send.ts";
import { waitOrAbort } from "./wait-or-abort.ts";

/** Identical reads of one session and identity that are in flight at the same time share one request. */
export interface SharedReads {
  /** Takes the response of an identical read in flight, or sends the request. `send` ends with the request's own signal. */
  send(read: SharedRead): Promise<unknown>;
  /** A write begins or ends: reads that begin from now on must not get a response from before. */
  changed(): void;
}

interface SharedRead {
  readonly request: OutgoingRequest;
  /** Of whom: reads are shared within it. */
  readonly identity: object;
  readonly send: Send<unknown>;
}

/** Whether a request can be shared: a quick read without a body. Polls wait for a change, and transfers are large. */
export const isShareable = ({ method, changes, body, lane, headers }: PreparedRequest): boolean =>
  method === "GET" && !changes && body === undefined && lane === "quick" && headers.range === undefined;

export function createSharedReads(): SharedReads {
  let open = new WeakMap<object, Map<string, Promise<unknown>>>();

  const readsOf = (identity: object): Map<string, Promise<unknown>> => {
    const reads = open.get(identity) ?? new Map<string, Promise<unknown>>();
    open.set(identity, reads);
    return reads;
  };

  return {
    async send({ request, identity, send }) {
      const reads = readsOf(identity);
      const key = JSON.stringify([request.session ?? "", request.url, [...(request.fields ?? [])]]);
      const first = reads.get(key);
      if (first) {
        const joined = await responseOf(first, request);
        // The first caller may have cancelled, or had less time left: its failure is not this caller's.
        return joined ? joined.value : send(request);
      }
      const sent = send(request);
      reads.set(key, sent);
      try {
        return await sent;
      } finally {
        if (reads.get(key) === sent) reads.delete(key);
      }
    },
    changed() {
      open = new WeakMap();
    },
  };
}

/** The response of a request in flight, `undefined` if that fails. @throws {ApiError} When `request` is aborted first */
function responseOf(first: Promise<unknown>, request: OutgoingRequest): Promise<{ value: unknown } | undefined> {
  const response = first.then(
    (value) => ({ value }),
    () => undefined,
  );
  return waitOrAbort(response, request.signal).catch(() => {
    throw interruptedError(request, "not-executed");
  });
}
