import type { Clock } from "../clock.ts";
import type { Permit } from "../send.ts";
import { waitOrAbort } from "../wait-or-abort.ts";
import { pausedError, shutDownError } from "./busy.ts";
import { callerOf, createHandOver, type Granted } from "./hand-over.ts";
import { createHeldPermits } from "./held.ts";
import { createPause } from "./pause.ts";
import type { RateGate } from "./rate-gate.ts";
import { createReporter } from "./reporter.ts";
import {
  ALONE_AFTER_MS,
  type RateAnswer,
  type RateReport,
  REPORT_EVERY_MS,
  type SharedLog,
  USE_WITHIN_MS,
} from "./shared-log.ts";
import { createShares, type RateShare, type Shares } from "./shares.ts";
import { createWishes } from "./wishes.ts";

/** `shared`: permits come from the log. `waiting`: the log is silent. `alone`: the replica sends its share. */
export type RateMode = "shared" | "waiting" | "alone";

/** Options of `createSharedRate`. */
export interface SharedRateOptions {
  readonly log: SharedLog;
  readonly clock: Clock;
  /** There may be room for a request that had none. */
  onRoom(): void;
  /** The mode has changed. */
  onMode?(mode: RateMode): void;
}

/** The rate of a workspace that all replicas share. */
export interface SharedRate {
  readonly gate: Omit<RateGate, "available">;
  readonly shares: Shares;
  readonly mode: RateMode;
  /** Requests in any second that this replica may send while it is alone. */
  readonly share: number;
}

/** How long the log is not asked after it failed, in milliseconds. */
const RETRY_MS = 50;

/** Reports in a row that must fail. A process that was stopped finds its first one timed out, and the log is there. */
const FAILURES = 5;

/** Requests that were written within this time are reported together, in milliseconds. */
const TOGETHER_MS = 15;

/** How long a replica counts a request that it has sent, in milliseconds. */
const HOLD_MS = 1050;

interface Ticket {
  readonly key: string;
  permit: Granted | undefined;
}

/**
 * Takes the permits of a workspace from a log that all replicas share. Requests wait in their lanes, without a slot, until
 * the log has a permit for their caller. If the log cannot be reached, this replica sends its share on its own, once the
 * others have left it that share.
 */
