import type { Clock } from "../../api/http/clock.ts";
import { ApiError } from "../../api/http/errors.ts";

/** A call that waits for something, possibly together with other calls. */
export interface Waiter<T> {
  /** Reads the current value with this waiter's client. All waiters receive it. */
  read(): Promise<T>;
  /** Whether this waiter can stop waiting. */
  done(value: T): boolean;
  /** Called with every value read and the time this waiter has waited, in milliseconds. */
  onValue?(value: T, elapsedMs: number): void;
  /** How long to wait, in milliseconds; 0 reads once. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
  /** Pause after the first read, in milliseconds. */
  readonly firstMs?: number;
  /** This waiter changed nothing, so a value read in the last half second is good enough. */
  readonly recent?: boolean;
  /** The response to starting the work, in place of the first read. */
  readonly seen?: T;
}

/** The last value read, and whether the waiter was done. */
export interface WaitResult<T> {
  readonly value: T;
  readonly finished: boolean;
}

/** Reads one thing repeatedly for all who wait for it. Ends when the last waiter leaves. */
export interface PollLoop {
  /** Number of waiters. */
  readonly size: number;
  join(waiter: Waiter<unknown>): Promise<WaitResult<unknown>>;
}

const FIRST_MS = 500;
/** Shortest pause, so that a loop never reads without one. */
const MIN_MS = 50;
const MAX_MS = 5000;
/** Pause after the response to starting the work, which already contains a value. */
const SOON_MS = 200;
const RECENT_MS = 500;
/** A waiter that has no value this long after its budget reads one itself. */
const OVERTIME_MS = 5000;

/** A waiter that has joined. */
interface Member {
  readonly waiter: Waiter<unknown>;
  readonly since: number;
  /** Only reads with a higher number count: they began after this waiter joined. */
  readonly after: number;
  seen: { readonly value: unknown } | undefined;
  /** Its budget is used up. */
  over: boolean;
  /** Aborts when it leaves, for any reason. */
  readonly left: AbortController;
  readonly gone: Promise<undefined>;
  settle(waited: WaitResult<unknown>): void;
  reject(error: unknown): void;
}

/** A read that has begun. */
interface Reading {
  readonly number: number;
  readonly begun: number;
}

/** Creates a loop for its first waiter, whose `firstMs` sets the pace. */
export function createPollLoop(clock: Clock, { firstMs = FIRST_MS, seen }: Waiter<unknown>): PollLoop {
  const members = new Set<Member>();
  const pauses = growingPauses(firstMs, seen !== undefined);
  let number = 0;
  let current: (Reading & { readonly by: Member }) | undefined;
  let last: (Reading & { readonly value: unknown }) | undefined;
  let wake = () => {};
  let running = false;

  const leave = (member: Member): boolean => {
    if (!members.delete(member)) return false;
    member.left.abort();
    if (members.size === 0) wake();
    return true;
  };
  const end = (member: Member, value: unknown, finished: boolean) => {
    if (leave(member)) member.settle({ value, finished });
  };
  const fail = (member: Member, error: unknown) => {
    if (leave(member)) member.reject(error);
  };

  const deliver = (member: Member, value: unknown) => {
    const { waiter, since } = member;
    const elapsed = clock.now() - since;
    member.seen = { value };
    try {
      waiter.onValue?.(value, elapsed);
      if (waiter.done(value)) end(member, value, true);
      else if (member.over || elapsed >= waiter.budgetMs) end(member, value, false);
    } catch (error) {
      fail(member, error);
    }
  };

  /**
   * Ends the wait when the budget is used up: with the last value if other waiters keep reading, else with that of one
   * last read. Rejects if the member leaves earlier.
   */
  async function enforceBudget(member: Member): Promise<void> {
    const { waiter, left } = member;
    if (waiter.budgetMs > 0) await clock.sleep(waiter.budgetMs, left.signal);
    member.over = true;
    if (member.seen) return members.size > 1 ? end(member, member.seen.value, false) : wake();
    await clock.sleep(OVERTIME_MS, left.signal);
    if (current?.by !== member) deliver(member, await waiter.read());
  }

  async function pause(): Promise<void> {
    const waking = new AbortController();
    wake = () => waking.abort();
    // Ends early when a waiter joins or the last one leaves.
    await clock.sleep(pauses.next().value * (0.8 + 0.4 * clock.random()), waking.signal).catch(() => {});
    wake = () => {};
  }

  async function readOnce(by: Member): Promise<void> {
    const reading = { number: ++number, begun: clock.now() };
    current = { ...reading, by };
    try {
      const answer = await Promise.race([by.waiter.read().then((value) => ({ value })), by.gone]);
      // The waiter that was reading left: another one reads next.
      if (!answer) return;
      last = { ...reading, ...answer };
      for (const member of [...members]) if (member.after < reading.number) deliver(member, answer.value);
    } catch (error) {
      // A read refused because its caller has too many requests open fails only that caller.
      const own = error instanceof ApiError && error.kind === "busy";
      for (const member of own ? [by] : [...members]) fail(member, error);
    } finally {
      current = undefined;
    }
  }

  async function run(): Promise<void> {
    running = true;
    // Waiters that join in the same tick share the first read.
    await Promise.resolve();
    for (;;) {
      if (members.size > 0 && [...members].every((member) => member.seen)) await pause();
      const by = lastToLeave(members);
      if (!by) break;
      await readOnce(by);
    }
    running = false;
  }

  return {
    get size() {
      return members.size;
    },
    join: (waiter) =>
      new Promise((settle, reject) => {
        const now = clock.now();
        const isRecent = (reading: Reading | undefined): boolean =>
          waiter.recent === true && reading !== undefined && now - reading.begun <= RECENT_MS;
        const left = new AbortController();
        const gone = new Promise<undefined>((resolve) => {
          left.signal.addEventListener("abort", () => resolve(undefined), { once: true });
        });
        const after = isRecent(current) ? number - 1 : number;
        const member: Member = { waiter, since: now, after, seen: undefined, over: false, left, gone, settle, reject };
        members.add(member);
        const cut = () => fail(member, waiter.signal.reason);
        waiter.signal.addEventListener("abort", cut, { once: true });
        void gone.then(() => waiter.signal.removeEventListener("abort", cut));
        if (waiter.seen !== undefined) deliver(member, waiter.seen);
        else if (last && isRecent(last)) deliver(member, last.value);
        else wake();
        if (!members.has(member)) return;
        enforceBudget(member).catch((error: unknown) => fail(member, error));
        if (!running) void run();
      }),
  };
}

/** The waiter with the most time left reads for all: it can wait for a slow response. */
function lastToLeave(members: ReadonlySet<Member>): Member | undefined {
  let found: Member | undefined;
  const until = ({ since, waiter }: Member) => since + waiter.budgetMs;
  for (const member of members) if (!found || until(member) > until(found)) found = member;
  return found;
}

/** Pauses between reads, in milliseconds. */
function* growingPauses(firstMs: number, soon: boolean): Generator<number, never> {
  if (soon) yield SOON_MS;
  for (let ms = Math.max(firstMs, MIN_MS); ; ms = Math.min(ms * 1.5, MAX_MS)) yield ms;
}
