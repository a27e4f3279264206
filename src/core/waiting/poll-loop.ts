import type { Clock } from "../../api/http/clock.ts";
import { ApiError } from "../../api/http/errors.ts";

/** One who waits for something that others may wait for as well. */
export interface Waiter<T> {
  /** A look, with this waiter's own client; it serves the others too. */
  read(): Promise<T>;
  /** Is this the end, for this waiter? */
  done(value: T): boolean;
  /** Sees every value read, and how long this waiter has waited (milliseconds). */
  onValue?(value: T, elapsedMs: number): void;
  /** How long to wait, in milliseconds; 0 looks once. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
  /** The pause after the first look, in milliseconds. */
  readonly firstMs?: number;
  /** This waiter changed nothing, so that what was read half a second ago will do. */
  readonly recent?: boolean;
  /** What starting the work answered, in place of the first look. */
  readonly seen?: T;
}

/** The last value read, and whether it was the end. */
export interface Waited<T> {
  readonly value: T;
  readonly finished: boolean;
}

/** The looks at one thing, for all who wait for it. Ends with the last of them. */
export interface Loop {
  /** How many wait. */
  readonly size: number;
  join(waiter: Waiter<unknown>): Promise<Waited<unknown>>;
}

const FIRST_MS = 500;
const MAX_MS = 5000;
/** The first look after the start itself told how it stands. */
const SOON_MS = 200;
const RECENT_MS = 500;
/** Who must wait longer than this, beyond the budget, for somebody else's look takes one of its own. */
const PATIENCE_MS = 5000;

/** A waiter that has joined. */
interface Member {
  readonly waiter: Waiter<unknown>;
  readonly since: number;
  /** Only looks with a higher number count: they began after it came. */
  readonly after: number;
  seen: { readonly value: unknown } | undefined;
  /** Its time is up. */
  over: boolean;
  /** Aborts when it leaves, for whatever reason. */
  readonly left: AbortController;
  readonly gone: Promise<undefined>;
  settle(waited: Waited<unknown>): void;
  reject(error: unknown): void;
}

interface Look {
  readonly number: number;
  readonly begun: number;
}

/** `first` is the waiter it is made for: it sets the pace. */
export function createLoop(clock: Clock, { firstMs = FIRST_MS, seen }: Waiter<unknown>): Loop {
  const members = new Set<Member>();
  const pauses = growing(firstMs, seen !== undefined);
  let number = 0;
  let looking: (Look & { readonly by: Member }) | undefined;
  let last: (Look & { readonly value: unknown }) | undefined;
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

  const tell = (member: Member, value: unknown) => {
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

  /** When the time is up: the value seen last if others read on, else that of one last look. Rejects when it leaves. */
  async function watchBudget(member: Member): Promise<void> {
    const { waiter, left } = member;
    if (waiter.budgetMs > 0) await clock.sleep(waiter.budgetMs, left.signal);
    member.over = true;
    if (member.seen) return members.size > 1 ? end(member, member.seen.value, false) : wake();
    await clock.sleep(PATIENCE_MS, left.signal);
    if (looking?.by !== member) tell(member, await waiter.read());
  }

  async function pause(): Promise<void> {
    const waking = new AbortController();
    wake = () => waking.abort();
    // Woken: somebody came, or the last one left.
    await clock.sleep(pauses.next().value * (0.8 + 0.4 * clock.random()), waking.signal).catch(() => {});
    wake = () => {};
  }

  async function lookOnce(by: Member): Promise<void> {
    const look = { number: ++number, begun: clock.now() };
    looking = { ...look, by };
    try {
      const answer = await Promise.race([by.waiter.read().then((value) => ({ value })), by.gone]);
      // Its reader left: the next look is another's, and nobody else notices.
      if (!answer) return;
      last = { ...look, ...answer };
      for (const member of [...members]) if (member.after < look.number) tell(member, answer.value);
    } catch (error) {
      // What is refused because a caller has too much under way is that caller's own affair.
      const own = error instanceof ApiError && error.kind === "busy";
      for (const member of own ? [by] : [...members]) fail(member, error);
    } finally {
      looking = undefined;
    }
  }

  async function run(): Promise<void> {
    running = true;
    // Whoever comes in the same moment shares the first look.
    await Promise.resolve();
    for (;;) {
      if (members.size > 0 && [...members].every((member) => member.seen)) await pause();
      const by = longest(members);
      if (!by) break;
      await lookOnce(by);
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
        const isRecent = (look: Look | undefined): boolean =>
          waiter.recent === true && look !== undefined && now - look.begun <= RECENT_MS;
        const left = new AbortController();
        const gone = new Promise<undefined>((resolve) => {
          left.signal.addEventListener("abort", () => resolve(undefined), { once: true });
        });
        const after = isRecent(looking) ? number - 1 : number;
        const member: Member = { waiter, since: now, after, seen: undefined, over: false, left, gone, settle, reject };
        members.add(member);
        const cut = () => fail(member, waiter.signal.reason);
        waiter.signal.addEventListener("abort", cut, { once: true });
        void gone.then(() => waiter.signal.removeEventListener("abort", cut));
        if (waiter.seen !== undefined) tell(member, waiter.seen);
        else if (last && isRecent(last)) tell(member, last.value);
        else wake();
        if (!members.has(member)) return;
        watchBudget(member).catch((error: unknown) => fail(member, error));
        if (!running) void run();
      }),
  };
}

/** Who stays longest reads for all: it has the most time left for a slow answer. */
function longest(members: ReadonlySet<Member>): Member | undefined {
  let found: Member | undefined;
  const until = ({ since, waiter }: Member) => since + waiter.budgetMs;
  for (const member of members) if (!found || until(member) > until(found)) found = member;
  return found;
}

function* growing(firstMs: number, soon: boolean): Generator<number, never> {
  if (soon) yield SOON_MS;
  for (let ms = firstMs; ; ms = Math.min(ms * 1.5, MAX_MS)) yield ms;
}