export function createSharedRate({ log, clock, onRoom, onMode }: SharedRateOptions): SharedRate {
  const pause = createPause(clock);
  const held = createHeldPermits(HOLD_MS, clock, () => reporter.within(TOGETHER_MS));
  const permits = createHandOver();
  const tickets = new WeakMap<object, Ticket>();
  const wishes = createWishes();
  let share = log.initialShare;
  let alone = sharesOfOwn();
  let contactAt = clock.now();
  let failures = 0;
  let mode: RateMode = "waiting";
  let unsentPause = false;
  let recount = false;
  let nextAt = 0;
  let closed = false;
  let own = 0;
  const reporter = createReporter(clock, report);

  function change(next: RateMode): void {
    if (next === mode) return;
    mode = next;
    if (next === "alone") alone = sharesOfOwn();
    onMode?.(next);
  }

  /** The shares of callers in this replica's own share. */
  function sharesOfOwn(): Shares {
    return createShares(clock, onRoom, { perSecond: share, reserve: Math.ceil(share / 4) });
  }

  /** A permit for a replica that is alone. */
  function takeOwn(key: string): Granted | undefined {
    if (mode !== "alone" || held.size + permits.reserved >= share) return undefined;
    return permits.reserve(`${log.replica}:own${++own}:${key}`);
  }

  const take = (key: string): Granted | undefined => permits.take(key) ?? takeOwn(key);

  /** The log counts a permit until it is given back. */
  function giveBack(ticket: Ticket): void {
    if (ticket.permit) permits.giveBack(ticket.permit);
    ticket.permit = undefined;
  }

  function want(key: string, free: number): void {
    if (wishes.add(key, free)) return;
    if (mode === "shared" && (!wishes.isOpen(key) || clock.now() >= nextAt)) reporter.within(0);
  }

  /** Asks those who wait again, because some of them may have left. */
  function collect(): RateReport {
    const wanted = wishes.collect(onRoom, permits.waiting);
    const paused = unsentPause ? Math.max(0, pause.until - clock.now()) : 0;
    unsentPause = false;
    return {
      wants: [...wanted].map(([caller, count]) => ({ caller, count })),
      ...held.news(),
      unused: permits.takeReturned(),
      quietMs: clock.now() - contactAt,
      pauseMs: paused,
      ...(mode === "shared" && !recount ? {} : { inUse: held.inUse() }),
    };
  }

  async function report(): Promise<{ nextMs: number; mayFollow: boolean }> {
    const sent = collect();
    const sentAt = clock.now();
    try {
      const answer = await log.report(sent);
      if (!closed) accept(answer, sent, sentAt);
    } catch {
      permits.keepReturned(sent.unused);
      unsentPause ||= sent.pauseMs > 0;
      failures += 1;
      nextAt = clock.now() + RETRY_MS;
      const isAway = failures >= FAILURES && clock.now() - contactAt >= ALONE_AFTER_MS;
      change(isAway || mode === "alone" ? "alone" : "waiting");
      serveOwn();
    }
    return { nextMs: Math.max(0, nextAt - clock.now()), mayFollow: mode === "shared" };
  }

  function accept(answer: RateAnswer, sent: RateReport, sentAt: number): void {
    held.delivered(sent);
    contactAt = sentAt;
    failures = 0;
    share = answer.share;
    for (const permit of answer.permits) wishes.fulfil(callerOf(permit));
    nextAt = clock.now() + (wishes.isAnyOpen ? answer.nextMs : REPORT_EVERY_MS);
    change("shared");
    recount = answer.recount;
    if (recount) reporter.within(0);
    if (answer.pausedMs > 0) pause.begin(answer.pausedMs);
    permits.grant(answer.permits, sentAt);
    onRoom();
    if (permits.giveBackRest()) reporter.within(0);
  }

  /** For requests that have a slot and wait for a permit. */
  function serveOwn(): void {
    if (mode !== "alone") return;
    for (const [key, count] of permits.waiting()) {
      for (let n = 0; n < count; n++) {
        const permit = takeOwn(key);
        if (permit) permits.hand(permit, key);
      }
    }
    onRoom();
  }

  function shareOf(asking: Parameters<Shares["of"]>[0]): RateShare {
    const key = log.callerKey(asking.caller ?? asking.session ?? "");
    const ticket: Ticket = { key, permit: undefined };
    let fair: RateShare | undefined;
    const made: RateShare = {
      hasRoom(free = 1) {
        if (pause.over !== undefined) return true;
        if (mode === "alone") {
          fair = alone.of(asking);
          return held.size + permits.reserved < share && fair.hasRoom(free);
        }
        if (permits.has(key)) return true;
        want(key, free);
        return false;
      },
      begin() {
        ticket.permit = take(key);
        fair?.begin();
      },
      end() {
        giveBack(ticket);
        fair?.end();
      },
    };
    tickets.set(made, ticket);
    return made;
  }

  async function acquire(signal: AbortSignal, deadlineAt: number, of: Pick<RateShare, "end">): Promise<Permit> {
    const ticket = tickets.get(of) ?? { key: "", permit: undefined };
    for (;;) {
      signal.throwIfAborted();
      if (closed) throw shutDownError();
      if (pause.over !== undefined) {
        giveBack(ticket);
        if (pause.until >= deadlineAt) throw pausedError(pause.until - clock.now());
        await waitOrAbort(pause.over, signal);
        continue;
      }
      const permit = ticket.permit ?? take(ticket.key);
      // One that was granted long ago may have been given to someone else.
      if (permit && clock.now() - permit.askedAt < USE_WITHIN_MS) {
        ticket.permit = undefined;
        permits.use(permit);
        return held.take(permit.id, () => {
          of.end();
          serveOwn();
        });
      }
      if (permit) permits.giveBack(permit);
      ticket.permit = undefined;
      reporter.within(0);
      ticket.permit = await permits.wait(ticket.key, signal);
    }
  }

  return {
    shares: { of: shareOf },
    gate: {
      acquire,
      pause(ms) {
        pause.begin(ms);
        unsentPause = true;
        onRoom();
        reporter.within(0);
      },
      close() {
        if (closed) return;
        closed = true;
        reporter.close();
        held.close();
        pause.close();
        permits.close(shutDownError());
        log.leave().catch(() => {});
      },
    },
    get mode() {
      return mode;
    },
    get share() {
      return share;
    },
  };
}
