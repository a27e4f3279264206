import type { Clock } from "../clock.ts";

/** Decides when the next report is sent. */
export interface Reporter {
  /** A report follows within `ms`. During a report, only one that follows at once (0) is remembered. */
  within(ms: number): void;
  close(): void;
}

interface Reported {
  /** Milliseconds until the next report. */
  readonly nextMs: number;
  /** Whether one that was asked for meanwhile may follow at once. */
  readonly mayFollow: boolean;
}

/** Sends one report after the other, the first at once. `report` never rejects. */
export function createReporter(clock: Clock, report: () => Promise<Reported>): Reporter {
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  let reporting = false;
  let again = false;
  let closed = false;

  function schedule(ms: number): void {
    clearTimeout(timer);
    if (closed) return;
    dueAt = clock.now() + ms;
    timer = setTimeout(() => void run(), ms);
    timer.unref();
  }

  async function run(): Promise<void> {
    if (reporting || closed) return;
    reporting = true;
    again = false;
    const { nextMs, mayFollow } = await report();
    reporting = false;
    schedule(again && mayFollow ? 0 : nextMs);
  }

  schedule(0);
  return {
    within(ms) {
      if (reporting) again ||= ms === 0;
      else if (clock.now() + ms < dueAt) schedule(ms);
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
