interface Bin {
  x: number;
  y: number;
}

const PRNG_SEED = 31183n;
const MASK_48 = (1n << 48n) - 1n;

/** The numbers of `java.util.Random`, from 0 to 1, which decide between equal distances. */
function randomNumbers(seed: bigint): () => number {
  let state = (seed ^ 0x5deece66dn) & MASK_48;
  const next = (bits: bigint): bigint => {
    state = (state * 0x5deece66dn + 0xbn) & MASK_48;
    return state >> (48n - bits);
  };
  return () => Number((next(26n) << 27n) + next(27n)) / 2 ** 53;
}

/** The first of the two bins that are merged: those with the smallest distance. */
function closest(bins: readonly Bin[], random: () => number): number {
  const distance = (i: number) => (bins[i + 1]?.x ?? 0) - (bins[i]?.x ?? 0);
  let [smallest, found, ties] = [distance(0), 0, 1];
  for (let i = 1; i < bins.length - 1; i++) {
    const width = distance(i);
    if (width < smallest) [smallest, found, ties] = [width, i, 1];
    else if (width === smallest) {
      ties += 1;
      if (random() <= 1 / ties) found = i;
    }
  }
  return found;
}

/**
 * The bins of a histogram with at most so many, as centres and counts. Every value has a bin of its own until there are too many.
 * Then the two closest bins become one (Y. Ben-Haim and E. Tom-Tov, A streaming parallel decision tree algorithm).
 */
export function histogramOf(values: Iterable<number>, most: number): readonly Bin[] {
  const bins: Bin[] = [];
  const random = randomNumbers(PRNG_SEED);
  for (const value of values) {
    let [low, high] = [0, bins.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((bins[middle]?.x ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    const at = bins[low];
    if (at?.x === value) at.y += 1;
    else bins.splice(low, 0, { x: value, y: 1 });
    if (bins.length <= most) continue;
    const first = closest(bins, random);
    const [a = { x: 0, y: 0 }, b = a] = bins.slice(first, first + 2);
    const y = a.y + b.y;
    // In this order of operations, which decides whether later distances are equal.
    bins.splice(first, 2, { x: a.x * (a.y / y) + (b.x / y) * b.y, y });
  }
  return bins;
}
