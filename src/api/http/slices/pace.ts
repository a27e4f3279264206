import { setImmediate as nextTurn } from "node:timers/promises";

// Large data is worked on in slices of some milliseconds, because everyone else on this server waits meanwhile (R11).

/** Work of one slice: characters, and a fixed amount for each key and value. */
export const SLICE = 256 * 1024;
const NODE = 40;

/** Counts work, and lets others run after each slice. */
export interface Pace {
  /** Slices finished so far. */
  slices(): number;
  /** Counts work that is done. Returns a promise to wait for if the slice is full. */
  spend(units: number): Promise<unknown> | undefined;
}

/** `rest` lets others run. */
export function createPace(rest: () => Promise<unknown> = () => nextTurn()): Pace {
  let spent = 0;
  let slices = 0;
  return {
    slices: () => slices,
    spend(units) {
      spent += units;
      if (spent < SLICE) return undefined;
      spent = 0;
      slices++;
      return rest();
    },
  };
}

/** The work that a value makes, counted to a little over one slice. */
export function workOf(value: unknown): number {
  let work = 0;
  const count = (node: unknown): void => {
    work += NODE;
    if (typeof node === "string") work += node.length;
    if (node === null || typeof node !== "object") return;
    const inside = Array.isArray(node) ? node : Object.entries(node);
    for (const item of inside) {
      if (work > SLICE) return;
      count(item);
    }
  };
  count(value);
  return work;
}

/** `items.map(change)` for a list of any length, in slices. */
export async function mapInSlices<T, R>(items: readonly T[], change: (item: T) => R): Promise<R[]> {
  const pace = createPace();
  const changed: R[] = [];
  for (const item of items) {
    changed.push(change(item));
    const full = pace.spend(workOf(item));
    if (full) await full;
  }
  return changed;
}
