import type { Clock } from "../http/clock.ts";
import { ApiError } from "../http/errors.ts";
import { createRequestSignal } from "../http/request-signal.ts";
import { waitOrAbort } from "../http/wait-or-abort.ts";
import { loginError } from "./token-call.ts";

/** Headers that authenticate requests, and their expiry. */
export interface LoginGrant {
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Fetches new headers from a token service.
 * @throws {ApiError} `auth`, `unavailable`, `throttled`, `timeout` or `transport`
 */
export type FetchGrant = (signal: AbortSignal) => Promise<LoginGrant>;

/** The headers of one login, renewed as needed. */
export interface TokenSource {
  /**
   * The current headers; fetches them if there are none or they have expired. Rejects with the signal's reason when it
   * aborts; the fetch continues for others.
   * @throws {ApiError} as `FetchGrant`, and `auth` after a minute
   */
  headers(signal?: AbortSignal): Promise<Record<string, string>>;
  /** Replaces headers that the workspace refused although they have not expired. Throws as `headers`. */
  refresh(signal?: AbortSignal): Promise<void>;
}

interface Held {
  readonly grant: LoginGrant;
  readonly number: number;
  readonly staleAt: number;
}

interface FetchInFlight {
  readonly done: Promise<void>;
  readonly number: number;
  readonly forced: boolean;
}

/** A token is renewed in the background this long before it expires, or at half its life. */
const STALE_MS = 20 * 60_000;
/** Longest fetch. */
const FETCH_MS = 60_000;
/** Pause after a background fetch that failed. */
const BACKGROUND_PAUSE_MS = 60_000;
/** Minimum time between two requests to a token service. */
const APART_MS = 1000;

/**
 * Shares one login among all calls. At most one fetch is in flight. Tokens are renewed in the background from
 * min(half their life, 20 min) before their expiry on, so that calls do not wait. A result that arrives after a newer
 * one is dropped. `earlyMs`: milliseconds before the expiry from which the workspace refuses a token.
 */
export function createTokenSource(
  fetch: FetchGrant,
  { clock, earlyMs = 0 }: { clock: Clock; earlyMs?: number },
): TokenSource {
  let held: Held | undefined;
  let flight: FetchInFlight | undefined;
  let failure: { error: unknown; at: number } | undefined;
  let count = 0;
  let startedAt = Number.NEGATIVE_INFINITY;
  let quietUntil = Number.NEGATIVE_INFINITY;

  function startFetch(forced: boolean): FetchInFlight {
    const number = ++count;
    startedAt = clock.now();
    const started: FetchInFlight = { number, forced, done: fetchAndHold(number) };
    // A background fetch has no caller that handles its rejection.
    started.done.catch(() => {});
    flight = started;
    return started;
  }

  async function fetchAndHold(number: number): Promise<void> {
    const { signal, end } = createRequestSignal(undefined, FETCH_MS);
    try {
      const grant = await fetch(signal);
      if (number < (held?.number ?? 0)) return;
      const life = grant.expiresAt - clock.wall();
      held = { grant, number, staleAt: grant.expiresAt - Math.min(life / 2, STALE_MS) };
      failure = undefined;
    } catch (caught) {
      const error = signal.aborted ? loginError("Signing in took longer than a minute.") : caught;
      if (number === count) failure = { error, at: clock.now() };
      throw error;
    } finally {
      end();
      if (flight?.number === number) flight = undefined;
    }
  }

  /** The current grant if it can still be used. Starts the renewal of one that will expire soon. */
  function usableGrant(): LoginGrant | undefined {
    if (!held) return undefined;
    const { grant, staleAt } = held;
    const wall = clock.wall();
    // A token that was issued with too short a life is used for a second, to avoid a fetch for every call.
    if (wall >= grant.expiresAt - earlyMs) return clock.now() - startedAt < APART_MS && !flight ? grant : undefined;
    if (wall >= staleAt && !flight && clock.now() >= quietUntil && clock.now() - startedAt >= APART_MS) {
      startFetch(false).done.catch(() => {
        quietUntil = clock.now() + BACKGROUND_PAUSE_MS;
      });
    }
    return grant;
  }

  return {
    async headers(signal) {
      let grant = usableGrant();
      if (!grant) {
        if (!flight && failure && clock.now() - failure.at < APART_MS) throw failure.error;
        await waitOrAbort((flight ?? startFetch(false)).done, signal);
        grant = held?.grant;
      }
      if (!grant) throw new Error("no token");
      return { ...grant.headers };
    },
    async refresh(signal) {
      const refused = held?.number;
      if (!flight?.forced) await clock.sleep(Math.max(0, APART_MS - (clock.now() - startedAt)), signal);
      if (held?.number !== refused) return;
      try {
        await waitOrAbort((flight?.forced ? flight : startFetch(true)).done, signal);
      } catch (error) {
        // Both the workspace and the token service refused: the next call must not use the old token.
        if (error instanceof ApiError && error.kind === "auth" && held?.number === refused) held = undefined;
        throw error;
      }
    },
  };
}
