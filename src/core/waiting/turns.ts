/** Options of `createTurns`. */
export interface TurnOptions {
  /** Maximum requests of one caller that are handled at once. */
  readonly perCaller: number;
  /** Maximum requests of one caller that wait for that. */
  readonly waitingPerCaller: number;
  /** Maximum requests handled at once, over all callers. */
  readonly total: number;
}

/** Turns of callers: the requests of one do not take the place of all others. */
export interface Turns {
  readonly inFlight: number;
  readonly waiting: number;
  /** Resolves with the function that ends the turn; `undefined` if too many of the caller's requests wait. */
  take(caller: string, signal: AbortSignal): Promise<(() => void) | undefined>;
}

interface Line {
  inFlight: number;
  /** Number of the last turn that it had. */
  latest: number;
  readonly waiting: (() => void)[];
}

/**
 * The turn goes to the caller whose latest one is longest ago, and each caller has at most `perCaller` requests in flight.
 * An aborted request leaves its place.
 */
export function createTurns({ perCaller, waitingPerCaller, total }: TurnOptions): Turns {
  const lines = new Map<string, Line>();
  let turn = 0;
  let inFlight = 0;
  let waiting = 0;

  const begin = (caller: string, line: Line): (() => void) => {
    line.inFlight++;
    inFlight++;
    line.latest = ++turn;
    lines.set(caller, line);
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      line.inFlight--;
      inFlight--;
      if (line.inFlight === 0 && line.waiting.length === 0) lines.delete(caller);
      next();
    };
  };
  const next = () => {
    while (inFlight < total) {
      let first: Line | undefined;
      for (const line of lines.values()) {
        if (line.waiting.length === 0 || line.inFlight >= perCaller) continue;
        if (!first || line.latest < first.latest) first = line;
      }
      if (!first) return;
      first.waiting.shift()?.();
    }
  };

  return {
    get inFlight() {
      return inFlight;
    },
    get waiting() {
      return waiting;
    },
    async take(caller, signal) {
      const line = lines.get(caller) ?? { inFlight: 0, latest: 0, waiting: [] };
      if (inFlight < total && line.inFlight < perCaller && line.waiting.length === 0) return begin(caller, line);
      if (line.waiting.length >= waitingPerCaller) return undefined;
      lines.set(caller, line);
      waiting++;
      return new Promise((resolve, reject) => {
        const leave = () => {
          line.waiting.splice(line.waiting.indexOf(grant), 1);
          waiting--;
          if (line.inFlight === 0 && line.waiting.length === 0) lines.delete(caller);
          reject(signal.reason);
        };
        const grant = () => {
          signal.removeEventListener("abort", leave);
          waiting--;
          resolve(begin(caller, line));
        };
        line.waiting.push(grant);
        if (signal.aborted) leave();
        else signal.addEventListener("abort", leave, { once: true });
      });
    },
  };
}
