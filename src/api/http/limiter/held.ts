import type { Clock } from "../clock.ts";
import type { Permit } from "../send.ts";
import { createPermits } from "./permit.ts";
import type { RateReport } from "./shared-log.ts";

/** A permit from when it is taken until a second after its request was written. */
interface Held {
  writtenAt: number | undefined;
  reported: boolean;
}

/** The permits in use by one replica, and what it has to report of them. */
export interface HeldPermits {
  readonly size: number;
  take(permit: string, onFree: () => void): Permit;
  /** The news since the last delivery. */
  news(): Pick<RateReport, "written" | "held">;
  /** The log has received them. */
  delivered(news: Pick<RateReport, "written">): void;
  inUse(): NonNullable<RateReport["inUse"]>;
  close(): void;
}

/** `onWritten`: there is something to report. */
export function createHeldPermits(holdMs: number, clock: Clock, onWritten: () => void): HeldPermits {
  const all = new Map<string, Held>();
  const timers = createPermits(holdMs, clock, () => {});
  return {
    get size() {
      return all.size;
    },
    take(permit, onFree) {
      const held: Held = { writtenAt: undefined, reported: false };
      all.set(permit, held);
      const timed = timers.take(() => {
        all.delete(permit);
        onFree();
      });
      const written = () => {
        if (held.writtenAt !== undefined) return;
        held.writtenAt = clock.now();
        onWritten();
      };
      return {
        queued: timed.queued,
        written() {
          // The bytes go out after this call, and on a busy machine the process may be interrupted in between.
          setImmediate(() => {
            timed.written();
            written();
          });
        },
        done() {
          written();
          timed.done();
        },
      };
    },
    news() {
      const now = clock.now();
      const entries = [...all];
      return {
        written: entries.flatMap(([permit, { writtenAt, reported }]) =>
          writtenAt === undefined || reported ? [] : [{ permit, agoMs: now - writtenAt }],
        ),
        held: entries.flatMap(([permit, { writtenAt }]) => (writtenAt === undefined ? [permit] : [])),
      };
    },
    delivered({ written }) {
      for (const { permit } of written) {
        const held = all.get(permit);
        if (held) held.reported = true;
      }
    },
    inUse: () =>
      [...all].map(([permit, { writtenAt }]) => ({
        permit,
        leftMs: writtenAt === undefined ? holdMs : Math.max(0, writtenAt + holdMs - clock.now()),
      })),
    close: timers.close,
  };
}
