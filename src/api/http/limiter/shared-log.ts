/** The news and wishes of a replica for the log that all replicas share. */
export interface RateReport {
  /** Requests that could be sent now, by caller. */
  readonly wants: readonly { readonly caller: string; readonly count: number }[];
  /** Permits whose request was written, and how many milliseconds ago. */
  readonly written: readonly { readonly permit: string; readonly agoMs: number }[];
  /** Permits whose request still waits for a connection. */
  readonly held: readonly string[];
  /** Permits that were not used. */
  readonly unused: readonly string[];
  /** Milliseconds since the latest report that was answered. Without an answer, a replica may soon be alone. */
  readonly quietMs: number;
  /** Milliseconds for which the workspace wants no requests; 0 if it said nothing. */
  readonly pauseMs: number;
  /** After a time without the log, and if it asks: all permits in use here, with the milliseconds that are left. */
  readonly inUse?: readonly { readonly permit: string; readonly leftMs: number }[];
}

/** The answer to a report. */
export interface RateAnswer {
  /** New permits. The caller is what follows the last colon. */
  readonly permits: readonly string[];
  /** When more may be free, in milliseconds from now. */
  readonly nextMs: number;
  /** Milliseconds that are left of a pause that the workspace asked for. */
  readonly pausedMs: number;
  /** Requests in any second that this replica may send on its own while it cannot reach the log. */
  readonly share: number;
  /** The log is new and waits for `inUse`. */
  readonly recount: boolean;
}

/** The permits of one workspace over all replicas. */
export interface SharedLog {
  /** Names the replica in its permits. */
  readonly replica: string;
  /** The share before the log was ever reached. */
  readonly initialShare: number;
  /** How a caller is named in permits: without colons. */
  callerKey(caller: string): string;
  /** @throws {Error} if the log cannot be reached; what was reported may have arrived nevertheless */
  report(report: RateReport): Promise<RateAnswer>;
  /** The replica ends: nothing is kept for it. */
  leave(): Promise<void>;
}

/** How long a permit may wait for its use, from when it was asked for, in milliseconds. */
export const USE_WITHIN_MS = 1500;

/** A replica reports at least this often, in milliseconds. */
export const REPORT_EVERY_MS = 400;

/** After this time without an answered report, the others leave a replica its share, in milliseconds. */
export const ABSENT_MS = 1500;

/** How long the log counts a request, in milliseconds: a second, and some for jitter on the way. */
export const LOG_WINDOW_MS = 1030;

/**
 * After this time without the log, a replica sends its share on its own, in milliseconds: from then on the others have left
 * it its share for a second.
 */
export const ALONE_AFTER_MS = ABSENT_MS + 1100;
