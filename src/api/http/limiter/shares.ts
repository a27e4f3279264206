import type { Clock } from "../clock.ts";

/** Options of `createShares`. */
export interface ShareOptions {
  /** Maximum requests in any rolling second. Default: 30. */
  readonly perSecond?: number;
  /** Permits that are kept for sessions with fewer than that many in use. Default: 7. */
  readonly reserve?: number;
  /** How long a session counts after its latest request, in milliseconds. Default: 60,000. */
  readonly activeMs?: number;
}

/** The share of one request in the rate. */
export interface Share {
  /** Whether the request may be sent now. */
  hasRoom(): boolean;
  /** The request has its turn. */
  begin(): void;
  /** Its permit is free again, or it was not sent. */
  end(): void;
}

/** Keeps a part of the rate for sessions that use little of it. */
export interface Shares {
  of(session: string | undefined): Share;
}

/**
 * A permit is free again only after a second. A flood would take all of them at once, and then everyone waits out that
 * second, whose turn it may be. So while several sessions send requests, one that has many permits in use does not get the
 * last ones. `onRoom` is called when there may be room again.
 */
export function createShares(
  clock: Pick<Clock, "now">,
  onRoom: () => void,
  { perSecond = 30, reserve = 7, activeMs = 60_000 }: ShareOptions = {},
): Shares {
  // In the order of their latest requests.
  const sessions = new Map<string | undefined, { inUse: number; usedAt: number }>();
  let total = 0;

  function forgetIdle(): void {
    for (const [session, { inUse, usedAt }] of sessions) {
      if (clock.now() - usedAt < activeMs) break;
      if (inUse === 0) sessions.delete(session);
    }
  }

  const hasRoom = (session: string | undefined): boolean => {
    const own = sessions.get(session);
    if ((own?.inUse ?? 0) < reserve || total < perSecond - reserve) return true;
    forgetIdle();
    return sessions.size === 1 || total - fromReserve() < perSecond - reserve;
  };

  /** Permits of the reserve that are in use. */
  function fromReserve(): number {
    let used = 0;
    for (const { inUse } of sessions.values()) if (inUse < reserve) used += inUse;
    return Math.min(used, reserve);
  }

  return {
    of(session) {
      let state: "waiting" | "begun" | "ended" = "waiting";
      return {
        hasRoom: () => hasRoom(session),
        begin() {
          state = "begun";
          forgetIdle();
          const inUse = (sessions.get(session)?.inUse ?? 0) + 1;
          sessions.delete(session);
          sessions.set(session, { inUse, usedAt: clock.now() });
          total++;
        },
        end() {
          if (state !== "begun") return;
          state = "ended";
          total--;
          const own = sessions.get(session);
          if (own) own.inUse--;
          onRoom();
        },
      };
    },
  };
}
