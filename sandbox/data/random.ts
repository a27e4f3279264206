/** Reproducible random values. */
export interface Random {
  /** From 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** From -width to +width. */
  spread(width: number): number;
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string;
}

/** A generator with a seed (mulberry32: 32 bits of state, sufficient for a data set). */
export function chance(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    spread: (width) => (next() * 2 - 1) * width,
    hex: (digits) => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join(""),
  };
}
