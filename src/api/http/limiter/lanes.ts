import type { Lane } from "../send.ts";
import { queueFullError, shutDownError } from "./busy.ts";
import type { RateShare } from "./shares.ts";

/** Options of `createLanes`. */
export interface LaneOptions {
  /** Maximum requests in flight per lane. Default: 32 quick, 32 poll, 4 bulk. */
  readonly limits?: Readonly<Record<Lane, number>>;
  /** Maximum in flight over all lanes. Default: `CONNECTIONS`. */
  readonly total?: number;
  /** Maximum requests that wait, over all sessions. Default: 256. */
  readonly highWater?: number;
  /** Maximum requests of one session that wait. Default: 64. */
  readonly perSession?: number;
}

interface Waiter {
  readonly lane: Lane;
  readonly session: string | undefined;
  readonly share: RateShare | undefined;
  readonly grantSlot: () => void;
  readonly fail: (error: Error) => void;
}

/** Slots for requests in flight. */
export interface Lanes {
  /**
   * Waits for a slot, and for room in `share` if the request counts against the rate. Resolves with the function that
   * frees the slot. Rejects with the signal's reason when it aborts.
   * @throws {ApiError} `busy` if a queue is full; `cancelled` after `close`
   */
  take(lane: Lane, session: string | undefined, signal: AbortSignal, share?: RateShare): Promise<() => void>;
  /** A share may have room again. */
  wake(): void;
  /** Number of requests that wait. */
  readonly waiting: number;
  /** Number of requests in flight. */
  readonly inFlight: number;
  /** Rejects all that wait and all that come later. */
  close(): void;
}

/**
 * A workspace that needs a second for each response has 30 requests in flight at its full rate, so the first two lanes
 * have room for all of them. Responses of `bulk` are large, and few of them fill the memory.
 */
const LIMITS: Readonly<Record<Lane, number>> = { quick: 32, poll: 32, bulk: 4 };

/** Connections to one host: one for each slot, so that a request with a permit does not wait for a connection. */
export const CONNECTIONS = LIMITS.quick + LIMITS.poll + LIMITS.bulk;

/**
 * Limits how many requests of each kind are in flight at once. Sessions take turns, and within a session the order is
 * kept, so that a flood from one agent does not delay the calls of another.
 */
export function createLanes({
  limits = LIMITS,
  total = CONNECTIONS,
  highWater = 256,
  perSession = 64,
}: LaneOptions = {}): Lanes {
  const inFlight: Record<Lane, number> = { quick: 0, poll: 0, bulk: 0 };
  // The order of the map is the order of turns: a session that was granted a slot moves to the end.
  const queues = new Map<string | undefined, Waiter[]>();
  let waiting = 0;
  let closed = false;

  const totalInFlight = () => inFlight.quick + inFlight.poll + inFlight.bulk;
  const freeSlots = (lane: Lane) => Math.min(total - totalInFlight(), limits[lane] - inFlight[lane]);

  function dequeue(waiter: Waiter): boolean {
    const queue = queues.get(waiter.session);
    const index = queue?.indexOf(waiter) ?? -1;
    if (queue === undefined || index === -1) return false;
    queue.splice(index, 1);
    waiting--;
    if (queue.length === 0) queues.delete(waiter.session);
    return true;
  }

  function nextInTurn(): Waiter | undefined {
    for (const [session, queue] of queues) {
      const waiter = queue.find(({ lane, share }) => {
        const free = freeSlots(lane);
        return free > 0 && (share?.hasRoom(free) ?? true);
      });
      if (waiter === undefined) continue;
      dequeue(waiter);
      const remaining = queues.get(session);
      if (remaining !== undefined) {
        queues.delete(session);
        queues.set(session, remaining);
      }
      return waiter;
    }
    return undefined;
  }

  function fillFreeSlots(): void {
    for (let waiter = nextInTurn(); waiter !== undefined; waiter = nextInTurn()) {
      inFlight[waiter.lane]++;
      waiter.share?.begin();
      waiter.grantSlot();
    }
  }

  function takeSlot(lane: Lane): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      inFlight[lane]--;
      fillFreeSlots();
    };
  }

  function take(lane: Lane, session: string | undefined, signal: AbortSignal, share?: RateShare): Promise<() => void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (closed) return Promise.reject(shutDownError());
    const mine = queues.get(session) ?? [];
    if (session !== undefined && mine.length >= perSession)
      return Promise.reject(queueFullError("this session's", perSession));
    if (waiting >= highWater) return Promise.reject(queueFullError("the workspace's", highWater));
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        lane,
        session,
        share,
        grantSlot: () => {
          signal.removeEventListener("abort", onAbort);
          resolve(takeSlot(lane));
        },
        fail: (error) => {
          signal.removeEventListener("abort", onAbort);
          reject(error);
        },
      };
      const onAbort = () => {
        if (dequeue(waiter)) reject(signal.reason);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      mine.push(waiter);
      queues.set(session, mine);
      waiting++;
      fillFreeSlots();
    });
  }

  function close(): void {
    closed = true;
    const all = [...queues.values()].flat();
    queues.clear();
    waiting = 0;
    for (const waiter of all) waiter.fail(shutDownError());
  }

  return {
    take,
    wake: fillFreeSlots,
    close,
    get waiting() {
      return waiting;
    },
    get inFlight() {
      return totalInFlight();
    },
  };
}
