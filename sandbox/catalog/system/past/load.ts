import type { World } from "../../../world.ts";
import { dayBefore, HOUR, MINUTE, PAST_DAYS, pastNights, workingHours } from "./calendar.ts";
import { daysOf, failingRuns, IDLE_CLUSTER, IDLE_DAYS, LARGE_CLUSTER, LARGE_DAYS } from "./objects.ts";
import { ANALYTICS, NIGHTLY_CLUSTER } from "./usage.ts";

/** The load of one machine during some minutes, in percent. */
export interface NodeLoad {
  readonly clusterId: string;
  readonly nodeType: string;
  /** 0 is the driver. */
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly cpu: number;
  readonly memory: number;
}

/** The platform has a row for each minute; a row for each hour says the same here. */
const STEP = HOUR;

interface Ran {
  readonly clusterId: string;
  readonly nodeType: string;
  readonly nodes: number;
  readonly from: number;
  readonly to: number;
  /** Lowest and highest load of its machines. */
  readonly cpu: readonly [number, number];
  readonly memory: readonly [number, number];
}

function* stretches(world: World): Iterable<Ran> {
  const small = { nodeType: "i3.xlarge", nodes: 3 };
  for (const { start, minutes } of pastNights(world)) {
    const to = start + minutes * MINUTE;
    yield { clusterId: NIGHTLY_CLUSTER, ...small, from: start, to, cpu: [55, 92], memory: [40, 71] };
  }
  for (let ago = PAST_DAYS; ago > 0; ago -= 1) {
    for (const { at } of workingHours(world, ago)) {
      const hour = new Date(at).getUTCHours();
      if (hour < 9 || hour > 16) continue;
      const analytics = { clusterId: ANALYTICS, nodeType: "i3.xlarge", nodes: 2 };
      yield { ...analytics, from: at, to: at + HOUR, cpu: [28, 84], memory: [45, 78] };
    }
  }
  for (const ago of daysOf(IDLE_DAYS)) {
    const from = dayBefore(world, ago);
    yield { clusterId: IDLE_CLUSTER, ...small, from, to: from + 24 * HOUR, cpu: [0.4, 2.6], memory: [11, 14] };
  }
  for (const ago of daysOf(LARGE_DAYS)) {
    const from = dayBefore(world, ago) + 7 * HOUR;
    const large = { clusterId: LARGE_CLUSTER, nodeType: "i3.2xlarge", nodes: 9 };
    yield { ...large, from, to: from + 6 * HOUR, cpu: [11, 23], memory: [17, 29] };
  }
  for (const { clusterId, start, end } of failingRuns(world)) {
    yield { clusterId, ...small, from: start, to: end, cpu: [20, 88], memory: [30, 62] };
  }
}

/** The load of the machines of all clusters. */
export function* pastLoad(world: World): Iterable<NodeLoad> {
  let drawn = 0;
  const between = ([low, high]: readonly [number, number]) => {
    drawn += 1;
    return low + ((high - low) * ((drawn * 37) % 101)) / 100;
  };
  for (const { clusterId, nodeType, nodes, from, to, cpu, memory } of stretches(world)) {
    for (let at = from; at < to; at += STEP) {
      for (let node = 0; node < nodes; node += 1) {
        const load = { cpu: between(cpu), memory: between(memory) };
        yield { clusterId, nodeType, node, from: at, to: Math.min(at + STEP, to), ...load };
      }
    }
  }
}
