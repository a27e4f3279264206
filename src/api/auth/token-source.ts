import type { Clock } from "../http/clock.ts";
import { ApiError } from "../http/errors.ts";
import { createRequestSignal } from "../http/request-signal.ts";
import { loginError } from "./token-call.ts";

/** Headers that sign a request in, and how long they do. */
export interface Grant {
  readonly headers: Readonly<Record<string, string>>;
  /** On the wall clock, in milliseconds since 1970. */
  readonly expiresAt: number;
}

export type Fetch = (signal: AbortSignal) => Promise<Grant>;

export interface TokenSource {
  headers(signal?: AbortSignal): Promise<Record<string, string>>;
  /** Gets new ones although the present ones look good: they were refused. */
  refresh(signal?: AbortSignal): Promise<void>;
}

interface Held {
  readonly grant: Grant;
  readonly number: number;
  readonly staleAt: number;
}

interface Flight {
  readonly done: Promise<void>;
  readonly number: number;
  readonly forced: boolean;
}

const STALE_MS = 20 * 60_000;
const FETCH_MS = 60_000;
const BACKGROUND_PAUSE_MS = 60_000;
/** No token service is asked more often, whatever it answers. */
const APART_MS = 1000;

/**
 * Keeps one grant for all calls: one request in flight; renewed in the background from min(half its life, 20 min)
 * before its end, so that calls do not wait; a result older than the one held is dropped.
 * `earlyMs`: how long before its end a token is already refused.
 */
export function createTokenSource(
  fetch: Fetch,
  { clock, earlyMs = 0 }: { clock: Clock; earlyMs?: number },
): TokenSource {
  let held: Held | undefined;
  let flight: Flight | undefined;
  let failure: { error: unknown; at: number } | undefined;
  let count = 0;
  let startedAt = Number.NEGATIVE_INFINITY;
  let quietUntil = Number.NEGATIVE_INFINITY;

  function begin(forced: boolean): Flight {
    const number = ++count;
    startedAt = clock.now();
    const started: Flight = { number, forced, done: run(number) };
    // Nobody need be waiting for it.
    started.done.catch(() => {});
    flight = started;
    return started;
  }

  async function run(number: number): Promise<void> {
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

  /** The grant in hand, when it may still be used; starts to renew one that is getting old. */
  function usable(): Grant | undefined {
    if (!held) return undefined;
    const { grant, staleAt } = held;
    const wall = clock.wall();
    // One that is born too short-lived is used all the same, rather than asking again for every call.
    if (wall >= grant.expiresAt - earlyMs) return clock.now() - startedAt < APART_MS && !flight ? grant : undefined;
    if (wall >= staleAt && !flight && clock.now() >= quietUntil && clock.now() - startedAt >= APART_MS) {
      begin(false).done.catch(() => {
        quietUntil = clock.now() + BACKGROUND_PAUSE_MS;
      });
    }
    return grant;
  }

  return {
    async headers(signal) {
      let grant = usable();
      if (!grant) {
        if (!flight && failure && clock.now() - failure.at < APART_MS) throw failure.error;
        await waited((flight ?? begin(false)).done, signal);
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
        await waited((flight?.forced ? flight : begin(true)).done, signal);
      } catch (error) {
        // Refused by both the workspace and the token service: the next call must not try the old one again.
        if (error instanceof ApiError && error.kind === "auth" && held?.number === refused) held = undefined;
        throw error;
      }
    },
  };
}

/** A shared result, given up alone: one caller's end is not the others'. */
export async function waited<T>(done: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return done;
  // Left behind, it must not end the process.
  done.catch(() => {});
  signal.throwIfAborted();
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([done, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
