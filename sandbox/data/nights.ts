const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LONGEST_NIGHT_MINUTES = 25;

/** The minutes after midnight at which the nightly load of orders starts. */
export const NIGHTLY_LOAD = 125;

/** The start of a nightly run, this many minutes after midnight UTC. The latest one is over before `now`. */
export function nightBefore(now: number, minutes: number, nightsAgo: number): number {
  const latest = Math.floor((now - (minutes + LONGEST_NIGHT_MINUTES) * MINUTE) / DAY) * DAY + minutes * MINUTE;
  return latest - nightsAgo * DAY;
}

/** The day that a nightly run loads: the one before. */
export const loadedDay = (started: number): string => new Date(started - DAY).toISOString().slice(0, 10);
