import { NIGHTLY_LOAD, nightBefore } from "../../../data/nights.ts";
import type { Run } from "../../../jobs/model.ts";
import type { World } from "../../../world.ts";
import { createdAt } from "../../state.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Days of the past before the workspace was created: a month, and the one before to compare it with. */
export const PAST_DAYS = 60;

/** The start of the day, UTC, a number of days before the workspace was created. */
export const dayBefore = (world: World, ago: number): number => Math.floor(createdAt(world) / DAY) * DAY - ago * DAY;

export const isWorkday = (day: number): boolean => ![0, 6].includes(new Date(day).getUTCDay());

/** Busy working hours of a day, each with how busy it was, from 0 to 0.9. */
export function workingHours(world: World, ago: number): readonly { readonly at: number; readonly busy: number }[] {
  const day = dayBefore(world, ago);
  if (!isWorkday(day)) return [];
  return Array.from({ length: 10 }, (_, index) => {
    const hour = index + 8;
    return { at: day + hour * HOUR, busy: ((ago * 31 + hour * 17) % 10) / 10 };
  });
}

/** A night of the job that loads the orders. */
export interface Night {
  readonly start: number;
  readonly minutes: number;
  /** The run of the jobs service where it knows that night. */
  readonly known: Run | undefined;
  readonly runId: number;
}

/** The nights before the workspace was created, the latest first. */
export function pastNights(world: World): readonly Night[] {
  const { runs } = world.kept("jobs", () => ({ runs: new Map<number, Run>() }));
  const at = createdAt(world);
  return Array.from({ length: PAST_DAYS }, (_, index) => {
    const start = nightBefore(at, NIGHTLY_LOAD, index);
    const known = [...runs.values()].find((run) => run.job?.id === NIGHTLY_JOB && Math.abs(run.start - start) < MINUTE);
    return { start, minutes: 18 + ((index * 7) % 9), known, runId: known?.id ?? 87_000_000 + index };
  });
}

export const NIGHTLY_JOB = 620_114_587_321;
