import type { Lane } from "../send.ts";
import { queueFull, shutDown } from "./busy.ts";

export interface LaneOptions {
  readonly limits?: Readonly<Record<Lane, number>>;
  /** In flight over all lanes: the number of sockets, so that a request never waits for one under a permit. */
  readonly total?: number;
  readonly highWater?: number;
  readonly perSession?: number;
}

interface Waiter {
  readonly lane: Lane;
  readonly session: string | undefined;
  readonly enter: () => void;
  readonly fail: (error: Error) => void;
}

export interface Lanes {
  /** Resolves with the function that frees the slot. Rejects with `ApiError` (`busy`), or the signal's reason. */
  take(lane: Lane, session: string | undefined, signal: AbortSignal): Promise<() => void>;
  readonly waiting: number;
  close(): void;
}

const LIMITS: Readonly<Record<Lane, number>> = { quick: 10, poll: 8, bulk: 4 };

/**
 * How many requests of a kind are in flight at once. Slots go to sessions in turn, and within a session in order, so
 * that one agent's flood does not hold up another's call.
 */
export function createLanes({
  limits = LIMITS,
  total = 16,
  highWater = 256,
  perSession = 64,
}: LaneOptions = {}): Lanes {
  const inFlight: Record<Lane, number> = { quick: 0, poll: 0, bulk: 0 };
  // Map order is turn order: a session that got a slot goes to the end.
  const queues = new Map<string | undefined, Waiter[]>();
  let waiting = 0;
  let closed = false;

  const flying = () => inFlight.quick + inFlight.poll + inFlight.bulk;
  const free = (lane: Lane) => flying() < total && inFlight[lane] < limits[lane];

  function leave(waiter: Waiter): boolean {
    const queue = queues.get(waiter.session);
    const place = queue?.indexOf(waiter) ?? -1;
    if (queue === undefined || place === -1) return false;
    queue.splice(place, 1);
    waiting--;
    if (queue.length === 0) queues.delete(waiter.session);
    return true;
  }

  function next(): Waiter | undefined {
    for (const [session, queue] of queues) {
      const waiter = queue.find(({ lane }) => free(lane));
      if (waiter === undefined) continue;
      leave(waiter);
      const rest = queues.get(session);
      if (rest !== undefined) {
        queues.delete(session);
        queues.set(session, rest);
      }
      return waiter;
    }
    return undefined;
  }

  function pump(): void {
    for (let waiter = next(); waiter !== undefined; waiter = next()) {
      inFlight[waiter.lane]++;
      waiter.enter();
    }
  }

  function slot(lane: Lane): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      inFlight[lane]--;
      pump();
    };
  }

  function take(lane: Lane, session: string | undefined, signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (closed) return Promise.reject(shutDown());
    const mine = queues.get(session) ?? [];
    if (session !== undefined && mine.length >= perSession)
      return Promise.reject(queueFull("this session's", perSession));
    if (waiting >= highWater) return Promise.reject(queueFull("the workspace's", highWater));
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        lane,
        session,
        enter: () => {
          signal.removeEventListener("abort", onAbort);
          resolve(slot(lane));
        },
        fail: (error) => {
          signal.removeEventListener("abort", onAbort);
          reject(error);
        },
      };
      const onAbort = () => {
        if (leave(waiter)) reject(signal.reason);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      mine.push(waiter);
      queues.set(session, mine);
      waiting++;
      pump();
    });
  }

  function close(): void {
    closed = true;
    const all = [...queues.values()].flat();
    queues.clear();
    waiting = 0;
    for (const waiter of all) waiter.fail(shutDown());
  }

  return {
    take,
    close,
    get waiting() {
      return waiting;
    },
  };
}
