import { type Clock, systemClock } from "../../../src/api/http/clock.ts";

/** Pauses between polls end below this. Longer ones are the longest waits of calls. */
const LONGEST_PAUSE_MS = 5000;
const FACTOR = 10;

/**
 * The clock of a server in front of a quick workspace: it polls ten times as often. How long a call may wait is real
 * time, because the workspace's SQL engine and Python compute in real time.
 */
export const quickClock: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms < LONGEST_PAUSE_MS ? ms / FACTOR : ms, signal),
};
