import type { Clock } from "../clock.ts";
import { PER_SECOND } from "./rate-gate.ts";

/** Options of `createShares`. */
export interface ShareOptions {
  /** Maximum requests in any rolling second. Default: 30. */
  readonly perSecond?: number;
  /** Permits reserved for callers that use fewer than this number. Default: 7. */
  readonly reserve?: number;
  /** How long a caller counts after its latest request, in milliseconds. Default: 60,000. */
  readonly activeMs?: number;
}

/** The caller of a request. */
export interface Asking {
  readonly caller?: string | undefined;
  /** Distinguishes callers that may have the same name. */
  readonly session?: string | undefined;
}

/** The share of one request in the rate. */
export interface RateShare {
  /** Whether the request may be sent now. `free`: slots that are free in its lane. */
  hasRoom(free?: number): boolean;
  /** The request has its turn. */
  begin(): void;
  /** Its permit is free again, or it was not sent. */
  end(): void;
}

/** Keeps a part of the rate for callers that use little of it. */
export interface Shares {
  of(asking: Asking): RateShare;
}

/**
 * A permit is free again only after a second. A flood would take all permits at once, and every other caller would wait
 * for the rest of that second. So while several callers send requests, one that has many permits in use does not get the
 * last ones. `onRoom` is called when there may be room again.
 */
export function createShares(
  clock: Pick<Clock, "now">,
  onRoom: () => void,
  { perSecond = PER_SECOND, reserve = 7, activeMs = 60_000 }: ShareOptions = {},
): Shares {
  const callers = createUse(clock, activeMs);
  const sessions = createUse(clock, activeMs);
  let total = 0;

  function hasRoom({ caller, session }: Asking): boolean {
    // Sessions of one name may be several callers. While another name is active, they count as one.
    const [use, key] = callers.active() > 1 ? [callers, caller] : [sessions, session];
    if (use.of(key) < reserve || total < perSecond - reserve || use.active() <= 1) return true;
    return total - Math.min(use.below(reserve), reserve) < perSecond - reserve;
  }

  return {
    of(asking) {
      let state: "waiting" | "begun" | "ended" = "waiting";
      return {
        hasRoom: () => hasRoom(asking),
        begin() {
          state = "begun";
          callers.begin(asking.caller);
          sessions.begin(asking.session);
          total++;
        },
        end() {
          if (state !== "begun") return;
          state = "ended";
          callers.end(asking.caller);
          sessions.end(asking.session);
          total--;
          onRoom();
        },
      };
    },
  };
}

/** The permits in use by key, and the keys that were used recently. */
function createUse(clock: Pick<Clock, "now">, activeMs: number) {
  // In the order of their latest requests.
  const keys = new Map<string | undefined, { inUse: number; usedAt: number }>();
  function forgetIdle(): void {
    for (const [key, { inUse, usedAt }] of keys) {
      if (clock.now() - usedAt < activeMs) break;
      if (inUse === 0) keys.delete(key);
    }
  }
  return {
    of: (key: string | undefined): number => keys.get(key)?.inUse ?? 0,
    /** Number of keys that were used recently. */
    active(): number {
      forgetIdle();
      return keys.size;
    },
    /** Permits of the keys that have fewer than `limit`. */
    below(limit: number): number {
      let sum = 0;
      for (const { inUse } of keys.values()) if (inUse < limit) sum += inUse;
      return sum;
    },
    begin(key: string | undefined): void {
      forgetIdle();
      const inUse = (keys.get(key)?.inUse ?? 0) + 1;
      keys.delete(key);
      keys.set(key, { inUse, usedAt: clock.now() });
    },
    end(key: string | undefined): void {
      const own = keys.get(key);
      if (own) own.inUse--;
    },
  };
}
